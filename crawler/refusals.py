"""What follows when an official interface gives no answer: how long its lane rests, what stays due.

Nothing is lost: the page's work stays in the ledger, and the same command goes on where it stopped. A wrong
key is not tried again and again, a quota is waited for, a torn answer is asked for once more.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.answers import MOST_ATTEMPTS
from crawler.asking import pace_of
from crawler.lanes import LONGEST_PAUSE, next_day
from warden.identity import instant

if TYPE_CHECKING:
    from crawler.runtime import Runtime
    from crawler.sites.site import Site
    from warden.records import ResultPage, Work

KEY_PAUSE = 60.0
"""Seconds after a refused key: long enough to bother nobody, short enough for who has just set the right one."""
LONGEST_KEY_PAUSE = 3_600.0
TORN_PAUSE = 10.0
"""Times the site's pace, between two tries of an answer that came torn."""
ENDS_LANE = frozenset({"key", "quota", "no-key"})
"""After these no other request of the site can fare better now."""


def settle(page: ResultPage, work: Work, site: Site, runtime: Runtime) -> None:
    """Sets ``page.retry_at`` and lets the lane rest, as what the interface said asks for."""
    if page.error == "torn":
        if work.attempts + 1 < MOST_ATTEMPTS:
            page.retry_at = _at(time.time() + TORN_PAUSE * pace_of(site) * (work.attempts + 1))
        return
    until = time.time() if page.error == "no-key" else _rest(page, work.lane, site, runtime)
    page.retry_at = _at(until)
    rests = "" if page.error == "no-key" else f"; lane {work.lane} rests until {_clock(until)}"
    runtime.session.say(f"{page.site}: {page.reason}{rests}; what is left stays due")


def _rest(page: ResultPage, lane: str, site: Site, runtime: Runtime) -> float:
    first = runtime.session.config.crawl.block_pause
    if page.error == "key":
        return runtime.lanes.blocked(lane, min(KEY_PAUSE, first), LONGEST_KEY_PAUSE)
    if page.error == "quota":
        until = next_day(site.file.policy.quota_zone) if page.wait is None else time.time() + page.wait
        return runtime.lanes.retry_after(lane, until - time.time())
    if page.wait is not None:
        return runtime.lanes.retry_after(lane, page.wait)
    return runtime.lanes.blocked(lane, first, LONGEST_PAUSE)


def _at(moment: float) -> str | None:
    return instant(datetime.fromtimestamp(moment, UTC))


def _clock(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M UTC")
