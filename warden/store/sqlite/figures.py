"""Trend queries: from the rollups where a bucket holds the answer, else from the contributions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from warden.store.base import TrendRow
from warden.store.figures import DIMENSIONS, Key, known, trend_rows, week_of
from warden.store.rows import dumps
from warden.store.sqlite.connection import Database

__all__ = ["Question", "answer", "week_of"]


@dataclass(slots=True)
class Question:
    """What is asked: window in weeks, what to tell apart, what to keep, whose findings."""

    since: str | None
    until: str | None
    by: Sequence[str]
    filters: dict[str, Sequence[str]]
    same_basket: bool

    def window(self) -> list[str]:
        tests = []
        if self.since is not None:
            tests.append("week >= :since")
        if self.until is not None:
            tests.append("week <= :until")
        return tests

    def params(self) -> dict[str, Any]:
        values: dict[str, Any] = {"since": self.since, "until": self.until}
        return values | {name: dumps(list(kept)) for name, kept in self.filters.items()}


def answer(db: Database, question: Question) -> list[TrendRow]:
    known(question.by)
    # In a rollup each listing counts once a week, so it answers only questions by week.
    columns = None if question.same_basket or "week" not in question.by else _columns(question)
    found = _from_contributions(db, question) if columns is None else _from_rollup(db, question, columns)
    return trend_rows(question.by, found, _effort(db, question))


def _columns(question: Question) -> list[str] | None:
    """Conditions that pick one rollup bucket a row; ``None`` when no bucket holds the answer."""
    tests = question.window()
    for name in DIMENSIONS[1:]:
        kept = question.filters.get(name, ())
        if name in question.by:
            tests.append(f"{name} <> '*'")
        elif not kept:
            tests.append(f"{name} = '*'")
        elif len(kept) > 1:
            return None  # distinct numbers of several buckets cannot be added up
        if kept:
            tests.append(f"{name} IN (SELECT value FROM json_each(:{name}))")
    return tests


def _key(row: Sequence[Any], question: Question) -> Key:
    return tuple((row[n] or None) if name in question.by else None for n, name in enumerate(DIMENSIONS))


def _from_rollup(db: Database, question: Question, tests: list[str]) -> dict[Key, list[int]]:
    rows = db.all(
        "SELECT week, site, target, language, listings, new, (SELECT COUNT(*) FROM rollup_seller s "
        "WHERE s.week = r.week AND s.site = r.site AND s.target = r.target AND s.language = r.language), "
        f"sightings, erased FROM rollup r WHERE {' AND '.join(tests or ['1'])}",
        question.params(),
    )
    return {_key(row, question): list(row)[4:] for row in rows}


def _basket(question: Question) -> str:
    """Probes that answered in every week of the window in which anything ran."""
    tests = ["probe_id IS NOT NULL", *question.window()]
    if question.filters.get("site"):
        tests.append("site IN (SELECT value FROM json_each(:site))")
    ran = " AND ".join(tests)
    return (
        f"SELECT probe_id FROM page WHERE {ran} AND outcome IN ('results', 'none') GROUP BY probe_id "
        f"HAVING COUNT(DISTINCT week) = (SELECT COUNT(DISTINCT week) FROM page WHERE {ran})"
    )


def _from_contributions(db: Database, question: Question) -> dict[Key, list[int]]:
    tests = question.window()
    for name in DIMENSIONS[1:]:
        if question.filters.get(name):
            tests.append(f"{name} IN (SELECT value FROM json_each(:{name}))")
    if question.same_basket:
        tests.append(f"probe_id IN ({_basket(question)})")
    source = f"FROM contribution WHERE {' AND '.join(tests or ['1'])}"
    group = ", ".join(name if name in question.by else "NULL" for name in DIMENSIONS)
    rows = db.all(
        f"SELECT {group}, COUNT(DISTINCT listing_n), COUNT(DISTINCT CASE WHEN new THEN listing_n END), "
        f"COUNT(DISTINCT seller_n), 0, COUNT(DISTINCT CASE WHEN erased THEN listing_n END) {source} "
        f"GROUP BY 1, 2, 3, 4",
        question.params(),
    )
    found = {_key(row, question): list(row)[4:] for row in rows if row[4]}
    names = [
        f"{name} AS d{n}" if name in question.by else f"NULL AS d{n}" for n, name in enumerate(DIMENSIONS)
    ]
    # A sighting counts once, however many targets the listing stands for.
    once = (
        f"SELECT {', '.join(names)}, MAX(sightings) AS seen {source} "
        "GROUP BY 1, 2, 3, 4, listing_n, week, site, probe_id"
    )
    for row in db.all(
        f"SELECT d0, d1, d2, d3, SUM(seen) FROM ({once}) GROUP BY 1, 2, 3, 4", question.params()
    ):
        if row[4]:
            found[_key(row, question)][3] = row[4]
    return found


def _effort(db: Database, question: Question) -> dict[tuple[str | None, str | None], tuple[int, int]]:
    """{(week, site): (probes, pages)} that answered."""
    tests = ["probe_id IS NOT NULL", "outcome IN ('results', 'none')", *question.window()]
    if question.filters.get("site"):
        tests.append("site IN (SELECT value FROM json_each(:site))")
    if question.same_basket:
        tests.append(f"probe_id IN ({_basket(question)})")
    group = ", ".join(name if name in question.by else "NULL" for name in DIMENSIONS[:2])
    rows = db.all(
        f"SELECT {group}, COUNT(DISTINCT probe_id), COUNT(*) FROM page WHERE {' AND '.join(tests)} GROUP BY 1, 2",
        question.params(),
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows if row[3]}
