"""Feed exporters that unfold a ``ResultPage``: one listing a line."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from typing import Any

from scrapy.exporters import BaseItemExporter

from warden.records import Listing, ResultPage

COLUMNS = (
    "site", "listing_id", "title", "url", "price_amount", "price_currency", "price_text", "price_type",
    "availability", "location", "country", "listed_at", "language", "seller_key", "image", "description",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def unfolded(page: ResultPage) -> list[dict[str, Any]]:
    """The page's listings as plain records, each with its site; no seller's name among them."""
    rows = []
    for listing in page.listings:
        row = {"site": page.site, **asdict(listing)}
        row.pop("seller")
        rows.append(row)
    return rows


class ListingLines(BaseItemExporter):
    """JSON Lines, UTF-8."""

    def __init__(self, file: Any, **kwargs: Any) -> None:
        super().__init__(dont_fail=True, **kwargs)
        self._file = file

    def export_item(self, item: ResultPage) -> None:
        for row in unfolded(item):
            self._file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")


class ListingTable(BaseItemExporter):
    """CSV with a fixed header; cells that a spreadsheet would run are quoted with an apostrophe."""

    def __init__(self, file: Any, **kwargs: Any) -> None:
        super().__init__(dont_fail=True, **kwargs)
        self._stream = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        self._rows = csv.writer(self._stream)

    def start_exporting(self) -> None:
        self._rows.writerow(COLUMNS)

    def export_item(self, item: ResultPage) -> None:
        for listing in item.listings:
            self._rows.writerow([_cell(_value(item, listing, column)) for column in COLUMNS])

    def finish_exporting(self) -> None:
        self._stream.detach()


def _value(page: ResultPage, listing: Listing, column: str) -> Any:
    if column == "site":
        return page.site
    if column.startswith("price_"):
        return getattr(listing.price, column.removeprefix("price_"))
    return getattr(listing, column)


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return "" if value is None else value
