"""How far two people who judged the same listings, the second without knowing the first's verdict, agree.

Beside the raw share stand two figures that take out what chance alone would give. Cohen's kappa (1960, Educational and
Psychological Measurement 20:37) falls to nothing where nearly all listings are of one class, though people hardly
differ; Gwet's AC1 (2008, British Journal of Mathematical and Statistical Psychology 61:29) does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

FEW = 20
"""Pairs below which no figure is told."""

Pair = tuple[str, str]
"""What the first and the second person decided."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Figures of so many pairs; ``None`` where they are not defined. ``few``: too few to tell anything."""

    pairs: int
    same: int
    share: float | None
    kappa: float | None
    ac1: float | None

    @property
    def few(self) -> bool:
        return self.pairs < FEW


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """The agreement over pairs of decisions."""
    count = len(pairs)
    same = sum(first == second for first, second in pairs)
    if not count:
        return Agreement(0, 0, None, None, None)
    share = same / count
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    classes = sorted({*first, *second})
    by_chance = sum(first[name] * second[name] for name in classes) / count**2
    means = [(first[name] + second[name]) / (2 * count) for name in classes]
    # Of one class alone nothing could be told apart: all agree, and chance has no part that could be taken out.
    spread = sum(mean * (1 - mean) for mean in means) / (len(classes) - 1) if len(classes) > 1 else 0.0
    return Agreement(count, same, share, _beyond(share, by_chance), _beyond(share, spread))


def _beyond(share: float, by_chance: float) -> float | None:
    """Agreement beyond chance; ``None`` where chance explains all."""
    return None if by_chance >= 1 else (share - by_chance) / (1 - by_chance)
