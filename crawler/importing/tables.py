"""Listings that somebody already has as a table: CSV, TSV or JSON Lines, columns named as Listing's fields."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from crawler.importing.saved import Found
from crawler.reading import cleaning
from crawler.reading.filters import number
from crawler.reading.rows import no_number
from crawler.sites.site import Site
from warden.records import Listing, Price

_BATCH = 1_000
_MAX_LINE = 1_000_000
_TEXTS = (
    "description",
    "seller",
    "location",
    "country",
    "listed_text",
    "listed_at",
    "category",
    "sale_type",
    "sku",
)
_ALIASES = {
    "id": "listing_id",
    "number": "listing_id",
    "address": "url",
    "link": "url",
    "name": "title",
    "listed": "listed_text",
}


def table(path: Path) -> Iterator[Found]:
    """Batches of rows; a line that is no row gives a note and the rest goes on."""
    rows: list[dict[str, Any]] = []
    lines: list[int] = []
    member, faults = 0, 0
    try:
        for line, row, fault in _rows(path):
            if fault:
                faults += 1
                yield Found(None, note=fault)
                continue
            rows.append(row)
            lines.append(line)
            if len(rows) == _BATCH:
                member += 1
                yield Found(None, member, rows=rows, lines=lines, table=True)
                rows, lines = [], []
    except (csv.Error, UnicodeDecodeError) as error:
        faults += 1
        yield Found(None, note=f"the table cannot be read on: {error}")
    if rows or not (member or faults):
        yield Found(None, member + 1 if member else None, rows=rows, lines=lines, table=True)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any], str | None]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        if path.suffix.lower() in (".jsonl", ".ndjson"):
            yield from _lines(iter(lambda: stream.readline(_MAX_LINE + 1), ""))
            return
        head = stream.readline(_MAX_LINE)
        separator = max("\t;,", key=head.count)
        names = [
            _ALIASES.get(name.strip().lower(), name.strip().lower())
            for name in next(csv.reader([head], delimiter=separator), [])
        ]
        if "title" not in names or not {"url", "listing_id"} & set(names):
            yield 1, {}, "the table needs the columns title and url or listing_id"
            return
        for line, values in enumerate(csv.reader(stream, delimiter=separator), 2):
            row = dict(zip(names, values, strict=False))
            yield line, row, None if row.get("title") else f"line {line}: no title"


def _lines(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any], str | None]]:
    for line, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            row = orjson.loads(text.encode("utf-8", "replace")) if len(text) <= _MAX_LINE else None
        except orjson.JSONDecodeError:
            row = None
        if not isinstance(row, dict) or not row.get("title"):
            yield line, {}, f"line {line}: no JSON object with a title"
        else:
            yield line, {_ALIASES.get(str(name), str(name)): value for name, value in row.items()}, None


def as_listing(row: dict[str, Any], rank: int, site: Site | None) -> Listing:
    """A Listing of a row; what is no column of a Listing is left out."""
    base = site.file.identity.base if site else "http://unknown.invalid"
    url = cleaning.canonical(row["url"], None, base) if row.get("url") else None
    number_given = cleaning.text(row.get("listing_id") or "", 300)
    images = row.get("images") or []
    if isinstance(images, str):
        images = images.split()
    made = Listing(
        listing_id=number_given or no_number(url or str(row["title"])),
        title=cleaning.title(row["title"]),
        url=url,
        price=_price(row),
        image=row.get("image") or (images[0] if images else None),
        images=[str(one) for one in images][:50],
        availability=row["availability"] if row.get("availability") in ("in_stock", "out_of_stock") else None,
        rank=rank,
    )
    for name in _TEXTS:
        if row.get(name) not in (None, ""):
            setattr(made, name, cleaning.lines(row[name]))
    return made


def _price(row: dict[str, Any]) -> Price:
    given = row.get("price")
    if isinstance(given, dict):
        known = {name: given.get(name) for name in ("amount", "amount_max", "currency", "text", "type")}
        return Price(**known)
    amount = row.get("price_amount", row.get("amount"))
    return Price(
        amount=number(str(amount)) if amount not in (None, "") else None,
        currency=row.get("price_currency") or row.get("currency") or None,
        text=cleaning.text(given, 200) if given not in (None, "") else None,
    )
