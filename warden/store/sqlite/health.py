"""The sites' own past: counts of pages by outcome and variant, how far fields were filled."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from warden.identity import iso_week, parse_instant
from warden.store.health import MOST, Filled, PageTally, SeenPage, SiteTotals, filled_of
from warden.store.pages import reference
from warden.store.sqlite.connection import Database

END = "9999"
_READ = "kind NOT IN ('manual', 'picture')"

_TALLIES = f"""
    SELECT site, page_kind, outcome, variant, COUNT(*) AS pages, SUM(rows) AS rows,
        SUM(listings) AS listings, SUM(dropped) AS dropped, SUM(refused) AS refused
    FROM page WHERE {_READ} AND week >= ? AND at >= ? AND at < ? {{}}
    GROUP BY site, page_kind, outcome, variant ORDER BY site, page_kind, outcome, variant
"""
# Of a group with MAX() SQLite gives the columns of the row that has it.
_LAST = f"SELECT *, MAX(at) FROM page WHERE {_READ} GROUP BY site, outcome ORDER BY site, outcome"
# CROSS JOIN: from the few pages of the window to their sightings, never through all sightings.
_REVISIONS = """
    SELECT r.content, s.page_id FROM (
        SELECT s.listing_n, s.revision_id, s.page_id, MAX(s.at) AS at FROM page p CROSS JOIN sighting s ON s.page_id = p.page_id
        WHERE p.site = ? AND p.page_kind = 'list' AND p.week >= ? AND p.at >= ? AND p.at < ?
        GROUP BY s.listing_n, s.revision_id ORDER BY at DESC LIMIT ?
    ) s JOIN revision r ON r.listing_n = s.listing_n AND r.revision_id = s.revision_id ORDER BY s.at DESC
"""


class Health:
    """See ``warden.store.health.SiteHealth``."""

    db: Database

    def site_totals(self) -> dict[str, SiteTotals]:
        found: dict[str, SiteTotals] = {}
        for name, sql in (
            ("pages", f"SELECT site, COUNT(*) FROM page WHERE {_READ} GROUP BY site"),
            ("listings", "SELECT site, COUNT(*) FROM listing GROUP BY site"),
            ("hits", "SELECT site, COUNT(*) FROM hit WHERE NOT withdrawn GROUP BY site"),
        ):
            for site, count in self.db.all(sql):
                setattr(found.setdefault(site, SiteTotals()), name, count)
        return found

    def page_tallies(
        self, since: str, until: str | None = None, sites: Sequence[str] = ()
    ) -> list[PageTally]:
        among = f"AND site IN ({', '.join('?' * len(sites))})" if sites else ""
        rows = self.db.all(_TALLIES.format(among), (_week(since), since, until or END, *sites))
        return [PageTally(**dict(row)) for row in rows]

    def last_pages(self) -> dict[str, dict[str, SeenPage]]:
        found: dict[str, dict[str, SeenPage]] = {}
        for row in self.db.all(_LAST):
            found.setdefault(row["site"], {})[row["outcome"]] = _seen(row)
        return found

    def last_search(self, probe_id: str, since: str) -> SeenPage | None:
        where = "week >= ? AND probe_id = ? AND number = 1 AND at >= ? ORDER BY at DESC LIMIT 1"
        return self._one(where, _week(since), probe_id, since)

    def seen_page(self, page_id: str) -> SeenPage | None:
        return self._one("page_id = ?", page_id)

    def page_at(self, archive: str, offset: int) -> SeenPage | None:
        return self._one("archive = ? AND archive_offset = ? LIMIT 1", archive, offset)

    def _one(self, where: str, *values: Any) -> SeenPage | None:
        row = self.db.one(f"SELECT * FROM page WHERE {where}", values)
        return None if row is None else _seen(row)

    def filled(self, site: str, since: str, until: str | None = None) -> Filled:
        rows = self.db.all(_REVISIONS, (site, _week(since), since, until or END, MOST))
        return filled_of((json.loads(row["content"]), row["page_id"]) for row in rows)


def _week(since: str) -> str:
    """The week a window begins in: pages have an index of weeks, none of moments."""
    return iso_week(parse_instant(since))


def _seen(row: sqlite3.Row) -> SeenPage:
    names = ("page_id", "site", "kind", "page_kind", "number", "outcome", "reason", "variant", "at", "url")
    return SeenPage(**{name: row[name] for name in names}, archive=reference(row))
