"""Answers as tables: for the page, with a link behind every number, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.formats import number_format

from warden.review.trends.words import STATE, Label, told
from warden.trends.answers import COUNTED, Answer, Point, Series
from warden.trends.weeks import monday

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How cells begin that a spreadsheet would run."""
_DIGITS = {"rate": 1, "price": 2}


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of the table, or why there is none."""

    text: Label
    link: str | None
    """What it counts; ``None`` where it counts nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """A week."""

    week: str
    day: str
    """Its Monday."""
    cells: list[Cell]
    changed: str
    running: bool
    """It is not over."""


def heads(answer: Answer, called: Mapping[str, str], unknown: str, whole: Label) -> list[str]:
    """Names of the columns."""
    names = [(called.get(one.key) or unknown) if answer.question.by else str(whole) for one in answer.series]
    return [
        f"{name} ({one.unit})" if one.unit else name for name, one in zip(names, answer.series, strict=True)
    ]


def lines(answer: Answer, link: Callable[[str, str, str], str]) -> Iterator[Line]:
    """The table, the newest week first. ``link``: of a week, a key and a unit."""
    changed = {mark.week: told(mark) for mark in answer.marks}
    for n in reversed(range(len(answer.weeks))):
        week = answer.weeks[n]
        cells = [_cell(answer, one, one.points[n], link) for one in answer.series]
        yield Line(week, monday(week).isoformat(), cells, changed.get(week, ""), week == answer.running)


def _cell(answer: Answer, series: Series, point: Point, link: Callable[[str, str, str], str]) -> Cell:
    if point.state != COUNTED or point.value is None:
        return Cell(STATE[point.state], None)
    text = number_format(round(point.value, 2), _DIGITS.get(answer.question.measure, 0), force_grouping=True)
    return Cell(text, link(point.week, series.key, series.unit) if point.listings else None)


_COLUMNS = (
    "week",
    "monday",
    "series",
    "unit",
    "state",
    "value",
    "listings",
    "erased",
    "recipe_changed",
    "label",
    "running",
)


def as_csv(answer: Answer, names: Mapping[str, str], called: Mapping[str, str]) -> str:
    """``names``: of what has no key; ``called``: of keys. The same numbers, a point a line. Text that a spreadsheet would run gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    changed = {mark.week: " ".join(mark.what) for mark in answer.marks}
    for one in answer.series:
        name = names.get(one.key, one.key)
        for point in one.points:
            value = "" if point.value is None else f"{point.value:.10g}"
            cells = [point.week, monday(point.week).isoformat(), name, one.unit, point.state, value]
            cells += [str(point.listings), str(point.erased), changed.get(point.week, "")]
            cells += [called.get(one.key, name), "running" if point.week == answer.running else ""]
            writer.writerow(map(guarded, cells))
    return out.getvalue()


def guarded(cell: str) -> str:
    """The cell so that no spreadsheet runs it."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
