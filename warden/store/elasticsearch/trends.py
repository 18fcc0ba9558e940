"""Trend queries, counted from the contributions that stand in listings and in what is left of erased ones.

Every number is exact: listings are documents, sellers are walked through and never estimated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from functools import partial
from typing import Any

from warden.store.counting import (
    LifeRow,
    LookedRow,
    PriceRow,
    Problem,
    RecipeRow,
    Stating,
    TrendQuery,
    TrendRow,
)
from warden.store.elasticsearch.documents import Ask, Doc, Documents, every, term
from warden.store.elasticsearch.listing import held_of
from warden.store.elasticsearch.search import any_of
from warden.store.figures import DIMENSIONS, Key, known, medians, priced_by, trend_rows, week_of

_PATH = "contributions"
_ROWS = {
    "week": f"{_PATH}.week",
    "site": f"{_PATH}.site",
    "target": f"{_PATH}.targets",
    "language": f"{_PATH}.language",
    "country": f"{_PATH}.country",
    "product": f"{_PATH}.products",
    "probe": f"{_PATH}.probe_id",
}
_PAGES = {"week": "week", "site": "site", "probe": "probe_id"}
_VERSIONS = ("terms_version", "site_version", "matcher_version", "parser_version")
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

    def tests(self, fields: Mapping[str, str], *, every_week: bool = False) -> list[dict[str, Any]]:
        """The conditions, for documents that hold what is told apart in these fields."""
        ends = {"gte": self.since, "lte": self.until}
        window = {name: week for name, week in ends.items() if week is not None}
        tests: list[dict[str, Any]] = [{"range": {fields["week"]: window}}] if window else []
        kept = {name: values for name, values in self.filters.items() if values and name in fields}
        if every_week:
            kept.pop("week", None)
        tests += [any_of(fields[name], values) for name, values in kept.items()]
        return tests if self.basket is None else [*tests, any_of(fields["probe"], self.basket)]


class Trends:
    """Trends of an Elasticsearch store; see ``warden.store.counting.Counting``."""

    docs: Documents
    keeps_counts = False

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
        told = {"targets": targets, "sites": sites, "languages": languages}
        return self.counted(TrendQuery(since, until, by, **told, same_basket=same_basket))

    def counted(self, query: TrendQuery) -> list[TrendRow]:
        known(query.by)
        with self.docs.still("page") as pages:
            question = _question(pages, query)
            efforts = _effort(pages, question)
        with self.docs.still("listing", "erased") as listings:
            found = _found(listings, question)
        return trend_rows(query, found, efforts)

    def prices(self, query: TrendQuery) -> list[PriceRow]:
        key = priced_by(query)
        with self.docs.still("page") as pages:
            question = _question(pages, query)
        names = ["week", *([key] if key else [])]
        fields = {name: _ROWS[name] for name in names}
        fields |= {name: f"{_PATH}.{name}" for name in ("currency", "amount")}
        with self.docs.still("listing", "erased") as listings:
            aggregate = _of_rows(listings, question)
            counts = {"listings": _LISTINGS}
            return medians(
                (
                    values["week"],
                    values.get(key or ""),
                    values["currency"],
                    float(values["amount"]),
                    _listed(bucket),
                )
                for values, bucket in _groups(aggregate, fields, counts, _GROUPS)
                if _asked(values, question)
            )

    def counted_listings(
        self, query: TrendQuery, *, new: bool = False, after: str = "", limit: int = 50
    ) -> list[str]:
        with self.docs.still("page") as pages:
            question = _question(pages, query)
        rows = question.tests(_ROWS) + ([{"term": {f"{_PATH}.new": True}}] if new else [])
        return self._listing_keys(rows, after, limit)

    def stating(
        self, query: TrendQuery, what: Stating, *, after: str = "", limit: int = 50
    ) -> tuple[int, int, list[str]]:
        with self.docs.still("page") as pages:
            question = _question(pages, query)
        more: list[dict[str, Any]] = [{"exists": {"field": f"{_PATH}.seller"}}] if what.seller else []
        if what.currency:
            more += [
                {"term": {f"{_PATH}.currency": what.currency}},
                {"exists": {"field": f"{_PATH}.amount"}},
            ]
        with self.docs.still("listing", "erased") as listings:
            found = _of_rows(listings, question, *more)(_COUNTS)
        keys = self._listing_keys(question.tests(_ROWS) + more, after, limit)
        return _listed(found), int(found["erased"]["listings"]["doc_count"]), keys

    def _listing_keys(self, rows: list[dict[str, Any]], after: str, limit: int) -> list[str]:
        """Of the listings that have such a row."""
        nested = {"nested": {"path": _PATH, "query": {"bool": {"filter": rows}}}}
        later = {"range": {"listing_key": {"gt": after}}}
        found = self.docs.search(
            "listing",
            query={"bool": {"filter": [nested, later]}},
            sort=[{"listing_key": "asc"}],
            size=limit,
            source=False,
        )
        return [row["_id"] for row in found["hits"]["hits"]]

    def looked(self, since: str | None, until: str | None, sites: Sequence[str] = ()) -> list[LookedRow]:
        found: dict[tuple[str, str], LookedRow] = {}
        with self.docs.still("page") as pages:
            question = _question(pages, TrendQuery(since, until, sites=sites, same_basket=False))
            counts = {"answered": {"filter": _ANSWERED}}
            fields = {name: _PAGES[name] for name in ("week", "site", "probe")}
            for values, bucket in _groups(_of_pages(pages, question), fields, counts, _SELLERS):
                key = values["week"], values["site"]
                row = found.setdefault(key, LookedRow(*key, 0, 0, 0, 0))
                answered = int(bucket["answered"]["doc_count"])
                row.probes, row.pages = row.probes + 1, row.pages + int(bucket["doc_count"])
                row.answered, row.answered_pages = (
                    row.answered + (answered > 0),
                    row.answered_pages + answered,
                )
        return list(found.values())

    def recipe_weeks(
        self, since: str | None, until: str | None, sites: Sequence[str] = ()
    ) -> list[RecipeRow]:
        with self.docs.still("page") as pages:
            question = _question(pages, TrendQuery(since, until, sites=sites, same_basket=False))
            fields = {"week": "week", "site": "site", "recipe": "recipe"}
            keys = [values for values, _ in _groups(_of_pages(pages, question), fields, {}, _GROUPS)]
        docs = self.docs.get_all("recipe", sorted({key["recipe"] for key in keys}))
        recipes = {doc.id: doc.source for doc in docs if doc.source}
        rows = [
            RecipeRow(key["week"], key["site"], *(recipes[key["recipe"]][name] for name in _VERSIONS))
            for key in keys
            if key["recipe"] in recipes
        ]
        return sorted(rows, key=lambda row: tuple(str(part or "") for part in astuple(row)))

    def lifetimes(
        self, by: str | None, targets: Sequence[str] = (), sites: Sequence[str] = ()
    ) -> list[LifeRow]:
        key = {"site": ["site"], "target": ["counted"], None: []}[by]
        query = every(
            {"exists": {"field": "counted"}}, term("counted", targets or None), term("site", sites or None)
        )
        rows = []
        for values, bucket in self.docs.counted("listing", query, [*key, "up_days", "gone_reason"]):
            name, days, gone = values if key else (None, *values)
            if by != "target" or not targets or name in targets:
                rows.append(LifeRow(name or None, int(days), gone, int(bucket["doc_count"])))
        return sorted(rows, key=lambda row: (row.key or "", row.days, row.gone or ""))

    def probe_terms(self, probes: Sequence[str]) -> dict[str, str]:
        found = self.docs.get_all("probe", list(probes)) if probes else []
        return {doc.id: doc.source["term_id"] for doc in found if doc.source and doc.source["term_id"]}

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


def _of_rows(ask: Ask, question: Question, *more: dict[str, Any]) -> Aggregate:
    """Aggregations over the rows that are asked for."""
    rows = {"bool": {"filter": [*question.tests(_ROWS), *more]}}
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
    """A row of several targets or products falls into the buckets of all of them, also of those that are not asked for."""
    asked = {name: question.filters[name] for name in ("target", "product") if name in values}
    return all(not kept or values[name] in kept for name, kept in asked.items())


def _key(values: Mapping[str, str]) -> Key:
    return tuple(values.get(name) or None for name in DIMENSIONS)


def _listed(bucket: dict[str, Any]) -> int:
    return int(bucket["listings"]["doc_count"])


def _numbers(bucket: dict[str, Any]) -> list[int]:
    new, erased = (bucket[name]["listings"]["doc_count"] for name in ("new", "erased"))
    return [bucket["listings"]["doc_count"], new, 0, int(bucket["sightings"]["value"]), erased]


# -- the effort behind it -------------------------------------------------------------------------


def _of_pages(ask: Ask, question: Question, *more: dict[str, Any], every_week: bool = False) -> Aggregate:
    """Aggregations over pages of probes."""
    tests = question.tests(_PAGES, every_week=every_week)
    query = {"bool": {"filter": [{"exists": {"field": "probe_id"}}, *tests, *more]}}

    def aggregate(aggs: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = ask(query=query, size=0, aggs=aggs)["aggregations"]
        return found

    return aggregate


_ANSWERED = {"terms": {"outcome": ["results", "none"]}}


def _question(ask: Ask, query: TrendQuery) -> Question:
    """With its basket."""
    by = [name for name in DIMENSIONS if name in query.by]
    question = Question(week_of(query.since), week_of(query.until), by, query.filters)
    if query.same_basket:
        question.basket = _basket(ask, question)
    return question


def _basket(ask: Ask, question: Question) -> list[str]:
    """Probes that answered in every week of the window in which any did, of the site or of those asked for."""
    place = {"place": "site"} if "site" in question.by else {}
    bare = replace(question, filters={**question.filters, "probe": ()})
    aggregate = _of_pages(ask, bare, _ANSWERED, every_week=True)
    weeks: dict[str, int] = {}
    for values, _ in _groups(aggregate, {"week": "week", **place}, {}, _GROUPS):
        weeks[values.get("place", "")] = weeks.get(values.get("place", ""), 0) + 1
    answered: dict[tuple[str, str], int] = {}
    for values, _ in _groups(aggregate, {"probe": "probe_id", "week": "week", **place}, {}, _SELLERS):
        key = values["probe"], values.get("place", "")
        answered[key] = answered.get(key, 0) + 1
    return [probe for (probe, where), count in answered.items() if count == weeks[where]]


def _effort(ask: Ask, question: Question) -> dict[tuple[str | None, str | None], tuple[int, int]]:
    """{(week, site): (probes, pages)} that answered."""
    fields = {name: name for name in DIMENSIONS[:2] if name in question.by} | {"probe": "probe_id"}
    efforts: dict[tuple[str | None, str | None], tuple[int, int]] = {}
    bare = replace(question, filters={**question.filters, "probe": ()})
    for values, bucket in _groups(_of_pages(ask, bare, _ANSWERED), fields, {}, _SELLERS):
        key = values.get("week"), values.get("site")
        probes, pages = efforts.get(key, (0, 0))
        efforts[key] = probes + 1, pages + int(bucket["doc_count"])
    return efforts
