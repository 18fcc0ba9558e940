"""Numbers, gaps, zeros and marks."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.store import build as b
from tests.store.conftest import store, store_url  # noqa: F401
from warden.errors import UsageError
from warden.store.base import Store
from warden.store.counting import RecipeRow
from warden.trends.answers import Mark, answer, marks
from warden.trends.questions import Question, window
from warden.trends.weeks import between, last_whole, moved

WEEKS = [2, 9, 16, 23]
"""Mondays of weeks 45 to 48."""


def told(opened: Store) -> None:
    """Week 45 finds two, 46 nothing, in 47 the site lets nobody in, in 48 nobody asks. Another site goes on."""
    other = b.probe(site="other")
    b.begin(opened, "run-1", b.probe(), other)
    offers = [
        (b.listing(str(n), price=b.Price(10.0 * n, None, "EUR", None, "asking")), b.assessment("loxodonta"))
        for n in (1, 2)
    ]
    opened.ingest(b.batch(b.page(captured=b.at(2)), *offers))
    opened.ingest(b.batch(b.page(number=2, captured=b.at(9), outcome="none")))
    opened.ingest(b.batch(b.page(number=3, captured=b.at(16), outcome="blocked")))
    for number, day in enumerate(WEEKS):
        shown = (b.listing(f"9{number}", country="VN"), b.assessment("manis"))
        opened.ingest(b.batch(b.page(p=other, number=10 + number, captured=b.at(day)), shown))


def states(question: Question, opened: Store) -> dict[str, list[tuple[str, float | None]]]:
    made = answer(opened, question)
    return {f"{one.key}{one.unit}": [(p.state, p.value) for p in one.points] for one in made.series}


def test_a_gap_is_no_zero(store: Store) -> None:  # noqa: F811
    told(store)
    by_site = states(Question("2026-W44", "2026-W48", by="site"), store)
    assert by_site == {
        "demo": [("unasked", None), ("counted", 2.0), ("counted", 0.0), ("broken", None), ("unasked", None)],
        "other": [("unasked", None), *[("counted", 1.0)] * 4],
    }
    one = states(Question("2026-W45", "2026-W48", sites=("demo",), by="target", same_basket=False), store)
    assert one == {"loxodonta": [("counted", 2.0), ("counted", 0.0), ("broken", None), ("unasked", None)]}
    # Of all sites together only what went on every week can be compared.
    whole = answer(store, Question("2026-W45", "2026-W48"))
    assert [point.value for point in whole.series[0].points] == [1.0, 1.0, 1.0, 1.0]
    assert whole.probes == 1
    assert whole.broken == {"2026-W47": ["demo"]}


def test_without_a_common_probe_weeks_are_not_compared(store: Store) -> None:  # noqa: F811
    one, two = b.probe("ivory"), b.probe("tusk")
    b.begin(store, "run-1", one, two)
    store.ingest(b.batch(b.page(p=one), (b.listing("1"), b.assessment("loxodonta"))))
    store.ingest(b.batch(b.page(p=two, captured=b.at(9)), (b.listing("2"), b.assessment("loxodonta"))))
    assert states(Question("2026-W45", "2026-W46"), store) == {"": [("uncommon", None)] * 2}
    loose = states(Question("2026-W45", "2026-W46", same_basket=False), store)
    assert loose == {"": [("counted", 1.0)] * 2}


def test_measures(store: Store) -> None:  # noqa: F811
    told(store)
    every = {"same_basket": False, "sites": ("demo",)}
    assert states(Question("2026-W45", "2026-W45", "rate", **every), store) == {"": [("counted", 200.0)]}  # type: ignore[arg-type]
    assert states(Question("2026-W45", "2026-W45", "new", **every), store) == {"": [("counted", 2.0)]}  # type: ignore[arg-type]
    assert states(Question("2026-W45", "2026-W45", "sellers", **every), store) == {"": [("counted", 1.0)]}  # type: ignore[arg-type]
    prices = states(Question("2026-W45", "2026-W48", "price", **every), store)  # type: ignore[arg-type]
    assert prices == {"EUR": [("counted", 15.0), ("unpriced", None), ("broken", None), ("unasked", None)]}
    by = Question("2026-W45", "2026-W45", by="country", same_basket=False)
    assert states(by, store) == {"": [("counted", 2.0)], "VN": [("counted", 1.0)]}
    keys = {key: store.counted_listings(by.cell("2026-W45", key)) for key in ("", "VN")}
    assert {key: len(found) for key, found in keys.items()} == {"": 2, "VN": 1}


def test_an_empty_store_answers(store: Store) -> None:  # noqa: F811
    made = answer(store, Question("2026-W45", "2026-W46"))
    assert [point.state for point in made.series[0].points] == ["unasked", "unasked"]
    assert answer(store, Question("2026-W45", "2026-W46", by="target")).series == []


def test_weeks_nobody_looked_in_and_the_one_that_is_not_over(store: Store) -> None:  # noqa: F811
    told(store)
    now = datetime(2026, 11, 25, tzinfo=UTC)
    assert window(store, now) == ("2026-W36", "2026-W47"), "whole weeks only"
    first = datetime(2026, 11, 5, tzinfo=UTC)
    assert window(store, first) == ("2026-W45", "2026-W45"), "the running one where nobody looked before it"
    made = answer(store, Question("2026-W43", "2026-W48"), now)
    assert (made.answered, made.unasked, made.running) == (4, ["2026-W43", "2026-W44"], "2026-W48")
    assert answer(store, Question("2026-W43", "2026-W47"), now).running == ""
    demo = answer(store, Question("2026-W45", "2026-W48", sites=("demo",)), now)
    assert (demo.answered, demo.unasked) == (2, ["2026-W48"]), (
        "a week in which a site is broken is no gap of ours"
    )


def test_marks_stand_where_the_recipe_changed() -> None:
    def row(week: int, terms: str = "t1", site: str = "demo", version: str = "s1") -> RecipeRow:
        return RecipeRow(f"2026-W{week}", site, terms, version, 1, 1)

    rows = [
        row(40),
        row(41),
        row(43, "t2"),
        row(44, "t2"),
        row(40, site="b"),
        row(44, site="b", version="s2"),
    ]
    assert marks(rows) == [Mark("2026-W43", ("terms",)), Mark("2026-W44", ("site:b",))]
    both = [row(40), row(41), row(41, "t2"), row(42, "t2")]
    assert marks(both) == [Mark("2026-W41", ("terms",))]


def test_weeks() -> None:
    assert between("2020-W52", "2021-W01") == ["2020-W52", "2020-W53", "2021-W01"]
    assert moved("2026-W01", -1) == "2025-W52"
    assert last_whole(datetime(2026, 11, 23, tzinfo=UTC)) == "2026-W47"
    for wrong in ("2026-W54", "soon", "2026-11"):
        with pytest.raises(UsageError, match="no week"):
            moved(wrong, 1)
    with pytest.raises(UsageError, match="At most 260 weeks"):
        Question("2000-W01", "2026-W01")
    with pytest.raises(UsageError, match="no measure"):
        Question("2026-W01", "2026-W02", "clicks")
    with pytest.raises(UsageError, match="Cannot tell apart"):
        Question("2026-W01", "2026-W02", by="seller")


def test_nothing_of_it_needs_the_console() -> None:
    for path in Path("warden/trends").glob("*.py"):
        assert "django" not in path.read_text(encoding="utf-8")
