"""The browser all drawn sites of a process share: started with the first page, closed with the last site.

Each Scrapy Crawler has a download handler of its own, and each handler would start a browser. This
provider gives all of them one; a browser that died or hangs is replaced with the next page.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar

from playwright.async_api import Error, async_playwright

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Playwright

_LONGEST_CLOSE = 10.0


class _One:
    """Driver and browser of this process."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        self._lock = asyncio.Lock()
        self._driver: Playwright | None = None
        self._browser: Browser | None = None

    async def new_context(self, **options: Any) -> BrowserContext:
        """A context of the living browser; starts one when there is none."""
        async with self._lock:
            if self._browser is None or not self._browser.is_connected():
                await self._stop()
                self._driver = await async_playwright().start()
                self._browser = await self._driver.chromium.launch(**self._options)
            return await self._browser.new_context(**options)

    async def replace(self) -> None:
        """Give up a browser that does not answer; the next page starts another."""
        async with self._lock:
            await self._stop()

    async def _stop(self) -> None:
        browser, driver = self._browser, self._driver
        self._browser = self._driver = None
        for close in (browser.close if browser else None, driver.stop if driver else None):
            if close is None:
                continue
            try:
                await asyncio.wait_for(close(), _LONGEST_CLOSE)
            except (Error, TimeoutError):
                continue  # the driver's end takes the browser with it

    def on(self, *_: Any) -> None:
        """A lost browser is noticed by ``new_context``; the handler need not be told."""

    async def close(self) -> None:
        """One handler has ended; the last one closes the browser (``SharedBrowser.close``)."""


class SharedBrowser:
    """``PLAYWRIGHT_BROWSER_PROVIDER`` of scrapy-playwright."""

    one: ClassVar[_One | None] = None
    users: ClassVar[int] = 0
    turn: ClassVar[asyncio.Lock] = asyncio.Lock()
    """One page is drawn at a time: small machines, and a page that eats its time starves no other."""
    rule: ClassVar[str] = ""
    """``--host-resolver-rules`` over all drawn sites of the process (crawler.rendering)."""

    def __init__(self, config: Any) -> None:
        self._options: dict[str, Any] = config.launch_options

    async def start(self) -> None:
        SharedBrowser.users += 1

    async def launch_browser(self) -> _One:
        """What every handler takes for its browser."""
        if SharedBrowser.one is None:
            rule = [f"--host-resolver-rules={SharedBrowser.rule}"] if SharedBrowser.rule else []
            options = {**self._options, "args": [*self._options.get("args", ()), *rule]}
            SharedBrowser.one = _One(options)
        return SharedBrowser.one

    async def launch_persistent_context(self, _: dict[str, Any]) -> BrowserContext:
        raise NotImplementedError("a browser of Warden keeps nothing between pages")

    async def close(self) -> None:
        SharedBrowser.users -= 1
        if SharedBrowser.users <= 0 and SharedBrowser.one is not None:
            one, SharedBrowser.one = SharedBrowser.one, None
            await one.replace()
