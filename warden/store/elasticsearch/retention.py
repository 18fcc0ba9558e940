"""Retention: what is erased when its time is over. Aggregates stay, as numbers marked erased.

First a note of what is to go, with the numbers that stay; then the listing's document, unless somebody has
changed it; then all that hung on it; then the note. So whoever is killed, or sees the listing again in between,
loses nothing: what a note still names is brought to its end by the next round, or by ``store migrate``.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from warden.identity import derived
from warden.store.elasticsearch import clusters
from warden.store.elasticsearch.documents import Doc, Documents, Write, every, term
from warden.store.rows import chunks, dumps

NOTE = "erasing"
"""Name of the notes among the settings; those of users have ids of their own."""
_AT_ONCE = 100
_ORDER = [{"listing_key": "asc"}]


@dataclass(slots=True)
class Erasure:
    """What must be known of a listing when its document is gone."""

    listing_key: str
    erased: str
    """Id of the document that keeps its numbers."""
    pages: list[str]
    marks: list[str]
    contributions: list[dict[str, Any]]

    @property
    def id(self) -> str:
        return f"{NOTE} {self.listing_key}"


def erasure_of(doc: Doc) -> Erasure:
    assert doc.source is not None  # from a search
    rows = [{**row, "erased": True} for row in doc.source["contributions"]]
    # The same listing can be stored and erased more than once: the id is of this state of its document.
    name = derived("erased", doc.id, doc.seq_no, doc.primary_term)
    return Erasure(doc.id, name, doc.source["pages"], doc.source["marks"], rows)


def _old(hits: bool, before: str) -> dict[str, Any]:
    # An old page imported today lives its full time: what counts is also when its pages were stored.
    stored = {"bool": {"must_not": {"range": {"stored_at": {"gte": before}}}}}
    return every(term("hits", hits), {"range": {"last_seen_at": {"lt": before}}}, stored)


def note(docs: Documents, doomed: Sequence[Doc]) -> list[Erasure]:
    """Keep what is needed to finish, whatever comes in between."""
    made = [erasure_of(doc) for doc in doomed]
    docs.write([Write("setting", one.id, {"name": NOTE, "value": dumps(asdict(one))}) for one in made])
    return made


def remove(docs: Documents, doomed: Sequence[Doc]) -> list[Doc]:
    """Delete the listings' documents; those that nobody was faster with."""
    overtaken = {
        write.id for write in docs.write([Write("listing", doc.id, None, over=doc) for doc in doomed])
    }
    return [doc for doc in doomed if doc.id not in overtaken]


def noted(docs: Documents) -> Iterator[Erasure]:
    """Erasures that were begun and not finished."""
    for doc in docs.each("setting", every(term("name", NOTE)), [{"name": "asc"}]):
        # A setting of a user may have the same name.
        if doc.source and doc.id.startswith(f"{NOTE} "):
            yield Erasure(**json.loads(doc.source["value"]))


def finish(docs: Documents, erasures: Sequence[Erasure]) -> None:
    """Erase what hung on listings whose documents are gone, keep their numbers; then forget the notes."""
    found = docs.get_all("listing", [one.listing_key for one in erasures], source=["pages", "state"])
    there = {doc.id: doc.source for doc in found if doc.source}
    gone = [one for one in erasures if not _stayed(one, there.get(one.listing_key))]
    numbers = {one.erased: {"contributions": one.contributions} for one in gone if one.contributions}
    if numbers:
        docs.create("erased", numbers)
    _delete(docs, [one.listing_key for one in gone], there)
    _blank(docs, {name for one in gone if one.listing_key not in there for name in one.pages})
    if marks := {mark for one in gone for mark in one.marks}:
        clusters.settle(docs, [], sorted(marks))
    docs.write([Write("setting", one.id, None) for one in erasures])


def _stayed(one: Erasure, source: dict[str, Any] | None) -> bool:
    """A listing that was changed in time has the pages it had; one that was erased and came again has others."""
    return source is not None and set(one.pages) <= set(source["pages"])


def _delete(docs: Documents, keys: Sequence[str], there: dict[str, dict[str, Any]]) -> None:
    """Delete the documents of listings; of one that came again only what it does not have any more."""
    kept = {hit["hit_id"] for source in there.values() for hit in source["state"]["hits"]}
    kept |= {told["rev"]["revision_id"] for source in there.values() for told in source["state"]["revisions"]}
    left = [key for key in keys if key not in there]
    for kind, whose in (("hit", keys), ("revision", keys), ("evidence", left), ("work", left)):
        if whose:
            rows = docs.each(kind, every(term("listing_key", whose)), _ORDER, source=False)
            docs.write([Write(kind, row.id, None) for row in rows if row.id not in kept])


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
        erasures = note(docs, doomed)
        removed = remove(docs, doomed)
        finish(docs, erasures)
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
