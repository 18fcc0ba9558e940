"""Fifty requests at once through the crawl's own middlewares; run by test_politeness."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess, Crawler

from crawler.launch import open_session
from crawler.loopback import is_loopback
from crawler.running import make_runtime, project_settings
from crawler.runtime import attach_runtime
from keywords import load_terms
from warden.config import load_config
from warden.identity import drawn, instant, now
from warden.records import Run
from warden.session import attach

URL, DATA = sys.argv[1], Path(sys.argv[2])
told = {"refused": 0, "answered": 0}


class Fifty(scrapy.Spider):
    name = "fifty"

    async def start(self) -> AsyncIterator[Any]:
        for number in range(50):
            meta = {"lane": f"lane {number}", "loopback": is_loopback(URL)}
            yield scrapy.Request(
                f"{URL}/search?q={number}", self.parse, errback=self.refused, meta=meta, dont_filter=True
            )

    def parse(self, response: Any) -> None:
        told["answered"] += 1

    def refused(self, failure: Any) -> None:
        told["refused"] += 1


vocabulary = load_terms([])
session = open_session(load_config(data=DATA), vocabulary, say=print)
run = Run(drawn(), "crawl", "fifty", instant(now()) or "")
assert session.store is not None
session.store.start_run(run)
runtime = make_runtime(session, {}, vocabulary, run, [])
settings = project_settings(session)
settings.set("CONCURRENT_REQUESTS", 50)
settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", 50)
settings.set("ITEM_PIPELINES", {})
process = AsyncCrawlerProcess(settings)
crawler = Crawler(Fifty, settings)
attach(crawler, session)
attach_runtime(crawler, runtime)
process.crawl(crawler)
process.start()
print(f"{told['refused']} refused, {told['answered']} answered")
