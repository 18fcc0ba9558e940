"""The headline of a page nobody prepared, where links stand inside it."""

from __future__ import annotations

import pytest

from crawler.reading import Answer
from crawler.reading.generic import read_generic

LOGIN = '<a class="favourite"><span class="icon"></span></a> <a href="/login">Log In needed</a>'


def titled(heading: str, name: str) -> str:
    page = (
        f'<html><head><meta property="og:title" content="{name}"></head><body>'
        f'<div itemscope itemtype="http://schema.org/Product">{heading}'
        '<span itemprop="offers" itemscope itemtype="http://schema.org/Offer"><meta itemprop="price" content="60">'
        '<meta itemprop="priceCurrency" content="CAD"></span></div></body></html>'
    )
    reading = read_generic(Answer("https://used.example/ad/1", 200, {}, page.encode()))
    assert reading.outcome == "results"
    return reading.listings[0].title


@pytest.mark.parametrize(
    ("heading", "name", "title"),
    [
        (f'<h1 itemprop="name">{LOGIN}\n$60 · Skate board</h1>', "$60 · Skate board", "$60 · Skate board"),
        (f'<h1 itemprop="name">{LOGIN} Skate board</h1>', "Skate board | Used", "Skate board"),
        # the page's own name has the linked word: it is part of the goods
        ('<h1 itemprop="name"><a href="/t/1">Ivory</a> fan</h1>', "Ivory fan - Shop", "Ivory fan"),
        # nothing on the page says which words are the name
        ('<h1 itemprop="name"><a href="/t/1">Ivory</a> fan</h1>', "Shop", "Ivory fan"),
        ('<h1 itemprop="name"><a href="/ad/1">Skate board</a></h1>', "Skate board", "Skate board"),
        ('<h1 itemprop="name" content="Skate board">Board <a>Log in</a></h1>', "Board", "Skate board"),
    ],
)
def test_links_inside_a_headline_are_no_part_of_the_title(heading: str, name: str, title: str) -> None:
    assert titled(heading, name) == title
