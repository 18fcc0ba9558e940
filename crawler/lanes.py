"""Lanes: one request at a time, its pace, quota and lease, over all processes.

A process holds a lane by a lease in the store (owner, epoch, end) and, within itself, by a lock. Pace
counts from the end of an answer to the next request and is written down before a request is sent, so
that a process that follows a killed one keeps it too.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from warden.errors import LeaseLost, WardenError
from warden.owners import is_dead, this_owner
from warden.store.base import Store
from warden.store.leases import LaneState, Lease

LEASE_SECONDS = 90.0
RENEW_SECONDS = 30.0
LONGEST_PAUSE = 86_400.0
_POLL = 0.5


class LanePaused(Exception):
    """The lane may not be used before ``until`` (UNIX seconds): a block, a quota, Retry-After."""

    def __init__(self, lane: str, until: float, why: str) -> None:
        super().__init__(f"lane {lane} rests until {_clock(until)}: {why}")
        self.lane, self.until, self.why = lane, until, why


class Stopped(Exception):
    """The run is to stop: nothing more is sent, the work stays due."""


@dataclass(slots=True)
class Pace:
    """What a Site asks of its lane: seconds between requests, requests a day, and whose midnight begins it."""

    delay: float = 0.0
    quota: int | None = None
    zone: str = "UTC"


@dataclass
class _Held:
    lease: Lease
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    free_at: float = 0.0
    renewed: float = 0.0
    lost: bool = False
    """Another process has the lane now; whoever waits for the lock learns it there."""


class LaneKeeper:
    """All lanes of this process. ``say`` receives a line when somebody has to wait for long."""

    def __init__(self, store: Store, *, longest_wait: float, say: Callable[[str], None]) -> None:
        self._store = store
        self._say = say
        self._longest_wait = longest_wait
        self._owner = this_owner()
        self._held: dict[str, _Held] = {}
        self._taking: dict[str, asyncio.Lock] = {}
        self._pace: dict[str, Pace] = {}
        self.stopping = asyncio.Event()

    def ask(self, lane: str, pace: Pace) -> None:
        """Sites that share a lane: the slowest delay and the smallest quota hold."""
        known = self._pace.setdefault(lane, Pace())
        held = self._held.get(lane)
        if held and pace.delay > known.delay:
            # Learnt from an answer (Crawl-delay): it holds from that answer on.
            held.free_at = max(held.free_at, time.time() + pace.delay)
        known.delay = max(known.delay, pace.delay)
        if pace.quota is not None:
            known.zone = pace.zone
        known.quota = min((q for q in (known.quota, pace.quota) if q is not None), default=None)

    async def take(self, lane: str) -> None:
        """Hold the lane's lease; waits while another process has it."""
        async with self._taking.setdefault(lane, asyncio.Lock()):
            known = self._held.get(lane)
            if known is None:
                self._held[lane] = await self._lease(lane)
            elif known.lost:
                fresh = await self._lease(lane)
                known.lease, known.renewed, known.lost = fresh.lease, fresh.renewed, False
                known.free_at = max(known.free_at, fresh.free_at)
            self._held[lane].users += 1

    def holds(self, lane: str) -> bool:
        """Whether this process has the lane's lease."""
        held = self._held.get(lane)
        return held is not None and not held.lost

    def give_back(self, lane: str) -> None:
        """One user less; the last one releases the lease."""
        held = self._held.get(lane)
        if held is None:
            return
        held.users -= 1
        if held.users <= 0:
            del self._held[lane]
            if not held.lost:
                self._store.set_pace(lane, not_before=held.free_at)
                self._store.release_lease(held.lease)

    def give_back_all(self) -> None:
        """At the end of a crawl: also the lanes no work named (a token's host, another's robots.txt)."""
        for lane, held in list(self._held.items()):
            held.users = 0
            self.give_back(lane)

    def lease(self, lane: str) -> Lease:
        """The lease to write under. Raises ``LeaseLost`` when this process does not hold it."""
        return self._mine(lane).lease

    def _mine(self, lane: str) -> _Held:
        held = self._held.get(lane)
        if held is None or held.lost:
            raise LeaseLost(f"lane {lane} is another process's now; its work stays due")
        return held

    async def enter(self, lane: str) -> None:
        """Wait for the lane to be free and its time to come, count the request; then ``leave``.

        Raises ``LanePaused`` when the wait would be longer than the configured one.
        """
        held = self._mine(lane)
        await held.lock.acquire()
        try:
            await self._until_due(lane, held)
            self._mine(lane)
            self._renew(held)
            pace = self._pace.get(lane, Pace())
            self._check_quota(lane, pace)
            held.free_at = time.time() + pace.delay
            self._store.note_request(held.lease, day_of(pace.zone), held.free_at)
        except BaseException:
            held.lock.release()
            raise

    def count(self, lane: str) -> None:
        """A request sent within the present one, by a page itself: quota but no pace.

        Raises ``LanePaused`` when the quota is used up, ``LeaseLost`` when the lane is another's now.
        """
        held = self._mine(lane)
        pace = self._pace.get(lane, Pace())
        self._check_quota(lane, pace)
        self._store.note_request(held.lease, day_of(pace.zone), held.free_at)

    def leave(self, lane: str) -> None:
        """The answer is here: the next request may go after the lane's delay."""
        held = self._held.get(lane)
        if held and held.lock.locked():
            held.free_at = max(held.free_at, time.time() + self._pace.get(lane, Pace()).delay)
            held.lock.release()

    def retry_after(self, lane: str, seconds: float) -> float:
        """The site asks to wait; returns the moment (UNIX seconds) it allows again."""
        until = time.time() + min(max(seconds, 0.0), LONGEST_PAUSE)
        held = self._held.get(lane)
        if held:
            held.free_at = max(held.free_at, until)
        self._store.set_pace(lane, not_before=until)
        return until

    def blocked(self, lane: str, first_pause: float, longest: float = LONGEST_PAUSE) -> float:
        """The site shut us out: rest, twice as long each time; returns until when."""
        state = self._store.lane(lane)
        pause = min(first_pause * 2.0**state.blocks, longest)
        until = time.time() + pause
        self._store.set_pace(lane, paused_until=until, blocks=state.blocks + 1)
        return until

    def answered(self, lane: str) -> None:
        """A page that was no block: the next block starts counting anew."""
        if self._store.lane(lane).blocks:
            self._store.set_pace(lane, blocks=0)

    async def beat(self) -> None:
        """Renew the leases until cancelled; nothing is written under one that is lost."""
        while True:
            await asyncio.sleep(RENEW_SECONDS / 2)
            for held in list(self._held.values()):
                try:
                    self._renew(held)
                except LeaseLost as why:
                    self._say(str(why))
                except WardenError as why:
                    # A store that is busy now may answer at the next beat, before the lease ends.
                    self._say(str(why))

    async def _lease(self, lane: str) -> _Held:
        told = False
        while True:
            state = self._store.lane(lane)
            dead = state.owner if state.owner and is_dead(state.owner) else None
            lease = self._store.take_lease(lane, self._owner, time.time(), LEASE_SECONDS, dead=dead)
            if lease:
                return _Held(lease, free_at=self._store.lane(lane).not_before, renewed=time.time())
            if not told:
                self._say(f"{lane}: another process is working there; waiting for it to finish")
                told = True
            await self.sleep(_POLL)

    def _renew(self, held: _Held) -> None:
        if held.lost or time.time() - held.renewed < RENEW_SECONDS:
            return
        try:
            held.lease = self._store.renew_lease(held.lease, time.time(), LEASE_SECONDS)
        except LeaseLost:
            held.lost = True
            raise
        held.renewed = time.time()

    async def _until_due(self, lane: str, held: _Held) -> None:
        while True:
            # Read anew after every nap: another site of the lane may have been blocked meanwhile.
            state = self._store.lane(lane)
            self._refuse_if_long(lane, state.paused_until, "it blocked us")
            self._refuse_if_long(lane, state.not_before, "it asked to wait")
            wait = max(held.free_at, state.not_before, state.paused_until) - time.time()
            if wait <= 0:
                return
            # Short naps, because a lease must be renewed and a stop obeyed meanwhile.
            await self.sleep(min(wait, 5.0))
            self._renew(held)

    def _refuse_if_long(self, lane: str, until: float, why: str) -> None:
        if until - time.time() > self._longest_wait:
            raise LanePaused(lane, until, why)

    def _check_quota(self, lane: str, pace: Pace) -> None:
        state = self._store.lane(lane)
        if pace.quota is not None and state.day == day_of(pace.zone) and state.requests >= pace.quota:
            why = f"its {pace.quota} requests of today are used up"
            raise LanePaused(lane, next_day(pace.zone), why)

    async def sleep(self, seconds: float) -> None:
        """Sleep, but wake with ``Stopped`` when the run is to stop."""
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return
        raise Stopped("the run was asked to stop")


def day_of(zone: str) -> str:
    """The day a quota counts now."""
    return datetime.now(ZoneInfo(zone)).strftime("%Y-%m-%d")


def next_day(zone: str) -> float:
    """The moment (UNIX seconds) a quota begins anew."""
    here = ZoneInfo(zone)
    tomorrow = datetime.now(here).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=here).timestamp()


def quota_left(state: LaneState, quota: int, zone: str) -> int:
    """Requests a lane may still send today."""
    return max(0, quota - (state.requests if state.day == day_of(zone) else 0))


def _clock(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M UTC")
