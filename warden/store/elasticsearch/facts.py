"""What a snapshot compares, out of the documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from warden.store.elasticsearch import listings
from warden.store.elasticsearch.documents import Documents, at_once
from warden.store.elasticsearch.listing import Held, held_of
from warden.store.elasticsearch.texts import Texts
from warden.store.rows import chunks, dumps

_ALL: dict[str, Any] = {"match_all": {}}
_RUN = ("run_id", "kind", "signature", "status", "watch")
_WORK = (
    *("run_id", "site", "lane", "kind", "probe_id", "page", "cursor", "listing_key", "priority"),
    *("status", "outcome"),
)
_PAGE = (
    *("run_id", "site", "kind", "page_kind", "probe_id", "number", "outcome", "rows", "listings"),
    *("dropped", "refused", "total", "recipe"),
)
_LISTING = (
    *("listing_key", "platform", "listing_id", "site", "url", "card", "language", "country"),
    *("seller_key", "gone_reason"),
)


class Rows:
    """See ``warden.store.base.Store``."""

    docs: Documents

    def rows(self) -> dict[str, list[list[Any]]]:
        order = [{"started_at": "asc"}, {"run_id": "asc"}]
        runs = [[row[name] for name in _RUN] for row in self._sources("run", order)]
        works = {row["work_id"]: row for row in self._sources("work", [{"work_id": "asc"}])}
        pages = {row["page_id"]: row for row in self._sources("page", [{"page_id": "asc"}])}
        found: dict[str, list[list[Any]]] = {
            "runs": runs,
            "ledger": [[row[name] for name in _WORK] for row in works.values()],
            "pages": [
                [*(row[name] for name in _PAGE), works.get(row["work_id"], {}).get("listing_key")]
                for row in pages.values()
            ],
            **{name: [] for name in ("listings", "revisions", "sightings", "trends")},
        }
        for some in self._listings():
            texts = Texts(self.docs)
            texts.load(name for held in some for name in held.revisions)
            for held in some:
                if all(texts.has(name) for name in held.revisions) or listings.stands(self.docs, held):
                    _add(found, held, pages, texts)  # else erased meanwhile
        names = ("listing_key", "kind", "file")
        rows = self._sources("evidence", [{"listing_key": "asc"}, {"kind": "asc"}, {"sha256": "asc"}])
        found["evidence"] = [["", *(row[name] for name in names)] for row in rows]
        return found

    def _sources(self, kind: str, order: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
        for doc in self.docs.each(kind, _ALL, order):
            yield doc.source or {}

    def _listings(self) -> Iterator[list[Held]]:
        """All of them, some at a time, so that their contents are read together."""
        return chunks(
            map(held_of, self.docs.each("listing", _ALL, [{"listing_key": "asc"}])), at_once("listing")
        )


def _add(
    found: dict[str, list[list[Any]]], held: Held, pages: dict[str, dict[str, Any]], texts: Texts
) -> None:
    """The rows of one listing."""
    values = [getattr(held, name) for name in _LISTING]
    found["listings"].append(["", *values, len(held.seen), len(held.revisions)])
    for name, revision in held.revisions.items():
        rev = revision.rev
        told = [name, rev.site, rev.page_kind, revision.content_hash, revision.cause]
        content = texts.source(name)["content"]
        found["revisions"].append(["", *told, dumps(revision.difference), rev.recipe, content])
    for seen in held.seen.values():
        page = pages[seen.page_id]
        where = [page[name] for name in ("site", "kind", "probe_id", "number")]
        found["sightings"].append([seen.run_id, held.listing_key, *where, seen.revision_id, seen.rank])
    for row in held.contributions():
        for target in row["targets"]:
            told = [row["site"], row["probe_id"], target, row["language"], row["sightings"]]
            found["trends"].append(["", held.listing_key, *told])
