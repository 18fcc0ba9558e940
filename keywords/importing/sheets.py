"""Official and other people's tables, read by header: any separator, line end and order of columns.

Unlike ``keywords.rows``, which reads our own files, a row that breaks the table is left out whole, and the reader
finds the next good row even behind a quote that was never closed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from keywords.rows import delimiter_of, starts
from keywords.schema import Fault

LONGEST = 60
"""Lines of one record; a longer one is a quote that was never closed."""

_GAPS = re.compile(r"[\s_]+")


@dataclass(slots=True)
class Line:
    """One row of a table: its cells by their column's plain name."""

    file: str
    line: int
    cells: dict[str, str]
    raw: str
    delimiter: str

    def get(self, *names: str) -> str:
        """The first of these columns that is there and not empty, else an empty text."""
        for name in names:
            if value := self.cells.get(name, ""):
                return value
        return ""

    def fault(self, column: str, message: str) -> Fault:
        """A fault at the cell of ``column``; at the line's start when there is no such column."""
        names = list(self.cells)
        at = names.index(column) if column in names else 0
        places = starts(self.raw, self.delimiter)
        return Fault(self.file, self.line, places[at] if at < len(places) else 1, message)


def plain_name(header: str) -> str:
    """A column's name without case, blanks and underscores: ``Scientific Name`` is ``scientificname``."""
    return _GAPS.sub("", header).casefold()


def read_sheet(
    path: Path, faults: list[Fault], *, needed: Sequence[str] = (), latin: bool = False, short: bool = False
) -> Iterator[Line]:
    """Each good row of a table. ``needed``: columns of which one must be there. ``latin``: the source writes latin-1.
    ``short``: rows may have fewer cells than the header.
    """
    text = _text(path, faults, latin)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    delimiter = delimiter_of(next((line for line in lines if line.strip()), ""))
    header: list[str] | None = None
    for at, cells, raw in _records(str(path), lines, delimiter, faults):
        if header is None:
            header = [plain_name(cell) for cell in cells]
            if needed and not any(name in header for name in needed):
                faults.append(_no_column(path, at, needed))
                return
            continue
        if len(cells) > len(header) or (len(cells) < len(header) and not short):
            faults.append(Fault(str(path), at, 1, _uneven(len(cells), len(header), delimiter)))
            continue
        values = dict.fromkeys(header, "") | {
            name: cell.strip() for name, cell in zip(header, cells, strict=False)
        }
        yield Line(str(path), at, values, raw, delimiter)
    if header is None:
        faults.append(Fault(str(path), 1, 1, "the file is empty: download it again"))


def _text(path: Path, faults: list[Fault], latin: bool) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        faults.append(Fault(str(path), 1, 1, f"cannot be read ({error.strerror}): name a file you may read"))
        return ""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if latin:
            return data.decode("latin-1")
        line = data.count(b"\n", 0, error.start) + 1
        faults.append(Fault(str(path), line, 1, "not UTF-8 here: save the file as 'CSV UTF-8'"))
        return data.decode("utf-8-sig", "replace")


def _records(
    file: str, lines: list[str], delimiter: str, faults: list[Fault]
) -> Iterator[tuple[int, list[str], str]]:
    """(first line from 1, cells, raw text). After a broken record it goes on at the line behind its first."""
    at, width = 0, 0
    while at < len(lines):
        reader = csv.reader(
            (line + "\n" for line in islice(lines, at, None)), delimiter=delimiter, strict=True
        )
        begun = at
        while True:
            before = begun + reader.line_num
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                faults.append(Fault(file, before + 1, 1, f"not readable as CSV ({error}): mend the quotes"))
                at = before + 1
                break
            took = begun + reader.line_num - before
            if took > LONGEST or (took > 1 and width and len(cells) != width):
                faults.append(Fault(file, before + 1, 1, "a quote is opened here and not closed: mend it"))
                at = before + 1
                break
            if any(cells):
                width = width or len(cells)
                yield before + 1, cells, "\n".join(lines[before : before + took])


def _no_column(path: Path, line: int, needed: Sequence[str]) -> Fault:
    names = " or ".join(needed)
    return Fault(str(path), line, 1, f"no column {names}: is this the file the importer is for?")


def _uneven(cells: int, columns: int, delimiter: str) -> str:
    return (
        f"{cells} cells under {columns} columns: quote the cell that holds a {delimiter!r}, or download again"
    )
