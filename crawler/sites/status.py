"""The live picture of a site, from the store: what it answered last, what it brought, what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from crawler.sites.past import calibrated, calibration, look, where
from crawler.sites.site import FORBIDDEN, Site
from warden.identity import instant, now, parse_instant
from warden.records import Outcome
from warden.sitelines import SiteAlarm, SiteStatusLine, Standing
from warden.store.base import Store
from warden.store.health import PageTally, SeenPage, SiteTotals
from warden.store.leases import LaneState

LATELY = timedelta(days=7)
MANY = 0.2
"""Share of the pages of late that ended ``changed`` from which it is no accident."""
LONG = 60.0
"""Seconds: a lane that rests for less is only keeping its pace."""
OUTCOMES: tuple[Outcome, ...] = ("results", "none", "blocked", "changed", "failed")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the store says of all sites, read once."""

    store: Store | None
    last: dict[str, dict[str, SeenPage]] = field(default_factory=dict)
    totals: dict[str, SiteTotals] = field(default_factory=dict)
    week: Sequence[PageTally] = ()
    """Pages of the last seven days."""

    @classmethod
    def of(cls, store: Store | None) -> Seen:
        if store is None:
            return cls(None)
        week = store.page_tallies(instant(now() - LATELY) or "")
        return cls(store, store.last_pages(), store.site_totals(), week)


def status(site: Site, seen: Seen, missing: Sequence[str] = ()) -> SiteStatusLine:
    """One site's line; ``missing``: environment variables its interface needs and does not find."""
    last = seen.last.get(site.id, {})
    newest = max(last.values(), key=lambda page: page.at, default=None)
    totals = seen.totals.get(site.id, SiteTotals())
    lane = seen.store.lane(site.lane) if seen.store else LaneState(site.lane)
    tallies = _tallies(site, seen.store, newest)
    told = _next(site, last, tallies, lane, missing, seen)
    kept = (seen.store.get_setting(f"recall:{site.id}") if seen.store else None) or {}
    return SiteStatusLine(
        site=site.id,
        access=site.policy.access,
        standing=told[0],
        last_at=newest.at if newest else None,
        last_outcome=newest.outcome if newest else None,
        outcomes=_outcomes(site, seen.week),
        pages=totals.pages,
        listings=totals.listings,
        hits=totals.hits,
        alarm=_alarm(last),
        lane=site.lane,
        paused_until=_moment(lane.paused_until),
        requests_today=lane.requests if lane.day == _today() else 0,
        quota=site.policy.quota,
        fill=_fill(site, seen.store, newest),
        variants=_variants(tallies),
        calibration=_calibrated(site, seen.store, newest),
        recall=kept.get("recall"),
        recall_at=kept.get("at"),
        next=told[1],
    )


def _outcomes(site: Site, week: Sequence[PageTally]) -> dict[Outcome, int]:
    counts: dict[Outcome, int] = dict.fromkeys(OUTCOMES, 0)
    for tally in week:
        if tally.site == site.id:
            counts[tally.outcome] += tally.pages
    return counts


def _since(newest: SeenPage) -> str:
    """Seven days before the newest page: a site that rests for months still tells how it stood."""
    return instant(parse_instant(newest.at) - LATELY) or ""


def _tallies(site: Site, store: Store | None, newest: SeenPage | None) -> list[PageTally]:
    return store.page_tallies(_since(newest), None, [site.id]) if store and newest else []


def _fill(site: Site, store: Store | None, newest: SeenPage | None) -> dict[str, float]:
    if store is None or newest is None:
        return {}
    filled = store.filled(site.id, _since(newest))
    wanted = dict.fromkeys([*site.expect.required, *site.expect.fill])
    shares = {name: filled.share(name) for name in wanted if name in filled.fields}
    return {name: round(share, 3) for name, share in shares.items() if share is not None}


def _variants(tallies: Sequence[PageTally]) -> list[str]:
    pages: Counter[str] = Counter()
    for tally in tallies:
        if tally.variant and tally.outcome == "results":
            pages[tally.variant] += tally.pages
    return [name for name, _ in pages.most_common()]


def _many_changed(tallies: Sequence[PageTally]) -> bool:
    changed = sum(tally.pages for tally in tallies if tally.outcome == "changed")
    return changed > MANY * sum(tally.pages for tally in tallies)


def _alarm(last: dict[str, SeenPage]) -> SiteAlarm | None:
    page = max((last[name] for name in ("changed", "blocked") if name in last), key=_at, default=None)
    if page is None:
        return None
    ref = page.archive
    return SiteAlarm(
        page.outcome, page.at, page.reason, ref.archive if ref else None, ref.offset if ref else None
    )


def _at(page: SeenPage) -> str:
    return page.at


def _calibrated(
    site: Site, store: Store | None, newest: SeenPage | None
) -> Literal["found", "nothing"] | None:
    page = calibrated(site, store, newest.at) if store and newest else None
    if page is None or page.outcome in ("blocked", "failed"):
        return None
    return "found" if page.outcome == "results" else "nothing"


def _next(
    site: Site,
    last: dict[str, SeenPage],
    tallies: Sequence[PageTally],
    lane: LaneState,
    missing: Sequence[str],
    seen: Seen,
) -> tuple[Standing, str]:
    """In a word how it stands, and in words what a person does next."""
    newest = max(last.values(), key=_at, default=None)
    if site.file.identity.status == "closed":
        return "closed", f"nothing: closed ({site.file.identity.reason})"
    if newest and (newest.outcome == "changed" or _many_changed(tallies)):
        return "changed", _changed(site, last["changed"], newest, seen)
    if not site.active:
        return _imported(site, newest)
    if missing:
        return "key", f"add a key: set {', '.join(missing)} in the environment"
    if newest is None:
        return "never", f"never asked: warden crawl --site {site.id} --dry-run"
    return _rests(site, last, lane) or _answered(site, last, newest, seen)


def _changed(site: Site, page: SeenPage, newest: SeenPage, seen: Seen) -> str:
    blind = calibration(site, seen.store, newest.at) if seen.store else []
    if blind:
        return blind[0].text
    return f"page changed: {page.reason}; {look(site, page)}, then mend {where(site)}"


def _rests(site: Site, last: dict[str, SeenPage], lane: LaneState) -> tuple[Standing, str] | None:
    if until := _moment(lane.paused_until):
        return "blocked", _blocked(site, last, until)
    if until := _moment(lane.not_before, LONG):
        return "rests", f"nothing: the site asked to wait until {until}"
    quota = site.policy.quota
    if quota is not None and lane.day == _today() and lane.requests >= quota:
        return "rests", f"nothing: its {quota} requests of today are used up; it goes on after midnight UTC"
    return None


def _answered(site: Site, last: dict[str, SeenPage], newest: SeenPage, seen: Seen) -> tuple[Standing, str]:
    if newest.outcome == "blocked":
        return "blocked", _blocked(site, last, None)
    if newest.outcome == "failed" and newest.reason == FORBIDDEN:
        return "failed", "the site's robots.txt forbids this: save its pages in a browser, then warden import"
    if newest.outcome == "failed":
        return "failed", f"no answer: {newest.reason or 'no reason was kept'}; run the crawl again"
    blind = calibration(site, seen.store, newest.at) if seen.store else []
    return ("blind", blind[0].text) if blind else ("ok", "nothing")


def _imported(site: Site, newest: SeenPage | None) -> tuple[Standing, str]:
    if newest is None:
        return "import", f"import only: save a page in a browser, then warden import PAGE --site {site.id}"
    if newest.outcome == "blocked":
        return "blocked", "the last saved page was a block page: save the list itself and import that"
    return "ok", "nothing; people save its pages"


def _blocked(site: Site, last: dict[str, SeenPage], until: str | None) -> str:
    page = last.get("blocked")
    why = f" ({page.reason})" if page and page.reason else ""
    when = f"blocked until {until}" if until else "blocked at its last page; the lane has rested"
    then = "nothing is sent before" if until else f"try one page: warden crawl --site {site.id} --max-pages 1"
    return f"{when}{why}: {then}; {look(site, page)}"


def _moment(seconds: float, least: float = 1.0) -> str | None:
    """A moment that is at least so many seconds to come."""
    if seconds <= now().timestamp() + least:
        return None
    return instant(datetime.fromtimestamp(seconds, UTC))


def _today() -> str:
    return now().strftime("%Y-%m-%d")
