"""The example marketplaces as a web server: one aiohttp application a market, each on its own port.

``python -m crawler.demo.server`` prints a line of JSON, {market: address}, and serves until killed.
Switches for what cannot be waited for: ``POST /_demo/day?n=2``, ``/_demo/layout?n=2``, ``/_demo/outage?on=1``.
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import secrets
import sys
import time
from dataclasses import dataclass, field
from urllib.parse import quote_plus

from aiohttp import web
from aiohttp.typedefs import Handler
from PIL import Image, ImageDraw

from crawler.demo import pages, vitrine
from crawler.demo.catalogue import Catalogue, Offer
from crawler.demo.search import found

MARKETS = ("bazaar", "pavilion", "exchange", "circle", "gate", "vitrine")
PAGE = 40
NEWEST = 200
"""How far a list of the newest goes back."""
CLIENT = ("demo-client", "demo-secret")
ROBOTS = {
    "bazaar": "User-agent: *\nDisallow: /private/\nDisallow: /messages\n",
    "circle": "User-agent: *\nDisallow: /members/\nCrawl-delay: 1\n",
    "vitrine": vitrine.ROBOTS,
}
BUSY_ON = 25
"""The exchange answers its 25th search with 429 and asks for two seconds."""


@dataclass
class Switches:
    """What a market does today."""

    day: int = 1
    layout: int = 1
    outage: bool = False
    searches: int = 0
    busy_once: bool = True
    tokens: set[str] = field(default_factory=set)
    log: list[tuple[float, str, str]] = field(default_factory=list)


class Market:
    """One market and its routes."""

    def __init__(self, name: str, base: str) -> None:
        self.name, self.base = name, base
        self.now = Switches()
        self._catalogues: dict[int, Catalogue] = {}

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._gatekeeper])
        app.router.add_get("/robots.txt", self.robots)
        app.router.add_get("/search", self.search)
        app.router.add_get("/newest", self.newest)
        app.router.add_get("/group", self.group)
        app.router.add_get("/o/{number}", self.item)
        app.router.add_get("/pictures/{name}", self.picture)
        app.router.add_post("/oauth/token", self.token)
        app.router.add_get("/v1/offers", self.api_list)
        app.router.add_get("/v1/offers/{number}", self.api_item)
        app.router.add_get("/api/cards", self.cards)
        app.router.add_get("/api/cards/{number}", self.card)
        app.router.add_post("/_demo/{switch}", self.switch)
        return app

    @property
    def catalogue(self) -> Catalogue:
        if self.now.day not in self._catalogues:
            self._catalogues[self.now.day] = Catalogue(self.now.day)
        return self._catalogues[self.now.day]

    @web.middleware
    async def _gatekeeper(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.now.log.append((time.time(), request.method, request.path_qs))
        if self.now.outage and not request.path.startswith("/_demo"):
            return web.Response(status=503, text="down for the day")
        return await handler(request)

    async def robots(self, _: web.Request) -> web.Response:
        text = ROBOTS.get(self.name)
        return web.Response(text=text) if text else web.Response(status=404)

    async def search(self, request: web.Request) -> web.Response:
        query = request.query.get("q", "")
        self.now.searches += 1
        if self.name == "gate" and self.now.searches > 1:
            return _html(pages.challenge())
        if self.name == "vitrine":
            return _html(vitrine.shell(item=False))
        offers = found(self.catalogue.newest(self.name), self.name, query)
        return self._list(request, offers, f"/search?q={query}")

    async def newest(self, request: web.Request) -> web.Response:
        if self.name == "vitrine":
            return _html(vitrine.shell(item=False))
        return self._list(request, self.catalogue.newest(self.name)[:NEWEST], "/newest?")

    async def group(self, _: web.Request) -> web.Response:
        if self.name != "circle":
            return web.Response(status=404)
        return _html(pages.group(self.catalogue.newest(self.name), self.base))

    async def item(self, request: web.Request) -> web.Response:
        offer = self._offer(request)
        if offer is None:
            return web.Response(status=404, text="no such offer")
        if offer.state == "removed":
            return web.Response(status=410, text="removed")
        if self.name == "vitrine":
            return _html(vitrine.shell(item=True))
        if self.name == "pavilion":
            return _html(pages.pavilion_item(offer, self.base))
        return _html(pages.item(offer, self.base, self.catalogue.newest(self.name)[:3]))

    async def picture(self, request: web.Request) -> web.Response:
        return web.Response(body=_picture(request.match_info["name"]), content_type="image/png")

    async def token(self, request: web.Request) -> web.Response:
        given = request.headers.get("Authorization", "").removeprefix("Basic ")
        if base64.b64decode(given).decode() != ":".join(CLIENT):
            return web.json_response({"error": "invalid_client"}, status=401)
        token = secrets.token_hex(16)
        self.now.tokens.add(token)
        return web.json_response({"access_token": token, "expires_in": 3600, "token_type": "Bearer"})

    async def api_list(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        self.now.searches += 1
        if self.now.searches == BUSY_ON and self.now.busy_once:
            self.now.busy_once = False
            return web.Response(status=429, headers={"Retry-After": "2"}, text="slow down")
        query = request.query.get("q", "")
        offers = self.catalogue.newest(self.name)
        offers = found(offers, self.name, query) if query else offers[:NEWEST]
        start = int(request.query.get("offset", "0"))
        rows = [pages.card(o, self.base) for o in offers[start : start + PAGE]]
        return web.json_response({"total": len(offers), "offers": rows})

    async def api_item(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        offer = self._offer(request)
        if offer is None or offer.state == "removed":
            return web.json_response({"error": "not found"}, status=404)
        told = {**pages.card(offer, self.base), "text": offer.description, "status": offer.state}
        return web.json_response({"offer": told})

    async def cards(self, request: web.Request) -> web.Response:
        """What the vitrine's script asks for: a search with ``q``, else the newest."""
        query = request.query.get("q", "")
        offers = self.catalogue.newest(self.name)
        offers = found(offers, self.name, query) if query else offers[:NEWEST]
        page = max(1, int(request.query.get("page", "1")))
        rows = [pages.card(o, self.base) for o in offers[(page - 1) * PAGE : page * PAGE]]
        more = f"?q={quote_plus(query)}&page={page + 1}" if query else f"?page={page + 1}"
        return web.json_response({"cards": rows, "more": more if len(offers) > page * PAGE else None})

    async def card(self, request: web.Request) -> web.Response:
        offer = self._offer(request)
        if offer is None:
            return web.json_response({"error": "not found"}, status=404)
        return web.json_response(
            {**pages.card(offer, self.base), "text": offer.description, "status": offer.state}
        )

    async def switch(self, request: web.Request) -> web.Response:
        name = request.match_info["switch"]
        if name == "day":
            self.now.day = int(request.query["n"])
        elif name == "layout":
            self.now.layout = int(request.query["n"])
        elif name == "outage":
            self.now.outage = request.query["on"] == "1"
        elif name != "log":
            return web.Response(status=404)
        return web.json_response({"day": self.now.day, "log": self.now.log})

    def _list(self, request: web.Request, offers: list[Offer], path: str) -> web.Response:
        page = max(1, int(request.query.get("page", "1")))
        rows = offers[(page - 1) * PAGE : page * PAGE]
        more = len(offers) > page * PAGE
        if self.name == "pavilion":
            return _html(pages.pavilion_list(rows, self.base, len(offers), page, more))
        next_url = f"{path}&page={page + 1}" if more else None
        return _html(pages.bazaar_list(rows, self.base, self.name, next_url, self.now.layout))

    def _offer(self, request: web.Request) -> Offer | None:
        number = request.match_info["number"]
        return self.catalogue.get(self.name, int(number)) if number.isdigit() else None

    def _refused(self, request: web.Request) -> web.Response | None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return None if token in self.now.tokens else web.json_response({"error": "unauthorised"}, status=401)


def _html(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html")


def _picture(name: str) -> bytes:
    """A picture that is the same for the same name and different for others."""
    seed = sum(ord(char) * (index + 7) for index, char in enumerate(name))
    image = Image.new("RGB", (160, 120), (seed % 200, seed // 3 % 200, seed // 7 % 200))
    draw = ImageDraw.Draw(image)
    for step in range(6):
        x, y = (seed * (step + 3)) % 140, (seed * (step + 5)) % 100
        draw.ellipse((x, y, x + 30, y + 18), fill=(255 - x, 40 + y, 90 + 20 * step))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


async def serve() -> None:
    """Start every market on a free port and say where."""
    addresses: dict[str, str] = {}
    for name in MARKETS:
        market = Market(name, "")
        runner = web.AppRunner(market.app(), access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        assert site._server is not None
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        market.base = addresses[name] = f"http://127.0.0.1:{port}"
    print(json.dumps(addresses), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        asyncio.run(serve())
    except KeyboardInterrupt:
        sys.exit(0)
