"""The work a hit asks for: its own page, its pictures."""

from __future__ import annotations

from warden.store.base import Entry
from warden.store.hits import wanted
from warden.store.sqlite.connection import Database
from warden.store.sqlite.ledger import add_work


def follow(db: Database, entry: Entry, run_id: str) -> int:
    """Queue what a hit needs, once a listing and kind (of several pictures each once).

    What failed in another run is tried again, and so is what is still due there: nobody may go on with it.
    """
    if not entry.followups:
        return 0
    rows = db.all(
        "SELECT DISTINCT kind, cursor FROM work WHERE listing_key = ? AND "
        "(outcome IN ('results', 'none') OR status = 'due' AND run_id = ?)",
        (entry.listing_key, run_id),
    )
    known = {(row["kind"], row["cursor"]) for row in rows}
    return sum(add_work(db, work) for work in wanted(entry, known))
