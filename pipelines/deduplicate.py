"""One listing once a page; what is known becomes a sighting in the store, by its derived id."""

from __future__ import annotations

import hashlib

from pipelines.stage import Stage
from warden.identity import listing_key
from warden.records import Listing, ResultPage


def deduplicate(page: ResultPage) -> ResultPage:
    """The first of several rows with one listing number stays."""
    seen: set[str] = set()
    kept = []
    for listing in page.listings:
        if listing.listing_id in seen:
            page.dropped += 1
            continue
        seen.add(listing.listing_id)
        kept.append(listing)
    page.listings = kept
    return page


def key_of(page: ResultPage, listing: Listing) -> str:
    """The listing's key; platforms that reuse numbers between countries count by site."""
    facts = page.facts
    return listing_key(facts.platform, listing.listing_id, facts.site if facts.identity == "site" else None)


def content_hash(listing: Listing) -> str:
    """What makes a Revision: the words, the price, the place, who sells and whether it is there.

    Picture addresses and the rank stay out: they change with every answer and say nothing.
    """
    price = listing.price
    parts = (
        listing.title,
        listing.description,
        price.amount,
        price.amount_max,
        price.currency,
        price.text if price.amount is None else None,
        price.type,
        listing.availability,
        listing.location,
        listing.seller_key,
        listing.quantity.text,
    )
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


class DeduplicatePipeline(Stage):
    """Stage 300."""

    def process_item(self, item: ResultPage) -> ResultPage:
        return deduplicate(item)
