"""``scrapy list`` shows one spider a Site: classes generated from site files."""

from __future__ import annotations

from builtins import list as listed
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from crawler.rendering import settings_for
from crawler.sites.load import load_sites
from crawler.sites.schema import Site
from crawler.spiders.listings import ListingSpider
from warden.config import load_config


def spider_for(site: Site) -> type[ListingSpider]:
    """The spider class of a Site; its settings are the site's own where it asks for any."""
    name = "".join(part.capitalize() for part in site.id.split("_")) + "Spider"
    custom: dict[str, Any] = {"COOKIES_ENABLED": True} if site.file.policy.cookies else {}
    custom.update(settings_for(site))
    return type(name, (ListingSpider,), {"name": site.id, "site": site, "custom_settings": custom})


class SiteLoader:
    """Scrapy's door to the site files, shipped and the user's own."""

    def __init__(self, sites: dict[str, Site]) -> None:
        self._sites = sites

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        directories = settings.getlist("WARDEN_SITE_DIRECTORIES") or load_config().directories.sites
        return cls(load_sites(directories))

    def list(self) -> listed[str]:
        return sorted(self._sites)

    def load(self, spider_name: str) -> type[Spider]:
        if spider_name not in self._sites:
            raise KeyError(f"Spider not found: {spider_name}")
        return spider_for(self._sites[spider_name])

    def find_by_request(self, request: Request) -> listed[str]:
        return [name for name, site in self._sites.items() if site.owns(request.url)]
