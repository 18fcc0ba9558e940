"""Trend queries, counted from the contributions that stand in listings and in what is left of erased ones.

Every number is exact: listings are documents, sellers are walked through and never estimated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from warden.store.base import Problem, TrendRow
from warden.store.elasticsearch.documents import Ask, Doc, Documents
from warden.store.elasticsearch.listing import held_of
from warden.store.elasticsearch.search import any_of
from warden.store.figures import DIMENSIONS, Key, known, trend_rows, week_of

_PATH = "contributions"
_ROWS = {
    "week": f"{_PATH}.week",
    "site": f"{_PATH}.site",
    "target": f"{_PATH}.targets",
    "language": f"{_PATH}.language",
}
_GROUPS = 1_000
"""Buckets in one answer; each has a few within it, and 65,536 is the most of all."""
_SELLERS = 10_000
_LISTINGS: dict[str, Any] = {"reverse_nested": {}}
_COUNTS: dict[str, Any] = {
    "listings": _LISTINGS,
    "new": {"filter": {"term": {f"{_PATH}.new": True}}, "aggs": {"listings": _LISTINGS}},
    "erased": {"filter": {"term": {f"{_PATH}.erased": True}}, "aggs": {"listings": _LISTINGS}},
    "sightings": {"sum": {"field": f"{_PATH}.sightings"}},
}
"""Listings are counted as documents, however many of their rows a bucket has."""

Aggregate = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(slots=True)
class Question:
    """What is asked: window in weeks, what to tell apart, what to keep, by which probes (``None``: all)."""

    since: str | None
    until: str | None
    by: list[str]
    filters: dict[str, Sequence[str]]
    basket: list[str] | None = None

    def tests(self, fields: Mapping[str, str], probe: str) -> list[dict[str, Any]]:
        """The conditions, for documents that hold what is told apart in these fields."""
        ends = {"gte": self.since, "lte": self.until}
        window = {name: week for name, week in ends.items() if week is not None}
        tests: list[dict[str, Any]] = [{"range": {fields["week"]: window}}] if window else []
        kept = {fields[name]: values for name, values in self.filters.items() if values and name in fields}
        tests += [any_of(field, values) for field, values in kept.items()]
        return tests if self.basket is None else [*tests, any_of(probe, self.basket)]


class Trends:
    """Trends of an Elasticsearch store; see ``warden.store.base.Store``."""

    docs: Documents

    def trends(
        self,
        *,
        since: str | None,
        until: str | None,
        by: Sequence[str],
        targets: Sequence[str],
        sites: Sequence[str],
        languages: Sequence[str],
        same_basket: bool,
    ) -> list[TrendRow]:
        window = week_of(since), week_of(until)
        known(by)
        filters = {"site": sites, "target": targets, "language": languages}
        question = Question(*window, [name for name in DIMENSIONS if name in by], filters)
        with self.docs.still("page") as pages:
            if same_basket:
                question.basket = _basket(pages, question)
            efforts = _effort(pages, question)
        with self.docs.still("listing", "erased") as listings:
            found = _found(listings, question)
        return trend_rows(by, found, efforts)

    def rebuild_trends(self) -> list[Problem]:
        """Figures are counted when they are asked for; what can be wrong are the rows they are counted from."""
        wrong = 0
        for doc in self.docs.each("listing", {"match_all": {}}, [{"listing_key": "asc"}]):
            if _mended(doc.id, doc.source) is not None:
                wrong += 1
                self.docs.change("listing", doc.id, partial(_mended, doc.id))
        what = "listings whose weekly counts differ from their sightings"
        return [Problem(what, wrong, "warden trends rebuild")] if wrong else []


def _mended(key: str, source: dict[str, Any] | None) -> dict[str, Any] | None:
    """The listing with the rows that its sightings and hits give; ``None`` where it has them."""
    if source is None:
        return None
    rows = held_of(Doc(key, source)).contributions()
    if source[_PATH] == rows:
        return None
    return {**source, _PATH: rows, "generation": source["generation"] + 1}


def _groups(
    aggregate: Aggregate, fields: Mapping[str, str], counts: dict[str, Any], size: int
) -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    """Every bucket of the values of some fields, ({name: value}, counts), page by page."""
    after: dict[str, Any] = {}
    sources = [{name: {"terms": {"field": field}}} for name, field in fields.items()]
    while True:
        composite = {"sources": sources, "size": size, **after}
        found = aggregate({"by": {"composite": composite, "aggs": counts}})["by"]
        for bucket in found["buckets"]:
            yield bucket["key"], bucket
        if len(found["buckets"]) < size:
            return
        after = {"after": found["after_key"]}


# -- what was found ------------------------------------------------------------------------------


def _found(ask: Ask, question: Question) -> dict[Key, list[int]]:
    """Of each bucket: listings, new, sellers, sightings, erased."""
    aggregate = _of_rows(ask, question)
    fields = {name: _ROWS[name] for name in question.by}
    found: dict[Key, list[int]] = {}
    for values, bucket in _groups(aggregate, fields, _COUNTS, _GROUPS) if fields else _total(aggregate):
        if _asked(values, question):
            found[_key(values)] = _numbers(bucket)
    for values, _ in _groups(aggregate, {**fields, "seller": f"{_PATH}.seller"}, {}, _SELLERS):
        if _asked(values, question):
            found[_key(values)][2] += 1
    return found


def _of_rows(ask: Ask, question: Question) -> Aggregate:
    """Aggregations over the rows that are asked for."""
    rows = {"bool": {"filter": question.tests(_ROWS, f"{_PATH}.probe_id")}}
    # Of a hundred listings ninety-nine have no row.
    query = {"nested": {"path": _PATH, "query": rows}}

    def aggregate(aggs: dict[str, Any]) -> dict[str, Any]:
        kept = {"nested": {"path": _PATH}, "aggs": {"kept": {"filter": rows, "aggs": aggs}}}
        found: dict[str, Any] = ask(query=query, size=0, aggs={"rows": kept})["aggregations"]
        counted: dict[str, Any] = found["rows"]["kept"]
        return counted

    return aggregate


def _total(aggregate: Aggregate) -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    """All rows as one bucket, unless there is none."""
    bucket = aggregate(_COUNTS)
    if bucket["doc_count"]:
        yield {}, bucket


def _asked(values: Mapping[str, str], question: Question) -> bool:
    """A row of several targets falls into the buckets of all of them, also of those that are not asked for."""
    kept = question.filters["target"]
    return not kept or "target" not in values or values["target"] in kept


def _key(values: Mapping[str, str]) -> Key:
    return tuple(values.get(name) or None for name in DIMENSIONS)


def _numbers(bucket: dict[str, Any]) -> list[int]:
    new, erased = (bucket[name]["listings"]["doc_count"] for name in ("new", "erased"))
    return [bucket["listings"]["doc_count"], new, 0, int(bucket["sightings"]["value"]), erased]


# -- the effort behind it -------------------------------------------------------------------------


def _of_pages(ask: Ask, question: Question, *more: dict[str, Any]) -> Aggregate:
    """Aggregations over pages of probes."""
    tests = question.tests({"week": "week", "site": "site"}, "probe_id")
    query = {"bool": {"filter": [{"exists": {"field": "probe_id"}}, *tests, *more]}}

    def aggregate(aggs: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = ask(query=query, size=0, aggs=aggs)["aggregations"]
        return found

    return aggregate


_ANSWERED = {"terms": {"outcome": ["results", "none"]}}


def _basket(ask: Ask, question: Question) -> list[str]:
    """Probes that answered in every week of the window in which anything ran."""
    weeks = sum(1 for _ in _groups(_of_pages(ask, question), {"week": "week"}, {}, _GROUPS))
    answered: dict[str, int] = {}
    fields = {"probe": "probe_id", "week": "week"}
    for values, _ in _groups(_of_pages(ask, question, _ANSWERED), fields, {}, _SELLERS):
        answered[values["probe"]] = answered.get(values["probe"], 0) + 1
    return [probe for probe, count in answered.items() if count == weeks]


def _effort(ask: Ask, question: Question) -> dict[tuple[str | None, str | None], tuple[int, int]]:
    """{(week, site): (probes, pages)} that answered."""
    fields = {name: name for name in DIMENSIONS[:2] if name in question.by} | {"probe": "probe_id"}
    efforts: dict[tuple[str | None, str | None], tuple[int, int]] = {}
    for values, bucket in _groups(_of_pages(ask, question, _ANSWERED), fields, {}, _SELLERS):
        key = values.get("week"), values.get("site")
        probes, pages = efforts.get(key, (0, 0))
        efforts[key] = probes + 1, pages + int(bucket["doc_count"])
    return efforts
