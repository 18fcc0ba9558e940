"""The site file of the how-to page is valid, and reads what it says."""

from __future__ import annotations

import re
from pathlib import Path

from crawler.reading import Answer, read
from crawler.sites.load import load_sites

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-platform.md"


def test_a_host_that_is_a_number_is_no_listing_number(tmp_path: Path) -> None:
    told = re.search(r"(?s)```toml\n(.*?)```", PAGE.read_text("utf-8"))
    assert told
    text = "\n".join(line.removeprefix("   ") for line in told[1].splitlines())
    text = text.replace("https://shop.example", "http://127.0.0.1")
    (tmp_path / "corner_nl.toml").write_text(text, encoding="utf-8")
    site = load_sites([tmp_path])["corner_nl"]
    address = "http://127.0.0.1/offer/5"
    body = (
        f'<!doctype html><html><head><link rel="canonical" href="{address}"></head>'
        '<body><h1>stoel</h1><p class="price">5</p></body></html>'
    )
    reading = read(Answer(address, 200, {"content-type": "text/html"}, body.encode(), None), site, "item", 1)
    assert [listing.listing_id for listing in reading.listings] == ["5"], reading.reason
