"""Hits: where they come from and when they are looked at again, the same for every engine."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

from warden.identity import instant, parse_instant
from warden.records import Origin

RECHECK_DAYS = (1, 3, 7, 14, 30)
"""Days after a listing was first seen at which a hit is looked at again."""
GIVE_UP = timedelta(days=60)
"""After its last recheck is due a listing's page that cannot be read is not asked for for ever."""

ORIGINS: tuple[str, ...] = get_args(Origin)


def origins(*names: str) -> str:
    """The set of origins as it is stored: in the order of ``records.Origin``, joined by commas."""
    return ",".join(sorted({n for name in names for n in name.split(",") if n}, key=ORIGINS.index))


def next_look(first_seen: str, after: str) -> str | None:
    """The first day of the recheck schedule later than ``after``; ``None`` once it is over."""
    start = parse_instant(first_seen)
    for days in RECHECK_DAYS:
        day = instant(start + timedelta(days=days))
        if day is not None and day > after:
            return day
    return None
