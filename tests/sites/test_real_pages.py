"""Reads every real page of ``../shared/captures`` (or ``$WARDEN_CAPTURES``) that is due, when they are there.

Nothing of them is kept here but hashes, numbers and prices of five rows a page, compared by eye
once (expected_rows/<platform>.json). Without the folder the suite says so and reads none.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from crawler.importing import read_files, to_page
from crawler.reading import Answer, read
from crawler.reading.blocked import recognise
from crawler.reading.documents import Document
from crawler.reading.recognise import site_of
from crawler.sites.companies import companies
from crawler.sites.load import SHIPPED, load_sites
from crawler.sites.site import Site
from warden.records import ResultPage

REPO = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("WARDEN_CAPTURES") or REPO.parent / "shared" / "captures")
MANIFEST = FOLDER / "MANIFEST.tsv"
DUE = {"2", "3", "6"}
NO_NUMBER = {"baidu"}
"""Sites whose rows are leads, known by their addresses."""
EXPECTED: dict[str, Any] = {
    sha: told
    for file in sorted((Path(__file__).parent / "expected_rows").glob("*.json"))
    for sha, told in json.loads(file.read_text(encoding="utf-8")).items()
}


def _rows() -> list[dict[str, str]]:
    if not MANIFEST.is_file():
        return []
    with MANIFEST.open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream, delimiter="\t") if row["due"] in DUE]


EVERY = _rows()
KNOWN = {path.stem for path in SHIPPED.glob("[!_]*.toml")}
ROWS = [row for row in EVERY if not row["site"] or row["site"] in KNOWN]
PAGES = [row for row in ROWS if row["platform"] != "_blocked"]
WALLS = [row for row in ROWS if row["platform"] == "_blocked"]
pytestmark = pytest.mark.captures


@lru_cache(maxsize=1)
def sites() -> dict[str, Site]:
    return load_sites()


@lru_cache(maxsize=64)
def shown(file: str) -> ResultPage:
    (saved,) = read_files([FOLDER / file], sites=sites(), manifest=MANIFEST)
    return to_page(saved)


def _name(row: dict[str, str]) -> str:
    return row["file"]


def test_how_many_real_pages_were_read(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        if ROWS:
            print(f"\nreal pages read: {len(PAGES)} pages and {len(WALLS)} walls of {FOLDER.name}/")
            if len(ROWS) < len(EVERY):
                print(f"of sites without a file of their own, not read here: {len(EVERY) - len(ROWS)} pages")
        else:
            print(
                "\nreal pages read: none, there is no folder of captures (set WARDEN_CAPTURES to have them read)"
            )
    assert bool(ROWS) == MANIFEST.is_file()


@pytest.mark.parametrize("row", PAGES, ids=_name)
def test_as_many_listings_as_the_page_has(row: dict[str, str]) -> None:
    page = shown(row["file"])
    least = int(row["listings_min"])
    assert least <= len(page.listings) <= int(row["listings_max"])
    assert page.outcome == ("results" if int(row["listings_max"]) else "none"), page.reason
    assert page.site == row["site"]


@pytest.mark.parametrize("row", PAGES, ids=_name)
def test_listings_are_whole(row: dict[str, str]) -> None:
    page, site = shown(row["file"]), sites()[row["site"]]
    assert len({one.listing_id for one in page.listings}) == len(page.listings)
    for one in page.listings:
        assert one.title
        assert "new window" not in one.title
        assert one.url is not None
        assert site.may_link(one.url)
        # A shop's article number is another one than its software's, and a lead has none.
        own = site.file.identity.kind == "shop" and site.any_host
        assert own or one.sku == (None if row["site"] in NO_NUMBER else one.listing_id)
    priceless = sum(one.price.text is None and one.price.amount is None for one in page.listings)
    sha = hashlib.sha256((FOLDER / row["file"]).read_bytes()).hexdigest()
    assert priceless == EXPECTED.get(sha, {}).get("priceless", 0), "rows that show no price, counted by eye"


@pytest.mark.parametrize("row", PAGES, ids=_name)
def test_rows_compared_by_eye(row: dict[str, str]) -> None:
    page = shown(row["file"])
    sha = hashlib.sha256((FOLDER / row["file"]).read_bytes()).hexdigest()
    assert sha in EXPECTED, "a page nobody has compared: look at five rows, then add them"
    for told in EXPECTED[sha]["rows"]:
        one = page.listings[told["row"]]
        assert one.listing_id == told["id"]
        assert hashlib.sha256(one.title.encode()).hexdigest() == told["title_sha256"]
        assert (one.price.text, one.price.amount, one.price.currency) == (
            told["price"],
            told["amount"],
            told["currency"],
        )


@pytest.mark.parametrize("row", PAGES, ids=_name)
def test_the_site_is_recognised_without_an_address(row: dict[str, str]) -> None:
    document = Document(Answer(None, 200, {}, (FOLDER / row["file"]).read_bytes()))
    site = site_of(document, sites())
    assert site is not None
    assert site.id == row["site"]


def test_the_table_of_companies_says_which_sites_were_held_against_real_pages() -> None:
    def family(site: str) -> str:
        """The platform; what search engines find is `web` for all of them."""
        return site if site in NO_NUMBER else sites()[site].platform

    read_here = {family(row["site"]) for row in PAGES if row["site"] in sites()}
    for row in companies(sites()) if ROWS else ():
        mine = family(row["site"]) if row["site"] else ""
        assert (row["proof"] == "real") == (mine in read_here), row["product"]


@pytest.mark.parametrize("row", WALLS, ids=_name)
def test_walls_are_blocked_without_a_site(row: dict[str, str]) -> None:
    page = shown(row["file"])
    assert (page.outcome, page.listings) == ("blocked", [])


@pytest.mark.parametrize("row", WALLS, ids=_name)
def test_walls_are_blocked_whatever_site_they_come_from(row: dict[str, str]) -> None:
    answer = Answer(None, 200, {}, (FOLDER / row["file"]).read_bytes())
    for name in ("ebay_us", "olx_pl", "leboncoin", "ruby_lane", "marktplaats"):
        assert read(answer, sites()[name], "list").outcome == "blocked"
        assert read(answer, sites()[name], "item").outcome == "blocked"


def test_no_real_page_of_any_site_is_taken_for_a_wall() -> None:
    if not MANIFEST.is_file():
        return  # said by the first test
    with MANIFEST.open(encoding="utf-8", newline="") as stream:
        others = [
            row["file"] for row in csv.DictReader(stream, delimiter="\t") if row["platform"] != "_blocked"
        ]
    taken = {
        file: recognise(Document(Answer(None, 200, {}, (FOLDER / file).read_bytes()))) for file in others
    }
    assert {file: why for file, why in taken.items() if why} == {}
