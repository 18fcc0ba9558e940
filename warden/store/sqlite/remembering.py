"""What was counted of a week, kept until anything of that week changes: in memory, and in a file beside the store.

A basket is another one with every window, so no rollup can hold its numbers beforehand, and counting them costs more the
more was found. Weeks that are over seldom change: their numbers are counted once. Every change of a week's rows gives the
week another mark (a trigger), so that nothing out of date is ever told.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha256
from threading import Lock
from typing import Any

from warden.store.rows import dumps
from warden.store.sqlite import counted_file
from warden.store.sqlite.asking import Asked, both
from warden.store.sqlite.connection import Database

Row = tuple[Any, ...]
"""Its first part is the week."""

MOST = 200_000
"""Rows kept in memory by one process; the weeks of questions not asked for longest go first."""

COUNTING = 1
"""How things are counted; to be raised with every change of that, so that numbers of an older program are not told."""

_kept: OrderedDict[tuple[str, str, str], tuple[int, list[Row]]] = OrderedDict()
_lock = Lock()


def by_week(
    db: Database,
    question: Asked,
    what: str,
    count: Callable[[Asked], Iterable[Row]],
    read: Callable[[list[Any]], Row],
) -> list[Row]:
    """What ``count`` gives of the question; it is asked only of the weeks that are not known.

    ``read`` makes a row again of what JSON leaves of one.
    """
    where = both([*question.within(), *question.kept("week")])
    # Read before anything is counted: what changes meanwhile has another mark afterwards.
    marks = {
        row[0]: row[1]
        for row in db.all(f"SELECT week, mark FROM counted_week WHERE {where}", question.params)
    }
    name = _name(question, what)
    found = _remembered(str(db.path), name, marks)
    missing = {week: mark for week, mark in marks.items() if week not in found}
    stored = counted_file.read(db.path, name, missing)
    told = _read(stored, read)
    _keep(str(db.path), name, marks, told)
    found |= told
    if missing := {week: mark for week, mark in missing.items() if week not in told}:
        counted = _counted(question, count, list(missing))
        _keep(str(db.path), name, marks, counted)
        counted_file.write(db.path, name, ((week, marks[week], rows) for week, rows in counted.items()))
        found |= counted
    return [row for week in marks for row in found[week]]


def _read(stored: dict[str, list[Any]], read: Callable[[list[Any]], Row]) -> dict[str, list[Row]]:
    try:
        return {week: [read(row) for row in rows] for week, rows in stored.items()}
    except (TypeError, ValueError, LookupError):
        return {}  # something else than we wrote


def _counted(
    question: Asked, count: Callable[[Asked], Iterable[Row]], weeks: list[str]
) -> dict[str, list[Row]]:
    query = replace(question.query, weeks=weeks)
    rows: dict[str, list[Row]] = {week: [] for week in weeks}
    for row in count(replace(question, query=query, params={**question.params, "week": dumps(weeks)})):
        rows[row[0]].append(row)
    return rows


def _name(question: Asked, what: str) -> str:
    """Of what is asked, whatever the window: of it only the basket counts."""
    query = question.query
    kept = {name: sorted(values) for name, values in query.filters.items() if name != "week"}
    basket = None if question.basket is None else sorted(question.basket)
    return sha256(dumps([COUNTING, what, sorted(query.by), kept, basket]).encode()).hexdigest()


def _remembered(path: str, name: str, marks: dict[str, int]) -> dict[str, list[Row]]:
    """{week: rows} of the weeks that are known."""
    found: dict[str, list[Row]] = {}
    with _lock:
        for week, mark in marks.items():
            kept = _kept.get((path, name, week))
            if kept is not None and kept[0] == mark:
                _kept.move_to_end((path, name, week))
                found[week] = kept[1]
    return found


def _keep(path: str, name: str, marks: dict[str, int], rows: dict[str, list[Row]]) -> None:
    with _lock:
        for week, told in rows.items():
            _kept[path, name, week] = marks[week], told
        size = sum(1 + len(told) for _, told in _kept.values())
        while size > MOST:
            _, (_, told) = _kept.popitem(last=False)
            size -= 1 + len(told)
