"""The table that says where saved pages came from: file, url, site, captured; others ignored."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.importing.saved import moment
from crawler.reading.generic import GENERIC
from crawler.reading.recognise import named
from crawler.sites.companies import nobody
from crawler.sites.site import Site
from warden.errors import UsageError

COLUMNS = ("file", "url", "site", "captured")
_MAX_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manifest says of one file; "" where it says nothing."""

    file: str
    path: Path
    url: str = ""
    site: str = ""
    captured: str = ""
    line: int = 0


def read_manifest(path: Path) -> list[Entry]:
    """The rows of a TSV, in order; UsageError when there is no such table or no column ``file``."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise UsageError(f"{path}: no such manifest") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: the manifest cannot be read as UTF-8 text: {error}") from error
    table = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    if "file" not in (table.fieldnames or []):
        raise UsageError(f"{path}: no column `file`; a manifest is a table with tabs: {', '.join(COLUMNS)}")
    entries = []
    for row in table:
        name = (row.get("file") or "").strip()
        if name:
            told = {column: (row.get(column) or "").strip() for column in COLUMNS[1:]}
            entries.append(Entry(name, path.parent / name, **told, line=table.line_num))
        if len(entries) > _MAX_ROWS:
            raise UsageError(f"{path}: more than {_MAX_ROWS:,} rows")
    return entries


def manifest_faults(entries: Sequence[Entry], sites: Mapping[str, Site]) -> Iterator[str]:
    """Cells that say nothing, in words: the pages of their rows are read as if they were empty."""
    for entry in entries:
        row = f"line {entry.line} ({entry.file})"
        if entry.site and entry.site != GENERIC and not named(entry.site, sites):
            yield f"{row}: {nobody(entry.site, sites)}; until then the page itself must tell"
        if entry.captured and moment(entry.captured) is None:
            yield (
                f"{row}: captured {entry.captured!r} is no ISO day, month or instant (2026-11-21): "
                "the time counts as unknown unless the file states it"
            )
