"""Reading CSV files as people save them: with a BOM, with ``;`` or tab, from a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from keywords.schema import Fault


@dataclass(slots=True)
class Row:
    """One row: its first line and its cells by column name. Where a cell begins is only looked for when it has a fault."""

    file: str
    line: int
    cells: dict[str, str]
    raw: str = ""
    delimiter: str = ","
    header: Sequence[str] = ()

    def fault(self, column: str, message: str) -> Fault:
        """A fault at the cell of ``column``, or at the line's start when there is none."""
        columns = dict(zip(self.header, starts(self.raw, self.delimiter), strict=False))
        return Fault(self.file, self.line, columns.get(column, 1), message)


def delimiter_of(header: str) -> str:
    """The separator that stands most often in the header line; a comma when in doubt."""
    return max((",", ";", "\t"), key=header.count)


def read_rows(path: Path, known: Sequence[str], faults: list[Fault], needed: str = "") -> Iterator[Row]:
    """Each row of a CSV file with a header; what cannot be read becomes a fault, never an error.

    ``known`` are the columns there may be, ``needed`` the one that must not be empty. Lines that are
    blank or begin with ``#`` in the first cell are passed over.
    """
    text = _decoded(path, faults)
    if not text.strip():
        return
    delimiter = delimiter_of(text.split("\n", 1)[0])
    header: list[str] | None = None
    for line, cells, raw in _records(path, text, delimiter, faults):
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = [cell.strip().lower() for cell in cells]
            faults += _header_faults(path, line, header, known, needed, starts(raw, delimiter))
            header = [_meant(name, known) for name in header]
            continue
        if _is_remark(cells):
            continue
        if len(cells) > len(header):
            places = starts(raw, delimiter)
            at = places[len(header)] if len(header) < len(places) else 1
            faults.append(
                Fault(
                    str(path),
                    line,
                    at,
                    f"{len(cells)} cells under {len(header)} columns: quote the one that holds a {delimiter!r}",
                )
            )
        row = Row(
            str(path),
            line,
            {name: cell.strip() for name, cell in zip(header, cells, strict=False)},
            raw,
            delimiter,
            header,
        )
        if needed and not row.cells.get(needed):
            faults.append(row.fault(needed, f"the column {needed} is empty: fill it or delete the row"))
            continue
        yield row


def _meant(name: str, known: Sequence[str]) -> str:
    """The column that a mistyped header can only mean: what stands under ``sensitivty`` must not become public."""
    return name if name in known else next(iter(get_close_matches(name, known, n=1, cutoff=0.8)), name)


def _is_remark(cells: Sequence[str]) -> bool:
    """A line that begins with ``#`` and a space, or has nothing in its other cells: a hashtag in a row is a word."""
    first = cells[0]
    return first.startswith("#") and (first[1:2] in ("", " ", "#", "!") or not any(cells[1:]))


def _decoded(path: Path, faults: list[Fault]) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        faults.append(
            Fault(str(path), 1, 1, f"cannot be read ({error.strerror}): check that it is a file you may read")
        )
        return ""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.append(Fault(str(path), line, 1, "not UTF-8 here: save the file as 'CSV UTF-8'"))
        return data.decode("utf-8-sig", "replace")


def _records(
    path: Path, text: str, delimiter: str, faults: list[Fault]
) -> Iterator[tuple[int, list[str], str]]:
    """(first line, cells, raw text) of each record."""
    lines = text.split("\n")
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.append(
                Fault(str(path), reader.line_num, 1, f"not readable as CSV ({error}): check the quotes")
            )
            before = reader.line_num
            continue
        raw = "\n".join(lines[before : reader.line_num])
        yield before + 1, cells, raw
        before = reader.line_num


def starts(raw: str, delimiter: str) -> list[int]:
    """The column (from 1) where each cell of a record begins."""
    found, quoted = [1], False
    for at, char in enumerate(raw):
        if char == '"':
            quoted = not quoted
        elif char == delimiter and not quoted:
            found.append(at + 2)
    return found


def _read_as(name: str, known: Sequence[str]) -> str:
    meant = _meant(name, known)
    return f"is read as {meant!r}, correct it" if meant != name else "would be ignored"


def _header_faults(
    path: Path, line: int, header: list[str], known: Sequence[str], needed: str, places: list[int]
) -> Iterator[Fault]:
    for name, at in zip(header, places, strict=False):
        if name not in known:
            yield Fault(
                str(path),
                line,
                at,
                f"unknown column {name!r}: it {_read_as(name, known)}; known are {', '.join(known)}",
            )
    if needed and needed not in header:
        yield Fault(str(path), line, 1, f"the column {needed!r} is missing: the header must name it")


def listed(cell: str, separators: str = "|;") -> tuple[str, ...]:
    """A cell that holds several values, separated by ``|`` or ``;``."""
    if not cell:
        return ()
    for separator in separators[1:]:
        cell = cell.replace(separator, separators[0])
    return tuple(part.strip() for part in cell.split(separators[0]) if part.strip())
