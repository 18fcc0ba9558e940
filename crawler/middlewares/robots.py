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

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.misc import build_from_crawler

from crawler.lanes import LanePaused, Pace, Stopped
from crawler.runtime import runtime_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

AGENT = "Warden"
FRESH_SECONDS = 86_400.0
_NOTHING_ALLOWED = b"User-agent: *\nDisallow: /\n"


class RobotsMiddleware(RobotsTxtMiddleware):
    """Obeys robots.txt and its Crawl-delay for every host, pictures' hosts included."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._locks: dict[str, asyncio.Lock] = {}
        self._known: dict[str, tuple[float, RobotParser]] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host, fetched once a day; never ``None`` while in doubt."""
        netloc = urlsplit(request.url).netloc
        async with self._locks.setdefault(netloc, asyncio.Lock()):
            at, parser = self._known.get(netloc, (0.0, None))
            if parser is None or time.monotonic() - at > FRESH_SECONDS:
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
        except (LanePaused, Stopped):
            raise
        except IgnoreRequest:
            return self._rules(_NOTHING_ALLOWED)
        except Exception as fault:  # noqa: BLE001  any network failure means "unreachable"
            runtime_of(self.crawler).session.say(
                f"{netloc}: robots.txt unreachable ({fault}); nothing is asked"
            )
            return self._rules(_NOTHING_ALLOWED)
        return self._read(answer, request, netloc)

    def _read(self, answer: Response, request: Request, netloc: str) -> RobotParser:
        if answer.status >= 500 or answer.status == 429:
            say = runtime_of(self.crawler).session.say
            say(f"{netloc}: robots.txt answered {answer.status}; nothing is asked of this host")
            return self._rules(_NOTHING_ALLOWED)
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
