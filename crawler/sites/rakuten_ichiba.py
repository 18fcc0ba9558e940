"""Rakuten wants the number of the application in the address; the key itself goes into a header."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote_plus

from crawler.keys import value
from crawler.sites.requests import SiteRequest

_APPLICATION = "RAKUTEN_APPLICATION_ID"


def prepare(request: SiteRequest) -> SiteRequest:
    """The request with ``applicationId`` from the environment; without it unchanged (the crawl says what is missing)."""
    number = value(_APPLICATION)
    if not number or "applicationId=" in request.url:
        return request
    sign = "&" if "?" in request.url else "?"
    return replace(request, url=f"{request.url}{sign}applicationId={quote_plus(number)}")
