"""A SQLite store as plain records; see ``warden.store.copied``."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from warden.errors import CannotContinue
from warden.store.copied import CHANGED, FINGERPRINT, NOTE, USER
from warden.store.sqlite import erased_records, listing_records
from warden.store.sqlite.connection import CHUNK, Database
from warden.store.sqlite.pages import COLUMNS as PAGE
from warden.store.sqlite.requests import COLUMNS as REQUEST
from warden.store.sqlite.rows import PROBE, WORK

Record = dict[str, Any]

_RUN = (
    *("run_id", "kind", "signature", "started_at", "finished_at", "status", "watch", "made_by"),
    "command",
)
_PLAIN: dict[str, tuple[str, ...]] = {
    "recipe": ("recipe", "terms_version", "site_version", "matcher_version", "parser_version"),
    "probe": PROBE,
    "work": (*WORK, "position", "requests", "bytes"),
    "page": PAGE,
    "effort": ("page_id", "minutes", "found", "made_by"),
    "request": REQUEST,
    # Who holds a lane here does not hold it there.
    "lane": ("lane", "not_before", "paused_until", "blocks", "day", "requests"),
}
"""Tables that are copied row by row; the first column is the key."""
_FLAGS = frozenset({"restarted"})
_AT_ONCE = 50


def _put(db: Database, table: str, columns: Sequence[str], records: Sequence[Record], keys: int = 1) -> None:
    """Write rows under their keys, the first columns. Not INSERT OR REPLACE: it would delete what refers to a row."""
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns[keys:])
    db.many(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
        f"ON CONFLICT ({', '.join(columns[:keys])}) DO "
        + (f"UPDATE SET {changes}" if changes else "NOTHING"),
        [[record[name] for name in columns] for record in records],
    )


def _told(row: sqlite3.Row, columns: Sequence[str]) -> Record:
    return {name: bool(row[name]) if name in _FLAGS else row[name] for name in columns}


def _rows(db: Database, kind: str, after: str) -> Iterator[tuple[str, Record]]:
    columns = _PLAIN[kind]
    key = columns[0]
    # A few at a time: a long read would hold up other processes' checkpoints.
    sql = f"SELECT {', '.join(columns)} FROM {kind} WHERE {key} > ? ORDER BY {key} LIMIT ?"
    while rows := db.all(sql, (after, CHUNK)):
        for row in rows:
            yield row[key], _told(row, columns)
        after = rows[-1][key]


def _groups(
    db: Database, table: str, key: str, order: str, after: str
) -> Iterator[tuple[str, list[sqlite3.Row]]]:
    """The rows of a table that share a key, together."""
    names = f"SELECT DISTINCT {key} FROM {table} WHERE {key} > ? ORDER BY {key} LIMIT ?"
    while found := db.column(names, (after, _AT_ONCE)):
        rows = db.among(f"SELECT * FROM {table} WHERE {key} IN ({{}}) ORDER BY {key}, {order}", found)
        for name, group in groupby(rows, key=lambda row: str(row[key])):
            yield name, list(group)
        after = found[-1]


# -- kinds of more than one table, or none ------------------------------------------------------


def _settings(db: Database, after: str) -> Iterator[tuple[str, Record]]:
    told: dict[str, Record] = {
        USER + name: {"name": name, "value": value}
        for name, value in map(tuple, db.all("SELECT name, value FROM setting"))
        if not name.startswith(NOTE)
    }
    kept = db.value("SELECT value FROM meta WHERE name = 'fingerprint'")
    if kept is not None:
        told[FINGERPRINT] = {"fingerprint": True, "value": kept}
    for key in sorted(told):
        if key > after:
            yield key, told[key]


def _runs(db: Database, after: str) -> Iterator[tuple[str, Record]]:
    for name, (row,) in _groups(db, "run", "run_id", "run_id", after):
        recipes = db.column("SELECT recipe FROM run_recipe WHERE run_id = ? ORDER BY recipe", (name,))
        yield name, {**_told(row, _RUN), "recipes": recipes}


def _run_probes(db: Database, after: str) -> Iterator[tuple[str, Record]]:
    for name, rows in _groups(db, "run_probe", "run_id", "position, probe_id", after):
        yield name, {"run_id": name, "probes": [[row["probe_id"], row["position"]] for row in rows]}


def _evidence(db: Database, after: str) -> Iterator[tuple[str, Record]]:
    names = ("kind", "file", "sha256", "meta")
    for key, rows in _groups(db, "evidence", "listing_key", "kind, file", after):
        yield key, {"listing_key": key, "pieces": [_told(row, names) for row in rows]}


def _watches(db: Database, after: str) -> Iterator[tuple[str, Record]]:
    for name, rows in _groups(db, "watch", "name", "version", after):
        versions = [
            {"spec": row["spec"], "saved_at": row["saved_at"], "probes": _frozen(db, name, row["version"])}
            for row in rows
        ]
        yield name, {"name": name, "retired_at": rows[-1]["retired_at"], "versions": versions}


def _frozen(db: Database, name: str, version: int) -> list[Record]:
    rows = db.all(
        "SELECT probe.* FROM watch_probe JOIN probe USING (probe_id) WHERE name = ? AND version = ? "
        "ORDER BY position",
        (name, version),
    )
    return [_told(row, PROBE) for row in rows]


_READ: dict[str, Callable[[Database, str], Iterator[tuple[str, Record]]]] = {
    "setting": _settings,
    "run": _runs,
    "run_probe": _run_probes,
    "evidence": _evidence,
    "watch": _watches,
    "listing": listing_records.read,
    "erased": erased_records.read,
}


# -- writing them --------------------------------------------------------------------------------


def _put_settings(db: Database, records: Sequence[Record]) -> None:
    gone = [(record["name"],) for record in records if record["value"] is None]
    db.many("DELETE FROM setting WHERE name = ?", gone)
    _put(db, "setting", ("name", "value"), [record for record in records if record["value"] is not None])


def _put_runs(db: Database, records: Sequence[Record]) -> None:
    _put(db, "run", _RUN, records)
    stated = [{"run_id": run["run_id"], "recipe": name} for run in records for name in run["recipes"]]
    _put(db, "run_recipe", ("run_id", "recipe"), stated, keys=2)


def _put_run_probes(db: Database, records: Sequence[Record]) -> None:
    rows = [
        {"run_id": record["run_id"], "probe_id": probe, "position": position}
        for record in records
        for probe, position in record["probes"]
    ]
    _put(db, "run_probe", ("run_id", "probe_id", "position"), rows, keys=2)


def _put_evidence(db: Database, records: Sequence[Record]) -> None:
    rows = [
        {"listing_key": record["listing_key"], **piece} for record in records for piece in record["pieces"]
    ]
    _put(db, "evidence", ("listing_key", "kind", "file", "sha256", "meta"), rows, keys=3)


def _put_watches(db: Database, records: Sequence[Record]) -> None:
    for record in records:
        name, retired = record["name"], record["retired_at"]
        for version, told in enumerate(record["versions"], 1):
            row = {"name": name, "version": version, "retired_at": retired, **told}
            _put(db, "watch", ("name", "version", "spec", "saved_at", "retired_at"), [row], keys=2)
            _put(db, "probe", PROBE, told["probes"])
            rows = [
                {"name": name, "version": version, "position": place, "probe_id": probe["probe_id"]}
                for place, probe in enumerate(told["probes"])
            ]
            _put(db, "watch_probe", ("name", "version", "position", "probe_id"), rows, keys=3)


_WRITE: dict[str, Callable[[Database, Sequence[Record]], None]] = {
    "setting": _put_settings,
    "run": _put_runs,
    "run_probe": _put_run_probes,
    "evidence": _put_evidence,
    "watch": _put_watches,
    "listing": listing_records.write,
    "erased": erased_records.write,
}


class Records:
    """See ``warden.store.base.Store``."""

    db: Database

    def records(self, kind: str, after: str) -> Iterator[tuple[str, Record]]:
        if kind in _PLAIN:
            return _rows(self.db, kind, after)
        return _READ[kind](self.db, after)

    def add_records(self, kind: str, records: Sequence[Record]) -> None:
        # The fingerprint is kept before all else, by copying itself.
        told = [record for record in records if "fingerprint" not in record]
        try:
            with self.db.write():
                if kind in _PLAIN:
                    _put(self.db, kind, _PLAIN[kind], told)
                else:
                    _WRITE[kind](self.db, told)
        except CannotContinue as fault:
            if isinstance(fault.__cause__, sqlite3.IntegrityError):
                raise CannotContinue(CHANGED) from fault
            raise
