"""eBay beyond the contract: tokens that end in mid-run, more than 10,000 results, 18 sites on one lane, the quota's forecast."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawler.sites.load import load_sites
from tests.apis.fakes import Fake, said
from tests.apis.shops import EBAY, ebay
from tests.apis.test_contract import Place, opened
from tests.crawl.stub import Asked, Said

PRICES = re.compile(r"price:\[([\d.]*)\.\.([\d.]*)\],priceCurrency:USD$")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    yield from opened(tmp_path, EBAY)


def test_a_token_that_ends_in_mid_run_is_fetched_anew(place: Place) -> None:
    ended: list[str] = []

    def ends(asked: Asked, _: dict[str, str]) -> bool:
        """The first token holds for one search."""
        token = asked.headers.get("Authorization", "")
        if token == "Bearer token-1" and asked.query["offset"] == "200":
            ended.append(token)
            return False
        return token.startswith("Bearer token-")

    place.fake.api = replace(EBAY, authorised=ends)
    told = place.crawl("paged")
    assert ended == ["Bearer token-1"]
    assert place.fake.count["token"] == 2
    assert [page for _, page in place.fake.searches] == [1, 2, 3]
    assert "refuses" not in told


def test_a_token_service_that_is_busy_is_no_wrong_key(place: Place) -> None:
    def busy(asked: Asked, _: Fake) -> Said | None:
        return said({}, 503) if asked.path.endswith("/token") else None

    place.fake.api = replace(EBAY, other=busy)
    told = place.crawl("paged", code=1)
    assert "no token was given; the site's token service is busy" in told
    assert "check EBAY" not in told
    assert [(page, status) for _, page, status, _, _ in place.works()] == [(1, "due")]


class Priced(Fake):
    """1,500 kettles at prices of 0.10 to 150.00, of which a search shows the first 1,000 (eBay: 10,000)."""

    asked: list[tuple[float, float, int]]

    def _answer(self, term: str, page: int) -> Said:
        raise AssertionError

    def __call__(self, asked: Asked) -> Said:
        if asked.path != EBAY.path:
            return super().__call__(asked)
        found = PRICES.search(asked.query["filter"])
        low = float(found[1] or 0) if found else 0.0
        high = float(found[2] or 1e9) if found else 1e9
        offset = int(asked.query["offset"])
        assert offset < 1_000
        prices = range(max(1, round(low * 10)), min(1_500, round(high * 10)) + 1)
        self.asked.append((low, high, offset))
        reply = ebay(list(prices[offset : offset + 200]), offset // 200 + 1, len(prices))
        return said(reply)


def sliced(place: Place, pages: int, term: str = "kettle") -> set[str]:
    fake = place.fake
    fake.__class__ = Priced
    assert isinstance(fake, Priced)
    fake.asked = []
    for path in (place.warden.root / "sites").glob("_ebay.toml"):
        text = path.read_text("utf-8").replace("max_pages = 50", "max_pages = 5")
        path.write_text(text.replace("max_results = 10000", "max_results = 1000"), "utf-8")
    told = ("crawl", "--site", "ebay_us", "--term", term, "--max-pages", str(pages))
    place.warden.run(*told, **EBAY.keys)
    with sqlite3.connect(place.warden.data / "warden.db") as store:
        return {row[0] for row in store.execute("SELECT listing_id FROM listing")}


def test_more_results_than_are_shown_are_read_in_slices_of_price(place: Place) -> None:
    found = sliced(place, 60)
    asked = place.fake.asked  # type: ignore[attr-defined]
    assert asked[0] == (0.0, 1e9, 0), "the newest first, without a slice"
    assert {(low, high) for low, high, _ in asked[1:]} >= {(0.0, 5.0), (5.0, 10.0), (2000.0, 1e9)}
    assert (80.0, 120.0, 200) in asked, "a slice is paged"
    assert len(found) == 1_500, "nothing is lost between slices"


def test_slices_of_a_restricted_word_go_on_though_their_cursor_is_sealed(place: Place) -> None:
    overlay = place.warden.root / "overlay"
    (overlay / "terms").mkdir(parents=True)
    columns = "id,term,kind,target,product,weight,sensitivity,search,status,gloss"
    row = "X-1,kettle,code,elephant,ivory_worked,strong,restricted,yes,candidate,"
    (overlay / "terms" / "en.csv").write_text(f"{columns}\n{row}\n", encoding="utf-8")
    place.warden.env["WARDEN_TERMS"] = str(overlay)
    assert len(sliced(place, 60, "X-1")) == 1_500


def test_pages_at_most_hold_for_all_slices_together(place: Place) -> None:
    sliced(place, 8)
    assert len(place.fake.asked) == 8  # type: ignore[attr-defined]


def test_without_more_pages_there_are_no_slices(place: Place) -> None:
    sliced(place, 3)
    assert [offset for _, _, offset in place.fake.asked] == [0, 200, 400]  # type: ignore[attr-defined]


def test_eighteen_sites_share_one_lane_and_ask_for_auctions() -> None:
    markets = [site for site in load_sites().values() if site.platform == "ebay"]
    assert len(markets) == 18
    assert {site.lane for site in markets} == {"api.ebay.com"}
    assert len({site.file.vars["marketplace"] for site in markets}) == 16
    for site in markets:
        assert site.search is not None and site.file.paging.split is not None
        assert "AUCTION" in site.search.query["filter"]
        assert "AUCTION" in site.file.paging.split.query["filter"]
    by_id = {site.id: site for site in markets}
    assert by_id["ebay_befr"].search is not None
    assert by_id["ebay_befr"].search.headers == {
        "X-EBAY-C-MARKETPLACE-ID": "{vars.marketplace}",
        "Accept": "application/json",
        "Accept-Language": "fr-BE",
    }


def forecast(place: Place, *words: str) -> tuple[list[dict[str, Any]], str]:
    done = place.warden.run("crawl", *words, "--dry-run", **EBAY.keys)
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_a_dry_run_says_what_is_left_of_the_quota(place: Place) -> None:
    for path in (place.warden.root / "sites").glob("_ebay.toml"):
        path.write_text(path.read_text("utf-8").replace("quota = 5000", "quota = 4"), "utf-8")
    localised = place.warden.root / "sites" / "ebay_de.toml"
    localised.write_text((localised.parent / "ebay_us.toml").read_text("utf-8"), "utf-8")
    asked = ("--site", "ebay_us", "--site", "ebay_de", "--term", "paged", "--max-pages", "3")
    rows, told = forecast(place, *asked)
    assert [(row["quota"], row["quota_left"], row["quota_days"]) for row in rows] == [
        (4, 4, 2),
        (4, 4, 2),
        (None, None, 2),
    ]
    assert "api.ebay.com: 6 requests are needed at most, 4 of today's 4 are left" in told
    assert "the same command goes on another day" in told
    place.crawl("torn", "hollow", code=1)
    rows, _ = forecast(place, *asked)
    assert rows[0]["quota_left"] == 0
    assert rows[0]["quota_days"] == 3
    again = place.crawl("paged", code=1)
    assert "its 4 requests of today are used up" in again
