"""Pages drawn by script: which sites need a browser, how it is started, what a page may send.

Nothing here needs a browser; ``crawler.drawing`` is the part that drives one. Scrapy's middlewares see
only the page itself. Everything the page then sends by itself passes ``Gate``: the site's own hosts
only, robots.txt obeyed, counted under the lane's quota, no more than ``MOST_REQUESTS`` a page.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from crawler.lanes import LanePaused, Stopped
from crawler.loopback import LOOPBACK_NAMES, is_loopback
from crawler.middlewares.guard import host_allowed, is_private
from crawler.middlewares.robots import AGENT, RobotsMiddleware
from crawler.runtime import runtime_of
from crawler.sites.schema import Render
from crawler.sites.site import FORBIDDEN, Site
from warden.browser import find_browser
from warden.errors import LeaseLost, UsageError, WardenError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.runtime import Runtime
    from warden.records import ResultPage

HANDLER = "crawler.drawing.DrawingHandler"
MOST_REQUESTS = 200
"""Requests a page may send by itself; a script that asks for ever must not become a flood."""
MOST_BYTES = 32 * 1024 * 1024
"""Bytes a page and all it loads may have."""
NEVER = frozenset({"other", "ping", "beacon", "cspviolationreport", "manifest"})
"""Kinds of request that draw nothing: icons and prefetches (``other``), counters, reports."""
MOST_MOVES = 10
"""Redirects, reloads and moves of one page."""
ROBOTS_WAIT = 10.0
"""Seconds to wait for another host's robots.txt while a page is being drawn."""
GRACE = 5.0
"""Seconds a page gets beyond its time-outs before it is closed by force."""
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--dns-prefetch-disable",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=512",
)
RENDERED = "X-Warden-Rendered"
"""Header of an archived answer that a browser made: ``dom`` or ``xhr``."""
CAPTURED = "X-Warden-Captured"
"""Beside ``xhr``: the address whose answer was taken."""


class Undrawn(IgnoreRequest):
    """A page could not be drawn; the message says why. It is not tried again within the run."""


def is_drawn(site: Site) -> bool:
    """Are the pages of this site drawn by a browser (``access = "browser"``)?"""
    return site.file.policy.access == "browser"


def render_of(site: Site) -> Render:
    """The site's ``[render]`` block, or its defaults."""
    return site.file.render or Render()


def missing() -> str | None:
    """What must be installed before a drawn site can be crawled; ``None`` when all is there."""
    if importlib.util.find_spec("scrapy_playwright") is None:
        return "scrapy-playwright is not installed: pip install 'warden-monitor[crawl,browser]'"
    if find_browser() is None:
        named = os.environ.get("CHROMIUM")
        told = f"CHROMIUM names {named}, where no browser is" if named else "no browser was found"
        return f"{told}: apt-get install chromium, or set CHROMIUM to a Chromium or Chrome"
    return None


def cannot_draw(site: Site) -> str | None:
    """Why this site can't be crawled here, in a line for the user; ``None`` when it can."""
    reason = missing() if is_drawn(site) else None
    return f"{site.id} is drawn by script and was left out; {reason}" if reason else None


def drawable(jobs: Sequence[tuple[Runtime, Sequence[Site]]]) -> list[tuple[Runtime, list[Site]]]:
    """The jobs without sites that need a browser where there is none; each is told in a line.

    Their work stays due. Raises ``UsageError`` when no site is left to crawl.
    """
    told = {site.id: line for _, sites in jobs for site in sites if (line := cannot_draw(site))}
    left = [(runtime, [site for site in sites if site.id not in told]) for runtime, sites in jobs]
    if told and not any(sites for _, sites in left):
        raise UsageError("; ".join(told.values()))
    for line in told.values():
        jobs[0][0].session.say(line)
    return left


def need_drawable(sites: Iterable[Site]) -> None:
    """Raise ``UsageError`` where one of the sites needs a browser and there is none, before anything is written."""
    for line in filter(None, map(cannot_draw, sites)):
        raise UsageError(line)


def judge(page: ResultPage, response: Response) -> None:
    """A page on which nothing appeared in time is no layout change: it failed, and says what was waited for.

    What it shows all the same stands: a challenge, or that nothing was found.
    """
    late = response.meta.get("late")
    if late and page.outcome == "changed":
        page.outcome, page.reason = "failed", f"no answer in time: {late}; slow, or the page has changed"


def settings_for(site: Site) -> dict[str, Any]:
    """Scrapy settings of a drawn site's spider class; ``{}`` of any other site."""
    if not is_drawn(site):
        return {}
    render = render_of(site)
    return {
        "DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER},
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_BROWSER_PROVIDER": "crawler.browsers.SharedBrowser",
        "PLAYWRIGHT_LAUNCH_OPTIONS": launch_options(),
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": render.timeout * 1000,
        "PLAYWRIGHT_DOWNLOAD_TIMEOUT": 1000,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 4,
    }


def launch_options() -> dict[str, Any]:
    """How the browser is started; the sandbox is given up only where root makes it impossible."""
    browser = find_browser()
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return {
        "executable_path": str(browser) if browser else None,
        "args": [*FLAGS, *(["--no-sandbox"] if root else [])],
        # A first Ctrl-C lets the present page end; Playwright would close the browser at once.
        "handle_sigint": False,
        "handle_sigterm": False,
        "handle_sighup": False,
    }


def context_options(agent: str) -> dict[str, Any]:
    """A page's surroundings: nothing kept, nothing permitted, nothing downloaded."""
    return {
        "user_agent": agent,
        "accept_downloads": False,
        "service_workers": "block",
        "permissions": [],
        "locale": "en-US",
    }


def longest(render: Render) -> float:
    """Seconds after which a page is given up whatever it does."""
    return render.timeout * 2 + render.scroll * (render.pause + 1.0) + GRACE


def hosts_of(site: Site) -> tuple[str, ...]:
    """Hosts a page of the site may ask; on this machine a port is another host."""
    base = site.file.identity.base
    if is_loopback(base):
        return (urlsplit(base).netloc.lower(), *(name for name in site.hosts if ":" in name))
    return site.hosts


def resolver_rule(sites: Iterable[Site]) -> str:
    """Chromium's ``--host-resolver-rules``: names of no drawn site do not exist for the browser.

    The second wall behind ``Gate``, for what no check sees (redirects of workers, prefetches).
    """
    names: set[str] = set()
    for site in sites:
        if is_loopback(site.file.identity.base):
            names.update((*LOOPBACK_NAMES, "[::1]"))
        for name in site.hosts:
            host = name.split(":")[0]
            names.update((host, f"*.{host}"))
    return "MAP * ~NOTFOUND" + "".join(f" , EXCLUDE {name}" for name in sorted(names) if name)


class Gate:
    """What one page may send. ``sent`` counts what it did; ``paused`` says why the
    lane may not be used any more (quota, lease, store)."""

    def __init__(self, crawler: Crawler, site: Site, request: Request) -> None:
        self._crawler, self._request = crawler, request
        self._hosts = hosts_of(site)
        self._local = is_loopback(site.file.identity.base)
        self._block = frozenset(render_of(site).block)
        self._private: dict[str, bool] = {}
        self.sent = 0
        self.paused: LanePaused | WardenError | None = None

    async def refusal(self, url: str, kind: str) -> str | None:
        """Why a request may not be sent; ``None`` after it was counted. ``kind`` as Chromium names it."""
        parts = urlsplit(url)
        if parts.scheme in ("data", "blob", "about"):
            return None
        if parts.scheme not in ("http", "https"):
            return f"{parts.scheme or 'no'} scheme"
        if kind in NEVER or kind in self._block:
            return f"{kind} is not fetched"
        return await self._by_host(url) or await self._by_robots(url) or self._count()

    async def _by_host(self, url: str) -> str | None:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        if not host_allowed(parts.netloc.lower(), host, self._hosts):
            return f"leads to another host, {host or 'none'}"
        if self._local:
            return None
        if host not in self._private:
            self._private[host] = await is_private(host)
        return f"leads to a private address, {host}" if self._private[host] else None

    async def _by_robots(self, url: str) -> str | None:
        middleware = self._crawler.get_downloader_middleware(RobotsMiddleware)
        if middleware is None:
            return "robots.txt is not watched"
        try:
            rules = await asyncio.wait_for(middleware.robot_parser(self._robots_request(url)), ROBOTS_WAIT)
        except (IgnoreRequest, LanePaused, Stopped, LeaseLost, TimeoutError):
            return "robots.txt of its host could not be read"
        if rules is None or not rules.allowed(url, AGENT):
            return FORBIDDEN
        return None

    def _robots_request(self, url: str) -> Request:
        """Another host's robots.txt goes by a lane of its own: the page itself is in this one."""
        netloc = urlsplit(url).netloc
        same = netloc == urlsplit(self._request.url).netloc
        meta = {"lane": self._request.meta.get("lane") if same else None, "hosts": (netloc.lower(),)}
        return Request(url, meta={**meta, "loopback": self._local})

    def _count(self) -> str | None:
        if self.sent >= MOST_REQUESTS:
            return f"the page has sent {MOST_REQUESTS} requests"
        try:
            runtime_of(self._crawler).lanes.count(self._request.meta["lane"])
        except (LanePaused, WardenError) as why:
            self.paused = why
            return str(why)
        self.sent += 1
        self._request.meta["sent"] = self._request.meta.get("sent", 0) + 1
        return None
