"""What a store counts, week by week; only reads. A part of ``warden.store.base.Store``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(slots=True)
class TrendRow:
    """Counts of one bucket. ``listings`` and ``sellers`` are distinct within the bucket.

    A part of the bucket (week, site, target, language, country, product, probe) is ``None`` when not told apart, or
    unknown. ``new``: listings first seen in the bucket's week. ``probes`` and ``pages``: those that answered, of the
    week and site, whatever target or language. ``erased``: of ``listings``, those that stay only as a number.
    """

    week: str | None
    site: str | None
    target: str | None
    language: str | None
    listings: int
    new: int
    sellers: int
    sightings: int
    probes: int
    pages: int
    erased: int = 0
    country: str | None = None
    product: str | None = None
    probe: str | None = None


@dataclass(slots=True, frozen=True)
class TrendQuery:
    """What is counted. ``since`` and ``until``: a day, a month, an instant or a week; also the basket's window."""

    since: str | None = None
    until: str | None = None
    by: Sequence[str] = ()
    targets: Sequence[str] = ()
    """With all their descendants (the caller expands them)."""
    sites: Sequence[str] = ()
    languages: Sequence[str] = ()
    countries: Sequence[str] = ()
    products: Sequence[str] = ()
    probes: Sequence[str] = ()
    weeks: Sequence[str] = ()
    """Of the window, only these; the basket is still that of the window."""
    same_basket: bool = True
    """Only what was found by probes that answered in every week of the window in which any did: any of the site, where
    sites are told apart, else any of the sites asked for."""

    @property
    def filters(self) -> dict[str, Sequence[str]]:
        """{dimension: values that are kept}; none: all."""
        return {
            "week": self.weeks,
            "site": self.sites,
            "target": self.targets,
            "language": self.languages,
            "country": self.countries,
            "product": self.products,
            "probe": self.probes,
        }


@dataclass(slots=True, frozen=True)
class Stating:
    """Of counted listings only those that state something in the week: a plain price in a currency, who sells."""

    currency: str = ""
    seller: bool = False


@dataclass(slots=True)
class PriceRow:
    """Prices of one bucket and week in one currency: the median of the listings that state one.

    A listing's price in a week is the last plain one that it showed in it, on whatever page; placeholders and "on
    request" are none.
    """

    week: str
    key: str | None
    """Of what is told apart beside weeks."""
    currency: str
    median: float
    listings: int


@dataclass(slots=True)
class LookedRow:
    """What was asked of a site in a week: distinct probes and pages, and those of them that answered."""

    week: str
    site: str
    probes: int
    pages: int
    answered: int
    """Probes."""
    answered_pages: int


@dataclass(slots=True)
class RecipeRow:
    """A recipe that pages of a site were read by in a week."""

    week: str
    site: str
    terms_version: str
    site_version: str | None
    matcher_version: int
    parser_version: int


@dataclass(slots=True)
class LifeRow:
    """Listings with a hit that counts, by how many whole days they were seen.

    ``gone``: the reason, where there is evidence that they ended after so many days (counted to that evidence); else
    ``None``: they were last seen after so many days, and nobody knows of more.
    """

    key: str | None
    """Site or target, when told apart."""
    days: int
    gone: str | None
    listings: int


class Counting(Protocol):
    """Read by ``trends`` and the console."""

    @property
    def keeps_counts(self) -> bool:
        """Whether what was counted once serves later questions, so that counting ahead is of use."""

    def trends(
        self,
        *,
        since: str | None,
        until: str | None,
        by: Sequence[str],
        targets: Sequence[str],
        sites: Sequence[str],
        languages: Sequence[str],
        same_basket: bool,
    ) -> list[TrendRow]: ...
    def counted(self, query: TrendQuery) -> list[TrendRow]:
        """The same for all that can be asked."""

    def rebuild_trends(self) -> list[Problem]:
        """Compare the rollups with a count from scratch and mend them."""

    def prices(self, query: TrendQuery) -> list[PriceRow]:
        """Medians by week, currency and at most one other thing; exact, of the listings that a count would count."""

    def counted_listings(
        self, query: TrendQuery, *, new: bool = False, after: str = "", limit: int = 50
    ) -> list[str]:
        """Keys of the listings that a count counts, after the given one in an order of the store's own; with ``new`` those
        first seen in the week they are counted in. Erased ones have no key any more."""

    def stating(
        self, query: TrendQuery, what: Stating, *, after: str = "", limit: int = 50
    ) -> tuple[int, int, list[str]]:
        """(listings that a count counts and that state this, the erased among them, keys of the others as
        ``counted_listings`` gives them)"""

    def looked(self, since: str | None, until: str | None, sites: Sequence[str] = ()) -> list[LookedRow]:
        """By week and site, in this order."""

    def recipe_weeks(
        self, since: str | None, until: str | None, sites: Sequence[str] = ()
    ) -> list[RecipeRow]: ...
    def lifetimes(
        self, by: str | None, targets: Sequence[str] = (), sites: Sequence[str] = ()
    ) -> list[LifeRow]:
        """``by``: ``site``, ``target`` or nothing."""

    def probe_terms(self, probes: Sequence[str]) -> dict[str, str]:
        """{probe: term id}, of those that look for a term."""


@dataclass(slots=True)
class Problem:
    """Something ``store check`` found, and its cure."""

    what: str
    count: int
    cure: str
