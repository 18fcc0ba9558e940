"""One SQLite connection: transactions that never deadlock, errors named by consequence.

Every write runs under ``BEGIN IMMEDIATE``: a deferred transaction that reads and then writes fails
with "locked" whatever the busy timeout is.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from warden import private
from warden.errors import CannotContinue, DiskFull, StoreLocked, WardenError

Params = Sequence[Any] | dict[str, Any]

CHUNK = 500
"""Values in one ``IN (…)``, rows in one step of a long read."""


_DISK = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
_SCANT = 4 * 1024 * 1024
"""Bytes: with less room than this a failed write is a full disk, whatever the error says."""


def _free(path: Path) -> int:
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return _SCANT


def explained(error: sqlite3.Error, path: Path) -> WardenError:
    """The same failure, saying what happened to the store and what to do."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreLocked(
            f"{path} is locked by another process. Wait for it to finish, or close the program that "
            "holds the database open (a backup tool, a database browser), and run the command again."
        )
    if code == sqlite3.SQLITE_FULL or (code in _DISK and _free(path) < _SCANT):
        return DiskFull(f"No room left to write {path}. Free some space and run the command again.")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return CannotContinue(
            f"{path} is not a sound SQLite database ({error}). Restore it from a backup, or name "
            "another file with --store."
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return CannotContinue(
            f"{path} cannot be opened for writing ({error}). Check that the directory exists and "
            "belongs to you, or name another file with --store."
        )
    if code == sqlite3.SQLITE_IOERR:
        return CannotContinue(
            f"The disk refused to read or write {path} ({error}). Check the disk and its free space, "
            "then run the command again."
        )
    return CannotContinue(f"{path}: {error}. Run `warden store check`.")


def _rest(path: Path) -> bool:
    """Whether what was written last stands beside the file and not in it yet."""
    wal = path.with_name(f"{path.name}-wal")
    return wal.exists() and wal.stat().st_size > 0


_PRAGMAS = (
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "temp_store = MEMORY",
    # Listings are found by their keys, which are hashes: room for that index, and several answers a checkpoint.
    "cache_size = -16384",
    "wal_autocheckpoint = 4000",
)


class Database:
    """A connection in autocommit mode whose writes go through ``write()``."""

    def __init__(self, path: Path, *, timeout: float = 10.0, readonly: bool = False) -> None:
        self.path = path
        self.readonly = readonly
        self._depth = 0
        try:
            self._db = self._connect(timeout)
        except sqlite3.Error as error:
            raise self._told(error) from error
        self._db.row_factory = sqlite3.Row

    def _connect(self, timeout: float) -> sqlite3.Connection:
        if not self.readonly:
            with contextlib.suppress(OSError):  # SQLite says better what is wrong
                private.touch(self.path)
            return sqlite3.connect(self.path, timeout=timeout, isolation_level=None)
        db = self._read_only("mode=ro", timeout)
        try:
            db.execute("SELECT COUNT(*) FROM sqlite_master")
        except sqlite3.OperationalError:
            # Its -wal and -shm can't be made here. Without either nobody writes, and the file is all there is.
            db.close()
            if _rest(self.path):
                raise
            return self._read_only("immutable=1", timeout)
        return db

    def _read_only(self, how: str, timeout: float) -> sqlite3.Connection:
        place = f"{self.path.absolute().as_uri()}?{how}"
        return sqlite3.connect(place, uri=True, timeout=timeout, isolation_level=None)

    def prepare(self) -> None:
        """WAL, foreign keys: what every connection needs once the file is known to be ours."""
        for pragma in _PRAGMAS:
            self.all(f"PRAGMA {pragma}")
        if self.value("PRAGMA journal_mode") != "wal":
            self._enter_wal()

    def _enter_wal(self) -> None:
        """Switching does not wait for other processes as statements do: wait for them by ``BEGIN``."""
        for attempt in range(20):
            try:
                self.all("PRAGMA journal_mode = WAL")
                return
            except StoreLocked:
                if attempt == 19:
                    raise
                self.run("BEGIN IMMEDIATE")
                self.run("ROLLBACK")

    def close(self) -> None:
        self._db.close()

    def _told(self, error: sqlite3.Error) -> Exception:
        """What to raise for a failure; faults of this program, not of the store, stay as they are."""
        return error if isinstance(error, sqlite3.ProgrammingError) else explained(error, self.path)

    def all(self, sql: str, params: Params = ()) -> list[sqlite3.Row]:
        try:
            return self._db.execute(sql, params).fetchall()
        except sqlite3.Error as error:
            raise self._told(error) from error

    def each(self, sql: str, params: Params = ()) -> Iterator[sqlite3.Row]:
        """Row by row, for reads that are not interrupted by writes."""
        try:
            yield from self._db.execute(sql, params)
        except sqlite3.Error as error:
            raise self._told(error) from error

    def one(self, sql: str, params: Params = ()) -> sqlite3.Row | None:
        try:
            cursor = self._db.execute(sql, params)
            row: sqlite3.Row | None = cursor.fetchone()
            cursor.close()
        except sqlite3.Error as error:
            raise self._told(error) from error
        return row

    def value(self, sql: str, params: Params = ()) -> Any:
        """The first column of the first row; ``None`` without a row."""
        row = self.one(sql, params)
        return None if row is None else row[0]

    def column(self, sql: str, params: Params = ()) -> list[Any]:
        return [row[0] for row in self.all(sql, params)]

    def run(self, sql: str, params: Params = ()) -> int:
        """Execute; how many rows were written."""
        try:
            return self._db.execute(sql, params).rowcount
        except sqlite3.Error as error:
            raise self._told(error) from error

    def many(self, sql: str, rows: Iterable[Params]) -> None:
        try:
            self._db.executemany(sql, rows)
        except sqlite3.Error as error:
            raise self._told(error) from error

    def among(self, sql: str, values: Sequence[Any]) -> list[sqlite3.Row]:
        """Rows of ``sql`` whose ``{}`` stands for the placeholders of ``values``; any number of them."""
        rows: list[sqlite3.Row] = []
        for start in range(0, len(values), CHUNK):
            part = values[start : start + CHUNK]
            rows += self.all(sql.format(",".join("?" * len(part))), part)
        return rows

    @contextmanager
    def write(self) -> Iterator[None]:
        """One transaction; an inner ``write()`` joins the outer one."""
        if self._depth == 0:
            self.run("BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
        except BaseException:
            self._depth -= 1
            if self._depth == 0 and self._db.in_transaction:
                self.run("ROLLBACK")
            raise
        self._depth -= 1
        if self._depth == 0:
            self._commit()

    def _commit(self) -> None:
        try:
            self.run("COMMIT")
        except WardenError:
            if self._db.in_transaction:
                self.run("ROLLBACK")
            raise
