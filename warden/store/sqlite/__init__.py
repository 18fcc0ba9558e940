"""The embedded store: one SQLite file, nothing to install, several processes at once."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType

from warden import private
from warden.errors import CannotContinue, NoStore, UsageError
from warden.store.sqlite import contributing, index, schema
from warden.store.sqlite.check import Check
from warden.store.sqlite.connection import Database
from warden.store.sqlite.counting import Counting
from warden.store.sqlite.effort import Effort
from warden.store.sqlite.facts import Rows
from warden.store.sqlite.health import Health
from warden.store.sqlite.keeping import Keeping
from warden.store.sqlite.lanes import Lanes
from warden.store.sqlite.ledger import Ledger
from warden.store.sqlite.people import People
from warden.store.sqlite.records import Records
from warden.store.sqlite.requests import Requests
from warden.store.sqlite.rereading import Rereading
from warden.store.sqlite.retention import Retention
from warden.store.sqlite.sampled import Sampled
from warden.store.sqlite.search import Search
from warden.store.sqlite.stating import OfThese
from warden.store.sqlite.watches import Watches


def writable(path: Path) -> bool:
    """Whether the file may be written, and what SQLite keeps beside it made."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


class SqliteStore(
    Ledger,
    Lanes,
    Keeping,
    People,
    Sampled,
    Search,
    Counting,
    OfThese,
    Watches,
    Retention,
    Rereading,
    Check,
    Health,
    Effort,
    Requests,
    Rows,
    Records,
):
    """``warden.store.base.Store`` on one file. To be used from the thread that opened it.

    An older schema is brought up to date when the file is opened; a newer one is refused. With ``create``
    false a file on read-only media is opened to be read.
    ``timeout``: seconds to wait for another process's write before ``StoreLocked``.
    """

    def __init__(self, path: Path, url: str, *, create: bool = True, timeout: float = 10.0) -> None:
        self.url = url
        self._prepare_path(path, create)
        self.db = Database(path, timeout=timeout, readonly=not create and not writable(path))
        self.applied: list[str] = []
        try:
            schema.refuse_newer(self.db, max(schema.shipped()))
            if self.db.readonly:
                schema.refuse_older(self.db, max(schema.shipped()))
                return
            self.db.prepare()
            self.applied = schema.migrate(self.db)
            contributing.refill(self.db)
            index.ensure(self.db)
        except BaseException:
            self.db.close()
            raise

    @staticmethod
    def _prepare_path(path: Path, create: bool) -> None:
        if path.is_dir():
            raise UsageError(
                f"{path} is a directory. Name a file with --store, such as {path / 'warden.db'}."
            )
        if not create and not path.exists():
            raise NoStore(f"There is no store {path}. Name another with --store, or crawl or import first.")
        try:
            private.make_directory(path.parent)
        except OSError as error:
            raise CannotContinue(
                f"The directory {path.parent} cannot be made ({error.strerror}). Name another file with --store."
            ) from error

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.db.close()

    def migrate(self) -> list[str]:
        done, self.applied = [*self.applied, *schema.migrate(self.db)], []
        return done + self.mend()
