"""Stores of older schemas: opened, they keep everything."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from warden.store.base import HitQuery
from warden.store.sqlite import SqliteStore, schema
from warden.store.sqlite.connection import Database
from warden.store.sqlite.retention import erase

from . import build as b


def _open(path: Path) -> SqliteStore:
    return SqliteStore(path, f"sqlite:///{path}")


_GONE_SINCE = {
    "sighting_id": "page_id || listing_n",
    "revision_id": "(SELECT r.revision_id FROM today.revision r WHERE r.revision_n = reading.revision_n)",
}
"""Columns the first schema had, by what stands for them today."""


def _as_of_the_first_schema(new: Path, old: Path) -> None:
    """A file of version 1 with what stands in a file of today."""
    with sqlite3.connect(old, isolation_level=None) as db:
        db.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
        for statement in schema.statements(schema.shipped()[1][1]):
            db.execute(statement)
        db.execute("ATTACH ? AS today", (str(new),))
        tables = [
            row[0]
            for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'words'")
        ]
        for table in tables:
            columns = [row[1] for row in db.execute(f"PRAGMA main.table_info({table})")]
            kept = {row[1] for row in db.execute(f"PRAGMA today.table_info({table})")}
            taken = [column if column in kept else _GONE_SINCE[column] for column in columns]
            db.execute(f"DELETE FROM {table}")
            db.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(taken)} FROM today.{table}"
            )
        db.execute("UPDATE meta SET value = '1' WHERE name = 'schema_version'")


_KEPT = (
    "SELECT revision_id, listing_n, seq, change, cause, content FROM revision ORDER BY 1",
    "SELECT page_id, listing_n, revision_id, at, rank FROM sighting ORDER BY 1, 2",
    "SELECT listing_n, week, site, probe_id, target, language, seller_n, sightings, new, erased, "
    "CASE WHEN NOT erased THEN json_array(country, json(products), amount, currency) END "
    "FROM contribution ORDER BY 1, 2, 3, 4, 5",
    "SELECT * FROM looked ORDER BY 1, 2, 3, 4",
    "SELECT * FROM lasted ORDER BY 1",
    "SELECT * FROM lasted_alike ORDER BY 1, 2, 3, 4, 5",
    "SELECT * FROM rollup ORDER BY 1, 2, 3, 4",
    "SELECT * FROM contact ORDER BY 1, 2",
    "SELECT * FROM verdict ORDER BY 1",
)


def _all_of(store: SqliteStore) -> list[Any]:
    """Everything a migration must keep."""
    lines = list(store.search(HitQuery(withdrawn=True)))
    revisions = [store.revisions(line.listing_key) for line in lines]
    return [store.counts(), lines, revisions, *([tuple(row) for row in store.db.all(sql)] for sql in _KEPT)]


def _well_filled(path: Path) -> tuple[list[Any], int]:
    """What stands in a store with verdicts, a second reading and erased listings; the last number given."""
    today = _open(path)
    b.begin(today)
    for number in range(40):
        today.ingest(b.numbered(number))
    for line in list(today.search(HitQuery()))[:6]:
        today.add_verdict(b.verdict(line.hit_id, "relevant_prohibited"))
    key = b.key_of("1")
    revision = today.revisions(key)[0]["revision_id"]
    today.add_reading(key, revision, b.assessment("loxodonta"), b.recipe("t2"), b.at(5))
    last = int(today.db.value("SELECT MAX(n) FROM listing"))
    with today.db.write():
        erase(today.db, [last, last - 1])
    kept = _all_of(today)
    today.close()
    return kept, last


@pytest.mark.parametrize("version", [1, 2])
def test_a_store_of_an_older_schema_keeps_everything(tmp_path: Path, version: int) -> None:
    path = tmp_path / "old.db"
    kept, last = _well_filled(tmp_path / "today.db")
    _as_of_the_first_schema(tmp_path / "today.db", path)
    with sqlite3.connect(path) as old:
        old.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'listing'", (last,))
    if version == 2:
        database = Database(path)
        schema.migrate(database, {number: schema.shipped()[number] for number in (1, 2)})
        database.close()
    store = _open(path)
    assert schema.version(store.db) == max(schema.shipped())
    assert _all_of(store) == kept
    assert store.check() == []
    assert store.db.value("PRAGMA foreign_keys") == 1
    store.ingest(b.batch(b.page(number=99, captured=b.at(20)), (b.listing("new"), b.assessment("loxodonta"))))
    assert store.db.value("SELECT n FROM listing WHERE listing_key = ?", (b.key_of("new"),)) == last + 1
    with store.db.write():
        erase(store.db, [last + 1])
    left = "SELECT (SELECT COUNT(*) FROM {0} WHERE listing_n = ?)"
    assert [store.db.value(left.format(name), (last + 1,)) for name in ("revision", "sighting", "hit")] == [
        0,
        0,
        0,
    ]
    assert (
        store.db.value(
            "SELECT COUNT(*) FROM reading WHERE revision_n NOT IN (SELECT revision_n FROM revision)"
        )
        == 0
    )
    store.close()
