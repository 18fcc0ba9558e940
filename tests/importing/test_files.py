"""Saved files become the pages a crawl would give."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.importing import read_files, to_page
from crawler.reading.answer import MAX_BODY
from tests.importing.saving import EBAY, ITEM, pages, sites, write
from warden import identity
from warden.errors import UsageError

WALL = '<html><body><form id="captcha-form"></form></body></html>'


def test_a_saved_page_knows_its_site_by_its_canonical_address(tmp_path: Path) -> None:
    (page,) = pages(write(tmp_path, "seite mit ä.html", EBAY))
    assert (page.site, page.outcome, len(page.listings), page.page_kind) == ("ebay_de", "results", 2, "list")
    assert page.url == "https://www.ebay.de/sch/i.html?_nkw=test"
    assert page.captured_at is None
    assert page.source is not None and page.source.endswith("seite mit ä.html")
    assert page.probe is not None
    assert (page.probe.kind, page.probe.form, page.probe.term_id) == ("search", "test", None)
    assert page.page_id == identity.imported_page_id(hashlib.sha256(EBAY.encode()).hexdigest(), None)
    assert page.facts.site_version == sites()["ebay_de"].version


def test_the_browsers_comment_beats_the_canonical_address(tmp_path: Path) -> None:
    text = EBAY.replace(
        "<html", "<!-- saved from url=(0046)https://www.ebay.at/sch/i.html?_nkw=stock -->\n<html", 1
    )
    (page,) = pages(write(tmp_path, "a.html", text))
    assert (page.site, page.url) == ("ebay_at", "https://www.ebay.at/sch/i.html?_nkw=stock")


def test_single_file_notes_address_and_time(tmp_path: Path) -> None:
    note = "<!--\n Page saved with SingleFile \n url: https://www.ebay.de/sch/i.html?_nkw=stock \n saved date: Thu Mar 05 2026 11:00:00 GMT+0100 (MEZ)\n-->"
    (page,) = pages(write(tmp_path, "a.html", EBAY.replace("<html", note + "<html", 1)))
    assert page.captured_at == datetime(2026, 3, 5, 10, 0, tzinfo=UTC)
    assert page.url == "https://www.ebay.de/sch/i.html?_nkw=stock"


def test_without_any_address_marks_tell(tmp_path: Path) -> None:
    text = EBAY.replace('<link rel="canonical" href="https://www.ebay.de/sch/i.html?_nkw=test">', "")
    (page,) = pages(write(tmp_path, "a.html", text))
    assert page.site == "ebay_de"
    assert page.url is None
    assert page.probe is not None and page.probe.kind == "url"


def test_options_beat_manifest_beats_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "a.html", EBAY)
    manifest = write(
        tmp_path,
        "m.tsv",
        "file\tnote\tsite\turl\tcaptured\na.html\tx\tebay_fr\thttps://www.ebay.fr/sch/i.html?_nkw=canne\t2026-02\n",
    )
    (told,) = pages(path, manifest=manifest)
    assert (told.site, told.url) == ("ebay_fr", "https://www.ebay.fr/sch/i.html?_nkw=canne")
    assert told.captured_at == datetime(2026, 2, 1, tzinfo=UTC)
    (option,) = pages(
        path,
        manifest=manifest,
        site="ebay_it",
        url="https://www.ebay.it/sch/i.html?_nkw=corno",
        captured="2026-03-04T05:06:07+01:00",
    )
    assert (option.site, option.url) == ("ebay_it", "https://www.ebay.it/sch/i.html?_nkw=corno")
    assert option.captured_at == datetime(2026, 3, 4, 4, 6, 7, tzinfo=UTC)


def test_a_manifest_alone_stands_for_its_files(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    write(tmp_path, "sub/a.html", EBAY)
    write(tmp_path, "b.html", ITEM)
    manifest = write(tmp_path, "m.tsv", "file\nsub/a.html\nb.html\n")
    assert [(page.source, page.page_kind) for page in pages(manifest=manifest)] == [
        ("sub/a.html", "list"),
        ("b.html", "item"),
    ]


@pytest.mark.parametrize("name", ["ebay", "eBay", "EBAY", "ebay_de"])
def test_a_site_may_be_named_by_platform_or_company(tmp_path: Path, name: str) -> None:
    assert pages(write(tmp_path, "a.html", EBAY), site=name)[0].site == "ebay_de"


@pytest.mark.parametrize(
    "captured", ["<= 2022-11-28 (file commit)", "yesterday", "2026-13", "", "2026", "2026-02-30"]
)
def test_a_time_that_is_none_is_unknown_and_no_fault(tmp_path: Path, captured: str) -> None:
    (page,) = pages(write(tmp_path, "a.html", EBAY), captured=captured)
    assert page.captured_at is None
    assert page.outcome == "results"


@pytest.mark.parametrize(
    "url", ["http://www.ebay.fr/itm/…/3812…", "https://www.ebay.fr/a b", "www.ebay.fr/x", "-", ""]
)
def test_an_address_that_is_none_counts_as_absent(tmp_path: Path, url: str) -> None:
    assert pages(write(tmp_path, "a.html", EBAY), url=url)[0].site == "ebay_de"


def test_kinds_by_address_and_by_trying(tmp_path: Path) -> None:
    item = write(tmp_path, "item.html", ITEM)
    assert pages(item)[0].page_kind == "item"
    wrong = pages(item, url="https://www.ebay.de/sch/i.html?_nkw=dose")[0]
    assert (wrong.page_kind, wrong.outcome) == ("item", "results")
    assert pages(item)[0].kind == "item"


def test_walls_need_no_site(tmp_path: Path) -> None:
    (page,) = pages(write(tmp_path, "w.html", WALL))
    assert (page.site, page.outcome, page.listings, page.probe) == ("", "blocked", [], None)
    (named,) = pages(write(tmp_path, "w.html", WALL), site="olx_pl")
    assert (named.site, named.outcome) == ("olx_pl", "blocked")


def test_unknown_sites_are_generic(tmp_path: Path) -> None:
    data = {"@context": "https://schema.org", "@type": "Product", "name": "Chair", "sku": "C-7", "image": "/c.jpg", "description": "<p>Straight</p>",
            "offers": {"@type": "Offer", "price": "1,250.00", "priceCurrency": "USD", "availability": "https://schema.org/InStock"}}  # fmt: skip
    text = f'<html><head><link rel="canonical" href="https://chairs.example/c/7"><script type="application/ld+json">{json.dumps(data)}</script></head><body><h1>Chair</h1></body></html>'
    (page,) = pages(write(tmp_path, "a.html", text))
    (one,) = page.listings
    assert (page.site, page.outcome, page.facts.platform) == ("generic", "results", "generic")
    assert (one.title, one.sku, one.price.amount, one.price.currency, one.availability) == (
        "Chair",
        "C-7",
        1250.0,
        "USD",
        "in_stock",
    )
    assert one.listing_id == "u:" + hashlib.sha256(b"https://chairs.example/c/7").hexdigest()
    assert one.image == "https://chairs.example/c.jpg"
    (nothing,) = pages(
        write(tmp_path, "b.html", "<html><body><h1>About us</h1><p>We sell chairs.</p></body></html>")
    )
    assert (nothing.site, nothing.outcome) == ("generic", "changed")


@pytest.mark.parametrize(
    ("url", "head"),
    [
        ("https://tiendasur.example/collections/peines", '<meta id="shopify-digital-wallet" content="/1">'),
        (
            "https://www.etsy.com/search?q=comb",
            '<link rel="canonical" href="https://www.etsy.com/search?q=comb">',
        ),
    ],
)
def test_a_saved_list_that_its_site_file_does_not_know_is_read_as_a_stranger_s(
    tmp_path: Path, url: str, head: str
) -> None:
    rows = "".join(
        f'<div class="card"><a href="/p/{n}"><img src="/{n}.jpg" alt=""></a><h3><a href="/p/{n}">Horn comb {n}</a></h3><p class="price">€ {n},50</p></div>'
        for n in range(1, 9)
    )
    (page,) = pages(
        write(tmp_path, "a.html", f"<html><head>{head}</head><body>{rows}</body></html>"), url=url
    )
    assert (page.site, page.outcome, len(page.listings)) == ("generic", "results", 8)
    assert [one.price.amount for one in page.listings[:2]] == [1.5, 2.5]
    (torn,) = pages(write(tmp_path, "b.html", f"<html><head>{head}</head><body></body></html>"), url=url)
    assert torn.outcome == "changed"


def test_a_generic_list_that_calls_itself_one_product_is_no_listing(tmp_path: Path) -> None:
    data = {
        "@type": "Product",
        "name": "Chairs in Oslo",
        "offers": {
            "@type": "AggregateOffer",
            "offerCount": 32,
            "lowPrice": 19,
            "highPrice": 9900,
            "priceCurrency": "NOK",
        },
    }
    text = f'<html><head><script type="application/ld+json">{json.dumps(data)}</script></head><body><h1>Chairs</h1></body></html>'
    assert pages(write(tmp_path, "a.html", text))[0].outcome == "changed"


def test_generic_lists_and_microdata(tmp_path: Path) -> None:
    items = [
        {
            "@type": "ListItem",
            "item": {
                "@type": "Product",
                "name": f"Chair {n}",
                "url": f"/c/{n}",
                "offers": {"price": n, "priceCurrency": "EUR"},
            },
        }
        for n in (1, 2, 3)
    ]
    text = f'<html><head><script type="application/ld+json">{json.dumps({"@type": "ItemList", "itemListElement": items})}</script></head><body></body></html>'
    (page,) = pages(write(tmp_path, "a.html", text), url="https://chairs.example/all")
    assert [one.url for one in page.listings] == [
        "https://chairs.example/c/1",
        "https://chairs.example/c/2",
        "https://chairs.example/c/3",
    ]
    micro = '<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Desk</h1><span itemprop="offers" itemscope itemtype="https://schema.org/Offer"><meta itemprop="priceCurrency" content="EUR"><span itemprop="price" content="70">70</span></span></div>'
    (one,) = pages(
        write(tmp_path, "b.html", f"<html><body>{micro}</body></html>"), url="https://chairs.example/desk"
    )[0].listings
    assert (one.title, one.price.amount, one.url) == ("Desk", 70.0, "https://chairs.example/desk")


def test_tables(tmp_path: Path) -> None:
    csv = "title;url;price;currency;seller\nStuhl;https://www.ebay.de/itm/198180000001;12,50 €;EUR;anna\nohne;;;;\n;x;;;\n"
    made = pages(write(tmp_path, "a.csv", csv), site="ebay_de")
    assert [page.outcome for page in made] == ["failed", "results"]
    assert "line 4" in (made[0].reason or "")
    first = made[1].listings[0]
    assert (first.title, first.price.text, first.price.currency, first.seller, made[1].site) == (
        "Stuhl",
        "12,50 €",
        "EUR",
        "anna",
        "ebay_de",
    )
    lines = '{"listing_id":"5","title":"Chair","price":{"amount":5,"currency":"USD"}}\nnot json\n{"x":1}\n'
    other = pages(write(tmp_path, "b.jsonl", lines))
    assert [page.outcome for page in other] == ["failed", "failed", "results"]
    assert (other[2].listings[0].listing_id, other[2].listings[0].price.amount, other[2].site) == (
        "5",
        5,
        "generic",
    )
    assert "columns" in (pages(write(tmp_path, "c.csv", "a,b\n1,2\n"))[0].reason or "")


def test_a_page_saved_with_its_headers_and_a_packed_one(tmp_path: Path) -> None:
    text = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + EBAY
    assert len(pages(write(tmp_path, "a.txt", text))[0].listings) == 2
    gone = "HTTP/1.1 404 Not Found\r\nServer: x\r\n\r\n<html>gone</html>"
    assert (
        pages(write(tmp_path, "b.txt", gone), url="https://www.ebay.de/itm/198180000001")[0].gone_reason
        == "gone"
    )
    assert len(pages(write(tmp_path, "c.html.gz", gzip.compress(EBAY.encode())))[0].listings) == 2


def test_bad_files_are_failed_pages_with_a_reason(tmp_path: Path) -> None:
    huge = tmp_path / "huge.html"
    with huge.open("wb") as stream:
        stream.truncate(2 * 1024**3)
    bomb = write(tmp_path, "bomb.html.gz", gzip.compress(b"x" * (MAX_BODY * 3)))
    cases = {
        huge: "was not opened",
        bomb: "more than",
        write(tmp_path, "picture.html", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"): "not text",
        write(tmp_path, "empty.html", b""): "empty",
        write(tmp_path, "a.pdf", b"%PDF-1.7\n%\x00"): "a PDF, which is not read: save the page as HTML",
        write(tmp_path, "called.html", b"%PDF-1.4 text"): "a PDF",
        write(tmp_path, "torn.json", '{"é": [1, 2'): "breaks off at byte 12",
        write(tmp_path, "broken.json", '{"a": nope}'): "no JSON: ",
        write(tmp_path, "torn.html.gz", gzip.compress(EBAY.encode())[:100]): "cut short",
    }
    for path, words in cases.items():
        (page,) = pages(path)
        assert page.outcome == "failed"
        assert words in (page.reason or ""), path


def test_wrong_use_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        pages(tmp_path / "absent.html")
    with pytest.raises(UsageError, match="no site, platform or company"):
        pages(write(tmp_path, "a.html", EBAY), site="nowhere")
    with pytest.raises(UsageError, match="no such manifest"):
        pages(manifest=tmp_path / "absent.tsv")
    with pytest.raises(UsageError, match="no column `file`"):
        pages(manifest=write(tmp_path, "m.tsv", "name\nx\n"))


def test_a_directory_stands_for_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "saved pages"
    folder.mkdir()
    write(folder, "b.html", ITEM)
    write(folder, "a.html", EBAY)
    assert [page.page_kind for page in pages(folder)] == ["list", "item"]


def test_terms_are_found_by_the_wording_of_the_address(tmp_path: Path) -> None:
    text = '<html><head><link rel="canonical" href="https://www.olx.pl/oferty/q-ko%C5%9B%C4%87-s%C5%82oniowa/"></head><body></body></html>'
    (saved,) = read_files([write(tmp_path, "a.html", text)], sites=sites())
    page = to_page(saved, term_of=lambda form, site: "pl:abc" if form == "kość słoniowa" else None)
    assert page.probe is not None
    assert (page.probe.term_id, page.probe.form, page.kind) == ("pl:abc", "kość słoniowa", "search")
