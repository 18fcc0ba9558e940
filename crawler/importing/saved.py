"""One saved answer, and what was said about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from crawler.reading.answer import Answer
from crawler.sites.site import Site
from warden.records import PageKind

_MONTH = re.compile(r"^(\d{4})-(\d{2})$")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_INSTANT = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")


@dataclass(frozen=True, slots=True)
class SavedPage:
    """An answer as saved. ``file`` is the string as given, of an archive's answer ``path#n``.

    ``site`` is the one named or recognised, None when no file knows the page. ``note`` says why the
    file could not be read; ``answer`` is then None. ``rows`` are the rows of a table of listings.
    """

    file: str
    member: int | None
    answer: Answer | None
    site: Site | None = None
    kind: PageKind | None = None
    note: str | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    table: bool = False
    source: str = ""
    """The file as given, without the number of an answer or of a part of a table."""
    format: str | None = None
    """What the file is: html, json, xml, mhtml, har, warc, wacz, webarchive, table; None when it is none."""
    doubt: str | None = None
    """What speaks against the site that was named: the page says it is another's."""
    told: list[str] = field(default_factory=list)
    """Of a table: which cells were left out, and why."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer as it lies in a file, before a site is sought. ``note`` instead when it is broken.

    ``inside`` is the name of a zip's file; ``member`` the number of an archive's answer; ``lines`` are the
    numbers of a table's rows in it.
    """

    answer: Answer | None
    member: int | None = None
    note: str | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    table: bool = False
    format: str | None = None
    inside: str | None = None
    told: list[str] = field(default_factory=list)


def moment(text: str | None) -> datetime | None:
    """An ISO day, month or instant in UTC; None when it is anything else (unknown, no fault)."""
    words = (text or "").strip()
    month = _MONTH.match(words)
    try:
        if month:
            return datetime(int(month.group(1)), int(month.group(2)), 1, tzinfo=UTC)
        if not (_DAY.match(words) or _INSTANT.match(words)):
            return None
        made = datetime.fromisoformat(words.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (made if made.tzinfo else made.replace(tzinfo=UTC)).astimezone(UTC)


def address(text: str | None) -> str | None:
    """An http(s) address; None for one with …, blanks or no scheme (it counts as absent)."""
    words = (text or "").strip()
    if not words or "…" in words or re.search(r"\s", words):
        return None
    try:
        parts = urlsplit(words)
        return words if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None
