"""What two stores must agree on to be in the same state.

Everything that is derived or decided, without times, row numbers and archive addresses: an undisturbed
crawl and one that was killed and started again must give the same snapshot. Ids that hang on a run's
drawn id (work, page, sighting) are replaced by what they stand for, runs by their order.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from warden.store import open_store
from warden.store.base import HitQuery, Store

_QUERIES = {
    "runs": "SELECT run_id, kind, signature, status, watch FROM run",
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
"""Each row begins with the run it belongs to, if any."""

_TIMES = {"first_seen_at", "last_seen_at", "gone_at", "page", "verdict", "listed_at"}


def snapshot(store_url: str) -> dict[str, list[Any]]:
    """{"runs", "ledger", "pages", "listings", "revisions", "sightings", "evidence", "trends", "hits"}.

    Lists of plain values in a fixed order, ready for ``==``. Raises what ``open_store`` raises.
    """
    store = open_store(store_url, create=False)
    try:
        return of(store)
    finally:
        store.close()


def of(store: Store) -> dict[str, list[Any]]:
    """The snapshot of an open store."""
    from warden.store.sqlite import SqliteStore

    if not isinstance(store, SqliteStore):
        raise TypeError(f"No snapshot is written for {type(store).__name__}")
    runs = store.db.column("SELECT run_id FROM run ORDER BY started_at, run_id")
    order = {run: number for number, run in enumerate(runs)}
    found = {
        name: _sorted([order.get(row[0], ""), *tuple(row)[1:]] for row in store.db.all(sql))
        for name, sql in _QUERIES.items()
    }
    found["hits"] = _sorted(_hit(line) for line in store.search(HitQuery(withdrawn=True)))
    return found


def _hit(line: Any) -> list[Any]:
    return [value for name, value in sorted(dataclasses.asdict(line).items()) if name not in _TIMES]


def _sorted(rows: Any) -> list[Any]:
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
