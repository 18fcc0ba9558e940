"""The file beside a store in which what was counted outlives the process that counted it: ``warden.db-counted``.

It holds numbers alone, each under the mark its week had (``remembering.py``), and may be taken away at any time: what is
not there is counted again. So no failure of it is one of the question that was asked.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

from warden import private

MOST = 50_000
"""Weeks of questions that are kept; the ones written longest ago go first."""
_TABLE = """
    CREATE TABLE IF NOT EXISTS counted (
        written INTEGER PRIMARY KEY, name TEXT NOT NULL, week TEXT NOT NULL, mark INTEGER NOT NULL, rows BLOB NOT NULL,
        UNIQUE (name, week)
    )
"""
_WAIT = 1.0


def beside(store: Path) -> Path:
    """Where it stands."""
    return store.with_name(f"{store.name}-counted")


def read(store: Path, name: str, marks: Mapping[str, int]) -> dict[str, list[Any]]:
    """{week: rows} of a question, of the weeks whose mark is still this one."""
    path = beside(store)
    if not marks or not path.exists():
        return {}
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=_WAIT)) as db:
            found = db.execute("SELECT week, mark, rows FROM counted WHERE name = ?", (name,)).fetchall()
        return {week: orjson.loads(rows) for week, mark, rows in found if marks.get(week) == mark}
    except (sqlite3.Error, orjson.JSONDecodeError):
        return {}


def write(store: Path, name: str, counted: Iterable[tuple[str, int, list[Any]]]) -> None:
    """Keep (week, mark, rows) of a question in place of what was kept of these weeks."""
    path = beside(store)
    rows = [(name, week, mark, orjson.dumps(told)) for week, mark, told in counted]
    try:
        private.touch(path)
        with contextlib.closing(sqlite3.connect(path, timeout=_WAIT)) as db, db:
            db.execute(_TABLE)
            db.executemany(
                "INSERT OR REPLACE INTO counted (name, week, mark, rows) VALUES (?, ?, ?, ?)", rows
            )
            db.execute("DELETE FROM counted WHERE written <= (SELECT MAX(written) FROM counted) - ?", (MOST,))
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            with contextlib.suppress(OSError):
                path.unlink()
    except OSError:
        pass  # a place that cannot be written
