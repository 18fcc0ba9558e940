"""Retention: what is erased when its time is over. Aggregates stay, as numbers marked erased.

First a note of what is to go, with the numbers that stay; then the listing's document, unless somebody has
changed it; then all that hung on it; then the note. So whoever is killed, or sees the listing again in between,
loses nothing: what a note still names is brought to its end by the next round, or by ``store migrate``. Several
may do this at once, also with the same listing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from warden.store.elasticsearch import clusters, erasures
from warden.store.elasticsearch.documents import Doc, Documents, Write, every, term
from warden.store.elasticsearch.erasures import Erasure, note, noted
from warden.store.rows import chunks

_AT_ONCE = 100
_ORDER = [{"listing_key": "asc"}]


@dataclass(slots=True)
class _Due:
    """An erasure that is to be finished."""

    erasure: Erasure
    note: Doc
    again: dict[str, Any] | None
    """The listing, where it was erased and came again."""


def _old(hits: bool, before: str) -> dict[str, Any]:
    # An old page imported today lives its full time: what counts is also when its pages were stored.
    stored = {"bool": {"must_not": {"range": {"stored_at": {"gte": before}}}}}
    return every(term("hits", hits), {"range": {"last_seen_at": {"lt": before}}}, stored)


def remove(docs: Documents, doomed: Sequence[Doc]) -> list[Doc]:
    """Delete the listings' documents; those that nobody was faster with."""
    overtaken = {
        write.id for write in docs.write([Write("listing", doc.id, None, over=doc) for doc in doomed])
    }
    return [doc for doc in doomed if doc.id not in overtaken]


def finish(docs: Documents, begun: Sequence[Erasure]) -> int:
    """Erase what hung on listings whose documents are gone, keep their numbers; then forget the notes.

    Says of how many. A listing that stands as it was noted is left alone: somebody may be about to remove it.
    """
    due = _due(docs, begun)
    numbers = {one.erasure.erased: {"contributions": one.erasure.contributions} for one in due}
    if kept := {name: told for name, told in numbers.items() if told["contributions"]}:
        docs.create("erased", kept)
    due = _delete(docs, due)
    _blank(docs, {name for one in due if one.again is None for name in one.erasure.pages})
    if marks := {mark for one in due for mark in one.erasure.marks}:
        clusters.settle(docs, [], sorted(marks))
    erasures.forget(docs, [one.note for one in due])
    return len(due)


def broken_off(docs: Documents) -> int:
    """Listings that are gone, and not all that hung on them."""
    return sum(len(_sorted(docs, some)[0]) for some in chunks(noted(docs), _AT_ONCE))


def _due(docs: Documents, begun: Sequence[Erasure]) -> list[_Due]:
    """Those whose listing is gone; notes that nobody needs any more are forgotten."""
    due, over = _sorted(docs, begun)
    erasures.forget(docs, over)
    return due


def _sorted(docs: Documents, begun: Sequence[Erasure]) -> tuple[list[_Due], list[Doc]]:
    """(those whose listing is gone, notes of listings that were changed in time or left alone long ago)."""
    notes = erasures.held(docs, begun)
    mine = {one.listing_key: one for one in begun if one.listing_key in notes}
    due: list[_Due] = []
    over: list[Doc] = []
    for doc in docs.get_all("listing", list(mine), source=["pages", "state"]):
        one = mine[doc.id]
        if doc.source is None or not (one.as_noted(doc) or one.stayed(doc.source)):
            due.append(_Due(one, notes[doc.id], doc.source))
        elif not one.as_noted(doc) or erasures.old(one):
            over.append(notes[doc.id])
    return due, over


def _delete(docs: Documents, due: list[_Due]) -> list[_Due]:
    """Delete the documents of listings; of one that came again only what it does not have any more.

    What is found is looked at before the listings and the notes are: what a listing that came again has written
    since is then another state of it, which is not deleted.
    """
    while due:
        keys = [one.erasure.listing_key for one in due]
        rows = [
            (kind, row) for kind in ("hit", "revision", "evidence", "work") for row in _rows(docs, kind, keys)
        ]
        due = _due(docs, [one.erasure for one in due])
        there = {one.erasure.listing_key: _names(one.again) for one in due}
        writes = [Write(kind, row.id, None, over=row) for kind, row in rows if _goes(kind, row, there)]
        if not docs.write(writes):
            break
    return due


def _rows(docs: Documents, kind: str, keys: Sequence[str]) -> list[Doc]:
    return list(docs.each(kind, every(term("listing_key", keys)), _ORDER, source=["listing_key"]))


def _names(again: dict[str, Any] | None) -> set[str] | None:
    """Hits and revisions of a listing that came again."""
    if again is None:
        return None
    state = again["state"]
    names = {hit["hit_id"] for hit in state["hits"]}
    return names | {told["rev"]["revision_id"] for told in state["revisions"]}


def _goes(kind: str, row: Doc, there: dict[str, set[str] | None]) -> bool:
    key = (row.source or {}).get("listing_key")
    if key not in there:
        return False
    kept = there[key]
    return kept is None or (kind in ("hit", "revision") and row.id not in kept)


def _blank(docs: Documents, names: Collection[str]) -> None:
    """Pages stay as effort, named by hash and date; the address of a listing's own page goes."""
    left = sorted(names)
    while left:
        told = [doc for doc in docs.get_all("page", left) if doc.source and doc.source["page_kind"] == "item"]
        writes = [
            Write("page", doc.id, {**(doc.source or {}), "url": None, "source": None}, over=doc)
            for doc in told
        ]
        left = [write.id for write in docs.write(writes)]


def _numbers(doc: Doc) -> dict[str, int]:
    source = doc.source or {}
    return {
        "listings": 1,
        "revisions": source["revisions"],
        "sightings": source["sightings"],
        "hits": len(source["state"]["hits"]),
        "weeks": sum(len(row["targets"]) for row in source["contributions"]),
    }


def _round(docs: Documents, query: dict[str, Any], counts: dict[str, int]) -> bool:
    """Erase what a query finds; whether it must be asked again."""
    left = erased = 0
    for doomed in chunks(docs.each("listing", query, _ORDER), _AT_ONCE):
        begun = note(docs, doomed)
        mine = {one.listing_key for one in begun}
        removed = remove(docs, [doc for doc in doomed if doc.id in mine])
        finish(docs, begun)
        for doc in removed:
            for name, count in _numbers(doc).items():
                counts[name] += count
        # Erasing one listing moves others to another cluster: those are due in their new state.
        left, erased = left + len(doomed) - len(removed), erased + len(removed)
    return bool(left and erased)


class Retention:
    """Retention of an Elasticsearch store; see ``warden.store.base.Store``."""

    docs: Documents

    def apply_retention(self, *, other_before: str, hits_before: str) -> dict[str, int]:
        counts = dict.fromkeys(("listings", "revisions", "sightings", "hits", "weeks"), 0)
        for left in chunks(noted(self.docs), _AT_ONCE):
            finish(self.docs, left)
        for query in (_old(False, other_before), _old(True, hits_before)):
            while _round(self.docs, query, counts):
                pass
        return counts
