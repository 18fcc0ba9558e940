"""Requests that are lost, late, too large or refused: nothing is done twice, and everything is named."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from elasticsearch import ConnectionTimeout

from tests.elastic.node import free_port
from tests.elastic.test_documents import elsewhere, lane
from tests.store import build as b
from warden.errors import CannotContinue, DiskFull, StoreAway, StoreTooNew
from warden.store.elasticsearch import bulks, connection, doc, patience, reading
from warden.store.elasticsearch.connection import Place, connect, place_of
from warden.store.elasticsearch.documents import Documents, Write, at_once, every
from warden.store.elasticsearch.indices import SCHEMA
from warden.store.elasticsearch.store import ElasticStore

__all__ = ["elsewhere"]


class Between:
    """A client of which one method does something else."""

    def __init__(self, client: Any, name: str, instead: Callable[..., Any]) -> None:
        self._client, self._name, self._instead = client, name, instead

    def __getattr__(self, name: str) -> Any:
        return self._instead if name == self._name else getattr(self._client, name)


def lose_an_answer(docs: Documents, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next bulk is done, and its answer does not arrive."""
    client, lost = docs.client, False

    def bulk(**told: Any) -> Any:
        nonlocal lost
        answer = client.bulk(**told)
        if not lost:
            lost = True
            raise ConnectionTimeout("timed out")
        return answer

    monkeypatch.setattr(docs, "client", Between(client, "bulk", bulk))


# -- writes ----------------------------------------------------------------------------------------


def test_a_change_whose_answer_is_lost_is_made_once(
    store: ElasticStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    b.begin(store)
    store.add_work([b.work("run-1", b.probe())])
    work = store.next_work("run-1", b.LANE, b.at(3))
    assert work is not None
    lease = store.take_lease("l", "me", 0, 90)
    assert lease is not None
    lose_an_answer(store.docs, monkeypatch)
    assert store.note_request(lease, "2026-11-02", 0.0) == 1
    lose_an_answer(store.docs, monkeypatch)
    store.retry_work(work.work_id, b.at(2), "x")
    assert [one.attempts for one in store.works("run-1")] == [1]
    lose_an_answer(store.docs, monkeypatch)
    begun = store.restart_probe(work)
    assert begun is not None
    assert begun.attempts == 0
    lose_an_answer(store.docs, monkeypatch)
    taken = store.take_lease("m", "me", 0, 90)
    assert taken is not None
    assert (taken.epoch, store.lane("m").epoch) == (1, 1)


def test_what_a_write_has_drawn_is_no_part_of_what_is_kept(store: ElasticStore) -> None:
    b.seen(store)
    store.take_lease("l", "me", 0, 90)
    for kind in ("run", "page", "listing", "lane"):
        docs = list(store.docs.each(kind, every(), [{"_seq_no": "asc"}]))
        found = store.docs.search(kind, query=every())["hits"]["hits"]
        sources = [*(one.source for one in docs), *(row["_source"] for row in found)]
        assert sources
        assert not any("token" in (source or {}) for source in sources), kind
        assert not any("token" in record for _, record in store.records(kind, "")), kind
    assert all(one.token for one in store.docs.each("lane", every(), [{"lane": "asc"}]))


def test_requests_are_cut_by_bytes(documents: Documents, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    client = documents.client

    def bulk(**told: Any) -> Any:
        sizes.append(sum(map(len, told["operations"])))
        return client.bulk(**told)

    monkeypatch.setattr(documents, "client", Between(client, "bulk", bulk))
    large = {"name": "x", "value": "x" * 230_000}
    documents.write([Write("setting", f"user {n}", large) for n in range(60)])
    assert len(sizes) == 3
    assert max(sizes) <= bulks.MOST_BYTES
    assert documents.count("setting", {"term": {"name": "x"}}) == 60


def test_large_documents_are_read_few_at_a_time(
    documents: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    client = documents.client

    def search(**told: Any) -> Any:
        asked.append(told["size"])
        return client.search(**told)

    monkeypatch.setattr(documents, "client", Between(client, "search", search))
    list(documents.each("listing", every(), [{"listing_key": "asc"}]))
    assert asked == [at_once("listing")] == [50]


def test_a_migration_that_begins_between_two_tries_is_seen(
    documents: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, tries = documents.client, 0
    monkeypatch.setattr(bulks, "LOOK_EVERY", 0.0)

    def bulk(**told: Any) -> Any:
        nonlocal tries
        tries += 1
        told_next = {"name": "schema_next", "value": str(SCHEMA + 1)}
        client.index(index=documents.indices["setting"], id="schema_next", document=told_next)
        return {"items": [{"index": {"status": 429, "error": {"type": "es_rejected_execution_exception"}}}]}

    monkeypatch.setattr(documents, "client", Between(client, "bulk", bulk))
    with pytest.raises(StoreTooNew):
        documents.write([Write("lane", "a", lane("a", 1))])
    assert tries == 1


@pytest.mark.parametrize("name", ["ф" * 400, "f" * 513, "\ud800"], ids=["letters", "bytes", "surrogate"])
def test_ids_that_elasticsearch_does_not_take(documents: Documents, name: str) -> None:
    assert documents.get("lane", name).source is None
    assert documents.create("lane", {name: lane("x", 1)}) == 1
    assert documents.change("lane", name, lambda old: lane("x", (old or {})["epoch"] + 1)) == lane("x", 2)
    found = documents.get_all("lane", ["", name, name + "f"])
    assert [(one.id, one.source) for one in found] == [
        ("", None),
        (name, lane("x", 2)),
        (name + "f", None),
    ]
    documents.write([Write("lane", name, None)])
    assert documents.get("lane", name).source is None


def test_long_and_empty_names(store: ElasticStore) -> None:
    key, file = "k", "d/" + "ф" * 250 + ".html"
    store.add_evidence(key, "item", file, "0" * 64, {})
    assert [piece["file"] for piece in store.evidence(key)] == [file]
    store.docs.write([Write("evidence", f"{key} item {file}", None)])
    assert store.save_watch("w" * 600, {}, [b.probe()], b.at(2)) == 1
    assert store.watch("w" * 600) is not None
    assert store.watch("") is store.hit("\ud800") is store.watch("\ud800") is None


# -- walks -----------------------------------------------------------------------------------------


def test_a_store_that_goes_away_in_the_middle_of_a_walk_is_told(
    documents: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "PATIENCE", 0.1)
    dead = connect(place_of(f"elasticsearch://127.0.0.1:{free_port()}", {}))
    with pytest.raises(StoreAway, match="does not answer"), documents.still("lane") as ask:
        monkeypatch.setattr(documents, "client", dead)
        ask(query=every())


@pytest.fixture
def points(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The points in time that were opened."""
    opened, made = reading.Reading._opened, []

    def noted(self: Any, kinds: Any) -> str:
        made.append(opened(self, kinds))
        return str(made[-1])

    monkeypatch.setattr(reading.Reading, "_opened", noted)
    monkeypatch.setitem(doc._FEWER, "lane", 7)
    return made


@pytest.mark.parametrize("field", ["lane", "day", "_seq_no"])
def test_a_walk_goes_on_when_its_point_in_time_has_ended(
    documents: Documents, points: list[str], field: str
) -> None:
    names = [f"{n:02}" for n in range(30)]
    documents.write([Write("lane", name, lane(name, 1)) for name in names])
    walk = documents.each("lane", every(), [{field: "asc"}])
    told = [next(walk).id for _ in range(7)]
    documents.client.close_point_in_time(id=points[0])
    if field == "lane":  # changed where the walk stands
        documents.write([Write("lane", told[-1], lane(told[-1], 2))])
    assert [*told, *(one.id for one in walk)] == names
    assert len(points) == 2


def test_a_walk_that_cannot_go_on_says_so(documents: Documents, points: list[str]) -> None:
    documents.write([Write("lane", f"{n}", lane("x", 1)) for n in range(10)])
    walk = documents.each("lane", every(), [{"_shard_doc": "asc"}])
    next(walk)
    documents.client.close_point_in_time(id=points[0])
    with pytest.raises(CannotContinue, match="interrupted for so long"):
        list(walk)


# -- stores that are away, dropped or blocked ----------------------------------------------------------


def test_one_deadline_for_all_tries(documents: Documents, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PATIENCE", 1.0)
    monkeypatch.setattr(patience, "_HEALTH", 0.2)
    monkeypatch.setattr(connection, "LEAST", 0.2)
    documents.get("lane", "a")
    with closing(socket.socket()) as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        place = place_of(f"elasticsearch://127.0.0.1:{silent.getsockname()[1]}", {})
        monkeypatch.setattr(documents, "client", connect(place))
        start = time.monotonic()
        with pytest.raises(StoreAway, match="does not answer"):
            documents.get("lane", "a")
    assert 0.9 < time.monotonic() - start < 2.5


@pytest.fixture
def dropped(elsewhere: Place) -> Iterator[Documents]:
    """A store that was dropped while a worker runs, on a cluster that makes indices by itself."""
    with connect(elsewhere) as client:
        docs = Documents(client, elsewhere)
        docs.indices.ensure(create=True)
        docs.indices.drop()
        client.cluster.put_settings(persistent={"action.auto_create_index": "true"})
        yield docs
        client.cluster.put_settings(persistent={"action.auto_create_index": None})
        assert not client.indices.exists(index=f"{elsewhere.prefix}-*", allow_no_indices=False)


@pytest.mark.parametrize(
    "call",
    [
        lambda docs: docs.get("lane", "a"),
        lambda docs: docs.write([Write("lane", "a", lane("a", 1))]),
        lambda docs: docs.write([Write("lane", "a", None)]),
        lambda docs: docs.count("lane", every()),
        lambda docs: list(docs.each("lane", every(), [{"lane": "asc"}])),
    ],
    ids=["get", "write", "delete", "count", "each"],
)
def test_a_store_that_was_dropped_is_told(dropped: Documents, call: Callable[[Documents], Any]) -> None:
    with pytest.raises(CannotContinue, match="is not there: the store was dropped"):
        call(dropped)


def test_an_index_that_cannot_be_made_is_told(elsewhere: Place) -> None:
    with connect(elsewhere) as client:
        docs = Documents(client, elsewhere)
        client.indices.create(index=docs.indices["lane"])
        try:
            with pytest.raises(CannotContinue, match="invalid_alias_name_exception"):
                docs.asked(lambda: docs.indices.ensure(create=True))
        finally:
            client.indices.delete(index=docs.indices["lane"])
        docs.indices.ensure(create=True)
        assert docs.indices.make("lane") is None


@pytest.mark.parametrize(
    ("block", "fault", "match"),
    [
        ("write", CannotContinue, "`warden store migrate` is under way"),
        ("read_only_allow_delete", DiskFull, "disks are nearly full"),
    ],
)
def test_who_has_blocked_an_index_is_told(
    documents: Documents, block: str, fault: type[Exception], match: str
) -> None:
    index, name = documents.indices["lane"], f"index.blocks.{block}"
    documents.client.indices.put_settings(index=index, settings={name: True})
    try:
        with pytest.raises(fault, match=match) as told:
            documents.write([Write("lane", "a", lane("a", 1))])
    finally:
        documents.client.indices.put_settings(index=index, settings={name: None})
    assert type(told.value) is fault


# -- copies ----------------------------------------------------------------------------------------


def test_what_is_left_of_erased_listings_is_walked_through_once(
    store: ElasticStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    walks: list[str] = []
    each = reading.Reading.each

    def noted(self: Any, kind: str, *told: Any, **more: Any) -> Iterator[doc.Doc]:
        walks.append(kind)
        return each(self, kind, *told, **more)

    monkeypatch.setattr(reading.Reading, "each", noted)
    own = "0198c0de-0000-7000-8000-000000000000"
    store.docs.create("erased", {own: {"contributions": []}})
    for part in (["a", "b"], ["c"], ["0198c0de0000700"]):
        store.add_records("erased", [{"erased": name, "rows": []} for name in part])
    assert walks == ["erased"]
    store.docs.create("erased", {"d": {"contributions": []}})  # by somebody else
    store.add_records("erased", [{"erased": "d", "rows": []}])
    assert walks == ["erased"] * 2
    assert store.docs.count("erased", every()) == 5
