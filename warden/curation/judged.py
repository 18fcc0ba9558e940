"""What experts decided, by listing: the yardstick of every figure of the bench."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from keywords.vocabulary import Vocabulary
from warden.decisions import REJECTED, RELEVANT
from warden.records import HitLine
from warden.store.base import HitQuery, Store

Judgement = Literal["confirmed", "rejected"]

SAYS_NOTHING = frozenset({"duplicate", "dead_link"})
"""Rejections that speak of the offer and not of the word that found it."""
AGAINST = REJECTED - SAYS_NOTHING


def judgement(decision: str | None) -> Judgement | None:
    """What a decision says of the words that made the hit."""
    if decision in RELEVANT:
        return "confirmed"
    return "rejected" if decision in AGAINST else None


def decided(store: Store) -> Iterator[tuple[HitLine, Judgement]]:
    """Every hit with an effective verdict that speaks for or against its words, withdrawn ones too."""
    query = HitQuery(decisions=sorted(RELEVANT | AGAINST), withdrawn=True, order="oldest")
    for line in store.search(query):
        found = judgement(line.verdict["decision"] if line.verdict else None)
        if found:
            yield line, found


class Judged:
    """Listings that were decided on; memory grows with these, not with the store."""

    def __init__(self, store: Store, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._by_listing: dict[str, list[tuple[str | None, Judgement]]] = {}
        for line, found in decided(store):
            self._by_listing.setdefault(line.listing_key, []).append((line.target, found))

    def of(self, listing_key: str, target: str | None = None) -> Judgement | None:
        """Of a listing for a target (``None``: any): confirmed where one verdict confirms, else rejected where one does.

        A verdict on the hit of a target above or below speaks for it too, and so does one on an open target.
        """
        found = {
            what
            for of, what in self._by_listing.get(listing_key, ())
            if of is None or target is None or self._akin(of, target)
        }
        return "confirmed" if "confirmed" in found else next(iter(found), None)

    def _akin(self, one: str, other: str) -> bool:
        return (
            one == other or one in self._vocabulary.parents(other) or other in self._vocabulary.parents(one)
        )

    def listings(self) -> Mapping[str, list[tuple[str | None, Judgement]]]:
        return self._by_listing
