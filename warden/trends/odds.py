"""Exact tests and intervals for small counts, without a library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp, inf, lgamma, log

_STEPS = 60
"""Halvings of an interval: to the last digit of a float."""


def _mass(k: int, n: int, p: float) -> float:
    if p <= 0 or p >= 1:
        return float(k == (0 if p <= 0 else n))
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return exp(ways + k * log(p) + (n - k) * log(1 - p))


def _up_to(k: int, n: int, p: float) -> float:
    return min(1.0, sum(_mass(i, n, p) for i in range(k + 1)))


def binomial_test(k: int, n: int, p: float) -> float:
    """Chance of a count at least as unlikely as ``k`` of ``n`` when each is one with probability ``p`` (two-sided)."""
    limit = _mass(k, n, p) * (1 + 1e-9)
    return min(1.0, sum(mass for i in range(n + 1) if (mass := _mass(i, n, p)) <= limit))


def share_interval(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The exact interval of a share (Clopper and Pearson 1934, Biometrika 26:404)."""
    half = (1 - level) / 2
    low = 0.0 if k == 0 else _solved(lambda p: 1 - _up_to(k - 1, n, p) < half)
    high = 1.0 if k == n else _solved(lambda p: _up_to(k, n, p) > half)
    return low, high


def _solved(below: Callable[[float], bool]) -> float:
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if below(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2


def ratio_interval(recent: int, before: int, share: float) -> tuple[float, float]:
    """Interval of the ratio of two rates, when ``share`` of the effort was the recent one's (conditional, exact)."""
    low, high = share_interval(recent, recent + before)
    scale = (1 - share) / share
    return low / (1 - low) * scale, (inf if high >= 1 else high / (1 - high) * scale)


def holm(chances: Sequence[float]) -> list[float]:
    """The same chances when so many were looked at (Holm 1979, Scand. J. Stat. 6:65), in their order."""
    order = sorted(range(len(chances)), key=lambda n: chances[n])
    found, highest = [0.0] * len(chances), 0.0
    for place, n in enumerate(order):
        highest = max(highest, min(1.0, chances[n] * (len(chances) - place)))
        found[n] = highest
    return found
