"""``warden terms import``: species lists, legal lists and names into the data directory."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from warden.cli import tables
from warden.cli.state import State, say
from warden.errors import UsageError

if TYPE_CHECKING:
    from keywords.importing.kept import Import
    from keywords.importing.record import Reading

SHOWN_FAULTS = 50
"""Faults printed for a person; --json has all of them."""


class SourceName(StrEnum):
    cites = "cites"
    species_plus = "species-plus"
    eu = "eu"
    national = "national"
    names = "names"
    lemis = "lemis"


def import_terms(
    ctx: typer.Context,
    source: Annotated[SourceName | None, typer.Argument(help="Where the files are from.")] = None,
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE…", help="CSV or TSV files, all of one import.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Load nothing when any row is broken; default: load the rest, exit 1.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and report only.")] = False,
    law: Annotated[str, typer.Option("--law", help="National: the law's short name, where the table has no column for it.")] = "",
    jurisdiction: Annotated[str, typer.Option(help="National: its country, two letters, likewise.")] = "",
    name: Annotated[str, typer.Option(help="What the import is called; the same name replaces.")] = "",
    downloaded: Annotated[str, typer.Option(metavar="DAY", help="When the files were downloaded; default: the day in their names, else today.")] = "",
    api: Annotated[bool, typer.Option("--api", help="Species+: ask its interface; the token is WARDEN_SPECIESPLUS_TOKEN.")] = False,
    acts: Annotated[bool, typer.Option("--acts", help="With --api: also each taxon's legal acts, for days and EU annexes.")] = False,
    forget: Annotated[str, typer.Option(metavar="NAME", help="Delete an import.")] = "",
    shown: Annotated[bool, typer.Option("--list", help="The imports there are, and their terms of use.")] = False,
    json: Annotated[bool, typer.Option("--json", help="JSON Lines on standard output.")] = False,
) -> None:  # fmt: skip
    """Read a species list, a legal list or names into the data directory.

    By default broken rows are left out and reported by line, the rest is loaded, and the exit code is 1; with --strict
    nothing is loaded when a row is broken. Importing the same again replaces it; a stopped import leaves the old one whole.
    """
    state: State = ctx.obj
    if shown or forget:
        _manage(state.data, forget, json)
        return
    if source is None or not (files or api):
        raise UsageError(
            "What is to be imported? `warden terms import cites FILE`; --help shows the sources."
        )
    _need_files(files or [])
    if api:
        reading = _asked(state, source.value, acts=acts)
    else:
        reading = _read(state, source.value, files or [], law, jurisdiction)
    told = _told(source.value, reading, files or [], name=name, law=law, downloaded=downloaded)
    loaded = not dry_run and bool(reading.taxa) and not (strict and reading.faults)
    _finish(state.data, reading, told, loaded=loaded, dry_run=dry_run, as_json=json)


def _need_files(files: Sequence[Path]) -> None:
    for path in files:
        if not path.is_file():
            raise UsageError(
                f"{path}: no such file. Download it first; docs/how-to/import-species.md says where."
            )


def _read(state: State, source: str, files: Sequence[Path], law: str, jurisdiction: str) -> Reading:
    from keywords.importing.sources import read_source

    known = _known(state) if source == "names" else {}
    return read_source(source, files, law=law, jurisdiction=jurisdiction, known=known)


def _known(state: State) -> dict[tuple[str, str], str]:
    """Names that lead to one taxon: those of the imports there are, and of the list's own species terms."""
    from keywords import load_terms
    from keywords.species import known_names, load_species, names_of

    vocab = load_terms(state.config.directories.terms)
    single = {
        name: names[0]
        for name, row in vocab.targets.items()
        if len(names := names_of(row)) == 1 and " " in names[0]
    }
    own = (
        (term.lang, term.term, single[term.target])
        for term in vocab.terms
        if term.kind == "species" and term.target in single
    )
    return known_names(load_species(state.data), own)


def _asked(state: State, source: str, *, acts: bool) -> Reading:
    from warden.speciesplus import fetch

    if source != "species-plus":
        raise UsageError("--api asks the interface of Species+: `warden terms import species-plus --api`.")
    return fetch(state.data, acts=acts, say=say)


def _told(
    source: str, reading: Reading, files: Sequence[Path], *, name: str, law: str, downloaded: str
) -> Import:
    """What is to be written at the head of the import."""
    from keywords.importing.kept import Import, check_name, digest_of, rows_of
    from keywords.importing.sources import SOURCES, downloaded_on, lists_of, name_of

    day = _day(downloaded) or downloaded_on(files) or date.today().isoformat()
    about = SOURCES[source]
    return Import(
        name=check_name(name) if name else name_of(source, law, reading),
        source=source,
        files=tuple(f"{path.name} sha256:{_sha256(path)}" for path in files),
        lists=lists_of(source, reading),
        downloaded=day,
        imported_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        citation=f"{about.citation}. Downloaded {day}.",
        notice=about.notice,
        taxa=len(reading.taxa),
        left_out=len(reading.faults),
        digest=digest_of(rows_of(reading.taxa)),
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _day(told: str) -> str:
    if not told:
        return ""
    try:
        return date.fromisoformat(told).isoformat()
    except ValueError:
        raise UsageError(f"--downloaded {told}: is no day. Write it like 2026-02-03.") from None


def _finish(
    data: Path, reading: Reading, told: Import, *, loaded: bool, dry_run: bool, as_json: bool
) -> None:
    """Keep the import when it is to be loaded, report it, and end with 1 when rows were broken."""
    from keywords.importing.kept import keep, rows_of
    from warden.speciesplus import forget_answers

    if loaded:
        keep(data, told, rows_of(reading.taxa))
        forget_answers(data)
    if as_json:
        typer.echo(orjson.dumps(line_of(told, reading, loaded=loaded)).decode())
    _report(reading, told, loaded=loaded, dry_run=dry_run, faults=not as_json)
    if reading.faults:
        raise typer.Exit(1)


def line_of(told: Import, reading: Reading | None, *, loaded: bool) -> dict[str, Any]:
    """An import as ``--json`` prints it."""
    faults = reading.faults if reading else []
    return {
        **asdict(told),
        "loaded": loaded,
        "notes": reading.notes if reading else [],
        "faults": [
            {"file": one.file, "line": one.line, "column": one.column, "message": one.message}
            for one in faults
        ],
    }


def _report(reading: Reading, told: Import, *, loaded: bool, dry_run: bool, faults: bool) -> None:
    for fault in reading.faults[:SHOWN_FAULTS] if faults else ():
        say(str(fault))
    if faults and len(reading.faults) > SHOWN_FAULTS:
        say(f"… and {len(reading.faults) - SHOWN_FAULTS} more; --json shows all")
    for note in reading.notes:
        say(note)
    say(f"{told.name}: {_outcome(told, loaded=loaded, dry_run=dry_run)}")
    say(told.citation)
    if told.notice:
        say(told.notice)


def _outcome(told: Import, *, loaded: bool, dry_run: bool) -> str:
    broken = f", {told.left_out} broken rows left out" if told.left_out else ""
    if loaded:
        return f"{told.taxa} taxa loaded{broken}"
    if dry_run:
        return f"{told.taxa} taxa would be loaded{broken}; nothing was written (--dry-run)"
    why = "rows are broken and --strict was given" if told.taxa else "there is no taxon in it"
    return f"nothing was loaded: {why}"


def _manage(data: Path, forget: str, as_json: bool) -> None:
    from keywords.importing import kept

    if forget:
        kept.forget(data, forget)
        say(f"{forget}: forgotten; its names and listings count no more")
        return
    imports = kept.imports_of(data)
    for told in imports if as_json else ():
        typer.echo(orjson.dumps(line_of(told, None, loaded=True)).decode())
    if as_json:
        return
    rows = [
        (one.name, one.source, one.taxa, ", ".join(one.lists), one.downloaded, one.citation)
        for one in imports
    ]
    tables.show(
        ("name", "source", "taxa", "lists", "downloaded", "citation"),
        rows,
        tables.stdout(),
        flexible=("citation",),
    )
    for notice in dict.fromkeys(one.notice for one in imports if one.notice):
        say(notice)
