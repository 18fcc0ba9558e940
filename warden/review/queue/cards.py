"""Everything a reviewer needs to see of one listing, from the store alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from warden.records import HitLine, Verdict
from warden.review import here
from warden.review.queue.changed import Change, changes, price_text
from warden.review.queue.law import Stands, law_of
from warden.review.queue.marking import Piece, Word, pieces, words
from warden.store.base import HitQuery, Store

SHOWN = 4_000
"""Characters of a description on its card; all of it is a click away."""
TITLE = 500
RELISTED = 50


@dataclass(frozen=True, slots=True)
class Card:
    """One listing with all its hits."""

    line: HitLine
    """The hit that was asked for."""
    hits: list[HitLine]
    title: list[Piece]
    description: list[Piece]
    cut: bool
    """Whether more of the description is stored than is shown."""
    words: list[Word]
    pictures: list[str]
    """SHA-256 of the pictures in the evidence folder."""
    relisted: list[HitLine]
    """Hits of the same goods offered again, under other numbers."""
    verdicts: list[tuple[HitLine, Verdict]]
    revisions: list[dict[str, Any]]
    law: list[Stands]
    changes: list[Change]
    """What is other since it was decided."""

    @property
    def key(self) -> str:
        return self.line.listing_key

    @property
    def price(self) -> str:
        return price_text(self.line.price)

    @property
    def revision(self) -> str:
        """The revision that is shown, what a verdict is about: the item page's newest, else the list's."""
        items = [one for one in self.revisions if one["page_kind"] == "item"]
        shown = max(items or self.revisions, key=lambda one: str(one["last_at"]), default=None)
        return str(shown["revision_id"]) if shown else ""


def card(store: Store, hit_id: str, *, whole: bool = False) -> Card | None:
    """The card of a hit's listing; ``None`` when there is no such hit. ``whole`` shows all of its text."""
    line = store.hit(hit_id)
    if line is None:
        return None
    hits = hits_of(store, line)
    text, glosses = line.description or "", here.glosses()
    revisions, verdicts = store.revisions(line.listing_key), _verdicts(store, hits)
    return Card(
        line=line,
        hits=hits,
        title=pieces(line.title, _of(line, "title"), glosses, TITLE),
        description=pieces(text, _of(line, "description"), glosses, None if whole else SHOWN),
        cut=len(text) > SHOWN and not whole,
        words=words(line.matches, glosses, {"title": line.title, "description": text}),
        pictures=[row["sha256"] for row in pictures_of(store, line.listing_key)],
        relisted=relisted(store, line),
        verdicts=verdicts,
        revisions=revisions,
        law=law_of(hits),
        changes=changes(revisions, verdicts[0][1].revision_id) if line.changed and verdicts else [],
    )


def hits_of(store: Store, line: HitLine) -> list[HitLine]:
    """All hits of its listing, the best scored first."""
    return list(store.search(HitQuery(listing_keys=[line.listing_key], order="score", withdrawn=True)))


def pictures_of(store: Store, listing_key: str) -> list[dict[str, Any]]:
    """The pictures in the evidence of a listing."""
    return [row for row in store.evidence(listing_key) if row["kind"] == "picture"]


def relisted(store: Store, line: HitLine) -> list[HitLine]:
    """Hits of other listings of its cluster, those of the same targets first decided with it."""
    if line.cluster_id is None:
        return []
    query = HitQuery(clusters=[line.cluster_id], order="newest", limit=RELISTED)
    return [hit for hit in store.search(query) if hit.listing_key != line.listing_key]


def _of(line: HitLine, field: str) -> list[dict[str, Any]]:
    return [match for match in line.matches if match["field"] == field]


def _verdicts(store: Store, hits: Sequence[HitLine]) -> list[tuple[HitLine, Verdict]]:
    """What was decided before, newest first."""
    found = [(hit, verdict) for hit in hits for verdict in store.verdicts(hit.hit_id)]
    return sorted(found, key=lambda pair: pair[1].at, reverse=True)
