"""Every page ends in one outcome, whatever is thrown at the reader."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import jmespath
import pytest

from crawler.reading import Answer, Reading, read
from crawler.reading.answer import MAX_BODY
from crawler.sites.load import load_site, load_sites
from crawler.sites.rules import Mark
from crawler.sites.site import Site
from tests.sites.test_load import GOOD, write

CARD = '<div class="card" data-id="{n}"><a href="/offer/{n}?utm_source=x#top"><h2>Chair {n}</h2></a><p class="price">€ {n},00</p></div>'


@pytest.fixture
def shop(tmp_path: Path) -> Site:
    extra = (
        '\n[paging]\ntype = "page"\nmax_pages = 3\n'
        '\n[response.data]\ntype = "json"\nrows = "offers"\ntotal = "total"\n'
        '[response.data.fields]\nid = "id"\ntitle = "title"\nurl = "url"\nprice = "price"\n'
        '\n[item.page]\nwhen = ["#offer"]\n[item.page.fields]\nid = "#offer::attr(data-id)"\ntitle = "h1"\nurl = "link[rel=canonical]::attr(href)"\nprice = ".price"\n'
        '\n[marks]\nnone = [".nothing", { json = "total == `0`" }]\nsold = [".sold"]\nended = [{ css = "p", text = "has ended" }]\n'
        'removed = [".removed"]\nblocked = [".our-wall"]\n'
        '\n[expect]\nfill = { price = 0.5 }\nitem_required = ["id", "title", "price"]\n'
    )
    return load_site(write(tmp_path, GOOD + extra))


def html(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>Chairs</title></head><body><a href='/'>Home</a>{body}</body></html>".encode()


def answer(
    body: bytes, status: int = 200, url: str = "https://shop.example/find?q=x", **headers: str
) -> Answer:
    return Answer(url, status, headers, body)


def json_mark(expression: str) -> Mark:
    return Mark(json=jmespath.compile(expression))


def cards(count: int) -> str:
    return "".join(CARD.format(n=n) for n in range(1, count + 1))


def test_results(shop: Site) -> None:
    reading = read(answer(html(cards(3))), shop, "list")
    assert (reading.outcome, reading.rows, reading.dropped, reading.next, reading.variant) == (
        "results",
        3,
        0,
        "2",
        "cards",
    )
    first = reading.listings[0]
    assert (first.listing_id, first.title, first.url, first.price.text, first.rank) == (
        "1", "Chair 1", "https://shop.example/offer/1", "€ 1,00", 1,
    )  # fmt: skip
    assert read(answer(html(cards(3))), shop, "list", page=3).next is None


@pytest.mark.parametrize(
    ("status", "page", "outcome"),
    [(404, 1, "failed"), (404, 2, "none"), (410, 5, "none"), (403, 1, "blocked"), (429, 1, "blocked"), (401, 1, "blocked"),
     (500, 1, "failed"), (503, 1, "failed"), (302, 1, "failed"), (400, 1, "failed")],
)  # fmt: skip
def test_statuses_of_a_list(shop: Site, status: int, page: int, outcome: str) -> None:
    reading = read(answer(html("<p>Sorry</p>"), status), shop, "list", page)
    assert reading.outcome == outcome
    assert reading.reason


def test_a_503_that_is_a_challenge_is_blocked(shop: Site) -> None:
    assert read(answer(html('<div id="challenge-running"></div>'), 503), shop, "list").outcome == "blocked"
    assert read(answer(b"", 202, **{"X-Amzn-Waf-Action": "challenge"}), shop, "list").outcome == "blocked"
    assert (
        read(answer(html(cards(3)), 200, **{"CF-Mitigated": "challenge"}), shop, "list").outcome == "blocked"
    )


def test_none_only_when_the_site_says_so(shop: Site) -> None:
    assert read(answer(html('<p class="nothing">Nothing found</p>')), shop, "list").outcome == "none"
    assert read(answer(html("<p>Welcome</p>")), shop, "list").outcome == "changed"
    assert read(answer(b'{"offers":[],"total":0}'), shop, "list").outcome == "none"
    assert read(answer(b'{"offerz":[{"id":1}],"total":1}'), shop, "list").outcome == "changed"
    assert read(answer(b"  \n "), shop, "list").outcome == "failed"


def test_a_mark_of_the_site_file_blocks(shop: Site) -> None:
    reading = read(answer(html('<div class="our-wall">Sign up to see more</div>')), shop, "list")
    assert reading.outcome == "blocked"


def test_required_fields_missing_is_an_alarm_and_gives_nothing(shop: Site) -> None:
    body = html(cards(10).replace("<h2>", "<h9>", 3))
    reading = read(answer(body), shop, "list")
    assert (reading.outcome, reading.listings) == ("changed", [])
    assert "title in 3" in (reading.reason or "")
    priceless = read(answer(html(cards(10).replace('class="price"', 'class="prize"'))), shop, "list")
    assert priceless.outcome == "changed"
    assert "0 of 10 rows have price" in (priceless.reason or "")


def test_one_bad_row_of_many_is_dropped_and_counted(shop: Site) -> None:
    reading = read(answer(html(cards(20).replace("<h2>Chair 7<", "<h9>Chair 7<"))), shop, "list")
    assert (reading.outcome, len(reading.listings), reading.dropped) == ("results", 19, 1)


def test_rows_to_other_hosts_and_doubles_are_dropped(shop: Site) -> None:
    body = cards(12) + CARD.format(n=3) + CARD.format(n=99).replace("/offer/99", "https://advert.example/99")
    reading = read(answer(html(body)), shop, "list")
    assert (len(reading.listings), reading.rows, reading.dropped) == (12, 14, 2)
    only_adverts = read(
        answer(html(CARD.format(n=99).replace("/offer/99", "//advert.example/99"))), shop, "list"
    )
    assert only_adverts.outcome == "changed"


def test_a_torn_page_loses_its_last_row(shop: Site) -> None:
    whole = html(cards(8))
    torn = whole[: whole.index(b"Chair 6") + 20]
    reading = read(answer(torn), shop, "list")
    assert [one.listing_id for one in reading.listings] == ["1", "2", "3", "4", "5"]
    assert "cut short" in (reading.reason or "")


def test_cut_json_has_changed(shop: Site) -> None:
    body = json.dumps(
        {
            "offers": [{"id": n, "title": "Chair", "url": f"/o/{n}", "price": "1"} for n in range(50)],
            "total": 50,
        }
    )
    assert read(answer(body.encode()), shop, "list").outcome == "results"
    reading = read(answer(body[:-40].encode()), shop, "list")
    assert (reading.outcome, reading.reason) == (
        "changed",
        f"the JSON is cut short: it breaks off at byte {len(body) - 40:,}",
    )


def test_an_empty_list_beside_a_count_is_no_zero(shop: Site) -> None:
    marks = replace(shop.file.marks, none=(*shop.file.marks.none, json_mark("length(offers) == `0`")))
    site = replace(shop, file=replace(shop.file, marks=marks))
    assert read(answer(b'{"offers": [], "total": 0}'), site, "list").outcome == "none"
    reading = read(answer(b'{"offers": [], "total": 31}'), site, "list")
    assert (reading.outcome, reading.total) == ("changed", 31)
    assert "31 results" in (reading.reason or "")
    assert read(answer(b'{"offers": [], "total": 31}'), site, "list", page=4).outcome == "none"


ITEM = '<link rel="canonical" href="https://shop.example/offer/5"><div id="offer" data-id="5"><h1>Chair 5</h1><p class="price">€ 5</p>{}</div>'


@pytest.mark.parametrize(
    ("extra", "gone", "availability"),
    [
        ("", None, None),
        ('<b class="sold"></b>', "sold", "out_of_stock"),
        ("<p>This offer has ended.</p>", "ended", "out_of_stock"),
    ],
)
def test_items(shop: Site, extra: str, gone: str | None, availability: str | None) -> None:
    reading = read(answer(html(ITEM.format(extra))), shop, "item")
    assert (reading.outcome, reading.gone_reason) == ("results", gone)
    assert (reading.listings[0].listing_id, reading.listings[0].availability) == ("5", availability)


def test_items_that_only_say_they_are_gone(shop: Site) -> None:
    gone = read(answer(html('<p class="removed">Removed</p>')), shop, "item")
    assert (gone.outcome, gone.gone_reason, gone.listings) == ("none", "removed", [])
    for status in (404, 410):
        reading = read(answer(html("<p>Not here</p>"), status), shop, "item")
        assert (reading.outcome, reading.gone_reason) == ("none", "gone")
    told = read(answer(html("<p>It has ended</p>"), 404), shop, "item")
    assert told.gone_reason == "ended"
    assert read(answer(html('<div id="px-captcha"></div>'), 404), shop, "item").outcome == "blocked"


def test_an_offer_headed_like_a_wall_is_an_offer(shop: Site) -> None:
    body = html(ITEM.format("").replace("Chair 5", "Please wait here, old enamel sign"))
    assert read(answer(body), shop, "item").outcome == "results"
    assert read(answer(html("<h1>Please wait here</h1>")), shop, "item").outcome == "blocked"


def test_an_item_without_its_price_is_an_alarm(shop: Site) -> None:
    reading = read(answer(html(ITEM.format("").replace('class="price"', ""))), shop, "item")
    assert (reading.outcome, reading.listings) == ("changed", [])
    assert "price cannot be read" in (reading.reason or "")


@lru_cache(maxsize=1)
def shipped() -> dict[str, Site]:
    return load_sites()


def hostile() -> dict[str, bytes]:
    nest = 100_000
    return {
        "too large": b"<html>" + b"x" * MAX_BODY,
        "json nested": b"[" * nest + b"]" * nest,
        "json objects nested": b'{"a":' * nest + b"1" + b"}" * nest,
        "json nested and cut": b"[" * nest,
        "json in a page nested": b'<html><script id="__NEXT_DATA__">' + b"[" * nest + b"]" * nest + b"</script></html>",
        "state nested": b'<html><script>window.__PRERENDERED_STATE__= "' + b"[" * nest + b'"</script></html>',
        "config nested": b"<html><script>window.__CONFIG__ = " + b'{"a":' * nest + b"</script></html>",
        "elements nested": b"<html><body>" + b"<div>" * nest,
        "100,000 rows": b"<html><body><ul class='srp-results'>" + b'<li class="s-card"><a href="/itm/335000000001">x</a></li>' * nest + b"</ul></body></html>",
        "100,000 json rows": b'{"listings":[' + b",".join(b'{"itemId":"m1"}' for _ in range(nest)) + b'],"itemSummaries":[' + b",".join(b"{}" for _ in range(nest)) + b"]}",
        "attributes": b"<html><div " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b"></div></html>",
        "bytes": bytes(range(256)) * 1000,
        "nul": b"<html>\x00<li class='s-card'>\x00\x00</li></html>",
        "utf-16": "<html><body>象牙</body></html>".encode("utf-16"),
        "half utf-8": "<html><body>象牙</body></html>".encode()[:-22] + b"\xe8\xb1",
        "wrong charset": b'<html><head><meta charset="utf-9"></head>\xff\xfe</html>',
        "codec that is none": b'<html><head><meta charset="rot13"><meta charset="zip"></head>x</html>',
        "xml entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>',
        "surrogates": b'{"listings":[{"itemId":"m1","title":"\\ud800\\udc00 \\ud800","vipUrl":"/v/a/m1-x"}]}',
        "numbers": b'{"listings":[{"itemId":1e400,"title":1e999,"vipUrl":-1,"priceInfo":{"priceCents":1e308}}]}',
        "strings where objects belong": b'{"listings":["a",1,null,[],{"itemId":{}}],"itemSummaries":"x","total":{}}',
    }  # fmt: skip


@pytest.mark.parametrize("name", hostile())
def test_hostile_answers_end_in_a_clear_line(name: str) -> None:
    body = hostile()[name]
    for site in ("ebay_us", "olx_pl", "leboncoin", "marktplaats", "ruby_lane"):
        started = time.process_time()
        readings: list[Reading] = [
            read(Answer(None, 200, {}, body), shipped()[site], kind) for kind in ("list", "item")
        ]
        assert time.process_time() - started < 10
        for reading in readings:
            assert reading.outcome in ("changed", "failed", "blocked", "none") or name == "surrogates"
            assert reading.reason or reading.outcome == "none" or reading.listings


@pytest.mark.parametrize("url", ["http://[", "https://", "nonsense", "ftp://x.example/", "https://a b/"])
def test_an_address_that_is_none_does_no_harm(shop: Site, url: str) -> None:
    assert read(Answer(url, 200, {}, html(cards(2))), shop, "list").outcome == "results"
    assert read(Answer(url, 200, {}, html(ITEM.format(""))), shop, "item").outcome == "results"


def test_random_damage_never_raises() -> None:
    """Real skeletons with bytes flipped, cut out and pushed in: always an outcome, never an exception."""
    random = Random(20261121)
    pieces = [
        b"<",
        b"{",
        b'"',
        b"\\",
        b"</div>",
        b"null",
        b"\xff",
        b"&#xD800;",
        b"-->",
        b"<script>",
        b"1e999",
        b"\x00",
        b"<svg>",
    ]
    pages = sorted((Path(__file__).parents[1] / "captures").glob("*/*/page.*"))
    for _ in range(300):
        page = random.choice(pages)
        body = bytearray(page.read_bytes())
        for _ in range(random.choice([1, 5, 50])):
            at = random.randrange(len(body) or 1)
            if random.random() < 0.5:
                body[at:at] = random.choice(pieces)
            else:
                del body[at : at + random.randrange(60)]
        for kind in ("list", "item"):
            reading = read(Answer(None, 200, {}, bytes(body)), shipped()[page.parts[-3]], kind)
            assert reading.outcome == "results" or not reading.listings


def test_script_and_control_characters_in_every_field(shop: Site) -> None:
    bad = "<script>alert(1)</script>\x00\x1b[31m\u202eevil\u200b"
    offers = [{"id": "7", "title": f"Chair {bad}", "url": "javascript:alert(1)", "price": bad}]
    reading = read(answer(json.dumps({"offers": offers * 1}).encode()), shop, "list")
    assert reading.outcome == "changed"
    offers[0]["url"] = "/offer/7?a=<b>\u202e"
    (one,) = read(answer(json.dumps({"offers": offers}).encode()), shop, "list").listings
    fields: list[Any] = [one.title, one.url, one.price.text, one.listing_id]
    assert not any(ord(char) < 32 or char in "\u202e\u200b\x7f" for text in fields for char in text)
    assert one.url == "https://shop.example/offer/7?a=<b>"


def test_hooks_decode_and_finish(tmp_path: Path) -> None:
    text = GOOD.replace("[identity]", 'hook = ["decode", "finish"]\n\n[identity]', 1).replace(
        'rows = "div.card"', 'type = "json"\nrows = "@"'
    )
    text = (
        text.replace('"::attr(data-id)"', '"n"')
        .replace('"h2"', '"t"')
        .replace('"a::attr(href)"', '"u"')
        .replace('".price"', '"p"')
        .replace("css =", "json =")
    )
    path = write(tmp_path, text)
    path.with_suffix(".py").write_text(
        "import dataclasses\n"
        "def decode(answer):\n"
        "    return [{'n': p, 't': 'Chair ' + p, 'u': '/o/' + p, 'p': '5'} for p in answer.body.decode().split(',')]\n"
        "def finish(listing):\n"
        "    return [listing, dataclasses.replace(listing, listing_id=listing.listing_id + 'b')] if listing.listing_id == '1' else []\n",
        encoding="utf-8",
    )
    reading = read(answer(b"1,2,3"), load_site(path), "list")
    assert [one.listing_id for one in reading.listings] == ["1", "1b"]
    assert read(answer(b"\xff"), load_site(path), "list").outcome == "failed"


def test_a_listing_without_number_is_known_by_its_address(tmp_path: Path) -> None:
    text = GOOD.replace('id = "::attr(data-id)"\n', "") + '\n[expect]\nrequired = ["title", "url"]\n'
    reading = read(answer(html(cards(2))), load_site(write(tmp_path, text)), "list")
    assert [one.listing_id[:2] for one in reading.listings] == ["u:", "u:"]
    assert len({one.listing_id for one in reading.listings}) == 2
    assert reading.listings[0].sku is None


def test_html_inside_comments(tmp_path: Path) -> None:
    text = GOOD.replace('rows = "div.card"', 'uncomment = "code"\nrows = "div.card"')
    body = html(f"<code><!-- {cards(2)} --></code>")
    assert len(read(answer(body), load_site(write(tmp_path, text)), "list").listings) == 2


def test_feeds_and_walks(tmp_path: Path) -> None:
    feed = GOOD.replace('rows = "div.card"', 'type = "feed"\nrows = "//item"').replace(
        '"::attr(data-id)"', '"guid/text()"'
    )
    feed = (
        feed.replace('"h2"', '"title/text()"')
        .replace('"a::attr(href)"', '"link/text()"')
        .replace('{ css = ".price", filters = ["strip"] }', '"g_price/text()"')
    )
    rss = '<?xml version="1.0" encoding="UTF-8"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><guid>5</guid><title>Chaise &amp; table</title><link>https://shop.example/o/5</link><g:price>5 EUR</g:price></item></channel></rss>'
    (one,) = read(answer(rss.encode()), load_site(write(tmp_path, feed)), "list").listings
    assert (one.listing_id, one.title, one.price.text) == ("5", "Chaise & table", "5 EUR")
    walk = GOOD.replace(
        'rows = "div.card"', 'embedded = { css = "script#d" }\nwalk = { kind = "offer" }'
    ).replace('"::attr(data-id)"', '"n"')
    walk = (
        walk.replace('"h2"', '"t"').replace('"a::attr(href)"', '"u"').replace('css = ".price"', 'json = "p"')
    )
    data = {
        "a": [
            {"kind": "offer", "n": 1, "t": "Chair", "u": "/o/1"},
            {"b": {"kind": "offer", "n": 2, "t": "Desk", "u": "/o/2"}},
        ]
    }
    body = html(f'<script id="d" type="application/json">{json.dumps(data)}</script>')
    assert [one.title for one in read(answer(body), load_site(write(tmp_path, walk)), "list").listings] == [
        "Chair",
        "Desk",
    ]
