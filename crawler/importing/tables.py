"""Listings that somebody already has as a table: CSV, TSV or JSON Lines, columns named as Listing's fields."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from crawler.importing.cells import cleaned
from crawler.importing.saved import Found
from crawler.reading import cleaning
from crawler.reading.numbers import number_in
from crawler.reading.rows import no_number
from crawler.sites.site import Site
from warden.records import Listing, Price

CurrencyOf = Callable[[str | None, str | None], str | None]
"""The ISO 4217 code that words stand for on a site with the currency given; None when they are no currency."""

_BATCH = 1_000
_MAX_LINE = 1_000_000
_BLOCK = 1 << 20
_NOT_UTF8 = (
    "the table is not written in UTF-8, so that its letters would be guessed: nothing of it was read; save it as UTF-8 "
    "(in spreadsheets the type `CSV UTF-8`) and import it again"
)
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
_AVAILABILITY = ("in_stock", "out_of_stock")
_SHOWN_LINES = 5
_ALIASES = {
    "id": "listing_id",
    "number": "listing_id",
    "address": "url",
    "link": "url",
    "name": "title",
    "listed": "listed_text",
    "listing_details.title": "title",
    "listing_details.description": "description",
}


def table(path: Path) -> Iterator[Found]:
    """Batches of rows; a line that is no row gives a note and the rest goes on."""
    rows: list[dict[str, Any]] = []
    lines: list[int] = []
    told: dict[str, list[int]] = {}
    member, faults = 0, 0
    try:
        for line, row, fault in _rows(path):
            row, unread = cleaned(row)
            if not fault and "title" not in row:
                fault = f"line {line}: the title is no text: the row is left out"
            if fault:
                faults += 1
                yield Found(None, note=fault)
                continue
            for why in unread:
                told.setdefault(why, []).append(line)
            rows.append(row)
            lines.append(line)
            if len(rows) == _BATCH:
                member += 1
                yield Found(None, member, rows=rows, lines=lines, table=True, told=_told(told))
                rows, lines, told = [], [], {}
    except (csv.Error, UnicodeError) as error:
        faults += 1
        yield Found(None, note=f"the table cannot be read on: {error}")
    if rows or not (member or faults):
        number = member + 1 if member else None
        yield Found(None, number, rows=rows, lines=lines, table=True, told=_told(told))


def _told(unread: dict[str, list[int]]) -> list[str]:
    """A line for each reason to leave cells out, with the first of the rows it holds for."""
    made = []
    for why, lines in unread.items():
        shown = ", ".join(map(str, lines[:_SHOWN_LINES]))
        more = f" and {len(lines) - _SHOWN_LINES:,} more" if len(lines) > _SHOWN_LINES else ""
        made.append(f"line{'s' if len(lines) > 1 else ''} {shown}{more}: {why}: left out, the rest is kept")
    return made


def _encoding(path: Path) -> str | None:
    """UTF-8, or UTF-16 where the file begins with its mark; None when the whole of it is neither."""
    with path.open("rb") as stream:
        head = stream.read(4)
    marked = head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) and head != codecs.BOM_UTF32_LE
    encoding = "utf-16" if marked else "utf-8-sig"
    try:
        with path.open(encoding=encoding, newline="") as text:
            while block := text.read(_BLOCK):
                if "\0" in block:
                    return None
    except UnicodeError:
        return None
    return encoding


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any], str | None]]:
    encoding = _encoding(path)
    if encoding is None:
        yield 1, {}, _NOT_UTF8
        return
    with path.open(encoding=encoding, newline="") as stream:
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


def as_listing(
    row: dict[str, Any], rank: int, site: Site | None, currency_of: CurrencyOf, page: str | None = None
) -> Listing:
    """A Listing of a row that ``cleaned`` gave; ``page`` is the address of the page the table was made of."""
    base = site.file.identity.base if site else "http://unknown.invalid"
    url = cleaning.canonical(row["url"], page, base) if row.get("url") else None
    images = row.get("images", [])
    made = Listing(
        listing_id=row.get("listing_id") or _number(url, site) or no_number(url or row["title"]),
        title=cleaning.title(row["title"]),
        url=url,
        price=_price(row, site, currency_of),
        image=row.get("image") or (images[0] if images else None),
        images=images,
        availability=row["availability"] if row.get("availability") in _AVAILABILITY else None,
        rank=rank,
    )
    for name in _TEXTS:
        if name in row:
            setattr(made, name, row[name])
    return made


def _number(url: str | None, site: Site | None) -> str | None:
    """The number in the address, so that the row is the listing that a crawl of its site finds."""
    return number_in(url, site) if url and site is not None and site.may_link(url) else None


def _price(row: dict[str, Any], site: Site | None, currency_of: CurrencyOf) -> Price:
    given = row.get("price", {})
    told = given.get("currency") or row.get("price_currency") or row.get("currency")
    return Price(
        amount=given.get("amount", row.get("price_amount", row.get("amount"))),
        amount_max=given.get("amount_max"),
        currency=currency_of(told, site.file.identity.currency if site else None) if told else None,
        text=given.get("text"),
        type=given.get("type"),
    )


def code_alone(words: str | None, _: str | None) -> str | None:
    """A currency that is written as a code of three letters; whether there is one of it nobody asked."""
    code = (words or "").strip().upper()
    return code if len(code) == 3 and code.isascii() and code.isalpha() else None
