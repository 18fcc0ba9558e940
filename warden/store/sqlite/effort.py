"""What terms have cost and shown."""

from __future__ import annotations

from warden.store.effort import TermEffort
from warden.store.sqlite.connection import Database

_PAGES = """
    SELECT pr.term_id, p.site, COUNT(DISTINCT p.probe_id), COUNT(*) FROM page p JOIN probe pr USING (probe_id)
    WHERE pr.term_id IS NOT NULL AND p.outcome IN ('results', 'none') AND p.at >= ? GROUP BY 1, 2 ORDER BY 1, 2
"""
# Distinct first: of a listing that a probe shows each week there is a row a week.
_LISTINGS = """
    SELECT term_id, site, COUNT(*), SUM(EXISTS (SELECT 1 FROM hit h WHERE h.listing_n = n AND NOT h.withdrawn))
    FROM (
        SELECT DISTINCT pr.term_id, p.site, s.listing_n AS n
        FROM page p JOIN probe pr USING (probe_id) JOIN sighting s USING (page_id)
        WHERE pr.term_id IS NOT NULL AND p.outcome IN ('results', 'none') AND p.at >= ?
    ) GROUP BY 1, 2
"""


class Effort:
    """See ``warden.store.effort.Effort``."""

    db: Database

    def term_effort(self, since: str | None = None) -> list[TermEffort]:
        shown = {(row[0], row[1]): (row[2], row[3]) for row in self.db.all(_LISTINGS, (since or "",))}
        return [
            TermEffort(term, site, probes, pages, *shown.get((term, site), (0, 0)))
            for term, site, probes, pages in self.db.all(_PAGES, (since or "",))
        ]
