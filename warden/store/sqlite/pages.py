"""Pages, the unit of effort, and the sightings made on them."""

from __future__ import annotations

import sqlite3
from typing import Any

from warden.identity import iso_week, parse_instant
from warden.records import PageRef
from warden.store.base import PageRecord
from warden.store.sqlite.connection import Database
from warden.store.sqlite.ledger import add_probes, add_recipes
from warden.store.sqlite.rows import text

COLUMNS = (
    "page_id",
    "run_id",
    "work_id",
    "probe_id",
    "site",
    "platform",
    "kind",
    "page_kind",
    "number",
    "outcome",
    "captured_at",
    "stored_at",
    "at",
    "week",
    "url",
    "reason",
    "variant",
    "rows",
    "listings",
    "dropped",
    "refused",
    "total",
    "bytes",
    "requests",
    "archive",
    "archive_offset",
    "archive_sha256",
    "recipe",
    "source",
)


def recipe_of(page: PageRecord) -> str:
    """The name of the recipe a page was read by; empty without one."""
    return page.recipe.recipe if page.recipe else ""


def versions_of(page: PageRecord) -> tuple[str | None, int | None]:
    """(site version, parser version) a page was read by."""
    return (page.recipe.site_version, page.recipe.parser_version) if page.recipe else (None, None)


def moment(db: Database, page: PageRecord) -> str:
    """The time of the facts on a page: when it was captured, else when it was first stored.

    Read again it stays where it was: a later reading of an undated page is no later sighting.
    """
    if page.captured_at:
        return page.captured_at
    kept = db.value("SELECT at FROM page WHERE page_id = ? AND run_id = ?", (page.page_id, page.run_id))
    return str(kept) if kept else page.stored_at


def _values(db: Database, page: PageRecord, work_id: str | None) -> dict[str, Any]:
    at = moment(db, page)
    values: dict[str, Any] = {name: getattr(page, name, None) for name in COLUMNS}
    values |= {
        "work_id": work_id,
        "probe_id": page.probe.probe_id if page.probe else None,
        "at": at,
        "week": iso_week(parse_instant(at)),
        "archive": page.archive.archive if page.archive else None,
        "archive_offset": page.archive.offset if page.archive else None,
        "archive_sha256": page.archive.sha256 if page.archive else None,
        "recipe": page.recipe.recipe if page.recipe else None,
    }
    return {name: text(v) if isinstance(v, str) else v for name, v in values.items()}


def known(db: Database, page_id: str) -> bool:
    return db.one("SELECT 1 FROM page WHERE page_id = ?", (page_id,)) is not None


def erased(db: Database, page_id: str) -> bool:
    """Whether the page brought listings and retention has erased them all."""
    return (
        db.one(
            "SELECT 1 FROM page p WHERE page_id = ? AND listings > 0 "
            "AND NOT EXISTS (SELECT 1 FROM sighting s WHERE s.page_id = p.page_id)",
            (page_id,),
        )
        is not None
    )


def write(db: Database, page: PageRecord, work_id: str | None = None) -> bool:
    """Keep or replace the page; whether it was known."""
    if page.probe is not None:
        add_probes(db, [page.probe])
    if page.recipe is not None:
        add_recipes(db, [page.recipe])
    before = known(db, page.page_id)
    marks = ", ".join(f":{name}" for name in COLUMNS)
    # Not INSERT OR REPLACE: that would delete the row its sightings refer to.
    # A page read again belongs to the work that once fetched it.
    # Read again for its own run it was stored when it was; imported once more it is stored now.
    changes = (
        "work_id = COALESCE(excluded.work_id, work_id), "
        "stored_at = CASE WHEN excluded.run_id = run_id THEN stored_at ELSE excluded.stored_at END, "
    ) + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:] if name not in ("work_id", "stored_at"))
    db.run(
        f"INSERT INTO page ({', '.join(COLUMNS)}) VALUES ({marks}) ON CONFLICT (page_id) DO UPDATE SET {changes}",
        _values(db, page, work_id),
    )
    return before


def reference(row: sqlite3.Row | None) -> PageRef | None:
    """Where a page stands in the archive; ``None`` for pages that were never archived."""
    if row is None or row["archive"] is None:
        return None
    return PageRef(row["archive"], row["archive_offset"], row["archive_sha256"], row["captured_at"])
