"""``scrapy crawl <site> -a term=… -O listings.jsonl``: the same spider, ledger and stages.

It serves who knows Scrapy; ``warden crawl`` does the same for several sites with progress.
"""

from __future__ import annotations

import sys
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.contact import need_contact
from crawler.hushed import hide_words
from crawler.launch import open_session, plan_run
from crawler.rendering import cannot_draw
from crawler.running import make_runtime
from crawler.runtime import attach_runtime
from crawler.sites.site import Site
from crawler.spiders.listings import ListingSpider
from keywords import load_terms
from warden.config import load_config
from warden.errors import UsageError
from warden.session import attach


class StandaloneSpider(ListingSpider):
    """The one spider, which under ``scrapy crawl`` plans its run itself, from ``-a`` arguments."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        open_runtime(crawler, cls.site, **kwargs)
        return super().from_crawler(crawler, *args, **kwargs)


def open_runtime(crawler: Crawler, site: Site, **arguments: Any) -> None:
    """Plan the run the ``-a`` arguments ask for (term, lang, target, place, max_pages)."""
    known = ("term", "lang", "target", "place", "domain", "max_pages")
    wrong = [name for name in arguments if name not in known]
    if wrong:
        raise UsageError(f"-a {wrong[0]}: unknown; a spider takes {', '.join(known)}")
    config = load_config()
    need_contact([site], config.crawl.contact)
    if told := cannot_draw(site):
        raise UsageError(told)
    vocabulary = load_terms(config.term_directories)
    session = open_session(config, vocabulary, say=lambda line: print(line, file=sys.stderr))
    spec = {
        "sites": [site.id],
        "terms": _list(arguments.get("term")),
        "langs": _list(arguments.get("lang")),
        "targets": _list(arguments.get("target")),
        "places": _list(arguments.get("place")),
        **({"domains": _list(arguments["domain"])} if "domain" in arguments else {}),
    }
    sites = {site.id: site}
    options = {"max_pages": int(arguments["max_pages"])} if arguments.get("max_pages") else {}
    run, probes = plan_run(session, sites, vocabulary, spec, options)
    runtime = make_runtime(session, sites, vocabulary, run, probes)
    attach(crawler, session)
    attach_runtime(crawler, runtime)
    hide_words(runtime)
    if config.crawl.contact:
        agent = f"{crawler.settings['USER_AGENT']} (+{config.crawl.contact})"
        crawler.settings.set("USER_AGENT", agent, "cmdline")

    def closed() -> None:
        runtime.archive.close()
        if session.store:
            from crawler.launch import end_run

            end_run(runtime)
            session.store.close()

    crawler.signals.connect(closed, signal=signals.spider_closed, weak=False)


def _list(value: Any) -> list[str]:
    return [part.strip() for part in str(value).split(",") if part.strip()] if value else []
