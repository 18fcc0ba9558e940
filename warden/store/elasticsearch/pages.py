"""Pages, the unit of effort: facts under derived ids, fenced by the epoch of the lease they were fetched under."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from warden.errors import LeaseLost
from warden.records import Probe, Recipe
from warden.store.base import PageRecord
from warden.store.elasticsearch.documents import Documents
from warden.store.pages import SAME, moment, reference, values
from warden.store.rows import storable_values


def _source(page: PageRecord, kept: dict[str, Any] | None, work_id: str | None, epoch: int) -> dict[str, Any]:
    # A page read again belongs to the work that once fetched it.
    told = values(page, work_id or (kept["work_id"] if kept else None), moment(page, kept))
    # Read again for its own run it was stored when it was; imported once more it is stored now.
    if kept and kept["run_id"] == page.run_id:
        told["stored_at"] = kept["stored_at"]
    return storable_values(told) | {"epoch": max(epoch, kept["epoch"] if kept else 0)}


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
                f"Another worker has stored page {page.page_id} under a newer lease; nothing of this one was."
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
    told = {name: source[name] for name in SAME}
    return PageRecord(**told, probe=probe, archive=reference(source), recipe=recipe)
