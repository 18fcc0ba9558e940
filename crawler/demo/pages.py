"""The HTML of the example marketplaces. Two layouts of the list, so that a change can be shown."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from crawler.demo.catalogue import Offer

SIGN = {"GBP": "£", "EUR": "€", "PLN": "zł", "RUB": "₽"}


def bazaar_list(offers: list[Offer], base: str, title: str, next_url: str | None, layout: int) -> str:
    """Server-rendered rows with an advert among them; layout 2 has other class names."""
    rows = [_row(offer, base, layout) for offer in offers]
    if rows:
        rows.insert(min(2, len(rows)), _advert(layout))
    more = f'<a rel="next" href="{escape(next_url)}">more</a>' if next_url else ""
    empty = '<p class="nothing-found">No offers match your search.</p>' if not offers else ""
    return _page(title, f'<ul class="offers">{"".join(rows)}</ul>{empty}{more}')


def item(offer: Offer, base: str, related: list[Offer]) -> str:
    """A listing's own page."""
    if offer.state == "sold":
        return _page("Sold", '<p class="item-status" data-status="sold">This item has been sold.</p>')
    pictures = "".join(f'<img class="photo" src="{base}/pictures/{offer.number}-{n}.png">' for n in (1, 2))
    others = "".join(f'<li class="also">{escape(o.title)}</li>' for o in related)
    body = (
        f'<article data-number="{offer.number}"><h1 class="headline">{escape(offer.title)}</h1>'
        f'<p class="cost">{_price(offer)}</p><p class="where">{escape(offer.place)}</p>'
        f'<time datetime="{offer.listed.isoformat()}">{offer.listed:%d.%m.%Y}</time>'
        f'<p class="member">{escape(offer.seller)}</p><div class="text">{escape(offer.description)}</div>'
        f"{pictures}</article><ul>{others}</ul>"
    )
    return _page(offer.title, body)


def pavilion_list(offers: list[Offer], base: str, total: int, page: int, more: bool) -> str:
    """A page whose offers stand in a script, as JSON."""
    state = {
        "props": {
            "search": {"total": total, "page": page, "more": more, "cards": [card(o, base) for o in offers]}
        }
    }
    blob = json.dumps(state, ensure_ascii=False).replace("</", "<\\/")
    return _page(
        "pavilion", f'<div id="app"></div><script id="__STATE__" type="application/json">{blob}</script>'
    )


def pavilion_item(offer: Offer, base: str) -> str:
    if offer.state == "sold":
        state: dict[str, Any] = {"offer": {"id": offer.number, "status": "SOLD"}}
    else:
        state = {"offer": {**card(offer, base), "text": offer.description, "status": "ON"}}
    blob = json.dumps(state, ensure_ascii=False).replace("</", "<\\/")
    return _page(
        offer.title, f'<div id="app"></div><script id="__STATE__" type="application/json">{blob}</script>'
    )


def card(offer: Offer, base: str) -> dict[str, Any]:
    """An offer as JSON."""
    return {
        "id": offer.number,
        "subject": offer.title,
        "link": f"{base}/o/{offer.number}",
        "price": {"value": offer.amount, "currency": offer.currency},
        "city": offer.place,
        "member": {"name": offer.seller},
        "listed": int(offer.listed.timestamp()),
        "photos": [f"{base}/pictures/{offer.number}-{n}.png" for n in (1, 2)],
    }


def group(offers: list[Offer], base: str) -> str:
    """A group's page: posts without any search."""
    posts = "".join(
        f'<div class="post" data-post="{o.number}"><a class="permalink" href="{base}/o/{o.number}">'
        f"{o.listed:%d.%m.%Y}</a><b>{escape(o.title)}</b><p>{escape(o.description)}</p>"
        f'<i class="by">{escape(o.seller)}</i><img src="{base}/pictures/{o.number}-1.png"></div>'
        for o in offers
    )
    return _page("circle", f'<main class="group">{posts}</main>')


def challenge() -> str:
    """What a wall looks like: status 200 and nothing but a puzzle."""
    return _page(
        "Just a moment",
        '<form id="challenge-form" action="/verify"><h1>Please verify you are human</h1>'
        '<div class="g-recaptcha" data-sitekey="demo"></div></form>',
    )


def _row(offer: Offer, base: str, layout: int) -> str:
    item_class, title_class, price_class = (
        ("offer", "offer-title", "offer-price") if layout == 1 else ("c-9f2", "t-77a", "p-31c")
    )
    return (
        f'<li class="{item_class}" data-number="{offer.number}"><a href="{base}/o/{offer.number}?ref=list">'
        f'<h3 class="{title_class}">{escape(offer.title)}</h3></a><span class="{price_class}">{_price(offer)}</span>'
        f'<span class="offer-place">{escape(offer.place)}</span><span class="offer-date">{offer.listed:%d.%m.%Y}</span>'
        f'<span class="offer-member">{escape(offer.seller)}</span>'
        f'<img src="{base}/pictures/{offer.number}-1.png"></li>'
    )


def _advert(layout: int) -> str:
    name = "offer" if layout == 1 else "c-9f2"
    return f'<li class="{name} sponsored"><a href="https://advert.example/x"><h3>Shop on Bazaar</h3></a><span>£20.00</span></li>'


def _price(offer: Offer) -> str:
    sign = SIGN.get(offer.currency, offer.currency)
    if offer.currency == "GBP":
        return f"{sign}{offer.amount:,.2f}"
    whole = f"{offer.amount:,.2f}".replace(",", " ").replace(".", ",")
    return f"{whole} {sign}"


def _page(title: str, body: str) -> str:
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
