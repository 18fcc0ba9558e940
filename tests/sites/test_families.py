"""Forum software: a file that names a base and an address is enough to read and to crawl a forum."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.reading import Answer, read
from crawler.sites.load import load_site, load_sites
from crawler.sites.requests import place_request
from crawler.sites.site import Site

FILE = """
extends = "_{family}"
[identity]
name = "The board"
company = "The board"
base = "https://{host}"
"""
BOARDS = {
    "discourse": ("category", "marketplace/12", "https://{h}/c/marketplace/12.json?order=created&page=0"),
    "xenforo": (
        "board",
        "for-sale.12",
        "https://{h}/forums/for-sale.12/page-1?order=post_date&direction=desc",
    ),
    "vbulletin": ("board", "111", "https://{h}/forumdisplay.php?f=111&sort=dateline&order=desc&page=1"),
    "phpbb": ("board", "12", "https://{h}/viewforum.php?f=12&sk=t&sd=d&start=0"),
    "discuz": (
        "board",
        "12",
        "https://{h}/forum.php?mod=forumdisplay&fid=12&filter=author&orderby=dateline&page=1",
    ),
}
THREADS = {
    "discourse": ("discourse/list_posts", "901", "Old carved figure"),
    "xenforo": ("xenforo/list_posts", "4101", "Captive bred geckos, ready now"),
    "phpbb": ("phpbb/list_posts", "610", "Small drum, hide top"),
    "discuz": ("discuz/list_posts", "8801", "老木雕摆件转让"),
}
CAPTURES = Path(__file__).parents[1] / "captures"


def made(folder: Path, family: str, host: str = "board.example") -> Site:
    path = folder / "theboard.toml"
    path.write_text(FILE.format(family=family, host=host), encoding="utf-8")
    return load_site(path)


@pytest.mark.parametrize("family", BOARDS)
def test_an_address_is_all_a_user_names(family: str, tmp_path: Path) -> None:
    site = made(tmp_path, family)
    assert (site.platform, site.file.identity.kind, site.active) == ("theboard", "forum", True)
    place, value, address = BOARDS[family]
    asked = place_request(site, f"{place}={value}")
    assert asked.url == address.format(h="board.example")
    assert site.policy.robots == "obey"
    assert site.pace >= 5
    assert not site.any_host


@pytest.mark.parametrize("family", THREADS)
def test_a_thread_of_a_forum_with_its_own_file_is_one_listing(family: str, tmp_path: Path) -> None:
    case, number, title = THREADS[family]
    page = next((CAPTURES / case).glob("page.*"))
    url = address_of(CAPTURES / case)
    site = made(tmp_path, family, url.split("/")[2])
    reading = read(Answer(url, 200, {}, page.read_bytes()), site, "item")
    assert reading.outcome == "results", reading.reason
    (one,) = reading.listings
    assert (one.listing_id, one.title) == (number, title)
    assert one.description
    assert one.seller


def address_of(case: Path) -> str:
    url: str = json.loads((case / "request.json").read_text("utf-8"))["url"]
    return url


def test_posts_of_two_forums_are_two_listings_and_links_elsewhere_none() -> None:
    site = load_sites()["xenforo"]
    body = (CAPTURES / "xenforo" / "list_posts" / "page.html").read_bytes()
    ids = {
        one.listing_id
        for host in ("xf.example", "other.example")
        for one in read(Answer(f"https://{host}/threads/t.4101/", 200, {}, body), site, "list").listings
    }
    assert len(ids) == 4
    assert "other.example/88001" in ids
    elsewhere = body.replace(b'href="/threads', b'href="https://adverts.example/threads')
    reading = read(Answer("https://xf.example/threads/t.4101/", 200, {}, elsewhere), site, "list")
    assert (reading.outcome, reading.listings) == ("changed", [])


def test_links_start_from_where_the_page_says_they_do() -> None:
    site = load_sites()["xenforo"]
    body = (CAPTURES / "xenforo" / "list_threads_1" / "page.html").read_bytes()
    for url in ("https://xf1.example/board/forums/for-sale.3/", None):
        (one,) = read(Answer(url, 200, {}, body), site, "list").listings
        assert one.url == "https://xf1.example/board/threads/old-lamp.771/"
    broken = body.replace(b"https://xf1.example/board/", b"http://[")
    (one,) = read(Answer("https://xf1.example/board/forums/x/", 200, {}, broken), site, "list").listings
    assert one.url == "https://xf1.example/board/forums/x/threads/old-lamp.771/"
