"""Which site a page is from, and whether it is a list or a listing's own page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from crawler.reading.answer import Answer, Reading
from crawler.reading.documents import Document
from crawler.reading.outcome import has_mark, read
from crawler.sites.site import Site, broken_in, refuse_broken
from warden.records import PageKind


def site_of(document: Document, sites: Mapping[str, Site]) -> Site | None:
    """By the address, else by each file's marks; None when no file knows the page."""
    url = document.answer.url
    if url:
        found = by_address(url, sites)
        if found is not None:
            return found
        if _is_address(url):  # no prepared site has its host: only software that runs on any is left
            return by_marks(document, {name: site for name, site in sites.items() if site.any_host})
    return by_marks(document, sites)


def by_address(url: str, sites: Mapping[str, Site]) -> Site | None:
    """The site whose pages have this host: its own market before others of the family."""
    host = _host(url)
    claiming = [site for site in sites.values() if site.owns(url)]
    own = [site for site in claiming if _host(site.file.identity.base) == host]
    if own or not claiming:
        return own[0] if own else None
    # api.ebay.com and ebay.vn are no market's base: the one below it answers, else the plainest (.com).
    return min(claiming, key=lambda site: (*_far(host, _host(site.file.identity.base)), site.id))


def has_own_host(site: Site, url: str) -> bool:
    """Is this the very host of the site's own pages, not one that a family of sites shares?"""
    return _host(url) == _host(site.file.identity.base)


def _far(host: str, base: str) -> tuple[bool, bool, int]:
    """How far a market's base is from a host that is none's."""
    return not host.endswith(base), not base.endswith(".com"), len(base)


def by_marks(document: Document, sites: Mapping[str, Site]) -> Site | None:
    """The site with most of its marks on the page; of a family the one the page's own words name."""
    tied = _most_marks(document, sites)
    if len(tied) < 2:
        return tied[0] if tied else None
    text = document.text
    return max(tied, key=lambda site: _said(text, _plain_host(site)))


def told_by_marks(document: Document, sites: Mapping[str, Site]) -> Site | None:
    """As ``by_marks``, but no guess: of several only the one whose host the page names most often."""
    tied = _most_marks(document, sites) or list(sites.values())
    if len(tied) == 1:
        return tied[0]
    text = document.text
    counts = {site.id: text.count(_plain_host(site) + "/") for site in tied}
    most = max(counts.values())
    best = [site for site in tied if counts[site.id] == most]
    return best[0] if most and len(best) == 1 else None


def _most_marks(document: Document, sites: Mapping[str, Site]) -> list[Site]:
    counts = {
        site.id: sum(has_mark(document, site, mark) for mark in site.file.recognise.marks)
        for site in sites.values()
    }
    best = max(counts.values(), default=0)
    return [sites[name] for name, count in counts.items() if count == best] if best else []


def _said(text: str, host: str) -> tuple[int, int, int]:
    """How often a page names a host, then its first label; the shorter host first."""
    return text.count(host + "/"), text.count(host.split(".", 1)[0]), -len(host)


def _plain_host(site: Site) -> str:
    return re.sub(r"^www\.", "", urlsplit(site.file.identity.base).hostname or "")


def _host(url: str) -> str:
    return re.sub(r"^(?:www|m|mobile)\.", "", (urlsplit(url).hostname or "").lower())


def _is_address(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname)


def named(name: str, sites: Mapping[str, Site]) -> list[Site]:
    """The sites meant by a site id, a platform or a company, in any case; [] when none is.

    UsageError for a site whose file does not hold.
    """
    wanted = _fold(name)
    refuse_broken((one for one in broken_in(sites) if _fold(one) == wanted), sites)
    exact = [site for site in sites.values() if _fold(site.id) == wanted]
    return exact or [
        site for site in sites.values() if wanted in (_fold(site.platform), _fold(site.file.identity.company))
    ]


def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def read_page(answer: Answer, site: Site, kind: PageKind | None = None) -> tuple[PageKind, Reading]:
    """Read a page whose kind may be unknown: the kind its address states, else what reads.

    An address may be wrong (a person noted that of the search): when the stated kind cannot be read
    and the other one gives a listing, the other one holds.
    """
    stated = kind or stated_kind(answer.url, site)
    if stated is None:
        return _by_trying(answer, site)
    reading = read(answer, site, stated)
    if kind is not None or reading.outcome not in ("changed", "failed"):
        return stated, reading
    other: PageKind = "list" if stated == "item" else "item"
    tried = read(answer, site, other)
    return (other, tried) if tried.outcome == "results" else (stated, reading)


def kind_of(answer: Answer, site: Site) -> PageKind:
    """A list or a listing's own page: by the address, else by what reads."""
    return stated_kind(answer.url, site) or read_page(answer, site)[0]


def stated_kind(url: str | None, site: Site) -> PageKind | None:
    """What the address says, by the file's patterns; None when it says nothing."""
    if url and _any(site.file.recognise.item, url):
        return "item"
    return "list" if url and _any(site.file.recognise.list, url) else None


def _by_trying(answer: Answer, site: Site) -> tuple[PageKind, Reading]:
    # A listing's own page first: it may show a row of similar offers, a list never shows one whole offer.
    as_item = read(answer, site, "item") if site.file.item else None
    if as_item is not None and as_item.outcome in ("results", "blocked"):
        return ("item" if as_item.outcome == "results" else "list"), as_item
    as_list = read(answer, site, "list")
    if as_list.outcome in ("results", "none") or as_item is None:
        return "list", as_list
    return ("item", as_item) if as_item.outcome == "none" else ("list", as_list)


def _any(patterns: Iterable[re.Pattern[str]], url: str) -> bool:
    return any(pattern.search(url) for pattern in patterns)
