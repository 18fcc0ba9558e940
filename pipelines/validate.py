"""Refuse rows that break the schema; count them, keep the rest."""

from __future__ import annotations

from urllib.parse import urlsplit

from pipelines.stage import Stage
from warden.records import Listing, ResultPage
from warden.session import Session
from warden.text import PLAIN_ADDRESS

LONGEST_ID = 200
LONGEST_URL = 4_000
MOST_LISTINGS = 2_000
"""More rows than any site shows on a page: a page made to fill the disk."""


def validate(page: ResultPage, session: Session) -> ResultPage:
    """Listings without id or title, with an address that is none, or beyond the bounds are refused."""
    kept: list[Listing] = []
    for listing in page.listings:
        why = fault(listing)
        if why is None and len(kept) < MOST_LISTINGS:
            kept.append(listing)
        else:
            page.refused += 1
            session.count(f"refused: {why or f'more than {MOST_LISTINGS} rows'}")
    page.listings = kept
    if page.refused and not kept and page.outcome == "results":
        page.outcome, page.reason = "changed", f"all {page.refused} rows were refused"
    return page


def fault(listing: Listing) -> str | None:
    """Why a listing cannot be kept; ``None`` of a sound one."""
    if not listing.listing_id or len(listing.listing_id) > LONGEST_ID:
        return "no listing number"
    if not listing.title.strip():
        return "no title"
    if listing.url is None:
        return None
    if len(listing.url) > LONGEST_URL:
        return "address too long"
    if PLAIN_ADDRESS.match(listing.url):
        return None
    try:
        parts = urlsplit(listing.url)
    except ValueError:
        return "address not readable"
    return None if parts.scheme in ("http", "https") and parts.netloc else "address not readable"


class ValidatePipeline(Stage):
    """Stage 100."""

    def process_item(self, item: ResultPage) -> ResultPage:
        return validate(item, self.session)
