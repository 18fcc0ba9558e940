"""Rows of other offers on an offer's page that no class and no heading names."""

from __future__ import annotations

import pytest

from crawler.reading import Answer
from crawler.reading.generic import read_generic
from tests.sites.test_shops import shown

ROW = "<div class=it{n}><a href='/p/{n}'><b>Jar {n}</b></a><em>${n}.50</em>{said}</div>"


def rows(said: str, many: int = 3) -> str:
    return "<div class=zz>" + "".join(ROW.format(n=one, said=said) for one in range(2, 2 + many)) + "</div>"


@pytest.mark.parametrize(
    ("markup", "amount", "stock"),
    [
        (f"<p>$80.00</p>{rows('<u>Out of stock</u>')}", 80.0, "in_stock"),
        (f"<p>$80.00</p><p>Sold out</p>{rows('<button>Add to cart</button>')}", 80.0, "out_of_stock"),
        (f"<p>Nicht mehr lieferbar</p><p>Artikel-Nr.: K-1</p>{rows('')}", None, "out_of_stock"),
        (f"{rows('', 2)}<p>$80.00</p>", 80.0, "in_stock"),
    ],
)
def test_other_offers_in_rows(markup: str, amount: float | None, stock: str) -> None:
    one = shown(f"<body><main><div><h1>Painted box</h1>{markup}</div></main>")
    assert (one.price.amount, one.availability) == (amount, stock)


def test_columns_of_the_offer_are_no_rows() -> None:
    pictures = "<div class=col><h1>Painted box</h1><a href=/big>Zoom, was $90.00</a></div>"
    price = "<div class=col><p>$80.00</p><a href=/sizes>Sizes</a></div><div class=col><a href=/save>$5.00 off more</a></div>"
    assert shown(f"<body><div>{pictures}{price}</div>").price.amount == 80.0


def test_choices_of_the_offer_itself_are_no_rows() -> None:
    sizes = "".join(f"<li class=c><a href='/goods/one?size={n}'>Size {n} $80.00</a></li>" for n in (1, 2, 3))
    assert shown(f"<body><h1>Painted box</h1><ul>{sizes}</ul>").price.amount == 80.0


def test_a_list_stays_a_list() -> None:
    page = f"<html><head><title>Jars</title></head><body><h1>Jars</h1>{rows('<button>Add to cart</button>', 6)}</body></html>"
    reading = read_generic(Answer("https://shop.example/jars", 200, {}, page.encode()))
    assert [one.price.amount for one in reading.listings] == [2.5, 3.5, 4.5, 5.5, 6.5, 7.5]
