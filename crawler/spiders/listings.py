"""The one spider: it reads site files. One class a Site is generated from it (crawler.loader).

Every answer is archived before it is parsed and becomes one ``ResultPage``; the work it answered is
closed in the ledger by ``pipelines.store``, together with the next page.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

import scrapy
from scrapy import signals
from scrapy.http import Response

from crawler import answers, asking, refusals, rendering
from crawler.desk import Desk, Ticket
from crawler.keys import lacking, without_keys
from crawler.lanes import LanePaused, Stopped
from crawler.rendering import settings_for
from crawler.runtime import Runtime, runtime_of
from crawler.sites.site import Site
from warden.errors import CannotContinue, LeaseLost, StoreAway, WardenError
from warden.identity import instant, now, parse_instant
from warden.records import ResultPage

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure


NAMED_ALARMS = 3
"""Changed pages of a site that are named, a line each; the summary counts all."""


def spider_for(site: Site, base: type[ListingSpider] | None = None) -> type[ListingSpider]:
    """The spider class of a Site; its settings are the site's own where it asks for any."""
    name = "".join(part.capitalize() for part in site.id.split("_")) + "Spider"
    custom: dict[str, Any] = {"COOKIES_ENABLED": True} if site.file.policy.cookies else {}
    custom.update(settings_for(site))
    return type(name, (base or ListingSpider,), {"name": site.id, "site": site, "custom_settings": custom})


class ListingSpider(scrapy.Spider):
    """Visits one Site for whatever the ledger holds due there."""

    site: ClassVar[Site]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The runtime must be attached to the Crawler by then (``crawler.running``)."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        for handler, signal in (
            (spider.page_stored, signals.item_scraped),
            (spider.page_failed, signals.item_error),
            (spider.page_dropped, signals.item_dropped),
            (spider.reading_failed, signals.spider_error),
        ):
            crawler.signals.connect(handler, signal=signal)
        spider.open_tickets = {}
        return spider

    open_tickets: dict[str, Ticket]

    @property
    def runtime(self) -> Runtime:
        return runtime_of(self.crawler)

    async def start(self) -> AsyncIterator[Any]:
        """Requests for due work, each after the last one of its lane is done."""
        async for ticket in Desk(self.runtime, self.site.id).tickets():
            self.open_tickets[ticket.work.work_id] = ticket
            self.runtime.open_work[ticket.work.work_id] = ticket.work
            self.runtime.restarted.discard(ticket.work.work_id)
            if why := lacking(self.site.auth):
                yield self._answered(answers.unasked(ticket.work, self.site, self.runtime, why, "no-key"))
                continue
            try:
                request = asking.request_for(ticket.work, self.site, self.runtime)
            except WardenError as fault:
                yield self._answered(answers.failed(ticket.work, self.site, self.runtime, str(fault)))
                continue
            yield request.replace(callback=self.parse, errback=self.no_answer, cb_kwargs={"ticket": ticket})

    def parse(self, response: Response, ticket: Ticket) -> Iterator[ResultPage]:
        """One answer, archived and read. A picture goes to the evidence instead."""
        if ticket.work.kind == "picture":
            answers.keep_picture(response, ticket.work, self.runtime)
            self._close(ticket.work.work_id)
            return
        page = answers.page_of(response, ticket.work, self.site, self.runtime)
        rendering.judge(page, response)
        answers.restart(page, response.status, ticket.work, self.site, self.runtime)
        yield self._answered(page)

    def no_answer(self, failure: Failure) -> Iterator[ResultPage]:
        """No answer: the work fails with a reason, or goes back when the lane may not be used now."""
        ticket: Ticket = failure.request.cb_kwargs["ticket"]  # type: ignore[attr-defined]
        why = failure.value
        if isinstance(why, (LanePaused, LeaseLost, Stopped)):
            self._put_back(ticket, why)
        elif isinstance(why, CannotContinue):
            self._give_up(why)
        elif ticket.work.kind == "picture":
            answers.no_picture(ticket.work, self.runtime, why or "no answer")
            self._close(ticket.work.work_id)
        else:
            sent = failure.request.meta.get("sent", 0)  # type: ignore[attr-defined]
            reason = without_keys(answers.reason_of(why), self.site.auth)
            page = answers.failed(ticket.work, self.site, self.runtime, reason, sent)
            if error := getattr(why, "error", None):
                page.outcome, page.error = "blocked", error
            yield self._answered(page)

    def page_stored(self, item: ResultPage) -> None:
        """The page is in the store; a lane that rests longer than we may wait ends here."""
        rest = (parse_instant(item.retry_at) - now()).total_seconds() if item.retry_at else 0.0
        soon = rest <= self.runtime.session.config.crawl.longest_wait
        self._close(item.work_id or "", soon and item.error not in refusals.ENDS_LANE)

    def page_dropped(self, item: ResultPage, exception: Exception) -> None:
        self._fail(item.work_id or "", str(exception))

    def page_failed(self, item: ResultPage, failure: Failure) -> None:
        why = failure.value
        if isinstance(why, LeaseLost):
            self.runtime.session.say(str(why))
            self._close(item.work_id or "", go_on=False)
        elif isinstance(why, CannotContinue):
            self._give_up(why)
        else:
            self._fail(item.work_id or "", f"fault in Warden: {why!r}")

    def reading_failed(self, failure: Failure, response: Response | None) -> None:
        why = failure.value
        ticket = response.request.cb_kwargs.get("ticket") if response and response.request else None
        if isinstance(why, LeaseLost) and ticket is not None:
            self._put_back(ticket, why)
        elif isinstance(why, CannotContinue) or ticket is None:
            error = why if isinstance(why, Exception) else WardenError(str(why))
            self._give_up(error)
        else:
            self._fail(ticket.work.work_id, f"fault in Warden: {why!r}")

    def _answered(self, page: ResultPage) -> ResultPage:
        """A block makes the lane rest, twice as long each time; any other answer ends the counting."""
        lane = self._lane(page)
        work = self.runtime.open_work.get(page.work_id or "")
        if page.error and work:
            refusals.settle(page, work, self.site, self.runtime)
        elif page.outcome == "blocked":
            until = self.runtime.lanes.blocked(lane, self.runtime.session.config.crawl.block_pause)
            if work and work.attempts + 1 < answers.MOST_ATTEMPTS:
                page.retry_at = instant(datetime.fromtimestamp(until, UTC))
            self.runtime.session.say(f"{page.site}: blocked ({page.reason}); lane {lane} rests")
        elif page.outcome != "failed":
            # The next answer ends the counting as well; this page is not lost for it.
            with suppress(StoreAway):
                self.runtime.lanes.answered(lane)
        if page.outcome == "changed" and not page.retry_at:
            self._alarm(page)
        return page

    def _alarm(self, page: ResultPage) -> None:
        """A page that reads otherwise than its site file says: the first ones are named."""
        session = self.runtime.session
        session.count(f"changed pages of {page.site}")
        if session.tally[f"changed pages of {page.site}"] <= NAMED_ALARMS:
            saved = f"{page.archive.archive} at {page.archive.offset}" if page.archive else "not archived"
            session.say(f"{page.site}: changed ({page.reason}); the page is kept in {saved}")

    def _lane(self, page: ResultPage) -> str:
        ticket = self.open_tickets.get(page.work_id or "")
        return ticket.work.lane if ticket else self.site.lane

    def _put_back(self, ticket: Ticket, why: BaseException) -> None:
        if isinstance(why, LanePaused):
            self.runtime.session.say(str(why))
        self._close(ticket.work.work_id, go_on=False)

    def _fail(self, work_id: str, reason: str) -> None:
        try:
            answers.close_failed(work_id, self.runtime, reason)
        except WardenError as fault:
            self._give_up(fault)
        self._close(work_id)

    def _give_up(self, why: Exception) -> None:
        """Store, disk or secret: nothing more can be kept, so nothing more is asked."""
        self.runtime.stop(why)
        for work_id in list(self.open_tickets):
            self._close(work_id, go_on=False)

    def _close(self, work_id: str, go_on: bool = True) -> None:
        ticket = self.open_tickets.pop(work_id, None)
        self.runtime.open_work.pop(work_id, None)
        if ticket:
            ticket.close(go_on and not self.runtime.lanes.stopping.is_set())
