"""Prices, quantities and dates as real pages write them, against what they mean to a reader.

``source`` of a row is a file of the captures (see ``test_real_pages``), "made", or "domain 8" for the
cases others filed as bugs. An expectation says what the string means on its site; it is never taken
from the code.
"""

from __future__ import annotations

import csv
import html
import json
import os
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from pipelines.normalise.dates import listed_at
from pipelines.normalise.price import normalise_price
from pipelines.normalise.quantity import quantity_of
from warden.identity import parse_instant
from warden.records import Price, SiteFacts

HERE = Path(__file__).parent
FOLDER = Path(os.environ.get("WARDEN_CAPTURES") or HERE.parents[2] / "shared" / "captures")
Row = dict[str, str]


def table(name: str) -> list[Row]:
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


PRICES = table("prices.tsv")
DATES = table("dates.tsv")


def _number(text: str) -> float | None:
    return float(text) if text else None


def price_or_quantity(row: Row) -> tuple[object, object]:
    """(expected, found) of a row of prices.tsv."""
    if row["kind"] == "quantity":
        quantity = quantity_of(row["text"], None)
        return (_number(row["value"]), row["unit"] or None), (quantity.value, quantity.unit)
    price = Price(text=row["text"])
    normalise_price(price, row["site"] or None)
    wanted = (
        _number(row["amount"]),
        _number(row["amount_max"]),
        row["currency"] or None,
        row["type"] or None,
    )
    return wanted, (price.amount, price.amount_max, price.currency, price.type)


def listed(row: Row) -> tuple[object, object]:
    """(expected, found) of a row of dates.tsv."""
    site = SiteFacts(
        "x", "x", country=row["country"], timezone=row["zone"], languages=tuple(row["languages"].split(","))
    )
    captured = parse_instant(row["captured"]) if row["captured"] else None
    return row["expected"] or None, listed_at(row["text"], site, captured)[0]


def _wrong(rows: list[Row], read: Callable[[Row], tuple[object, object]]) -> list[str]:
    out = []
    for row in rows:
        wanted, found = read(row)
        if wanted != found:
            out.append(f"{row['text']!r} ({row['source']}): {wanted} expected, {found} read")
    return out


def _is_file(row: Row) -> bool:
    return "/" in row["source"]


@pytest.mark.parametrize(("rows", "least"), [(PRICES, 300), (DATES, 150)], ids=["prices", "dates"])
def test_the_tables_are_large_varied_and_mostly_real(rows: list[Row], least: int) -> None:
    assert len({(row.get("kind"), row["text"]) for row in rows}) == len(rows) >= least
    assert len({row["language"] for row in rows}) >= 15
    assert 2 * sum(map(_is_file, rows)) >= len(rows)
    assert all(_is_file(row) or row["source"] in ("made", "domain 8") for row in rows)


def test_prices_and_quantities_are_read_as_a_person_reads_them(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = _wrong(PRICES, price_or_quantity)
    share = 1 - len(wrong) / len(PRICES)
    with capsys.disabled():
        print(f"\nprices and quantities read right: {share:.1%} of {len(PRICES)}")
    assert share >= 0.98, "\n".join(wrong)


def test_dates_are_read_as_a_person_reads_them(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = _wrong(DATES, listed)
    share = 1 - len(wrong) / len(DATES)
    with capsys.disabled():
        print(f"\ndates read right: {share:.1%} of {len(DATES)}")
    assert share >= 0.95, "\n".join(wrong)


def test_what_others_filed_as_bugs_is_read_right_without_exception() -> None:
    rows = [row for row in PRICES if row["source"] == "domain 8"]
    assert len(rows) == 13
    assert _wrong(rows, price_or_quantity) == []


@lru_cache(maxsize=8)
def _squeezed(file: str) -> str:
    """A page's text without white space, entities, JSON escapes; once with and once without its tags."""
    raw = (FOLDER / file).read_bytes()
    out = []
    for encoding in ("utf-8", "gb18030"):
        text = raw.decode(encoding, "replace")
        text = re.sub(r"(?:\\u[0-9a-fA-F]{4})+", lambda found: json.loads(f'"{found[0]}"'), text)
        text = re.sub(r"\\[nrt]", " ", text).replace('\\"', '"').replace("\\/", "/")
        text = html.unescape(html.unescape(text))
        out += [text, re.sub(r"<!--.*?-->|<[^<>]*>", "", text, flags=re.DOTALL)]
    return "\n".join(re.sub(r"[\s\u200b-\u200f]+", "", text) for text in out)


REAL = [row for row in (*PRICES, *DATES) if _is_file(row)] if FOLDER.is_dir() else []
FILES = sorted({row["source"] for row in REAL})


@pytest.mark.captures
@pytest.mark.parametrize("file", FILES)
def test_real_strings_stand_in_the_files_they_name(file: str) -> None:
    texts = {row["text"] for row in REAL if row["source"] == file}
    assert {text for text in texts if re.sub(r"\s+", "", text) not in _squeezed(file)} == set()


@pytest.mark.parametrize("row", table("quantities.tsv"), ids=lambda row: row["text"])
def test_fractions_ranges_and_dozens(row: Row) -> None:
    found = quantity_of(row["text"], None)
    assert (found.value, found.unit) == (float(row["value"]) if row["value"] else None, row["unit"] or None)
