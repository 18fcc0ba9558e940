"""What the audit and its estimates ask of a store; only reads, but for the hit an audited listing gets.

A part of ``warden.store.base.Store``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from warden.records import Verdict
    from warden.store.base import HitQuery

FACETS = ("target", "product", "site", "language", "origin", "state", "grade")
"""What hits are counted by."""
PLACES = ("site", "language")
"""What a list of hits is narrowed down by that no vocabulary tells."""
Facets = dict[str, dict[str, int]]
"""{facet: {value: hits}}; "" is the value of hits that have none."""


@dataclass(slots=True)
class SampledHit:
    """A hit as estimates ask for it. ``held``: claimed by somebody now; ``taxon``: of its verdict."""

    listing_key: str
    hit_id: str
    target: str | None
    grade: str
    score: float | None
    state: str
    decision: str | None
    taxon: str | None
    withdrawn: bool
    held: bool


class Sampled(Protocol):
    """Read by ``warden.sampling``."""

    def sampled_hits(self, since: str) -> Iterator[SampledHit]:
        """All hits of listings first seen since then, withdrawn ones too, in the order of their listings' keys."""

    def count_listings(self, since: str, first: str = "", last: str | None = None) -> int:
        """Listings first seen since then, with a hit or without, whose keys lie from ``first`` to ``last``."""

    def listing_keys(self, since: str, first: str, limit: int) -> list[str]:
        """The next keys from ``first`` on, of listings first seen since then."""

    def audit(self, listing_key: str, by: str, at: str) -> str | None:
        """The hit to decide of an audited listing: its strongest that nobody has decided, or a new one of origin ``audit`` without a target
        where it has none that is not withdrawn; ``None`` for a listing that is gone."""

    def verdicts_of(self, hit_ids: Sequence[str]) -> dict[str, list[Verdict]]:
        """The verdicts of several hits, oldest first; of those that are not there nothing."""

    def places(self) -> dict[str, list[str]]:
        """The values of ``PLACES`` among the hits that figures count."""

    def facets(self, query: HitQuery) -> Facets:
        """How many of the hits of a query have which value of each of ``FACETS``."""
