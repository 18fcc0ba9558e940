"""From a site file to the request to send: encoding, paging, caps. No token is handled here.

A template knows ``{term}``, ``{place}``, ``{id}``, ``{page}``, ``{offset}``, ``{cursor}``, ``{size}``,
``{low}``, ``{high}``, ``{domain}``, ``{currency}``, ``{base}`` and ``{vars.x}``; every other brace stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, quote_plus, urljoin, urlsplit

import orjson

from crawler.sites.schema import TEMPLATE_NAMES, Paging, Place, Request, Search
from crawler.sites.site import Site, lane_of
from crawler.sites.trail import trail_of
from warden.errors import PageRefused, UsageError

_NAME = re.compile(rf"\{{({'|'.join(TEMPLATE_NAMES)}|vars\.[\w-]+)\}}")


@dataclass(frozen=True, slots=True)
class SiteRequest:
    """One request, complete but for authorisation and user agent. ``lane`` is host:port or named."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    page: int = 1
    lane: str = ""


def search_request(
    site: Site,
    form: str,
    page: int = 1,
    cursor: str | None = None,
    *,
    span: tuple[str, str] | None = None,
    domain: str = "",
) -> SiteRequest:
    """The request for page ``page`` (from 1) of a search for ``form``.

    ``cursor`` is what the page before gave as ``Reading.next``; ``span`` the bounds of a slice
    (``crawler.slicing``) as they are sent; ``domain`` the host a search engine is to search in.
    UsageError when the site has no search, PageRefused when a cursor leads away from the site.
    """
    search, paging = site.file.search, site.file.paging
    if search is None:
        raise UsageError(f"{site.id}: the site file has no [search]; use --place or import saved pages")
    values = _values(site, paging, page, cursor) | {"domain": domain}
    values["term"] = query_text(search, form)
    asked: Request = search
    if span is not None and paging.split is not None:
        values |= {"low": span[0], "high": span[1]}
        asked = replace(search, query={**search.query, **paging.split.query})
    return _prepared(site, _request(site, asked, paging, values, page, cursor, search))


def place_request(site: Site, place: str, page: int = 1, cursor: str | None = None) -> SiteRequest:
    """The request for a list that is read whole; ``place`` is a name, or ``name=value``."""
    definition, value = place_of(site, place)
    paging = definition.paging or site.file.paging
    values = _values(site, paging, page, cursor)
    values["place"] = value
    return _prepared(site, _request(site, definition, paging, values, page, cursor, site.file.search))


def place_of(site: Site, place: str) -> tuple[Place, str]:
    """The definition of a place and its value ("" for one without); UsageError when unknown."""
    name, _, value = place.partition("=")
    definition = site.file.place.get(name)
    if definition is None:
        known = ", ".join(site.file.place) or "none"
        raise UsageError(f"{site.id}: no place {name!r}; the site file has: {known}")
    if needs_value(definition) and not value.strip():
        raise UsageError(f"{site.id}: the place {name!r} needs a value: {name}=…")
    return definition, value


def needs_value(place: Place) -> bool:
    """Whether a place is asked for with a value: ``category=12``."""
    return "{place}" in str((place.url, place.query, place.form))


def item_request(site: Site, url: str | None, listing_id: str) -> SiteRequest:
    """The request for a listing's own page: by the API when the file says how, else its address."""
    fetch = site.file.fetch
    if fetch is not None:
        values = _values(site, Paging(), 1, None) | {"id": listing_id}
        return _prepared(site, _request(site, fetch, Paging(), values, 1, None, None))
    if not url or urlsplit(url).scheme not in ("http", "https"):
        raise PageRefused(f"{site.id}: the listing {listing_id} has no address to fetch")
    if not site.owns(url):
        raise PageRefused(f"{site.id}: {urlsplit(url).hostname} is not a host of this site")
    if site.policy.robots == "not-applicable" and not of_interface(site, url):
        raise PageRefused(
            f"{site.id}: only its interface is asked; a page of the website is for people to save"
        )
    return _prepared(site, SiteRequest("GET", url, lane=_lane(site, url)))


def of_interface(site: Site, url: str) -> bool:
    """Does an address lead to the host that the site file's requests go to?"""
    asked = [one for one in (site.file.search, *site.file.place.values()) if one is not None]
    return lane_of(url) in {lane_of(one.url.replace("{base}", site.file.identity.base)) for one in asked}


def _prepared(site: Site, request: SiteRequest) -> SiteRequest:
    """What the site's own ``prepare(request) -> request`` makes of it; the lane stays."""
    if site.hook is None or "prepare" not in site.file.hook:
        return request
    try:
        made = site.hook.prepare(request)
    except Exception as error:
        raise PageRefused(f"the hook of {site.id} failed: {error!r}") from error
    if not isinstance(made, SiteRequest):
        raise PageRefused(f"the hook of {site.id} gave no request")
    return replace(made, page=request.page, lane=request.lane)


def picture_request(site: Site, url: str) -> SiteRequest:
    """The request for a picture, on the lane of the host that holds it."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise PageRefused(f"{site.id}: {url[:80]} is no address of a picture")
    return SiteRequest("GET", url, {"Accept": "image/*"}, lane=lane_of(url))


def paging_of(site: Site, place: str | None) -> Paging:
    """The paging of a place (``name`` or ``name=value``), else the site's."""
    definition = site.file.place.get((place or "").partition("=")[0])
    return (definition.paging if definition else None) or site.file.paging


def query_text(search: Search, form: str) -> str:
    """A wording as the site wants it: one line, phrase marks, never longer than it takes."""
    words = " ".join(form.split())
    text = search.phrase.replace("{term}", words) if " " in words else words
    if len(text) <= search.max_length:
        return text
    cut = words[: search.max_length]
    return cut.rsplit(" ", 1)[0] if " " in cut else cut


def next_page(paging: Paging, page: int, rows: int, total: int | None, found: str | None) -> str | None:
    """What ``Reading.next`` is: the answer's cursor or address, or the next page's number."""
    if (rows == 0 and not trail_of(found)) or page >= paging.max_pages or paging.type == "none":
        return None
    if paging.type in ("cursor", "next", "button"):
        return found
    seen = page * paging.size
    limits = [limit for limit in (total, paging.max_results) if limit is not None]
    if paging.size and limits and seen >= min(limits):
        return None
    return str(page + 1)


def _values(site: Site, paging: Paging, page: int, cursor: str | None) -> dict[str, str]:
    if page < 1:
        raise UsageError(f"{site.id}: pages count from 1")
    return {
        "page": str((1 if paging.start is None else paging.start) + page - 1),
        "offset": str((paging.start or 0) + (page - 1) * paging.size),
        "size": str(paging.size),
        "cursor": cursor if cursor and paging.type == "cursor" else "",
        "base": site.file.identity.base.rstrip("/"),
        "currency": site.file.identity.currency or "",
        **{f"vars.{name}": value for name, value in site.file.vars.items()},
    }


def _request(
    site: Site,
    request: Request,
    paging: Paging,
    values: dict[str, str],
    page: int,
    cursor: str | None,
    search: Search | None,
) -> SiteRequest:
    if page > 1 and paging.type in ("next", "button"):
        return _followed(site, request, paging, values, page, cursor)
    charset = search.charset if search else "utf-8"
    plus = search is None or search.encode == "plus"
    encode = search.encode if search else "quote"
    url = _fill(
        request.url, {name: _in_address(name, value, encode, charset) for name, value in values.items()}
    )
    query = {name: _fill(text, values) for name, text in request.query.items()}
    pairs = [_pair(name, text, charset, plus) for name, text in query.items() if text]
    if pairs:
        url += ("&" if "?" in url else "?") + "&".join(pairs)
    headers = {name: _fill(text, values) for name, text in request.headers.items()}
    body = _body(request, values, charset, headers)
    return SiteRequest(request.method, url, headers, body, page, _lane(site, url))


def _followed(
    site: Site, request: Request, paging: Paging, values: dict[str, str], page: int, cursor: str | None
) -> SiteRequest:
    if not cursor:
        raise PageRefused(f"{site.id}: page {page} needs the address the page before gave")
    if trail := trail_of(cursor):
        cursor = trail.left[0][0]
    form: dict[str, Any] = {"url": cursor, "fields": {}, "method": "GET"}
    if paging.type == "button":
        form |= _button(site, cursor)
    url = urljoin(site.file.identity.base, str(form["url"]))
    owned = site.owns(url) and (site.policy.robots != "not-applicable" or of_interface(site, url))
    allowed = owned or lane_of(url) == lane_of(_fill(request.url, values))
    if urlsplit(url).scheme not in ("http", "https") or not allowed:
        raise PageRefused(f"{site.id}: the next page leads to another site ({urlsplit(url).hostname})")
    headers = {name: _fill(text, values) for name, text in request.headers.items()}
    pairs = "&".join(_pair(name, str(text), "utf-8", True) for name, text in form["fields"].items())
    made = SiteRequest("GET", url, headers, None, page, _lane(site, url))
    if not pairs:
        return made
    if str(form["method"]).upper() == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return replace(made, method="POST", body=pairs.encode())
    return replace(made, url=url.split("?", 1)[0] + "?" + pairs)


def _button(site: Site, cursor: str) -> dict[str, Any]:
    try:
        form = orjson.loads(cursor)
    except orjson.JSONDecodeError as error:
        raise PageRefused(f"{site.id}: the cursor of the next page is no form") from error
    if not isinstance(form, dict) or "url" not in form or not isinstance(form.get("fields", {}), dict):
        raise PageRefused(f"{site.id}: the cursor of the next page is no form")
    return form


def _fill(template: str, values: Mapping[str, str]) -> str:
    return _NAME.sub(lambda found: values.get(found.group(1), ""), template)


def _in_address(name: str, value: str, encode: str, charset: str) -> str:
    if name not in ("term", "place", "id", "cursor"):
        return value
    if name == "place":  # written as it stands in the site's own addresses: marketplace/12
        return quote(value.encode(charset, "xmlcharrefreplace"), safe="/")
    if encode == "slug-dash":
        value = "-".join(re.findall(r"[^\W_]+", value))
    data = value.encode(charset, "xmlcharrefreplace")
    return quote_plus(data, safe="") if encode == "plus" else quote(data, safe="")


def _pair(name: str, text: str, charset: str, plus: bool) -> str:
    data = text.encode(charset, "xmlcharrefreplace")
    return f"{quote(name)}={quote_plus(data) if plus else quote(data, safe='')}"


def _body(request: Request, values: dict[str, str], charset: str, headers: dict[str, str]) -> bytes | None:
    if request.json:
        headers.setdefault("Content-Type", "application/json")
        return orjson.dumps(_filled(request.json, values))
    if request.form:
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        filled = {name: _fill(text, values) for name, text in request.form.items()}
        return "&".join(_pair(name, text, charset, True) for name, text in filled.items()).encode()
    return None


def _filled(value: Any, values: dict[str, str]) -> Any:
    """A JSON body with its templates filled; one that is only a number's name becomes a number."""
    if isinstance(value, Mapping):
        return {name: _filled(one, values) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, values) for one in value]
    if not isinstance(value, str):
        return value
    text = _fill(value, values)
    return int(text) if value in ("{page}", "{offset}", "{size}") and text.isdigit() else text


def _lane(site: Site, url: str) -> str:
    return site.file.policy.lane or lane_of(url)
