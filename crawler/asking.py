"""From a line of the ledger to a Scrapy request."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from scrapy import Request

from crawler.keys import with_key
from crawler.lanes import Pace
from crawler.loopback import is_loopback
from crawler.runtime import Runtime
from crawler.sites.requests import (
    SiteRequest,
    item_request,
    picture_request,
    place_request,
    search_request,
)
from crawler.sites.site import Site, lane_of
from crawler.slicing import shown, slices_of
from warden.errors import UsageError
from warden.records import Probe, Work

PICTURE_BYTES = 4 * 1024 * 1024
PICTURE_PACE = 5.0
"""Seconds between requests to a host that only holds pictures."""


def request_for(work: Work, site: Site, runtime: Runtime) -> Request:
    """The request that answers ``work``. Raises ``UsageError`` when the site can't be asked that."""
    asked = _asked(work, site, runtime)
    runtime.lanes.ask(work.lane, Pace(_pace(work, site, asked.url), None))
    keyed = asked.url if work.kind == "picture" else with_key(asked.url, site.auth)
    return Request(
        keyed,
        method=asked.method,
        headers=dict(asked.headers),
        body=asked.body,
        dont_filter=True,
        meta=_meta(work, site, asked.url),
    )


def _pace(work: Work, site: Site, url: str) -> float:
    """Seconds between requests of the lane this one goes to; a picture's host is nobody's site file's."""
    if work.kind == "picture" and lane_of(url) != site.lane:
        return 0.0 if is_loopback(url) else PICTURE_PACE
    return pace_of(site)


def pace_of(site: Site) -> float:
    """Seconds between requests; a site on this machine needs none unless its file says so."""
    if is_loopback(site.file.identity.base) and site.file.policy.pace is None:
        return 0.0
    return site.pace


def wording(probe: Probe, runtime: Runtime) -> str:
    """The words a search probe sends; a restricted term's stand only in the overlay."""
    if probe.form is not None and not probe.form.startswith("#"):
        return probe.form
    words = runtime.words(probe.term_id or "", probe.form)
    if words is None:
        raise UsageError(f"term {probe.term_id} is not in the word list any more; its probe cannot be sent")
    return words


def _asked(work: Work, site: Site, runtime: Runtime) -> SiteRequest:
    address = runtime.unsealed(work.cursor) or ""
    if work.kind in ("item", "recheck"):
        number, _, url = address.partition(" ")
        return item_request(site, url, number)
    if work.kind == "picture":
        return picture_request(site, address)
    probe = runtime.probe(work)
    cursor = runtime.unsealed(work.cursor) if work.page > 1 else None
    if work.kind == "search":
        return _search(site, probe, wording(probe, runtime), work.page, cursor)
    if work.kind == "place":
        return place_request(site, probe.place or "", work.page, cursor)
    return SiteRequest("GET", probe.url or "", {}, None, work.page, lane_of(probe.url or ""))


def _search(site: Site, probe: Probe, words: str, page: int, cursor: str | None) -> SiteRequest:
    split, slices = site.file.paging.split, slices_of(cursor)
    domain = probe.place or ""
    if split is None or slices is None:
        return search_request(site, words, page, cursor, domain=domain)
    low, high = (shown(bound, split.by) for bound in slices.span)
    return search_request(site, words, slices.page, span=(low, high), domain=domain)


def _meta(work: Work, site: Site, url: str) -> dict[str, Any]:
    own_api = site.file.policy.robots == "not-applicable" and work.kind != "picture"
    meta: dict[str, Any] = {
        "lane": work.lane,
        "hosts": _hosts(work, site, url),
        # Only a site that is itself on this machine may be asked here.
        "loopback": is_loopback(site.file.identity.base),
        "dont_obey_robotstxt": own_api,
        "auth": site.file.auth if work.kind != "picture" else None,
        "api": site.file.policy.access == "api" and work.kind != "picture",
        "download_slot": work.lane,
    }
    if work.kind == "picture":
        meta["download_maxsize"] = PICTURE_BYTES
    return meta


def _hosts(work: Work, site: Site, url: str) -> tuple[str, ...]:
    """Where the request and its redirects may go. On this machine a port is another host."""
    parts = urlsplit(url)
    own = parts.netloc.lower() if is_loopback(url) else (parts.hostname or "").lower()
    if work.kind == "picture":
        return (own,)
    base = site.file.identity.base
    if is_loopback(base):
        return own, urlsplit(base).netloc.lower()
    # What an interface's own rules allow without robots.txt holds for its host, never for pages of the website.
    return (own,) if site.file.policy.robots == "not-applicable" else (own, *site.domains)
