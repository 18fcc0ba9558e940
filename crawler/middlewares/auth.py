"""Keys of official APIs: API key, bearer, OAuth2 client credentials. Values come from the environment."""

from __future__ import annotations

import base64
import json
import os
import time
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.sites.schema import Auth

_EARLY = 60.0


class KeyMissing(IgnoreRequest):
    """The site needs a key that the environment does not hold."""


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
            request.headers["Authorization"] = f"Bearer {from_environment(auth.key_env)}"
        elif auth.header:
            request.headers[auth.header] = auth.prefix + from_environment(auth.key_env)

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
        pair = f"{from_environment(auth.client_id_env)}:{from_environment(auth.client_secret_env)}"
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
        token, seconds = _read_token(answer)
        self._token = (token, time.monotonic() + max(seconds - _EARLY, 1.0))
        return token


def from_environment(name: str | None) -> str:
    """The value of an environment variable a site file names."""
    value = os.environ.get(name or "")
    if not value:
        raise KeyMissing(f"the environment variable {name} is not set; the site's key belongs there")
    return value


def _read_token(answer: Response) -> tuple[str, float]:
    try:
        told = json.loads(answer.body)
        return str(told["access_token"]), float(told.get("expires_in", 300))
    except (ValueError, KeyError, TypeError) as fault:
        raise KeyMissing(f"no token was given: status {answer.status}; check client id and secret") from fault
