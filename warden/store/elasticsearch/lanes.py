"""Leases, pace and quota of lanes, by compare-and-set; no clock but one's own is trusted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from warden.errors import LeaseLost
from warden.store.elasticsearch.documents import Doc, Documents
from warden.store.leases import LaneState, Lease, lost


def state_of(doc: Doc) -> LaneState:
    return LaneState(doc.id) if doc.source is None else LaneState(**doc.source)


def check(docs: Documents, lease: Lease) -> None:
    """Refuse to go on under a lease that has passed to somebody else; read in real time."""
    now = state_of(docs.get("lane", lease.lane))
    if (now.epoch, now.owner) != (lease.epoch, lease.owner):
        raise lost(lease)


class Lanes:
    """Lanes of an Elasticsearch store; see ``warden.store.base.Store``."""

    docs: Documents
    _watched: dict[str, tuple[int | None, float]]
    """By lane the newest ``_seq_no`` seen, and the moment, by our clock, at which it was first seen."""

    def lane(self, lane: str) -> LaneState:
        return state_of(self.docs.get("lane", lane))

    def take_lease(
        self, lane: str, owner: str, now: float, seconds: float, *, dead: str | None = None
    ) -> Lease | None:
        """Another's lease is over when nothing about the lane has moved for one whole lease, as seen from here:
        the first call of a waiting worker only begins to watch."""
        doc = self.docs.get("lane", lane)
        state = state_of(doc)
        if state.owner not in (None, owner, dead) and not self._still(doc, now, seconds):
            return None
        state.owner, state.epoch, state.ends = owner, state.epoch + 1, now + seconds
        if not self.docs.put("lane", doc, asdict(state)):
            return None  # somebody was faster
        self._watched.pop(lane, None)
        return Lease(lane, owner, state.epoch, state.ends)

    def _still(self, doc: Doc, now: float, seconds: float) -> bool:
        seen = self._watched.get(doc.id)
        if seen is None or seen[0] != doc.seq_no:
            self._watched[doc.id] = (doc.seq_no, now)
            return False
        return now - seen[1] >= seconds

    def _held(self, lease: Lease, change: Callable[[LaneState], None]) -> LaneState:
        """Change a lane under a lease. Raises ``LeaseLost``."""

        def apply(source: dict[str, Any] | None) -> dict[str, Any]:
            state = LaneState(**source) if source else LaneState(lease.lane)
            if (state.epoch, state.owner) != (lease.epoch, lease.owner):
                raise lost(lease)
            change(state)
            return asdict(state)

        return LaneState(**self.docs.change("lane", lease.lane, apply))

    def renew_lease(self, lease: Lease, now: float, seconds: float) -> Lease:
        def longer(state: LaneState) -> None:
            state.ends = now + seconds

        self._held(lease, longer)
        return Lease(lease.lane, lease.owner, lease.epoch, now + seconds)

    def release_lease(self, lease: Lease) -> None:
        def free(state: LaneState) -> None:
            state.owner, state.ends = None, 0.0

        try:
            self._held(lease, free)
        except LeaseLost:
            return

    def note_request(self, lease: Lease, day: str, not_before: float) -> int:
        def one_more(state: LaneState) -> None:
            state.requests = state.requests + 1 if state.day == day else 1
            state.day, state.not_before = day, not_before

        return self._held(lease, one_more).requests

    def set_pace(
        self,
        lane: str,
        *,
        not_before: float | None = None,
        paused_until: float | None = None,
        blocks: int | None = None,
    ) -> None:
        def paced(source: dict[str, Any] | None) -> dict[str, Any]:
            state = LaneState(**source) if source else LaneState(lane)
            state.not_before = max(not_before or 0.0, state.not_before)
            state.paused_until = state.paused_until if paused_until is None else paused_until
            state.blocks = state.blocks if blocks is None else blocks
            return asdict(state)

        self.docs.change("lane", lane, paced)
