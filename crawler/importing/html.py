"""Where and when a saved page says it was saved: browsers write it into the file."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crawler.importing.saved import address
from crawler.reading.documents import Document

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.IGNORECASE)
_SINGLE_FILE = re.compile(
    r"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)(?:\s+saved date:\s*([^\n]+?))?\s*(?:-->|\n)",
    re.IGNORECASE,
)
_JS_DATE = re.compile(r"^\w{3} (\w{3}) (\d{1,2}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT([+-]\d{4})")
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|svg)(?:[?#]|$)", re.IGNORECASE)


def saved_from(document: Document) -> tuple[str | None, datetime | None]:
    """Address and time a browser noted in the file, else the page's canonical address."""
    head = document.text[:20_000]
    single = _SINGLE_FILE.search(head)
    if single:
        return address(single.group(1)), _js_date(single.group(2))
    comment = _SAVED_FROM.search(head)
    if comment and address(comment.group(1)):
        return comment.group(1), None
    return _canonical(document), None


def _canonical(document: Document) -> str | None:
    if document.looks != "html":
        return None
    for select, take in (("link[rel='canonical' i]", "@href"), ("meta[property='og:url']", "@content")):
        for found in document.take(select, take):
            made = address("https:" + found if found.startswith("//") else found)
            if made and not _PICTURE.search(made):
                return made
    return None


def _js_date(text: str | None) -> datetime | None:
    found = _JS_DATE.match((text or "").strip())
    if not found:
        return None
    month, day, year, clock, zone = found.groups()
    try:
        return parsedate_to_datetime(f"{day} {month} {year} {clock} {zone}").astimezone(UTC)
    except ValueError:
        return None
