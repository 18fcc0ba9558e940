"""From an answer to a ``ResultPage``, archived first; pictures go into the evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler import expectations, leads
from crawler.keys import without_keys
from crawler.middlewares.pace import retry_after
from crawler.middlewares.robots import RobotsUnreadable
from crawler.reading import Answer, Reading, read
from crawler.reading.recognise import read_page
from crawler.runtime import Runtime
from crawler.sites.requests import paging_of
from crawler.sites.schema import Paging
from crawler.sites.site import FORBIDDEN, Site
from crawler.sites.trail import Trail, joined, trail_of
from crawler.slicing import onward, slices_of, told
from warden import evidence
from warden.identity import instant, listing_key, now
from warden.records import PageKind, ResultPage, Work
from warden.store.base import LedgerStep

MOST_ATTEMPTS = 3
_EXPLAINED = {
    "TimeoutError": "no answer in time",
    "TCPTimedOutError": "no answer in time",
    "DownloadTimeoutError": "no answer in time",
    "DNSLookupError": "the host's name is not known",
    "CannotResolveHostError": "the host's name is not known",
    "ConnectionRefusedError": "the host refused the connection",
    "DownloadConnectionRefusedError": "the host refused the connection",
    "DownloadCancelledError": "too large: the download was cut off",
    "ResponseFailed": "the answer broke off",
    "ResponseDataLossError": "the answer broke off",
    "DownloadFailedError": "the answer broke off",
}


def page_of(response: Response, work: Work, site: Site, runtime: Runtime) -> ResultPage:
    """Archive the answer, read it, and say what it was."""
    at = now()
    headers = _headers(response)
    masked = without_keys(runtime.masked(response.url, work), site.auth)
    ref = runtime.archive.write(masked, response.status, headers, response.body, at)
    kind: PageKind = "item" if work.kind in ("item", "recheck") else "list"
    answer = Answer(
        url=response.url,
        status=response.status,
        headers=headers,
        body=response.body,
        captured_at=at,
        after=_entries_read(work, runtime),
    )
    paging, slices = _paging(work, site, runtime), slices_of(runtime.unsealed(work.cursor))
    if (
        work.kind == "url"
    ):  # a person's address: what it leads to is told by the file's patterns, else by what reads
        kind, reading = read_page(answer, site)
    else:
        reading = read(answer, site, kind, slices.page if slices else work.page, paging)
    if work.kind == "search" and reading.outcome in ("results", "none"):
        most = runtime.max_pages
        reading.next = onward(paging, slices, reading.next, reading.total, most)
        reading.reason = reading.reason or told(paging, slices, reading.total)
    _keep_trail(reading, work, runtime)
    page = _page(reading, work, site, runtime, at, kind)
    leads.kept(page, site)
    page.url, page.archive, page.bytes = masked, ref, len(response.body)
    page.requests = response.meta.get("sent", 1)
    page.reason = without_keys(page.reason, site.auth) if page.reason else None
    if page.error and page.wait is None:
        page.wait = retry_after(response)
    expectations.check(page, site, runtime)
    return of_the_right_listing(page, site)


def failed(work: Work, site: Site, runtime: Runtime, reason: str, requests: int = 0) -> ResultPage:
    """A page without an answer."""
    kind: PageKind = "item" if work.kind in ("item", "recheck") else "list"
    reading = Reading(outcome="failed", reason=runtime.masked(reason, work))
    _keep_trail(reading, work, runtime)
    page = _page(reading, work, site, runtime, now(), kind)
    page.requests = requests
    return page


def _trail(work: Work, runtime: Runtime) -> Trail | None:
    return trail_of(runtime.unsealed(work.cursor)) if work.page > 1 else None


def _entries_read(work: Work, runtime: Runtime) -> int:
    """How many entries of this very list earlier pages gave."""
    trail = _trail(work, runtime)
    return trail.left[0][1] if trail else 0


def _keep_trail(reading: Reading, work: Work, runtime: Runtime) -> None:
    """After a page of a trail the lists that are left follow, whatever this one was."""
    if trail := _trail(work, runtime):
        reading.next = joined(trail, reading.next)


def unasked(work: Work, site: Site, runtime: Runtime, reason: str, error: Literal["no-key"]) -> ResultPage:
    """A page that was not even asked for; its work stays due."""
    page = failed(work, site, runtime, reason)
    page.outcome, page.error = "blocked", error
    return page


def _paging(work: Work, site: Site, runtime: Runtime) -> Paging:
    """How the list of a work's probe is paged; a place may have a way of its own."""
    probe = runtime.probes.get(work.probe_id or "")
    return paging_of(site, probe.place if probe else None)


CURSOR_REFUSED = frozenset({400, 404, 410, 422})


def restart(page: ResultPage, status: int, work: Work, site: Site, runtime: Runtime) -> None:
    """A cursor the site no longer accepts: the probe starts again from page 1, once; the ledger says so."""
    followed = _paging(work, site, runtime).type in ("cursor", "next", "button")
    if not (followed and work.page > 1 and status in CURSOR_REFUSED):
        return
    if _trail(work, runtime):
        return  # one list of several is not there; the others follow
    if runtime.store.restart_probe(work, runtime.lanes.lease(work.lane)):
        runtime.restarted.add(work.work_id)
        page.outcome, page.reason = "failed", f"HTTP {status}: the cursor of page {work.page} is refused"
        runtime.session.say(f"{site.id}: {page.reason}; its probe starts again from page 1")


def close_failed(work_id: str, runtime: Runtime, reason: str) -> None:
    """Close work whose page could not be stored; the run goes on."""
    runtime.session.say(f"a page could not be kept: {reason}")
    runtime.session.count("failed")
    runtime.store.finish_work(LedgerStep(work_id, "failed", reason))


def reason_of(why: BaseException | None) -> str:
    """A clear line for whatever kept an answer from coming."""
    if isinstance(why, IgnoreRequest):
        text = str(why) or type(why).__name__
        if text == "Forbidden by robots.txt":
            return FORBIDDEN
        return text if len(text) < 300 else text[:300] + "…"
    if isinstance(why, PictureLater):
        return str(why)
    name = type(why).__name__
    told = _EXPLAINED.get(name, name)
    return f"{told}: {why}"[:300] if name not in _EXPLAINED else told


def keep_picture(response: Response, work: Work, runtime: Runtime) -> None:
    """A hit's picture into the evidence folder, if it is one."""
    requests = response.meta.get("sent", 1)
    if response.status != 200:
        _picture_refused(response.status, work, runtime, requests)
        return
    from crawler.pictures import NoPicture, describe

    try:
        about = describe(response.body, _headers(response).get("Content-Type", ""))
    except NoPicture as why:
        no_picture(work, runtime, str(why), requests)
        return
    kept = evidence.keep(
        runtime.session.config.evidence,
        work.listing_key or "",
        "picture",
        response.body,
        suffix=about.suffix,
        facts={
            "url": response.url,
            "at": instant(now()),
            "phash": about.phash,
            "width": about.width,
            "height": about.height,
        },
    )
    runtime.store.add_evidence(work.listing_key or "", "picture", kept.file, kept.sha256, kept.facts)
    step = LedgerStep(work.work_id, "results", lease=runtime.lanes.lease(work.lane))
    runtime.store.finish_work(step, requests=requests, bytes=len(response.body))
    runtime.session.count("pictures")


def _picture_refused(status: int, work: Work, runtime: Runtime, requests: int) -> None:
    if status in (403, 429):
        runtime.lanes.blocked(work.lane, runtime.session.config.crawl.block_pause)
    later = status in (403, 429) or status >= 500
    why: BaseException | str = PictureLater(f"status {status}") if later else f"status {status}"
    no_picture(work, runtime, why, requests)


class PictureLater(Exception):
    """The picture may be had another time."""


def no_picture(work: Work, runtime: Runtime, why: BaseException | str, requests: int = 0) -> None:
    """Close a picture's work without one.

    An answer that is no picture, a size or a rule against it are ``none``: the ledger keeps the reason,
    and no run fails for it. Only what may go better next time has ``failed``.
    """
    refused = isinstance(why, IgnoreRequest) and not isinstance(why, RobotsUnreadable)
    final = isinstance(why, str) or refused or type(why).__name__ == "DownloadCancelledError"
    reason = why if isinstance(why, str) else reason_of(why)
    runtime.store.finish_work(
        LedgerStep(work.work_id, "none" if final else "failed", reason), requests=requests
    )
    runtime.session.count("pictures missing")


def _page(
    reading: Reading, work: Work, site: Site, runtime: Runtime, at: datetime, kind: PageKind | None = None
) -> ResultPage:
    item = work.kind in ("item", "recheck")
    if reading.reason:
        reading.reason = runtime.masked(reading.reason, work)
    return ResultPage(
        site=site.id,
        kind=work.kind,
        **reading.shown(),
        facts=site.facts,
        run_id=work.run_id,
        page_id=work.work_id,
        work_id=work.work_id,
        probe=None if item else runtime.probe(work),
        page=work.page,
        page_kind=kind or ("item" if item else "list"),
        captured_at=at,
        listing_key=work.listing_key,
    )


def of_the_right_listing(page: ResultPage, site: Site) -> ResultPage:
    """An item page that shows another listing proves nothing about the one we asked for."""
    if page.listing_key is None or page.page_kind != "item" or page.outcome != "results":
        return page
    numbers = site.id if site.facts.identity == "site" else None
    page.listings = [
        row
        for row in page.listings
        if listing_key(site.platform, row.listing_id, numbers) == page.listing_key
    ]
    if not page.listings:
        page.outcome, page.gone_reason = "changed", None
        page.reason = "the page shows another listing than the one asked for"
    return page


def _headers(response: Response) -> dict[str, str]:
    return {
        k.decode("latin-1"): b", ".join(v).decode("latin-1")
        for k, v in response.headers.items()
        if isinstance(v, list)
    }
