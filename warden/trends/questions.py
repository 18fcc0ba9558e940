"""A question about what changes: which number, told apart by what, of what, over which weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from warden.errors import UsageError
from warden.identity import iso_week
from warden.store.counting import Counting, TrendQuery
from warden.trends.weeks import between, last_whole, monday, moved

MEASURES = ("listings", "new", "sellers", "rate", "price")
"""listings: with a hit that counts · new: first seen in the week · sellers: distinct ones · rate: listings per 100 probes
that answered · price: median of plain prices, one series a currency."""
BY = ("site", "target", "language", "country", "product")
SPAN = 12
"""Weeks that are shown when nobody says which."""
LAST = 2199
LONGEST = 260
"""Weeks in one answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """``since`` and ``until`` are weeks; empty sequences let everything through; ``by`` empty tells nothing apart."""

    since: str
    until: str
    measure: str = "listings"
    by: str = ""
    targets: tuple[str, ...] = ()
    """With all their descendants."""
    sites: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    same_basket: bool = True

    def __post_init__(self) -> None:
        if self.measure not in MEASURES:
            raise UsageError(f"There is no measure {self.measure!r}. Known: {', '.join(MEASURES)}.")
        if self.by and self.by not in BY:
            raise UsageError(f"Cannot tell apart by {self.by!r}. Known: {', '.join(BY)}.")
        if not 2000 <= monday(self.since).year <= monday(self.until).year <= LAST:
            raise UsageError(f"The weeks must lie between 2000 and {LAST}, the first before the last.")
        if (monday(self.until) - monday(self.since)).days // 7 >= LONGEST:
            raise UsageError(f"At most {LONGEST} weeks are shown at once. Give a later first week.")

    @property
    def weeks(self) -> list[str]:
        return between(self.since, self.until)

    def query(self, by: Sequence[str], weeks: Sequence[str] = ()) -> TrendQuery:
        """The same, as a store is asked."""
        return TrendQuery(
            since=self.since,
            until=self.until,
            by=by,
            targets=self.targets,
            sites=self.sites,
            languages=self.languages,
            countries=self.countries,
            products=self.products,
            weeks=weeks,
            same_basket=self.same_basket,
        )

    def cell(self, week: str, key: str) -> TrendQuery:
        """What one number counts: of the series ``key`` (empty: what is unknown), in one week."""
        query = self.query(["week", self.by] if self.by else ["week"], [week])
        if not self.by:
            return query
        kept: tuple[str, ...] = (key,)
        match self.by:
            case "site":
                return replace(query, sites=kept)
            case "target":
                return replace(query, targets=kept)
            case "language":
                return replace(query, languages=kept)
            case "country":
                return replace(query, countries=kept)
        return replace(query, products=kept)


def window(store: Counting, now: datetime, sites: Sequence[str] = ()) -> tuple[str, str]:
    """The weeks shown when nobody says which: whole ones, since in one that is not over less was looked for; the running
    one alone where nobody looked at anything before it."""
    until = last_whole(now)
    since = moved(until, 1 - SPAN)
    return (since, until) if store.looked(since, until, sites) else (iso_week(now), iso_week(now))
