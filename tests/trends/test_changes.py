"""Rising, falling, and how long listings stay, against values worked out elsewhere."""

from __future__ import annotations

from math import inf, isclose

from tests.store import build as b
from tests.store.conftest import store, store_url  # noqa: F401
from warden.store.base import Store
from warden.store.counting import LifeRow
from warden.trends.changes import changes
from warden.trends.lifetimes import lifetime, lifetimes
from warden.trends.odds import binomial_test, holm, ratio_interval, share_interval
from warden.trends.questions import Question


def test_exact_figures_are_those_of_the_tables() -> None:
    # binom.test of R: 8 of 10, 15 of 20 against 1/2.
    assert isclose(binomial_test(8, 10, 0.5), 0.109375, abs_tol=1e-6)
    assert isclose(binomial_test(15, 20, 0.5), 0.04138947, abs_tol=1e-6)
    assert isclose(binomial_test(5, 10, 0.5), 1.0)
    low, high = share_interval(8, 10)
    assert isclose(low, 0.4439045, abs_tol=1e-6) and isclose(high, 0.9747893, abs_tol=1e-6)
    assert share_interval(0, 10)[0] == 0 and isclose(share_interval(0, 10)[1], 0.3084971, abs_tol=1e-6)
    assert ratio_interval(10, 0, 0.5)[1] == inf
    assert holm([0.01, 0.04, 0.03]) == [0.03, 0.06, 0.06]


def _trade(opened: Store, counts: dict[str, tuple[int, int]]) -> None:
    """A week of each count of new listings."""
    p = b.probe()
    b.begin(opened, "run-1", p)
    number = 0
    for week, day in enumerate((9, 16)):
        shown = []
        for target, pair in counts.items():
            for _ in range(pair[week]):
                number += 1
                shown.append(
                    (b.listing(str(number), title=f"Piece {number}", image=None), b.assessment(target))
                )
        opened.ingest(b.batch(b.page(p=p, number=week, captured=b.at(day)), *shown))


def test_what_rises_and_what_falls(store: Store) -> None:  # noqa: F811
    _trade(store, {"up": (2, 20), "down": (20, 2), "same": (9, 11), "small": (0, 4)})
    found = changes(store, Question("2026-W47", "2026-W47"), 1, "target")
    assert (found.since, found.middle, found.until) == ("2026-W46", "2026-W47", "2026-W47")
    assert (found.recent_weeks, found.before_weeks, found.stock) == (1, 1, True)
    assert {row.key: (row.recent, row.before, row.verdict) for row in found.rows} == {
        "up": (20, 2, "rising"),
        "down": (2, 20, "falling"),
        "same": (11, 9, "unclear"),
        "small": (4, 0, "few"),
    }
    up = next(row for row in found.rows if row.key == "up")
    assert up.ratio == 10 and up.low > 1 and up.high > up.ratio
    terms = changes(store, Question("2026-W47", "2026-W47"), 1, "term")
    assert [(row.key, row.recent, row.before) for row in terms.rows] == [("ivory", 37, 31)]
    assert changes(store, Question("2026-W20", "2026-W20"), 1, "target").rows == []


def test_half_are_gone_by_the_median() -> None:
    # Six of ten ended; survivors .9 .8 .686 .571 .429 .286 by hand.
    rows = [LifeRow(None, day, "removed", 1) for day in (1, 2, 4, 5, 8, 9)]
    rows += [LifeRow(None, day, None, 1) for day in (3, 6, 12, 12)]
    found = lifetime("", rows)
    assert (found.listings, found.ended, found.median, found.few) == (10, 6, 8, True)
    assert found.low is not None and found.low <= 8
    assert found.reasons == (("removed", 6),)


def test_those_never_seen_to_end_are_no_ends() -> None:
    found = lifetime("", [LifeRow(None, 30, None, 50)])
    assert (found.listings, found.ended, found.median, found.low, found.high) == (50, 0, None, None, None)
    gone = lifetime("", [LifeRow(None, 3, "ended", 20)])
    assert (gone.median, gone.few) == (3, False)


def test_lifetimes_of_a_store(store: Store) -> None:  # noqa: F811
    b.seen(store)
    assert [(one.key, one.listings, one.ended) for one in lifetimes(store, "target")] == [("loxodonta", 1, 0)]
    assert [one.key for one in lifetimes(store, "")] == [""]
