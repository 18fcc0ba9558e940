"""Exact tests and intervals for small counts, without a library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp, inf, lgamma, log

_STEPS = 50
"""Halvings of an interval: to the last digit of a float."""
_TERMS = 10_000


def _up_to(k: int, n: int, p: float) -> float:
    """Chance of at most ``k`` of ``n``: the incomplete beta function I(1 - p; n - k, k + 1)."""
    if k >= n:
        return 1.0
    return 0.0 if k < 0 else _beta(n - k, k + 1, 1 - p)


def _beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Abramowitz and Stegun 26.5.8)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, 1 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    """Evaluated from its front on (Lentz), until nothing changes any more."""
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _TERMS):
        for part in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d, c = 1 / _away(1 + part * d), _away(1 + part / c)
            value *= c * d
        if abs(c * d - 1) < 1e-14:
            break
    return value


def _away(value: float) -> float:
    """From zero, by which is divided."""
    return value if abs(value) > 1e-300 else 1e-300


def binomial_test(k: int, n: int, p: float) -> float:
    """Chance of a count as far out as ``k`` of ``n``, to either side, when each is one with probability ``p``: twice the
    smaller tail, so that it agrees with the interval."""
    return min(1.0, 2 * min(_up_to(k, n, p), 1 - _up_to(k - 1, n, p)))


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
