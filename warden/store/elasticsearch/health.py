"""The sites' own past: counts of pages by outcome and variant, how far fields were filled."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from warden.identity import iso_week, parse_instant
from warden.store.elasticsearch.documents import Documents, every, term
from warden.store.health import MOST, Filled, PageTally, SeenPage, SiteTotals, filled_of
from warden.store.pages import reference
from warden.store.rows import chunks

END = "9999"
_READ: dict[str, Any] = {"bool": {"must_not": {"terms": {"kind": ["manual", "picture"]}}}}
_PAGES = 100
"""Pages whose listings are asked for at once: some 5,000 listings."""
_NAMES = ("page_id", "site", "kind", "page_kind", "number", "outcome", "reason", "variant", "at", "url")
_ARCHIVE = ("archive", "archive_offset", "archive_sha256", "captured_at")
_NEWEST = [{"at": "desc"}, {"page_id": "asc"}]
_TALLY = ("site", "page_kind", "outcome", "variant")
_SUMS = ("rows", "listings", "dropped", "refused")


class Health:
    """See ``warden.store.health.SiteHealth``."""

    docs: Documents

    def site_totals(self) -> dict[str, SiteTotals]:
        found: dict[str, SiteTotals] = {}
        asked = (
            ("pages", "page", _READ),
            ("listings", "listing", every()),
            ("hits", "hit", every(term("withdrawn", False))),
        )
        for name, kind, query in asked:
            for (site,), group in self.docs.counted(kind, query, ["site"]):
                setattr(found.setdefault(site, SiteTotals()), name, group["doc_count"])
        return found

    def page_tallies(
        self, since: str, until: str | None = None, sites: Sequence[str] = ()
    ) -> list[PageTally]:
        query = every(_READ, *_window(since, until), term("site", sites or None))
        sums = {name: {"sum": {"field": name}} for name in _SUMS}
        found = self.docs.counted("page", query, _TALLY, sums)
        return [_tally(*key, group["doc_count"], group) for key, group in found]

    def last_pages(self) -> dict[str, dict[str, SeenPage]]:
        found: dict[str, dict[str, SeenPage]] = {}
        newest = {"newest": {"top_hits": {"size": 1, "sort": _NEWEST, "_source": [*_NAMES, *_ARCHIVE]}}}
        for (site, outcome), group in self.docs.counted("page", _READ, ("site", "outcome"), newest):
            (row,) = group["newest"]["hits"]["hits"]
            found.setdefault(site, {})[outcome] = _seen(row["_source"])
        return found

    def last_search(self, probe_id: str, since: str) -> SeenPage | None:
        return _page(self.docs, every(*_window(since, None), term("probe_id", probe_id), term("number", 1)))

    def seen_page(self, page_id: str) -> SeenPage | None:
        found = self.docs.get("page", page_id).source
        return None if found is None else _seen(found)

    def page_at(self, archive: str, offset: int) -> SeenPage | None:
        return _page(self.docs, every(term("archive", archive), term("archive_offset", offset)))

    def filled(self, site: str, since: str, until: str | None = None) -> Filled:
        return filled_of(_contents(self.docs, _newest(self.docs, site, since, until)))


def _tally(*values: Any) -> PageTally:
    """Of the values of a group, how many pages it has, and its sums."""
    *known, group = values
    return PageTally(*known, *(int(group[name]["value"]) for name in _SUMS))


def _page(docs: Documents, query: dict[str, Any]) -> SeenPage | None:
    """The newest page of a query."""
    rows = docs.search("page", query=query, sort=_NEWEST, size=1)["hits"]["hits"]
    return _seen(rows[0]["_source"]) if rows else None


def _newest(docs: Documents, site: str, since: str, until: str | None) -> list[tuple[str, str]]:
    """The newest revisions seen on result pages: (revision, the page it was last seen on)."""
    query = every(term("site", site), term("page_kind", "list"), *_window(since, until))
    told = docs.each("page", query, _NEWEST, source=False)
    found: dict[str, tuple[str, str]] = {}
    for part in chunks(told, _PAGES):
        for revision, seen in _sighted(docs, {doc.id for doc in part}).items():
            # Pages come newest first: what an earlier part has shown is no older.
            found.setdefault(revision, seen)
        if len(found) >= MOST:
            break
    newest = sorted(found.items(), key=lambda row: row[1], reverse=True)
    return [(revision, page_id) for revision, (_, page_id) in newest[:MOST]]


def _sighted(docs: Documents, names: set[str]) -> dict[str, tuple[str, str]]:
    """{revision: (when it was last seen on one of these pages, which page)}."""
    found: dict[str, tuple[str, str]] = {}
    order = [{"listing_key": "asc"}]
    for doc in docs.each("listing", every(term("pages", names)), order, source=["state.seen"]):
        for seen in doc.source["state"]["seen"] if doc.source else ():
            revision = seen["revision_id"]
            if revision is not None and seen["page_id"] in names:
                found[revision] = max(found.get(revision, ("", "")), (seen["at"], seen["page_id"]))
    return found


def _contents(docs: Documents, newest: Sequence[tuple[str, str]]) -> Iterator[tuple[dict[str, Any], str]]:
    for part in chunks(newest, _PAGES):
        contents = docs.get_all("revision", [revision for revision, _ in part])
        for doc, (_, page_id) in zip(contents, part, strict=True):
            if doc.source is not None:
                yield json.loads(doc.source["content"]), page_id


def _window(since: str, until: str | None) -> list[dict[str, Any]]:
    week = iso_week(parse_instant(since))
    return [{"range": {"week": {"gte": week}}}, {"range": {"at": {"gte": since, "lt": until or END}}}]


def _seen(source: dict[str, Any]) -> SeenPage:
    return SeenPage(**{name: source[name] for name in _NAMES}, archive=reference(source))
