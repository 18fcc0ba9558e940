"""Between records and rows: JSON columns, Work, Run, Probe, Listing."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from warden.records import Probe, Run, Work
from warden.store.rows import text

WORK = (
    "work_id",
    "run_id",
    "probe_id",
    "site",
    "lane",
    "kind",
    "page",
    "cursor",
    "listing_key",
    "hit_id",
    "priority",
    "status",
    "outcome",
    "reason",
    "due_at",
    "attempts",
    "restarted",
)
PROBE = ("probe_id", "site", "kind", "term_id", "form", "lang", "place", "url")


def work_of(row: sqlite3.Row) -> Work:
    values = {name: row[name] for name in WORK}
    values["restarted"] = bool(values["restarted"])
    return Work(**values)


def work_values(work: Work) -> list[Any]:
    return [text(v) if isinstance(v := getattr(work, name), str) else v for name in WORK]


def probe_of(row: sqlite3.Row) -> Probe:
    return Probe(**{name: row[name] for name in PROBE})


def probe_values(probe: Probe) -> list[Any]:
    return [text(getattr(probe, name)) for name in PROBE]


def run_of(row: sqlite3.Row) -> Run:
    return Run(
        run_id=row["run_id"],
        kind=row["kind"],
        signature=row["signature"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        status=row["status"],
        watch=row["watch"],
        by=row["made_by"],
        command=json.loads(row["command"]),
    )
