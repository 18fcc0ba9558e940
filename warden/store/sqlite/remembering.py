"""What was counted of a week, kept in memory until anything of that week changes.

A basket is another one with every window, so no rollup can hold its numbers beforehand, and counting them costs more the
more was found. Weeks that are over seldom change: their numbers are counted once by a process. Every change of a week's
rows gives the week another mark (a trigger), so that nothing out of date is ever told.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha256
from threading import Lock
from typing import Any

from warden.store.rows import dumps
from warden.store.sqlite.asking import Asked, both
from warden.store.sqlite.connection import Database

Row = tuple[Any, ...]
"""Its first part is the week."""

MOST = 5_000
"""Weeks of questions that are kept; the ones not asked for longest go first."""
_LARGEST = 2_000
"""Rows of one week of a question above which they are not kept."""

_kept: OrderedDict[tuple[str, str, str], tuple[int, list[Row]]] = OrderedDict()
_lock = Lock()


def by_week(db: Database, question: Asked, what: str, count: Callable[[Asked], Iterable[Row]]) -> list[Row]:
    """What ``count`` gives of the question; it is asked only of the weeks that are not known."""
    where = both([*question.within(), *question.kept("week")])
    # Read before anything is counted: what changes meanwhile has another mark afterwards.
    marks = {
        row[0]: row[1]
        for row in db.all(f"SELECT week, mark FROM counted_week WHERE {where}", question.params)
    }
    name = _name(question, what)
    found, missing = _known(str(db.path), name, marks)
    if missing:
        query = replace(question.query, weeks=missing)
        params = {**question.params, "week": dumps(missing)}
        rows: dict[str, list[Row]] = {week: [] for week in missing}
        for row in count(replace(question, query=query, params=params)):
            rows[row[0]].append(row)
        _keep(str(db.path), name, marks, rows)
        found += [row for week in missing for row in rows[week]]
    return found


def _name(question: Asked, what: str) -> str:
    """Of what is asked, whatever the window: of it only the basket counts."""
    query = question.query
    kept = {name: sorted(values) for name, values in query.filters.items() if name != "week"}
    basket = None if question.basket is None else sorted(question.basket)
    return sha256(dumps([what, sorted(query.by), kept, basket]).encode()).hexdigest()


def _known(path: str, name: str, marks: dict[str, int]) -> tuple[list[Row], list[str]]:
    """(rows of known weeks, weeks that are not)"""
    found: list[Row] = []
    missing = []
    with _lock:
        for week, mark in marks.items():
            kept = _kept.get((path, name, week))
            if kept is None or kept[0] != mark:
                missing.append(week)
                continue
            _kept.move_to_end((path, name, week))
            found += kept[1]
    return found, missing


def _keep(path: str, name: str, marks: dict[str, int], rows: dict[str, list[Row]]) -> None:
    with _lock:
        for week, told in rows.items():
            if len(told) <= _LARGEST:
                _kept[path, name, week] = marks[week], told
        while len(_kept) > MOST:
            _kept.popitem(last=False)
