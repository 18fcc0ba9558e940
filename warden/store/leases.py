"""Lanes as a store keeps them: who may send requests, and what must outlive a process."""

from __future__ import annotations

from dataclasses import dataclass

from warden.errors import LeaseLost


@dataclass(slots=True)
class Lease:
    """The right to send requests on a lane, held by one owner until ``ends`` (UNIX seconds)."""

    lane: str
    owner: str
    epoch: int
    ends: float


@dataclass(slots=True)
class LaneState:
    """What must outlive a process: pace, quota and back-off of a lane."""

    lane: str
    owner: str | None = None
    epoch: int = 0
    ends: float = 0.0
    not_before: float = 0.0
    """No request on the lane before this moment (delay, Retry-After)."""
    paused_until: float = 0.0
    """Back-off after ``blocked``; grows with ``blocks``."""
    blocks: int = 0
    day: str = ""
    """The day ``requests`` counts, in the zone of the site's quota."""
    requests: int = 0


def lost(lease: Lease) -> LeaseLost:
    return LeaseLost(
        f"Another worker took the lane {lease.lane}; nothing more is written. The work stays due and is "
        "done by whoever holds the lane."
    )
