"""``scrapy list`` shows one spider a Site: classes generated from site files."""

from __future__ import annotations

from builtins import list as listed
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Self

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from crawler.sites.load import load_sites
from crawler.sites.site import SiteFiles, refuse_broken
from crawler.spiders.listings import spider_for
from crawler.standalone import StandaloneSpider
from warden.config import load_config


class SiteLoader:
    """Scrapy's door to the site files, shipped and the user's own."""

    def __init__(self, directories: Sequence[Path | str]) -> None:
        self._directories = directories

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        return cls(settings.getlist("WARDEN_SITE_DIRECTORIES") or load_config().site_directories)

    @cached_property
    def _sites(self) -> SiteFiles:
        """Read when Scrapy asks for a spider by name: `warden crawl` brings its own and never does."""
        return load_sites([Path(directory) for directory in self._directories])

    def list(self) -> listed[str]:
        return sorted(self._sites)

    def load(self, spider_name: str) -> type[Spider]:
        refuse_broken([spider_name], self._sites)
        if spider_name not in self._sites:
            raise KeyError(f"Spider not found: {spider_name}")
        return spider_for(self._sites[spider_name], StandaloneSpider)

    def find_by_request(self, request: Request) -> listed[str]:
        return [name for name, site in self._sites.items() if site.owns(request.url)]
