"""Keys of official APIs: API key, bearer, OAuth2 client credentials. Values come from the environment."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from crawler.keys import filled, key_names

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.sites.schema import Auth

_EARLY = 60.0


class TokenRefused(IgnoreRequest):
    """Client id or secret is wrong; ``error`` is what a page that stays without answer says of it."""

    error = "key"


class TokenLater(IgnoreRequest):
    """No token now, though the key may be right."""

    error = "pace"


class AuthMiddleware:
    """Adds what ``[auth]`` of the site file asks for; a refused token is fetched anew, once."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._token: tuple[str, float] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        auth: Auth | None = request.meta.get("auth")
        if auth is None or auth.type == "none":
            return
        if auth.type == "oauth2-client-credentials":
            request.headers["Authorization"] = f"Bearer {await self._bearer(auth, request)}"
        elif auth.type == "bearer":
            request.headers["Authorization"] = f"Bearer {filled('{key}', auth)}"
        elif auth.header:
            request.headers[auth.header] = auth.prefix + filled(auth.value, auth)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        auth: Auth | None = request.meta.get("auth")
        fresh = request.meta.get("token_renewed")
        if auth and auth.type == "oauth2-client-credentials" and response.status == 401 and not fresh:
            self._token = None
            return request.replace(meta={**request.meta, "token_renewed": True}, dont_filter=True)
        return response

    async def _bearer(self, auth: Auth, request: Request) -> str:
        if self._token and self._token[1] > time.monotonic():
            return self._token[0]
        pair = filled("{client_id}:{client_secret}", auth)
        ask = Request(
            auth.token_url or "",
            method="POST",
            headers={
                "Authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
                "Content-Type": "application/x-www-form-urlencoded",
            },
            body=urlencode(
                {"grant_type": "client_credentials", **({"scope": auth.scope} if auth.scope else {})}
            ),
            meta={k: request.meta.get(k) for k in ("lane", "hosts", "loopback")}
            | {"dont_obey_robotstxt": True},
            callback=NO_CALLBACK,
            dont_filter=True,
        )
        assert self._crawler.engine is not None
        answer = await self._crawler.engine.download_async(ask)
        token, seconds = _read_token(answer, auth)
        self._token = (token, time.monotonic() + max(seconds - _EARLY, 1.0))
        return token


def _read_token(answer: Response, auth: Auth) -> tuple[str, float]:
    if answer.status == 429 or answer.status >= 500:
        raise TokenLater(f"HTTP {answer.status}: no token was given; the site's token service is busy")
    try:
        told = json.loads(answer.body)
        return str(told["access_token"]), float(told.get("expires_in", 300))
    except (ValueError, KeyError, TypeError) as fault:
        names = " and ".join(key_names(auth))
        raise TokenRefused(f"HTTP {answer.status}: no token was given; check {names}") from fault
