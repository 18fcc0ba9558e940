"""Several at once on one store: what one does between two steps of another, each time at the worst moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.store import build as b
from warden.errors import LeaseLost, UnknownRevision, UsageError
from warden.records import Price
from warden.store.base import HitQuery, LedgerStep
from warden.store.elasticsearch import changes, clusters, erasures, listings, retention
from warden.store.elasticsearch.documents import Documents, every
from warden.store.elasticsearch.listing import Held
from warden.store.elasticsearch.store import ElasticStore
from warden.store.elasticsearch.texts import Texts
from warden.store.likeness import CROWD

KEY, HIT = b.key_of("1"), b.hit_of("1")
SAME = "http://127.0.0.1/same.jpg"


@pytest.fixture
def store(store: ElasticStore) -> Iterator[ElasticStore]:
    yield store
    assert store.check() == []


@pytest.fixture
def other(store: ElasticStore, elastic_url: str) -> Iterator[ElasticStore]:
    """Another process."""
    with ElasticStore(elastic_url) as opened:
        yield opened


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let something happen once, right before (or after) a call of a function."""

    def arrange(owner: Any, name: str, what: Callable[[], object], after: bool = False) -> None:
        real, done = getattr(owner, name), [False]

        def patched(*args: Any, **more: Any) -> Any:
            made = real(*args, **more) if after else None
            if not done[0]:
                done[0] = True
                what()
            return made if after else real(*args, **more)

        monkeypatch.setattr(owner, name, patched)

    return arrange


def erase(store: Any) -> dict[str, int]:
    told: dict[str, int] = store.apply_retention(other_before=b.at(10), hits_before=b.at(10))
    return told


def again(store: Any, *shown: Any, number: int = 2, day: int = 20, **more: Any) -> None:
    rows = shown or ((b.listing("1"), b.assessment("loxodonta")),)
    store.ingest(b.batch(b.page(number=number, captured=b.at(day), **more), *rows))


def whole(store: Any) -> None:
    """The listing is there with its content and its hit."""
    assert [row["listing"]["title"] for row in store.revisions(KEY)] == ["Old ivory netsuke"]
    assert [line.title for line in store.search(HitQuery(text="ivory"))] == ["Old ivory netsuke"]
    assert store.docs.count("setting", every({"term": {"name": erasures.NOTE}})) == 0
    assert store.docs.count("erased", every()) == 1


@pytest.mark.parametrize("name", ["_due", "_rows", "_goes", "_blank"])
@pytest.mark.parametrize("after", [False, True])
def test_a_listing_seen_again_while_its_erasure_is_finished(
    store: Any, other: Any, before: Any, name: str, after: bool
) -> None:
    b.seen(store)
    before(retention, name, lambda: again(other), after)
    assert erase(store)["listings"] == 1
    whole(store)


@pytest.mark.parametrize("step", ["under_way", "again"])
def test_a_listing_erased_to_the_end_while_it_is_written_again(
    store: Any, other: Any, before: Any, documents: Documents, step: str
) -> None:
    b.seen(store)
    doomed = documents.get_all("listing", [KEY])
    begun = erasures.note(documents, doomed)
    retention.remove(documents, doomed)
    owner: Any = erasures if step == "under_way" else Texts
    before(owner, step, lambda: retention.finish(other.docs, begun), after=step == "under_way")
    again(store)
    whole(store)


def test_the_finish_that_looked_before_the_listing_was_written(
    store: Any, other: Any, before: Any, documents: Documents
) -> None:
    b.seen(store)
    doomed = documents.get_all("listing", [KEY])
    begun = erasures.note(documents, doomed)
    retention.remove(documents, doomed)
    documents.write([listings.Write("hit", HIT, None)])  # so that only the revision is at stake
    # Its revision is written; the other one finds it, and no listing; then the listing is written, and it deletes.
    late: list[Any] = []
    real = Documents.write

    def write(self: Documents, writes: Any) -> Any:
        if self is other.docs and any(one.kind == "revision" and one.source is None for one in writes):
            late.append(writes)
            raise KeyboardInterrupt
        return real(self, writes)

    def look() -> None:
        with pytest.raises(KeyboardInterrupt), pytest.MonkeyPatch.context() as patch:
            patch.setattr(Documents, "write", write)
            retention.finish(other.docs, begun)

    before(Texts, "write", look, after=True)
    again(store)
    assert late
    other.docs.write(late[0])
    erase(store)
    whole(store)


@pytest.mark.parametrize("finished", [False, True])
def test_a_reading_beside_an_erasure_is_given_up(store: Any, other: Any, before: Any, finished: bool) -> None:
    b.seen(store)
    name = store.revisions(KEY)[0]["revision_id"]
    before(Texts, "write", lambda: erase(other), after=finished)
    with pytest.raises(UnknownRevision):
        store.add_reading(KEY, name, b.assessment("panthera"), b.recipe("t2"), b.at(4))
    if not finished:
        assert store.docs.get("revision", name).source is None
    again(store)
    whole(store)


def test_a_page_read_by_a_new_recipe_beside_an_erasure(store: Any, other: Any, before: Any) -> None:
    b.seen(store)
    before(Texts, "write", lambda: erase(other))
    again(store, recipe=b.recipe("t2"))
    whole(store)


def test_a_revision_that_was_lost_is_named_and_comes_back(store: Any, documents: Documents) -> None:
    b.seen(store)
    name = store.revisions(KEY)[0]["revision_id"]
    for damage in (None, {"readings": {}}):
        documents.write([listings.Write("revision", name, damage)])
        assert ("revisions without their content", 1) in [(one.what, one.count) for one in store.check()]
        store.mend()
        again(store, (b.listing("1", "Changed"), b.assessment("loxodonta")), number=3)
        again(store, number=4, day=21)
        assert store.check() == []
        assert store.hit(HIT).title == "Old ivory netsuke"


def test_people_and_readings_meet_a_listing_erased_meanwhile(store: Any, other: Any, before: Any) -> None:
    calls: list[tuple[Callable[[], Any], type[Exception] | None]] = [
        (lambda: store.add_verdict(b.verdict(HIT, "relevant_prohibited")), UsageError),
        (lambda: store.add_selection(HIT, "anna", "queue", "all", 1.0, b.at(3)), UsageError),
        (lambda: store.claim(HIT, "anna", b.at(3), b.at(4)), None),
    ]
    for call, fault in calls:
        b.seen(store)
        with pytest.MonkeyPatch.context() as patch:
            real = listings.change

            def change(*args: Any, real: Any = real) -> Any:
                erase(other)
                return real(*args)

            patch.setattr(listings, "change", change)
            if fault is None:
                assert call() is False
            else:
                with pytest.raises(fault, match="There is no hit"):
                    call()


def test_a_mate_erased_meanwhile_is_passed_over(store: Any, other: Any, before: Any) -> None:
    b.begin(store)
    hit = b.assessment("loxodonta")
    store.ingest(b.batch(b.page(captured=b.at(2)), (b.listing("1", image=SAME), hit)))
    before(clusters, "_settle_one", lambda: erase(other))
    again(store, (b.listing("2", image=SAME), hit))
    assert store.hit(b.hit_of("2")).cluster_id is None


def test_a_second_retention_forgets_nothing_of_the_first(
    store: Any, other: Any, before: Any, documents: Documents
) -> None:
    for killed_late in (False, True):
        b.seen(store)
        doomed = documents.get_all("listing", [KEY])
        begun = erasures.note(documents, doomed)
        # The second finds the note and leaves it alone, whether or not the listing is to go for it.
        other.apply_retention(other_before=b.at(1), hits_before=b.at(1))
        assert [one.erased for one in erasures.note(other.docs, doomed)] == [begun[0].erased]
        retention.remove(documents, doomed)
        if killed_late:
            documents.create("erased", {begun[0].erased: {"contributions": begun[0].contributions}})
        erase(other)
        retention.finish(documents, begun)
        assert list(store.search(HitQuery())) == []
    assert documents.count("erased", every()) == 2


def test_a_note_that_another_has_joined_is_not_taken_back(
    store: Any, other: Any, before: Any, documents: Documents
) -> None:
    b.seen(store)
    doomed = documents.get_all("listing", [KEY])

    def join() -> None:
        assert erasures.note(other.docs, doomed)
        retention.remove(other.docs, doomed)

    # Between the first one's note and its look whether the listing is still as noted.
    before(erasures, "_write", join, after=True)
    assert erasures.note(documents, doomed) == []
    assert [problem.count for problem in store.check()] == [1, 1]
    erase(store)
    assert documents.count("erased", every()) == 1


def test_a_note_that_nobody_needs_goes(store: Any, documents: Documents, monkeypatch: Any) -> None:
    b.seen(store)
    erasures.note(documents, documents.get_all("listing", [KEY]))
    never: dict[str, str] = {"other_before": b.at(1), "hits_before": b.at(1)}
    store.apply_retention(**never)
    assert list(erasures.noted(documents))
    monkeypatch.setattr(erasures, "FORGOTTEN", -erasures.FORGOTTEN)
    store.apply_retention(**never)
    assert not list(erasures.noted(documents))


@pytest.mark.parametrize("where", ["write", "under_way"])
def test_a_worker_that_wakes_late_writes_no_listing(store: Any, other: Any, before: Any, where: str) -> None:
    b.begin(store)
    store.add_work([b.work("run-1", b.probe())])
    work = b.work("run-1", b.probe()).work_id
    lease = store.take_lease(b.LANE, "sleeper", 0, 90)
    hit = b.assessment("loxodonta")
    cheap = b.listing("1", price=Price(50.0, None, "EUR", None, "asking"))

    def overtake() -> None:
        newer = other.take_lease(b.LANE, "other", 0, 90, dead="sleeper")
        step = LedgerStep(work, "results", lease=newer)
        other.ingest(b.batch(b.page(captured=b.at(9)), (cheap, hit), step=step))

    before(listings if where == "write" else erasures, where, overtake)
    step = LedgerStep(work, "results", lease=lease)
    rows = [(b.listing("1"), hit), (b.listing("2"), hit)]
    with pytest.raises(LeaseLost):
        store.ingest(b.batch(b.page(captured=b.at(8)), *rows, step=step))
    line = store.hit(HIT)
    assert (line.price.amount, line.sightings, line.last_seen_at) == (50.0, 1, b.at(9))
    assert store.hit(b.hit_of("2")) is None


def test_an_older_epoch_never_replaces_a_sighting(store: Any, documents: Documents) -> None:
    b.begin(store)
    store.add_work([b.work("run-1", b.probe())])
    lease = store.take_lease(b.LANE, "anna", 0, 90)
    step = LedgerStep(b.work("run-1", b.probe()).work_id, "results", lease=lease)
    on = b.page()
    store.ingest(b.batch(on, (b.listing("1"), b.assessment("loxodonta")), step=step))
    held = listings.read(documents, [KEY])[KEY]
    assert held.seen[on.page_id].epoch == lease.epoch
    late = changes.Moment(on, b.at(2), Texts(documents), b.at(2), epoch=lease.epoch - 1)
    with pytest.raises(LeaseLost):
        changes.take(held, b.entry(b.listing("1"), on, b.assessment("loxodonta")), late)


def test_a_crowd_is_not_read(store: Any, documents: Documents, monkeypatch: Any) -> None:
    b.begin(store)
    hit = b.assessment("loxodonta")
    for number in range(CROWD + 2):
        if number % 26 == 0:
            rows = [(b.listing(str(n), image=SAME), hit) for n in range(number, number + 26)]
            store.ingest(b.batch(b.page(number=number + 1), *rows))
    read: list[str] = []
    real = Documents.each

    def each(self: Documents, kind: str, *args: Any, **more: Any) -> Any:
        for doc in real(self, kind, *args, **more):
            read.append(kind)
            yield doc

    monkeypatch.setattr(Documents, "each", each)
    store.ingest(b.batch(b.page(number=200), (b.listing("new", image=SAME), hit)))
    assert read.count("listing") == 0
    known = [(b.listing(str(n), image=SAME), hit) for n in range(26)]
    monkeypatch.setattr(clusters, "settle", None)  # seen once more, nobody's mates change
    store.ingest(b.batch(b.page(number=201, captured=b.at(3)), *known))


def test_an_older_relisting_brought_meanwhile(store: Any, other: Any, before: Any) -> None:
    b.begin(store)
    hit = b.assessment("loxodonta")
    again(store, (b.listing("1", image=SAME), hit), number=1, day=10)
    older = (b.listing("0", image=SAME), hit)
    before(clusters, "_settle_one", lambda: again(other, older, number=3, day=3))
    again(store, (b.listing("2", image=SAME), hit), number=2, day=11)
    assert {store.hit(b.hit_of(n)).cluster_id for n in "012"} == {b.key_of("0")}


def test_a_wrong_cluster_is_named_and_mended(store: Any, documents: Documents) -> None:
    b.begin(store)
    hit = b.assessment("loxodonta")
    store.ingest(b.batch(b.page(), *[(b.listing(n, image=SAME), hit) for n in "12"]))

    def astray(held: Held, _: object) -> None:
        held.cluster_id = None

    listings.change(documents, KEY, astray)
    assert [one.count for one in store.check()] == [1]
    assert store.mend() == ["clusters of 1 listings found again"]


def test_changes_overtaken_wait_before_they_are_tried_again(store: Any, other: Any, monkeypatch: Any) -> None:
    b.seen(store)
    waits: list[float] = []
    monkeypatch.setattr(store.docs, "_sleep", waits.append)
    tries = iter(range(3))
    real = listings.write

    def write(docs: Documents, *args: Any) -> set[str]:
        if docs is store.docs and next(tries, None) is not None:
            other.add_selection(HIT, "anna", "queue", "all", 1.0, b.at(len(waits) + 3))
        return real(docs, *args)

    monkeypatch.setattr(listings, "write", write)
    store.add_verdict(b.verdict(HIT, "relevant_prohibited"))
    assert len(waits) == 3
    tries = iter(range(2))
    again(store)
    assert len(waits) == 5
