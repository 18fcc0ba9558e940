"""Revisions as the rules of ``warden.store.roads`` know them, out of their rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from warden.store.roads import Rev
from warden.store.sqlite.connection import Database


def rev_of(row: sqlite3.Row) -> Rev:
    return Rev(
        row["revision_id"],
        row["site"],
        row["page_kind"],
        row["first_at"],
        row["last_at"],
        row["seq"],
        row["site_version"],
        row["parser_version"],
        row["grade"] or "none",
        json.loads(row["targets"] or "[]"),
        bool(row["restricted"]),
        row["recipe"],
        row["read_at"] or "",
        row["page_id"],
        row["revision_n"],
    )


def load(db: Database, numbers: Sequence[int]) -> dict[int, dict[str, Rev]]:
    """{listing number: {revision id: Rev}}; every number asked for is there."""
    found: dict[int, dict[str, Rev]] = {n: {} for n in numbers}
    rows = db.among(
        "SELECT r.*, g.grade, g.targets, g.at AS read_at, json_extract(g.assessment, '$.restricted') AS restricted "
        "FROM revision r LEFT JOIN reading g ON g.revision_n = r.revision_n AND g.recipe = r.recipe "
        "WHERE r.listing_n IN ({})",
        numbers,
    )
    for row in rows:
        found[row["listing_n"]][row["revision_id"]] = rev_of(row)
    return found
