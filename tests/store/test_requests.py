"""Runs that are asked for, taken by one worker, stopped and resumed; the same on every engine."""

from __future__ import annotations

import pytest

from tests.store import build as b
from warden.store.base import Store
from warden.store.requests import RunRequest

ASKED = RunRequest("r1", b.at(1), "anna", {"sites": ["here"], "terms": ["ivory"]})


def test_a_wish_is_taken_once(store: Store) -> None:
    assert store.run_request("r1") is None
    store.request_run(ASKED)
    store.request_run(RunRequest("r1", b.at(2), "bert", {"watch": "other"}))

    assert store.run_request("r1") == ASKED
    assert ASKED.open
    assert [store.take_request("r1", b.at(2)), store.take_request("r1", b.at(3))] == [True, False]
    taken = store.run_request("r1")
    assert taken is not None
    assert (taken.taken_at, taken.open) == (b.at(2), False)


def test_a_wish_that_cannot_be_met_says_why_and_is_not_taken(store: Store) -> None:
    store.request_run(ASKED)
    store.refuse_request("r1", "no contact")

    assert not store.take_request("r1", b.at(2))
    assert [one.refused for one in store.run_requests()] == ["no contact"]


def test_the_newest_wish_comes_first(store: Store) -> None:
    for day in (1, 3, 2):
        store.request_run(RunRequest(f"r{day}", b.at(day), None, {"watch": "w"}))

    assert [one.run_id for one in store.run_requests()] == ["r3", "r2", "r1"]
    assert [one.run_id for one in store.run_requests(1)] == ["r3"]


@pytest.mark.parametrize("asked", [True, False])
def test_of_a_stopped_run_no_work_is_given_out(store: Store, asked: bool) -> None:
    b.begin(store, "r1")
    b.begin(store, "other")
    store.add_work([b.work("r1", b.probe()), b.work("other", b.probe())])
    if asked:
        store.request_run(ASKED)
        store.take_request("r1", b.at(1))
    lane = b.work("r1", b.probe()).lane

    store.stop_run("r1", b.at(2), "anna")
    store.stop_run("r1", b.at(3), "bert")

    assert store.next_work("r1", lane, b.at(4)) is None
    assert store.lanes_due("r1", b.at(4)) == {}
    assert store.next_work("other", lane, b.at(4)) is not None
    stopped = store.run_request("r1")
    assert stopped is not None
    assert (stopped.stop_at, stopped.stop_by) == (b.at(2), "anna")

    store.resume_run("r1")
    assert store.next_work("r1", lane, b.at(4)) is not None
    assert store.lanes_due("r1", b.at(4)) == {lane: 1}


def test_a_wish_that_is_stopped_before_anybody_took_it_is_not_taken(store: Store) -> None:
    store.request_run(ASKED)
    store.stop_run("r1", b.at(2), "anna")

    assert not store.take_request("r1", b.at(3))
    store.resume_run("r1")
    assert store.take_request("r1", b.at(4))


def test_a_run_is_found_by_its_id(store: Store) -> None:
    b.begin(store, "r1")
    found = store.run("r1")
    assert found is not None
    assert (found.run_id, found.status) == ("r1", "running")
    assert store.run("r2") is None
