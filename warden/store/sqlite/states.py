"""The state of a hit, computed from its append-only verdicts (design: "States of a hit")."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from warden.records import REJECTED, RELEVANT, Verdict
from warden.store.sqlite.connection import Database


@dataclass(slots=True)
class Standing:
    """What the verdicts of a hit come to. ``verdict_id`` is the hit's verdict, also when outdated."""

    state: str = "new"
    changed: bool = False
    verdict_id: str | None = None
    decision: str | None = None


def effective(verdicts: Sequence[sqlite3.Row]) -> list[sqlite3.Row]:
    """Each reviewer's newest verdict not undone, oldest first."""
    last: dict[str, sqlite3.Row] = {}
    for row in sorted(verdicts, key=lambda row: (row["at"], row["verdict_id"])):
        if not row["undone"]:
            last.pop(row["reviewer"], None)
            last[row["reviewer"]] = row
    return list(last.values())


def standing(verdicts: Sequence[sqlite3.Row], change: int) -> Standing:
    """``change``: the moment of the listing's last material change; verdicts before it are outdated."""
    every = effective(verdicts)
    if not every:
        return Standing()
    valid = [row for row in every if row["after_seq"] >= change]
    judges = [row for row in valid or every if row["adjudicates"]]
    ruling = (judges or valid or every)[-1]
    if not valid:
        state = "new"
    elif judges:
        state = "adjudicated"
    elif len({row["decision"] for row in valid}) > 1:
        state = "disputed"
    elif ruling["decision"] == "cannot_tell":
        state = "cannot_tell"
    else:
        state = "decided"
    return Standing(state, not valid, ruling["verdict_id"], ruling["decision"])


def counted(withdrawn: bool, origins: str, now: Standing) -> bool:
    """Whether figures count the hit: not withdrawn, not rejected; of the audit only, once confirmed."""
    decision = None if now.state == "new" else now.decision
    if withdrawn or decision in REJECTED:
        return False
    return origins != "audit" or decision in RELEVANT


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
