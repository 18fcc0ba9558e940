"""Search: phrases over our own tokens, filters, orders that end with ``hit_id``, keyset pages.

What is searched are the ``hit`` documents; each holds its line, so that nothing is joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from warden.errors import UsageError
from warden.identity import instant, now
from warden.records import HitLine
from warden.store.base import HitQuery
from warden.store.elasticsearch import listings
from warden.store.elasticsearch.documents import CHUNK, Ask, Documents
from warden.store.paging import unplace
from warden.store.rows import chunks, storable
from warden.store.sampled import FACETS, Facets
from warden.text import search_tokens

Order = list[dict[str, Any]]

MOST_TERMS = 65_536
"""Values that Elasticsearch takes in one filter."""

_ORDERS: dict[str, dict[str, Any]] = {
    "newest": {"first_seen_at": "desc"},
    "oldest": {"first_seen_at": "asc"},
    "score": {"score": {"order": "desc", "missing": -1}},
    "relevance": {"_score": "desc"},
}
_LISTS = {
    "targets": "target",
    "products": "products",
    "sites": "site",
    "platforms": "platform",
    "languages": "language",
    "countries": "country",
    "grades": "grade",
    "origins": "origins",
    "decisions": "decision",
    "hit_ids": "hit_id",
    "listing_keys": "listing_key",
    "clusters": "cluster_id",
}
_FIELDS = {"product": "products", "origin": "origins"}
_MISSING: dict[str, dict[str, str]] = {"target": {"missing": ""}, "language": {"missing": ""}}
MOST_VALUES = 50_000
"""Different values of one field that are counted."""
_VALUES = {"seller_key": "seller_key", "contact_key": "contact_keys"}
_SHOWN = ["line", "state", "claimed_until"]
"""What ``listings.line_of`` reads of a hit."""


def either(*tests: dict[str, Any]) -> dict[str, Any]:
    """The query that one of these holds; without any, nothing."""
    return {"bool": {"should": list(tests), "minimum_should_match": 1}} if tests else {"match_none": {}}


def any_of(field: str, values: Iterable[str]) -> dict[str, Any]:
    """The query that a field has one of the values, however many they are."""
    parts = chunks(sorted({storable(value) for value in values}), MOST_TERMS)
    return either(*({"terms": {field: part}} for part in parts))


def _state(state: str, moment: str) -> dict[str, Any]:
    """A claim is a state only while it lasts, so it is never stored as one."""
    stored = {"term": {"state": storable(state)}}
    held = {"range": {"claimed_until": {"gt": moment}}}
    if state == "claimed":
        return either(stored, {"bool": {"filter": [{"term": {"state": "new"}}, held]}})
    return {"bool": {"filter": [stored], "must_not": [held]}} if state == "new" else stored


def _until(moment: str) -> dict[str, Any]:
    """A day or month takes in all of itself."""
    field = "first_seen_at"
    return either({"range": {field: {"lt": moment}}}, {"prefix": {field: moment}})


def _filters(query: HitQuery) -> list[dict[str, Any]]:
    tests = [any_of(field, values) for name, field in _LISTS.items() if (values := getattr(query, name))]
    if query.states:
        moment = instant(now()) or ""
        tests.append(either(*(_state(state, moment) for state in query.states)))
    for name, field in _VALUES.items():
        if (value := getattr(query, name)) is not None:
            tests.append({"term": {field: storable(value)}})
    if query.since is not None:
        tests.append({"range": {"first_seen_at": {"gte": storable(query.since)}}})
    if query.until is not None:
        tests.append(_until(storable(query.until)))
    if query.besides:
        tests.append({"bool": {"must_not": [any_of("listing_key", query.besides)]}})
    if not query.withdrawn:
        tests.append({"term": {"withdrawn": False}})
    return tests


def _has_text(query: HitQuery) -> bool:
    return bool(query.text and query.text.strip())


def where(query: HitQuery) -> dict[str, Any] | None:
    """The query in Elasticsearch's words; ``None`` when its text has no tokens and so finds nothing."""
    told: dict[str, Any] = {"filter": _filters(query)}
    if _has_text(query):
        tokens = storable(" ".join(search_tokens(query.text or "")))
        if not tokens:
            return None
        phrase = {"match_phrase": {"tokens": {"query": tokens, "analyzer": "whitespace"}}}
        # Weighing words costs something, and only one order asks for it.
        told.setdefault("must" if query.order == "relevance" else "filter", []).append(phrase)
    return {"bool": told}


def order(query: HitQuery) -> Order:
    """The order of a query, which always ends with the hit's id."""
    if query.order not in _ORDERS:
        raise UsageError(f"Unknown order {query.order!r}. Known: {', '.join(_ORDERS)}.")
    name = "score" if query.order == "relevance" and not _has_text(query) else query.order
    return [_ORDERS[name], {"hit_id": "asc"}]


class Search:
    """Search of an Elasticsearch store; see ``warden.store.base.Store``."""

    docs: Documents

    def search(self, query: HitQuery) -> Iterator[HitLine]:
        by, asked = order(query), where(query)
        after = None if query.after is None else unplace(query)
        if asked is None:
            return
        with self.docs.still("hit") as ask:
            place = None if after is None else _place(ask, asked, by, *after)
            if after is not None and place is None:
                return
            moment = instant(now()) or ""
            for source in _walk(ask, asked, by, place, query.limit):
                yield listings.line_of(source, moment)

    def count(self, query: HitQuery, at_most: int | None = None) -> int:
        asked = where(query)
        if asked is None:
            return 0
        if at_most is None:
            return self.docs.count("hit", asked)
        found = self.docs.search("hit", query=asked, size=0, track_total_hits=at_most)
        return min(int(found["hits"]["total"]["value"]), at_most)

    def facets(self, query: HitQuery) -> Facets:
        asked = where(query)
        if asked is None:
            return {name: {} for name in FACETS}
        # An index of one shard counts exactly.
        by = {
            name: {"terms": {"field": _FIELDS.get(name, name), "size": MOST_VALUES, **_MISSING.get(name, {})}}
            for name in FACETS
        }
        held = {"filter": _state("claimed", instant(now()) or "")}
        found = self.docs.search("hit", query=asked, size=0, aggs={**by, "held": held})["aggregations"]
        told = {name: {row["key"]: row["doc_count"] for row in found[name]["buckets"]} for name in FACETS}
        if count := found["held"]["doc_count"]:
            told["state"]["claimed"] = count
            told["state"]["new"] -= count
        told["state"] = {name: count for name, count in told["state"].items() if count}
        return told

    def hit(self, hit_id: str) -> HitLine | None:
        source = self.docs.get("hit", storable(hit_id)).source if hit_id else None
        return None if source is None else listings.line_of(source, instant(now()) or "")

    def hit_ids(self, beginning: str, limit: int) -> list[str]:
        asked = {"prefix": {"hit_id": storable(beginning)}}
        with self.docs.still("hit") as ask:
            rows = ask(query=asked, sort=[{"hit_id": "asc"}], size=limit, source=False)["hits"]["hits"]
        return [str(row["_id"]) for row in rows]


def _place(ask: Ask, asked: dict[str, Any], by: Order, value: Any, hit_id: str) -> list[Any] | None:
    """Where the next page begins; ``None`` when its order must be asked of a hit that is not in the list."""
    if value is None:
        only = {"bool": {"must": [asked], "filter": [{"term": {"hit_id": storable(hit_id)}}]}}
        rows = ask(query=only, sort=by, size=1, source=False)["hits"]["hits"]
        return list(rows[0]["sort"][: len(by)]) if rows else None
    return [value, storable(hit_id)]


def _walk(
    ask: Ask, asked: dict[str, Any], by: Order, after: list[Any] | None, limit: int | None
) -> Iterator[dict[str, Any]]:
    """The hits after a place, so many or all."""
    left = None if limit is None or limit < 0 else limit
    while left is None or left > 0:
        size = CHUNK if left is None else min(CHUNK, left)
        more = {} if after is None else {"search_after": after}
        rows = ask(query=asked, sort=by, size=size, source=_SHOWN, **more)["hits"]["hits"]
        for row in rows:
            yield row["_source"]
        if len(rows) < size:
            return
        after = rows[-1]["sort"]
        left = None if left is None else left - size
