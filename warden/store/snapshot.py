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
    rows = store.rows()
    order = {row[0]: number for number, row in enumerate(rows["runs"])}
    found = {
        name: _sorted([order.get(row[0], ""), *row[1:]] for row in section) for name, section in rows.items()
    }
    found["hits"] = _sorted(_hit(line) for line in store.search(HitQuery(withdrawn=True)))
    return found


def _hit(line: Any) -> list[Any]:
    return [value for name, value in sorted(dataclasses.asdict(line).items()) if name not in _TIMES]


def _sorted(rows: Any) -> list[Any]:
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
