"""Weekly counts: what each listing adds, rollups kept in step, exact distinct numbers.

A listing's contribution is recomputed whenever anything about it changes; rollups get minus the old
and plus the new in the same transaction. Only listings with a hit that counts contribute.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import product

from warden.store.counting import Problem
from warden.store.sqlite import contributing, lasting
from warden.store.sqlite.connection import CHUNK, Database
from warden.store.sqlite.contributing import Row, computed, put, stored

Bucket = tuple[str, str, str, str]
"""week, site, target, language; ``*`` is all of them"""

_SELLERS = 4
"""Place of their number among a bucket's numbers."""


_ASKED = (
    "SELECT week, site, probe_id, COALESCE(recipe, ''), COUNT(*), SUM(outcome IN ('results', 'none')) FROM page "
    "WHERE probe_id IS NOT NULL GROUP BY 1, 2, 3, 4"
)
"""What ``looked`` must hold."""


def concerned(db: Database, numbers: Sequence[int]) -> list[int]:
    """Those of the listings that figures can rest on: with a hit, or counted before."""
    found: set[int] = set()
    for table in ("hit", "contribution"):
        rows = db.among(f"SELECT DISTINCT listing_n FROM {table} WHERE listing_n IN ({{}})", numbers)
        found |= {row[0] for row in rows}
    return sorted(found)


def recount(db: Database, numbers: Iterable[int]) -> None:
    """Bring contributions and rollups of listings up to date; inside a transaction."""
    for number in numbers:
        lasting.refresh(db, [number])
        old = stored(db, number)
        if old and all(row.erased for row in old):
            continue
        replace(db, number, old, computed(db, number))


def replace(db: Database, number: int, old: list[Row], new: list[Row]) -> None:
    """Minus the old, plus the new; weeks in which nothing differs stay as they are, so that they need not be counted anew."""
    weeks = {row.week for row in {*old} ^ {*new}}
    if not weeks:
        return
    before, after = ([row for row in rows if row.week in weeks] for rows in (old, new))
    put(db, number, after, weeks)
    add(db, before, -1)
    add(db, after, 1)


def buckets(rows: Sequence[Row]) -> tuple[dict[Bucket, tuple[int, int, int, int]], set[tuple[Bucket, int]]]:
    """What one listing adds to every bucket, and the sellers it brings there.

    {bucket: (1, new, sightings, erased)}: in each it counts once, whatever found it.
    """
    sightings: dict[Bucket, dict[tuple[str, str], int]] = {}
    flags: dict[Bucket, tuple[int, int]] = {}
    sellers: set[tuple[Bucket, int]] = set()
    for row in rows:
        for bucket in product((row.week,), ("*", row.site), ("*", row.target), ("*", row.language)):
            # A probe's sightings count once in a total over targets.
            sightings.setdefault(bucket, {})[(row.site, row.probe_id)] = row.sightings
            flags[bucket] = (row.new, row.erased)
            if row.seller_n is not None:
                sellers.add((bucket, row.seller_n))
    sums = {
        bucket: (1, flags[bucket][0], sum(counts.values()), flags[bucket][1])
        for bucket, counts in sightings.items()
    }
    return sums, sellers


def add(db: Database, rows: list[Row], sign: int) -> None:
    """Add one listing's rows to the rollups, or take them out."""
    if not rows:
        return
    sums, sellers = buckets(rows)
    db.many(
        "INSERT INTO rollup (week, site, target, language, listings, new, sightings, erased) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "listings = listings + excluded.listings, new = new + excluded.new, "
        "sightings = sightings + excluded.sightings, erased = erased + excluded.erased",
        [(*bucket, *(sign * value for value in values)) for bucket, values in sums.items()],
    )
    db.many(
        "INSERT INTO rollup_seller VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "listings = listings + excluded.listings",
        [(*bucket, seller, sign) for bucket, seller in sellers],
    )
    if sign < 0:
        db.many(
            "DELETE FROM rollup WHERE week = ? AND site = ? AND target = ? AND language = ? AND listings = 0",
            list(sums),
        )
        db.many(
            "DELETE FROM rollup_seller WHERE week = ? AND site = ? AND target = ? AND language = ? "
            "AND seller_n = ? AND listings = 0",
            [(*bucket, seller) for bucket, seller in sellers],
        )


def erase(db: Database, number: int) -> int:
    """Keep a listing's numbers without the listing; how many rows. Inside a transaction."""
    old = stored(db, number)
    replace(db, number, old, [row._replace(erased=1) for row in old])
    return len(old)


def _rollups(db: Database) -> tuple[Counter[tuple[Bucket, int]], Counter[tuple[Bucket, int]]]:
    """The rollups as the contributions give them: {(bucket, column): sum}, {(bucket, seller): n}."""
    sums: Counter[tuple[Bucket, int]] = Counter()
    sellers: Counter[tuple[Bucket, int]] = Counter()
    for number in db.column("SELECT DISTINCT listing_n FROM contribution"):
        values, brought = buckets(stored(db, number))
        for bucket, row in values.items():
            for column, value in enumerate(row):
                sums[bucket, column] += value
        sellers.update(brought)
    for bucket, _ in sellers:
        sums[bucket, _SELLERS] += 1
    return sums, sellers


def _kept(db: Database) -> tuple[Counter[tuple[Bucket, int]], Counter[tuple[Bucket, int]]]:
    sums: Counter[tuple[Bucket, int]] = Counter()
    for row in db.all(
        "SELECT week, site, target, language, listings, new, sightings, erased, sellers FROM rollup"
    ):
        for column, value in enumerate(tuple(row)[4:]):
            sums[(row[0], row[1], row[2], row[3]), column] = value
    rows = db.all("SELECT week, site, target, language, seller_n, listings FROM rollup_seller")
    return sums, Counter({((row[0], row[1], row[2], row[3]), row[4]): row[5] for row in rows})


def stale(db: Database) -> list[int]:
    """Listings whose contribution is not what their sightings and hits give."""
    wrong: list[int] = []
    after = 0
    while numbers := db.column("SELECT n FROM listing WHERE n > ? ORDER BY n LIMIT ?", (after, CHUNK)):
        wrong += [n for n in numbers if stored(db, n) != computed(db, n)]
        after = numbers[-1]
    return wrong


def compare(db: Database) -> list[Problem]:
    """What is wrong with the counts; inside a transaction."""
    cure = "warden trends rebuild"
    wrong = len(stale(db)) + int(db.value(contributing.ONCE))
    problems = (
        [Problem("listings whose weekly counts differ from their sightings", wrong, cure)] if wrong else []
    )
    sums, sellers = _rollups(db)
    kept_sums, kept_sellers = _kept(db)
    off = sum(1 for key in sums.keys() | kept_sums.keys() if sums[key] != kept_sums[key])
    off += sum(1 for key in sellers.keys() | kept_sellers.keys() if sellers[key] != kept_sellers[key])
    if off:
        problems.append(Problem("rollup numbers that differ from the contributions", off, cure))
    if asked := int(
        db.value(
            f"SELECT COUNT(*) FROM (SELECT * FROM ({_ASKED} EXCEPT SELECT * FROM looked) UNION ALL "
            f"SELECT * FROM (SELECT * FROM looked EXCEPT {_ASKED}))"
        )
    ):
        problems.append(Problem("numbers of pages asked for that differ from the pages", asked, cure))
    if lives := lasting.wrong(db):
        problems.append(
            Problem("numbers of how long listings stayed up that differ from the listings", lives, cure)
        )
    return problems


def rebuild(db: Database) -> list[Problem]:
    """Count from scratch, mend what differs; what was wrong."""
    with db.write():
        problems = compare(db)
        if problems:
            for number in db.column("SELECT DISTINCT listing_n FROM contribution"):
                put(db, number, stored(db, number))
            for number in stale(db):
                put(db, number, computed(db, number))
            db.run("DELETE FROM looked")
            db.run(f"INSERT INTO looked {_ASKED}")
            lasting.rebuild(db)
            db.run("DELETE FROM rollup_seller")
            db.run("DELETE FROM rollup")
            for number in db.column("SELECT DISTINCT listing_n FROM contribution"):
                add(db, stored(db, number), 1)
    return problems
