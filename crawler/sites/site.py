"""A Site as the program knows it: one file, checked and merged, and what follows from it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

from crawler.sites.schema import Auth, Expect, Policy, Search, SiteFile
from warden.errors import UsageError
from warden.records import SiteFacts
from warden.text import PLAIN_ADDRESS

FORBIDDEN = "robots.txt disallows this address"
"""Why a request was not sent, as the ledger has it."""


@dataclass(frozen=True)
class Site:
    """One way into a platform: its file, checked, with the base it extends merged in."""

    id: str
    file: SiteFile
    version: str
    """Hash of the merged definition and the hook's source."""
    path: Path
    hook: ModuleType | None = None

    @property
    def search(self) -> Search | None:
        return self.file.search

    @property
    def policy(self) -> Policy:
        return self.file.policy

    @property
    def auth(self) -> Auth:
        return self.file.auth

    @property
    def expect(self) -> Expect:
        return self.file.expect

    @property
    def active(self) -> bool:
        """May the crawler send requests to it? Only people bring the pages of the others."""
        return self.policy.access != "import" and self.file.identity.status in ("active", "unverified")

    @property
    def platform(self) -> str:
        return self.file.identity.platform or self.id.split("_", 1)[0]

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        """Hosts a listing's address may have: the site's own and those it links to."""
        return (*self.domains, *self.file.identity.hosts)

    @cached_property
    def domains(self) -> tuple[str, ...]:
        """Hosts the site's own pages come from."""
        return self.file.identity.domains or (urlsplit(self.file.identity.base).hostname or "",)

    @cached_property
    def lane(self) -> str:
        """``policy.lane``, else host:port of the search request, else of the base address."""
        if self.file.policy.lane:
            return self.file.policy.lane
        url = (
            self.file.search.url
            if self.file.search
            else next((place.url for place in self.file.place.values()), self.file.identity.base)
        )
        return lane_of(url.replace("{base}", self.file.identity.base))

    @property
    def pace(self) -> float:
        """Seconds between requests."""
        return self.file.policy.pace or (1.0 if self.file.policy.access == "api" else 10.0)

    @property
    def facts(self) -> SiteFacts:
        identity = self.file.identity
        return SiteFacts(
            site=self.id,
            platform=self.platform,
            country=identity.country,
            countries=identity.countries or ((identity.country,) if identity.country else ()),
            languages=identity.languages,
            currency=identity.currency,
            timezone=identity.timezone,
            access=self.file.policy.access,
            identity=identity.numbers,
            site_version=self.version,
            lane=self.lane,
        )

    @cached_property
    def many_hosts(self) -> bool:
        """Is the base only one of the hosts its pages come from (a city's)? Then a link alone has no host."""
        asked = [self.file.search, *self.file.place.values()]
        return any(
            "{vars." in (urlsplit(request.url).netloc or "") for request in asked if request is not None
        )

    @property
    def any_host(self) -> bool:
        """Is this software that many run? Its saved pages are known by their marks, whatever host they are from."""
        return "*" in self.file.identity.domains

    def owns(self, url: str) -> bool:
        """Does this address lead to a page of the site?"""
        return host_in(url, self.domains)

    def may_link(self, url: str) -> bool:
        """May a listing of the site have this address? What a search engine finds is anywhere."""
        if self.file.identity.kind == "search-engine":
            return url.startswith(("http://", "https://"))
        return self.any_host or host_in(url, self.hosts)


@dataclass(frozen=True, slots=True)
class Broken:
    """A user's site file that does not hold, so that its site is not there."""

    id: str
    fault: str
    """File, line, key and what is wrong."""
    hosts: tuple[str, ...] = ()
    """Hosts of its pages, as far as the file can still be read."""


class SiteFiles(dict[str, Site]):
    """The sites in force by id, and beside them the files of users that do not hold."""

    def __init__(self, sites: Mapping[str, Site], broken: Iterable[Broken] = ()) -> None:
        super().__init__(sites)
        self.broken = {one.id: one for one in broken}


def broken_in(sites: Mapping[str, Site]) -> Mapping[str, Broken]:
    """Those of the files that do not hold; {} where the sites were put together by hand."""
    return sites.broken if isinstance(sites, SiteFiles) else {}


def refuse_broken(names: Iterable[str], sites: Mapping[str, Site]) -> None:
    """Raise ``UsageError`` where one of the names is a site whose file does not hold."""
    broken = broken_in(sites)
    for name in names:
        if name in broken:
            raise UsageError(f"{broken[name].fault}; {name} cannot be used until its file is mended")


def broken_host(url: str | None, sites: Mapping[str, Site]) -> Broken | None:
    """The site an address belongs to whose file does not hold, where no other site has it."""
    broken = [one for one in broken_in(sites).values() if url and host_in(url, one.hosts)]
    return None if not broken or any(site.owns(url or "") for site in sites.values()) else broken[0]


def meant(name: str, sites: Mapping[str, Site]) -> str:
    """What a name that is no site's may have meant, in brackets behind it; "" when nothing is near."""
    wanted = name.casefold()
    family = [
        site.id
        for site in sites.values()
        if wanted in (site.platform.casefold(), site.file.identity.company.casefold())
        or site.platform.casefold().startswith(f"{wanted}_")
    ]
    if family:
        return f" (of that platform are {', '.join(family[:6])}{' …' if family[6:] else ''})"
    near = difflib.get_close_matches(wanted, [*sites, *broken_in(sites)], n=3, cutoff=0.75)
    return f" (near it: {', '.join(near)})" if near else ""


def lane_of(url: str) -> str:
    """host:port of an address."""
    parts = urlsplit(url)
    port = parts.port or (80 if parts.scheme == "http" else 443)
    return f"{(parts.hostname or '').lower()}:{port}"


def host_in(url: str, hosts: tuple[str, ...]) -> bool:
    """Is the address's host one of ``hosts`` or below one?"""
    plain = PLAIN_ADDRESS.match(url)
    if plain:
        return _is_below(plain[1].lower(), hosts)
    try:
        return _is_below((urlsplit(url).hostname or "").lower(), hosts)
    except ValueError:
        return False


@lru_cache(maxsize=4_096)
def _is_below(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host == one or host.endswith("." + one) for one in hosts if one)
