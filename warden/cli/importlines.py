"""What ``warden import`` says of a page: to a person, and as a line of JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from warden.identity import instant
from warden.lines import ImportLine
from warden.records import Listing, ResultPage

if TYPE_CHECKING:
    from crawler.importing import SavedPage

LISTING_KEYS = (
    "listing_id", "title", "url", "description", "price", "availability", "sku", "image", "images",
    "seller_key", "location", "listed_at",
)  # fmt: skip
"""Keys of a listing in ``import --json``, in this order (frozen)."""


def number(count: int, name: str) -> str:
    """``1 page``, ``2 pages``."""
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


_FORMATS = {
    "html": "saved page", "json": "JSON answer", "xml": "XML answer", "mhtml": "MHTML page", "har": "answer in a HAR",
    "warc": "answer in a WARC", "wacz": "answer in a WACZ", "webarchive": "Safari web archive", "table": "table",
}  # fmt: skip


def what(page: ResultPage, saved: SavedPage) -> str:
    """What the file was: its format, the site, list or listing's own page."""
    form = _FORMATS.get(saved.format or "", "file")
    if saved.answer is None or not page.site:
        return f"{form}, {page.site or 'unknown site'}"
    kind = "listing" if page.page_kind == "item" else "result list"
    return f"{form}, {page.site} {kind}"


def line_of(page: ResultPage, saved: SavedPage, known: bool = False) -> dict[str, Any]:
    """The JSON line of a page, keys in the frozen order."""
    line = ImportLine(
        file=page.source or "",
        site=page.site or None,
        url=page.url,
        outcome=page.outcome,
        reason=page.reason,
        listings=[_listing(row) for row in page.listings],
        format=saved.format,
        page_kind=page.page_kind,
        variant=page.variant,
        captured_at=instant(page.captured_at),
        known=known,
        doubt=saved.doubt,
    )
    return asdict(line)


def _listing(listing: Listing) -> dict[str, Any]:
    told = asdict(listing)
    return {key: told[key] for key in LISTING_KEYS}
