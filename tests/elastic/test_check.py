"""Self-examination on a real node: each kind of damage is named, and what is derived is mended."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from tests.store import build as b
from warden.store.base import LedgerStep
from warden.store.elasticsearch import check
from warden.store.elasticsearch.documents import Documents, Write, every
from warden.store.elasticsearch.indices import KINDS
from warden.store.elasticsearch.store import ElasticStore

KEY, HIT = b.key_of("1"), b.hit_of("1")
Damage = Callable[[Documents], None]


@pytest.fixture
def store(store: ElasticStore, monkeypatch: pytest.MonkeyPatch) -> ElasticStore:
    # A dozen mends in a second must not run ahead of the clock, by which the next test's listings begin.
    monkeypatch.setattr(check, "_LEAP", 20)
    made = store
    b.begin(made)
    made.add_work([b.work("run-1", b.probe())])
    step = LedgerStep(b.work("run-1", b.probe()).work_id, "results")
    rows = [(b.listing(number), b.assessment("loxodonta", "panthera")) for number in "12"]
    made.ingest(b.batch(b.page(), *rows, (b.listing("3"), b.assessment()), step=step))
    made.add_verdict(b.verdict(HIT, "relevant_prohibited"))
    made.add_evidence(KEY, "picture", "a.jpg", "0" * 64, {})
    assert (made.check(), made.mend()) == ([], [])
    return made


def edit(kind: str, name: str, change: Callable[[dict[str, Any]], object]) -> Damage:
    """Write a document otherwise, without any of the rules."""

    def damage(docs: Documents) -> None:
        source = docs.get(kind, name).source
        assert source is not None
        change(source)
        docs.write([Write(kind, name, source)])

    return damage


def lose(kind: str, name: str) -> Damage:
    def damage(docs: Documents) -> None:
        docs.write([Write(kind, name, None)])

    return damage


def _hit(source: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(hit for hit in source["state"]["hits"] if hit["hit_id"] == HIT)
    return found


def _double(docs: Documents) -> None:
    source = docs.get("hit", HIT).source
    docs.write(
        [Write("hit", "another", source), Write("hit", "lost", {**(source or {}), "listing_key": "x"})]
    )


DERIVED: list[tuple[Damage, dict[str, int]]] = [
    (lose("hit", HIT), {check.SEARCH: 1}),
    (edit("hit", HIT, lambda hit: hit.update(state="new", tokens="")), {check.SEARCH: 1}),
    (_double, {check.SURPLUS: 2}),
    (edit("listing", KEY, lambda told: _hit(told).update(state="new")), {check.STATES: 1, check.SEARCH: 1}),
    (edit("listing", KEY, lambda told: told.update(contributions=[])), {check.WEEKS: 1}),
    (edit("listing", KEY, lambda told: told["contributions"][0].update(sightings=7)), {check.WEEKS: 1}),
    (edit("listing", KEY, lambda told: told.update(sightings=7, pages=[])), {check.COLUMNS: 1}),
]


def found(store: Any) -> dict[str, int]:
    return {problem.what: problem.count for problem in store.check()}


def test_what_is_derived_is_named_and_mended(store: Any, documents: Documents) -> None:
    sound = kept(documents)
    for damage, told in DERIVED:
        damage(documents)
        assert found(store) == told
        assert {problem.cure for problem in store.check()} <= {
            "warden store migrate",
            "warden trends rebuild",
        }
        assert len(store.mend()) == len(told)
        assert found(store) == {}
        assert kept(documents) == sound
        # What is written next is seen by searches as well.
        store.claim(b.hit_of("1", "panthera"), "anna", b.at(3), b.at(4))
        assert documents.get("hit", b.hit_of("1", "panthera")).source["claimed_until"] == b.at(4)  # type: ignore[index]
        store.claim(b.hit_of("1", "panthera"), "anna", b.at(3), b.at(2))
        sound = kept(documents)


def kept(docs: Documents) -> dict[tuple[str, str], Any]:
    """All that is stored but how often it was written."""
    return {
        (kind, doc.id): {**doc.source, "generation": 0}
        for kind in KINDS
        for doc in docs.each(kind, every(), [{"_doc": "asc"}])
        if doc.source is not None
    }


CARD = b.entry(b.listing("1"), b.page()).revision_id
LOST: list[tuple[Damage, dict[str, int]]] = [
    (lose("revision", CARD), {check.NO_CARD: 1, check.NO_CONTENT: 1, check.NO_READING: 1}),
    (edit("revision", CARD, lambda told: told.update(readings={})), {check.NO_READING: 1}),
    (edit("listing", KEY, lambda told: told["state"].update(seen=[])), {check.NO_SIGHTING: 1}),
    (edit("listing", KEY, lambda told: _hit(told).update(verdicts=[])), {check.NO_VERDICT: 1}),
    (lose("page", b.page().page_id), {check.NO_PAGE: 1}),
    (
        edit("evidence", f"{KEY} picture a.jpg", lambda told: told.update(listing_key="x")),
        {check.NO_LISTING: 1},
    ),
]


@pytest.mark.parametrize("number", range(len(LOST)))
def test_what_is_lost_is_named_and_a_backup_is_asked_for(
    store: Any, documents: Documents, number: int
) -> None:
    damage, told = LOST[number]
    sound = deepcopy(kept(documents))
    damage(documents)
    problems = [problem for problem in store.check() if "snapshot" in problem.cure]
    assert {problem.what: problem.count for problem in problems} == told
    documents.write([Write(kind, name, _source(kind, source)) for (kind, name), source in sound.items()])
    assert found(store) == {}


def _source(kind: str, source: dict[str, Any]) -> dict[str, Any]:
    return source if "generation" in KINDS[kind] else {n: v for n, v in source.items() if n != "generation"}
