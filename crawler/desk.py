"""The desk hands out work: for one Site, one piece at a time on each of its lanes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

from crawler.expectations import ask_in_doubt
from crawler.lanes import LanePaused, Stopped
from crawler.leads import followed
from crawler.runtime import Runtime
from warden.errors import LeaseLost, WardenError
from warden.identity import instant, now, parse_instant
from warden.records import Work


@dataclass(slots=True, eq=False)
class Ticket:
    """A piece of work on its way; ``done`` is set when it is in the store or has been put back."""

    work: Work
    done: asyncio.Future[bool] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def close(self, go_on: bool = True) -> None:
        """``go_on`` false ends the lane for this run: it is paused, lost or the run stops."""
        if not self.done.done():
            self.done.set_result(go_on)


class Desk:
    """Iterates over tickets until nothing is due on any lane, or every lane is paused."""

    def __init__(self, runtime: Runtime, site: str) -> None:
        self._runtime = runtime
        self._site = site
        self._queue: asyncio.Queue[Ticket] = asyncio.Queue()
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._closed: set[str] = set()

    async def tickets(self) -> AsyncIterator[Ticket]:
        """Tickets as they come due; the next of a lane only after the last one is closed."""
        try:
            while True:
                self._open_lanes()
                if not self._lanes and self._queue.empty() and not self._in_doubt():
                    if not self._awaits_leads():
                        return
                    await asyncio.sleep(0.1)
                    continue
                async for ticket in self._next():
                    yield ticket
        finally:
            self._runtime.searching.discard(self._site)
            for task in self._lanes.values():
                task.cancel()

    def _awaits_leads(self) -> bool:
        """A search engine of this run may still find pages of this site."""
        runtime = self._runtime
        runtime.searching.discard(self._site)
        wanted = runtime.searching and not runtime.lanes.stopping.is_set()
        return bool(wanted) and runtime.sites[self._site] in followed(runtime)

    async def _next(self) -> AsyncIterator[Ticket]:
        waiting = asyncio.ensure_future(self._queue.get())
        await asyncio.wait([waiting, *self._lanes.values()], return_when=asyncio.FIRST_COMPLETED)
        if waiting.done():
            yield waiting.result()
        else:
            waiting.cancel()
        for lane, task in list(self._lanes.items()):
            if task.done():
                del self._lanes[lane]
                task.result()

    def _open_lanes(self) -> None:
        if self._runtime.lanes.stopping.is_set():
            return
        horizon = instant(now() + timedelta(seconds=self._runtime.session.config.crawl.longest_wait)) or ""
        due = self._runtime.store.lanes_due(self._runtime.run.run_id, horizon, site=self._site)
        for lane in due:
            if lane not in self._lanes and lane not in self._closed:
                self._lanes[lane] = asyncio.ensure_future(self._work(lane))

    def _in_doubt(self) -> bool:
        """Nothing is left, and nothing was found: the calibration term is asked before the end."""
        if self._closed or self._runtime.lanes.stopping.is_set():
            return False
        if not ask_in_doubt(self._runtime, self._runtime.sites[self._site]):
            return False
        self._open_lanes()
        return True

    async def _work(self, lane: str) -> None:
        lanes = self._runtime.lanes
        try:
            await lanes.take(lane)
        except Stopped:
            return
        try:
            while not lanes.stopping.is_set():
                work = await self._due(lane)
                if work is None:
                    return
                ticket = Ticket(work)
                self._queue.put_nowait(ticket)
                if not await ticket.done:
                    self._closed.add(lane)
                    return
        except (LanePaused, LeaseLost) as why:
            self._runtime.session.say(str(why))
            self._closed.add(lane)
        except Stopped:
            return
        except WardenError as fault:
            self._runtime.stop(fault)
        finally:
            lanes.give_back(lane)

    async def _due(self, lane: str) -> Work | None:
        """The next work; waits for one that comes due within the configured wait."""
        store, run = self._runtime.store, self._runtime.run.run_id
        longest = self._runtime.session.config.crawl.longest_wait
        while True:
            work = store.next_work(run, lane, instant(now()) or "", site=self._site)
            if work:
                return work
            later = store.next_work(
                run, lane, instant(now() + timedelta(seconds=longest)) or "", site=self._site
            )
            if later is None or later.due_at is None:
                return None
            wait = (parse_instant(later.due_at) - now()).total_seconds()
            await self._runtime.lanes.sleep(max(min(wait, 5.0), 0.05))
