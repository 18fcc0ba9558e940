"""Runs, work and lanes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from warden.errors import LeaseLost, UsageError
from warden.store.base import LedgerStep, Store
from warden.store.leases import Lease

from . import build as b

IVORY, TUSK = b.probe("ivory"), b.probe("tusk")
NOW = b.at(2)


def _queue(store: Store) -> None:
    b.begin(store, "run-1", TUSK, IVORY)
    store.add_work([b.work("run-1", IVORY), b.work("run-1", TUSK)])


def test_work_is_taken_by_priority_then_probe_then_page(store: Store) -> None:
    _queue(store)
    store.add_work([b.work("run-1", TUSK, 2), b.follow("run-1", b.key_of("1"), "item")])
    order = []
    while (work := store.next_work("run-1", b.LANE, NOW)) is not None:
        order.append((work.kind, work.probe_id, work.page))
        store.finish_work(LedgerStep(work.work_id, "blocked"))
    assert order == [
        ("item", None, 1),
        ("search", TUSK.probe_id, 1),
        ("search", TUSK.probe_id, 2),
        ("search", IVORY.probe_id, 1),
    ]
    assert [probe.term_id for probe in store.probes("run-1")] == ["tusk", "ivory"]


def test_known_work_is_left_alone(store: Store) -> None:
    _queue(store)
    assert store.add_work([b.work("run-1", IVORY), b.work("run-1", IVORY, 2)]) == 1
    assert store.lanes_due("run-1", NOW) == {b.LANE: 3}


def test_the_next_page_is_queued_with_the_done_one(store: Store) -> None:
    b.begin(store)
    first = b.work("run-1", b.probe())
    store.add_work([first])
    step = LedgerStep(first.work_id, "results", next=b.work("run-1", b.probe(), 2, cursor="/p2"))
    brought = b.batch(b.page(), (b.listing(), b.assessment()), step=step)
    store.ingest(brought)
    due = store.next_work("run-1", b.LANE, NOW)
    assert due is not None
    assert (due.page, due.cursor) == (2, "/p2")
    store.ingest(brought)
    assert store.work_counts("run-1") == {b.SITE: {"due": 1, "results": 1}}
    # The second page shows nothing the first had not: the probe ends there.
    again = b.batch(b.page(number=2), (b.listing(), b.assessment()))
    again.step = LedgerStep(due.work_id, "results", next=b.work("run-1", b.probe(), 3))
    store.ingest(again)
    assert store.work_counts("run-1") == {b.SITE: {"results": 2}}
    assert store.lanes_due("run-1", NOW, site=b.SITE) == {}


def test_another_slice_is_queued_though_nothing_new_was_there(store: Store) -> None:
    b.begin(store)
    first, second = b.work("run-1", b.probe()), b.work("run-1", b.probe(), 2, cursor="slices:[1,[0,5]]")
    store.add_work([first])
    step = LedgerStep(first.work_id, "none", next=second, always=True)
    store.ingest(b.batch(b.page(), step=step))
    due = store.next_work("run-1", b.LANE, NOW)
    assert due is not None
    assert (due.page, due.cursor) == (2, "slices:[1,[0,5]]")


def test_work_of_one_site_of_a_shared_lane(store: Store) -> None:
    other = b.probe("ivory", "demo_fr")
    b.begin(store, "run-1", other, IVORY)
    store.add_work([b.work("run-1", other), b.work("run-1", IVORY)])
    work = store.next_work("run-1", b.LANE, NOW, site="demo")
    assert work is not None
    assert work.probe_id == IVORY.probe_id
    assert store.lanes_due("run-1", NOW, site="demo_fr") == {b.LANE: 1}


def test_retried_work_waits_until_it_is_due(store: Store) -> None:
    b.begin(store)
    work = b.work("run-1", b.probe())
    store.add_work([work])
    store.retry_work(work.work_id, b.at(3), "timeout")
    assert store.next_work("run-1", b.LANE, b.at(2)) is None
    assert store.lanes_due("run-1", b.at(2)) == {}
    again = store.next_work("run-1", b.LANE, b.at(3))
    assert again is not None
    assert (again.attempts, again.reason) == (1, "timeout")


def test_what_went_badly_is_told_without_reading_all_work(store: Store) -> None:
    other = b.probe("tusk")
    b.begin(store, "run-1", IVORY, other)
    bad, fine = b.work("run-1", IVORY), b.work("run-1", other)  # the second is never taken
    again, untouched = b.work("run-1", IVORY, 2), b.work("run-1", other, 2)
    store.add_work([bad, fine, again, untouched])
    store.finish_work(LedgerStep(bad.work_id, "failed", "no offers"))
    store.retry_work(again.work_id, b.at(3), "timeout")
    found = {(one.work_id, one.reason) for one in store.troubled("run-1", 10)}
    assert found == {(bad.work_id, "no offers"), (again.work_id, "timeout")}
    assert len(store.troubled("run-1", 1)) == 1
    assert store.troubled("run-2", 10) == []


def test_a_refused_cursor_restarts_its_probe_once(store: Store) -> None:
    b.begin(store)
    pages = [b.work("run-1", b.probe(), n) for n in (1, 2, 3)]
    store.add_work(pages[:1])
    for done, after in pairwise(pages):
        store.finish_work(LedgerStep(done.work_id, "changed", next=after))
    first = store.restart_probe(pages[2])
    assert first is not None
    assert (first.page, first.restarted, first.status) == (1, True, "due")
    assert "page 3" in (first.reason or "")
    store.finish_work(LedgerStep(first.work_id, "changed", next=pages[1]))
    second = store.next_work("run-1", b.LANE, NOW)
    assert second is not None
    assert (second.page, second.restarted) == (2, True)
    assert store.restart_probe(second) is None


def test_runs_are_found_again_by_signature(store: Store) -> None:
    store.start_run(b.run("a", "crawl ivory", b.at(2)))
    store.start_run(b.run("b", "crawl ivory", b.at(3)))
    found = store.unfinished_run("crawl ivory")
    assert found is not None
    assert found.run_id == "b"
    store.finish_run("b", "done", b.at(3), [b.recipe()])
    store.finish_run("a", "stopped", b.at(3))
    found = store.unfinished_run("crawl ivory")
    assert found is not None
    assert (found.run_id, found.status) == ("a", "stopped")
    store.start_run(found)
    store.finish_run("a", "failed", b.at(4))
    assert store.unfinished_run("crawl ivory") is None
    assert [run.run_id for run in store.runs()] == ["b", "a"]
    assert store.runs(watch="w") == []
    assert store.run_recipes("b") == [b.recipe()]


def test_unknown_work_is_told(store: Store) -> None:
    with pytest.raises(UsageError, match="no work nowhere"):
        store.finish_work(LedgerStep("nowhere", "none"))


# -- lanes -----------------------------------------------------------------------------------


def _follows(store: Store, owner: str, now: float) -> Lease | None:
    """The lane of an owner whose lease is over: an engine that trusts nobody's clock watches it for one lease first."""
    return store.take_lease(b.LANE, owner, now, 90) or store.take_lease(b.LANE, owner, now + 90, 90)


def test_a_lease_lasts_until_its_end(store: Store) -> None:
    lease = store.take_lease(b.LANE, "a", 1000.0, 90)
    assert lease is not None
    assert store.take_lease(b.LANE, "b", 1089.9, 90) is None
    renewed = store.renew_lease(lease, 1060.0, 90)
    assert (renewed.epoch, renewed.ends) == (lease.epoch, 1150.0)
    other = _follows(store, "b", 1150.0)
    assert other is not None
    assert other.epoch == lease.epoch + 1
    with pytest.raises(LeaseLost):
        store.renew_lease(lease, 1151.0, 90)


def test_a_dead_owner_is_followed_at_once(store: Store) -> None:
    assert store.take_lease(b.LANE, "dead", 1000.0, 90)
    assert store.take_lease(b.LANE, "b", 1001.0, 90, dead="somebody else") is None
    assert store.take_lease(b.LANE, "b", 1001.0, 90, dead="dead")


def test_released_lanes_are_free_and_keep_their_pace(store: Store) -> None:
    lease = store.take_lease(b.LANE, "a", 1000.0, 90)
    assert lease is not None
    assert store.note_request(lease, "2026-11-02", 1005.5) == 1
    assert store.note_request(lease, "2026-11-02", 1010.5) == 2
    store.set_pace(b.LANE, paused_until=2000.0, blocks=1)
    store.release_lease(lease)
    state = store.lane(b.LANE)
    assert (state.owner, state.not_before, state.paused_until, state.blocks) == (None, 1010.5, 2000.0, 1)
    with pytest.raises(LeaseLost):
        store.note_request(lease, "2026-11-02", 1020.0)
    lease = store.take_lease(b.LANE, "b", 1001.0, 90)
    assert lease is not None
    assert store.note_request(lease, "2026-11-02", 1015.0) == 3
    assert store.note_request(lease, "2026-11-03", 1020.0) == 1


def test_a_write_under_an_old_lease_writes_nothing(store: Store) -> None:
    b.begin(store)
    work = b.work("run-1", b.probe())
    store.add_work([work])
    lease = store.take_lease(b.LANE, "a", 1000.0, 90)
    assert _follows(store, "b", 1100.0)
    step = LedgerStep(work.work_id, "results", lease=lease)
    with pytest.raises(LeaseLost):
        store.ingest(b.batch(b.page(), (b.listing(), b.assessment("loxodonta")), step=step))
    with pytest.raises(LeaseLost):
        store.finish_work(step)
    with pytest.raises(LeaseLost):
        store.restart_probe(work, lease)
    assert store.counts()["listing"] == 0
    assert not store.known_page(b.page().page_id)
    assert store.lanes_due("run-1", NOW) == {b.LANE: 1}


def test_the_finished_runs_of_a_watch(store: Store) -> None:
    for day in range(2, 6):
        store.start_run(replace(b.run(f"w{day}", started=b.at(day)), watch="w"))
        store.start_run(replace(b.run(f"v{day}", started=b.at(day)), watch="v"))
    for name, status in (("w2", "done"), ("w3", "failed"), ("w4", "stopped"), ("v5", "done")):
        store.finish_run(name, status, b.at(9))
    assert [run.run_id for run in store.runs(2, watch="w")] == ["w4", "w3"]
    assert [run.status for run in store.runs(watch="w")] == ["stopped", "failed", "done"]
    assert [run.run_id for run in store.runs(watch="v")] == ["v5"]
