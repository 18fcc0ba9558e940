"""What both stores count, against a count by hand; also after a late import, another reading and an erasure."""

from __future__ import annotations

import itertools
import random

import pytest

from warden.errors import UsageError
from warden.store.base import Batch, Gone, Store
from warden.store.counting import TrendQuery
from warden.store.figures import DIMENSIONS

from . import build as b
from .trade import PRODUCTS, Trade

BYS = [by for size in range(4) for by in itertools.combinations(DIMENSIONS, size)]
KEPT: list[dict[str, tuple[str, ...]]] = [
    {},
    {"since": ("2026-W33",), "until": ("2026-W35",)},
    {"sites": ("demo",)},
    {"targets": ("panthera",), "products": PRODUCTS[:2]},
    {"targets": ("panthera", "manis")},
    {"countries": ("VN",), "languages": ("en", "fr")},
    {"weeks": ("2026-W34",), "sites": ("demo", "demo_vn")},
    {"products": ("skin",)},
]


def questions(chance: random.Random, count: int) -> list[TrendQuery]:
    found = []
    for by, kept, same in chance.sample(list(itertools.product(BYS, KEPT, (True, False))), count):
        told = dict(kept)
        ends = {name: told.pop(name)[0] for name in ("since", "until") if name in told}
        found.append(TrendQuery(by=by, same_basket=same, **told, **ends))  # type: ignore[arg-type]
    # What the console asks first, and the shapes that rollups answer.
    for by in (("week",), ("week", "site"), ("week", "target"), ("week", "language", "target")):
        found += [TrendQuery(by=by), TrendQuery("2026-W33", "2026-W34", by=by, targets=("loxodonta",))]
    return found


def compare(store: Store, trade: Trade, asked: list[TrendQuery]) -> int:
    count = 0
    for query in asked:
        found = {
            tuple(getattr(row, name) for name in DIMENSIONS): (
                *(row.listings, row.new, row.sellers),
                *(row.sightings, row.erased),
            )
            for row in store.counted(query)
            if row.listings
        }
        assert found == trade.counts(query), query
        count += len(found)
    return count


def compare_prices(store: Store, trade: Trade) -> None:
    for other, same in itertools.product((None, "site", "target", "product"), (True, False)):
        query = TrendQuery(
            by=("week", other) if other else ("week",), same_basket=same, countries=("DE", "FR")
        )
        found = {(row.week, row.key, row.currency): (row.median, row.listings) for row in store.prices(query)}
        assert found == {
            (week, key or None, currency): told
            for (week, key, currency), told in trade.medians(query, other).items()
        }


def compare_listings(store: Store, trade: Trade) -> None:
    """Behind each number stand its listings, but for those that were erased."""
    for query in (
        TrendQuery(by=("week", "site"), same_basket=True),
        TrendQuery(by=("week", "product", "target"), same_basket=False, countries=("VN",)),
    ):
        for row in store.counted(query)[:6]:
            if not row.listings:
                continue
            place = {name: (value,) for name in query.by if (value := getattr(row, name)) and name != "week"}
            cell = TrendQuery(
                query.since,
                query.until,
                query.by,
                weeks=(row.week or "",),
                countries=query.countries,
                same_basket=query.same_basket,
                **{f"{name}s": values for name, values in place.items()},
            )
            if len(place) < len(query.by) - 1:
                continue  # what is unknown cannot be asked for
            for new, expected in ((False, row.listings - row.erased), (True, None)):
                keys: list[str] = []
                while page := store.counted_listings(cell, new=new, after=keys[-1] if keys else "", limit=7):
                    keys += page
                assert len(keys) == len(set(keys))
                assert store.counted_listings(cell, new=new, limit=len(keys) + 1) == keys
                assert expected is None or len(keys) == expected, (cell, row)


def everything(store: Store, trade: Trade, seed: int, count: int) -> None:
    assert compare(store, trade, questions(random.Random(seed), count)) > 50
    compare_prices(store, trade)
    compare_listings(store, trade)


def test_counts_equal_a_count_by_hand(store: Store) -> None:
    trade = Trade()
    trade.tell(store)
    everything(store, trade, 1, 24)
    trade.late(store, 8)
    trade.rematch(store, 30)
    everything(store, trade, 2, 12)
    trade.erase(store, b.at(20, month=8))
    assert trade.erased
    everything(store, trade, 3, 12)
    assert store.rebuild_trends() == []


@pytest.mark.soak
@pytest.mark.timeout(3_600)
def test_counts_of_a_hundred_thousand_hits(store: Store) -> None:
    trade = Trade(weeks=10, listings=80_000, pages=6_000)
    trade.tell(store)
    assert store.counts()["hit"] > 80_000
    for query in questions(random.Random(5), 10):
        compare(store, trade, [query])
    trade.late(store, 100)
    trade.rematch(store, 200)
    trade.erase(store, b.at(12, month=8))
    everything(store, trade, 6, 10)


def test_what_was_asked_and_what_answered(store: Store) -> None:
    trade = Trade(pages=40, listings=60)
    trade.tell(store)
    told = {(row.week, row.site): row for row in store.looked(None, None)}
    assert told == {
        (row.week, row.site): row
        for row in store.looked("2026-W30", "2026-12", ("demo", "demo_fr", "demo_vn"))
    }
    assert {(week, site) for week, site, _, _ in trade.asked} == set(told)
    for (week, site), row in told.items():
        asked = [(probe, ok) for w, s, probe, ok in trade.asked if (w, s) == (week, site)]
        assert (row.pages, row.answered_pages) == (len(asked), sum(ok for _, ok in asked))
        assert (row.probes, row.answered) == (len({p for p, _ in asked}), len({p for p, ok in asked if ok}))
    assert told["2026-W34", "demo_fr"].answered == 0, "the week it was away"
    assert [row.week for row in store.looked("2026-W33", "2026-W33", ("demo",))] == ["2026-W33"]


def test_a_page_read_again_is_asked_once(store: Store) -> None:
    b.begin(store)
    store.ingest(b.batch(b.page(outcome="blocked")))
    assert [(row.pages, row.answered) for row in store.looked(None, None)] == [(1, 0)]
    store.ingest(
        b.batch(b.page(outcome="results", recipe=b.recipe("t2")), (b.listing(), b.assessment("loxodonta")))
    )
    store.ingest(b.batch(b.page(key=b.key_of("1")), (b.listing(), b.assessment("loxodonta"))))
    assert [(row.pages, row.answered) for row in store.looked(None, None)] == [(1, 1)]
    assert [(row.week, row.terms_version) for row in store.recipe_weeks(None, None)] == [("2026-W45", "t2")]


def test_recipes_stand_by_week(store: Store) -> None:
    b.begin(store)
    for number, (day, terms) in enumerate([(2, "t1"), (9, "t1"), (9, "t2"), (16, "t2")]):
        store.ingest(b.batch(b.page(number=number, captured=b.at(day), recipe=b.recipe(terms))))
    found = [
        (row.week, row.site, row.terms_version, row.parser_version) for row in store.recipe_weeks(None, None)
    ]
    assert found == [
        ("2026-W45", "demo", "t1", 1),
        ("2026-W46", "demo", "t1", 1),
        ("2026-W46", "demo", "t2", 1),
        ("2026-W47", "demo", "t2", 1),
    ]
    assert len(store.recipe_weeks("2026-W47", None, ("demo",))) == 1


def test_the_last_plain_price_of_a_week_counts(store: Store) -> None:
    b.begin(store)
    shown = [(2, 100.0, "asking"), (3, 80.0, "asking"), (4, 9999.0, "placeholder"), (9, 70.0, "asking")]
    for number, (day, amount, kind) in enumerate(shown):
        price = b.Price(amount, None, "EUR", None, kind)  # type: ignore[arg-type]
        on = b.page(number=number, captured=b.at(day))
        store.ingest(b.batch(on, (b.listing(price=price), b.assessment("loxodonta"))))
    rows = store.prices(TrendQuery(by=("week",)))
    assert [(row.week, row.currency, row.median, row.listings) for row in rows] == [
        ("2026-W45", "EUR", 80.0, 1),
        ("2026-W46", "EUR", 70.0, 1),
    ]
    with pytest.raises(UsageError, match="one thing more"):
        store.prices(TrendQuery(by=("week", "site", "target")))


def test_how_long_listings_are_up(store: Store) -> None:
    b.begin(store)
    offers = [(b.listing(str(n)), b.assessment("loxodonta" if n < 3 else "panthera")) for n in range(4)]
    store.ingest(b.batch(b.page(), *offers))
    store.ingest(b.batch(b.page(number=2, captured=b.at(12)), *offers[1:]))
    key = b.key_of("0")
    gone = b.page(key=key, captured=b.at(7), outcome="none")
    store.ingest(Batch(gone, [], Gone(key, "removed", b.at(7))))
    rows = [(row.key, row.days, row.gone, row.listings) for row in store.lifetimes("target")]
    assert rows == [("loxodonta", 5, "removed", 1), ("loxodonta", 10, None, 2), ("panthera", 10, None, 1)]
    assert [(row.key, row.listings) for row in store.lifetimes("site", targets=("panthera",))] == [
        ("demo", 1)
    ]
    assert sum(row.listings for row in store.lifetimes(None, sites=("demo",))) == 4
    assert store.lifetimes(None, sites=("elsewhere",)) == []


def test_probes_lead_to_their_terms(store: Store) -> None:
    b.begin(store)
    known = b.probe()
    assert store.probe_terms([known.probe_id, "no such probe"]) == {known.probe_id: "ivory"}
    assert store.probe_terms([]) == {}


def test_what_is_remembered_of_a_week_ends_with_its_next_change(store: Store) -> None:
    """In one process, in two ways of asking, between all that can change a figure."""
    b.begin(store)
    asked = TrendQuery(by=("week", "target"))

    def told() -> list[tuple[str | None, str | None, int]]:
        return [(row.week, row.target, row.listings) for row in store.counted(asked)]

    store.ingest(b.batch(b.page(), (b.listing("1"), b.assessment("loxodonta"))))
    assert told() == told() == [("2026-W45", "loxodonta", 1)]
    store.ingest(b.batch(b.page(number=2), (b.listing("2"), b.assessment("loxodonta"))))
    assert told() == [("2026-W45", "loxodonta", 2)]
    verdict = b.verdict(b.hit_of("2"), "replica_or_not_wildlife")
    store.add_verdict(verdict)
    assert told() == [("2026-W45", "loxodonta", 1)]
    store.apply_retention(other_before=b.at(3), hits_before=b.at(3))
    assert [row.erased for row in store.counted(asked)] == [1]
