"""Trend queries, as far as they are the same for every engine: what can be told apart, windows, the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from warden.errors import UsageError
from warden.identity import derived, iso_week, parse_instant
from warden.store.base import TrendRow

DIMENSIONS = ("week", "site", "target", "language")

Key = tuple[str | None, ...]
"""week, site, target, language of a bucket; ``None`` where it is over all of them."""

Efforts = Mapping[tuple[str | None, str | None], tuple[int, int]]
"""{(week, site): (probes, pages)} that answered."""


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


def trend_rows(by: Sequence[str], found: Mapping[Key, Sequence[int]], efforts: Efforts) -> list[TrendRow]:
    """The answer: of each bucket (listings, new, sellers, sightings, erased), with the effort behind it."""
    told = dict(found)
    if not {"target", "language"} & set(by):
        # Weeks that were searched and brought nothing are figures too.
        for week, site in efforts:
            told.setdefault((week, site, None, None), [0, 0, 0, 0, 0])
    made = []
    for key in sorted(told, key=lambda key: tuple(part or "" for part in key)):
        listings, new, sellers, sightings, erased = told[key]
        week, site, target, language = key
        probes, visits = efforts.get((week, site), (0, 0))
        made.append(
            TrendRow(week, site, target, language, listings, new, sellers, sightings, probes, visits, erased)
        )
    return made


def seller_token(seller_key: str | None) -> str | None:
    """Who sells, for counting: not the key itself, so that numbers that outlive a listing name nobody."""
    return None if seller_key is None else derived("counted seller", seller_key)
