"""What a page's facts come to, the same for every engine."""

from __future__ import annotations

from typing import Any, Protocol

from warden.identity import iso_week, parse_instant
from warden.records import PageRef
from warden.store.base import PageRecord

SAME = (
    "page_id",
    "run_id",
    "site",
    "platform",
    "kind",
    "page_kind",
    "number",
    "outcome",
    "captured_at",
    "stored_at",
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
    "source",
)
"""Values that a page record and what is stored of it share."""


class PageRow(Protocol):
    """A stored page by the names of its values: a row, a document."""

    def __getitem__(self, name: str, /) -> Any: ...


def recipe_of(page: PageRecord) -> str:
    """The name of the recipe a page was read by; empty without one."""
    return page.recipe.recipe if page.recipe else ""


def versions_of(page: PageRecord) -> tuple[str | None, int | None]:
    """(site version, parser version) a page was read by."""
    return (page.recipe.site_version, page.recipe.parser_version) if page.recipe else (None, None)


def reference(row: PageRow | None) -> PageRef | None:
    """Where a page stands in the archive; ``None`` for pages that were never archived."""
    if row is None or row["archive"] is None:
        return None
    return PageRef(row["archive"], row["archive_offset"], row["archive_sha256"], row["captured_at"])


def moment(page: PageRecord, kept: PageRow | None) -> str:
    """The time of the facts on a page: when it was captured, else when it was first stored.

    ``kept``: what is stored of it. Read again it stays where it was: a later reading of an undated page is no later
    sighting.
    """
    if page.captured_at:
        return page.captured_at
    return str(kept["at"]) if kept is not None and kept["run_id"] == page.run_id else page.stored_at


def values(page: PageRecord, work_id: str | None, at: str) -> dict[str, Any]:
    """What an engine keeps of a page whose facts are of the moment ``at``."""
    told: dict[str, Any] = {name: getattr(page, name) for name in SAME}
    return told | {
        "work_id": work_id,
        "probe_id": page.probe.probe_id if page.probe else None,
        "at": at,
        "week": iso_week(parse_instant(at)),
        "archive": page.archive.archive if page.archive else None,
        "archive_offset": page.archive.offset if page.archive else None,
        "archive_sha256": page.archive.sha256 if page.archive else None,
        "recipe": page.recipe.recipe if page.recipe else None,
    }
