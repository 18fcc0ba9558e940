"""What ``warden import`` says of a page: to a person, and as a line of JSON."""

from __future__ import annotations

from collections import Counter
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


class TableLine:
    """One table: its parts and the sites of its rows come as pages of their own and are told on one line."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._sites: list[str] = []
        self._addresses: list[str] = []
        self._counts: Counter[str] = Counter()

    def add(self, page: ResultPage, known: bool) -> None:
        """Take in one of its pages."""
        self._sites += [page.site] * (page.site not in self._sites)
        self._counts["pages"] += 1
        self._counts["known"] += known
        self._counts["listings"] += len(page.listings)
        for row, found in zip(page.listings, page.assessments, strict=True):
            self._counts["hits"] += found.grade != "none"
            if found.grade != "none" and row.url and not known:
                self._addresses.append(row.url)

    def lines(self) -> list[str]:
        """What is said of it, the line first, then the pages that are worth saving."""
        counts = self._counts
        told = (
            f"{self.source}: {'results' if counts['listings'] else 'none'}, table, {', '.join(self._sites)}"
        )
        told += f", {number(counts['listings'], 'listing')}, {counts['hits']} of them hits or to review"
        told += ", known already" if counts["known"] == counts["pages"] else ""
        return [told, *(f"  save this page: {url}" for url in self._addresses)]


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
