"""What the generic reader sees on a page, as the JSON that ``_any.toml`` takes its rows from."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from crawler.reading.answer import Answer, Reading
from crawler.reading.documents import Document
from crawler.reading.generic import read_generic
from crawler.reading.shops import feeds, paging
from crawler.reading.shops.languages import pattern
from crawler.sites.trail import Trail
from warden.records import Listing

_NOTHING = pattern("", "nothing")


def decode(answer: Answer) -> Any:
    """``listings``, ``next``, ``offer`` and ``end`` of a page; None for an answer that is neither page nor feed."""
    document = Document(feeds.unpacked(answer))
    if document.looks == "xml":
        rows, following = feeds.rows_of(document)
        # An index of sitemaps has no offers itself: what follows then is a trail, which goes on without rows.
        return {"listings": rows, "next": following, "offer": None, "end": not rows}
    if document.looks != "html":
        return None
    listed = read_generic(answer, "list", document)
    offer = read_generic(answer, "item", document)
    lead = _lead(document) if listed.outcome != "blocked" else None
    # A first page without offers still leads on.
    onward = Trail(((lead, 0),)).written() if lead and not listed.listings else lead
    return {
        "listings": [_row(one) for one in listed.listings],
        "next": listed.next or onward,
        "offer": [_row(one) for one in offer.listings[:1]],
        "end": not listed.listings and (bool(onward) or _is_end(document, listed)),
    }


def _is_end(document: Document, listed: Reading) -> bool:
    if listed.outcome == "blocked":
        return False
    return (paging.number_of(document.answer.url) or 1) > 1 or bool(
        _NOTHING.search(document.visible[:20_000])
    )


def _lead(document: Document) -> str | None:
    """From the first page on to the newest list or feed it names."""
    parts = urlsplit(document.answer.url or "")
    return next(iter(feeds.leads_of(document)), None) if parts.path in ("", "/") and not parts.query else None


def _row(one: Listing) -> dict[str, Any]:
    price = one.price
    return {
        "title": one.title, "url": one.url, "price": price.text, "amount": price.amount, "currency": price.currency, "sku": one.sku,
        "availability": one.availability, "image": one.image, "images": one.images, "description": one.description, "seller": one.seller,
    }  # fmt: skip
