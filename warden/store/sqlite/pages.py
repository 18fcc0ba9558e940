"""Pages, the unit of effort, and the sightings made on them."""

from __future__ import annotations

from typing import Any

from warden.store.base import PageRecord
from warden.store.pages import moment, values
from warden.store.rows import storable_values
from warden.store.sqlite.connection import Database
from warden.store.sqlite.ledger import add_probes, add_recipes

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


def stored_moment(db: Database, page: PageRecord) -> str:
    """See ``warden.store.pages.moment``."""
    # What is stored is asked for only where it counts.
    kept = (
        None if page.captured_at else db.one("SELECT at, run_id FROM page WHERE page_id = ?", (page.page_id,))
    )
    return moment(page, kept)


def _values(db: Database, page: PageRecord, work_id: str | None) -> dict[str, Any]:
    return storable_values(values(page, work_id, stored_moment(db, page)))


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
