"""Slices of a capped search: bounds, halves, cursors."""

from __future__ import annotations

from crawler.sites.schema import Paging, Split
from crawler.slicing import Slices, first_slices, onward, shown, slices_of

PRICE = Split(by="price", query={"min": "{low}", "max": "{high}"}, bounds=(0.0, 10.0, 100.0))
PAGING = Paging(type="offset", size=200, max_pages=50, max_results=10_000, split=PRICE)


def test_slices_cover_all_prices_and_their_cursor_says_what_is_left() -> None:
    made = first_slices(PRICE)
    assert made.left == ((0.0, 10.0), (10.0, 100.0), (100.0, None))
    assert slices_of(made.written()) == made
    assert slices_of("https://shop.example/?page=2") is None
    assert slices_of(None) is None


def test_times_go_from_now_into_the_past() -> None:
    split = Split(by="time", query={}, bounds=(0.0, 1.0, 30.0))
    made = first_slices(split, now=10_000_000.5)
    assert made.left == ((9_913_600.0, 10_000_000.0), (7_408_000.0, 9_913_600.0), (None, 7_408_000.0))
    assert shown(9_913_600.0, "time") == "1970-04-25T17:46:40Z"
    assert [shown(value, "price") for value in (10.0, 10.5, None)] == ["10", "10.50", ""]


def test_a_search_is_sliced_only_when_it_is_capped_and_more_pages_are_wanted() -> None:
    assert onward(PAGING, None, "2", 10_000, 500) == "2"
    assert onward(PAGING, None, "2", 10_001, 50) == "2"
    assert onward(PAGING, None, "2", 10_001, 51) == first_slices(PRICE).written()
    assert onward(Paging(), None, "2", 10_001, 500) == "2"


def test_a_slice_is_read_to_its_end_and_the_next_follows() -> None:
    made = first_slices(PRICE)
    second = onward(PAGING, made, "2", 300, 500)
    assert slices_of(second) == Slices(made.left, 2)
    third = onward(PAGING, slices_of(second), None, 300, 500)
    assert slices_of(third) == Slices(made.left[1:])
    assert onward(PAGING, Slices(((100.0, None),)), None, 3, 500) is None


def test_a_slice_with_too_many_results_is_halved_until_it_is_a_cent_wide() -> None:
    halves = slices_of(onward(PAGING, Slices(((0.0, 10.0), (10.0, None))), "2", 20_000, 500))
    assert halves == Slices(((0.0, 5.0), (5.0, 10.0), (10.0, None)))
    open_end = slices_of(onward(PAGING, Slices(((100.0, None),)), "2", 20_000, 500))
    assert open_end == Slices(((100.0, 400.0), (400.0, None)))
    cent = Slices(((5.0, 5.01),))
    assert slices_of(onward(PAGING, cent, "2", 20_000, 500)) == Slices(cent.left, 2)
