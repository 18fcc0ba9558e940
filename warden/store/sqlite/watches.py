"""Watches: named baskets of probes, each version frozen when it is saved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from warden.records import Probe
from warden.store.rows import dumps, text
from warden.store.sqlite.connection import Database
from warden.store.sqlite.ledger import add_probes
from warden.store.sqlite.rows import probe_of


def frozen(db: Database, name: str, version: int) -> list[Probe]:
    rows = db.all(
        "SELECT probe.* FROM probe JOIN watch_probe USING (probe_id) WHERE name = ? AND version = ? "
        "ORDER BY position",
        (name, version),
    )
    return [probe_of(row) for row in rows]


class Watches:
    """Watches of a SQLite store; see ``warden.store.base.Store``."""

    db: Database

    def save_watch(self, name: str, spec: dict[str, Any], probes: Sequence[Probe], at: str) -> int:
        with self.db.write():
            row = self.db.one("SELECT * FROM watch WHERE name = ? ORDER BY version DESC LIMIT 1", (name,))
            if row is not None and row["spec"] == dumps(spec):
                same = [p.probe_id for p in frozen(self.db, name, row["version"])]
                if same == [p.probe_id for p in probes]:
                    self.db.run("UPDATE watch SET retired_at = NULL WHERE name = ?", (name,))
                    return int(row["version"])
            version = row["version"] + 1 if row is not None else 1
            self.db.run("UPDATE watch SET retired_at = NULL WHERE name = ?", (name,))
            self.db.run(
                "INSERT INTO watch (name, version, spec, saved_at) VALUES (?, ?, ?, ?)",
                (text(name), version, dumps(spec), at),
            )
            add_probes(self.db, probes)
            self.db.many(
                "INSERT INTO watch_probe VALUES (?, ?, ?, ?)",
                [(text(name), version, n, probe.probe_id) for n, probe in enumerate(probes)],
            )
        return int(version)

    def watch(self, name: str) -> tuple[int, dict[str, Any], list[Probe]] | None:
        row = self.db.one(
            "SELECT * FROM watch WHERE name = ? AND retired_at IS NULL ORDER BY version DESC LIMIT 1", (name,)
        )
        if row is None:
            return None
        return row["version"], json.loads(row["spec"]), frozen(self.db, name, row["version"])

    def watches(self) -> list[dict[str, Any]]:
        rows = self.db.all(
            "SELECT w.*, (SELECT COUNT(*) FROM watch_probe p WHERE p.name = w.name AND p.version = w.version) "
            "AS probes FROM watch w WHERE version = (SELECT MAX(version) FROM watch v WHERE v.name = w.name) "
            "ORDER BY name"
        )
        return [
            {
                "name": row["name"],
                "version": row["version"],
                "spec": json.loads(row["spec"]),
                "probes": row["probes"],
                "saved_at": row["saved_at"],
                "retired_at": row["retired_at"],
            }
            for row in rows
        ]

    def retire_watch(self, name: str, at: str) -> bool:
        with self.db.write():
            changed = self.db.run(
                "UPDATE watch SET retired_at = ? WHERE name = ? AND retired_at IS NULL", (at, name)
            )
        return changed > 0
