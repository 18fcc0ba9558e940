"""Hits: where they come from and when they are looked at again, the same for every engine."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import get_args

from warden.decisions import Decision
from warden.errors import UsageError
from warden.identity import instant, parse_instant
from warden.records import Origin, Work
from warden.store.base import Entry

RECHECK_DAYS = (1, 3, 7, 14, 30)
"""Days after a listing was first seen at which a hit is looked at again."""
GIVE_UP = timedelta(days=60)
"""After its last recheck is due a listing's page that cannot be read is not asked for for ever."""

ORIGINS: tuple[str, ...] = get_args(Origin)
DECISIONS: tuple[str, ...] = get_args(Decision)


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


def unknown_hit(hit_id: str) -> UsageError:
    return UsageError(f'There is no hit {hit_id}. `warden search "" --json` lists the hits with their ids.')


def refuse_unknown(decision: str) -> None:
    """Raise ``UsageError`` for a decision that is none."""
    if decision not in DECISIONS:
        raise UsageError(f"Unknown decision {decision!r}. Allowed: {', '.join(DECISIONS)}.")


def wanted(entry: Entry, known: Collection[tuple[str, str | None]]) -> list[Work]:
    """The follow-ups of a hit that are not ``known``, as (kind, cursor): once a listing and kind, of several
    pictures each once."""
    kinds = {kind for kind, _ in known}
    # Of one picture another address may be the same picture larger; of several each is wanted.
    several = sum(work.kind == "picture" for work in entry.followups) > 1
    return [
        work
        for work in entry.followups
        if (
            (work.kind, work.cursor) not in known
            if several and work.kind == "picture"
            else work.kind not in kinds
        )
    ]
