"""Re-listings among stored listings: the marks of ``warden.store.likeness`` and the clusters they make."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from warden.store.likeness import CROWD, marks
from warden.store.sqlite.connection import Database


def mark(db: Database, number: int) -> None:
    """Write the marks of a listing's card; those it shared marks with before are settled."""
    content = db.value(
        "SELECT content FROM listing l JOIN revision r ON r.listing_n = l.n AND r.revision_id = l.card WHERE n = ?",
        (number,),
    )
    old = mates(db, number)
    db.run("DELETE FROM likeness WHERE listing_n = ?", (number,))
    made = marks(json.loads(content)) if content else []
    db.many("INSERT OR IGNORE INTO likeness (mark, listing_n) VALUES (?, ?)", [(one, number) for one in made])
    for mate in sorted(old - {number}):
        _settle_one(db, mate)


def mates(db: Database, number: int) -> set[int]:
    """Listings that share a mark with this one, itself included when it has any."""
    rows = db.all(
        "SELECT other.listing_n FROM likeness mine JOIN likeness other USING (mark) "
        "WHERE mine.listing_n = ? "
        "AND (SELECT COUNT(*) FROM (SELECT 1 FROM likeness l WHERE l.mark = mine.mark LIMIT ?)) <= ?",
        (number, CROWD + 1, CROWD),
    )
    return {row[0] for row in rows}


def _settle_one(db: Database, number: int) -> None:
    members = sorted(mates(db, number) | {number})
    oldest = None
    if len(members) > 1:
        rows = db.among("SELECT first_seen_at, listing_key FROM listing WHERE n IN ({})", members)
        oldest = min((row[0], row[1]) for row in rows)[1]
    db.run("UPDATE listing SET cluster_id = ? WHERE n = ? AND cluster_id IS NOT ?", (oldest, number, oldest))


def settle(db: Database, numbers: Sequence[int], moved: Collection[int] = ()) -> None:
    """Set the clusters of listings that have hits, and of those they share a mark with.

    ``moved``: those that have a new card, or their first hit. Only listings with a hit bear marks.
    """
    for number in sorted(moved):
        mark(db, number)
    for number in sorted({mate for n in numbers for mate in (*mates(db, n), n)}):
        _settle_one(db, number)
