"""Re-listings among stored listings: which share a mark of ``warden.store.likeness``, and their oldest one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from warden.store.elasticsearch import listings
from warden.store.elasticsearch.documents import Documents, term
from warden.store.elasticsearch.listing import Held
from warden.store.likeness import CROWD


@dataclass(frozen=True, slots=True)
class _Bearer:
    """A listing that bears marks."""

    key: str
    first_seen_at: str
    marks: tuple[str, ...]
    cluster_id: str | None


class _Marks:
    """Who bears which mark, asked for once; a mark that a crowd bears says nothing."""

    def __init__(self, docs: Documents) -> None:
        self._docs = docs
        self._asked: set[str] = set()
        self.bearers: dict[str, set[str]] = {}
        self.listings: dict[str, _Bearer] = {}

    def load(self, marks: Iterable[str]) -> None:
        new = sorted(set(marks) - self._asked)
        if not new:
            return
        self._asked |= set(new)
        query = term("marks", new) or {}
        names = ["listing_key", "first_seen_at", "marks", "cluster_id"]
        for doc in self._docs.each("listing", query, [{"listing_key": "asc"}], source=names):
            row = doc.source or {}
            self.listings[doc.id] = _Bearer(
                doc.id, row["first_seen_at"], tuple(row["marks"]), row["cluster_id"]
            )
            for mark in row["marks"]:
                self.bearers.setdefault(mark, set()).add(doc.id)

    def mates(self, marks: Iterable[str]) -> set[str]:
        found = (self.bearers.get(mark, set()) for mark in marks)
        return set().union(*(keys for keys in found if len(keys) <= CROWD))


def settle(docs: Documents, keys: Iterable[str], marks: Iterable[str] = ()) -> None:
    """Set the clusters of listings that have hits, and of those they share a mark with.

    ``marks``: marks that these bore before; who bears them still is settled as well.
    """
    known = _Marks(docs)
    held = listings.read(docs, list(keys))
    known.load([*marks, *(mark for one in held.values() for mark in one.marks)])
    # Those whose marks are told here, and their mates by marks of their own.
    touched = set(held) | known.mates([*marks, *(mark for one in held.values() for mark in one.marks)])
    known.load(mark for key in touched if key in known.listings for mark in known.listings[key].marks)
    for key in sorted(touched):
        own = known.listings.get(key)
        before = own.cluster_id if own else held[key].cluster_id
        _settle_one(docs, known, key, before)


def _settle_one(docs: Documents, known: _Marks, key: str, before: str | None) -> None:
    own = known.listings.get(key)
    members = (known.mates(own.marks) if own else set()) | {key}
    oldest = None
    if len(members) > 1:
        oldest = min((known.listings[one].first_seen_at, one) for one in members)[1]
    if before != oldest:

        def settled(held: Held, _: object) -> None:
            held.cluster_id = oldest

        listings.change(docs, key, settled)
