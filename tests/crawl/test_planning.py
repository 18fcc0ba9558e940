"""One process at a time plans; who is too slow learns it, and a worker's pauses only grow."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

import pytest

from crawler import planning
from warden.cli.state import State
from warden.cli.stopping import Stopping
from warden.cli.worker import _Worker
from warden.errors import LeaseLost
from warden.store import open_store


def test_a_plan_keeps_its_right_as_long_as_it_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "LEASE_SECONDS", 0.5)
    with closing(open_store(str(tmp_path / "a.db"))) as store, planning.planning(store) as still_ours:
        for _ in range(4):
            time.sleep(0.2)
            still_ours()
        # As if by another machine: this process's own owner is known to be alive.
        assert store.take_lease(planning.PLAN, "elsewhere-1", time.time(), 90) is None
        time.sleep(0.6)
        assert store.take_lease(planning.PLAN, "elsewhere-1", time.time(), 90) is not None
        with pytest.raises(LeaseLost):
            still_ours()


@pytest.mark.parametrize(("look", "away"), [(1.0, False), (60.0, False), (3_600.0, False), (3_600.0, True)])
def test_failures_never_shorten_a_pause(look: float, away: bool) -> None:
    worker = _Worker(State(config=None, store=None, data=None), look, Stopping())
    worker.away = away
    pauses = []
    for worker.failures in range(12):
        pauses.append(worker._pause())
    assert pauses == sorted(pauses)
    assert pauses[0] == look
