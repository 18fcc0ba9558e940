"""Leases, pace and quota of lanes: what must hold over processes and outlive them."""

from __future__ import annotations

from warden.store.leases import LaneState, Lease, lost
from warden.store.sqlite.connection import Database


def check(db: Database, lease: Lease) -> None:
    """Inside a transaction: refuse to write under a lease that has passed to somebody else."""
    row = db.one("SELECT owner, epoch FROM lane WHERE lane = ?", (lease.lane,))
    if row is None or row["epoch"] != lease.epoch or row["owner"] != lease.owner:
        raise lost(lease)


def _ensure(db: Database, lane: str) -> None:
    db.run("INSERT OR IGNORE INTO lane (lane) VALUES (?)", (lane,))


class Lanes:
    """Lanes of a SQLite store; see ``warden.store.base.Store``."""

    db: Database

    def lane(self, lane: str) -> LaneState:
        row = self.db.one("SELECT * FROM lane WHERE lane = ?", (lane,))
        return LaneState(lane) if row is None else LaneState(**dict(row))

    def take_lease(
        self, lane: str, owner: str, now: float, seconds: float, *, dead: str | None = None
    ) -> Lease | None:
        with self.db.write():
            _ensure(self.db, lane)
            row = self.db.one(
                "UPDATE lane SET owner = ?, epoch = epoch + 1, ends = ? WHERE lane = ? "
                "AND (owner IS NULL OR owner = ? OR owner = ? OR ends <= ?) RETURNING epoch",
                (owner, now + seconds, lane, owner, dead, now),
            )
        return None if row is None else Lease(lane, owner, row["epoch"], now + seconds)

    def renew_lease(self, lease: Lease, now: float, seconds: float) -> Lease:
        with self.db.write():
            check(self.db, lease)
            self.db.run("UPDATE lane SET ends = ? WHERE lane = ?", (now + seconds, lease.lane))
        return Lease(lease.lane, lease.owner, lease.epoch, now + seconds)

    def release_lease(self, lease: Lease) -> None:
        with self.db.write():
            self.db.run(
                "UPDATE lane SET owner = NULL, ends = 0 WHERE lane = ? AND owner = ? AND epoch = ?",
                (lease.lane, lease.owner, lease.epoch),
            )

    def note_request(self, lease: Lease, day: str, not_before: float) -> int:
        with self.db.write():
            check(self.db, lease)
            count = self.db.value(
                "UPDATE lane SET requests = CASE day WHEN ? THEN requests + 1 ELSE 1 END, day = ?, "
                "not_before = ? WHERE lane = ? RETURNING requests",
                (day, day, not_before, lease.lane),
            )
        return int(count)

    def set_pace(
        self,
        lane: str,
        *,
        not_before: float | None = None,
        paused_until: float | None = None,
        blocks: int | None = None,
    ) -> None:
        with self.db.write():
            _ensure(self.db, lane)
            self.db.run(
                "UPDATE lane SET not_before = MAX(COALESCE(?, not_before), not_before), "
                "paused_until = COALESCE(?, paused_until), blocks = COALESCE(?, blocks) WHERE lane = ?",
                (not_before, paused_until, blocks, lane),
            )
