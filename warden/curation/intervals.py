"""Shares with their uncertainty."""

from __future__ import annotations

from math import sqrt

Z95 = 1.959964
"""Standard deviations to either side that hold 95 % of a normal distribution."""


def wilson(confirmed: int, reviewed: int, z: float = Z95) -> tuple[float, float] | None:
    """The score interval of a share (Wilson 1927, J. Am. Stat. Assoc. 22:209), 0..1; ``None`` of nothing reviewed.

    It stays within 0..1 and is honest about few: of 3 out of 3 it says 0.44 to 1.
    """
    if not reviewed:
        return None
    share, square = confirmed / reviewed, z * z
    middle = share + square / (2 * reviewed)
    half = z * sqrt(share * (1 - share) / reviewed + square / (4 * reviewed * reviewed))
    scale = 1 + square / reviewed
    low, high = (middle - half) / scale, (middle + half) / scale
    return (0.0 if confirmed == 0 else round(low, 4)), (1.0 if confirmed == reviewed else round(high, 4))
