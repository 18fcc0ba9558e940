"""What a store tells about the sites' own past; only reads. A part of ``warden.store.base.Store``.

Pages a person noted by hand count nowhere here: nothing was read on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from warden.records import Outcome, PageKind, PageRef, WorkKind

FIELDS = (
    "title",
    "url",
    "description",
    "price",
    "availability",
    "image",
    "seller",
    "location",
    "listed",
    "category",
)
"""Fields of a listing whose filling is counted, as site files name them."""

MOST = 5_000
"""Listings of a window that are looked at, newest first: more would tell no more."""


@dataclass(slots=True)
class PageTally:
    """Pages of one site, kind, outcome and markup variant within a window, and their rows."""

    site: str
    page_kind: PageKind
    outcome: Outcome
    variant: str | None
    pages: int
    rows: int
    listings: int
    dropped: int
    refused: int


@dataclass(slots=True)
class SeenPage:
    """One stored answer; ``at`` is its capture time, else when it was stored."""

    page_id: str
    site: str
    kind: WorkKind
    page_kind: PageKind
    number: int
    outcome: Outcome
    reason: str | None
    variant: str | None
    at: str
    url: str | None
    archive: PageRef | None


@dataclass(slots=True)
class Filled:
    """How many of ``listings`` distinct revisions on result pages have each of ``FIELDS``.

    ``lacking``: the newest page on which the field is missing.
    """

    listings: int = 0
    fields: dict[str, int] = field(default_factory=dict)
    lacking: dict[str, str] = field(default_factory=dict)

    def share(self, name: str) -> float | None:
        """Between 0 and 1; None where there is nothing to count."""
        return self.fields.get(name, 0) / self.listings if self.listings else None


def has(shown: dict[str, Any], name: str) -> bool:
    """Whether a revision's content has one of ``FIELDS``."""
    match name:
        case "price":
            price = shown.get("price") or {}
            return price.get("amount") is not None or bool(price.get("text"))
        case "image":
            return bool(shown.get("image") or shown.get("images"))
        case "seller":
            return bool(shown.get("seller_key"))
        case "listed":
            return bool(shown.get("listed_text") or shown.get("listed_at"))
        case _:
            return bool(shown.get(name))


def filled_of(shown: Iterable[tuple[dict[str, Any], str]]) -> Filled:
    """What contents have, each with the page it was last seen on; newest first."""
    found = Filled(fields=dict.fromkeys(FIELDS, 0))
    for content, page_id in shown:
        found.listings += 1
        for name in FIELDS:
            if has(content, name):
                found.fields[name] += 1
            else:
                found.lacking.setdefault(name, page_id)
    return found


@dataclass(slots=True)
class SiteTotals:
    """All that is kept of a site. ``hits``: those that a current reading makes."""

    pages: int = 0
    listings: int = 0
    hits: int = 0


class SiteHealth(Protocol):
    """Windows are half open: since <= time < until, as ``YYYY-MM-DDTHH:MM:SSZ``."""

    def site_totals(self) -> dict[str, SiteTotals]: ...
    def page_tallies(
        self, since: str, until: str | None = None, sites: Sequence[str] = ()
    ) -> list[PageTally]:
        """Sites, kinds, outcomes and variants in this order; of no site named: all."""

    def last_pages(self) -> dict[str, dict[str, SeenPage]]:
        """{site: {outcome: the newest page that ended so}}."""

    def last_search(self, probe_id: str, since: str) -> SeenPage | None:
        """The newest first page of a probe since then."""

    def seen_page(self, page_id: str) -> SeenPage | None: ...
    def page_at(self, archive: str, offset: int) -> SeenPage | None:
        """The page whose answer stands there in the page archive."""

    def filled(self, site: str, since: str, until: str | None = None) -> Filled:
        """Of the newest listings seen on result pages, ``MOST`` at most."""
