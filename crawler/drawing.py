"""Scrapy's download handler of drawn sites: a browser loads the page, what it shows is the answer.

Only what answers a work of the ledger is drawn (lists, places, a listing's own page); robots.txt and
pictures go the plain road. Every page has a context of its own that is closed in every case.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from playwright.async_api import Error, Page
from playwright.async_api import Request as PageRequest
from playwright.async_api import Response as PageResponse
from playwright.async_api import TimeoutError as TookTooLong
from scrapy.http import HtmlResponse
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawler import rendering
from crawler.browsers import SharedBrowser
from crawler.reading.answer import MAX_BODY
from crawler.rendering import Gate, Undrawn
from crawler.runtime import runtime_of

if TYPE_CHECKING:
    from playwright.async_api import CDPSession
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.sites.schema import Render
    from crawler.sites.site import Site

T = TypeVar("T")
_CLOSING = 5.0
_NETWORK = {
    "ERR_NAME_NOT_RESOLVED": "the host's name is not known",
    "ERR_CONNECTION_REFUSED": "the host refused the connection",
    "ERR_CONNECTION_RESET": "the answer broke off",
    "ERR_EMPTY_RESPONSE": "the answer broke off",
    "ERR_CONNECTION_CLOSED": "the answer broke off",
    "ERR_TOO_MANY_REDIRECTS": "redirects without end",
}
logging.getLogger("scrapy-playwright").setLevel(logging.CRITICAL)  # we say it, in one line


class Drawing:
    """One page on its way: what it may send, what it answered, and why it was stopped if it was."""

    def __init__(self, render: Render, gate: Gate) -> None:
        self.render, self.gate = render, gate
        self.task: asyncio.Task[Response] | None = None
        self.page: Page | None = None
        self.started = False
        self.status: int | None = None
        self.moves = self.bytes = 0
        self.numbers: set[str] = set()
        self.captured: asyncio.Future[PageResponse] = asyncio.get_running_loop().create_future()
        self.shown: tuple[PageResponse, bytes] | None = None
        self.late: str | None = None
        """What did not appear in time; the page is read all the same, for it may say why."""
        self.why: str | None = None

    def stop(self, why: str) -> None:
        """Give the page up; the first reason is kept."""
        self.why = self.why or why
        if self.task:
            self.task.cancel()

    def note(self, answer: PageResponse) -> None:
        """An answer came: the page's own, or the one that is to be read instead."""
        if answer.request.is_navigation_request():
            if self.page and answer.frame == self.page.main_frame and not 300 <= answer.status < 400:
                self.status = answer.status
        elif self.render.capture and self.render.capture in answer.url and not self.captured.done():
            self.captured.set_result(answer)

    def is_redirect(self, event: dict[str, Any]) -> bool:
        """Chromium names the request before, but not when CORS made it begin anew: then the number is known."""
        number = str(event.get("networkId", ""))
        again = "redirectedRequestId" in event or number in self.numbers
        self.numbers.add(number)
        return again

    def goes_on(self) -> bool:
        """One redirect, reload or move of the page more; true, and the end of it, when there were too many."""
        self.moves += 1
        if self.moves > rendering.MOST_MOVES:
            self.stop("redirects without end")
        return self.moves > rendering.MOST_MOVES

    def weigh(self, event: dict[str, Any]) -> None:
        """Bytes as they come in, after decompression."""
        self.bytes += int(event.get("dataLength", 0))
        if self.bytes > rendering.MOST_BYTES:
            self.stop(f"too large: the page loaded more than {rendering.MOST_BYTES:,} bytes")


class DrawingHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """scrapy-playwright with our bounds: time, bytes, hosts, robots.txt and quota."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        site: Site = crawler.spidercls.site  # type: ignore[attr-defined]
        self._site, self._crawler_of_site = site, crawler
        self._render = rendering.render_of(site)
        self._drawing: Drawing | None = None
        self._home: asyncio.AbstractEventLoop | None = None
        self.config.target_closed_max_retries = 0
        self.abort_request = self._refuse
        known = (one for one in runtime_of(crawler).sites.values() if rendering.is_drawn(one))
        SharedBrowser.rule = rendering.resolver_rule(known)

    async def download_request(self, request: Request) -> Response:
        """Draw what answers a work; fetch the rest as Scrapy does."""
        ticket = request.cb_kwargs.get("ticket")
        if ticket is None or ticket.work.kind == "picture":
            return await super().download_request(request)  # type: ignore[no-any-return]
        self._home = asyncio.get_running_loop()
        agent = (request.headers.get("User-Agent") or b"").decode("latin-1")
        request.meta.update(
            playwright=True,
            playwright_context=self._site.id,
            playwright_context_kwargs=rendering.context_options(agent),
            playwright_page_goto_kwargs={"wait_until": "domcontentloaded"},
        )
        return await super().download_request(request)  # type: ignore[no-any-return]

    async def _download_request(self, request: Request, spider: Any = None) -> Response:
        """Within its time, or not at all; the page is closed in every case."""
        async with SharedBrowser.turn:
            drawing = Drawing(self._render, Gate(self._crawler_of_site, self._site, request))
            self._drawing = drawing
            drawing.task = asyncio.ensure_future(super()._download_request(request, spider))
            try:
                await asyncio.wait({drawing.task}, timeout=rendering.longest(self._render))
                if not drawing.task.done():
                    drawing.stop("no answer in time: the page never came to rest")
                    await asyncio.wait({drawing.task}, timeout=_CLOSING)
                return self._answer(drawing, request)
            finally:
                drawing.task.cancel()
                self._drawing = None
                await self._close_context(failed=drawing.why is not None)

    def _answer(self, drawing: Drawing, request: Request) -> Response:
        if drawing.gate.paused:
            raise drawing.gate.paused
        task = drawing.task
        assert task is not None
        if drawing.why or not task.done() or task.cancelled():
            raise Undrawn(drawing.why or "no answer in time")
        fault = task.exception()
        if isinstance(fault, Error):
            raise Undrawn(_told(fault, self._render)) from fault
        if fault is not None:
            raise fault
        return self._finished(task.result(), drawing, request)

    def _finished(self, response: Response, drawing: Drawing, request: Request) -> Response:
        """The drawn page in UTF-8, or the captured answer, with a header that says which."""
        headers = response.headers.copy()
        for name in ("Content-Encoding", "Content-Length", "Transfer-Encoding"):
            headers.pop(name, None)
        status, body = response.status, b""
        if drawing.shown is not None:
            answer, body = drawing.shown
            status = answer.status
            headers["Content-Type"] = answer.headers.get("content-type", "application/json")
            headers[rendering.RENDERED] = "xhr"
            work = request.cb_kwargs["ticket"].work
            headers[rendering.CAPTURED] = runtime_of(self._crawler_of_site).masked(answer.url, work)
        else:
            body = response.text.encode("utf-8", "replace") if hasattr(response, "text") else response.body
            headers["Content-Type"] = "text/html; charset=utf-8"
            headers[rendering.RENDERED] = "dom"
        if len(body) > MAX_BODY:
            raise Undrawn(f"too large: the drawn page has {len(body):,} bytes")
        request.meta["late"] = drawing.late
        return HtmlResponse(response.url, status, headers, body, request=request, encoding="utf-8")

    async def _create_page(self, request: Request, spider: Any) -> Page:
        page: Page = await super()._create_page(request, spider)
        drawing = self._drawing
        assert drawing is not None
        drawing.page = page
        try:
            await self._wall_in(page, drawing)
        except BaseException:
            await page.close()
            raise
        return page

    async def _wall_in(self, page: Page, drawing: Drawing) -> None:
        """What Playwright's routes do not see: redirects, windows a page opens, web sockets, bytes."""
        context = page.context
        await context.route("**", lambda route: route.abort())  # pages have routes; this is for windows
        await context.route_web_socket("**", lambda socket: socket.close())
        page.on("popup", lambda window: _soon(window.close()))
        page.on("download", lambda _: drawing.stop("refused: the address gives a file to download"))
        page.on("crash", lambda _: drawing.stop("the page crashed the browser"))
        page.on("response", drawing.note)
        watch = await context.new_cdp_session(page)
        watch.on("Network.dataReceived", drawing.weigh)
        watch.on("Fetch.requestPaused", lambda event: _soon(self._redirect(watch, event, drawing)))
        await watch.send("Network.enable")
        await watch.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}]})

    async def _refuse(self, asked: PageRequest) -> bool:
        """``PLAYWRIGHT_ABORT_REQUEST``: may the page send this? Its own address has passed Scrapy's doors."""
        drawing = self._drawing
        if drawing is None:
            return True
        moves = asked.is_navigation_request() and _is_main(asked)
        if moves and not drawing.started:
            drawing.started = True
            return False
        if moves and drawing.goes_on():
            return True
        return await self._refused(drawing, asked.url, asked.resource_type, moves)

    async def _redirect(self, watch: CDPSession, event: dict[str, Any], drawing: Drawing) -> None:
        """Playwright lets redirects pass its routes; here they meet the same gate."""
        told: dict[str, Any] = {"requestId": event["requestId"]}
        refused = False
        if drawing.is_redirect(event):
            moves = event.get("resourceType") == "Document" and drawing.status is None
            kind = str(event.get("resourceType", "")).lower()
            url = str(event["request"]["url"])
            refused = (moves and drawing.goes_on()) or await self._refused(drawing, url, kind, moves)
        if refused:
            await watch.send("Fetch.failRequest", {**told, "errorReason": "BlockedByClient"})
        else:
            await watch.send("Fetch.continueRequest", told)

    async def _refused(self, drawing: Drawing, url: str, kind: str, moves: bool) -> bool:
        why = await self._at_home(drawing.gate.refusal(url, kind))
        if why is None:
            return False
        if moves or drawing.gate.paused:
            drawing.stop(f"refused: the page {why}" if why.startswith("leads") else why)
        return True

    async def _at_home(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Store and Scrapy live in their own loop; on Windows the browser has another one."""
        assert self._home is not None
        if asyncio.get_running_loop() is self._home:
            return await coroutine
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, self._home))

    async def _apply_page_methods(self, page: Page, request: Request, spider: Any) -> None:  # noqa: ARG002
        drawing = self._drawing
        if drawing is None or (drawing.status or 200) >= 400:
            return  # an error page has no rows to wait for
        await _unfold(page, drawing)
        size = await page.evaluate("document.documentElement ? document.documentElement.outerHTML.length : 0")
        if isinstance(size, int) and size > MAX_BODY:
            drawing.stop(f"too large: the drawn page has {size:,} characters")

    async def _close_context(self, *, failed: bool) -> None:
        """Only a site that asks for cookies keeps its context for the next page of the crawl."""
        if self._site.file.policy.cookies and not failed:
            wrapper = self.context_wrappers.get(self._site.id)
            pages = [page.close() for page in wrapper.context.pages] if wrapper else []
            await asyncio.gather(*pages, return_exceptions=True)
            return
        wrapper = self.context_wrappers.pop(self._site.id, None)
        if wrapper is None:
            return
        try:
            await asyncio.wait_for(wrapper.context.close(), _CLOSING)
        except (Error, TimeoutError):
            if SharedBrowser.one:
                await SharedBrowser.one.replace()


async def _unfold(page: Page, drawing: Drawing) -> None:
    """Wait, press, scroll: until the page shows what it has."""
    render = drawing.render
    milliseconds = render.timeout * 1000
    if render.wait:
        try:
            await page.wait_for_selector(render.wait, state="attached", timeout=milliseconds)
        except TookTooLong:
            drawing.late = f"{render.wait!r} did not appear within {render.timeout:g} s"
            return
    if render.click and await page.query_selector(render.click):
        try:
            await page.click(render.click, timeout=milliseconds)
        except TookTooLong:
            drawing.late = f"{render.click!r} could not be pressed within {render.timeout:g} s"
    for _ in range(render.scroll):
        await page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
        await asyncio.sleep(render.pause)
    if render.capture:
        await _capture(drawing)


async def _capture(drawing: Drawing) -> None:
    render = drawing.render
    try:
        answer = await asyncio.wait_for(asyncio.shield(drawing.captured), render.timeout)
    except TimeoutError:
        drawing.late = f"no answer from an address with {render.capture!r} within {render.timeout:g} s"
        return
    drawing.shown = (answer, await answer.body())


def _is_main(asked: PageRequest) -> bool:
    try:
        return asked.frame.parent_frame is None
    except Error:
        return True  # a navigation whose frame is not there yet: the page's own


def _told(fault: Error, render: Render) -> str:
    if isinstance(fault, TookTooLong):
        return f"no answer in time: the page was not loaded within {render.timeout:g} s"
    if ".launch" in fault.message.splitlines()[0]:
        return f"the browser could not be started: {fault.message.splitlines()[0][:200]}"
    known = next((text for code, text in _NETWORK.items() if code in fault.message), None)
    return known or f"the browser could not load the page: {fault.message.splitlines()[0][:200]}"


_running: set[asyncio.Task[None]] = set()


def _soon(coroutine: Coroutine[Any, Any, Any]) -> None:
    """Run beside the page; a page that is gone meanwhile is no fault."""

    async def run() -> None:
        try:
            await coroutine
        except Error:
            return

    task = asyncio.ensure_future(run())
    _running.add(task)
    task.add_done_callback(_running.discard)
