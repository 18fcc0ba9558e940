"""The numbers of erased listings as records, under names instead of numbers: another store has given the same ones.

What comes from elsewhere takes a number below zero, made of its name: written again it is the same one, and none
that this store gives.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, groupby
from typing import Any

from warden.identity import derived
from warden.store.figures import seller_token
from warden.store.rows import dumps
from warden.store.sqlite import trends
from warden.store.sqlite.connection import Database
from warden.store.sqlite.contributing import Row, stored

Record = dict[str, Any]

_DIGITS = 15
"""Hexadecimal digits of a name: as many as a number of SQLite's holds."""


def _short(name: str) -> str:
    return name.replace("-", "")[:_DIGITS]


def _named(purpose: str, numbers: Iterable[int]) -> dict[int, str]:
    """Names of numbers. One given here avoids the names that came from elsewhere."""
    found: dict[int, str] = {}
    for number in sorted(numbers):  # those from elsewhere first
        if number < 0:
            found[number] = f"{-number:0{_DIGITS}x}"
    taken = set(found.values())
    for number in numbers:
        if number >= 0:
            names = (_short(derived(purpose, number, salt)) for salt in count())
            found[number] = next(name for name in names if name not in taken)
    return found


def _listings(db: Database) -> dict[int, str]:
    return _named("erased", db.column("SELECT DISTINCT listing_n FROM contribution WHERE erased"))


def _nameless(db: Database) -> dict[int, str]:
    """Sellers of whom nothing but the number is left."""
    numbers = db.column(
        "SELECT DISTINCT seller_n FROM contribution WHERE erased AND seller_n IS NOT NULL "
        "AND seller_n NOT IN (SELECT n FROM seller)"
    )
    return _named("erased seller", numbers)


def read(db: Database, after: str) -> Iterator[tuple[str, Record]]:
    sellers = _nameless(db)
    sellers |= {
        row["n"]: seller_token(row["seller_key"]) for row in db.all("SELECT n, seller_key FROM seller")
    }
    names = sorted((name, number) for number, name in _listings(db).items())
    for name, number in names:
        if name > after:
            yield name, {"erased": name, "rows": list(_rows(db, number, sellers))}


def _rows(db: Database, number: int, sellers: dict[int, str]) -> Iterator[Record]:
    rows = db.all(
        "SELECT * FROM contribution WHERE listing_n = ? ORDER BY week, site, probe_id, target", (number,)
    )
    for (week, site, probe), group in groupby(
        rows, key=lambda row: (row["week"], row["site"], row["probe_id"])
    ):
        same = list(group)
        yield {
            "week": week,
            "site": site,
            "probe_id": probe,
            "targets": [row["target"] for row in same],
            "language": same[0]["language"],
            "seller": None if same[0]["seller_n"] is None else sellers[same[0]["seller_n"]],
            "sightings": same[0]["sightings"],
            "new": bool(same[0]["new"]),
            "country": same[0]["country"],
            "products": json.loads(same[0]["products"]),
            "amount": same[0]["amount"],
            "currency": same[0]["currency"],
        }


def write(db: Database, records: Sequence[Record]) -> None:
    known = {name: number for number, name in _listings(db).items()}
    sellers = _Sellers(db)
    for record in records:
        number = known.get(record["erased"], -int(record["erased"], 16))
        new = [
            Row(
                *(number, row["week"], row["site"], row["probe_id"], target, row["language"]),
                *(sellers.number(row["seller"]), row["sightings"], int(row["new"]), 1),
                *(row["country"], dumps(row["products"]), row["amount"], row["currency"]),
            )
            for row in record["rows"]
            for target in row["targets"]
        ]
        trends.replace(db, number, stored(db, number), sorted(new, key=repr))


class _Sellers:
    """Numbers of sellers by their tokens."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._nameless = {name: number for number, name in _nameless(db).items()}
        keys = db.column("SELECT DISTINCT seller_key FROM listing WHERE seller_key IS NOT NULL")
        self._keys = {seller_token(key): key for key in keys}

    def number(self, token: str | None) -> int | None:
        if token is None:
            return None
        if token in self._keys:
            key = self._keys[token]
            self._db.run("INSERT OR IGNORE INTO seller (seller_key) VALUES (?)", (key,))
            return int(self._db.value("SELECT n FROM seller WHERE seller_key = ?", (key,)))
        return self._nameless.get(_short(token), -int(_short(token), 16))
