"""The ledger and the lanes on a real node: what holds for this engine alone; tests/store has the rest."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.store import build as b
from warden.errors import LeaseLost
from warden.store.base import LedgerStep
from warden.store.elasticsearch.documents import Documents
from warden.store.elasticsearch.store import ElasticStore
from warden.store.leases import Lease


def test_a_lease_is_over_when_nothing_has_moved_for_one(store: ElasticStore, documents: Documents) -> None:
    other = ElasticStore(store.url)
    lease = store.take_lease(b.LANE, "a", 1000.0, 90)
    assert lease is not None
    # The other's clock is an hour ahead; that changes nothing.
    assert other.take_lease(b.LANE, "b", 4600.0, 90) is None
    assert other.take_lease(b.LANE, "b", 4689.0, 90) is None
    store.renew_lease(lease, 1085.0, 90)
    assert other.take_lease(b.LANE, "b", 4691.0, 90) is None
    assert other.take_lease(b.LANE, "b", 4780.0, 90) is None
    taken = other.take_lease(b.LANE, "b", 4781.0, 90)
    assert taken is not None
    assert taken.epoch == lease.epoch + 1
    for late in (lambda: store.renew_lease(lease, 1090.0, 90), lambda: store.note_request(lease, "d", 1.0)):
        with pytest.raises(LeaseLost):
            late()
    store.release_lease(lease)
    assert store.lane(b.LANE).owner == "b"


def test_a_lane_has_one_holder_whoever_asks_at_once(store: ElasticStore, documents: Documents) -> None:
    def ask(owner: int) -> Lease | None:
        return ElasticStore(store.url).take_lease(b.LANE, f"worker-{owner}", 1000.0, 90)

    with ThreadPoolExecutor(6) as pool:
        taken = [lease for lease in pool.map(ask, range(12)) if lease is not None]
    assert len(taken) == 1


def test_old_leases_close_no_work(store: ElasticStore) -> None:
    store.start_run(b.run())
    store.add_probes("run-1", [b.probe()])
    work = b.work("run-1", b.probe())
    assert store.add_work([work]) == 1
    lease = store.take_lease(b.LANE, "a", 1000.0, 90)
    assert store.take_lease(b.LANE, "b", 1100.0, 90, dead="a")
    with pytest.raises(LeaseLost):
        store.finish_work(LedgerStep(work.work_id, "results", lease=lease))
    with pytest.raises(LeaseLost):
        store.restart_probe(work, lease)
    assert store.lanes_due("run-1", b.at(2)) == {b.LANE: 1}


def test_counts_and_walks_of_a_run(store: ElasticStore) -> None:
    store.start_run(b.run())
    store.add_probes("run-1", [b.probe()])
    works = [b.work("run-1", b.probe(), page) for page in range(1, 6)]
    assert store.add_work(works) == 5
    store.finish_work(LedgerStep(works[0].work_id, "results"), requests=2, bytes=10)
    store.finish_work(LedgerStep(works[1].work_id, "failed", "no answer in time"))
    assert store.work_counts("run-1") == {b.SITE: {"results": 1, "failed": 1, "due": 3}}
    walked = list(store.works("run-1"))
    assert [(one.page, one.status, one.outcome) for one in walked[:3]] == [
        (1, "done", "results"),
        (2, "failed", "failed"),
        (3, "due", None),
    ]
    assert [one.work_id for one in walked] == [one.work_id for one in works]
