"""How many prices and dates of the tables are read right: by the libraries, by them corrected, by us.

``python -m bench.normalise``. The tables are those of the tests (tests/normalise/*.tsv). The libraries are used
as their documentation teaches: price-parser's ``Price.fromstring``; dateparser's ``parse`` with the
site's languages, zone and the moment of capture, ``search_dates`` where ``parse`` finds nothing. They are
judged leniently: a date counts to the precision the page has, a price by its amounts and currency only
(price-parser knows no types), its sign turned into a currency by our own table.
"""

from __future__ import annotations

import csv
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.normalise.dates import listed_at
from pipelines.normalise.money import currency_of
from pipelines.normalise.numbers import NUMBER, factor
from pipelines.normalise.price import normalise_price
from pipelines.normalise.price_words import BETWEEN, FREE, ON_REQUEST
from pipelines.normalise.text import plain_forms
from warden.identity import instant, parse_instant
from warden.records import Price, SiteFacts

TABLES = Path(__file__).parents[1] / "tests" / "normalise"
Row = dict[str, str]
Money = tuple[float | None, float | None, str | None]
"""Amount, upper end of a range, currency."""

PLACEHOLDERS = frozenset({0, 1, 123, 1234, 12345, 1234567, 1111, 9999})


def table(name: str) -> list[Row]:
    with (TABLES / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def _number(text: str) -> float | None:
    return float(text) if text else None


def _money(row: Row) -> Money:
    return _number(row["amount"]), _number(row["amount_max"]), row["currency"] or None


def library_price(row: Row) -> Money:
    """price-parser alone, with the site's currency where the text has none."""
    import price_parser

    found = price_parser.Price.fromstring(row["text"])
    code = currency_of(found.currency, row["site"] or None) if found.amount is not None else None
    return found.amount_float, None, code


def corrected_price(row: Row) -> Money:
    """price-parser with ranges, scale words, digits of all scripts, given away, on request, placeholders."""
    import price_parser

    text, site = plain_forms(row["text"]), row["site"] or None
    found = price_parser.Price.fromstring(text)
    if found.amount_float is None:
        return (0.0, None, site) if FREE.search(text) else (None, None, None)
    code = currency_of(found.currency, site)
    first = NUMBER.search(text)
    low = found.amount_float * (factor(first["scale"]) if first else 1.0)
    second = NUMBER.search(text, first.end()) if first else None
    if first and second and BETWEEN.fullmatch(text[first.end() : second.start()].strip("€$£¥₹ ")):
        high = price_parser.Price.fromstring(second["number"]).amount_float
        return low, (high or 0.0) * factor(second["scale"]), code
    if low in PLACEHOLDERS:
        return None, None, None if ON_REQUEST.search(text) else code
    return low, None, code


def our_price(row: Row) -> Money:
    price = Price(text=row["text"])
    normalise_price(price, row["site"] or None)
    return price.amount, price.amount_max, price.currency


def _settings(row: Row) -> dict[str, Any]:
    base = parse_instant(row["captured"]) if row["captured"] else datetime.now(UTC)
    return {
        "RELATIVE_BASE": base.astimezone(ZoneInfo(row["zone"])).replace(tzinfo=None),
        "PREFER_DATES_FROM": "past",
        "TIMEZONE": row["zone"],
        "RETURN_AS_TIMEZONE_AWARE": True,
        "DATE_ORDER": "MDY" if row["country"] == "US" else "DMY",
    }


def _languages(row: Row) -> list[str]:
    return [tag.split("-")[0] for tag in row["languages"].split(",")]


def _to_precision(moment: datetime | None, row: Row) -> str | None:
    if moment is None:
        return None
    precision = len(row["expected"])
    if precision < 20:
        return moment.astimezone(ZoneInfo(row["zone"])).isoformat()[: precision or 10]
    return instant(moment)


def library_date(row: Row) -> str | None:
    """dateparser alone."""
    import dateparser

    found = dateparser.parse(row["text"], languages=_languages(row), settings=_settings(row))
    return _to_precision(found if isinstance(found, datetime) else None, row)


def corrected_date(row: Row) -> str | None:
    """dateparser, its search for dates among words, our digits, and nothing after the capture."""
    from dateparser.search import search_dates

    text = plain_forms(row["text"])
    found = library_date({**row, "text": text})
    if found is None:
        hits = search_dates(text, languages=_languages(row), settings=_settings(row))
        found = _to_precision(hits[-1][1], row) if hits else None
    late = found and row["captured"] and found > row["captured"][:10] + "~"
    return None if late else found


def our_date(row: Row) -> str | None:
    site = SiteFacts(
        "x", "x", row["country"], languages=tuple(row["languages"].split(",")), timezone=row["zone"]
    )
    return listed_at(row["text"], site, parse_instant(row["captured"]) if row["captured"] else None)[0]


def share(rows: list[Row], read: Callable[[Row], object], want: Callable[[Row], object]) -> tuple[int, float]:
    """How many rows are read right, and the microseconds of CPU a row took."""
    right = 0
    began = time.process_time()
    for row in rows:
        try:
            right += read(row) == want(row)
        except (ValueError, TypeError, OverflowError, AttributeError, KeyError, IndexError):
            continue  # a library that raises has not read it
    return right, (time.process_time() - began) / len(rows) * 1e6


def main() -> None:
    """Print a line for each way: right, of, share, time."""
    warnings.simplefilter("ignore")
    prices = [row for row in table("prices.tsv") if row["kind"] == "price"]
    dates = table("dates.tsv")
    ways: list[tuple[str, list[Row], Callable[[Row], object], Callable[[Row], object]]] = [
        ("prices: price-parser alone", prices, library_price, _money),
        ("prices: price-parser, corrected", prices, corrected_price, _money),
        ("prices: our tables", prices, our_price, _money),
        ("dates: dateparser alone", dates, library_date, lambda row: row["expected"] or None),
        ("dates: dateparser, corrected", dates, corrected_date, lambda row: row["expected"] or None),
        ("dates: our tables", dates, our_date, lambda row: row["expected"] or None),
    ]
    for name, rows, read, want in ways:
        share(rows[:20], read, want)  # what loads at first use is not counted
        right, took = share(rows, read, want)
        print(f"{name:34} {right:4} of {len(rows)} = {right / len(rows):6.1%}, {took:7.0f} µs each")


if __name__ == "__main__":
    main()
