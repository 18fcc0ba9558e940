"""Imports as they are kept: one file each under ``<data>/species``, its owner's alone, written whole or not at all.

The first line says what was imported, from which files, when and under which terms; each further line is a taxon.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

from keywords.importing.record import ImportedListing, ImportedTaxon
from warden import private
from warden.errors import CannotContinue, UsageError

FOLDER = "species"
FORMAT = 1
"""Raised when the form of the file changes."""

STALE = 3600
"""Seconds after which a part of an import that nobody finished is rubbish."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\Z")


@dataclass(frozen=True, slots=True)
class Import:
    """What one import is. ``digest`` is the SHA-256 of its taxa; ``lists`` the laws it speaks for; ``downloaded`` the day
    the source was taken, ``imported_at`` the instant it was read here (ISO); ``notice`` what its terms of use ask."""

    name: str
    source: str
    files: tuple[str, ...]
    lists: tuple[str, ...]
    downloaded: str
    imported_at: str
    citation: str
    notice: str
    taxa: int
    left_out: int
    digest: str


def folder_of(data: Path) -> Path:
    return data / FOLDER


def import_files(data: Path) -> list[Path]:
    """The imports of a data directory, in a fixed order; none when there is no such directory."""
    return sorted(folder_of(data).glob("*.jsonl"))


def check_name(name: str) -> str:
    """The name of an import, which is also its file's. Raises UsageError for one that could be no file."""
    if not _NAME.match(name):
        raise UsageError(f"{name!r} is no name for an import: use small letters, digits and hyphens.")
    return name


def slug(text: str) -> str:
    """A name made of any text: ``P.106/2018`` becomes ``p-106-2018``."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:60] or "list"


def rows_of(taxa: Iterable[ImportedTaxon]) -> list[bytes]:
    return [orjson.dumps(_row(taxon)) for taxon in taxa]


def keep(data: Path, told: Import, rows: Iterable[bytes]) -> Path:
    """Write an import beside the old one and put it in its place in one step.

    Raises CannotContinue when the disk does not take it; the old import is then whole.
    """
    path = folder_of(data) / f"{check_name(told.name)}.jsonl"
    lines = (row + b"\n" for row in chain([orjson.dumps({"format": FORMAT, **asdict(told)})], rows))
    try:
        private.write_whole(path, lines, lasting=True)
        _sweep(path.parent)
    except OSError as fault:
        raise CannotContinue(
            f"{path}: the import cannot be written ({fault.strerror}). Nothing was changed; free some space or mend the"
            " rights, and run it again."
        ) from fault
    return path


def _sweep(folder: Path) -> None:
    """Remove what killed imports left; one that still runs writes to its file all the time."""
    for part in folder.glob(".*.part"):
        if time.time() - part.stat().st_mtime > STALE:
            part.unlink(missing_ok=True)


def digest_of(rows: Iterable[bytes]) -> str:
    found = hashlib.sha256()
    for row in rows:
        found.update(row)
        found.update(b"\n")
    return found.hexdigest()


def told_of(path: Path) -> Import:
    """What an import is, from its first line. Raises UsageError when the file is none of ours."""
    try:
        with path.open("rb") as file:
            told: dict[str, Any] = orjson.loads(file.readline())
        if told.pop("format") != FORMAT:
            raise ValueError("another format")
        told["files"], told["lists"] = tuple(told["files"]), tuple(told["lists"])
        return Import(**told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise UsageError(
            f"{path}: is no import of this version ({fault}). Import the source again."
        ) from fault


def imports_of(data: Path) -> list[Import]:
    return [told_of(path) for path in import_files(data)]


def forget(data: Path, name: str) -> None:
    """Delete an import. Raises UsageError when there is none of this name."""
    path = folder_of(data) / f"{check_name(name)}.jsonl"
    if not path.is_file():
        names = ", ".join(file.stem for file in import_files(data)) or "none"
        raise UsageError(f"There is no import {name!r}. Kept are: {names}.")
    path.unlink()


def taxa_of(path: Path) -> Iterator[ImportedTaxon]:
    """The taxa of a kept import. Raises UsageError when the file is damaged, which a stopped import never leaves."""
    with path.open("rb") as file:
        file.readline()
        for line, row in enumerate(file, start=2):
            try:
                yield _taxon(orjson.loads(row))
            except (ValueError, TypeError) as fault:
                raise UsageError(f"{path}:{line}:1: damaged ({fault}). Import the source again.") from fault


def _row(taxon: ImportedTaxon) -> list[Any]:
    return [
        taxon.name, taxon.rank, taxon.author, taxon.authority, taxon.higher, taxon.synonyms, taxon.names,
        [
            [one.list, one.jurisdiction, one.category, one.annotation, one.hash_annotation, one.valid_from, one.valid_to,
             one.party, one.under]
            for one in taxon.listings
        ],
    ]  # fmt: skip


def _taxon(row: list[Any]) -> ImportedTaxon:
    name, rank, author, authority, higher, synonyms, names, listings = row
    return ImportedTaxon(
        name,
        rank,
        author,
        authority,
        tuple(higher),
        tuple(synonyms),
        tuple((lang, word) for lang, word in names),
        tuple(ImportedListing(*one) for one in listings),
    )
