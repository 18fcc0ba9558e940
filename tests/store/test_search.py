"""Search equals a brute-force oracle, in ten scripts, also after changes and erasure."""

from __future__ import annotations

import base64
import itertools
import json
import random

import pytest

from warden.errors import UsageError
from warden.store.base import HitQuery, Store
from warden.store.paging import place
from warden.text import search_tokens

from . import build as b

WORDS = {
    "latin": [
        "Elfenbein",
        "ivory",
        "marfil",
        "Schnitzerei",
        "côte",
        "d'ivoire",
        "İstanbul",
        "naïve",
        "18k",
        "XY-12",
        "café",
        "tortoise",
        "shell",
    ],
    "vietnamese": ["ngà", "voi", "sừng", "tê", "giác", "vảy", "tê", "tê", "cao", "hổ", "cốt", "đồi", "mồi"],
    "cyrillic": ["бивень", "мамонта", "слоновая", "кость", "Йод", "йога", "черепаха", "шкура", "тигра"],
    "greek": ["ελεφαντόδοντο", "χελώνα", "δέρμα", "τίγρης", "κέρατο", "ρινόκερου"],
    "arabic": ["عاج", "عاجِل", "ناب", "الفيل", "قرن", "وحيد", "القرن", "جلد", "نمر", "سلحفاة"],
    "han": ["象牙", "象牙手链", "犀角", "玳瑁", "穿山甲", "虎骨酒", "猛犸", "紅珊瑚", "龟甲・片"],
    "kana": ["メガネ", "べっ甲", "ぞうげ", "象牙の印鑑", "サイの角", "ウミガメ", "ア・ブ"],
    "hangul": ["상아", "상아도장", "호랑이뼈", "코뿔소뿔", "웅담", "거북이"],
    "thai": ["งาช้าง", "กำไลงาช้างแท้", "เขี้ยวเสือ", "นอแรด", "หนังจระเข้", "๏งา"],
    "lao": ["ງາຊ້າງ", "ເຂົາແຮດ", "ກະດູກເສືອ"],
    "burmese": ["ဆင်စွယ်", "ကျားရိုး", "သင်းခွေချပ်၊"],
    "khmer": ["ភ្លុកដំរី", "ស្នែងរមាស", "ឆ្អឹងខ្លា។"],
    "symbols": ["🐘", "🦏", "🦷🐘", "€100", "★", "ivory🐘", "☎️"],
}
"""Ten scripts and more, with marks that FTS5 and our tokens cut differently."""


def _text(chance: random.Random, words: int) -> str:
    script = chance.choice(list(WORDS))
    picked = [chance.choice(WORDS[script]) for _ in range(words)]
    if chance.random() < 0.4:
        picked.append(chance.choice(WORDS[chance.choice(list(WORDS))]))
    return chance.choice([" ", " ", "", "・", ", "]).join(picked)


def _fill(store: Store, chance: random.Random, count: int, first: int = 0) -> dict[str, list[str]]:
    """{listing number: the tokens of its card} of hits put into the store."""
    cards = {}
    shown = []
    for n in range(first, first + count):
        title, more = _text(chance, 3), _text(chance, 6) if chance.random() < 0.7 else None
        shown.append((b.listing(str(n), title, description=more), b.assessment("loxodonta")))
        cards[str(n)] = search_tokens(f"{title}\n{more or ''}")
    for start in range(0, count, 50):
        store.ingest(
            b.batch(b.page(number=first + start, captured=b.at(2 + start % 20)), *shown[start : start + 50])
        )
    return cards


def _holds(tokens: list[str], wanted: list[str]) -> bool:
    size = len(wanted)
    return any(tokens[n : n + size] == wanted for n in range(len(tokens) - size + 1))


def _queries(chance: random.Random, cards: dict[str, list[str]], count: int) -> list[str]:
    queries = []
    for _ in range(count):
        tokens = cards[chance.choice(list(cards))]
        start = chance.randrange(len(tokens))
        inner = tokens[start : start + chance.randint(1, 4)]
        queries.append(
            chance.choice(
                [" ".join(inner), chance.choice(WORDS[chance.choice(list(WORDS))]), _text(chance, 2)]
            )
        )
    return queries


def _compare(store: Store, cards: dict[str, list[str]], queries: list[str]) -> int:
    found_some = 0
    for query in queries:
        wanted = search_tokens(query)
        expected = {n for n, tokens in cards.items() if wanted and _holds(tokens, wanted)}
        found = [line.listing_id for line in store.search(HitQuery(text=query))]
        assert len(found) == len(set(found)) == store.count(HitQuery(text=query))
        assert set(found) == expected, query
        found_some += bool(expected)
    return found_some


def test_search_equals_brute_force_also_after_changes_and_erasure(store: Store) -> None:
    chance = random.Random(3)
    b.begin(store)
    cards = _fill(store, chance, 150)
    assert _compare(store, cards, _queries(chance, cards, 700)) > 400
    # Half of them are edited by their sellers: the old words must be gone.
    changed = _fill(store, chance, 75)
    assert {n: cards[n] for n in changed} != changed
    for n, tokens in changed.items():
        newest = {line.listing_id: line for line in store.search(HitQuery(hit_ids=[b.hit_of(n)]))}[n]
        if search_tokens(f"{newest.title}\n{newest.description or ''}") == tokens:
            cards[n] = tokens
    assert _compare(store, cards, _queries(chance, cards, 500)) > 250
    store.apply_retention(other_before=b.at(1), hits_before=b.at(10))
    kept = {line.listing_id for line in store.search(HitQuery())}
    assert 0 < len(kept) < len(cards)
    _compare(store, {n: cards[n] for n in kept}, _queries(chance, cards, 300))


def test_a_query_without_words_finds_nothing_and_an_empty_one_all(store: Store) -> None:
    b.seen(store)
    assert store.count(HitQuery(text="?!… -")) == 0
    assert list(store.search(HitQuery(text="?!"))) == []
    assert store.count(HitQuery(text="")) == store.count(HitQuery(text=" ")) == store.count(HitQuery()) == 1
    assert store.count(HitQuery(text='ivory" OR "x')) == 0
    assert [store.count(HitQuery(), most) for most in (None, 5, 1, 0)] == [1, 1, 1, 0]


def _shop(store: Store) -> None:
    b.begin(store)
    store.ingest(
        b.batch(
            b.page(captured=b.at(2)),
            (b.listing("1", contact_keys=["c1"], country="FR"), b.assessment("loxodonta", score=0.9)),
            (
                b.listing("2", language="de", seller_key="other"),
                b.assessment("loxodonta", grade="review", score=0.4),
            ),
        )
    )
    made = b.assessment("panthera", "loxodonta", score=0.9)
    store.ingest(b.batch(b.page(number=2, captured=b.at(9)), (b.listing("3", "Ivory, ivory"), made)))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (HitQuery(targets=["panthera"]), {"3"}),
        (HitQuery(targets=["loxodonta", "panthera"], grades=["hit"]), {"1", "3"}),
        (HitQuery(sites=["elsewhere"]), set()),
        (HitQuery(platforms=["demo"], languages=["de"]), {"2"}),
        (HitQuery(countries=["FR"]), {"1"}),
        (HitQuery(since="2026-11-03"), {"3"}),
        (HitQuery(until="2026-11-02"), {"1", "2"}),
        (HitQuery(until="2026-11"), {"1", "2", "3"}),
        (HitQuery(seller_key="other"), {"2"}),
        (HitQuery(contact_key="c1"), {"1"}),
        (HitQuery(states=["decided"]), set()),
        (HitQuery(text="ivory ivory"), {"3"}),
        (HitQuery(text="ivory", languages=["de"]), {"2"}),
    ],
)
def test_filters(store: Store, query: HitQuery, expected: set[str]) -> None:
    _shop(store)
    assert {line.listing_id for line in store.search(query)} == expected


@pytest.mark.parametrize("order", ["newest", "oldest", "score", "relevance"])
@pytest.mark.parametrize("text", [None, "ivory"])
def test_pages_of_a_list_join_to_the_whole(store: Store, order: str, text: str | None) -> None:
    _shop(store)
    query = HitQuery(text=text, order=order)
    whole = [line.hit_id for line in store.search(query)]
    assert len(whole) == 4
    joined: list[str] = []
    after = None
    while part := list(store.search(HitQuery(text=text, order=order, limit=1, after=after))):
        joined += [line.hit_id for line in part]
        after = place(query, part[-1])
    assert joined == whole


def test_orders(store: Store) -> None:
    _shop(store)
    newest = [(line.first_seen_at, line.hit_id) for line in store.search(HitQuery())]
    assert newest == sorted(newest, key=lambda one: (-int(one[0][8:10]), one[1]))
    scores = [(-(line.score or 0), line.hit_id) for line in store.search(HitQuery(order="score"))]
    assert scores == sorted(scores)


def test_unknown_orders_and_places_are_told(store: Store) -> None:
    with pytest.raises(UsageError, match="newest, oldest, score, relevance"):
        list(store.search(HitQuery(order="prettiest")))
    with pytest.raises(UsageError, match="no place"):
        list(store.search(HitQuery(after="x")))


@pytest.mark.parametrize(
    "told",
    [
        ["newest", [1], "x"],
        ["newest", 5.0, "x"],
        ["newest", None, "x"],
        ["score", "2026", "x"],
        ["score", True, "x"],
        ["score", float("nan"), "x"],
        ["score", 10**400, "x"],
        ["score", 0.5, ["x"]],
        ["relevance", 0.5, "x"],
        [["newest"], "2026", "x"],
        ["2026", "x"],
        {"newest": "2026"},
        7,
    ],
    ids=str,
)
def test_places_that_are_none_are_told(store: Store, told: object) -> None:
    after = base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")
    for order in ("newest", "oldest", "score", "relevance"):
        with pytest.raises(UsageError, match="no place"):
            list(store.search(HitQuery(after=after, order=order)))


def test_places_of_another_order_are_told(store: Store) -> None:
    b.seen(store)
    (line,) = store.search(HitQuery())
    orders = ("newest", "oldest", "score", "relevance")
    for given, asked in itertools.permutations(orders, 2):
        with pytest.raises(UsageError, match="another order"):
            list(store.search(HitQuery(order=asked, after=place(HitQuery(order=given), line))))
    for order in orders:
        assert list(store.search(HitQuery(order=order, after=place(HitQuery(order=order), line)))) == []


def test_a_place_that_utf8_cannot_hold_is_after_all_or_nothing(store: Store) -> None:
    b.seen(store)
    after = base64.urlsafe_b64encode(json.dumps(["oldest", "\ud800", "\ud800"]).encode()).decode().rstrip("=")
    assert len(list(store.search(HitQuery(order="oldest", after=after)))) in (0, 1)
