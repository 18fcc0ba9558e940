"""The site a person names, held against what the page says of itself."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest

from crawler.importing import SavedPage, read_files
from tests.crawl.conftest import Warden, make_warden
from tests.importing.saving import EBAY, pages, sites, write
from warden.errors import UsageError

REAL = Path(os.environ.get("WARDEN_CAPTURES") or Path(__file__).parents[3] / "shared" / "captures")
NOBODY = "<html><body><p>Stoßzahn</p></body></html>"
OLX = '<html><head><link rel="canonical" href="https://www.olx.pl/oferty/q-krzes%C5%82o/"></head><body></body></html>'


def saved(path: Path, **told: Any) -> SavedPage:
    (one,) = read_files([path], sites=sites(), **told)
    return one


@pytest.mark.parametrize(
    ("name", "some"), [("eBay", "ebay_de, "), ("vinted", "vinted_fr"), ("Shopee", "shopee_id")]
)
def test_a_company_of_several_sites_is_refused_with_their_list(tmp_path: Path, name: str, some: str) -> None:
    with pytest.raises(UsageError, match=rf"a\.html: --site {name} means \d+ sites .*name one of .*{some}"):
        pages(write(tmp_path, "a.html", NOBODY), site=name)


def test_a_company_is_enough_where_the_page_says_which_of_its_sites(tmp_path: Path) -> None:
    address = "https://www.ebay.fr/sch/i.html?_nkw=defense"
    plain = write(tmp_path, "plain.html", NOBODY)
    assert pages(plain, site="eBay", url=address)[0].site == "ebay_fr"
    comment = f"<!-- saved from url=(0043){address} -->{NOBODY}"
    assert pages(write(tmp_path, "comment.html", comment), site="eBay")[0].site == "ebay_fr"
    assert pages(write(tmp_path, "links.html", EBAY), site="ebay")[0].site == "ebay_de"


def test_a_block_page_needs_no_site_of_a_company(tmp_path: Path) -> None:
    wall = "<html><head><title>Pardon Our Interruption...</title></head><body>Checking your browser</body></html>"
    assert pages(write(tmp_path, "a.html", wall), site="eBay")[0].outcome == "blocked"


def test_another_site_s_page_is_read_as_asked_and_doubted(tmp_path: Path) -> None:
    page = write(tmp_path, "a.html", OLX)
    doubted = saved(page, site="ebay_de")
    assert doubted.site
    assert doubted.site.id == "ebay_de"
    assert "www.olx.pl, which is olx_pl" in (doubted.doubt or "")
    assert "read as ebay_de" in (doubted.doubt or "")
    assert saved(page, site="olx_pl").doubt is None
    assert saved(page).doubt is None
    whole = saved(page, site="ebay_de", url="https://www.ebay.de/", captured="2026-11-01")
    assert whole.doubt, "what a person says of the address does not hide what the page says"


def test_a_host_of_nobody_is_doubted(tmp_path: Path) -> None:
    page = write(tmp_path, "a.html", OLX.replace("www.olx.pl", "shop.example"))
    assert "shop.example, which is no host of ebay_de" in (saved(page, site="ebay_de").doubt or "")


def test_a_sister_site_is_doubted_but_not_what_the_family_shares(tmp_path: Path) -> None:
    def of(host: str) -> str | None:
        return saved(write(tmp_path, "a.html", OLX.replace("www.olx.pl", host)), site="ebay_de").doubt

    assert "ebay_gb" in (of("www.ebay.co.uk") or "")
    assert of("api.ebay.com") is None
    assert of("www.ebay.de") is None


def test_strangers_in_a_network_log_are_no_doubt(tmp_path: Path) -> None:
    def entry(url: str) -> dict[str, Any]:
        content = {"mimeType": "application/json", "text": "{}"}
        return {"request": {"url": url}, "response": {"status": 200, "content": content}}

    log = {"log": {"entries": [entry("https://ads.example/x"), entry("https://www.olx.pl/api")]}}
    found = list(read_files([write(tmp_path, "a.har", json.dumps(log))], sites=sites(), site="leboncoin"))
    assert [one.doubt is None for one in found] == [True, False]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real pages are not here")
def test_real_pages_under_their_own_site_are_not_doubted() -> None:
    with (REAL / "MANIFEST.tsv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter="\t") if row["site"] in sites()]
    doubts = {}
    for row in rows:
        for one in read_files([REAL / row["file"]], sites=sites(), site=row["site"]):
            if one.doubt:
                doubts[one.file] = one.doubt
    assert rows
    assert doubts == {}


@pytest.fixture
def warden(tmp_path: Path) -> Warden:
    return make_warden(tmp_path)


def test_wrong_use_keeps_nothing_and_ends_with_2(warden: Warden) -> None:
    good, bad = write(warden.root, "good.html", EBAY), write(warden.root, "page.html", NOBODY)
    done = warden.run("import", str(good), str(bad), "--site", "eBay", code=2)
    assert "page.html: --site eBay means" in done.stderr
    assert not done.stdout
    assert not (warden.data / "warden.db").exists()


def test_a_doubt_is_said_on_one_line_and_counted(warden: Warden) -> None:
    page = write(warden.root, "page.html", OLX)
    told = warden.run("import", str(page), "--site", "ebay_de", code=1).stderr.splitlines()
    assert [line for line in told if "olx_pl" in line] == [
        line for line in told if line.startswith(str(page))
    ]
    assert told[-1] == "1 page, 0 listings; the site of 1 page is in doubt, see above"
    line = json.loads(
        warden.run("import", str(page), "--site", "ebay_de", "--json", "--dry-run", code=1).stdout
    )
    assert "olx_pl" in line["doubt"]


@pytest.mark.parametrize("name", ["Hantang Collection", "rakuma", "Mall for Africa", "OLX India"])
def test_a_company_without_a_site_file_is_told_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(
        UsageError, match=r"no site file reads pages of .* yet; `warden sites list --companies`"
    ):
        pages(write(tmp_path, "a.html", "<html><body>x</body></html>"), site=name)
    (row,) = [
        page
        for page in pages(write(tmp_path, "a.csv", f"id,title,site\n1,a chair,{name}\n"))
        if page.outcome == "failed"
    ]
    assert "no site file reads pages of" in (row.reason or "")


@pytest.mark.parametrize(
    ("text", "url", "said"),
    [
        (
            "<html><body>x</body></html>",
            "https://www.etsy.com/search?q=x",
            "no site file reads www.etsy.com yet",
        ),
        ("<html><body>x</body></html>", None, "name it with --site if"),
        ('{"a": 1}', "https://www.etsy.com/search?q=x", "no site file reads www.etsy.com yet"),
        ("only words", "https://www.etsy.com/search?q=x", "plain text, no saved page"),
    ],
)
def test_a_page_nobody_reads_says_what_helps(tmp_path: Path, text: str, url: str | None, said: str) -> None:
    (page,) = pages(write(tmp_path, "a.html", text), url=url)
    assert page.outcome == "changed"
    assert said in (page.reason or "")
