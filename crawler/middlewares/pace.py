"""One request at a time on a lane, at its pace; nearest to the network, so that it counts them all.

robots.txt, redirects, retries and token requests pass here too. ``Retry-After`` of 429 and 503 is
obeyed (Scrapy ignores it).
"""

from __future__ import annotations

import time
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from crawler.runtime import runtime_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class PaceMiddleware:
    """Enters the lane before a request is sent and leaves it when its answer, or none, is there."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        lane = request.meta.get("lane") or urlsplit(request.url).netloc
        lanes = runtime_of(self._crawler).lanes
        if not lanes.holds(lane):
            await lanes.take(lane)  # a host no work names: a token's, another's robots.txt
        await lanes.enter(lane)
        request.meta["in_lane"] = lane
        request.meta["sent"] = request.meta.get("sent", 0) + 1

    def process_response(self, request: Request, response: Response) -> Response:
        lane = self._leave(request)
        if lane and response.status in (429, 503):
            seconds = retry_after(response)
            if seconds is not None:
                runtime = runtime_of(self._crawler)
                if request.meta.get("api") and seconds > runtime.session.config.crawl.longest_wait:
                    # The answer says whether it is the day's quota; the spider lets the lane rest.
                    request.meta["dont_retry"] = True
                runtime.lanes.retry_after(lane, seconds)
            elif response.status == 429:
                # No word on when to come back: this is a block, not a request to wait.
                request.meta["dont_retry"] = True
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002  Scrapy's name
        self._leave(request)

    def _leave(self, request: Request) -> str | None:
        lane: str | None = request.meta.pop("in_lane", None)
        if lane:
            runtime_of(self._crawler).lanes.leave(lane)
        return lane


def retry_after(response: Response) -> float | None:
    """Seconds the server asks us to wait: a number or an HTTP date; ``None`` without either."""
    raw = response.headers.get("Retry-After")
    if not raw:
        return None
    text = raw.decode("latin-1").strip()
    if text.isdigit():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - time.time())
