"""Trend queries: from the rollups as far as they hold the answer, else from the contributions. All numbers are exact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from warden.store.counting import LifeRow, LookedRow, PriceRow, Problem, RecipeRow, TrendQuery, TrendRow
from warden.store.figures import DIMENSIONS, Key, known, medians, priced_by, trend_rows
from warden.store.rows import dumps
from warden.store.sqlite import behind, lasting, trends
from warden.store.sqlite.asking import ROLLED, Asked, asked, both, column
from warden.store.sqlite.connection import Database
from warden.store.sqlite.remembering import by_week

_BUCKET = ("week", *ROLLED)


class Counting:
    """See ``warden.store.counting.Counting``."""

    db: Database
    keeps_counts = True

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
        question = asked(self.db, query)
        return trend_rows(query, _found(self.db, question), _effort(self.db, question))

    def rebuild_trends(self) -> list[Problem]:
        return trends.rebuild(self.db)

    def prices(self, query: TrendQuery) -> list[PriceRow]:
        key = priced_by(query)
        question = asked(self.db, query)
        sql = f"SELECT week, {column(key) if key else 'NULL'}, currency, amount, COUNT(DISTINCT listing_n) FROM "

        def counted(some: Asked) -> Iterator[tuple[str, PriceRow]]:
            where = both([*some.rows(), "amount IS NOT NULL"])
            rows = self.db.all(f"{sql} {some.source} WHERE {where} GROUP BY 1, 2, 3, 4", some.params)
            for row in medians(tuple(row) for row in rows):
                yield row.week, row

        rows = [row for _, row in by_week(self.db, question, "prices", counted, _price)]
        return sorted(rows, key=lambda row: (row.week, row.key or "", row.currency))

    def counted_listings(
        self, query: TrendQuery, *, new: bool = False, after: str = "", limit: int = 50
    ) -> list[str]:
        question = asked(self.db, query)
        return behind.keys(self.db, question, ["new"] if new else [], after=after, limit=limit)

    def looked(self, since: str | None, until: str | None, sites: Sequence[str] = ()) -> list[LookedRow]:
        question = asked(self.db, TrendQuery(since, until, sites=sites, same_basket=False))
        rows = self.db.all(
            "SELECT week, site, COUNT(DISTINCT probe_id), SUM(pages), "
            "COUNT(DISTINCT CASE WHEN answered > 0 THEN probe_id END), SUM(answered) "
            f"FROM looked WHERE {both(question.looked())} GROUP BY 1, 2 ORDER BY 1, 2",
            question.params,
        )
        return [LookedRow(*row) for row in rows]

    def recipe_weeks(
        self, since: str | None, until: str | None, sites: Sequence[str] = ()
    ) -> list[RecipeRow]:
        question = asked(self.db, TrendQuery(since, until, sites=sites, same_basket=False))
        rows = self.db.all(
            "SELECT DISTINCT week, site, r.terms_version, r.site_version, r.matcher_version, r.parser_version "
            f"FROM looked l JOIN recipe r ON r.recipe = l.recipe WHERE {both(question.looked())} ORDER BY 1, 2, 3, 4, 5, 6",
            question.params,
        )
        return [RecipeRow(*row) for row in rows]

    def lifetimes(
        self, by: str | None, targets: Sequence[str] = (), sites: Sequence[str] = ()
    ) -> list[LifeRow]:
        return lasting.lifetimes(self.db, by, targets, sites)

    def probe_terms(self, probes: Sequence[str]) -> dict[str, str]:
        sql = "SELECT probe_id, term_id FROM probe WHERE term_id IS NOT NULL AND probe_id IN ({})"
        return {row[0]: row[1] for row in self.db.among(sql, list(probes))}


def _price(row: list[Any]) -> tuple[str, PriceRow]:
    return row[0], PriceRow(**row[1])


def _count(row: list[Any]) -> tuple[str, Key, list[int]]:
    return row[0], tuple(row[1]), row[2]


def _found(db: Database, question: Asked) -> dict[Key, list[int]]:
    """Of each bucket: listings, new, sellers, sightings, erased."""
    tests = _picked(question)
    if tests is not None and question.basket is None:
        return _from_rollup(db, question, tests)
    if "week" not in question.query.by:
        return _from_contributions(db, question)

    def counted(some: Asked) -> Iterator[tuple[str, Key, list[int]]]:
        for key, counts in _by_week(db, some).items():
            yield key[0] or "", key, counts

    return {key: counts for _, key, counts in by_week(db, question, "counts", counted, _count)}


def _by_week(db: Database, question: Asked) -> dict[Key, list[int]]:
    tests = _picked(question)
    if tests is None:
        return _from_contributions(db, question)
    outside = _outside(db, question)
    if outside is None:
        return _from_contributions(db, question)
    found = _from_rollup(db, question, tests)
    if outside:
        question.params["outside"] = dumps(outside)
        _take_out(db, question, found)
    return {key: counts for key, counts in found.items() if counts[0]}


def _picked(question: Asked) -> list[str] | None:
    """Conditions that pick one rollup bucket a row; ``None`` when no bucket holds the answer."""
    query = question.query
    # In a rollup each listing counts once a week, so it answers only questions by week.
    if "week" not in query.by or not set(query.by) <= set(_BUCKET):
        return None
    if any(values for name, values in query.filters.items() if name not in _BUCKET):
        return None
    tests = question.within() + question.kept("week")
    for name in ROLLED:
        kept = query.filters[name]
        if name in query.by:
            tests.append(f"{name} <> '*'")
        elif not kept:
            tests.append(f"{name} = '*'")
        elif len(kept) > 1:
            return None  # distinct numbers of several buckets cannot be added up
        tests += question.kept(name)
    return tests


def _from_rollup(db: Database, question: Asked, tests: list[str]) -> dict[Key, list[int]]:
    rows = db.all(
        "SELECT week, site, target, language, NULL, NULL, NULL, listings, new, sellers, sightings, erased "
        f"FROM rollup WHERE {both(tests)}",
        question.params,
    )
    return {question.key(row): list(row)[len(DIMENSIONS) :] for row in rows}


def _outside(db: Database, question: Asked) -> list[str] | None:
    """Probes that the basket does not hold; ``None`` when they have shown so much that counting the basket is less."""
    where = both(question.within() + question.kept("site"))
    basket = "probe_id IN (SELECT value FROM json_each(:basket))"
    inside, all_pages = db.all(
        f"SELECT COALESCE(SUM(CASE WHEN {basket} THEN pages END), 0), COALESCE(SUM(pages), 0) FROM looked WHERE {where}",
        question.params,
    )[0]
    if inside * 2 < all_pages:
        return None
    # Of all weeks: a page fetched again leaves what it showed before in the week of that.
    return db.column(f"SELECT DISTINCT probe_id FROM looked WHERE NOT {basket}", question.params)


def _take_out(db: Database, question: Asked, found: Mapping[Key, list[int]]) -> None:
    """Minus what only probes outside the basket have shown."""
    query = question.query
    names = [name if name == "week" or name in query.by or query.filters[name] else "'*'" for name in _BUCKET]
    where = both(
        [*question.within(), *question.kept(*_BUCKET), "probe_id IN (SELECT value FROM json_each(:outside))"]
    )
    site = "" if names[1] == "'*'" else "AND d.site = c.site"
    # The plus keeps SQLite from walking all that each probe of the basket has shown.
    only = (
        f"SELECT DISTINCT {', '.join(f'{name} AS b{n}' for n, name in enumerate(names))}, listing_n, seller_n, new, "
        f"erased FROM contribution c WHERE {where} AND NOT EXISTS (SELECT 1 FROM contribution d WHERE "
        f"d.listing_n = c.listing_n AND d.week = c.week {site} AND +d.probe_id IN (SELECT value FROM json_each(:basket)))"
    )
    by_seller = (
        "SELECT b0, b1, b2, b3, seller_n, COUNT(*) AS listings, SUM(new) AS new, SUM(erased) AS erased "
        f"FROM ({only}) GROUP BY 1, 2, 3, 4, 5"
    )
    # A seller goes when all that counts of theirs in the bucket goes.
    all_theirs = (
        "SELECT listings FROM rollup_seller s WHERE s.week = b0 AND s.site = b1 AND s.target = b2 AND s.language = b3 "
        "AND s.seller_n = g.seller_n"
    )
    for row in db.all(
        "SELECT b0, b1, b2, b3, NULL, NULL, NULL, SUM(listings), SUM(new), SUM(erased), "
        f"TOTAL(seller_n IS NOT NULL AND listings = ({all_theirs})) FROM ({by_seller}) g GROUP BY 1, 2, 3, 4",
        question.params,
    ):
        counts = found[question.key(row)]
        for place, less in ((0, row[7]), (1, row[8]), (4, row[9]), (2, int(row[10]))):
            counts[place] -= less
    for key, seen in _sightings(db, question, f"contribution c WHERE {where}"):
        found[key][3] -= seen


def _from_contributions(db: Database, question: Asked) -> dict[Key, list[int]]:
    source = f"{question.source} WHERE {both(question.rows())}"
    once = _once(question)
    rows = db.all(
        f"SELECT {question.group()}, COUNT(DISTINCT listing_n), COUNT(DISTINCT CASE WHEN new THEN listing_n END), "
        f"COUNT(DISTINCT seller_n), {f'SUM({once})' if once else 0}, "
        f"COUNT(DISTINCT CASE WHEN erased THEN listing_n END) FROM {source} GROUP BY 1, 2, 3, 4, 5, 6, 7",
        question.params,
    )
    found = {question.key(row): list(row)[len(DIMENSIONS) :] for row in rows if row[len(DIMENSIONS)]}
    if not once:
        for key, seen in _sightings(db, question, source):
            found[key][3] = seen
    return found


def _once(question: Asked) -> str | None:
    """The column whose sum counts each sighting once, however many targets or products the listing stands for."""
    query = question.query
    if query.products and "product" not in query.by:
        return None  # a row for each of the products
    if "target" in query.by or len(query.targets) == 1:
        return "sightings"
    return None if query.targets else "once"


def _sightings(db: Database, question: Asked, source: str) -> list[tuple[Key, int]]:
    """{bucket: sightings}, each once."""
    names = [
        f"{column(name)} AS d{n}" if name in question.query.by else f"NULL AS d{n}"
        for n, name in enumerate(DIMENSIONS)
    ]
    once = (
        f"SELECT {', '.join(names)}, MAX(sightings) AS seen FROM {source} "
        "GROUP BY 1, 2, 3, 4, 5, 6, 7, listing_n, week, site, probe_id"
    )
    rows = db.all(
        f"SELECT d0, d1, d2, d3, d4, d5, d6, SUM(seen) FROM ({once}) GROUP BY 1, 2, 3, 4, 5, 6, 7",
        question.params,
    )
    return [(question.key(row), row[len(DIMENSIONS)]) for row in rows]


def _effort(db: Database, question: Asked) -> dict[tuple[str | None, str | None], tuple[int, int]]:
    """{(week, site): (probes, pages)} that answered."""
    where = both([*question.looked(), "answered > 0"])
    rows: list[Any] = db.all(
        f"SELECT {question.group(DIMENSIONS[:2])}, COUNT(DISTINCT probe_id), SUM(answered) FROM looked WHERE {where} "
        "GROUP BY 1, 2",
        question.params,
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows if row[3]}
