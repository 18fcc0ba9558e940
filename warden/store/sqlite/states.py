"""The states of stored hits, brought in line with their verdicts."""

from __future__ import annotations

import json
import sqlite3

from warden.decisions import Seen
from warden.records import Verdict
from warden.store.sqlite.connection import Database
from warden.store.states import Standing, counted, standing


def verdict_rows(db: Database, hit_id: str) -> list[sqlite3.Row]:
    return db.all(
        "SELECT v.*, u.verdict_id IS NOT NULL AS undone FROM verdict v LEFT JOIN undo u USING (verdict_id) "
        "WHERE hit_id = ? ORDER BY at, v.verdict_id",
        (hit_id,),
    )


def verdict_of(row: sqlite3.Row) -> Verdict:
    return Verdict(
        verdict_id=row["verdict_id"],
        hit_id=row["hit_id"],
        revision_id=row["revision_id"],
        recipe=row["recipe"],
        decision=row["decision"],
        reviewer=row["reviewer"],
        at=row["at"],
        taxon=row["taxon"],
        reasons=json.loads(row["reasons"]),
        note=row["note"],
        via=row["via"],
        undone=bool(row["undone"]),
        adjudicates=bool(row["adjudicates"]),
        seen=Seen(**json.loads(row["seen"])),
    )


def last_change(db: Database, listing_n: int) -> int:
    """The moment of the listing's last material change; 0 when it never changed."""
    return int(db.value("SELECT COALESCE(MAX(change), 0) FROM revision WHERE listing_n = ?", (listing_n,)))


def current(db: Database, hit: sqlite3.Row) -> tuple[Standing, bool]:
    """What the hit's stored state must be, and whether it counts."""
    now = standing(verdict_rows(db, hit["hit_id"]), last_change(db, hit["listing_n"]))
    return now, counted(bool(hit["withdrawn"]), hit["origins"], now)


def refresh(db: Database, hit_id: str) -> None:
    """Bring the stored state in line with verdicts, withdrawal and changes; inside a transaction."""
    hit = db.one("SELECT * FROM hit WHERE hit_id = ?", (hit_id,))
    if hit is None:
        return
    now, counts = current(db, hit)
    db.run(
        "UPDATE hit SET state = ?, changed = ?, verdict_id = ?, decision = ?, counted = ? WHERE hit_id = ?",
        (now.state, now.changed, now.verdict_id, now.decision, counts, hit_id),
    )


def in_step(db: Database, hit: sqlite3.Row) -> bool:
    """Whether the stored state is what the verdicts say."""
    now, counts = current(db, hit)
    stored = (hit["state"], bool(hit["changed"]), hit["verdict_id"], hit["decision"], bool(hit["counted"]))
    return stored == (now.state, now.changed, now.verdict_id, now.decision, counts)
