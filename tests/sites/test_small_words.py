"""Names that only look like something else: a shop called companies, a book on accounting, each placeholder told."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.reading.shops.grids import _leads_away
from crawler.sites.load import site_paths
from crawler.sites.schema import TEMPLATE_NAMES, Request


def test_a_shop_called_companies_is_listed(tmp_path: Path) -> None:
    (tmp_path / "companies.toml").write_text("")
    assert "companies" in site_paths([tmp_path])


@pytest.mark.parametrize(
    ("href", "away"),
    [
        ("/accounting-book", True),
        ("/carton", True),
        ("/my-account", False),
        ("/shopping-cart/", False),
        ("/p?add-to-cart=7", False),
        ("/wishlist", False),
    ],
)
def test_only_whole_words_of_an_address_lead_to_the_cart(href: str, away: bool) -> None:
    assert _leads_away(href, "/p/1") is away


def test_each_placeholder_of_a_request_is_told() -> None:
    assert [name for name in TEMPLATE_NAMES if f"{{{name}}}" not in str(Request.__doc__)] == []
