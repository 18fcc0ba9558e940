"""Lines of ``crawl``, ``sites check`` and ``sites status`` with ``--json``; the others are in ``warden.lines``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from warden.records import Outcome

Standing = Literal["ok", "never", "import", "key", "changed", "blocked", "blind", "failed", "rests", "closed"]
"""In one word: ok, never (asked yet), import (people save its pages), key (one is missing), changed, blocked, blind
(the calibration term finds nothing), failed, rests (until its quota or pace allows), closed."""


@dataclass(slots=True)
class CrawlLine:
    """``crawl``: a site's requests by outcome, then the same by what they asked for. ``due``: left for the same command.

    ``lists``: places read whole; ``item_pages`` and ``pictures`` follow from hits and are no effort.
    """

    run_id: str
    site: str
    status: Literal["done", "failed", "stopped"]
    results: int
    none: int
    blocked: int
    changed: int
    failed: int
    due: int
    searches: int
    lists: int
    item_pages: int
    pictures: int


@dataclass(slots=True)
class CostLine:
    """``crawl --dry-run``: a site, then all of them with ``site`` null."""

    site: str | None
    lane: str | None
    probes: int
    requests: int
    hours: float | None
    megabytes: float | None
    quota_days: int | None
    quota: int | None
    """Requests a day that the site allows."""
    quota_left: int | None
    """What is left of them today, over all runs."""


@dataclass(slots=True)
class SiteCheckLine:
    """``sites check``: how the saved pages of a site read; ``moved`` is what reads otherwise than checked.

    ``fill``: share of the listings of its captures that have the field; ``fill_lately`` and
    ``fill_before`` of those the store holds, since the week ``since`` and in the weeks before it.
    ``past``: what became worse there, ``notes``: what became other. ``broken``: a file of the user that does not hold;
    ``moved`` says where.
    """

    site: str
    status: Literal["active", "unverified", "out-of-reach", "closed", "broken"]
    captures: int
    listings: int
    variants: list[str]
    fill: dict[str, float]
    moved: list[str]
    next: str
    past: list[str]
    notes: list[str]
    since: str | None
    fill_lately: dict[str, float]
    fill_before: dict[str, float]
    ok: bool


@dataclass(slots=True)
class SiteAlarm:
    """The newest page that was changed or blocked, and where it stands in the page archive."""

    outcome: Outcome
    at: str
    reason: str | None
    archive: str | None
    offset: int | None


@dataclass(slots=True)
class SiteStatusLine:
    """``sites status``: how a site stands by what the store holds, and what to do ``next``.

    Without a store, or before its first page, the counts are 0 and the rest is null.
    ``outcomes`` counts pages of the last seven days, ``fill`` and ``variants`` are of the seven days before
    the newest page. ``standing`` is ``import`` where people save the pages and none was imported yet.
    """

    site: str
    access: Literal["api", "html", "embedded-json", "feed", "browser", "import"]
    standing: Standing
    last_at: str | None
    last_outcome: Outcome | None
    outcomes: dict[Outcome, int]
    pages: int
    listings: int
    hits: int
    alarm: SiteAlarm | None
    lane: str
    paused_until: str | None
    requests_today: int
    quota: int | None
    fill: dict[str, float]
    variants: list[str]
    calibration: Literal["found", "nothing"] | None
    recall: float | None
    """What its search finds of its newest list, as ``sites check --recall`` last said."""
    recall_at: str | None
    next: str


@dataclass(slots=True)
class RecallLine:
    """``sites check --recall``: what a site's search finds of the listings that its newest list shows with a word.

    ``listed``: titles of the list that hold the word; ``found`` of these by the search; ``recall`` their share, null when
    nothing could be compared. ``cut``: the search had more pages than were read, so the share is a lower bound.
    ``missed``: some of the titles that were not found. Without words of a site's list ``word`` and ``lang`` are null.
    ``failed``: an answer was blocked, failed or read as changed, so that nothing can be said.
    """

    site: str
    lang: str | None
    word: str | None
    listed: int
    found: int
    recall: float | None
    cut: bool
    missed: list[str]
    next: str
    failed: bool = False
