"""Runs, probes and the ledger of work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from warden.errors import UsageError
from warden.records import Probe, Recipe, Run, Work
from warden.store.base import LedgerStep
from warden.store.leases import Lease
from warden.store.rows import dumps, text
from warden.store.sqlite import lanes
from warden.store.sqlite.connection import CHUNK, Database
from warden.store.sqlite.requests import RESTS
from warden.store.sqlite.rows import PROBE, WORK, probe_of, probe_values, run_of, work_of, work_values

_ADD_WORK = f"""
    INSERT INTO work ({", ".join(WORK)}, position) VALUES ({", ".join("?" * len(WORK))},
        COALESCE((SELECT position FROM run_probe WHERE run_id = ? AND probe_id = ?), 0))
"""
# Pages given up when their probe started again from page 1 come back as its walk reaches them.
_REVIVE = """
    ON CONFLICT (work_id) DO UPDATE SET status = 'due', cursor = excluded.cursor, outcome = NULL,
        reason = NULL, due_at = excluded.due_at, attempts = 0 WHERE status = 'dropped'
"""


def add_probes(db: Database, probes: Iterable[Probe]) -> None:
    marks = ", ".join("?" * len(PROBE))
    db.many(
        f"INSERT OR IGNORE INTO probe ({', '.join(PROBE)}) VALUES ({marks})",
        [probe_values(probe) for probe in probes],
    )


def add_recipes(db: Database, recipes: Iterable[Recipe]) -> None:
    db.many(
        "INSERT OR IGNORE INTO recipe VALUES (?, ?, ?, ?, ?)",
        [(r.recipe, r.terms_version, r.site_version, r.matcher_version, r.parser_version) for r in recipes],
    )


def add_work(db: Database, work: Work, *, revive: bool = False) -> bool:
    """Queue one; whether it was new (or, with ``revive``, given up before)."""
    end = _REVIVE if revive else "ON CONFLICT (work_id) DO NOTHING"
    return db.run(_ADD_WORK + end, [*work_values(work), work.run_id, work.probe_id]) > 0


def close_work(
    db: Database, step: LedgerStep, *, requests: int = 0, bytes: int = 0, go_on: bool = True
) -> None:
    """Inside a transaction: the work is done, the page after it is due, unless this one brought nothing new."""
    if step.lease is not None:
        lanes.check(db, step.lease)
    known = db.run(
        "UPDATE work SET status = ?, outcome = ?, reason = ?, requests = requests + ?, bytes = bytes + ? "
        "WHERE work_id = ?",
        (
            "failed" if step.outcome == "failed" else "done",
            step.outcome,
            text(step.reason),
            requests,
            bytes,
            step.work_id,
        ),
    )
    if not known:
        raise UsageError(f"The ledger has no work {step.work_id}: queue it with add_work first.")
    if step.next is not None and (go_on or step.always):
        add_work(db, step.next, revive=True)


class Ledger:
    """Runs and work of a SQLite store; see ``warden.store.base.Store``."""

    db: Database

    def start_run(self, run: Run) -> None:
        with self.db.write():
            self.db.run(
                "INSERT INTO run (run_id, kind, signature, started_at, finished_at, status, watch, made_by, "
                "command) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run_id) DO UPDATE SET "
                "status = excluded.status, finished_at = excluded.finished_at",
                (
                    run.run_id,
                    run.kind,
                    run.signature,
                    run.started_at,
                    run.finished_at,
                    run.status,
                    run.watch,
                    text(run.by),
                    dumps(run.command),
                ),
            )

    def unfinished_run(self, signature: str) -> Run | None:
        row = self.db.one(
            "SELECT * FROM run WHERE signature = ? AND status IN ('running', 'stopped') "
            "ORDER BY started_at DESC, run_id DESC LIMIT 1",
            (signature,),
        )
        return None if row is None else run_of(row)

    def finish_run(self, run_id: str, status: str, at: str, recipes: Sequence[Recipe] = ()) -> None:
        with self.db.write():
            self.db.run(
                "UPDATE run SET status = ?, finished_at = ? WHERE run_id = ?",
                (status, None if status == "running" else at, run_id),
            )
            add_recipes(self.db, recipes)
            self.db.many(
                "INSERT OR IGNORE INTO run_recipe VALUES (?, ?)", [(run_id, r.recipe) for r in recipes]
            )

    def runs(self, limit: int = 50, *, watch: str | None = None) -> list[Run]:
        rows = self.db.all(
            "SELECT * FROM run WHERE ?1 IS NULL OR watch = ?1 AND finished_at IS NOT NULL "
            "ORDER BY started_at DESC, run_id DESC LIMIT ?2",
            (watch, limit),
        )
        return [run_of(row) for row in rows]

    def run_recipes(self, run_id: str) -> list[Recipe]:
        rows = self.db.all(
            "SELECT recipe.* FROM recipe JOIN run_recipe USING (recipe) WHERE run_id = ? ORDER BY recipe",
            (run_id,),
        )
        return [Recipe(*row) for row in rows]

    def add_probes(self, run_id: str, probes: Iterable[Probe]) -> None:
        probes = list(probes)
        with self.db.write():
            add_probes(self.db, probes)
            start = self.db.value(
                "SELECT COALESCE(MAX(position) + 1, 0) FROM run_probe WHERE run_id = ?", (run_id,)
            )
            self.db.many(
                "INSERT OR IGNORE INTO run_probe VALUES (?, ?, ?)",
                [(run_id, probe.probe_id, start + n) for n, probe in enumerate(probes)],
            )

    def add_work(self, works: Iterable[Work]) -> int:
        with self.db.write():
            return sum(add_work(self.db, work) for work in works)

    def next_work(self, run_id: str, lane: str, now: str, *, site: str | None = None) -> Work | None:
        row = self.db.one(
            "SELECT * FROM work WHERE run_id = ? AND lane = ? AND status = 'due' "
            f"AND (due_at IS NULL OR due_at <= ?) AND (? IS NULL OR site = ?) AND NOT {RESTS} "
            "ORDER BY priority DESC, position, page, work_id LIMIT 1",
            (run_id, lane, now, site, site, run_id),
        )
        return None if row is None else work_of(row)

    def lanes_due(self, run_id: str, now: str, *, site: str | None = None) -> dict[str, int]:
        rows = self.db.all(
            "SELECT lane, COUNT(*) FROM work WHERE run_id = ? AND status = 'due' "
            f"AND (due_at IS NULL OR due_at <= ?) AND (? IS NULL OR site = ?) AND NOT {RESTS} GROUP BY lane ORDER BY lane",
            (run_id, now, site, site, run_id),
        )
        return {row[0]: row[1] for row in rows}

    def finish_work(self, step: LedgerStep, *, requests: int = 0, bytes: int = 0) -> None:
        with self.db.write():
            close_work(self.db, step, requests=requests, bytes=bytes)

    def retry_work(self, work_id: str, due_at: str, reason: str) -> None:
        with self.db.write():
            self.db.run(
                "UPDATE work SET status = 'due', due_at = ?, reason = ?, attempts = attempts + 1 "
                "WHERE work_id = ?",
                (due_at, text(reason), work_id),
            )

    def restart_probe(self, work: Work, lease: Lease | None = None) -> Work | None:
        with self.db.write():
            if lease is not None:
                lanes.check(self.db, lease)
            where = (work.run_id, work.probe_id)
            first = self.db.one("SELECT * FROM work WHERE run_id = ? AND probe_id = ? AND page = 1", where)
            if first is None or first["restarted"]:
                return None
            reason = f"cursor of page {work.page} refused: from page 1 again"
            self.db.run(
                "UPDATE work SET status = 'dropped', outcome = NULL, reason = ?, restarted = 1 "
                "WHERE run_id = ? AND probe_id = ? AND page > 1",
                (reason, *where),
            )
            self.db.run(
                "UPDATE work SET status = 'due', outcome = NULL, reason = ?, restarted = 1, due_at = NULL, "
                "attempts = 0 WHERE work_id = ?",
                (reason, first["work_id"]),
            )
            row = self.db.one("SELECT * FROM work WHERE work_id = ?", (first["work_id"],))
            return None if row is None else work_of(row)

    def work_counts(self, run_id: str) -> dict[str, dict[str, int]]:
        rows = self.db.all(
            "SELECT site, COALESCE(outcome, status) AS what, COUNT(*) FROM work WHERE run_id = ? "
            "GROUP BY site, what ORDER BY site, what",
            (run_id,),
        )
        counts: dict[str, dict[str, int]] = {}
        for site, what, count in rows:
            counts.setdefault(site, {})[what] = count
        return counts

    def works(self, run_id: str) -> Iterator[Work]:
        place: tuple[int, int, str] = (-1, -1, "")
        sql = (
            "SELECT * FROM work WHERE run_id = ? AND (position, page, work_id) > (?, ?, ?) "
            "ORDER BY position, page, work_id LIMIT ?"
        )
        while rows := self.db.all(sql, (run_id, *place, CHUNK)):
            yield from map(work_of, rows)
            place = (rows[-1]["position"], rows[-1]["page"], rows[-1]["work_id"])

    def troubled(self, run_id: str, limit: int) -> list[Work]:
        rows = self.db.all(
            "SELECT * FROM work WHERE run_id = ? AND (outcome IN ('failed', 'changed', 'blocked') OR status = 'failed' "
            "OR status = 'due' AND (attempts > 0 OR restarted)) LIMIT ?",
            (run_id, limit),
        )
        return [work_of(row) for row in rows]

    def probes(self, run_id: str) -> list[Probe]:
        """The probes of a run, in the order they were added."""
        rows = self.db.all(
            "SELECT probe.* FROM probe JOIN run_probe USING (probe_id) WHERE run_id = ? ORDER BY position",
            (run_id,),
        )
        return [probe_of(row) for row in rows]
