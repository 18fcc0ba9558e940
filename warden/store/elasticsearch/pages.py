"""Pages, the unit of effort: facts under derived ids, fenced by the epoch of the lease they were fetched under."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from warden.errors import LeaseLost
from warden.identity import iso_week, parse_instant
from warden.records import PageRef, Probe, Recipe
from warden.store.base import PageRecord
from warden.store.elasticsearch.documents import Documents
from warden.store.rows import storable

_SAME = (
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
"""Values that a page record and its document share."""


def reference(source: dict[str, Any] | None) -> PageRef | None:
    """Where a page stands in the archive; ``None`` for pages that were never archived."""
    if source is None or source["archive"] is None:
        return None
    return PageRef(
        source["archive"], source["archive_offset"], source["archive_sha256"], source["captured_at"]
    )


def moment(page: PageRecord, kept: dict[str, Any] | None) -> str:
    """The time of the facts on a page: when it was captured, else when it was first stored.

    Read again it stays where it was: a later reading of an undated page is no later sighting.
    """
    if page.captured_at:
        return page.captured_at
    return str(kept["at"]) if kept and kept["run_id"] == page.run_id else page.stored_at


def _source(page: PageRecord, kept: dict[str, Any] | None, work_id: str | None, epoch: int) -> dict[str, Any]:
    at = moment(page, kept)
    told: dict[str, Any] = {name: getattr(page, name) for name in _SAME}
    if kept:
        # A page read again belongs to the work that once fetched it.
        work_id = work_id or kept["work_id"]
        # Read again for its own run it was stored when it was; imported once more it is stored now.
        told["stored_at"] = kept["stored_at"] if kept["run_id"] == page.run_id else page.stored_at
    told |= {
        "work_id": work_id,
        "probe_id": page.probe.probe_id if page.probe else None,
        "at": at,
        "week": iso_week(parse_instant(at)),
        "archive": page.archive.archive if page.archive else None,
        "archive_offset": page.archive.offset if page.archive else None,
        "archive_sha256": page.archive.sha256 if page.archive else None,
        "recipe": page.recipe.recipe if page.recipe else None,
        "epoch": max(epoch, kept["epoch"] if kept else 0),
    }
    return {name: storable(value) if isinstance(value, str) else value for name, value in told.items()}


def write(
    docs: Documents, page: PageRecord, work_id: str | None = None, epoch: int = 0
) -> tuple[dict[str, Any], bool]:
    """Keep or replace the page: (its document, whether it was known). Raises ``LeaseLost`` when the page was
    written under a newer epoch already: who comes late writes nothing of what follows either."""
    _facts(docs, page)
    known = False

    def kept(old: dict[str, Any] | None) -> dict[str, Any]:
        nonlocal known
        known = old is not None
        if old is not None and epoch and old["epoch"] > epoch:
            raise LeaseLost(
                f"Another worker has stored page {page.page_id} under a newer lease; nothing was written."
            )
        return _source(page, old, work_id, epoch)

    return docs.change("page", page.page_id, kept), known


def _facts(docs: Documents, page: PageRecord) -> None:
    """The probe and the recipe that the page names; each is written once and never changes."""
    if page.probe is not None:
        docs.once("probe", page.probe.probe_id, asdict(page.probe))
    if page.recipe is not None:
        docs.once("recipe", page.recipe.recipe, asdict(page.recipe))


def record_of(source: dict[str, Any], probe: Probe | None, recipe: Recipe | None) -> PageRecord:
    """The record of a stored page."""
    told = {name: source[name] for name in _SAME}
    return PageRecord(**told, probe=probe, archive=reference(source), recipe=recipe)
