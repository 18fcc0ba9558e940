"""``warden worker``: take due work for ever."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from warden.cli.asked import waiting
from warden.cli.state import State, say
from warden.cli.stopping import Stopping
from warden.cli.watching import cannot_run, due_watches, probes_of
from warden.errors import DiskFull, StoreAway, StoreLocked
from warden.identity import instant, now
from warden.owners import BESIDE, WORKER
from warden.records import Run
from warden.store.base import Store

if TYPE_CHECKING:
    from crawler.sites.site import Site

LONGEST_WAIT, AWAY_WAIT = 300.0, 60.0
"""Seconds at most between two tries while the rounds fail, or while the store is away."""
_TICK = 0.5
LOOK_ASKED = 3.0
"""Seconds between two looks for what was asked for in the console: somebody is waiting."""
AT_ONCE = 4
"""Rounds of a worker at a time."""
DUE, AHEAD = "due", "ahead"
GRACE = 60.0
"""Seconds a round has for its present requests when the worker is to end."""


def register(app: typer.Typer) -> None:
    app.command("worker")(worker)


def worker(
    ctx: typer.Context,
    look: Annotated[
        float, typer.Option(min=1, metavar="SECONDS", help="How often to look for due work.")
    ] = 60.0,
) -> None:
    """Take due work for ever: watches by their `every`, re-checks, runs asked for in the console; retention once a day.

    Any number may run, on any machines that share a store: each lane is one worker's at a time.
    """
    state: State = ctx.obj
    with Stopping() as stopping:
        _Worker(state, look, stopping).work()
    raise typer.Exit(stopping.code)


@dataclass(slots=True)
class _Worker:
    """One worker. A round is a process of its own, since Scrapy starts once a process.

    What is due goes one round after the other; what was asked for in the console goes beside it, so that nobody waits
    for a watch of many hours.
    """

    state: State
    look: float
    stopping: Stopping
    failures: int = 0
    cleaned: date | None = None
    away: bool = False
    """The store did not answer when it was asked last."""
    rounds: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    """By what they were started for: ``DUE``, the id of a run, or ``AHEAD``."""
    waits: dict[str, tuple[int, float]] = field(default_factory=dict)
    """Of runs asked for that ended badly: how often, and when they are tried again."""
    ended: set[str] = field(default_factory=set)
    """Runs asked for that are at their end."""

    def work(self) -> None:
        say(f"worker {os.getpid()}: looking for due work every {self.look:g} s")
        _ = self.state.site_files  # what is left out is told at the beginning; each round tells it again
        looked = asked = -LONGEST_WAIT - self.look
        beside = int(os.environ.get(BESIDE) or 0)
        while not self.stopping.asked:
            moment = time.monotonic()
            if beside and os.getppid() != beside:
                self.stopping.number = signal.SIGTERM  # the console it ran beside was killed
                break
            if DUE not in self.rounds and moment - looked >= self._pause():
                if self._look():
                    self._start(DUE, "--due")
                looked = moment
            if moment - asked >= min(LOOK_ASKED, self.look):
                self._take_asked()
                asked = moment
            if self._reap():
                looked = time.monotonic()
            time.sleep(_TICK)
        self._end_rounds()
        say("the worker has ended; what is due stays due")

    def _look(self) -> bool:
        """Whether there is work. A store that is away, or has no room, is told once and asked again later."""
        try:
            with self.state.open_store() as store:
                self._retention(store)
                found = has_work(self.state, store, self.rounds)
        except (StoreAway, StoreLocked, DiskFull) as away:
            self.failures += 1
            # What it says of itself changes while it starts: one line for the whole absence.
            if not self.away:
                say(f"{away} Trying again until it answers.")
            self.away = True
            return False
        if self.away:
            say("the store answers again")
            self.away, self.failures = False, 0
        return found

    def _retention(self, store: Store) -> None:
        from warden.cli.retention import apply_retention

        today = now().date()
        if self.cleaned != today:
            apply_retention(self.state.config, store, say)
            self.cleaned = today

    def _take_asked(self) -> None:
        """Start what was asked for, a few at a time. While the store is away the other look tells it."""
        if self.away:
            return
        try:
            with self.state.open_store() as store:
                names = _able(self.state, store, filter(self._free, waiting(store, self.ended)))
        except (StoreAway, StoreLocked, DiskFull):
            return
        for name in names[: max(0, AT_ONCE - len(self.rounds))]:
            self._start(name, "--run", name)

    def _free(self, name: str) -> bool:
        """Whether a run is in no round's hand, and need not wait after a bad end."""
        return name not in self.rounds and self.waits.get(name, (0, 0.0))[1] <= time.monotonic()

    def _start(self, name: str, *words: str, verb: str = "crawl") -> None:
        command = [sys.executable, "-m", "warden", verb, *words]
        told = {**os.environ, **environment(self.state), WORKER: str(os.getpid())}
        self.rounds[name] = subprocess.Popen(command, env=told)

    def _reap(self) -> bool:
        """Let go of rounds that have ended; whether the one for what is due has."""
        ended = {name: code for name, one in self.rounds.items() if (code := one.poll()) is not None}
        for name, code in ended.items():
            del self.rounds[name]
            if name == DUE:
                self._after(code)
            elif name != AHEAD and code != 0 and not self.stopping.asked:
                # What it could not do now it cannot do in three seconds either.
                failures = self.waits.get(name, (0, 0.0))[0] + 1
                pause = min(LONGEST_WAIT, LOOK_ASKED * 2**failures)
                self.waits[name] = (failures, time.monotonic() + pause)
                if code != 1:
                    say(
                        f"the run {name} that was asked for ended with {code}; again in {pause:.0f} s at the earliest"
                    )
        if ended.keys() - {AHEAD} and AHEAD not in self.rounds and not self.stopping.asked:
            self._start(AHEAD, "ahead", "--json", verb="trends")
        return DUE in ended

    def _end_rounds(self) -> None:
        """Pass the signal on; rounds end after their present requests."""
        for one in self.rounds.values():
            one.send_signal(self.stopping.number or signal.SIGTERM)
        ends = time.monotonic() + GRACE
        for one in self.rounds.values():
            try:
                one.wait(max(0.0, ends - time.monotonic()))
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()

    def _after(self, code: int) -> None:
        # 1: the crawl ended and some page was blocked, changed or failed; that is the watch's own matter.
        if code in (0, 1) or self.stopping.asked:
            self.failures = 0
        else:
            self.failures += 1
            say(f"the round ended with {code}; the next one in {self._pause():.0f} s")

    def _pause(self) -> float:
        """``look``, and longer the more tries have failed one after another."""
        longest = max(AWAY_WAIT if self.away else LONGEST_WAIT, self.look)
        return self.look if not self.failures else min(longest, self.look * 2 ** min(self.failures, 8))


def _able(state: State, store: Store, names: Iterable[str]) -> list[str]:
    """Of the runs that were asked for those that are new, or have work on a lane that does not rest."""
    runs = {name: store.run(name) for name in names}
    # All site files are read for that: once, however many runs are not at their end.
    lanes = _lanes(state) if any(runs.values()) else {}
    return [name for name, run in runs.items() if run is None or _may_go_on(store, run, lanes)]


def _lanes(state: State) -> dict[str, Site]:
    from crawler.sites.load import load_sites

    return {site.lane: site for site in load_sites(state.sites).values()}


def has_work(state: State, store: Store, busy: Container[str] = ()) -> bool:
    """Whether a round would send anything: a watch that is due, a re-check, or what a round left that may go on.

    ``busy``: ids of runs that another round has in hand.
    """
    from crawler.launch import rechecks_due
    from crawler.sites.load import load_sites

    sites = load_sites(state.sites)  # each time: files are mended while a worker runs
    lanes = {site.lane: site for site in sites.values()}
    resting: set[str | None] = set()
    for run in store.runs(50):
        if run.status in ("running", "stopped") and (run.watch or run.command.get("recheck")):
            if run.run_id not in busy and _may_go_on(store, run, lanes):
                return True
            resting.add(run.watch)
    for name in due_watches(store):
        if name not in resting and not cannot_run(probes_of(store, name)[0], sites):
            return True
    return None not in resting and bool(rechecks_due(store, sites))


def _may_go_on(store: Store, run: Run, lanes: Mapping[str, Site]) -> bool:
    """Whether a run has due work on a lane that does not rest: after a block, today's requests used up, no key."""
    from crawler.keys import missing_keys
    from crawler.lanes import quota_left

    moment = now()
    for name in store.lanes_due(run.run_id, instant(moment) or ""):
        lane, site = store.lane(name), lanes.get(name)
        policy = site.file.policy if site else None
        used_up = (
            policy is not None
            and policy.quota is not None
            and not quota_left(lane, policy.quota, policy.quota_zone)
        )
        keyless = site is not None and bool(missing_keys(site.auth))
        if not (used_up or keyless) and max(lane.paused_until, lane.not_before) <= moment.timestamp():
            return True
    return False


def environment(state: State) -> dict[str, str]:
    """The global options this process was given, for its rounds."""
    file, store, data = state.told
    named = {"WARDEN_CONFIG": file, "WARDEN_STORE": store, "WARDEN_DATA": data}
    return {name: str(value) for name, value in named.items() if value is not None}
