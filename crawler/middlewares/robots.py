"""robots.txt that holds under concurrency.

Scrapy 2.14 to 2.19 lets requests through while robots.txt is being fetched: all waiters adapt one
Deferred, whose result only the first one gets. Here one lock a host makes every request wait for the
answer. RFC 9309: unreachable or 5xx means disallow everything, 4xx means no rules. 429 is no statement
about rules, so it counts as unreachable.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.misc import build_from_crawler

from crawler.lanes import LanePaused, Pace, Stopped
from crawler.runtime import runtime_of
from warden.errors import WardenError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

AGENT = "Warden"
FRESH_SECONDS = 86_400.0
AGAIN_SECONDS = 300.0
"""After how long a robots.txt that could not be read is asked for again."""
_NOTHING_ALLOWED = b"User-agent: *\nDisallow: /\n"


class RobotsUnreadable(IgnoreRequest):
    """robots.txt could not be read, so nothing is asked of its host now."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Obeys robots.txt and its Crawl-delay for every host, pictures' hosts included."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._locks: dict[str, asyncio.Lock] = {}
        self._known: dict[str, tuple[float, RobotParser]] = {}
        self._unread: dict[str, str] = {}

    async def process_request(  # the spider argument is Scrapy's past
        self,
        request: Request,
        spider: Spider | None = None,  # noqa: ARG002
    ) -> None:
        """Refuse what the rules forbid, and everything while they cannot be read."""
        try:
            await super().process_request(request)
        except IgnoreRequest as refusal:
            why = self._unread.get(urlsplit(request.url).netloc)
            if why is None:
                raise
            raise RobotsUnreadable(f"robots.txt could not be read ({why}): nothing is asked") from refusal

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host, fetched once a day; never ``None`` while in doubt."""
        netloc = urlsplit(request.url).netloc
        async with self._locks.setdefault(netloc, asyncio.Lock()):
            at, parser = self._known.get(netloc, (0.0, None))
            fresh = AGAIN_SECONDS if netloc in self._unread else FRESH_SECONDS
            if parser is None or time.monotonic() - at > fresh:
                self._unread.pop(netloc, None)
                parser = await self._fetch(request, netloc)
                self._known[netloc] = (time.monotonic(), parser)
            return parser

    async def _fetch(self, request: Request, netloc: str) -> RobotParser:
        meta = {k: request.meta.get(k) for k in ("lane", "hosts", "loopback")} | {"dont_obey_robotstxt": True}
        ask = Request(
            f"{urlsplit(request.url).scheme}://{netloc}/robots.txt",
            meta=meta,
            callback=NO_CALLBACK,
            dont_filter=True,
        )
        assert self.crawler.engine is not None
        try:
            answer = await self.crawler.engine.download_async(ask)
        except (LanePaused, Stopped, WardenError):
            raise
        except Exception as fault:  # noqa: BLE001  any network failure means "unreachable"
            return self._nothing(netloc, str(fault) or type(fault).__name__)
        return self._read(answer, request, netloc)

    def _nothing(self, netloc: str, why: str) -> RobotParser:
        self._unread[netloc] = why
        runtime_of(self.crawler).session.say(
            f"{netloc}: robots.txt could not be read ({why}); nothing is asked"
        )
        return self._rules(_NOTHING_ALLOWED)

    def _read(self, answer: Response, request: Request, netloc: str) -> RobotParser:
        if answer.status >= 500 or answer.status == 429:
            return self._nothing(netloc, f"it answered {answer.status}")
        if answer.status >= 400:
            return self._rules(b"")
        rules = self._rules(answer.body)
        delay = rules.crawl_delay(AGENT)
        if delay:
            lane = request.meta.get("lane") or netloc
            runtime_of(self.crawler).lanes.ask(lane, Pace(float(delay)))
        return rules

    def _rules(self, text: bytes) -> RobotParser:
        rules: RobotParser = build_from_crawler(self._parserimpl, self.crawler, text)
        return rules
