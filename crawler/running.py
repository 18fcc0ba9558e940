"""One crawl in one process: several Sites, one Crawler each, over one ledger."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.downloadermiddlewares import cookies
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings
from tldextract import TLDExtract

from crawler import archive as archives
from crawler.archive import Archive
from crawler.asking import pace_of
from crawler.expectations import calibrations
from crawler.hushed import hide_words
from crawler.lanes import LaneKeeper, Pace
from crawler.leads import is_engine
from crawler.rendering import drawable
from crawler.runtime import Runtime, attach_runtime
from crawler.sites.site import Site
from crawler.spiders.listings import spider_for
from crawler.steps import CrawlHooks
from keywords.vocabulary import Vocabulary
from warden.errors import CannotContinue, WardenError
from warden.owners import WORKER
from warden.records import PageRef, Probe, Run
from warden.session import Session, attach


def make_runtime(
    session: Session,
    sites: dict[str, Site],
    vocabulary: Vocabulary,
    run: Run,
    probes: list[Probe],
    *,
    beside: Runtime | None = None,
) -> Runtime:
    """What the Crawlers of one run share; runs of one process share lanes and archive (``beside``).

    The first one mends what killed processes left in the archive.
    """
    session = session if beside is None else session.for_another_run()
    assert session.store is not None
    keeper, archive = (beside.lanes, beside.archive) if beside else _lanes_and_archive(session, sites)
    runtime = Runtime(
        session,
        session.store,
        keeper,
        archive,
        sites,
        run,
        vocabulary,
        {**calibrations(sites.values()), **{probe.probe_id: probe for probe in probes}},
    )
    session.run = run
    session.hooks = CrawlHooks(runtime)
    session.body_of = lambda page: _body(runtime, page.archive)
    return runtime


def _lanes_and_archive(session: Session, sites: dict[str, Site]) -> tuple[LaneKeeper, Archive]:
    assert session.store is not None
    for line in archives.recover(session.archive):
        session.say(line)
    keeper = LaneKeeper(
        session.store, longest_wait=session.config.crawl.longest_wait, say=lambda line: session.say(line)
    )
    for site in sites.values():
        policy = site.file.policy
        keeper.ask(site.lane, Pace(pace_of(site), policy.quota, policy.quota_zone))
    return keeper, Archive(session.archive, session.config.operator)


def keep_tldextract_offline() -> None:
    """Scrapy's cookies ask tldextract, which would fetch a list of suffixes from the network."""
    cookies._split_domain = TLDExtract(suffix_list_urls=(), include_psl_private_domains=True)


def project_settings(session: Session) -> Settings:
    """Scrapy's settings with what the installation says."""
    settings = get_project_settings()
    settings.setmodule("crawler.settings", priority="project")
    contact = session.config.crawl.contact
    if contact:
        settings.set("USER_AGENT", f"{settings['USER_AGENT']} (+{contact})", "cmdline")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, "cmdline")
    settings.set("DOWNLOAD_TIMEOUT", session.config.crawl.timeout, "cmdline")
    return settings


def run_crawl(
    jobs: Sequence[tuple[Runtime, Sequence[Site]]], tick: Callable[[], None] | None = None
) -> int | None:
    """Crawl until nothing is due or every lane rests; blocks. Returns the signal that stopped it.

    ``jobs`` are the runs and the Sites each of them visits. Scrapy starts once a process, so all runs
    of a process start here. Raises what made going on impossible (store, disk, secret).
    """
    jobs = drawable(jobs)
    first = jobs[0][0]
    keep_tldextract_offline()
    process = AsyncCrawlerProcess(project_settings(first.session))
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    logging.getLogger("twisted").setLevel(logging.ERROR)
    stopped: list[int] = []
    _obey_signals([runtime for runtime, _ in jobs], stopped)
    hide_words(*(runtime for runtime, _ in jobs))
    for runtime, sites in jobs:
        for site in sites:
            if is_engine(site):
                runtime.searching.add(site.id)
            crawler = Crawler(spider_for(site), process.settings.copy())
            attach(crawler, runtime.session)
            attach_runtime(crawler, runtime)
            started = process.crawl(crawler)
            # Whatever ends it: nobody waits for the leads of an engine that is not at work.
            started.add_done_callback(partial(_searched, runtime, site.id))
    helpers = _helpers(first, tick)
    # The collector would walk over 100,000 terms and all site files every few pages.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # an answer makes some ten thousand objects that go by themselves
    try:
        process.start(install_signal_handlers=False)
    finally:
        for task in helpers:
            task.cancel()
        with suppress(WardenError):  # a lease that cannot be given back ends by itself
            first.lanes.give_back_all()
        first.archive.close()
    for runtime, _ in jobs:
        if runtime.failure:
            raise runtime.failure
    if process.bootstrap_failed:
        raise CannotContinue("the crawl could not be started; the lines above say why")
    return stopped[0] if stopped else None


def _searched(runtime: Runtime, site: str, _: object) -> None:
    runtime.searching.discard(site)


def _helpers(runtime: Runtime, tick: Callable[[], None] | None) -> list[asyncio.Task[Any]]:
    loop = asyncio.get_event_loop()
    tasks: list[asyncio.Task[Any]] = [loop.create_task(runtime.lanes.beat())]
    if worker := os.environ.get(WORKER):
        tasks.append(loop.create_task(_with_worker(int(worker))))
    if tick:
        tasks.append(loop.create_task(_ticking(tick)))
    return tasks


async def _with_worker(pid: int) -> None:
    """A worker's round ends with it, as by a signal, also when the worker was killed and could send none."""
    while os.getppid() == pid:
        await asyncio.sleep(1.0)
    signal.raise_signal(signal.SIGTERM)


async def _ticking(tick: Callable[[], None]) -> None:
    while True:
        await asyncio.sleep(0.25)
        tick()


def _obey_signals(runtimes: list[Runtime], stopped: list[int]) -> None:
    """The first signal ends each lane after its present request; the second ends the process."""

    def stop(number: int, _: object) -> None:
        if stopped:
            sys.exit(128 + number)
        stopped.append(number)
        runtimes[0].session.say("stopping after the present requests; once more to stop at once")
        asyncio.get_event_loop().call_soon_threadsafe(runtimes[0].stop)  # they share their lanes

    for name in ("SIGINT", "SIGTERM"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)


def _body(runtime: Runtime, ref: PageRef | None) -> bytes | None:
    return archives.read_page(runtime.session.archive, ref).body if ref else None
