"""Trend queries, as far as they are the same for every engine: what can be told apart, windows, the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from warden.errors import UsageError
from warden.identity import derived, iso_week, parse_instant
from warden.store.counting import PriceRow, TrendQuery, TrendRow

DIMENSIONS = ("week", "site", "target", "language", "country", "product", "probe")
COUNTS = ("listings", "new", "sellers", "sightings", "erased")

Key = tuple[str | None, ...]
"""What a bucket is of, in the order of ``DIMENSIONS``; ``None`` where it is over all of them."""

Efforts = Mapping[tuple[str | None, str | None], tuple[int, int]]
"""{(week, site): (probes, pages)} that answered."""

_NO_PRICE = ("placeholder", "on_request")


def week_of(text: str | None) -> str | None:
    """The ISO week a window's end falls in: of ``2026-W47``, a day or an instant."""
    if text is None or "-W" in text:
        return text
    try:
        return iso_week(parse_instant(text if len(text) > 7 else f"{text}-01"))
    except ValueError:
        raise UsageError(
            f"{text!r} is no date. Write a day (2026-11-21), a month (2026-11) or a week (2026-W47)."
        ) from None


def known(by: Sequence[str]) -> None:
    """Raise ``UsageError`` for what cannot be told apart."""
    unknown = sorted(set(by) - set(DIMENSIONS))
    if unknown:
        raise UsageError(f"Cannot count by {', '.join(unknown)}. Known: {', '.join(DIMENSIONS)}.")


def trend_rows(query: TrendQuery, found: Mapping[Key, Sequence[int]], efforts: Efforts) -> list[TrendRow]:
    """The answer: of each bucket (listings, new, sellers, sightings, erased), with the effort behind it."""
    told = dict(found)
    if set(query.by) <= {"week", "site"}:
        # Weeks that were searched and brought nothing are figures too.
        for week, site in efforts:
            told.setdefault((week, site, *[None] * (len(DIMENSIONS) - 2)), [0, 0, 0, 0, 0])
    made = []
    for key in sorted(told, key=lambda key: tuple(part or "" for part in key)):
        parts = dict(zip(DIMENSIONS, key, strict=True))
        counts = dict(zip(COUNTS, told[key], strict=True))
        probes, pages = efforts.get((key[0], key[1]), (0, 0))
        made.append(TrendRow(**parts, **counts, probes=probes, pages=pages))  # type: ignore[arg-type]
    return made


def seller_token(seller_key: str | None) -> str | None:
    """Who sells, for counting: not the key itself, so that numbers that outlive a listing name nobody."""
    return None if seller_key is None else derived("counted seller", seller_key)


def plain_price(price: Mapping[str, Any]) -> tuple[float | None, str | None]:
    """(amount, currency) that can be compared with others; a placeholder or one on request is none."""
    amount, currency = price.get("amount"), price.get("currency")
    if amount is None or not currency or price.get("type") in _NO_PRICE:
        return None, None
    return float(amount), str(currency)


def priced_by(query: TrendQuery) -> str | None:
    """What prices are told apart by beside weeks. Raises ``UsageError`` for more than one thing."""
    known(query.by)
    more = [name for name in query.by if name != "week"]
    if len(more) > 1:
        raise UsageError(f"Prices are told apart by week and one thing more, not by {', '.join(more)}.")
    return more[0] if more else None


def medians(grouped: Iterable[tuple[str, str | None, str, float, int]]) -> list[PriceRow]:
    """Of (week, key, currency, amount, listings)."""
    found: dict[tuple[str, str | None, str], list[tuple[float, int]]] = {}
    for week, key, currency, amount, count in grouped:
        found.setdefault((week, key or None, currency), []).append((amount, count))
    return [
        PriceRow(*name, _median(sorted(amounts)), sum(count for _, count in amounts))
        for name, amounts in sorted(found.items(), key=lambda row: tuple(part or "" for part in row[0]))
    ]


def _median(amounts: list[tuple[float, int]]) -> float:
    """Of sorted (amount, how often)."""
    total = sum(count for _, count in amounts)
    low, high = _at(amounts, (total - 1) // 2), _at(amounts, total // 2)
    return (low + high) / 2


def _at(amounts: list[tuple[float, int]], place: int) -> float:
    for amount, count in amounts:
        if place < count:
            return amount
        place -= count
    raise AssertionError("a place behind the last")
