"""Answers as series: a number, or why there is none. A zero means that somebody looked and found nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from warden.identity import iso_week
from warden.store.counting import Counting, LookedRow, PriceRow, RecipeRow, TrendRow
from warden.trends.questions import Question

SHOWN = 12
"""Series in one answer; the largest. More of them nobody can tell apart."""
COUNTED, BROKEN, UNASKED, UNCOMMON, UNPRICED = "counted", "broken", "unasked", "uncommon", "unpriced"
"""counted: there is a number · broken: pages were asked for and none answered · unasked: nothing was asked for · uncommon:
no probe answered in every week, so that weeks cannot be compared · unpriced: no listing of the week states a price"""


@dataclass(frozen=True, slots=True)
class Point:
    """One week of one series; ``value`` is ``None`` unless its state is ``counted``."""

    week: str
    state: str
    value: float | None = None
    listings: int = 0
    """Those the number rests on."""
    erased: int = 0
    """Of these, those that stay only as a number."""


@dataclass(slots=True)
class Series:
    """``key`` of what is told apart: empty for the unknown, and where nothing is. ``unit``: a currency."""

    key: str
    points: list[Point]
    unit: str = ""

    @property
    def size(self) -> float:
        return sum(point.listings for point in self.points)


@dataclass(frozen=True, slots=True)
class Mark:
    """A week from which on something was looked for, or read, in another way."""

    week: str
    what: tuple[str, ...]
    """``terms``, ``matcher``, ``parser``, ``site:`` and the id of a site whose file changed."""


@dataclass(slots=True)
class Answer:
    """What a question gave."""

    question: Question
    weeks: list[str]
    series: list[Series]
    more: int = 0
    """Further series, smaller ones, that are not told."""
    marks: list[Mark] = field(default_factory=list)
    probes: int = 0
    """The most that answered in one week; of the same basket all that are in it."""
    broken: dict[str, list[str]] = field(default_factory=dict)
    """{week: sites of which no page answered}"""
    missing: dict[str, list[str]] = field(default_factory=dict)
    """{week in which anything was asked: sites that were asked in other weeks only}"""
    answered: int = 0
    """Weeks in which anything answered."""
    unasked: list[str] = field(default_factory=list)
    """Weeks in which nothing was asked for."""
    running: str = ""
    """The week of the question that is not over; empty: all are."""


def answer(store: Counting, question: Question, now: datetime | None = None) -> Answer:
    """Ask a store. ``now``: tells the week that is not over."""
    looked = store.looked(question.since, question.until, question.sites)
    places = ["week", "site"] if question.by == "site" else ["week"]
    effort = store.counted(question.query(places))
    states = _states(question, looked, effort)
    if question.measure == "price":
        by = ["week", question.by] if question.by else ["week"]
        series = _priced(question, states, store.prices(question.query(by)))
    else:
        plain = question.by in ("", "site")
        rows = effort if plain else store.counted(question.query(["week", question.by]))
        series = _counted(question, states, rows, effort)
    series.sort(key=lambda one: (-one.size, one.key, one.unit))
    return Answer(
        question,
        question.weeks,
        series[:SHOWN],
        max(0, len(series) - SHOWN),
        marks(store.recipe_weeks(question.since, question.until, question.sites)),
        max((row.probes for row in effort), default=0),
        _broken(looked),
        _missing(looked),
        len({row.week for row in looked if row.answered_pages}),
        sorted(set(question.weeks) - {row.week for row in looked}),
        iso_week(now) if now is not None and iso_week(now) in question.weeks else "",
    )


_States = dict[tuple[str, str], str]
"""{(week, site or empty): state}"""


def _states(question: Question, looked: Iterable[LookedRow], effort: Iterable[TrendRow]) -> _States:
    asked: Counter[tuple[str, str]] = Counter()
    answered: Counter[tuple[str, str]] = Counter()
    for row in looked:
        place = row.week, row.site if question.by == "site" else ""
        asked[place] += row.pages
        answered[place] += row.answered_pages
    common = {(row.week or "", row.site or "") for row in effort if row.probes}
    return {place: COUNTED if place in common else UNCOMMON if answered[place] else BROKEN for place in asked}


def _state(states: _States, question: Question, week: str, key: str) -> str:
    return states.get((week, key if question.by == "site" else ""), UNASKED)


def _counted(
    question: Question, states: _States, rows: Iterable[TrendRow], effort: Iterable[TrendRow]
) -> list[Series]:
    probes = {(row.week, row.site or ""): row.probes for row in effort}
    found: dict[str, dict[str, TrendRow]] = {} if question.by else {"": {}}
    for row in rows:
        key = getattr(row, question.by) if question.by else None
        found.setdefault(key or "", {})[row.week or ""] = row
    if question.by == "site":
        for _, site in states:
            found.setdefault(site, {})

    def point(key: str, week: str) -> Point:
        state = _state(states, question, week, key)
        if state != COUNTED:
            return Point(week, state)
        row = found[key].get(week)
        if row is None:
            return Point(week, state, 0.0)
        asked = probes.get((week, key if question.by == "site" else ""), 0)
        return Point(week, state, _value(question.measure, row, asked), _resting(question, row), row.erased)

    return [Series(key, [point(key, week) for week in question.weeks]) for key in found]


def _value(measure: str, row: TrendRow, probes: int) -> float:
    if measure == "rate":
        return 100 * row.listings / probes if probes else 0.0
    return float(getattr(row, measure))


def _resting(question: Question, row: TrendRow) -> int:
    return row.new if question.measure == "new" else row.listings


def _priced(question: Question, states: _States, rows: Iterable[PriceRow]) -> list[Series]:
    found: dict[tuple[str, str], dict[str, PriceRow]] = {}
    for row in rows:
        found.setdefault((row.key or "", row.currency), {})[row.week] = row

    def point(name: tuple[str, str], week: str) -> Point:
        state = _state(states, question, week, name[0])
        row = found[name].get(week)
        if state != COUNTED or row is None:
            return Point(week, UNPRICED if state == COUNTED else state)
        return Point(week, state, row.median, row.listings)

    return [Series(name[0], [point(name, week) for week in question.weeks], name[1]) for name in found]


def _broken(looked: Iterable[LookedRow]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in looked:
        if not row.answered_pages:
            found.setdefault(row.week, []).append(row.site)
    return found


def _missing(looked: Sequence[LookedRow]) -> dict[str, list[str]]:
    every = {row.site for row in looked}
    by_week: dict[str, set[str]] = {}
    for row in looked:
        by_week.setdefault(row.week, set()).add(row.site)
    return {week: sorted(every - sites) for week, sites in by_week.items() if every - sites}


_GENERAL = ("terms", "matcher", "parser")


def marks(rows: Sequence[RecipeRow]) -> list[Mark]:
    """Weeks in which a site was read by a recipe that the week before of this site had not."""
    weeks: dict[str, dict[str, set[tuple[str, object]]]] = {}
    for row in rows:
        told = zip(_GENERAL, (row.terms_version, row.matcher_version, row.parser_version), strict=True)
        here = weeks.setdefault(row.site, {}).setdefault(row.week, set())
        here |= {*told, (f"site:{row.site}", row.site_version)}
    found: dict[str, set[str]] = {}
    for by_week in weeks.values():
        before: set[tuple[str, object]] | None = None
        for week in sorted(by_week):
            if before is not None and (fresh := by_week[week] - before):
                found.setdefault(week, set()).update(name for name, _ in fresh)
            before = by_week[week]
    return [Mark(week, tuple(sorted(found[week]))) for week in sorted(found)]
