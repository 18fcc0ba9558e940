"""WHAT A LISTING SAYS, in one shape: clean text, price, date, place, language, quantity; no names left."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Protocol

from pipelines.normalise.capture_time import listed_as_known
from pipelines.normalise.contacts import hide_contacts, hide_seller, may_have_contacts
from pipelines.normalise.language import language_of
from pipelines.normalise.money import of_place
from pipelines.normalise.place import country_of
from pipelines.normalise.price import normalise_price
from pipelines.normalise.quantity import quantity_of
from pipelines.normalise.text import clean
from warden.records import Listing, SiteFacts

__all__ = ["Keys", "normalise"]

TITLE_CUT = 1_000
DESCRIPTION_CUT = 20_000
WORDS_CUT = 300
"""Code points kept of a location, a category, a price's or a date's words."""


_KEYED = re.compile(r"\[(?:contact|seller)[^\]]{0,120}\]")


def _keyless(text: str) -> str:
    return _KEYED.sub(" ", text) if "[" in text else text


class Keys(Protocol):
    """Makes names into keys under the installation's secret; ``warden.privacy.Keys`` is one."""

    def seller(self, platform: str, account: str) -> str: ...

    def contact(self, kind: str, value: str) -> str: ...


def normalise(listing: Listing, facts: SiteFacts, captured_at: datetime | None, keys: Keys | None) -> Listing:
    """Fill what follows from the page's own words and take personal data out; changes ``listing``.

    ``captured_at`` is aware; without it relative dates stay unknown, with the reason in
    ``listing.unknown``. Without ``keys`` sellers and contacts are taken out and leave no key. Values a
    site's interface gave (amount, currency, type, country, language) are kept. Never raises on text.
    """
    _clean(listing)
    told = facts.currency or listing.price.currency
    normalise_price(listing.price, facts.currency)
    _date(listing, facts, captured_at)
    if not listing.country:
        listing.country, listing.country_basis = country_of(listing.location, facts)
    if told is None:
        listing.price.currency = of_place(listing.price.text, listing.price.currency, listing.country)
    if not listing.language:
        listing.language, listing.language_basis = language_of(listing.title, facts, listing.description)
    _people(listing, facts, keys)
    if listing.quantity.value is None:
        # After the contacts: the end of a telephone number is no quantity, and its key is no figure.
        listing.quantity = quantity_of(_keyless(listing.title), _keyless(listing.description or ""))
    return listing


def _clean(listing: Listing) -> None:
    listing.title = clean(listing.title, TITLE_CUT) or ""
    listing.description = clean(listing.description, DESCRIPTION_CUT)
    listing.location = clean(listing.location, WORDS_CUT)
    listing.category = clean(listing.category, WORDS_CUT)
    listing.sale_type = clean(listing.sale_type, WORDS_CUT)
    listing.listed_text = clean(listing.listed_text, WORDS_CUT)
    listing.seller = clean(listing.seller, WORDS_CUT)
    listing.price.text = clean(listing.price.text, WORDS_CUT)
    listing.sku = clean(listing.sku, WORDS_CUT)


def _date(listing: Listing, facts: SiteFacts, captured_at: datetime | None) -> None:
    """Read the words the page gave; a date the reader found already is read the same way."""
    reason: str | None = None
    for words in (listing.listed_at, listing.listed_text):
        if words:
            listing.listed_at, reason = listed_as_known(words, facts, captured_at)
            if listing.listed_at:
                return
    if reason:
        listing.unknown["listed_at"] = reason


_SHORT = ("location", "category", "sale_type", "listed_text", "sku")
"""What a page says of an offer in a few words."""


def _people(listing: Listing, facts: SiteFacts, keys: Keys | None) -> None:
    """The seller becomes a key, contact details in the text become tokens; neither stays readable."""
    found: dict[str, None] = dict.fromkeys(listing.contact_keys)

    def token(kind: str, value: str) -> str:
        if keys is None:
            return "[contact]"
        key = keys.contact(kind, value)
        found[key] = None
        return f"[contact:{key}]"

    seller = listing.seller
    short = (listing.price.text, *(getattr(listing, name) for name in _SHORT))
    # Joined: one look for all. A line's end is no letter, so every word stands as it did.
    told = "\n".join(text for text in short if text and text != listing.listing_id)
    any_contact = may_have_contacts((listing.title, listing.description or "", told))
    if not any_contact and not seller:
        return

    def hidden(text: str, certain: bool = False) -> str:
        if any_contact:
            text = hide_contacts(text, facts.country, token, certain=certain)
        return hide_seller(text, seller)

    listing.title = hidden(listing.title)
    if listing.description:
        listing.description = hidden(listing.description)
    for name in _SHORT:
        text = getattr(listing, name)
        if text and text != listing.listing_id:
            setattr(listing, name, hidden(text, certain=True))
    if listing.price.text:
        listing.price.text = hidden(listing.price.text, certain=True)
    listing.contact_keys = list(found)
    if seller and keys is not None:
        listing.seller_key = keys.seller(facts.platform, seller)
    listing.seller = None
