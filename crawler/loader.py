"""``scrapy list`` shows one spider a Site: classes generated from site files."""

from __future__ import annotations

from builtins import list as listed
from typing import Self

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from crawler.sites.load import load_sites
from crawler.sites.site import Site
from crawler.spiders.listings import spider_for
from crawler.standalone import StandaloneSpider
from warden.config import load_config


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
        return spider_for(self._sites[spider_name], StandaloneSpider)

    def find_by_request(self, request: Request) -> listed[str]:
        return [name for name, site in self._sites.items() if site.owns(request.url)]
