"""``warden watches``: stored baskets of probes."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from warden.cli import hitlines
from warden.cli.needs import free_words, need_languages
from warden.cli.state import State, say
from warden.errors import UsageError
from warden.identity import instant, now
from warden.planning.watchspec import LISTS, check
from warden.records import Probe

watches_app = typer.Typer(
    help="What is looked at again and again.", no_args_is_help=True, rich_markup_mode=None
)
Json = Annotated[bool, typer.Option("--json", help="JSON Lines on standard output.")]

expand: Callable[[State, dict[str, Any]], list[Probe]] | None = None
"""How a selection becomes probes; ``None``: as the crawler does it."""


def register(app: typer.Typer) -> None:
    """Add ``watches`` to the command line."""
    app.add_typer(watches_app, name="watches")


@watches_app.command("list")
def list_watches(ctx: typer.Context, as_json: Json = False) -> None:
    """The watches, retired ones too."""
    here: State = ctx.obj
    with here.read_store() as store:
        rows = [_line(row) for row in store.watches()]
    if as_json:
        for row in rows:
            typer.echo(hitlines.json_line(row))
        return
    names = ("name", "version", "probes", "every", "saved_at", "retired_at")
    shown = Table(*names, box=None, pad_edge=False)
    for row in rows:
        shown.add_row(*("" if row[name] is None else hitlines.plain(str(row[name])) for name in names))
    hitlines.stdout().print(shown)


def _line(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": row["name"],
        "version": row["version"],
        "probes": row["probes"],
        "every": row["spec"].get("every"),
        "saved_at": row["saved_at"],
        "retired_at": row["retired_at"],
    }


@watches_app.command("show")
def show(
    ctx: typer.Context, name: Annotated[str, typer.Argument(help="The watch.")], as_json: Json = False
) -> None:
    """A watch's newest version and its frozen probes."""
    here: State = ctx.obj
    with here.open_store(create=False) as store:
        found = store.watch(name)
    if found is None:
        raise _unknown(name)
    version, spec, probes = found
    if as_json:
        line = {"name": name, "version": version, "spec": spec, "probes": [asdict(probe) for probe in probes]}
        typer.echo(hitlines.json_line(line))
        return
    typer.echo(f"{name}, version {version}, {len(probes)} probes")
    for key, value in spec.items():
        typer.echo(f"{key} = {value}")
    for probe in probes:
        # Of a restricted term the wording is not kept, only its id.
        typer.echo(
            f"{probe.site}\t{probe.kind}\t{probe.lang or ''}\t{probe.form or probe.place or probe.term_id}"
        )


@watches_app.command("add")
def add(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="TOML: name, sites, terms …")],
    as_json: Json = False,
) -> None:
    """Store a watch; a known name gets a new version, whose probes are frozen."""
    here: State = ctx.obj
    name, spec = _hushed(here, file, *read_watch(file))
    probes = (expand or _expand)(here, spec)
    if not probes:
        raise UsageError(f"{file}: this selection has no probe. Check its sites, langs and targets.")
    for line in (*_unlisted(here, spec, probes), *_unsaid(spec, probes)):
        say(line)
    with here.open_store() as store:
        before = store.watch(name)
        version = store.save_watch(name, spec, probes, instant(now()) or "")
    told = {
        "name": name,
        "version": version,
        "probes": len(probes),
        "new": before is None or before[0] != version,
    }
    if as_json:
        typer.echo(hitlines.json_line(told))
    else:
        typer.echo(
            f"{name}: version {version}, {len(probes)} probes" + ("" if told["new"] else ", as before")
        )


@watches_app.command("retire")
def retire(
    ctx: typer.Context, name: Annotated[str, typer.Argument(help="The watch.")], as_json: Json = False
) -> None:
    """Let a watch rest. What it found stays; adding it again wakes it."""
    here: State = ctx.obj
    at = instant(now()) or ""
    with here.open_store(create=False) as store:
        if not store.retire_watch(name, at):
            raise _unknown(name)
    typer.echo(hitlines.json_line({"name": name, "retired_at": at}) if as_json else f"{name} is retired")


def _unknown(name: str) -> UsageError:
    return UsageError(f"There is no watch {name!r}. `warden watches list` shows them.")


def read_watch(file: Path) -> tuple[str, dict[str, Any]]:
    """(name, the rest) of a watch file. ``UsageError`` names the key that is wrong."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise UsageError(f"{file} cannot be read: {fault.strerror}.") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise UsageError(f"{file} is no TOML: {fault}.") from fault
    check(str(file), told)
    return str(told.pop("name")), told


def _hushed(here: State, file: Path, name: str, spec: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The watch as it may be stored: the ids of restricted terms in place of their words."""
    from keywords import load_terms
    from keywords.hidden import Hidden, named_terms

    vocabulary = load_terms(here.terms)
    Hidden(vocabulary).refuse(f"{file}: name", name)
    return name, (named_terms(spec, vocabulary) if spec.get("terms") or spec.get("langs") else spec)


def _unlisted(here: State, spec: dict[str, Any], probes: list[Probe]) -> list[str]:
    """A line for each word of the watch that is on no list; a language without terms is refused."""
    from keywords import load_terms

    vocabulary = load_terms(here.terms)
    need_languages(spec.get("langs") or (), vocabulary)
    return free_words(spec, probes, vocabulary)


def _unsaid(spec: dict[str, Any], probes: Sequence[Probe]) -> Iterator[str]:
    """What somebody who wrote the file would not expect."""
    probed = {probe.site for probe in probes}
    for site in spec.get("sites") or ():
        if site not in probed:
            yield f"{site}: no term, place or language of this watch may be asked there; it is not watched"
    if spec.get("quiet_hours") and not spec.get("timezone"):
        yield f"quiet_hours {spec['quiet_hours']} are in UTC; write a timezone such as Europe/Berlin for yours"


def _expand(here: State, spec: dict[str, Any]) -> list[Probe]:
    from crawler.probes import expand_probes
    from keywords import load_terms

    told = {key: spec.get(key, []) for key in LISTS} | {"statuses": here.config.terms.search_status}
    return expand_probes(told, sites=here.site_files, vocabulary=load_terms(here.terms))
