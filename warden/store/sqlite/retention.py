"""Retention: what is erased when its time is over. Aggregates stay, as numbers marked erased."""

from __future__ import annotations

from collections.abc import Sequence

from warden.store.sqlite import clusters, index, lasting, trends
from warden.store.sqlite.connection import CHUNK, Database

# An old page imported today lives its full time: what counts is also when its pages were stored.
_OLD = """
    SELECT n FROM (SELECT n, last_seen_at,
            CASE WHEN EXISTS (SELECT 1 FROM hit h WHERE h.listing_n = l.n) THEN ?2 ELSE ?3 END AS before
        FROM listing l WHERE last_seen_at < ?1) old
    WHERE last_seen_at < before AND NOT EXISTS (SELECT 1 FROM sighting s JOIN page p USING (page_id)
        WHERE s.listing_n = old.n AND p.stored_at >= before) ORDER BY n LIMIT ?4
"""


def erase(db: Database, numbers: Sequence[int]) -> dict[str, int]:
    """Erase listings with all that hangs on them; how many rows of each. Inside a transaction.

    Pages stay as effort, named by hash and date; the address of a listing's own page goes.
    """
    counts = {"listings": 0, "revisions": 0, "sightings": 0, "hits": 0, "weeks": 0}
    for number in numbers:
        row = db.one("SELECT listing_key, revisions, sightings, card FROM listing WHERE n = ?", (number,))
        if row is None:
            continue
        counts["listings"] += 1
        counts["revisions"] += row["revisions"]
        counts["sightings"] += row["sightings"]
        counts["hits"] += int(db.value("SELECT COUNT(*) FROM hit WHERE listing_n = ?", (number,)))
        counts["weeks"] += trends.erase(db, number)
        _erase_one(db, number, row["listing_key"], row["card"])
    db.run(
        "DELETE FROM seller WHERE NOT EXISTS (SELECT 1 FROM listing l WHERE l.seller_key = seller.seller_key)"
    )
    return counts


def _erase_one(db: Database, number: int, key: str, card: str | None) -> None:
    mates = clusters.mates(db, number) - {number}
    if card is not None and index.holds(db, number):
        content = db.value(
            "SELECT content FROM revision WHERE listing_n = ? AND revision_id = ?", (number, card)
        )
        index.remove(db, [(number, index.content_tokens(content))])
    db.run(
        "UPDATE page SET url = NULL, source = NULL WHERE page_kind = 'item' AND page_id IN "
        "(SELECT page_id FROM sighting WHERE listing_n = ?)",
        (number,),
    )
    lasting.forget(db, number)
    db.run("DELETE FROM work WHERE listing_key = ?", (key,))
    db.run("DELETE FROM evidence WHERE listing_key = ?", (key,))
    db.run("DELETE FROM listing WHERE n = ?", (number,))
    clusters.settle(db, sorted(mates))


class Retention:
    """Retention of a SQLite store; see ``warden.store.base.Store``."""

    db: Database

    def apply_retention(self, *, other_before: str, hits_before: str) -> dict[str, int]:
        counts: dict[str, int] = {}
        while True:
            # A few at a time, so that other processes can write in between.
            with self.db.write():
                numbers = self.db.column(
                    _OLD, (max(other_before, hits_before), hits_before, other_before, CHUNK)
                )
                for name, count in erase(self.db, numbers).items():
                    counts[name] = counts.get(name, 0) + count
            if len(numbers) < CHUNK:
                return counts
