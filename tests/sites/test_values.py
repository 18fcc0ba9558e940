"""Charsets, filters, addresses, titles, and which site a page is from."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading import Answer, cleaning, read
from crawler.reading.charset import decode
from crawler.reading.documents import Document
from crawler.reading.embedded import first_value, parse, walk
from crawler.reading.filters import html_text, number, run
from crawler.reading.recognise import by_address, named, site_of, stated_kind
from crawler.sites.load import load_site, load_sites
from crawler.sites.rules import filters
from crawler.sites.site import Site
from warden.errors import PageRefused, UsageError


@lru_cache(maxsize=1)
def sites() -> dict[str, Site]:
    return load_sites()


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("Elfenbein für Händler".encode(), "text/html", "Elfenbein für Händler"),
        ("für".encode("latin-1"), "text/html; charset=utf-8", "für"),
        ("für".encode(), "text/html; charset=iso-8859-1", "für"),
        ("象牙".encode("gbk"), "text/html; charset=gb2312", "象牙"),
        (b'<meta charset="gbk">' + "象牙".encode("gbk"), "", '<meta charset="gbk">象牙'),
        ("象牙".encode(), "text/html; charset=gbk", "象牙"),
        ("бивень".encode("cp1251"), 'text/html; charset="windows-1251"', "бивень"),
        ("งาช้าง".encode("cp874"), "text/html; charset=tis-620", "งาช้าง"),
        (b"\xef\xbb\xbfab", "", "ab"),
        ("象牙".encode("utf-16"), "", "象牙"),
        ("象牙手链".encode()[:-1], "", "象牙手\ufffd"),
        ("€ 5".encode("cp1252"), "text/html; charset=ascii", "€ 5"),
        (b"x", "text/html; charset=nothing", "x"),
    ],
)
def test_charsets(body: bytes, kind: str, text: str) -> None:
    assert decode(body, kind) == text


@given(
    st.binary(max_size=400),
    st.sampled_from(["", "text/html; charset=gbk", "charset=utf-16", "charset=base64", "charset=\x00"]),
)
def test_no_bytes_raise(body: bytes, kind: str) -> None:
    assert isinstance(decode(body, kind), str)


def do(values: list[Any], *steps: Any, site: str = "leboncoin") -> list[Any]:
    return run(values, filters(list(steps)), sites()[site], "https://www.leboncoin.fr/c/")


@pytest.mark.parametrize(
    ("value", "steps", "made"),
    [
        ("  a ", ["strip"], ["a"]),
        ("id-55-x", [{"re": r"(\d+)"}], ["55"]),
        ("none", [{"re": r"(\d+)"}], []),
        ("a/b", [{"replace": ["/", "-"]}], ["a-b"]),
        ("Caen - hier", [{"split": [" - ", -1]}], ["hier"]),
        ("Caen", [{"split": [" - ", 1]}], []),
        ("ba", [{"digits": "abc"}], ["3"]),
        ("d", [{"digits": "abc"}], []),
        ("a" * 13, [{"digits": "abc"}], []),
        ("/x", ["absolute_url"], ["https://www.leboncoin.fr/x"]),
        ("/x?id=7&b=1", [{"query_param": "id"}], ["7"]),
        ("1.234,50 €", ["number"], [1234.5]),
        ("1,234.50", [{"number": "en"}], [1234.5]),
        ("1.234", [{"number": "eu"}], [1234.0]),
        (17550, [{"mul": 0.01}], [175.5]),
        ("x", [{"mul": 2}], []),
        ("2026-02-03T09:52:52+01:00", [{"date": "iso"}], ["2026-02-03T08:52:52Z"]),
        ("2026-02", [{"date": "iso"}], ["2026-02"]),
        ("2025-07-10 15:55:18", [{"date": "%Y-%m-%d %H:%M:%S"}], ["2025-07-10T13:55:18Z"]),
        ("03/02/2026", [{"date": "%d/%m/%Y"}], ["2026-02-03"]),
        (1767225600, [{"date": "epoch"}], ["2026-01-01T00:00:00Z"]),
        ("1767225600000", [{"date": "epoch_ms"}], ["2026-01-01T00:00:00Z"]),
        ("gestern", [{"date": "iso"}], []),
        (1e300, [{"date": "epoch"}], []),
        ("Verkauft!", [{"map": {"~verkauft": "sold"}}], ["sold"]),
        ("B", [{"map": {"A": "1"}}], []),
        ("<p>a<br>b</p><script>x</script>", ["html_text"], ["a\nb\n"]),
        ({"a": 1}, ["strip"], []),
        (False, [], []),
    ],
)
def test_filters(value: Any, steps: list[Any], made: list[Any]) -> None:
    assert do([value], *steps) == made


def test_join_takes_all_values() -> None:
    assert do(["a", None, "b"], {"join": ", "}) == ["a, b"]
    assert do([], {"join": ", "}) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("€ 5", 5.0),
        ("1 185 000 €", 1185000.0),
        ("1'250.00", 1250.0),
        ("12.500", 12500.0),
        ("-3", -3.0),
        ("free", None),
    ],
)
def test_numbers(text: str, value: float | None) -> None:
    assert number(text) == value


def test_html_text_keeps_lines_once() -> None:
    assert html_text("a<br />\nb").strip() == "a\nb"


@pytest.mark.parametrize(
    ("raw", "made"),
    [
        ("//www.ebay.de/itm/5?utm_source=x&a=1#top", "https://www.ebay.de/itm/5?a=1"),
        ("HTTP://WWW.EBAY.DE:80/x y", "http://www.ebay.de/x%20y"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("https://", None),
        ("http://[::1", None),
        ("https://a.example:99999/", None),
        ("/é", "https://a.example/%C3%A9"),
        ("x" * 5000, None),
    ],
)
def test_addresses(raw: str, made: str | None) -> None:
    assert cleaning.canonical(raw, "https://a.example/list", "https://b.example") == made


@given(st.text(max_size=200))
def test_cleaning_never_raises_and_leaves_no_control_characters(text: str) -> None:
    for made in (
        cleaning.text(text),
        cleaning.title(text),
        cleaning.canonical(text, None, "https://a.example") or "",
    ):
        assert all(ord(char) >= 32 and not 0x7F <= ord(char) <= 0x9F for char in made)


def test_titles_lose_what_screen_readers_get() -> None:
    for words in (
        "Opens in a new window or tab",
        "Wird in neuem Fenster oder Tab geöffnet",
        "Si apre in una nuova finestra o scheda",
    ):
        assert cleaning.title(f"Old box{words}") == "Old box"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a":1}', {"a": 1}),
        ('callback({"a":1});', {"a": 1}),
        (")]}'\n[1]", [1]),
        ('{"a":undefined,"b":NaN}', {"a": None, "b": None}),
        ('{"a":"\\ud800"}', {"a": "\ud800"}),
    ],
)
def test_json_in_its_disguises(text: str, value: Any) -> None:
    assert parse(text) == value


def test_javascript_strings_and_what_follows() -> None:
    assert first_value('  "a\\u0022b"; x()', 0) == 'a"b'
    assert first_value("'it\\'s \"x\"'", 0) == 'it\'s "x"'
    with pytest.raises(PageRefused, match="cut short"):
        parse('{"a": [1, 2')
    with pytest.raises(PageRefused, match="too deep"):
        parse("[" * 100_000 + "]" * 100_000)


def test_walk_finds_objects_at_any_depth_in_order() -> None:
    deep: Any = {"k": "x", "n": 3}
    for _ in range(50_000):
        deep = {"d": deep}
    data = [{"k": "x", "n": 1}, {"a": [{"k": "x", "n": 2}]}, deep]
    assert [one["n"] for one in walk(data, {"k": "x"})] == [1, 2, 3]


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.ebay.de/sch/i.html", "ebay_de"),
        ("https://m.ebay.co.uk/itm/5", "ebay_gb"),
        ("https://api.ebay.com/buy/browse/v1/item_summary/search", "ebay_us"),
        ("https://www.ebay.ph/itm/5", "ebay_us"),
        ("https://m.olx.pl/d/oferta/x", "olx_pl"),
        ("https://www.otodom.pl/x", None),
        ("https://www.2ememain.be/v/x", "2dehands"),
        ("https://notebay.de/", None),
    ],
)
def test_sites_by_address(url: str, site: str | None) -> None:
    found = by_address(url, sites())
    assert (found.id if found else None) == site


def test_an_unknown_address_is_not_overruled_by_marks() -> None:
    body = b'<html><head><meta property="og:site_name" content="eBay"></head></html>'
    assert site_of(Document(Answer("https://mirror.example/x", 200, {}, body)), sites()) is None
    assert site_of(Document(Answer(None, 200, {}, body)), sites()) is not None


def test_software_that_many_run_is_known_by_its_marks_on_any_host(tmp_path: Path) -> None:
    text = """
[identity]
name = "Board software"
company = "Many"
base = "http://unknown.invalid"
status = "unverified"
date = 2026-11-22
reason = "made up"
domains = ["*"]
[policy]
access = "import"
[response.rows]
rows = "li"
fields = { id = "::attr(id)", title = "a", url = "a::attr(href)" }
[recognise]
marks = ["meta[name=generator][content='Board']"]
"""
    (tmp_path / "board.toml").write_text(text, encoding="utf-8")
    both = {**sites(), "board": load_site(tmp_path / "board.toml")}
    body = (
        b"<html><head><meta name=generator content=Board></head><body><li id=a><a href=/t/1>t</a></li></body>"
    )
    page = Answer("https://boards.example/f/", 200, {}, body)
    site = site_of(Document(page), both)
    assert site is both["board"]
    assert [one.url for one in read(page, site, "list").listings] == ["https://boards.example/t/1"]
    assert not site.owns("https://boards.example/f/")
    assert by_address("https://boards.example/f/", both) is None
    plain = Answer("https://mirror.example/x", 200, {}, b"<html><body><li>x</li></body></html>")
    assert site_of(Document(plain), both) is None
    (tmp_path / "board.toml").write_text(
        text.replace('"import"', '"html"') + '[search]\nurl = "x"', encoding="utf-8"
    )
    with pytest.raises(UsageError, match=r"identity\.domains: any host"):
        load_site(tmp_path / "board.toml")


def test_sites_by_name() -> None:
    assert [site.id for site in named("Ruby Lane", sites())] == ["ruby_lane"]
    assert [site.id for site in named("rubylane", sites())] == ["ruby_lane"]
    assert len(named("eBay", sites())) >= 10
    assert named("nobody", sites()) == []


@pytest.mark.parametrize(
    ("site", "url", "kind"),
    [
        ("ebay_us", "https://www.ebay.com/itm/Some-words-/381228738769", "item"),
        ("ebay_us", "https://www.ebay.com/sch/i.html?_nkw=x", "list"),
        ("ruby_lane", "https://www.rubylane.com/item/561847-L020/x", "item"),
        ("ruby_lane", "https://www.rubylane.com/search?q=item", "list"),
        ("olx_pl", "https://www.olx.pl/d/oferta/x-CID3-ID1.html", "item"),
        ("olx_pl", "https://www.olx.pl/oferty/q-x/", "list"),
        ("olx_pl", "https://www.olx.pl/nieruchomosci/mieszkania/wynajem/warszawa/q-kawalerka/", "list"),
        ("leboncoin", "https://www.leboncoin.fr/ad/collection/3055000001", "item"),
        ("leboncoin", "https://www.leboncoin.fr/voitures/1110129810.htm?ca=4_s", "item"),
        ("leboncoin", "https://www.leboncoin.fr/recherche?text=x", "list"),
        ("marktplaats", "https://www.marktplaats.nl/v/antiek/m2420000001-x", "item"),
        ("marktplaats", "https://www.marktplaats.nl/q/stok/", "list"),
        ("marktplaats", "https://www.marktplaats.nl/", None),
    ],
)
def test_kinds_by_address(site: str, url: str, kind: str | None) -> None:
    assert stated_kind(url, sites()[site]) == kind
