"""A shop of unknown software, added by its address: lists, feeds, sitemaps, offers and what is no list."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.reading import Answer, Reading, documents, read
from crawler.sites.adding import Shop, add
from crawler.sites.site import Site
from crawler.sites.trail import Trail, trail_of

HOME = "https://shop.example/"
CARDS = "".join(
    f'<div class="card"><a href="/p/{n}"><img src="/{n}.jpg" alt=""></a><h3><a href="/p/{n}">Carved fan {n}</a></h3><p class="price">€ {n},50</p></div>'
    for n in range(1, 9)
)
RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><item><title>Fan &amp;amp; case</title>
<link>https://shop.example/p/1</link><description>&lt;p&gt;Old.&lt;/p&gt;</description><g:price>12.50 EUR</g:price></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="https://shop.example/feed?page=2"/><entry><title>Fan</title>
<link rel="alternate" href="/p/1"/></entry></feed>"""
MAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://shop.example/p/old-carved_fan.html</loc></url>
<url><loc>https://shop.example/77</loc></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://shop.example/pages.xml</loc></sitemap>
<sitemap><loc>https://shop.example/products.xml</loc></sitemap></sitemapindex>"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return add(Shop(HOME, "any"), tmp_path, date(2026, 11, 22))


def shown(site: Site, body: str, url: str = HOME, page: int = 1) -> Reading:
    text = (
        body
        if body.startswith("<?xml") or body.startswith(("<feed", "<sitemap"))
        else f"<html><body>{body}</body></html>"
    )
    return read(Answer(url, 200, {}, text.encode()), site, "list", page)


def test_the_first_page_leads_to_the_newest_list(site: Site) -> None:
    reading = shown(site, f'<a href="/neu">Neuheiten</a>{CARDS}')
    assert (reading.outcome, len(reading.listings), reading.next) == (
        "results",
        8,
        "https://shop.example/neu",
    )
    assert (reading.listings[0].title, reading.listings[0].price.text, reading.listings[0].url) == (
        "Carved fan 1",
        "€ 1,50",
        "https://shop.example/p/1",
    )


def test_the_first_page_leads_to_its_feed(site: Site) -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/blog.rss">'
    assert shown(site, f"{head}{CARDS}").next == "https://shop.example/blog.rss"
    assert shown(site, f"{head}{CARDS}", HOME + "list").next is None


@pytest.mark.parametrize(
    ("body", "title", "amount", "following"),
    [
        (RSS, "Fan & case", 12.5, None),
        (ATOM, "Fan", None, "https://shop.example/feed?page=2"),
        (MAP, "old carved fan", None, None),
    ],
)
def test_feeds_and_sitemaps(
    site: Site, body: str, title: str, amount: float | None, following: str | None
) -> None:
    reading = shown(site, body, HOME + "feed")
    assert reading.outcome == "results", reading.reason
    (one,) = reading.listings
    assert (one.title, one.price.amount, reading.next) == (title, amount, following)


def test_an_index_of_sitemaps_is_no_listing_and_leads_to_all_of_them(site: Site) -> None:
    reading = shown(site, INDEX, HOME + "sitemap.xml")
    assert (reading.outcome, reading.listings) == ("none", [])
    trail = trail_of(reading.next)
    assert trail is not None
    assert trail.left == (("https://shop.example/products.xml", 0), ("https://shop.example/pages.xml", 0))


def test_a_long_sitemap_goes_on_where_its_page_ended(site: Site) -> None:
    entries = "".join(f"<url><loc>https://shop.example/p/carved-fan-{n}</loc></url>" for n in range(7_003))
    body = f"<urlset>{entries}</urlset>".encode()
    address = HOME + "sitemap.xml"
    first = read(Answer(address, 200, {}, body), site, "list")
    assert (len(first.listings), first.listings[0].title) == (5_000, "carved fan 0")
    assert trail_of(first.next) == Trail(((address, 5_000),))
    rest = read(Answer(address, 200, {}, body, after=5_000), site, "list", 2)
    assert (len(rest.listings), rest.listings[0].title, rest.next) == (2_003, "carved fan 5000", None)


def test_a_packed_sitemap_is_read(site: Site) -> None:
    packed = gzip.compress(MAP.encode())
    reading = read(Answer(HOME + "sitemap.xml.gz", 200, {}, packed), site, "list")
    assert [one.title for one in reading.listings] == ["old carved fan"]


def test_a_first_page_without_offers_still_leads_on(site: Site) -> None:
    reading = shown(site, '<p>Welcome.</p><a href="/new">New arrivals</a>')
    assert (reading.outcome, trail_of(reading.next)) == ("none", Trail((("https://shop.example/new", 0),)))


def test_a_page_is_parsed_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    plain = LexborHTMLParser

    def counted(html: str) -> LexborHTMLParser:
        made.append(html)
        return plain(html)

    monkeypatch.setattr(documents, "LexborHTMLParser", counted)
    assert shown(site, CARDS).outcome == "results"
    assert len(made) == 1


@pytest.mark.parametrize(
    ("price", "amount"),
    [("1 299,00 EUR", 1299.0), ("EUR 12", 12.0), ("19.9900 USD", 19.99), ("USD12.50", 12.5)],
)
def test_the_price_of_a_feed_stands_on_either_side_of_its_currency(
    site: Site, price: str, amount: float
) -> None:
    (one,) = shown(site, RSS.replace("12.50 EUR", price), HOME + "feed").listings
    assert one.price.amount == amount


def test_the_end_of_a_list(site: Site) -> None:
    assert shown(site, "<p>Leider keine Artikel gefunden.</p>", HOME + "s?q=x").outcome == "none"
    assert shown(site, "<p>Hello.</p>", HOME + "list?page=7", 7).outcome == "none"
    assert shown(site, "<p>Hello.</p>", HOME + "list").outcome == "changed"


def test_an_offers_own_page(site: Site) -> None:
    body = b'<html><body><h1>Carved fan</h1><p class="price">$12.00</p><p>SKU: F-12</p><button>Sold out</button></body></html>'
    reading = read(Answer("https://shop.example/p/1", 200, {}, body), site, "item")
    assert reading.outcome == "results", reading.reason
    (one,) = reading.listings
    assert (one.title, one.price.amount, one.sku, one.availability, one.url) == (
        "Carved fan",
        12.0,
        "F-12",
        "out_of_stock",
        "https://shop.example/p/1",
    )


def test_a_wall_stays_a_wall(site: Site) -> None:
    wall = '<form id="challenge-form"></form><p>One moment</p>'
    assert shown(site, wall).outcome == "blocked"
