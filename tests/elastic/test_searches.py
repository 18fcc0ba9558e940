"""Searches on a real node, against plain Python."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest

from tests.elastic.shown import alter, numbers, show
from tests.store import build as b
from tests.store.test_search import WORDS, _holds, _queries, _text
from warden.errors import UsageError
from warden.store.base import HitQuery
from warden.store.elasticsearch import search
from warden.store.elasticsearch.documents import Documents
from warden.store.elasticsearch.store import ElasticStore
from warden.store.paging import place
from warden.text import search_tokens

ORDERS = ("newest", "oldest", "score", "relevance")


def test_phrases_of_every_script_equal_brute_force(store: ElasticStore) -> None:
    chance, cards, shown = random.Random(7), {}, []
    for n in range(90):
        title, more = _text(chance, 3), _text(chance, 5) if chance.random() < 0.7 else None
        shown.append((b.listing(str(n), title, description=more), b.assessment("loxodonta")))
        cards[str(n)] = search_tokens(f"{title}\n{more or ''}")
    show(store.docs, b.page(), *shown)
    words = [word for words in WORDS.values() for word in words]
    found_some = 0
    for text in [*words, *_queries(chance, cards, 100)]:
        wanted = search_tokens(text)
        expected = {n for n, tokens in cards.items() if wanted and _holds(tokens, wanted)}
        found = numbers(store, HitQuery(text=text))
        assert len(found) == len(expected) == store.count(HitQuery(text=text)), text
        assert set(found) == expected, text
        found_some += bool(expected)
    assert found_some > 100
    assert store.count(HitQuery(text="?!… -")) == len(numbers(store, HitQuery(text="?!"))) == 0
    assert store.count(HitQuery(text=" ")) == store.count(HitQuery(text="")) == 90
    # A lone surrogate, as broken pages have them, is no fault of the store.
    assert store.count(HitQuery(text="ivory \ud800 zzz", targets=["\ud800"])) == 0


def shop(documents: Documents) -> None:
    """Six hits of five listings, alike in some things."""
    show(
        documents,
        b.page(captured=b.at(2)),
        (b.listing("1", contact_keys=["c1", "c2"], country="FR"), b.assessment("loxodonta", score=0.9)),
        (
            b.listing("2", language="de", seller_key="other"),
            b.assessment("loxodonta", grade="review", score=0.4),
        ),
        (b.listing("4", "Ivory comb, ivory", description=None), b.assessment("loxodonta", score=0.4)),
    )
    both = b.assessment("panthera", "loxodonta", score=0.9)
    show(documents, b.page(number=2, captured=b.at(9)), (b.listing("3", "Ivory, ivory"), both))
    elsewhere = b.page(p=b.probe(site="demo_fr"), number=3, captured=b.at(30, month=10))
    show(documents, elsewhere, (b.listing("5", "Tusk", language=None), b.assessment("panthera")))
    alter(documents, b.hit_of("1"), claimed_until="9999", origins=["manual", "match"])
    alter(
        documents,
        b.hit_of("2"),
        state="decided",
        decision="relevant_legal_or_permitted",
        claimed_until="9999",
    )
    alter(documents, b.hit_of("4"), score=None, claimed_until="2026-01-01T00:00:00Z", withdrawn=True)


FILTERS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["1", "2", "3", "3", "5"]),
    ({"withdrawn": True}, ["1", "2", "3", "3", "4", "5"]),
    ({"targets": ["panthera"]}, ["3", "5"]),
    ({"targets": ["loxodonta", "panthera"], "grades": ["hit"]}, ["1", "3", "3", "5"]),
    ({"grades": ["review"]}, ["2"]),
    ({"sites": ["demo_fr"]}, ["5"]),
    ({"sites": ["elsewhere"]}, []),
    ({"platforms": ["demo"], "languages": ["de"]}, ["2"]),
    ({"countries": ["FR"]}, ["1"]),
    ({"states": ["claimed"]}, ["1"]),
    ({"states": ["new"], "withdrawn": True}, ["3", "3", "4", "5"]),
    ({"states": ["claimed", "decided"]}, ["1", "2"]),
    ({"states": ["new", "claimed", "reopened"]}, ["1", "3", "3", "5"]),
    ({"origins": ["manual", "audit"]}, ["1"]),
    ({"origins": ["match"]}, ["1", "2", "3", "3", "5"]),
    ({"decisions": ["relevant_legal_or_permitted"]}, ["2"]),
    ({"since": "2026-11-03"}, ["3", "3"]),
    ({"since": ""}, ["1", "2", "3", "3", "5"]),
    ({"since": b.at(2), "until": b.at(2)}, ["1", "2"]),
    ({"until": "2026-11-02"}, ["1", "2", "5"]),
    ({"until": "2026-11"}, ["1", "2", "3", "3", "5"]),
    ({"until": "2026-1"}, ["1", "2", "3", "3", "5"]),
    ({"until": "2026-10"}, ["5"]),
    ({"until": "2026-11-01"}, ["5"]),
    ({"until": ""}, ["1", "2", "3", "3", "5"]),
    ({"seller_key": "other"}, ["2"]),
    ({"seller_key": ""}, []),
    ({"contact_key": "c2"}, ["1"]),
    (
        {"hit_ids": [b.hit_of("1"), b.hit_of("3", "panthera"), b.hit_of("5", "panthera"), "x"]},
        ["1", "3", "5"],
    ),
    ({"text": "ivory ivory"}, ["3", "3"]),
    ({"text": "ivory", "languages": ["de"], "order": "relevance"}, ["2"]),
]


def test_filters(store: ElasticStore, monkeypatch: pytest.MonkeyPatch) -> None:
    shop(store.docs)
    for most in (search.MOST_TERMS, 2):
        monkeypatch.setattr(search, "MOST_TERMS", most)
        for told, expected in FILTERS:
            assert sorted(numbers(store, HitQuery(**told))) == expected, told
            assert store.count(HitQuery(**told)) == len(expected), told
    lines = {line.hit_id: line for line in store.search(HitQuery(withdrawn=True))}
    assert {line.state for line in lines.values()} == {"claimed", "decided", "new"}
    assert lines == {hit: store.hit(hit) for hit in lines}
    assert store.hit("nowhere") is store.hit("") is None


def test_pages_of_a_list_join_to_the_whole(store: ElasticStore) -> None:
    shop(store.docs)
    for order, text, size in itertools.product(ORDERS, (None, "ivory"), (1, 2, 5)):
        asked: dict[str, Any] = {"text": text, "order": order, "withdrawn": True}
        whole = [line.hit_id for line in store.search(HitQuery(**asked))]
        assert len(whole) == len(set(whole)) == (5 if text else 6)
        joined: list[str] = []
        after = None
        for _ in range(0, len(whole) + 1, size):
            part = list(store.search(HitQuery(**asked, limit=size, after=after)))
            joined += [line.hit_id for line in part]
            after = place(HitQuery(**asked), part[-1]) if part else after
        assert joined == whole, (order, text, size)


def test_orders(store: ElasticStore) -> None:
    shop(store.docs)
    lines = list(store.search(HitQuery(withdrawn=True)))
    stored = {line.hit_id: store.docs.get("hit", line.hit_id).source or {} for line in lines}
    moments = {hit: source["first_seen_at"] for hit, source in stored.items()}
    scores = {hit: -1 if source["score"] is None else source["score"] for hit, source in stored.items()}
    for order, values, falling in (
        ("newest", moments, True),
        ("oldest", moments, False),
        ("score", scores, True),
    ):
        found = [line.hit_id for line in store.search(HitQuery(order=order, withdrawn=True))]
        assert found == sorted(sorted(stored), key=values.__getitem__, reverse=falling), order
    assert numbers(store, HitQuery(order="relevance")) == numbers(store, HitQuery(order="score"))
    # More of the same word in less text.
    assert numbers(store, HitQuery(text="ivory", order="relevance", withdrawn=True))[0] == "4"


def test_unknown_orders_and_places_are_told(store: ElasticStore) -> None:
    shop(store.docs)
    with pytest.raises(UsageError, match="newest, oldest, score, relevance"):
        list(store.search(HitQuery(order="prettiest")))
    with pytest.raises(UsageError, match="no place"):
        list(store.search(HitQuery(after="x")))
    (line,) = store.search(HitQuery(hit_ids=[b.hit_of("1")]))
    for given, asked in (("newest", "score"), ("score", "oldest")):
        with pytest.raises(UsageError, match="another order"):
            list(store.search(HitQuery(order=asked, after=place(HitQuery(order=given), line))))
    # Nothing stands after a hit that is not in the list.
    gone = place(HitQuery(order="relevance"), line)
    assert list(store.search(HitQuery(text="comb", order="relevance", after=gone))) == []


def test_a_long_list_is_walked_as_it_stood(store: ElasticStore, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = [(b.listing(str(n)), b.assessment("loxodonta", score=n % 4 / 10)) for n in range(30)]
    show(store.docs, b.page(), *shown)
    monkeypatch.setattr(search, "CHUNK", 7)
    for order in ORDERS:
        stream = store.search(HitQuery(text="netsuke", order=order))
        first = next(stream)
        show(store.docs, b.page(number=2), (b.listing(f"late {order}"), b.assessment("loxodonta")))
        names = [first.hit_id, *(line.hit_id for line in stream)]
        assert len(names) == len(set(names)) == 30 + ORDERS.index(order)
    assert [len(numbers(store, HitQuery(limit=limit))) for limit in (0, 7, 8, 14, 34, 99)] == [
        0,
        7,
        8,
        14,
        34,
        34,
    ]
