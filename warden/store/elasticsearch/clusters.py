"""Re-listings among stored listings: which share a mark of ``warden.store.likeness``, and their oldest one."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from warden.store.elasticsearch import listings
from warden.store.elasticsearch.documents import Documents, every, term
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
    """Who bears which mark, asked for once; a mark that a crowd bears says nothing, and its bearers are not read."""

    def __init__(self, docs: Documents) -> None:
        self._docs = docs
        self._asked: set[str] = set()
        self._bearers: dict[str, set[str]] = {}
        self.listings: dict[str, _Bearer] = {}
        self.crowds: set[str] = set()

    def load(self, marks: Iterable[str]) -> None:
        new = set(marks) - self._asked
        if not new:
            return
        self._asked |= new
        self.crowds |= self._crowds(sorted(new))
        if not new - self.crowds:
            return
        query = every(term("marks", sorted(new - self.crowds)))
        names = ["listing_key", "first_seen_at", "marks", "cluster_id"]
        for doc in self._docs.each("listing", query, [{"listing_key": "asc"}], source=names):
            row = doc.source or {}
            self.listings[doc.id] = _Bearer(
                doc.id, row["first_seen_at"], tuple(row["marks"]), row["cluster_id"]
            )
            for mark in row["marks"]:
                self._bearers.setdefault(mark, set()).add(doc.id)

    def _crowds(self, marks: list[str]) -> set[str]:
        by = {"terms": {"field": "marks", "include": marks, "size": len(marks), "min_doc_count": CROWD + 1}}
        answer = self._docs.search("listing", query=every(term("marks", marks)), size=0, aggs={"by": by})
        return {str(row["key"]) for row in answer["aggregations"]["by"]["buckets"]}

    def mates(self, marks: Iterable[str]) -> set[str]:
        return set().union(*(self._bearers.get(mark, set()) for mark in marks if mark not in self.crowds))

    def oldest(self, key: str, first_seen_at: str, marks: Iterable[str]) -> str | None:
        """The oldest of a listing and its mates; ``None`` for one without any."""
        moments = {one: self.listings[one].first_seen_at for one in self.mates(marks)}
        moments[key] = first_seen_at
        return min((at, one) for one, at in moments.items())[1] if len(moments) > 1 else None


def settle(docs: Documents, keys: Iterable[str], marks: Iterable[str] = ()) -> None:
    """Set the clusters of listings that have hits, and of those they share a mark with.

    ``marks``: marks that these bore before; who bears them still is settled as well. Those erased meanwhile are
    passed over.
    """
    known = _Marks(docs)
    held = listings.read(docs, list(keys))
    told = {*marks, *(mark for one in held.values() for mark in one.marks)}
    known.load(told)
    # Those whose marks are told here, and their mates by marks of their own.
    touched = {key: _borne(one) for key, one in held.items()}
    touched |= {key: known.listings[key] for key in known.mates(told)}
    known.load(mark for one in touched.values() for mark in one.marks)
    for _, one in sorted(touched.items()):
        _settle_one(docs, known, one)


def _borne(held: Held) -> _Bearer:
    return _Bearer(held.listing_key, held.first_seen_at, tuple(held.marks), held.cluster_id)


def _settle_one(docs: Documents, known: _Marks, one: _Bearer) -> None:
    if one.cluster_id == known.oldest(one.key, one.first_seen_at, one.marks):
        return

    def settled(held: Held, _: object) -> None:
        # Others bring re-listings meanwhile: what was found before may be told no more.
        now = _Marks(docs)
        now.load(held.marks)
        held.cluster_id = now.oldest(held.listing_key, held.first_seen_at, held.marks)

    with suppress(listings.Erased):
        listings.change(docs, one.key, settled)


def astray(docs: Documents, held: Iterable[Held]) -> set[str]:
    """Listings whose cluster is not the one they belong to.

    Not of a mark that a crowd bears now: who shared it before it became one keeps the cluster he had.
    """
    known, all_held = _Marks(docs), list(held)
    known.load(mark for one in all_held for mark in one.marks)
    return {
        one.listing_key
        for one in all_held
        if not known.crowds & set(one.marks)
        and one.cluster_id != known.oldest(one.listing_key, one.first_seen_at, one.marks)
    }
