"""The schema's version: numbered SQL files, applied in one transaction each."""

from __future__ import annotations

import sqlite3
from importlib import resources

from warden.errors import CannotContinue, StoreTooNew
from warden.store.sqlite.connection import Database


def shipped() -> dict[int, tuple[str, str]]:
    """{version: (file name, SQL)} of the migrations this program brings."""
    found: dict[int, tuple[str, str]] = {}
    for entry in resources.files("warden.store.sqlite.migrations").iterdir():
        if entry.name.endswith(".sql"):
            found[int(entry.name[:4])] = (entry.name, entry.read_text(encoding="utf-8"))
    return dict(sorted(found.items()))


def statements(script: str) -> list[str]:
    """The statements of a script; ``executescript`` would commit the transaction we are in."""
    lines = [line.split("--", 1)[0] for line in script.splitlines()]
    found: list[str] = []
    begun = ""
    for part in "\n".join(lines).split(";"):
        begun += f"{part};"
        # The statements within a trigger are parts of it.
        if sqlite3.complete_statement(begun):
            found.append(begun.strip().removesuffix(";"))
            begun = ""
    return [part for part in found if part]


def version(db: Database) -> int:
    """The version of the schema in the file; 0 for an empty file, which is left as it is."""
    tables = set(db.column("SELECT name FROM sqlite_master WHERE type = 'table'"))
    if not tables:
        return 0
    stated = db.value("SELECT value FROM meta WHERE name = 'schema_version'") if "meta" in tables else None
    if stated is None:
        raise CannotContinue(
            f"{db.path} is a SQLite database, but not one of Warden's. Name another file with --store."
        )
    return int(stated)


def migrate(db: Database, migrations: dict[int, tuple[str, str]] | None = None) -> list[str]:
    """Bring the file to the newest version; names of what was applied. Refuses a newer file."""
    migrations = shipped() if migrations is None else migrations
    refuse_newer(db, max(migrations))
    if version(db) == max(migrations):
        return []
    enforced = db.value("PRAGMA foreign_keys")
    # A table that is made anew would cascade into those that refer to it; no-op within a transaction.
    db.run("PRAGMA foreign_keys = OFF")
    try:
        return _upgraded(db, migrations)
    finally:
        db.run(f"PRAGMA foreign_keys = {enforced}")


def _upgraded(db: Database, migrations: dict[int, tuple[str, str]]) -> list[str]:
    applied: list[str] = []
    while version(db) < max(migrations):
        with db.write():
            # Read again under the lock: another process may have been first.
            number = version(db) + 1
            if number in migrations:
                applied.append(_apply(db, number, *migrations[number]))
                if db.all("PRAGMA foreign_key_check"):
                    raise CannotContinue(
                        f"{db.path}: migration {number} left rows that refer to nothing; it was taken back. "
                        "Run `warden store check` with the Warden that wrote the file."
                    )
    return applied


def refuse_newer(db: Database, known: int) -> None:
    stated = version(db)
    if stated > known:
        raise StoreTooNew(
            f"{db.path} was written by a newer Warden (schema {stated}; this program knows {known}). "
            "Nothing was changed. Update Warden, or name another file with --store."
        )


def refuse_older(db: Database, known: int) -> None:
    """For a file that can only be read: an older schema would have to be written anew."""
    stated = version(db)
    if stated < known:
        raise CannotContinue(
            f"{db.path} has an older schema ({stated}; this program needs {known}) and cannot be written here. "
            "Copy it to a place where you may write, and name that with --store."
        )


def _apply(db: Database, number: int, name: str, script: str) -> str:
    if number == 1:
        db.run("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    for statement in statements(script):
        db.run(statement)
    db.run("INSERT OR REPLACE INTO meta (name, value) VALUES ('schema_version', ?)", (str(number),))
    return name
