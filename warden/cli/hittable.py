"""A table of reported listings, as form tools and spreadsheets save it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from warden.errors import UsageError

COLUMNS = ("url", "title", "target")
MOST = 10_000
"""Rows of one table."""


def read_table(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, row) of a CSV file in UTF-8; a row has ``COLUMNS``, "" where a column lacks. Others are ignored.

    Columns are found by their heads, whatever their case; commas, semicolons or tabs part them. Raises ``UsageError``
    for what cannot be read, has no column ``url`` or too many rows.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(f"{file} cannot be read as UTF-8: {fault}. Save it as CSV in UTF-8.") from fault
    head, _, _ = text.partition("\n")
    parted = max(",;\t", key=head.count)
    reader = csv.DictReader(text.splitlines(), delimiter=parted)
    heads = {str(name).strip().casefold(): name for name in reader.fieldnames or ()}
    if "url" not in heads:
        raise UsageError(f"{file} has no column url. Its first line names the columns: url, title, target.")
    for count, row in enumerate(reader):
        if count >= MOST:
            raise UsageError(f"{file} has more than {MOST} rows; the first {MOST} were taken. Part it.")
        found = {name: str(row.get(heads.get(name, ""), "") or "").strip() for name in COLUMNS}
        if any(found.values()):
            yield reader.line_num, found
