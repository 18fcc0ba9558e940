"""Slices of a capped search: bounds, halves, cursors."""

from __future__ import annotations

from crawler.sites.schema import Paging, Split
from crawler.slicing import Slices, first_slices, onward, shown, slices_of, told

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
    assert onward(PAGING, None, "2", 10_001, 51) == first_slices(PRICE, total=10_001).written()
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


def _asked(prices: list[float], heeds: bool = True) -> tuple[int, set[int], list[str]]:
    """Requests until the end of a search for offers at ``prices``, the offers seen, what was told."""
    cursor, seen, reasons, requests = None, set(), [], 0
    while requests < 5_000:
        slices, page = slices_of(cursor), int(cursor) if cursor and cursor.isdigit() else 1
        low, high = slices.span if slices and heeds else (None, None)
        found = [n for n, price in enumerate(prices) if (low or 0.0) <= price <= (high or 1e9)]
        page = slices.page if slices else page
        shown_now = found[: PAGING.max_results][(page - 1) * 200 : page * 200]
        seen.update(shown_now)
        requests += 1
        following = str(page + 1) if len(found[: PAGING.max_results]) > page * 200 else None
        reasons += [why] if (why := told(PAGING, slices, len(found))) else []
        cursor = onward(PAGING, slices, following, len(found), 9_999)
        if cursor is None:
            break
    return requests, seen, reasons


def test_a_site_that_does_not_heed_its_bounds_is_read_once_as_far_as_it_goes() -> None:
    requests, seen, reasons = _asked([1.0] * 20_000, heeds=False)
    assert (len(seen), requests) == (10_000, 1 + 2 + 49)
    assert len(reasons) == 1
    assert "does not heed the bounds" in reasons[0]


def test_offers_in_a_narrow_range_of_prices_are_all_found() -> None:
    prices = [3.0 + n / 10_000 for n in range(19_000)] + [50.0] * 10
    requests, seen, reasons = _asked(prices)
    assert (len(seen), reasons) == (19_010, [])
    assert requests < 130


def test_offers_of_one_price_do_not_hide_the_others() -> None:
    _, seen, reasons = _asked([5.0] * 12_000 + [1.0] * 9 + [7.0] * 9 + [20.0] * 9_000)
    assert set(range(12_000, 21_018)) <= seen
    assert len(seen) >= 10_000 + 9_018
    assert reasons == []
