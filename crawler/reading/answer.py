"""What goes into the reader and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal

from warden.records import GoneReason, Listing, Outcome

MAX_BODY = 8 * 1024 * 1024
"""Bytes; a larger answer is not read (DOWNLOAD_MAXSIZE of the crawler is the same)."""
MAX_ROWS = 5_000
"""Rows of one answer; more is no result list."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it came: ``status`` is an HTTP status (200 for a saved page), ``headers`` any case."""

    url: str | None
    status: int
    headers: Mapping[str, str]
    body: bytes
    captured_at: datetime | None = None
    content_type: str | None = None
    after: int = 0
    """Entries of a very long list that earlier pages gave (``crawler.sites.trail``)."""

    def header(self, name: str) -> str | None:
        """A header's value, whatever the case of its name."""
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), None)

    @property
    def kind(self) -> str:
        """The content type in lower case, "" when unknown."""
        return (self.content_type or self.header("content-type") or "").lower()


@dataclass(slots=True)
class Reading:
    """What an answer shows. ``rows`` counts all rows, ``dropped`` those that are no listings."""

    outcome: Outcome
    reason: str | None = None
    listings: list[Listing] = field(default_factory=list)
    rows: int = 0
    dropped: int = 0
    total: int | None = None
    next: str | None = None
    """What the next request needs: an address, a cursor or the page's number; None at the end."""
    last: bool = False
    """The page itself says that no other follows."""
    variant: str | None = None
    gone_reason: GoneReason | None = None
    error: Literal["key", "no-key", "quota", "pace", "torn"] | None = None
    """Of an official interface that gave no answer: what has to change before it is asked again."""
    wait: float | None = None
    """Seconds it asks to wait before that."""

    def shown(self) -> dict[str, Any]:
        """The fields a ``ResultPage`` takes over from what was read."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "last"}
