"""The number in a listing's address: the one a crawl of the site has, or none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.reading.numbers import number_in
from tests.crawl.conftest import make_warden
from tests.importing.saving import CAPTURES, EBAY, pages, sites, write

OTHERWISE = {
    "mercado_libre": "an address of the catalogue names the goods, the list's data one offer of them",
    "rakuten": "the interface numbers goods otherwise than the shop's address",
}
"""Platforms whose addresses may hold another number than their lists' data, and why."""


def cases() -> list[Path]:
    """The checked pages of sites whose addresses hold the listing's number."""
    found = sorted(CAPTURES.glob("*/*/listings.json"))
    known = sites()
    return [case for case in found if (at := case.parts[-3]) in known and known[at].platform not in OTHERWISE]


@pytest.mark.parametrize("case", cases(), ids=lambda at: "/".join(at.parts[-3:-1]))
def test_the_number_is_the_one_the_site_file_reads(case: Path) -> None:
    site = sites()[case.parts[-3]]
    for row in json.loads(case.read_text(encoding="utf-8"))["listings"]:
        if row.get("url"):
            assert number_in(row["url"], site) in (row["listing_id"], None)


@pytest.mark.parametrize(
    ("site", "address", "number"),
    [
        ("ebay_de", "https://www.ebay.de/itm/335250007001?hash=x", "335250007001"),
        ("ebay_de", "https://www.ebay.de/itm/old-stick/335250007001", "335250007001"),
        ("ebay_de", "https://www.ebay.de/str/123456789012", None),
        ("depop", "https://www.depop.com/products/kim_1-lantern-8600000/", None),
        ("finn", "https://www.finn.no/bap/forsale/ad.html?finnkode=300000001", "300000001"),
        (
            "mercado_libre_ar",
            "https://articulo.mercadolibre.com.ar/MLA-3300000002-farol-_JM",
            "MLA3300000002",
        ),
    ],
)
def test_numbers_in_addresses(site: str, address: str, number: str | None) -> None:
    assert number_in(address, sites()[site]) == number


def test_a_row_meets_the_listing_of_a_page(tmp_path: Path) -> None:
    (page,) = pages(write(tmp_path, "a.html", EBAY), site="ebay_de")
    first = page.listings[0]
    (table,) = pages(write(tmp_path, "a.csv", f"title,url\na stick,{first.url}?mkevt=1\n"))
    assert (table.site, table.listings[0].listing_id) == ("ebay_de", first.listing_id)
    (strange,) = pages(
        write(tmp_path, "b.csv", f"title,url\na stick,{first.url}\n".replace("www.ebay.de", "x.example"))
    )
    assert strange.listings[0].listing_id.startswith("u:")


def test_a_row_and_a_report_are_one_listing(tmp_path: Path) -> None:
    warden = make_warden(tmp_path)
    address = "https://www.ebay.de/itm/335250007001"
    table = write(warden.root, "a.csv", f"title,url\nraw ivory tusk,{address}\n")
    warden.run("import", str(table))
    assert warden.run("hit", "add", "--url", address).stdout.startswith("known already")
