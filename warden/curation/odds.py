"""Which words two groups of texts differ in."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt

STRENGTH = 10.0
"""How many texts the prior is worth."""
LEAST = 0.5
"""The least a word's prior may be: with less, a word never seen in one group has a variance that hides everything."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Texts of a group that hold a word, of how many."""

    having: int
    of: int

    @property
    def share(self) -> float:
        return self.having / self.of if self.of else 0.0


def log_odds(one: Counts, other: Counts, background: Counts) -> tuple[float, float]:
    """(log-odds ratio, its z-score) of a word in one group against another, with an informative Dirichlet prior.

    After Monroe, Colaresi and Quinn 2008, "Fightin' Words", Political Analysis 16:372, equations 16 and 20 to 22. Each text counts
    a word once, so there are two outcomes, with and without it; the prior is the word's share in ``background``.
    """
    with_it = max(STRENGTH * background.share, LEAST)
    without = max(STRENGTH - with_it, LEAST)
    ratio = _odds(one, with_it, without) - _odds(other, with_it, without)
    variance = 1 / (one.having + with_it) + 1 / (other.having + with_it)
    return ratio, ratio / sqrt(variance)


def _odds(group: Counts, with_it: float, without: float) -> float:
    return log((group.having + with_it) / (group.of - group.having + without))
