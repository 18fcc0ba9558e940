"""Evidence files, effort by hand, rechecks, readings, revisions: the smaller parts of the store."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from warden.errors import UnknownRevision
from warden.identity import instant, parse_instant
from warden.records import Assessment, Recipe
from warden.store.base import Batch, EvidenceFile, Ingested, PageRecord
from warden.store.elasticsearch import changes, clusters, listings, pages
from warden.store.elasticsearch.documents import Documents, every, term
from warden.store.elasticsearch.ingest import add_evidence, ingest
from warden.store.elasticsearch.listing import Held, Revision
from warden.store.elasticsearch.texts import NoRevision, Texts
from warden.store.hits import GIVE_UP
from warden.store.rows import text


class Keeping:
    """See ``warden.store.base.Store``."""

    docs: Documents

    def ingest(self, batch: Batch) -> Ingested:
        return ingest(self.docs, batch)

    def known_page(self, page_id: str) -> bool:
        page = self.docs.get("page", page_id).source
        if page is None or not page["listings"]:
            return page is not None
        return self.docs.count("listing", every(term("pages", page_id))) > 0

    def add_evidence(self, listing_key: str, kind: str, file: str, sha256: str, meta: dict[str, Any]) -> None:
        add_evidence(self.docs, [EvidenceFile(listing_key, kind, file, sha256, meta)])

    def evidence(self, listing_key: str) -> list[dict[str, Any]]:
        query = every(term("listing_key", listing_key))
        rows = [
            doc.source or {}
            for doc in self.docs.each("evidence", query, [{"kind": "asc"}, {"sha256": "asc"}])
        ]
        rows.sort(key=lambda row: (row["kind"], row["file"]))
        return [{**row, "meta": json.loads(row["meta"])} for row in rows]

    def hit_listings(self, listing_keys: Sequence[str]) -> set[str]:
        found = self.docs.get_all("listing", list(listing_keys), source=["live"]) if listing_keys else []
        return {doc.id for doc in found if doc.source is not None and doc.source["live"]}

    def known_listings(self, listing_keys: Sequence[str]) -> set[str]:
        found = self.docs.get_all("listing", list(listing_keys), source=["live"]) if listing_keys else []
        return {doc.id for doc in found if doc.source is not None}

    def find_listing(self, url: str) -> tuple[str, str, str, str] | None:
        order = [{"first_seen_at": "asc"}, {"listing_key": "asc"}]
        found = self.docs.search("listing", query=every(term("url", url)), sort=order, size=1)
        row = next((hit["_source"] for hit in found["hits"]["hits"]), None)
        return row and (row["listing_key"], row["site"], row["platform"], row["listing_id"])

    def page_weights(self) -> dict[str, float]:
        told = every({"range": {"requests": {"gt": 0}}}, {"range": {"bytes": {"gt": 0}}})
        mean = {"mean": {"avg": {"field": "bytes"}}}
        rows = self.docs.counted("page", told, ["site"], mean)
        return {site: float(row["mean"]["value"]) for (site,), row in rows}

    def due_rechecks(self, now: str, sites: Sequence[str] = ()) -> Iterator[tuple[str, str, str, str]]:
        query = every(
            {"range": {"recheck_at": {"lte": now}}},
            {"bool": {"must_not": {"exists": {"field": "gone_at"}}}},
            {"exists": {"field": "url"}},
            term("live", True),
            {"range": {"first_seen_at": {"gt": instant(parse_instant(now) - GIVE_UP)}}},
            term("site", list(sites) or None),
        )
        for doc in self.docs.each("listing", query, [{"recheck_at": "asc"}, {"listing_key": "asc"}]):
            row = doc.source or {}
            yield row["listing_key"], row["site"], row["listing_id"], row["url"]

    def add_effort(self, page: PageRecord, minutes: float, found: int, by: str | None) -> bool:
        if self.docs.get("page", page.page_id).source is not None:
            return False
        told = {"page_id": page.page_id, "made_by": text(by), "minutes": minutes, "found": found}
        self.docs.create("effort", {page.page_id: told})
        pages.write(self.docs, page)
        return True

    def revisions(self, listing_key: str) -> list[dict[str, Any]]:
        held = listings.read(self.docs, [listing_key]).get(listing_key)
        if held is None:
            return []
        texts = Texts(self.docs)
        texts.load(held.revisions)
        ordered = sorted(held.revisions.values(), key=lambda revision: revision.rev.seq)
        try:
            return [_told(revision, texts) for revision in ordered]
        except NoRevision:
            if listings.stands(self.docs, held):
                raise
            return self.revisions(listing_key)

    def add_reading(
        self, listing_key: str, revision_id: str, assessment: Assessment, recipe: Recipe, at: str
    ) -> list[str]:
        unknown = UnknownRevision(listing_key, revision_id)
        there = self._one(listing_key)
        if there is None or revision_id not in there.revisions:
            raise unknown
        self.docs.once("recipe", recipe.recipe, asdict(recipe))
        marks: set[str] = set()

        def read(held: Held, texts: Texts) -> list[str]:
            if revision_id not in held.revisions:
                raise unknown
            changes.read(held, revision_id, assessment, recipe.recipe, at, texts)
            new, fresh = changes.sync(held, at)
            card = held.shown()
            if fresh and card is not None:
                changes.schedule(held, at)
                marks.update(held.marks)
                held.mark(texts.content(card.revision_id))
            return new

        try:
            new: list[str] = listings.change(self.docs, listing_key, read)
        except listings.Erased as error:
            raise unknown from error
        held = self._one(listing_key)
        if held is not None and held.live:
            clusters.settle(self.docs, [listing_key], marks)
        return new

    def _one(self, listing_key: str) -> Held | None:
        return listings.read(self.docs, [listing_key]).get(listing_key)


def _told(revision: Revision, texts: Texts) -> dict[str, Any]:
    rev = revision.rev
    return {
        "revision_id": rev.revision_id,
        "site": rev.site,
        "page_kind": rev.page_kind,
        "content_hash": revision.content_hash,
        "first_at": rev.first_at,
        "last_at": rev.last_at,
        "cause": revision.cause,
        "difference": revision.difference,
        "site_version": rev.site_version,
        "parser_version": rev.parser_version,
        "page_id": rev.page_id,
        "listing": texts.content(rev.revision_id),
        "readings": _readings(revision, texts.source(rev.revision_id)["readings"]),
    }


def _readings(revision: Revision, kept: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    rev = revision.rev
    # The moment of the current reading stands in the listing, which is written with every sighting.
    moments = {
        name: max(row["at"], rev.read_at) if name == rev.recipe else row["at"] for name, row in kept.items()
    }
    return [
        {
            "recipe": name or None,
            "at": moments[name],
            "current": name == rev.recipe,
            "grade": kept[name]["grade"],
            "score": kept[name]["score"],
            "targets": kept[name]["targets"],
            **kept[name]["assessment"],
        }
        for name in sorted(kept, key=lambda name: (moments[name], name))
    ]
