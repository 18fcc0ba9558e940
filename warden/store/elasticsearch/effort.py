"""What terms have cost and shown: pages counted by probe, listings walked once, the pages of a few at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from warden.store.effort import TermEffort
from warden.store.elasticsearch.documents import Doc, Documents, every
from warden.store.rows import chunks

_AT_ONCE = 100
"""Listings whose pages are read in one request."""
_ANSWERED = {"terms": {"outcome": ["results", "none"]}}

Place = tuple[str, str]
"""term, site"""


class Effort:
    """See ``warden.store.effort.Effort``."""

    docs: Documents

    def term_effort(self, since: str | None = None) -> list[TermEffort]:
        terms = _terms(self.docs)
        found: dict[Place, TermEffort] = {}
        for (probe, site), group in self.docs.counted("page", _window(since), ["probe_id", "site"]):
            if probe in terms:
                row = found.setdefault((terms[probe], site), TermEffort(terms[probe], site, 0, 0, 0, 0))
                row.probes += 1
                row.pages += int(group["doc_count"])
        for places, live in _shown(self.docs, terms, since or ""):
            for place in places & found.keys():
                found[place].listings += 1
                found[place].hits += live
        return [found[place] for place in sorted(found)]


def _terms(docs: Documents) -> dict[str, str]:
    """The term of each probe that has one."""
    rows = docs.each(
        "probe", every({"exists": {"field": "term_id"}}), [{"probe_id": "asc"}], source=["term_id"]
    )
    return {doc.id: doc.source["term_id"] for doc in rows if doc.source}


def _window(since: str | None) -> dict[str, Any]:
    return every(_ANSWERED, {"exists": {"field": "probe_id"}}, {"range": {"at": {"gte": since or ""}}})


def _shown(docs: Documents, terms: dict[str, str], since: str) -> Iterator[tuple[set[Place], bool]]:
    """Of each listing the terms and sites whose pages showed it, and whether it has a hit."""
    order = [{"first_seen_at": "asc"}, {"listing_key": "asc"}]
    listings = docs.each("listing", every(), order, source=["pages", "live"])
    for part in chunks(listings, _AT_ONCE):
        places = _places(docs, part, terms, since)
        for doc in part:
            if doc.source:
                told = {places[page] for page in doc.source["pages"] if page in places}
                yield told, bool(doc.source["live"])


def _places(docs: Documents, part: Sequence[Doc], terms: dict[str, str], since: str) -> dict[str, Place]:
    """Term and site of the pages of these listings that count."""
    names = sorted({page for doc in part if doc.source for page in doc.source["pages"]})
    return dict(
        _counting(docs.get_all("page", names, source=["probe_id", "site", "outcome", "at"]), terms, since)
    )


def _counting(pages: Iterable[Doc], terms: dict[str, str], since: str) -> Iterator[tuple[str, Place]]:
    for doc in pages:
        page = doc.source
        if (
            page
            and page["probe_id"] in terms
            and page["outcome"] in ("results", "none")
            and page["at"] >= since
        ):
            yield doc.id, (terms[page["probe_id"]], page["site"])
