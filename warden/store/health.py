"""What a store tells about the sites' own past; only reads. A part of ``warden.store.base.Store``.

Pages a person noted by hand count nowhere here: nothing was read on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

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
