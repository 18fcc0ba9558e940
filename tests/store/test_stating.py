"""The listings behind a median and behind a number of sellers, against those counted by hand."""

from __future__ import annotations

from warden.store.base import Store
from warden.store.counting import Stating, TrendQuery

from . import build as b
from .trade import Trade

QUERIES = [
    TrendQuery(by=("week",)),
    TrendQuery(by=("week",), same_basket=False),
    TrendQuery(by=("week", "site"), sites=("demo",)),
    TrendQuery(by=("week", "product"), products=("scales",), same_basket=False),
    TrendQuery(by=("week", "country"), countries=("",), same_basket=False),
]


def test_those_that_state_it(store: Store) -> None:
    trade = Trade(weeks=4, listings=300, pages=40)
    trade.tell(store)
    trade.erase(store, b.at(20, month=8))
    told_of = 0
    for query in QUERIES:
        seen = {number for _, (number, *_) in trade.rows(query)}
        known = {n for n in seen if trade.value(n, "seller")}
        told = store.stating(query, Stating(seller=True), limit=1_000)
        compare(trade, known, told)
        told_of += bool(known)
        for currency in ("EUR", "USD"):
            prices = {n: trade.price(n) for n in seen}
            stated = {n for n, p in prices.items() if p.currency == currency and p.type == "asking"}
            compare(trade, stated, store.stating(query, Stating(currency), limit=1_000))
    assert told_of >= 3


def compare(trade: Trade, wanted: set[int], told: tuple[int, int, list[str]]) -> None:
    assert told[:2] == (len(wanted), len(wanted & trade.erased))
    assert sorted(told[2]) == sorted(b.key_of(str(n)) for n in wanted - trade.erased)


def test_page_by_page(store: Store) -> None:
    trade = Trade(weeks=2, listings=100, pages=10)
    trade.tell(store)
    query, what = TrendQuery(by=("week",), same_basket=False), Stating("EUR")
    total, _, whole = store.stating(query, what, limit=1_000)
    first = store.stating(query, what, limit=5)[2]
    assert first + store.stating(query, what, after=first[-1], limit=1_000)[2] == whole
    assert total == len(whole) > 5
