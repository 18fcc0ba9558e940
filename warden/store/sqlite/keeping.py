"""Settings, evidence files, effort by hand, rechecks, readings: the smaller parts of the store."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from warden.errors import OtherSecret, UnknownRevision
from warden.identity import instant, parse_instant
from warden.records import Assessment, Recipe
from warden.store.base import Batch, EvidenceFile, Ingested, PageRecord
from warden.store.copied import OTHER_SECRET
from warden.store.hits import GIVE_UP
from warden.store.rows import dumps, text
from warden.store.sqlite import clusters, hits, pages, revs, trends
from warden.store.sqlite.connection import Database
from warden.store.sqlite.ingest import ingest
from warden.store.sqlite.ledger import add_recipes


class Keeping:
    """See ``warden.store.base.Store``."""

    db: Database

    def get_setting(self, name: str) -> Any:
        stored = self.db.value("SELECT value FROM setting WHERE name = ?", (name,))
        return None if stored is None else json.loads(stored)

    def put_setting(self, name: str, value: Any) -> None:
        with self.db.write():
            self.db.run("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, dumps(value)))

    def swap_setting(self, name: str, old: Any, new: Any) -> bool:
        with self.db.write():
            if self.get_setting(name) != old:
                return False
            self.put_setting(name, new)
        return True

    def fingerprint(self, value: str) -> None:
        kept = self.db.value("SELECT value FROM meta WHERE name = 'fingerprint'")
        if kept is None and not self.db.readonly:
            with self.db.write():
                self.db.run("INSERT OR IGNORE INTO meta VALUES ('fingerprint', ?)", (value,))
                kept = self.db.value("SELECT value FROM meta WHERE name = 'fingerprint'")
        if kept not in (value, None):
            raise OtherSecret(OTHER_SECRET)

    def ingest(self, batch: Batch) -> Ingested:
        return ingest(self.db, batch)

    def known_page(self, page_id: str) -> bool:
        return pages.known(self.db, page_id) and not pages.erased(self.db, page_id)

    def add_evidence(self, listing_key: str, kind: str, file: str, sha256: str, meta: dict[str, Any]) -> None:
        with self.db.write():
            hits.add_evidence(self.db, [EvidenceFile(listing_key, kind, file, sha256, meta)])

    def evidence(self, listing_key: str) -> list[dict[str, Any]]:
        rows = self.db.all("SELECT * FROM evidence WHERE listing_key = ? ORDER BY kind, file", (listing_key,))
        return [dict(row) | {"meta": json.loads(row["meta"])} for row in rows]

    def hit_listings(self, listing_keys: Sequence[str]) -> set[str]:
        return hits.listings_with_hits(self.db, listing_keys)

    def known_listings(self, listing_keys: Sequence[str]) -> set[str]:
        rows = self.db.among("SELECT listing_key FROM listing WHERE listing_key IN ({})", list(listing_keys))
        return {row[0] for row in rows}

    def find_listing(self, url: str) -> tuple[str, str, str, str] | None:
        row = self.db.one(
            "SELECT listing_key, site, platform, listing_id FROM listing WHERE url = ? ORDER BY n LIMIT 1",
            (url,),
        )
        return None if row is None else (row[0], row[1], row[2], row[3])

    def page_weights(self) -> dict[str, float]:
        rows = self.db.all("SELECT site, AVG(bytes) FROM page WHERE requests > 0 AND bytes > 0 GROUP BY site")
        return {row[0]: float(row[1]) for row in rows}

    def due_rechecks(self, now: str, sites: Sequence[str] = ()) -> Iterator[tuple[str, str, str, str]]:
        rows = self.db.all(
            "SELECT listing_key, site, listing_id, url FROM listing l WHERE recheck_at <= ? AND gone_at IS NULL "
            "AND url IS NOT NULL AND EXISTS (SELECT 1 FROM hit h WHERE h.listing_n = l.n AND NOT h.withdrawn) "
            "AND first_seen_at > ? ORDER BY recheck_at, listing_key",
            (now, instant(parse_instant(now) - GIVE_UP)),
        )
        for row in rows:
            if not sites or row["site"] in sites:
                yield row["listing_key"], row["site"], row["listing_id"], row["url"]

    def add_effort(self, page: PageRecord, minutes: float, found: int, by: str | None) -> bool:
        with self.db.write():
            if pages.known(self.db, page.page_id):
                return False
            pages.write(self.db, page)
            self.db.run("INSERT INTO effort VALUES (?, ?, ?, ?)", (page.page_id, minutes, found, text(by)))
        return True

    def revisions(self, listing_key: str) -> list[dict[str, Any]]:
        rows = self.db.all(
            "SELECT r.* FROM revision r JOIN listing l ON l.n = r.listing_n WHERE listing_key = ? ORDER BY seq",
            (listing_key,),
        )
        return [
            {
                "revision_id": row["revision_id"],
                "site": row["site"],
                "page_kind": row["page_kind"],
                "content_hash": row["content_hash"],
                "first_at": row["first_at"],
                "last_at": row["last_at"],
                "cause": row["cause"],
                "difference": json.loads(row["difference"]),
                "site_version": row["site_version"],
                "parser_version": row["parser_version"],
                "page_id": row["page_id"],
                "listing": json.loads(row["content"]),
                "readings": self._readings(row["revision_n"], row["recipe"]),
            }
            for row in rows
        ]

    def _readings(self, revision: int, current: str) -> list[dict[str, Any]]:
        rows = self.db.all("SELECT * FROM reading WHERE revision_n = ? ORDER BY at, recipe", (revision,))
        return [
            {
                "recipe": row["recipe"] or None,
                "at": row["at"],
                "current": row["recipe"] == current,
                "grade": row["grade"],
                "score": row["score"],
                "targets": json.loads(row["targets"]),
                **json.loads(row["assessment"]),
            }
            for row in rows
        ]

    def add_reading(
        self, listing_key: str, revision_id: str, assessment: Assessment, recipe: Recipe, at: str
    ) -> list[str]:
        with self.db.write():
            number = self.db.value("SELECT n FROM listing WHERE listing_key = ?", (listing_key,))
            known = revs.load(self.db, [number])[number] if number is not None else {}
            if revision_id not in known:
                raise UnknownRevision(listing_key, revision_id)
            add_recipes(self.db, [recipe])
            hits.read(self.db, known[revision_id], assessment, recipe.recipe, at)
            touched = hits.sync(self.db, {number: list(known.values())}, at)
            live = hits.live(self.db, [number])
            hits.schedule(self.db, touched.fresh, live, at, item=False)
            clusters.settle(self.db, sorted(live), touched.fresh)
            trends.recount(self.db, [number])
        return touched.new
