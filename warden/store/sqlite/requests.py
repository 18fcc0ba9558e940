"""Runs that people ask for; see ``warden.store.requests``."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from warden.records import Run
from warden.store.requests import RunRequest
from warden.store.rows import dumps, text
from warden.store.sqlite.connection import Database
from warden.store.sqlite.rows import run_of

COLUMNS = ("run_id", "at", "made_by", "command", "taken_at", "refused", "stop_at", "stop_by")
RESTS = "EXISTS (SELECT 1 FROM request WHERE run_id = ? AND stop_at IS NOT NULL)"
"""That a run is to rest; its parameter is the run's id."""


def _request(row: sqlite3.Row) -> RunRequest:
    told: dict[str, Any] = {name: row[name] for name in COLUMNS if name not in ("made_by", "command")}
    return RunRequest(**told, by=row["made_by"], command=json.loads(row["command"]))


class Requests:
    """See ``warden.store.requests.Requests``."""

    db: Database

    def run(self, run_id: str) -> Run | None:
        row = self.db.one("SELECT * FROM run WHERE run_id = ?", (run_id,))
        return None if row is None else run_of(row)

    def request_run(self, request: RunRequest) -> None:
        with self.db.write():
            self.db.run(
                "INSERT OR IGNORE INTO request (run_id, at, made_by, command) VALUES (?, ?, ?, ?)",
                (request.run_id, request.at, text(request.by), dumps(request.command)),
            )

    def take_request(self, run_id: str, at: str) -> bool:
        with self.db.write():
            taken = self.db.run(
                "UPDATE request SET taken_at = ? WHERE run_id = ? AND taken_at IS NULL AND refused IS NULL "
                "AND stop_at IS NULL AND command <> '{}'",
                (at, run_id),
            )
        return taken > 0

    def refuse_request(self, run_id: str, why: str) -> None:
        with self.db.write():
            self.db.run("UPDATE request SET refused = ? WHERE run_id = ?", (text(why), run_id))

    def stop_run(self, run_id: str, at: str, by: str) -> None:
        with self.db.write():
            self.db.run(
                "INSERT INTO request (run_id, at, command, stop_at, stop_by) VALUES (?, ?, '{}', ?, ?) "
                "ON CONFLICT (run_id) DO UPDATE SET stop_at = excluded.stop_at, stop_by = excluded.stop_by "
                "WHERE stop_at IS NULL",
                (run_id, at, at, text(by)),
            )

    def resume_run(self, run_id: str) -> None:
        with self.db.write():
            self.db.run("UPDATE request SET stop_at = NULL, stop_by = NULL WHERE run_id = ?", (run_id,))

    def run_request(self, run_id: str) -> RunRequest | None:
        row = self.db.one("SELECT * FROM request WHERE run_id = ?", (run_id,))
        return None if row is None else _request(row)

    def run_requests(self, limit: int = 200) -> list[RunRequest]:
        rows = self.db.all("SELECT * FROM request ORDER BY at DESC, run_id DESC LIMIT ?", (limit,))
        return [_request(row) for row in rows]
