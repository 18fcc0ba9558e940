"""What one listing adds to the figures: a row for each week, site, probe and target."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from warden.identity import iso_week, parse_instant
from warden.store.figures import plain_price
from warden.store.rows import dumps
from warden.store.sqlite.connection import CHUNK, Database


class Row(NamedTuple):
    """A row of the table, in the order of its columns."""

    listing_n: int
    week: str
    site: str
    probe_id: str
    target: str
    language: str
    seller_n: int | None
    sightings: int
    new: int
    erased: int
    country: str
    products: str
    amount: float | None
    currency: str | None


COLUMNS = ", ".join(Row._fields)
_MARKS = ", ".join("?" * (len(Row._fields) + 1))
ONCE = (
    "SELECT COUNT(*) FROM (SELECT 1 FROM contribution GROUP BY listing_n, week, site, probe_id "
    "HAVING SUM(once) <> MAX(sightings))"
)
"""Rows of one probe whose sightings do not count once."""
_STALE = "contributions"
"""Name in ``meta`` of the note that rows are to be written again."""


def stored(db: Database, number: int) -> list[Row]:
    rows = db.all(f"SELECT {COLUMNS} FROM contribution WHERE listing_n = ?", (number,))
    return sorted((Row(*row) for row in rows), key=repr)


def put(db: Database, number: int, rows: list[Row], weeks: Iterable[str] | None = None) -> None:
    """These rows in place of all that are there, or of those of some weeks; rollups are not touched."""
    if weeks is None:
        db.run("DELETE FROM contribution WHERE listing_n = ?", (number,))
    else:
        db.many(
            "DELETE FROM contribution WHERE listing_n = ? AND week = ?", [(number, week) for week in weeks]
        )
    first: dict[tuple[str, str, str], str] = {}
    for row in rows:
        place = row.week, row.site, row.probe_id
        first[place] = min(row.target, first.get(place, row.target))
    db.many(
        f"INSERT INTO contribution ({COLUMNS}, once) VALUES ({_MARKS})",
        [
            (*row, row.sightings if first[row.week, row.site, row.probe_id] == row.target else 0)
            for row in rows
        ],
    )


def computed(db: Database, number: int) -> list[Row]:
    """What the listing adds, from its sightings and hits."""
    listing = db.one(
        "SELECT language, seller_key, first_seen_at, country FROM listing WHERE n = ?", (number,)
    )
    targets = db.column("SELECT COALESCE(target, '') FROM hit WHERE listing_n = ? AND counted", (number,))
    if listing is None or not targets:
        return []
    seller = _seller(db, listing["seller_key"])
    first = iso_week(parse_instant(listing["first_seen_at"]))
    language, country = listing["language"] or "", listing["country"] or ""
    products, prices = _products(db, number), _prices(db, number)
    rows = [
        Row(
            *(number, week, site, probe, target, language, seller, count, int(week == first), 0),
            *(country, products, *prices.get(week, (None, None))),
        )
        for (week, site, probe), count in _seen(db, number).items()
        for target in targets
    ]
    return sorted(rows, key=repr)


def _seller(db: Database, key: str | None) -> int | None:
    if key is None:
        return None
    db.run("INSERT OR IGNORE INTO seller (seller_key) VALUES (?)", (key,))
    return int(db.value("SELECT n FROM seller WHERE seller_key = ?", (key,)))


def _seen(db: Database, number: int) -> Counter[tuple[str, str, str]]:
    """{(week, site, probe): sightings}. A page fetched again is of another moment than what it showed before."""
    rows = db.all(
        "SELECT CASE WHEN s.at = p.at THEN p.week END, CASE WHEN s.at <> p.at THEN s.at END, p.site, p.probe_id, "
        "COUNT(*) FROM sighting s JOIN page p USING (page_id) "
        "WHERE s.listing_n = ? AND p.probe_id IS NOT NULL GROUP BY 1, 2, 3, 4",
        (number,),
    )
    found: Counter[tuple[str, str, str]] = Counter()
    for week, at, site, probe, count in rows:
        found[week or iso_week(parse_instant(at)), site, probe] += count
    return found


def _products(db: Database, number: int) -> str:
    """What the current readings of its roads' newest revisions take it for."""
    newest: dict[tuple[str, str], tuple[tuple[str, int], str | None]] = {}
    rows = db.all(
        "SELECT r.site, r.page_kind, r.last_at, r.seq, json_extract(g.assessment, '$.products') FROM revision r "
        "LEFT JOIN reading g ON g.revision_n = r.revision_n AND g.recipe = r.recipe WHERE r.listing_n = ?",
        (number,),
    )
    for site, kind, last, seq, products in rows:
        if (site, kind) not in newest or (last, seq) > newest[site, kind][0]:
            newest[site, kind] = ((last, seq), products)
    told = {name for _, products in newest.values() for name in json.loads(products or "[]")}
    return dumps(sorted(told) or [""])


def _prices(db: Database, number: int) -> dict[str, tuple[float | None, str | None]]:
    """{week: the last plain price it was seen with}."""
    rows = db.all(
        "SELECT s.at, json_extract(r.content, '$.price') FROM sighting s "
        "JOIN revision r ON r.listing_n = s.listing_n AND r.revision_id = s.revision_id "
        "WHERE s.listing_n = ? ORDER BY s.at, s.page_id",
        (number,),
    )
    found: dict[str, tuple[float | None, str | None]] = {}
    for at, price in rows:
        told = plain_price(json.loads(price or "{}"))
        if told[0] is not None:
            found[iso_week(parse_instant(at))] = told
    return found


def refill(db: Database) -> int:
    """Write the rows again that an older schema has left without their newer columns; of how many listings."""
    if db.value("SELECT COUNT(*) FROM meta WHERE name = ?", (_STALE,)) == 0:
        return 0
    count = after = 0
    with db.write():
        while numbers := db.column(
            "SELECT DISTINCT listing_n FROM contribution WHERE listing_n > ? AND NOT erased ORDER BY 1 LIMIT ?",
            (after, CHUNK),
        ):
            for number in numbers:
                put(db, number, computed(db, number))
            count, after = count + len(numbers), numbers[-1]
        db.run("DELETE FROM meta WHERE name = ?", (_STALE,))
    return count
