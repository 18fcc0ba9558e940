"""What the store stage asks the crawl about a page: its step in the ledger, what to fetch next."""

from __future__ import annotations

from crawler import leads
from crawler.runtime import Runtime
from crawler.sites.requests import item_request, paging_of
from crawler.sites.site import Site, lane_of
from crawler.sites.trail import trail_of
from crawler.slicing import slices_of
from warden.errors import WardenError
from warden.identity import work_id
from warden.records import Listing, ResultPage, Work, WorkKind
from warden.store.base import LedgerStep

ITEM_PRIORITY = 20
PICTURE_PRIORITY = 10
PICTURES_AT_MOST = 12


class CrawlHooks:
    """``warden.session.Hooks`` of a crawl."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def step(self, page: ResultPage) -> LedgerStep | None:
        """Close the page's work and queue the next page, under the lane's lease."""
        if page.work_id is None or page.work_id in self._runtime.restarted:
            return None
        lane = self._runtime.lane_of_work(page.work_id)
        lease = self._runtime.lanes.lease(lane) if lane else None
        following = next_page(page, self._runtime)
        if following is None and (why := _left(page)):
            page.reason = f"{page.reason}; {why}" if page.reason else why
        always = slices_of(page.next) is not None or trail_of(page.next) is not None
        return LedgerStep(page.work_id, page.outcome, page.reason, following, lease, always=always)

    def follow_ups(self, page: ResultPage, key: str, listing: Listing) -> list[Work]:
        """The listing's own page and its pictures; ids are derived, so they queue once a run."""
        site = self._runtime.sites[page.site]
        if site.file.policy.access == "import":
            return []
        if leads.is_engine(site):
            return leads.follow(page, key, listing, self._runtime)
        works: list[Work] = []
        wanted = page.page_kind == "list" and self._runtime.session.config.crawl.item_pages
        if wanted and (lane := _item_lane(site, listing)):
            cursor = self._runtime.sealed(f"{listing.listing_id} {listing.url or ''}")
            works.append(_follow_up(page, key, f"item:{key}", "item", lane, cursor, ITEM_PRIORITY))
        for url in _pictures(listing, self._runtime.session.config.crawl.pictures):
            lane = lane_of(url)
            name = f"picture:{key}:{url}"
            works.append(
                _follow_up(page, key, name, "picture", lane, self._runtime.sealed(url), PICTURE_PRIORITY)
            )
        return works


def next_page(page: ResultPage, runtime: Runtime) -> Work | None:
    """The work for the page after this one, unless the site, the run or the outcome ends it here."""
    broken = ("changed", "failed") if trail_of(page.next) else ()
    if (
        page.probe is None
        or page.outcome not in ("results", "none", *broken)
        or not page.next
        or page.kind in ("item", "recheck", "picture")
    ):
        return None
    site = runtime.sites[page.site]
    # Within slices the site's own bound is kept slice by slice (``requests.next_page``).
    sliced = slices_of(page.next) is not None
    most = (
        runtime.max_pages if sliced else min(paging_of(site, page.probe.place).max_pages, runtime.max_pages)
    )
    if page.page >= most:
        return None
    number = page.page + 1
    return Work(
        work_id(page.run_id, page.probe.probe_id, number),
        page.run_id,
        page.probe.probe_id,
        page.site,
        runtime.lane_of_work(page.work_id or "") or site.lane,
        page.kind,
        page=number,
        cursor=runtime.sealed(page.next, page.probe),
    )


def _left(page: ResultPage) -> str | None:
    """What of a trail nobody reads, where it ends before its last list."""
    trail = trail_of(page.next)
    if trail is None or page.outcome == "blocked":
        return None
    return f"{len(trail.left)} further lists stay unread: more --max-pages reads them"


def _item_lane(site: Site, listing: Listing) -> str | None:
    """The lane of the listing's own page; ``None`` when it has none that may be fetched."""
    try:
        return item_request(site, listing.url, listing.listing_id).lane or site.lane
    except WardenError:
        return None


def _pictures(listing: Listing, wanted: str) -> list[str]:
    images = listing.images or ([listing.image] if listing.image else [])
    return [] if wanted == "none" else images[: 1 if wanted == "first" else PICTURES_AT_MOST]


def _follow_up(
    page: ResultPage, key: str, name: str, kind: WorkKind, lane: str, cursor: str, priority: int
) -> Work:
    return Work(
        work_id(page.run_id, name, 1),
        page.run_id,
        None,
        page.site,
        lane,
        kind,
        cursor=cursor,
        listing_key=key,
        priority=priority,
    )
