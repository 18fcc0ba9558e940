"""What rises and what falls: the last weeks against as many before, on the same basket."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from warden.store.counting import Counting, TrendRow
from warden.trends.odds import binomial_test, holm, ratio_interval
from warden.trends.questions import Question
from warden.trends.weeks import moved

FEW = 10
"""Listings in both spans together below which nothing is said of a change."""
SURE = 0.05
SPAN = 4
"""Weeks that are compared with as many before when nobody says how many."""


@dataclass(frozen=True, slots=True)
class Change:
    """New listings of a target or term in two spans. ``ratio``: recent to before, for the same effort, with its 95 %
    interval; ``None`` where there were none before. ``verdict``: rising, falling, unclear or few."""

    key: str
    recent: int
    before: int
    ratio: float | None
    low: float
    high: float
    chance: float
    """Of a difference as large where nothing changes, with regard to how many were compared (Holm)."""
    verdict: str


@dataclass(slots=True)
class Changes:
    """What two spans of weeks gave."""

    since: str
    middle: str
    """First week of the recent span."""
    until: str
    rows: list[Change]
    recent_weeks: int
    """Weeks of each span in which the basket was asked."""
    before_weeks: int
    stock: bool
    """Nobody looked in the weeks before: the first weeks count what had been there all along."""


def changes(store: Counting, question: Question, weeks: int, of: str) -> Changes:
    """Compare the ``weeks`` weeks up to the question's last with those before. ``of``: target or term."""
    since, middle = moved(question.until, 1 - 2 * weeks), moved(question.until, 1 - weeks)
    asked = Question(
        since,
        question.until,
        targets=question.targets,
        sites=question.sites,
        languages=question.languages,
        countries=question.countries,
        products=question.products,
    )
    ran = [row.week or "" for row in store.counted(asked.query(["week"])) if row.probes]
    recent = sum(week >= middle for week in ran)
    rows = store.counted(asked.query(["week", "target" if of == "target" else "probe"]))
    found = _told(_sums(store, rows, middle, of), recent, len(ran) - recent)
    early = store.looked(moved(since, -4), moved(since, -1), question.sites)
    stock = not any(row.answered_pages for row in early)
    return Changes(since, middle, question.until, found, recent, len(ran) - recent, stock)


def _sums(store: Counting, rows: Iterable[TrendRow], middle: str, of: str) -> dict[str, tuple[int, int]]:
    """{target or term: new listings, recent and before}. A listing that two sites' probes of a term show is of two sites."""
    rows = list(rows)
    terms = store.probe_terms(sorted({row.probe for row in rows if row.probe})) if of == "term" else {}
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        key = row.target if of == "target" else terms.get(row.probe or "")
        if key and row.new:
            recent, before = found.get(key, (0, 0))
            late = (row.week or "") >= middle
            found[key] = (recent + row.new * late, before + row.new * (not late))
    return found


def _told(sums: dict[str, tuple[int, int]], recent: int, before: int) -> list[Change]:
    if not recent or not before:
        return []
    share = recent / (recent + before)
    enough = {key: counts for key, counts in sums.items() if sum(counts) >= FEW}
    chances = holm([binomial_test(counts[0], sum(counts), share) for counts in enough.values()])
    made = [_change(key, *sums[key], share, chance) for key, chance in zip(enough, chances, strict=True)]
    made += [
        Change(key, *counts, None, 0.0, inf, 1.0, "few") for key, counts in sums.items() if key not in enough
    ]
    return sorted(made, key=lambda row: (row.chance, -row.recent - row.before, row.key))


def _change(key: str, recent: int, before: int, share: float, chance: float) -> Change:
    ratio = recent / before * (1 - share) / share if before else None
    low, high = ratio_interval(recent, before, share)
    verdict = "unclear" if chance >= SURE else "rising" if low > 1 else "falling" if high < 1 else "unclear"
    return Change(key, recent, before, ratio, low, high, chance, verdict)
