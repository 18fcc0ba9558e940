"""Lists of shops that nobody prepared: rows by what repeats, and the way to the next page."""

from __future__ import annotations

import pytest

from crawler.reading import Answer, Reading
from crawler.reading.generic import read_generic

MENU = (
    "<nav><ul>"
    + "".join(f'<li class="m"><a href="/c/{n}">Category {n}</a></li>' for n in range(40))
    + "</ul></nav>"
)
SIDE = "".join(f'<div class="tag"><a href="/t/{n}">tag{n}</a></div>' for n in range(30))


def shown(body: str, url: str = "https://shop.example/list") -> Reading:
    page = f"<html><head><title>Shop</title></head><body>{MENU}{SIDE}{body}</body></html>"
    return read_generic(Answer(url, 200, {}, page.encode()), "list")


def card(n: int) -> str:
    old = f'<del class="old-price">${n + 50}.00</del>' if n % 2 else ""
    return (
        f'<li class="item item-{n}"><div class="in"><a class="pic" href="/p/{n}?utm_source=list"><img data-src="/i/{n}.jpg" src="data:x"></a>'
        f'<h3><a href="/p/{n}" title="Carved fan number {n}, long">Carved fan number {n}, l…</a></h3>{old}'
        f'<span class="price">$<b>{n + 10}</b><sup>50</sup></span><form><button>Add to cart</button></form></div></li>'
    )


def test_rows_that_repeat() -> None:
    reading = shown("<ul>" + "".join(map(card, range(12))) + "</ul>")
    assert (reading.outcome, reading.variant, len(reading.listings)) == ("results", "repeated", 12)
    one = reading.listings[1]
    assert (one.title, one.url, one.price.amount) == (
        "Carved fan number 1, long",
        "https://shop.example/p/1",
        11.5,
    )
    assert one.image == "https://shop.example/i/1.jpg"


def test_rows_of_a_table_and_links_that_are_rows() -> None:
    table = "".join(
        f'<tr><td><a href="/ad{n}.html">Old comb no. {n}</a></td><td>{n}0 €</td></tr>' for n in range(1, 6)
    )
    assert [one.price.amount for one in shown(f"<table>{table}</table>").listings] == [10, 20, 30, 40, 50]
    links = "".join(
        f'<a class="card" href="/ad{n}"><span class="title">Comb {n}</span><span>{n} 500 руб.</span></a>'
        for n in range(1, 6)
    )
    assert [(one.title, one.price.amount) for one in shown(links).listings][:2] == [
        ("Comb 1", 1500),
        ("Comb 2", 2500),
    ]


def test_rows_in_several_boxes_are_one_list() -> None:
    boxes = "".join(f'<div class="row">{"".join(map(card, range(n, n + 3)))}</div>' for n in range(0, 12, 3))
    assert len(shown(boxes.replace("<li", "<div").replace("</li>", "</div>")).listings) == 12


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<p>Only words.</p>",
        "".join(
            f'<div class="x"><a href="/login?n={n}">Please log in to see this</a></div>' for n in range(20)
        ),
    ],
)
def test_menus_are_no_offers(body: str) -> None:
    assert (shown(body).outcome, shown(body).listings) == ("changed", [])


ROWS = "<ul>" + "".join(map(card, range(5))) + "</ul>"


@pytest.mark.parametrize(
    ("way", "url", "following"),
    [
        ('<a rel="next" href="/list?page=2">2</a>', "https://shop.example/list", "https://shop.example/list?page=2"),
        ('<div class="pager"><a href="?s=20">Weiter »</a></div>', "https://shop.example/list", "https://shop.example/list?s=20"),
        ('<div class="pagination"><a href="#">1</a><a href="#">下一页</a></div>', "https://shop.example/list?q=a", "https://shop.example/list?q=a&page=2"),
        ('<div class="pagination"><a class="next" href="javascript:go()">x</a></div>', "https://shop.example/l?p=3", "https://shop.example/l?p=4"),
        ('<div class="pagination"><a class="next" href="#">x</a></div>', "https://shop.example/l/page/7/", "https://shop.example/l/page/8/"),
        ('<form class="pagination" action="/list"><input type="hidden" name="q" value="a"><button name="page" value="2">2</button></form>',
         "https://shop.example/list?q=a", "https://shop.example/list?q=a&page=2"),
        ('<p><a href="?page=2">下一页</a></p>', "https://shop.example/list", "https://shop.example/list?page=2"),
        ('<p><a href="/list?page=9">Next</a></p>', "https://shop.example/list?page=2", None),
        ('<p><a href="/story?page=2">What comes next?</a></p>', "https://shop.example/list", None),
        ('<div class="pagination"><a class="next disabled" href="/list?page=9">Next</a></div>', "https://shop.example/list?page=8", None),
        ('<div class="pagination"><a class="next" href="https://other.example/x">Next</a><a href="/list?page=2">2</a></div>', "https://shop.example/list", "https://shop.example/list?page=2"),
        ('<ul class="pagination"><li class="disabled"><a href="#">&raquo;</a></li></ul>', "https://shop.example/list?page=7", None),
        ("", "https://shop.example/list?page=2", None),
    ],
)  # fmt: skip
def test_the_way_to_the_next_page(way: str, url: str, following: str | None) -> None:
    assert shown(ROWS + way, url).next == following


def test_threads_of_a_forum() -> None:
    rows = "".join(
        f'<div class="row topic-row"><div class="topic-name"><a href="/topic/{n}">Old carved fan for sale {n}</a> By: keeper on 3 May</div><div>{n}</div></div>'
        for n in range(9)
    )
    reading = shown(rows)
    assert [one.title for one in reading.listings][:2] == [
        "Old carved fan for sale 0",
        "Old carved fan for sale 1",
    ]
    assert len(reading.listings) == 9
