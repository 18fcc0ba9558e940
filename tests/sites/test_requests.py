"""How a term, a place, a page number and a listing become requests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.asking import _hosts
from crawler.sites.load import load_site, load_sites
from crawler.sites.requests import (
    item_request,
    next_page,
    picture_request,
    place_request,
    query_text,
    search_request,
)
from crawler.sites.schema import Paging
from crawler.sites.site import Site
from tests.sites.test_load import GOOD, write
from warden.errors import PageRefused, UsageError
from warden.records import Work


def site_with(folder: Path, **changes: str) -> Site:
    text = GOOD
    for old, new in changes.items():
        text = text.replace(
            {"query": 'query = { q = "{term}" }', "url": 'url = "{base}/find"', "end": "[response.cards]"}[
                old
            ],
            new,
        )
    return load_site(write(folder, text))


def test_ebay_asks_for_auctions_too() -> None:
    request = search_request(load_sites()["ebay_de"], "altes Horn", page=3)
    query = parse_qs(urlsplit(request.url).query)
    assert query["filter"] == ["buyingOptions:{AUCTION|FIXED_PRICE|BEST_OFFER|CLASSIFIED_AD}"]
    assert (query["q"], query["limit"], query["offset"]) == (["altes Horn"], ["200"], ["400"])
    assert request.headers["X-EBAY-C-MARKETPLACE-ID"] == "EBAY_DE"
    assert request.lane == "api.ebay.com"
    assert int(query["offset"][0]) % int(query["limit"][0]) == 0
    assert "+" not in urlsplit(request.url).query


def test_ebays_item_is_asked_of_the_api() -> None:
    request = item_request(load_sites()["ebay_us"], "https://www.ebay.com/itm/334690000001", "334690000001")
    assert request.url.endswith("/get_item_by_legacy_id?legacy_item_id=334690000001")


def test_olx_writes_words_with_dashes() -> None:
    request = search_request(load_sites()["olx_pl"], "kość  słoniowa & róg", page=2)
    assert request.url == (
        "https://www.olx.pl/oferty/q-ko%C5%9B%C4%87-s%C5%82oniowa-r%C3%B3g/?search%5Border%5D=created_at%3Adesc&page=2"
    )
    assert request.lane == "www.olx.pl:443"


def test_ruby_lane_asks_for_the_phrase_and_follows_its_link() -> None:
    site = load_sites()["ruby_lane"]
    assert parse_qs(urlsplit(search_request(site, "walking stick").url).query)["q"] == ['"walking stick"']
    assert parse_qs(urlsplit(search_request(site, "ring").url).query)["q"] == ["ring"]
    following = search_request(site, "ring", 2, "https://www.rubylane.com/ni/search?q=ring&page=2")
    assert following.url == "https://www.rubylane.com/ni/search?q=ring&page=2"
    for bad in ("https://evil.example/x", "file:///etc/passwd", "http://169.254.169.254/"):
        with pytest.raises(PageRefused):
            search_request(site, "ring", 2, bad)
    with pytest.raises(PageRefused, match="address the page before gave"):
        search_request(site, "ring", 2)


def test_gbk_is_written_as_gbk(tmp_path: Path) -> None:
    site = site_with(tmp_path, query='query = { q = "{term}" }\ncharset = "gbk"')
    assert search_request(site, "象牙").url == "https://shop.example/find?q=%CF%F3%D1%C0"
    assert "%26%23" in search_request(site, "🐘").url


def test_a_term_in_the_path(tmp_path: Path) -> None:
    site = site_with(tmp_path, url='url = "{base}/s/{term}/p{page}"\nencode = "path"', query="")
    assert search_request(site, "a/b c", 2).url == "https://shop.example/s/a%2Fb%20c/p2"


def test_cursor_json_body_and_form(tmp_path: Path) -> None:
    json = site_with(
        tmp_path,
        query='method = "POST"\njson = { keywords = { text = "{term}" }, offset = "{offset}", limit = "{size}" }',
        end='[paging]\ntype = "offset"\nsize = 35\n\n[response.cards]',
    )
    request = search_request(json, "canne", 2)
    assert request.body == b'{"keywords":{"text":"canne"},"offset":35,"limit":35}'
    assert request.headers["Content-Type"] == "application/json"
    form = site_with(tmp_path, query='method = "POST"\nform = { q = "{term}", p = "{page}" }')
    assert search_request(form, "a b").body == b"q=a+b&p=1"
    cursor = site_with(
        tmp_path,
        query='query = { q = "{term}", after = "{cursor}" }',
        end='[paging]\ntype = "cursor"\n\n[response.cards]',
    )
    assert search_request(cursor, "x").url == "https://shop.example/find?q=x"
    assert search_request(cursor, "x", 2, "a=b&c").url == "https://shop.example/find?q=x&after=a%3Db%26c"


def test_a_button_is_pressed(tmp_path: Path) -> None:
    site = site_with(tmp_path, end='[paging]\ntype = "button"\n\n[response.cards]')
    cursor = '{"url":"/find","method":"post","fields":{"page":"2","state":"x y"}}'
    request = search_request(site, "x", 2, cursor)
    assert (request.method, request.url, request.body) == (
        "POST",
        "https://shop.example/find",
        b"page=2&state=x+y",
    )
    with pytest.raises(PageRefused):
        search_request(site, "x", 2, "no json")


def test_long_queries_are_cut_at_a_word(tmp_path: Path) -> None:
    site = site_with(tmp_path, query='query = { q = "{term}" }\nmax_length = 12')
    assert site.search is not None
    assert query_text(site.search, "walking stick of horn") == "walking"
    assert query_text(site.search, "x" * 30) == "x" * 12


def test_places() -> None:
    site = load_sites()["marktplaats"]
    assert "l1CategoryId=1&" in place_request(site, "category=1").url
    assert "l1CategoryId" not in place_request(site, "newest").url
    with pytest.raises(UsageError, match="needs a value"):
        place_request(site, "category")
    with pytest.raises(UsageError, match="has: newest, category"):
        place_request(site, "nowhere")


def test_import_sites_send_nothing() -> None:
    with pytest.raises(UsageError, match="no \\[search\\]"):
        search_request(load_sites()["leboncoin"], "canne")


def test_items_and_pictures_stay_where_they_belong() -> None:
    site = load_sites()["olx_pl"]
    assert item_request(site, "https://www.olx.pl/d/oferta/x.html", "1").lane == "www.olx.pl:443"
    for bad in (None, "ftp://www.olx.pl/x", "https://www.otodom.pl/x"):
        with pytest.raises(PageRefused):
            item_request(site, bad, "1")
    picture = picture_request(site, "https://ireland.apollo.olxcdn.com/v1/files/a/image")
    assert picture.lane == "ireland.apollo.olxcdn.com:443"
    with pytest.raises(PageRefused):
        picture_request(site, "data:image/png;base64,AA")


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("aliexpress", "https://de.aliexpress.com/item/4000001.html"),
        ("baidu", "https://www.baidu.com/s?wd=x"),
        ("ebay_us", "https://www.ebay.com/itm/334690000001"),
        ("etsy", "https://www.etsy.com/listing/7000011/carved-bone-comb"),
    ],
)
def test_a_page_of_the_website_is_never_asked_for_by_a_site_that_asks_an_interface(
    name: str, page: str
) -> None:
    site = load_sites()[name]
    assert site.owns(page), "a saved one is known by its address"
    plain = replace(site, file=replace(site.file, fetch=None))
    with pytest.raises(PageRefused, match="only its interface is asked"):
        item_request(plain, page, "1")
    if site.file.fetch is not None:
        assert not site.file.fetch.url.startswith(f"https://{urlsplit(page).hostname}/")
        assert urlsplit(item_request(site, page, "1").url).hostname != urlsplit(page).hostname
    search = site.file.search
    assert search is not None
    following = replace(site, file=replace(site.file, paging=Paging(type="next")))
    with pytest.raises(PageRefused, match="leads to another site"):
        search_request(following, "comb", 2, page)
    work = Work("w", "r", None, name, site.lane, "search", 1)
    own = urlsplit(search.url).hostname
    assert _hosts(work, site, search.url) == (own,), "no redirect of an interface leads to the website"


def test_when_there_is_a_next_page() -> None:
    paging = Paging(type="offset", size=30, max_pages=5, max_results=100)
    assert next_page(paging, 1, 30, 81, None) == "2"
    assert next_page(paging, 3, 21, 81, None) is None
    assert next_page(paging, 4, 30, None, None) is None
    assert next_page(paging, 1, 0, 81, None) is None
    assert next_page(Paging(type="none"), 1, 30, None, "x") is None
    assert next_page(Paging(type="next"), 1, 30, None, "https://a.example/2") == "https://a.example/2"
    assert next_page(Paging(type="cursor"), 1, 30, None, None) is None


def test_a_slice_replaces_what_its_site_file_says(tmp_path: Path) -> None:
    end = '[paging]\ntype = "page"\n\n[paging.split]\nby = "price"\nquery = { min = "{low}", max = "{high}" }\nbounds = [0, 10]\n\n[response.cards]'
    site = site_with(tmp_path, query='query = { q = "{term}", min = "{low}" }', end=end)
    assert (
        search_request(site, "x", span=("10", "99.50")).url
        == "https://shop.example/find?q=x&min=10&max=99.50"
    )
    assert search_request(site, "x", span=("10", "")).url == "https://shop.example/find?q=x&min=10"
    assert search_request(site, "x").url == "https://shop.example/find?q=x"
