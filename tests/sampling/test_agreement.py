"""Agreement against values worked out by hand."""

from __future__ import annotations

import pytest

from warden.sampling.agreement import FEW, agreement


def _table(both: int, first: int, second: int, neither: int) -> list[tuple[str, str]]:
    """Pairs of a table of two classes."""
    return (
        [("yes", "yes")] * both
        + [("yes", "no")] * first
        + [("no", "yes")] * second
        + [("no", "no")] * neither
    )


def test_two_people_who_differ_seldom_about_what_is_rare() -> None:
    # Of 200, 98 % "no" by each: 1 both yes, 3 only one, 3 only the other, 193 both no.
    told = agreement(_table(1, 3, 3, 193))
    # Share 194/200. Chance: .02² + .98² = .9608, kappa (.97-.9608)/(1-.9608) = .2347.
    # AC1's chance: 2 × .02 × .98 = .0392, AC1 (.97-.0392)/(1-.0392) = .9688.
    assert told.share == pytest.approx(0.97)
    assert told.kappa == pytest.approx(0.2347, abs=1e-4)
    assert told.ac1 == pytest.approx(0.9688, abs=1e-4)
    assert not told.few


def test_the_example_of_every_textbook() -> None:
    # 20 both yes, 5 and 10 differ, 15 both no. Chance: .5 × .6 + .5 × .4 = .5; kappa .4.
    # Mean yes .55: chance 2 × .55 × .45 = .495, AC1 (.7-.495)/.505 = .4059.
    told = agreement(_table(20, 5, 10, 15))
    assert (told.pairs, told.same) == (50, 35)
    assert told.kappa == pytest.approx(0.4)
    assert told.ac1 == pytest.approx(0.4059, abs=1e-4)


def test_three_classes() -> None:
    pairs = [("a", "a")] * 4 + [("b", "b")] * 3 + [("c", "c")] * 1 + [("a", "b")] * 1 + [("b", "c")] * 1
    # First: a 5, b 4, c 1; second: a 4, b 4, c 2. Chance (20+16+2)/100 = .38, kappa (.8-.38)/.62 = .6774.
    # Means .45, .4, .15: (.2475+.24+.1275)/2 = .3075, AC1 (.8-.3075)/.6925 = .7112.
    told = agreement(pairs)
    assert told.kappa == pytest.approx(0.6774, abs=1e-4)
    assert told.ac1 == pytest.approx(0.7112, abs=1e-4)
    assert told.few and told.pairs < FEW


def test_of_one_class_or_none_nothing_is_made_up() -> None:
    told = agreement([("no", "no")] * 30)
    assert (told.share, told.kappa, told.ac1) == (1.0, None, 1.0)
    assert agreement([]).share is None
