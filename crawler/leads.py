"""What a search engine finds are leads: addresses that others may be asked for, or that a person looks at.

A lead whose title or snippet matches is a hit of its own, with the engine's card as proof. Its page is fetched
where it is a listing's own page of a site whose file allows a crawl and that the user has enabled (named with
``--site`` or under ``[crawl] sites``); every other one is for a person, who saves the page for ``warden import``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from crawler.reading.recognise import stated_kind
from crawler.sites.requests import item_request
from crawler.sites.site import Site, host_in, refuse_broken
from warden.errors import UsageError, WardenError
from warden.identity import work_id
from warden.records import Listing, ResultPage, Work

if TYPE_CHECKING:
    from crawler.runtime import Runtime

ENGINE = "search-engine"
LEAD_PRIORITY = 20
_HOST = re.compile(r"^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$")


def is_engine(site: Site) -> bool:
    """Is it asked about other sites' pages?"""
    return site.file.identity.kind == ENGINE


def domains_of(names: Iterable[str], sites: Mapping[str, Site]) -> list[str]:
    """The hosts to search in: each name is one, or the id of a site, whose first domain it stands for."""
    made = []
    for name in names:
        refuse_broken([name], sites)
        host = sites[name].domains[0] if name in sites else name.strip().lower().removeprefix("www.")
        if not _HOST.match(host) or ("." not in host and host != "localhost"):
            raise UsageError(f"--domain {name}: neither a host such as goofish.com nor the id of a site")
        made.append(host)
    return list(dict.fromkeys(made))


def enabled(runtime: Runtime) -> set[str]:
    """Sites the user has named for this run or in the settings."""
    return {*(runtime.run.command.get("sites") or ()), *runtime.session.config.crawl.sites}


def followed(runtime: Runtime) -> list[Site]:
    """Sites whose pages a lead of this run may lead to."""
    return may_lead_to(enabled(runtime), runtime.sites)


def may_lead_to(names: Iterable[str], sites: Mapping[str, Site]) -> list[Site]:
    """Those of the sites the user has enabled that a search engine's leads may be fetched from."""
    found = (sites[name] for name in sorted(names) if name in sites)
    return [site for site in found if site.active and not is_engine(site) and site.file.fetch is None]


def kept(page: ResultPage, site: Site) -> None:
    """Of an engine's results only those of the domain it was asked about; the others are counted as dropped."""
    domain = page.probe.place if page.probe and is_engine(site) else None
    if not domain:
        return
    host = domain.split(":")[0]
    mine = [one for one in page.listings if one.url and host_in(one.url, (host,))]
    page.dropped += len(page.listings) - len(mine)
    page.listings = mine


def follow(page: ResultPage, key: str, listing: Listing, runtime: Runtime) -> list[Work]:
    """The request for a lead's page, where one may be sent; else the lead is told to a person."""
    for site in followed(runtime):
        if not site.owns(listing.url or "") or stated_kind(listing.url, site) != "item":
            continue
        try:
            lane = item_request(site, listing.url, "-").lane or site.lane
        except WardenError:
            continue
        cursor = runtime.sealed(f"- {listing.url}")
        name = work_id(page.run_id, f"lead:{key}:{site.id}", 1)
        return [Work(name, page.run_id, None, site.id, lane, "item", cursor=cursor, priority=LEAD_PRIORITY)]
    runtime.for_people[key] = (
        runtime.hidden.masked(listing.url or "") if runtime.hidden else listing.url or ""
    )
    return []
