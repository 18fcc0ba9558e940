"""One process at a time plans what is due: two that looked at once would both begin the same watch."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from warden.errors import CannotContinue
from warden.owners import is_dead, this_owner
from warden.store.base import Store
from warden.store.leases import Lease

PLAN = "plan of due work"
"""The lease's name beside those of the lanes, none of which has a space."""
LEASE_SECONDS = 90.0
PATIENCE = 200.0
"""Seconds: longer than a plan takes, and than a dead planner's lease is waited for."""
_POLL = 0.2


@contextmanager
def planning(store: Store) -> Iterator[Callable[[], None]]:
    """Hold the right to plan; waits for who has it. Raises ``CannotContinue`` when it stays taken.

    Call what it gives between two steps of a long plan: it renews the right, and raises ``LeaseLost`` when
    somebody else has it by now.
    """
    lease = _take(store)

    def still_ours() -> None:
        nonlocal lease
        lease = store.renew_lease(lease, time.time(), LEASE_SECONDS)

    try:
        yield still_ours
    finally:
        store.release_lease(lease)


def _take(store: Store) -> Lease:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        holder = store.lane(PLAN).owner
        dead = holder if holder and is_dead(holder) else None
        lease = store.take_lease(PLAN, this_owner(), time.time(), LEASE_SECONDS, dead=dead)
        if lease:
            return lease
        time.sleep(_POLL)
    raise CannotContinue("Another process has been planning due work for three minutes. Try again later.")
