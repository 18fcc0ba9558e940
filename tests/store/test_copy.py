"""A store copied into another one, whatever their engines."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from warden.cli import app as warden
from warden.cli.stopping import Stopping
from warden.decisions import Seen
from warden.errors import OtherSecret, UsageError
from warden.records import Price
from warden.store import comparing, copying, open_store, snapshot
from warden.store.base import EvidenceFile, HitQuery, Store
from warden.store.copied import KINDS, WORDS, unfinished
from warden.store.sqlite import SqliteStore

from . import build as b
from .conftest import Stores
from .test_seen import _story


def quiet(kind: str, count: int) -> None: ...


def fill(store: Store) -> None:
    """A story with all that people bring, and with listings that are erased already."""
    store.fingerprint("f1")
    store.put_setting("greeting", {"text": "välkommen"})
    b.begin(store, "run-1", b.probe(), b.probe("tusk"))
    _old(store)
    for batch in _story(1):
        store.ingest(batch)
    store.add_work(b.work("run-1", b.probe(), page) for page in (1, 2))
    store.finish_run("run-1", "done", b.at(25), [b.recipe(), b.recipe("t2")])
    _decide(store)
    store.add_effort(b.page(number=900, kind="effort", probe=None), 12.5, 3, "anna")
    store.save_watch("ivory", {"terms": ["ivory"]}, [b.probe(), b.probe("tusk")], b.at(2))
    store.save_watch("ivory", {"terms": ["ivory", "tusk"]}, [b.probe("tusk")], b.at(3))
    store.save_watch("over", {"terms": []}, [b.probe()], b.at(2))
    store.retire_watch("over", b.at(4))
    lease = store.take_lease(b.LANE, "worker", 1000.0, 60.0)
    assert lease is not None
    store.note_request(lease, "2026-11-02", 1002.5)
    store.set_pace(b.LANE, paused_until=2000.5, blocks=2)


def _old(store: Store) -> None:
    """Listings of a year ago, of two sellers one of whom still sells, erased by now."""
    dear = Price(9.0, None, "EUR", None, "asking")
    sellers = {"o1": "s" * 8, "o2": "x" * 8, "o3": "x" * 8, "o4": "y" * 8, "o5": None}
    shown = [
        (b.listing(number, seller_key=key, price=dear), b.assessment("loxodonta", "panthera"))
        for number, key in sellers.items()
    ]
    for number, month in ((700, 1), (701, 2)):
        store.ingest(b.batch(b.page(number=number, captured=b.at(5, month=month)), *shown[: 6 - month]))
    # Who still sells is known before the others go.
    stays = b.listing("stays", seller_key="s" * 8, title="Tusk of the same seller")
    store.ingest(b.batch(b.page(number=702), (stays, b.assessment("loxodonta"))))
    gone = store.apply_retention(other_before=b.at(1, month=3), hits_before=b.at(1, month=3))
    assert gone["listings"] == 5


def _decide(store: Store) -> None:
    hits = sorted(line.hit_id for line in store.search(HitQuery(withdrawn=True)))
    for number, hit in enumerate(hits[:6]):
        decision = ["relevant_prohibited", "replica_or_not_wildlife", "cannot_tell"][number % 3]
        saw = Seen("genus", confidence="probable", material="antique", seconds=number)
        told = {"note": "nöte", "reasons": ["other"], "seen": saw}
        given = b.verdict(hit, decision, "anna", when=b.at(3 + number), **told)
        store.add_verdict(given)
        if number % 2:
            store.add_verdict(b.verdict(hit, "relevant_prohibited", "björn", when=b.at(20), adjudicates=True))
        else:
            given.undone, given.at = True, b.at(21)
            store.add_verdict(given)
        store.add_selection(hit, "anna", "first", "high", 0.25, b.at(3))
    store.claim(hits[-1], "anna", b.at(22), b.at(23))
    for line in list(store.search(HitQuery()))[:3]:
        store.add_evidence(line.listing_key, "card", "card.json", "ab" * 32, {"size": 1.5, "by": "ä"})
        store.add_evidence(line.listing_key, "picture", "1.jpg", "cd" * 32, {})
    _change_after_verdict(store)


def _change_after_verdict(store: Store) -> None:
    """Seen again after the verdict, otherwise: what was decided is open again. Of another one the verdict holds."""
    made = b.assessment("loxodonta")
    for day, amount in ((22, 70.0), (24, 77.0)):
        changed = b.listing("1", price=Price(amount, None, "EUR", None, "asking"))
        on = b.page(number=800 + day, captured=b.at(day), recipe=b.recipe(parser=2))
        batch = b.batch(on, (changed, made), (b.listing("kept"), made))
        batch.evidence = [EvidenceFile(b.key_of("1"), "card", f"{day}.json", "ef" * 32, {})]
        store.ingest(batch)
        for number in ("1", "kept") if day == 22 else ():
            store.add_verdict(b.verdict(b.hit_of(number), "relevant_prohibited", when=b.at(23)))
    open_again, kept = store.hit(b.hit_of("1")), store.hit(b.hit_of("kept"))
    assert open_again is not None
    assert kept is not None
    assert (open_again.changed, kept.changed, kept.state) == (True, False, "decided")


def _trends(store: Store) -> list[Any]:
    told: list[Any] = []
    names = ("week", "site", "target", "language")
    for by in itertools.chain.from_iterable(itertools.combinations(names, n) for n in range(3)):
        for same in (False, True):
            rows = store.trends(
                since=None, until=None, by=by, targets=(), sites=(), languages=(), same_basket=same
            )
            told.append((by, same, sorted(map(repr, rows))))
    return told


def _all_of(store: Store) -> dict[str, Any]:
    """What is asked of a store, where it must not matter which one answers."""
    lines = list(store.search(HitQuery(withdrawn=True)))
    keys = sorted(row[1] for row in store.rows()["listings"])
    lane = store.lane(b.LANE)
    return {
        "snapshot": snapshot.of(store),
        "counts": store.counts(),
        "lines": sorted(map(repr, lines)),
        "revisions": {key: store.revisions(key) for key in keys},
        "evidence": {key: store.evidence(key) for key in keys},
        "verdicts": {line.hit_id: store.verdicts(line.hit_id) for line in lines},
        "selections": {line.hit_id: store.selections(line.hit_id) for line in lines},
        "trends": _trends(store),
        "settings": store.get_setting("greeting"),
        "watches": [*store.watches(), store.watch("ivory"), store.watch("over")],
        "runs": store.runs(),
        "recipes": store.run_recipes("run-1"),
        "probes": store.probes("run-1"),
        "work": list(store.works("run-1")),
        "next": store.next_work("run-1", b.LANE, b.at(30)),
        "rechecks": list(store.due_rechecks(b.at(30))),
        "lane": (lane.not_before, lane.paused_until, lane.blocks, lane.day, lane.requests),
        "weights": store.page_weights(),
        "pages": sorted(repr(page) for page in store.archived_pages()),
    }


def _records(store: Store) -> dict[str, Any]:
    return {kind: list(store.records(kind, "")) for kind in KINDS}


def _same(one: dict[str, Any], two: dict[str, Any]) -> None:
    for name in one:
        assert two[name] == one[name], name


_ROADS = [
    ("sqlite", "sqlite"),
    pytest.param(("sqlite", "elastic", "sqlite"), marks=pytest.mark.xdist_group("elastic")),
    pytest.param(("elastic", "sqlite", "elastic", "elastic"), marks=pytest.mark.xdist_group("elastic")),
]


@pytest.mark.parametrize("road", _ROADS, ids="-".join)
def test_a_copy_holds_all_that_the_store_holds(stores: Stores, road: Sequence[str]) -> None:
    source = stores.new(road[0])
    fill(source)
    wanted = _all_of(source)
    assert source.check() == []
    for engine in road[1:]:
        target = stores.new(engine)
        written = copying.copy(source, target, quiet).written
        assert (written["listing"], written["erased"]) == (source.counts()["listing"], 5)
        _same(wanted, _all_of(target))
        assert target.check() == []
        assert target.lane(b.LANE).owner is None
        assert comparing.compare(source, target) == []
        assert {name: written[name] for name in target.counts()} == target.counts()
        source = target


_PAIRS = [("sqlite", "sqlite"), ("sqlite", "elastic"), ("elastic", "sqlite")]


class Cut(Exception):
    """The process is killed."""


class Breaking:
    """A store that fails at the n-th batch written to it, before it is written or after."""

    def __init__(self, store: Store, after: int, *, written: bool) -> None:
        self._store, self._left, self._written = store, after, written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def add_records(self, kind: str, records: Sequence[dict[str, Any]]) -> None:
        self._left -= kind != "setting"
        if self._left >= 0 or self._written:
            self._store.add_records(kind, records)
        if self._left < 0:
            raise Cut


@pytest.mark.parametrize("road", _PAIRS, ids="-".join)
@pytest.mark.xdist_group("elastic")
def test_a_copy_that_is_killed_goes_on_where_it_was(
    stores: Stores, road: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_SIZE", {"listing": 2})
    monkeypatch.setattr(copying, "_MANY", 7)
    source, target = stores.new(road[0]), stores.new(road[1])
    fill(source)
    for after in itertools.count(3):
        breaking: Any = Breaking(target, after, written=after % 2 == 0)
        try:
            done = copying.copy(source, breaking, quiet)
            break
        except Cut:
            assert "is not complete" in (unfinished(target) or "")
    assert after > 4
    assert unfinished(target) is None
    # What was written before it was cut is not written again.
    assert 0 < done.there["listing"] <= source.counts()["listing"]
    assert (done.there + done.written)["listing"] == source.counts()["listing"]
    _same(_all_of(source), _all_of(target))
    assert target.check() == []
    left = [record["name"] for _, record in target.records("setting", "user ")]
    assert left == ["greeting"]


@pytest.mark.parametrize("road", _PAIRS, ids="-".join)
@pytest.mark.xdist_group("elastic")
def test_copied_again_nothing_changes_and_what_came_meanwhile_comes_too(
    stores: Stores, road: Sequence[str]
) -> None:
    source, target = stores.new(road[0]), stores.new(road[1])
    fill(source)
    first = copying.copy(source, target, quiet)
    before = _records(target), _all_of(target)
    again = copying.copy(source, target, quiet)
    assert (again.written.total(), +again.there) == (0, first.written)
    assert (_records(target), _all_of(target)) == before
    later = b.listing("1", title="Quite another title", price=Price(5.0, None, "EUR", None, "asking"))
    on = b.page(number=950, captured=b.at(26))
    source.ingest(
        b.batch(on, (later, b.assessment("panthera")), (b.listing("new"), b.assessment("panthera")))
    )
    assert comparing.compare(source, target) != []
    copying.copy(source, target, quiet)
    _same(_all_of(source), _all_of(target))
    assert target.check() == []
    # And what is erased in the copy is not taken for what was erased before.
    target.apply_retention(other_before=b.at(1, month=12), hits_before=b.at(1, month=12))
    assert len(list(target.records("erased", ""))) > 5
    assert target.check() == []


@pytest.mark.parametrize("road", _PAIRS, ids="-".join)
@pytest.mark.xdist_group("elastic")
def test_what_is_erased_later_is_told_apart_and_comes_back(stores: Stores, road: Sequence[str]) -> None:
    first = stores.new(road[0])
    fill(first)
    copies = [first]
    for engine in road[1:]:
        copies.append(stores.new(engine))
        copying.copy(copies[-2], copies[-1], quiet)
    last = copies[-1]
    last.apply_retention(other_before=b.at(1, month=12), hits_before=b.at(1, month=12))
    wanted = _trends(last)
    names = [name for name, _ in last.records("erased", "")]
    assert len(set(names)) == len(names) > 5
    again = stores.new(road[0])
    copying.copy(last, again, quiet)
    assert _trends(again) == wanted
    assert again.check() == []


def test_new_listings_of_a_copy_are_read_and_decided_on_as_ever(stores: Stores) -> None:
    source, target = stores.new("sqlite"), stores.new("sqlite")
    fill(source)
    copying.copy(source, target, quiet)
    for store in (source, target):
        dearer = b.listing("1", price=Price(500.0, None, "EUR", None, "asking"))
        on = b.page(number=960, captured=b.at(27))
        store.ingest(
            b.batch(on, (dearer, b.assessment("loxodonta")), (b.listing("n"), b.assessment("loxodonta")))
        )
        store.add_verdict(b.verdict(b.hit_of("n"), "relevant_prohibited", verdict_id="v-n"))
    _same(_all_of(source), _all_of(target))


def test_the_verb_copies_compares_and_says_how_to_go_on(
    stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = stores.new("sqlite")
    fill(source)
    source.db.run("DELETE FROM meta WHERE name = 'fingerprint'")  # type: ignore[attr-defined]
    monkeypatch.chdir(tmp_path)
    app = ["--store", source.url, "--data", str(tmp_path / "data"), "store"]
    with monkeypatch.context() as stopped:
        stopped.setattr(Stopping, "asked", True)
        stopped.setattr(Stopping, "code", 130)
        done = CliRunner().invoke(warden, [*app, "copy", "--to", "other.db"])
    assert (done.exit_code, "goes on from there" in done.output) == (130, True)
    apart = CliRunner().invoke(warden, [*app, "check", "--with", "other.db", "--json"])
    assert (apart.exit_code, f"warden --store {source.url} store copy --to other.db" in apart.output) == (
        1,
        True,
    )
    assert "is not complete" in apart.output
    done = CliRunner().invoke(warden, [*app, "copy", "--to", "other.db", "--json"])
    told = {line["kind"]: line["written"] for line in map(json.loads, done.stdout.splitlines())}
    assert (done.exit_code, told["erased"], list(told)) == (0, 5, list(WORDS))
    same = CliRunner().invoke(warden, [*app, "check", "--with", "other.db"])
    assert (same.exit_code, "hold the same" in same.output) == (0, True)
    again = CliRunner().invoke(warden, [*app, "copy", "--to", "other.db"]).stdout
    assert again.startswith("newly written: nothing\nthere already: ")
    for words in same.output.strip().partition(": ")[2].split(", "):  # the numbers `store check` tells
        assert words in again


# -- refusals ------------------------------------------------------------------------------------


def test_a_store_of_another_secret_is_refused(stores: Stores) -> None:
    source, target = stores.new("sqlite"), stores.new("sqlite")
    source.fingerprint("f1")
    target.fingerprint("f2")
    with pytest.raises(OtherSecret, match="another secret than"):
        copying.copy(source, target, quiet)


def test_the_copy_takes_the_fingerprint_along(stores: Stores) -> None:
    source, target = stores.new("sqlite"), stores.new("sqlite")
    source.fingerprint("f1")
    copying.copy(source, target, quiet)
    with pytest.raises(OtherSecret):
        target.fingerprint("f2")


def test_two_stores_are_never_mixed(stores: Stores) -> None:
    source, target = stores.new("sqlite"), stores.new("sqlite")
    fill(source)
    b.begin(target, "run-of-its-own")
    before = _records(target)
    for _ in range(2):  # refused again: no copy was begun
        with pytest.raises(UsageError, match="runs: run-of-its-own"):
            copying.copy(source, target, quiet)
    assert {**_records(target), "setting": []} == {**before, "setting": []}


def test_a_store_is_not_copied_into_itself(stores: Stores) -> None:
    source = stores.new("sqlite")
    assert isinstance(source, SqliteStore)
    fill(source)
    other = open_store(str(source.db.path))
    with pytest.raises(UsageError, match="that is to be copied"):
        copying.copy(source, other, quiet)
    other.close()
    assert source.get_setting("copy mark") is None
