"""``store check``: is what the store says of itself true; and writing again what is derived and is not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from warden.store.base import Problem
from warden.store.elasticsearch import changes, clusters, listings
from warden.store.elasticsearch.documents import ATTEMPTS, Documents, Write, every, term
from warden.store.elasticsearch.erasures import noted
from warden.store.elasticsearch.listing import Held, held_of
from warden.store.elasticsearch.retention import broken_off, finish
from warden.store.elasticsearch.texts import Texts
from warden.store.rows import chunks, dumps

_RESTORE = "restore a snapshot of the store's indices; `warden store check` tells whether it is sound"
_MIGRATE = "warden store migrate"
_REBUILD = "warden trends rebuild"

NO_PAGE = "work done without its page"
NO_CARD = "listings without a revision to show"
NO_SIGHTING = "listings without a sighting"
NO_CONTENT = "revisions without their content"
NO_READING = "revisions without their current reading"
NO_VERDICT = "hits whose verdict is missing"
NO_LISTING = "evidence of listings that are not kept"
STATES = "hits whose stored state is not what their verdicts say"
COLUMNS = "listings whose columns are not what their parts say"
WEEKS = "listings whose weekly counts differ from their sightings"
CLUSTERS = "listings in another cluster of re-listings than their own"
SEARCH = "listings that search finds wrongly"
SURPLUS = "hits that search finds and no listing has"
NOTES = "listings whose erasure was broken off"

_CURES = {
    NO_PAGE: _RESTORE,
    NO_CARD: _RESTORE,
    NO_SIGHTING: _RESTORE,
    NO_CONTENT: _RESTORE,
    NO_READING: _RESTORE,
    NO_VERDICT: _RESTORE,
    NO_LISTING: _RESTORE,
    STATES: _MIGRATE,
    COLUMNS: _MIGRATE,
    CLUSTERS: _MIGRATE,
    SEARCH: _MIGRATE,
    SURPLUS: _MIGRATE,
    NOTES: _MIGRATE,
    WEEKS: _REBUILD,
}
_MENDED = {
    STATES: "states of {} hits computed again",
    COLUMNS: "columns of {} listings computed again",
    CLUSTERS: "clusters of {} listings found again",
    SEARCH: "hits of {} listings written again for searches",
    WEEKS: "weekly counts of {} listings computed again",
    SURPLUS: "{} hits that no listing has deleted",
    NOTES: "{} erasures brought to their end",
}
_COUNTED = (
    *("run", "probe", "work", "page", "listing", "revision", "reading", "sighting", "hit"),
    *("verdict", "evidence", "watch"),
)
_DERIVED = ("stored_at", "pages", "sightings", "revisions", "hits", "live", "counted", "up_days")
_AT_ONCE = 100
_LEAP = 1_000
"""Elasticsearch remembers the version of a document that was deleted, for a minute: who writes it again must
come above it, and does not know it."""


@dataclass(slots=True)
class Survey:
    """How often each thing is wrong, and the listings and hits that can be written again."""

    counts: Counter[str] = field(default_factory=Counter)
    listings: list[str] = field(default_factory=list)
    clusters: list[str] = field(default_factory=list)
    surplus: list[str] = field(default_factory=list)

    def problems(self) -> list[Problem]:
        return [Problem(what, self.counts[what], cure) for what, cure in _CURES.items() if self.counts[what]]


class _Rehearsal(Documents):
    """Documents that are told and not written: what a hit must be is what its writing would make of it."""

    def __init__(self, docs: Documents) -> None:
        super().__init__(docs.client, docs.place)
        self.told: list[Write] = []

    def write(self, writes: Sequence[Write]) -> list[Write]:
        self.told += writes
        return []


def survey(docs: Documents) -> Survey:
    found = Survey()
    for part in chunks(docs.each("listing", every(), [{"listing_key": "asc"}]), _AT_ONCE):
        suspect = [key for key, wrong in _faults(docs, [held_of(doc) for doc in part]).items() if wrong]
        # Others write meanwhile: what looks wrong is looked at once more as it stands now.
        for key, wrong in _faults(docs, list(listings.read(docs, suspect).values())).items():
            found.counts += wrong
            if any(what in _MENDED for what in wrong if what != CLUSTERS):
                found.listings.append(key)
            if wrong[CLUSTERS]:
                found.clusters.append(key)
    for part in chunks(docs.each("hit", every(), [{"hit_id": "asc"}], source=["listing_key"]), _AT_ONCE):
        held = listings.read(docs, sorted({row.source["listing_key"] for row in part if row.source}))
        known = {name for one in held.values() for name in one.hits}
        found.surplus += [row.id for row in part if row.id not in known]
    found.counts[SURPLUS] = len(found.surplus)
    found.counts[NO_PAGE] = sum(_without_page(docs))
    found.counts[NO_LISTING] = sum(_without_listing(docs))
    found.counts[NOTES] = broken_off(docs)
    return found


def _faults(docs: Documents, held: Sequence[Held]) -> dict[str, Counter[str]]:
    """{listing: what is wrong with it}."""
    texts = Texts(docs)
    texts.load(name for one in held for name in one.revisions)
    wrong_hits = _wrong_hits(docs, held, texts)
    astray = clusters.astray(docs, held)
    faults = {one.listing_key: _faults_of(one, texts, one.listing_key in wrong_hits) for one in held}
    for key in astray:
        faults[key][CLUSTERS] = 1
    return faults


def _faults_of(held: Held, texts: Texts, searched_wrongly: bool) -> Counter[str]:
    stored, made = held.doc.source or {}, held.source()
    there = {name for name in held.revisions if texts.has(name)}
    found = Counter(
        {
            NO_CARD: int(held.card not in there),
            NO_CONTENT: len(held.revisions) - len(there),
            NO_SIGHTING: int(not held.seen),
            NO_READING: sum(
                name not in there or rev.recipe not in texts.source(name)["readings"]
                for name, rev in held.revs.items()
            ),
            NO_VERDICT: sum(_lacks_verdict(hit) for hit in made["state"]["hits"]),
            COLUMNS: int(any(stored[name] != made[name] for name in _DERIVED)),
            WEEKS: int(stored["contributions"] != made["contributions"]),
            SEARCH: int(searched_wrongly),
        }
    )
    changes.refresh(held)
    now = held.source()["state"]["hits"]
    found[STATES] = sum(old != new for old, new in zip(made["state"]["hits"], now, strict=True))
    return +found


def _lacks_verdict(hit: dict[str, Any]) -> bool:
    named = hit["verdict_id"]
    return named is not None and all(row["verdict_id"] != named for row in hit["verdicts"])


def _wrong_hits(docs: Documents, held: Sequence[Held], texts: Texts) -> set[str]:
    """Listings whose hits are not there for searches as they are."""
    rehearsal = _Rehearsal(docs)
    listings.project(rehearsal, held, texts)
    told = {write.id: write.source or {} for write in rehearsal.told}
    kept = {doc.id: doc.source for doc in docs.get_all("hit", list(told))}
    # As JSON keeps it.
    return {source["listing_key"] for name, source in told.items() if json.loads(dumps(source)) != kept[name]}


def _without_page(docs: Documents) -> Iterator[int]:
    done = every(term("outcome", ["results", "none"]), term("kind", ["search", "place", "url"]))
    for part in chunks(docs.each("work", done, [{"work_id": "asc"}], source=False), _AT_ONCE):
        names = {doc.id for doc in part}
        pages = docs.counted("page", every(term("work_id", names)), ["work_id"])
        yield len(names - {name for (name,), _ in pages})


def _without_listing(docs: Documents) -> Iterator[int]:
    order = [{"listing_key": "asc"}]
    for part in chunks(docs.each("evidence", every(), order, source=["listing_key"]), _AT_ONCE):
        keys = [doc.source["listing_key"] for doc in part if doc.source]
        found = docs.get_all("listing", sorted(set(keys)), source=["live"])
        kept = {doc.id for doc in found if doc.source is not None}
        yield sum(key not in kept for key in keys)


def rewrite(docs: Documents, keys: Sequence[str]) -> None:
    """Compute listings again and write them with their hits, above all that was ever written of them."""
    for part in chunks(keys, _AT_ONCE):
        left = part
        for _ in range(ATTEMPTS):
            left = _rewrite(docs, left)
            if not left:
                break


def _rewrite(docs: Documents, keys: Sequence[str]) -> list[str]:
    """Those that others were faster with."""
    held = listings.read(docs, keys)
    for one in held.values():
        changes.refresh(one)
        one.generation += _LEAP
    writes = [Write("listing", key, one.source(), over=one.doc) for key, one in held.items()]
    overtaken = {write.id for write in docs.write(writes)}
    for one in held.values():
        one.generation += 1  # as it was written
    listings.project(docs, [one for key, one in held.items() if key not in overtaken], Texts(docs))
    return sorted(overtaken)


def _sum(docs: Documents, column: str) -> int:
    told = {"sum": {"sum": {"field": column}}}
    answer = docs.search("listing", query=every(), size=0, aggs=told)
    return int(answer["aggregations"]["sum"]["value"])


def _readings(docs: Documents) -> int:
    rows = docs.each("revision", every(), [{"revision_id": "asc"}], source=["readings"])
    return sum(len(row.source["readings"]) for row in rows if row.source)


def _verdicts(docs: Documents) -> int:
    order = [{"listing_key": "asc"}]
    rows = docs.each("listing", every(term("hits", True)), order, source=["state.hits"])
    return sum(len(hit["verdicts"]) for row in rows if row.source for hit in row.source["state"]["hits"])


def _watches(docs: Documents) -> int:
    rows = docs.each("watch", every(), [{"name": "asc"}])
    return sum(len(row.source["versions"]) for row in rows if row.source)


def count(docs: Documents, name: str) -> int:
    """How many there are of a thing, wherever it stands."""
    match name:
        case "revision" | "sighting":
            return _sum(docs, f"{name}s")
        case "reading":
            return _readings(docs)
        case "verdict":
            return _verdicts(docs)
        case "watch":
            return _watches(docs)
        case _:
            return docs.count(name, every())


class Check:
    """Self-examination of an Elasticsearch store; see ``warden.store.base.Store``."""

    docs: Documents

    def check(self) -> list[Problem]:
        return survey(self.docs).problems()

    def mend(self) -> list[str]:
        """Write again what is derived and differs: states, hits for searches, counts; what was mended."""
        ended = 0
        for left in chunks(noted(self.docs), _AT_ONCE):
            ended += finish(self.docs, left)
        found = survey(self.docs)
        found.counts[NOTES] = ended
        self.docs.write([Write("hit", name, None) for name in found.surplus])
        rewrite(self.docs, found.listings)
        for part in chunks(found.clusters, _AT_ONCE):
            clusters.settle(self.docs, part)
        return [said.format(found.counts[what]) for what, said in _MENDED.items() if found.counts[what]]

    def counts(self) -> dict[str, int]:
        return {name: count(self.docs, name) for name in _COUNTED}
