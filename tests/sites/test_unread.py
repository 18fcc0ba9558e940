"""Rows that show money of which no price was read are a changed page; rows without money are not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawler.reading import Answer, Reading, read
from crawler.reading.money import currency_said
from crawler.sites.captures import cases
from crawler.sites.load import load_site, load_sites

FILE = """
[identity]
name = "Corner"
company = "Corner"
base = "https://corner.example"
status = "unverified"
date = 2026-11-22
reason = "made up"
[policy]
access = "import"
[response.rows]
rows = "li"
[response.rows.fields]
id = "::attr(id)"
title = "h2"
url = "a::attr(href)"
description = "p"
price = ".price"
"""


def listed(tmp_path: Path, *rows: str) -> Reading:
    path = tmp_path / "corner.toml"
    path.write_text(FILE, encoding="utf-8")
    items = "".join(
        f'<li id="{n}"><a href="/{n}"><h2>Lamp {n}</h2></a>{row}</li>' for n, row in enumerate(rows)
    )
    body = f"<html><body><ul>{items}</ul></body></html>"
    return read(Answer("https://corner.example/", 200, {}, body.encode()), load_site(path), "list")


@pytest.mark.parametrize("money", ["$40", "40 €", "1 200 kr", "Rp 50.000", "CHF 12.-"])
def test_money_in_most_rows_and_no_price_read_is_an_alarm(tmp_path: Path, money: str) -> None:
    row = f'<span class="cost">{money}</span>'
    reading = listed(tmp_path, row, row, row)
    assert (reading.outcome, reading.listings) == ("changed", [])
    assert reading.reason
    assert "3 of 3 rows show money" in reading.reason


def test_rows_without_money_have_no_price(tmp_path: Path) -> None:
    reading = listed(tmp_path, "<i>to a good home</i>", "<i>2 hours ago</i>")
    assert (reading.outcome, len(reading.listings)) == ("results", 2)


def test_a_forum_s_posts_have_no_price_beside_their_text(tmp_path: Path) -> None:
    path = tmp_path / "board.toml"
    path.write_text(FILE.replace('base = "', 'kind = "forum"\nbase = "'), encoding="utf-8")
    row = '<li id="1"><a href="/1"><h2>Lamp</h2></a><p>brass</p><div>40 € or swap</div></li>'
    body = f"<html><body><ul>{row}</ul></body></html>"
    reading = read(Answer("https://corner.example/", 200, {}, body.encode()), load_site(path), "list")
    assert (reading.outcome, len(reading.listings)) == ("results", 1)


def test_money_in_title_or_description_is_no_price_beside_them(tmp_path: Path) -> None:
    reading = listed(tmp_path, "<p>was $40 new</p>", "<p>paid 12 € for it</p>")
    assert (reading.outcome, len(reading.listings)) == ("results", 2)


def test_a_few_rows_may_name_postage(tmp_path: Path) -> None:
    priced = '<b class="price">$5</b>'
    reading = listed(tmp_path, priced, priced, priced, "<i>postage $3</i>")
    assert (reading.outcome, len(reading.listings)) == ("results", 4)


def test_script_in_a_row_is_not_seen(tmp_path: Path) -> None:
    reading = listed(tmp_path, '<script>var x = "$40"</script>', "<i>free</i>")
    assert reading.outcome == "results"


def test_a_city_s_page_without_its_address_gives_no_invented_one() -> None:
    site = load_sites()["craigslist"]
    case = next(
        one
        for one in cases(Path(__file__).parents[1] / "captures")
        if one.site == "craigslist" and one.expected["listings"] and one.request["kind"] == "list"
    )
    body = re.sub(rb"https?://[a-z]+\.craigslist\.org", b"", case.page.read_bytes())
    reading = read(Answer(None, 200, {}, body), site, "list")
    assert (reading.outcome, reading.listings) == ("changed", [])
    assert "give --url" in (reading.reason or "")


@pytest.mark.parametrize(
    ("price", "said"),
    [
        ("GBP 11.19", "GBP"),
        ("11,19 EUR", "EUR"),
        ("£11.19", "GBP"),
        ("€ 97,39 - 128,72", "EUR"),
        ("US$ 4", "USD"),
        ("C $19.38", "CAD"),
        ("R$ 30", "BRL"),
        ("$ 4", None),
        ("MX$ 4", None),
        ("EUROPEAN 3", None),
        ("E£ 30", None),
        (None, None),
    ],
)
def test_a_price_states_its_currency_or_leaves_it_open(price: str | None, said: str | None) -> None:
    assert currency_said(price) == said
