"""What is read again: stored revisions by today's terms, archived pages by today's site files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from warden.records import Probe, Recipe
from warden.store.base import PageRecord, StoredRevision
from warden.store.elasticsearch import pages
from warden.store.elasticsearch.documents import Doc, Documents, every
from warden.store.rows import chunks, listing_of

_AT_ONCE = 100
"""Listings or pages whose further documents are read in one request."""


class Rereading:
    """See ``warden.store.base.Store``."""

    docs: Documents

    def stored_revisions(self, since: str | None = None) -> Iterator[StoredRevision]:
        # A walk sees the index as it was when it began: what is read again meanwhile does not come twice.
        order = [{"first_seen_at": "asc"}, {"listing_key": "asc"}]
        wanted = ["listing_key", "state.revisions"]
        for part in chunks(self.docs.each("listing", every(), order, source=wanted), _AT_ONCE):
            revs = [found for doc in part for found in _revs(doc, since or "")]
            contents = self.docs.get_all("revision", [rev["revision_id"] for _, rev in revs])
            for (key, rev), doc in zip(revs, contents, strict=True):
                if doc.source is not None:  # else erased meanwhile
                    yield StoredRevision(
                        key,
                        rev["revision_id"],
                        listing_of(doc.source["content"]),
                        rev["site"],
                        rev["site_version"],
                        rev["parser_version"],
                    )

    def archived_pages(self, since: str | None = None) -> Iterator[tuple[PageRecord, str | None]]:
        query = every({"exists": {"field": "archive"}}, {"range": {"at": {"gte": since or ""}}})
        order = [{"at": "asc"}, {"page_id": "asc"}]
        for part in chunks(self.docs.each("page", query, order), _AT_ONCE):
            found = [doc.source for doc in part if doc.source]
            works = _named(self.docs, "work", (page["work_id"] for page in found))
            probes = _named(self.docs, "probe", (page["probe_id"] for page in found))
            recipes = _named(self.docs, "recipe", (page["recipe"] for page in found))
            for page in found:
                probe, recipe = probes.get(page["probe_id"]), recipes.get(page["recipe"])
                record = pages.record_of(
                    page, Probe(**probe) if probe else None, Recipe(**recipe) if recipe else None
                )
                yield record, works.get(page["work_id"], {}).get("listing_key")


def _named(docs: Documents, kind: str, names: Iterable[str | None]) -> dict[str, dict[str, Any]]:
    """Those documents that are there."""
    wanted = sorted({name for name in names if name is not None})
    return {doc.id: doc.source for doc in docs.get_all(kind, wanted) if doc.source}


def _revs(doc: Doc, since: str) -> list[tuple[str, dict[str, Any]]]:
    """The revisions of a listing last seen since then, oldest first, each with the listing's key."""
    if doc.source is None:
        return []
    revs = [told["rev"] for told in doc.source["state"]["revisions"] if told["rev"]["last_at"] >= since]
    return [(doc.source["listing_key"], rev) for rev in sorted(revs, key=lambda rev: int(rev["seq"]))]
