"""Real pages of sites nobody prepared, read through import: as many offers as the manifest says, compared by eye.

As in test_real_pages.py nothing of the pages is kept but hashes, numbers and prices (expected_rows/generic.json).
"""

from __future__ import annotations

import hashlib

import pytest

from crawler.reading.generic import GENERIC
from tests.sites.test_real_pages import EVERY, EXPECTED, FOLDER, KNOWN, shown

STRANGERS = [row for row in EVERY if row["site"] == GENERIC]
pytestmark = pytest.mark.captures


def test_no_row_that_is_due_is_left_unread() -> None:
    left = [row["file"] for row in EVERY if row["site"] not in {"", GENERIC, *KNOWN}]
    assert left == []
    assert bool(STRANGERS) == bool(EVERY)


@pytest.mark.parametrize("row", STRANGERS, ids=lambda row: row["file"])
def test_as_many_offers_as_the_page_has(row: dict[str, str]) -> None:
    page = shown(row["file"])
    assert (page.site, page.outcome) == (GENERIC, "results"), page.reason
    assert int(row["listings_min"]) <= len(page.listings) <= int(row["listings_max"])
    assert len({one.listing_id for one in page.listings}) == len(page.listings)
    for one in page.listings:
        assert one.title
        assert one.url is not None
        assert one.price.amount is not None


@pytest.mark.parametrize("row", STRANGERS, ids=lambda row: row["file"])
def test_offers_compared_by_eye(row: dict[str, str]) -> None:
    page = shown(row["file"])
    sha = hashlib.sha256((FOLDER / row["file"]).read_bytes()).hexdigest()
    assert sha in EXPECTED, "a page nobody has compared: look at five rows, then add them"
    for told in EXPECTED[sha]["rows"]:
        one = page.listings[told["row"]]
        assert hashlib.sha256(one.title.encode()).hexdigest() == told["title_sha256"]
        assert (one.price.text, one.price.amount, one.price.currency) == (
            told["price"],
            told["amount"],
            told["currency"],
        )
