"""A store of many hits, written straight into the tables as storing them page by page would leave them.

Twelve weeks, ten sites, twenty probes each, of which two did not answer in one week. ``fill`` of a few thousand hits is
proved by ``trends rebuild``, which counts anew and must find nothing to mend (``bench.dashboard`` does so first).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from tests.store import build as b
from warden import identity
from warden.records import Price
from warden.store.rows import assessment_of, content_of, dumps
from warden.store.sqlite import SqliteStore, lasting
from warden.store.sqlite.connection import Database
from warden.trends.weeks import between, monday

WEEKS = between("2026-W36", "2026-W47")
SITES = [f"site{n}" for n in range(10)]
TARGETS = ("elephant", "pangolin", "tiger", "rhino", "hornbill")
COUNTRIES = ("DE", "FR", "VN", "CN", None)
LANGUAGES = ("en", "fr", "vi", "zh")
TERMS = 20
ROWS = 50
_INSERTED = 20_000


def fill(store: SqliteStore, hits: int) -> None:
    """So many listings with a hit each; one sighting to three each."""
    db = store.db
    probes = [[b.probe(f"term{n}", site) for n in range(TERMS)] for site in SITES]
    b.begin(store, "run-1", *(p for some in probes for p in some))
    store.ingest(b.batch(b.page(p=probes[0][0], outcome="blocked", captured=_at(0, 1))))  # the recipe
    triggers = db.all("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    names = [[p.probe_id for p in some] for some in probes]
    with db.write():
        for name, _ in triggers:
            db.run(f"DROP TRIGGER {name}")
        _listings(db, hits)
        pages = _pages(db, hits, names)
        _sightings(db, pages)
        _contributions(db, hits, names)
        _rollups(db)
        for _, sql in triggers:
            db.run(sql)
        lasting.rebuild(db)
        db.run(
            "UPDATE hit SET (site, language, country) = (SELECT site, language, country FROM listing WHERE n = listing_n)"
        )
    db.run("ANALYZE")


def _at(week: int, place: int) -> str:
    day = monday(WEEKS[week])
    return f"{day.fromordinal(day.toordinal() + place % 7).isoformat()}T{place % 24:02d}:{place // 24 % 60:02d}:{place // 1440 % 60:02d}Z"


def _silent(week: int, term: int) -> bool:
    """Whether the probes of a term were let in by nobody."""
    return (term, week) in ((3, 4), (11, 8))


def _seen(number: int) -> Iterator[tuple[int, int]]:
    """(week, term) of each sighting; what a silent probe would have shown the next one shows."""
    week, term = number * 7919 % len(WEEKS), number // len(SITES) * 31 % TERMS
    wanted = {(week, term)}
    if number % 2:
        wanted.add((min(week + 1, len(WEEKS) - 1), term))
    if number % 4 == 0:
        wanted.add((week, (term + 5) % TERMS))
    yield from sorted({(w, t + 1 if _silent(w, t) else t) for w, t in wanted})


def _seller(number: int, hits: int) -> int:
    return 1 + number * 13 % max(1, hits // 10)


def _listings(db: Database, hits: int) -> None:
    recipe = b.recipe().recipe
    made = [b.assessment(target) for target in TARGETS]
    told = [dumps(assessment_of(one)) for one in made]
    scored = [dumps([{"target": t, "score": 0.9, "grade": "hit"}]) for t in TARGETS]
    sellers = range(1, 1 + max(1, hits // 10))
    db.many("INSERT INTO seller (n, seller_key) VALUES (?, ?)", ((n, f"seller{n}") for n in sellers))
    for first in range(1, hits + 1, _INSERTED):
        numbers = range(first, min(first + _INSERTED, hits + 1))
        rows = [_listing(n, hits) for n in numbers]
        marks = ", ".join("?" * 14)
        db.many(
            "INSERT INTO listing (n, listing_key, platform, site, listing_id, url, language, country, seller_key, card, "
            f"first_seen_at, last_seen_at, sightings, revisions) VALUES ({marks})",
            [row[0] for row in rows],
        )
        db.many(
            "INSERT INTO revision (revision_n, revision_id, listing_n, site, page_kind, content_hash, first_at, last_at, "
            "cause, difference, site_version, parser_version, recipe, content, seq) "
            "VALUES (?, ?, ?, ?, 'list', '', ?, ?, 'first', '[]', 's1', 1, ?, ?, ?)",
            [
                (n, row[1], n, row[0][3], row[0][10], row[0][11], recipe, row[2], n)
                for n, row in zip(numbers, rows, strict=True)
            ],
        )
        db.many(
            "INSERT INTO reading VALUES (?, ?, ?, 'hit', 0.9, ?, ?)",
            [
                (n, recipe, row[0][10], scored[n % 5], told[n % 5])
                for n, row in zip(numbers, rows, strict=True)
            ],
        )
        db.many(
            "INSERT INTO hit (hit_id, listing_n, target, origins, grade, score, revision_id, first_seen_at, created_at) "
            "VALUES (?, ?, ?, 'match', 'hit', ?, ?, ?, ?)",
            [
                (
                    *(
                        identity.hit_id(row[0][1], TARGETS[n % 5]),
                        n,
                        TARGETS[n % 5],
                        round(0.5 + n % 500 / 1000, 3),
                    ),
                    *(row[1], row[0][10], row[0][10]),
                )
                for n, row in zip(numbers, rows, strict=True)
            ],
        )


def _listing(number: int, hits: int) -> tuple[tuple[Any, ...], str, str]:
    """(row, revision id, content)"""
    seen = list(_seen(number))
    first, last = (_at(week, number) for week in (seen[0][0], seen[-1][0]))
    site, key = SITES[number % 10], b.key_of(str(number))
    price = Price(float(5 + number * 7 % 900), None, ("EUR", "USD", "VND")[number % 3], None, "asking")
    seller = f"seller{_seller(number, hits)}"
    language, country = LANGUAGES[number % 4], COUNTRIES[number % 5]
    made = b.listing(
        str(number),
        f"Carved piece {number}",
        price=price,
        language=language,
        country=country,
        seller_key=seller,
    )
    revision = identity.revision_id(key, site, "list", str(number))
    row = (number, key, "demo", site, str(number), made.url, language, country, seller, revision, first, last)
    return (*row, len(seen), 1), revision, dumps(content_of(made))


def _pages(db: Database, hits: int, probes: list[list[str]]) -> dict[str, list[int]]:
    """{page: listings it showed}, each also written."""
    shown: dict[tuple[int, int, int], list[int]] = {}
    for number in range(1, hits + 1):
        for week, term in _seen(number):
            shown.setdefault((number % 10, week, term), []).append(number)
    pages: dict[str, list[int]] = {}
    rows = []
    for site, week, term in product(range(10), range(len(WEEKS)), range(TERMS)):
        numbers = shown.get((site, week, term), [])
        for place in range(0, max(1, len(numbers)), ROWS):
            name = f"page-{site}-{week}-{term}-{place}"
            pages[name] = numbers[place : place + ROWS]
            outcome = "results" if pages[name] else "blocked" if _silent(week, term) else "none"
            at = _at(week, place)
            rows.append((name, probes[site][term], SITES[site], 1 + place // ROWS, outcome, at, at, at, WEEKS[week],
                         len(pages[name]), b.recipe().recipe))  # fmt: skip
    db.many(
        "INSERT INTO page (page_id, run_id, probe_id, site, platform, kind, page_kind, number, outcome, captured_at, "
        "stored_at, at, week, rows, listings, dropped, refused, bytes, requests, recipe) "
        "VALUES (?, 'run-1', ?, ?, 'demo', 'search', 'list', ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, ?)",
        rows,
    )
    db.run("DELETE FROM looked")
    db.run(
        "INSERT INTO looked SELECT week, site, probe_id, recipe, COUNT(*), SUM(outcome IN ('results', 'none')) FROM page "
        "WHERE probe_id IS NOT NULL GROUP BY 1, 2, 3, 4"
    )
    return pages


def _sightings(db: Database, pages: dict[str, list[int]]) -> None:
    times = {row[0]: row[1] for row in db.all("SELECT page_id, at FROM page")}
    cards = {row[0]: row[1] for row in db.all("SELECT n, card FROM listing")}
    rows = ((name, n, cards[n], times[name]) for name in sorted(pages) for n in sorted(pages[name]))
    db.many("INSERT INTO sighting (page_id, listing_n, revision_id, at) VALUES (?, ?, ?, ?)", rows)


def _contributions(db: Database, hits: int, probes: list[list[str]]) -> None:
    def rows() -> Iterator[tuple[object, ...]]:
        for n in range(1, hits + 1):
            seen = list(_seen(n))
            price = (float(5 + n * 7 % 900), ("EUR", "USD", "VND")[n % 3])
            of = (COUNTRIES[n % 5] or "", '["ivory"]', *price)
            for week, term in seen:
                new = int(week == seen[0][0])
                told = (n, WEEKS[week], SITES[n % 10], probes[n % 10][term], TARGETS[n % 5], LANGUAGES[n % 4])
                yield (*told, _seller(n, hits), 1, new, 0, *of, 1)

    db.many(f"INSERT INTO contribution VALUES ({', '.join('?' * 15)})", rows())
    db.run("INSERT INTO counted_week SELECT week, random() FROM contribution GROUP BY week")


def _rollups(db: Database) -> None:
    for names in product(("'*'", "site"), ("'*'", "target"), ("'*'", "language")):
        bucket = f"week, {', '.join(names)}"
        db.run(
            "INSERT INTO rollup (week, site, target, language, listings, new, sightings, erased, sellers) "
            f"SELECT {bucket}, COUNT(DISTINCT listing_n), COUNT(DISTINCT CASE WHEN new THEN listing_n END), "
            "SUM(sightings), 0, COUNT(DISTINCT seller_n) FROM contribution GROUP BY 1, 2, 3, 4"
        )
        db.run(
            f"INSERT INTO rollup_seller SELECT {bucket}, seller_n, COUNT(DISTINCT listing_n) FROM contribution "
            "GROUP BY 1, 2, 3, 4, 5"
        )
