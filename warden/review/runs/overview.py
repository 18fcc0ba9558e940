"""What ran, what waits, how far it came: from the ledger, for the pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from warden.identity import instant, now, parse_instant
from warden.owners import is_dead
from warden.planning.reasons import BAD, reasons_of, told
from warden.records import Run
from warden.store.base import Store
from warden.store.requests import RunRequest

RECENT = 50
READ = 1_000
"""Pieces of work that ended badly, of which the reasons are read: a page shows the commonest."""
BEGINS = timedelta(seconds=30)
"""So long a run may take until it holds its first lane."""


@dataclass(frozen=True, slots=True)
class Line:
    """One run, or a wish for one that nobody took yet."""

    run_id: str
    at: str
    standing: str
    """waits, refused, cancelled, running, unfinished (nobody is at it), stopped, done, failed"""
    run: Run | None
    wish: RunRequest | None

    @property
    def by(self) -> str:
        return (self.run.by if self.run else None) or (self.wish.by if self.wish else None) or ""

    @property
    def what(self) -> str:
        command = self.run.command if self.run else self.wish.command if self.wish else {}
        kind = self.run.kind if self.run else ""
        return (self.run.watch if self.run else None) or in_words(command) or kind

    @property
    def goes_on(self) -> bool:
        """Whether a worker takes up what is left of it by itself."""
        return bool((self.run and self.run.watch) or (self.wish and self.wish.command))

    @property
    def live(self) -> bool:
        """Whether it will look otherwise soon."""
        return self.standing in ("waits", "running", "unfinished")


def in_words(command: Mapping[str, Any]) -> str:
    """A selection on one line."""
    if command.get("watch"):
        return str(command["watch"])
    parts = []
    for name in ("sites", "targets", "terms", "langs", "places", "domains"):
        values = command.get(name) or []
        if values:
            more = f" +{len(values) - 3}" if len(values) > 3 else ""
            parts.append(", ".join(map(str, values[:3])) + more)
    return " · ".join(parts) or ("known hits" if command.get("recheck") else "")


def line_of(store: Store, run_id: str, run: Run | None, wish: RunRequest | None) -> Line:
    """A run as it stands."""
    at = run.started_at if run else wish.at if wish else ""
    standing = _standing(run, wish)
    if standing == "running" and not _at_work(store, run_id):
        standing = "unfinished"
    return Line(run_id, at, standing, run, wish)


def _at_work(store: Store, run_id: str) -> bool:
    """Whether somebody holds a lane on which the run has work, or it began just now."""
    moment = now()
    run = store.run(run_id)
    if run is not None and moment - parse_instant(run.started_at) < BEGINS:
        return True
    lanes = store.lanes_due(run_id, instant(moment + timedelta(days=2)) or "")
    held = (store.lane(name) for name in lanes)
    return any(lane.owner and lane.ends > moment.timestamp() and not is_dead(lane.owner) for lane in held)


def _standing(run: Run | None, wish: RunRequest | None) -> str:
    if run is not None and run.finished_at:
        return run.status
    if wish is not None and wish.stop_at:
        return "stopped" if run is not None else "cancelled"
    if run is not None:
        return "running"
    return "refused" if wish is not None and wish.refused else "waits"


def recent(store: Store) -> list[Line]:
    """Wishes nobody took, then runs, the newest first."""
    wishes = {wish.run_id: wish for wish in store.run_requests(RECENT)}
    runs = store.runs(RECENT)
    known = {run.run_id for run in runs}
    waiting = [
        line_of(store, name, None, wish)
        for name, wish in wishes.items()
        if name not in known and wish.command and store.run(name) is None
    ]
    return [*waiting, *(line_of(store, run.run_id, run, wishes.get(run.run_id)) for run in runs)]


@dataclass(slots=True)
class OfSite:
    """How a run went on one site: requests by outcome, what is left, why some ended badly."""

    site: str
    counts: dict[str, int]
    reasons: list[str] = field(default_factory=list)

    @property
    def bad(self) -> bool:
        return any(self.counts.get(name) for name in BAD)


def by_site(store: Store, run_id: str) -> list[OfSite]:
    """The sites of a run, those with faults first. Counted in the store, however much work the run has."""
    counts = store.work_counts(run_id)
    found = [OfSite(site, numbers) for site, numbers in sorted(counts.items())]
    if any(one.bad for one in found):
        why = reasons_of(store.troubled(run_id, READ))
        for one in found:
            one.reasons = told(why.get(one.site, Counter()))
    return sorted(found, key=lambda one: (not one.bad, one.site))
