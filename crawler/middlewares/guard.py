"""Where requests may go: the site's own hosts, by http or https, never into a private network.

Redirects pass here as well, so one to another host, another scheme or a private address ends with a
clear reason. Only a Site that is itself on loopback may be asked there.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class Refused(IgnoreRequest):
    """A request that may not be sent; the message says why."""


class GuardMiddleware:
    """Checks scheme, host and address of everything that is about to be sent."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        host = (parts.hostname or "").lower()
        if parts.scheme not in ("http", "https"):
            raise Refused(f"refused: {parts.scheme or 'no'} scheme in {request.url[:200]}")
        allowed = request.meta.get("hosts")
        if allowed is not None and not host_allowed(parts.netloc.lower(), host, allowed):
            raise Refused(f"refused: leads to another host, {host or 'none'}")
        if request.meta.get("loopback"):
            return
        if await is_private(host):
            raise Refused(f"refused: leads to a private address, {host}")


def host_allowed(netloc: str, host: str, allowed: tuple[str, ...]) -> bool:
    """``allowed`` names hosts, with or without port; below a named host every sub-domain is allowed."""
    return any(
        netloc == name or (":" not in name and (host == name or host.endswith("." + name)))
        for name in allowed
    )


async def is_private(host: str) -> bool:
    """True when any address of ``host`` is not a public one. Unknown names are left to the download."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        pass
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return any(not ipaddress.ip_address(str(info[4][0]).split("%")[0]).is_global for info in found)
