"""The offer a page is about, put together from its data and from what a buyer sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crawler.reading import cleaning
from crawler.reading.documents import Document, taken
from crawler.reading.shops import structured
from crawler.reading.shops.numbers import amount_in_data
from crawler.reading.shops.pieces import Pieces
from crawler.reading.shops.prices import Vote, different_prices, price_of
from crawler.reading.shops.skus import sku_of
from crawler.reading.shops.stock import has_signs, stock_of
from crawler.reading.shops.words import BUY

_NEAR, _FEW, _SOME = 3_000, 3, 8
"""Characters from the headline to the button; amounts (old, new, with tax) that one offer shows, and at most shows."""
SURE = 3.5
"""Votes with which a price that no data confirm makes a page an offer of its own."""


def completed(document: Document, own: Mapping[str, Any], data: Mapping[str, Any] | None) -> dict[str, Any]:
    """The fields of the page's one offer. ``own``: what the data gave; ``data``: the record they came from."""
    pieces = Pieces(document)
    meta = structured.open_graph(document)
    price = price_of(document, pieces, list(_told(document, own, dict(data or {}), meta)))
    fields = dict(own)
    if price is not None:
        _take_price(fields, price)
    address = structured.address_of(document)
    sku = sku_of(document, pieces, structured.numbers(dict(data or {})), address)
    said = (
        structured.stock(dict(data or {}))
        or own.get("availability")
        or next(iter(meta), {}).get("availability")
    )
    stock = stock_of(document, pieces, said, price)
    fields |= {name: value for name, value in (("sku", sku), ("availability", stock)) if value}
    fields.setdefault("title", _title(document, pieces))
    for name in ("description", "images", "url"):
        if not fields.get(name) and meta and meta[0].get(name):
            fields[name] = meta[0][name]
    return structured.whole(fields)


def is_offer(document: Document) -> dict[str, Any] | None:
    """The offer of a page without data, if it is plainly a page of one: a headline, its price, a way to buy."""
    pieces = Pieces(document)
    price = price_of(document, pieces, [])
    if pieces.heading is None or price is None or price.weight < SURE or not price.seen:
        return None
    said_so = document.tree.css_first(
        "meta[property='og:type'][content*='product' i], body[class*='product' i]"
    )
    ways = [
        piece
        for piece in pieces.all
        if len(piece.text) < 60 and not (piece.around.aside or piece.around.hidden) and BUY.search(piece.text)
    ]
    near = [piece for piece in ways if 0 <= piece.at - pieces.title_end < _NEAR]
    shown = different_prices(pieces)
    few = shown <= _FEW and (near or has_signs(document, pieces))
    if said_so is None and not few and not (len(ways) == 1 and shown <= _SOME):
        return None
    return completed(document, {}, None)


def _take_price(fields: dict[str, Any], price: Vote) -> None:
    if fields.get("amount") != price.amount:
        fields.pop("amount_max", None)
    fields["amount"] = price.amount
    if price.currency:
        fields.setdefault("currency", price.currency)
    if price.text and "currency" not in fields:
        # Normalising knows what a sign stands for in the page's country; an amount alone has no currency.
        fields["price"] = price.text


def _told(
    document: Document, own: Mapping[str, Any], data: dict[str, Any], meta: list[dict[str, Any]]
) -> Iterator[Vote]:
    for rank, (amount, currency) in enumerate(structured.amounts(data)):
        yield Vote(amount, 5.0 if rank == 0 else 2.5, currency)
    if not data and own.get("amount"):
        yield Vote(own["amount"], 4.0, own.get("currency"))
    elif meta and meta[0].get("amount"):
        yield Vote(meta[0]["amount"], 4.0, meta[0].get("currency"))
    loose = (
        node.attributes.get("content") or taken(node, "text")
        for node in document.tree.css("[itemprop=price]")[:1]
    )
    for text in loose:
        said = amount_in_data(text)
        if said:
            yield Vote(said, 2.0)


def _title(document: Document, pieces: Pieces) -> str:
    if pieces.heading is not None:
        return cleaning.title(taken(pieces.heading, "text") or "")
    called = document.take("meta[property='og:title']", "@content")[:1]
    return cleaning.title((called or [document.title])[0])
