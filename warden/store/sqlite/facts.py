"""What a snapshot compares, out of the tables."""

from __future__ import annotations

from typing import Any

from warden.store.sqlite.connection import Database

_QUERIES = {
    "runs": "SELECT run_id, kind, signature, status, watch FROM run ORDER BY started_at, run_id",
    "ledger": "SELECT run_id, site, lane, kind, probe_id, page, cursor, listing_key, priority, status, outcome "
    "FROM work",
    "pages": "SELECT p.run_id, p.site, p.kind, p.page_kind, p.probe_id, p.number, p.outcome, p.rows, "
    "p.listings, p.dropped, p.refused, p.total, p.recipe, w.listing_key "
    "FROM page p LEFT JOIN work w USING (work_id)",
    "listings": "SELECT '', listing_key, platform, listing_id, site, url, card, language, country, seller_key, "
    "gone_reason, sightings, revisions FROM listing",
    "revisions": "SELECT '', revision_id, site, page_kind, content_hash, cause, difference, recipe, content "
    "FROM revision",
    "sightings": "SELECT p.run_id, l.listing_key, p.site, p.kind, p.probe_id, p.number, s.revision_id, s.rank "
    "FROM sighting s JOIN page p USING (page_id) JOIN listing l ON l.n = s.listing_n",
    "evidence": "SELECT '', listing_key, kind, file FROM evidence",
    "trends": "SELECT '', l.listing_key, c.site, c.probe_id, c.target, c.language, c.sightings "
    "FROM contribution c JOIN listing l ON l.n = c.listing_n",
}


class Rows:
    """See ``warden.store.base.Store``."""

    db: Database

    def rows(self) -> dict[str, list[list[Any]]]:
        return {name: [list(row) for row in self.db.all(sql)] for name, sql in _QUERIES.items()}
