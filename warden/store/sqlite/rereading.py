"""What is read again: stored revisions by today's terms, archived pages by today's site files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from warden.records import Recipe
from warden.store.base import PageRecord, StoredRevision
from warden.store.pages import reference
from warden.store.rows import listing_of
from warden.store.sqlite.connection import CHUNK, Database
from warden.store.sqlite.rows import probe_of

_REVISIONS = """
    SELECT l.listing_key, r.revision_id, r.content, r.site, r.site_version, r.parser_version, r.seq
    FROM revision r JOIN listing l ON l.n = r.listing_n
    WHERE r.seq > ? AND r.last_at >= ? ORDER BY r.seq LIMIT ?
"""
_PAGES = """
    SELECT p.*, w.listing_key FROM page p LEFT JOIN work w USING (work_id)
    WHERE p.archive IS NOT NULL AND p.at >= ? AND (p.at, p.page_id) > (?, ?)
    ORDER BY p.at, p.page_id LIMIT ?
"""


class Rereading:
    """See ``warden.store.base.Store``."""

    db: Database

    def stored_revisions(self, since: str | None = None) -> Iterator[StoredRevision]:
        # The numbers given before the first one is read again bound the walk.
        after, last = 0, int(self.db.value("SELECT COALESCE(MAX(seq), 0) FROM revision"))
        while rows := self.db.all(_REVISIONS, (after, since or "", CHUNK)):
            for row in rows:
                if row["seq"] <= last:
                    yield StoredRevision(
                        row["listing_key"],
                        row["revision_id"],
                        listing_of(row["content"]),
                        row["site"],
                        row["site_version"],
                        row["parser_version"],
                    )
            after = rows[-1]["seq"]

    def archived_pages(self, since: str | None = None) -> Iterator[tuple[PageRecord, str | None]]:
        place = ("", "")
        while rows := self.db.all(_PAGES, (since or "", *place, CHUNK)):
            for row in rows:
                yield self._page(row), row["listing_key"]
            place = (rows[-1]["at"], rows[-1]["page_id"])

    def _page(self, row: sqlite3.Row) -> PageRecord:
        probe = self.db.one("SELECT * FROM probe WHERE probe_id = ?", (row["probe_id"],))
        recipe = self.db.one("SELECT * FROM recipe WHERE recipe = ?", (row["recipe"],))
        names = ("page_id", "run_id", "site", "platform", "kind", "page_kind", "number", "outcome")
        more = ("captured_at", "stored_at", "url", "reason", "variant", "rows", "listings", "dropped")
        last = ("refused", "total", "bytes", "requests", "source")
        return PageRecord(
            **{name: row[name] for name in (*names, *more, *last)},
            probe=probe_of(probe) if probe else None,
            archive=reference(row),
            recipe=Recipe(*recipe) if recipe else None,
        )
