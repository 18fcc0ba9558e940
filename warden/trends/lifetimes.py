"""How long listings stay up, on evidence alone: those not seen to end are known to have lasted so long, not more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from warden.store.counting import Counting, LifeRow

Z95 = 1.959964
FEW = 10
"""Ends below which a median is not told."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Of a site or target: the day by which half had ended (Kaplan and Meier 1958), with its 95 % interval.

    ``None``: not within what was seen; ``low`` and ``high`` likewise.
    """

    key: str
    listings: int
    ended: int
    median: int | None
    low: int | None
    high: int | None
    reasons: tuple[tuple[str, int], ...]
    """What the evidence says of the ends, the most frequent first."""

    @property
    def few(self) -> bool:
        return self.ended < FEW


def lifetimes(
    store: Counting, by: str, targets: Sequence[str] = (), sites: Sequence[str] = ()
) -> list[Lifetime]:
    """``by``: site, target or nothing."""
    groups: dict[str, list[LifeRow]] = {}
    for row in store.lifetimes(by or None, targets, sites):
        groups.setdefault(row.key or "", []).append(row)
    made = [lifetime(key, rows) for key, rows in groups.items()]
    return sorted(made, key=lambda one: (-one.listings, one.key))


def lifetime(key: str, rows: Iterable[LifeRow]) -> Lifetime:
    """Of the rows of one group."""
    ends: Counter[int] = Counter()
    left: Counter[int] = Counter()
    reasons: Counter[str] = Counter()
    for row in rows:
        if row.gone is None:
            left[row.days] += row.listings
        else:
            ends[row.days] += row.listings
            reasons[row.gone] += row.listings
    told = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    return Lifetime(key, ends.total() + left.total(), ends.total(), *_median(ends, left), tuple(told))


def _median(ends: Counter[int], left: Counter[int]) -> tuple[int | None, int | None, int | None]:
    """(median, low, high): the first days on which the survivors, and the ends of their interval, are half or fewer.

    The interval is that of log(-log(survivors)) with Greenwood's variance (Brookmeyer and Crowley 1982, Biometrics 38:29).
    """
    at_risk, survivors, greenwood = ends.total() + left.total(), 1.0, 0.0
    found: list[int | None] = [None, None, None]
    for day in sorted(ends | left):
        if gone := ends[day]:
            survivors *= 1 - gone / at_risk
            if at_risk > gone:
                greenwood += gone / (at_risk * (at_risk - gone))
            for place, value in enumerate((survivors, *_interval(survivors, greenwood))):
                if found[place] is None and value <= 0.5:
                    found[place] = day
        at_risk -= gone + left[day]
    return found[0], found[1], found[2]


def _interval(survivors: float, greenwood: float) -> tuple[float, float]:
    if not 0 < survivors < 1:
        return survivors, survivors
    spread = Z95 * sqrt(greenwood) / abs(log(survivors))
    return survivors ** exp(spread), survivors ** exp(-spread)
