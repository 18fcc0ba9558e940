"""One request to a site, for a person who wants to see one page: the ordinary crawl, ended after its answer.

robots.txt, lane, lease, pace, quota, store and archive are those of every crawl. Nothing follows: no next
page, no listing's own page, no picture, no calibration search, no second try.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from crawler.contact import need_contact
from crawler.launch import end_run, may_follow, open_session, plan_run
from crawler.probes import expand_probes, signature
from crawler.reading.recognise import stated_kind
from crawler.rendering import need_drawable
from crawler.running import make_runtime, run_crawl
from crawler.runtime import Runtime
from crawler.sites.site import Site
from crawler.steps import CrawlHooks
from keywords.hidden import Hidden
from keywords.vocabulary import Vocabulary
from warden.config import Config
from warden.errors import CannotContinue, UsageError
from warden.identity import drawn, instant, now, probe_id, work_id
from warden.records import Listing, Probe, ResultPage, Run, Work
from warden.session import Session
from warden.store.base import LedgerStep
from warden.store.health import SeenPage


class OnePage(CrawlHooks):
    """The hooks of a crawl that ends with its first page, which it keeps."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(runtime)
        self.page: ResultPage | None = None

    def step(self, page: ResultPage) -> LedgerStep | None:
        made = super().step(page)
        if made is not None:
            made.next = None
        page.retry_at = None  # whoever asked is told at once, and asks again or not
        self.page = page
        self._runtime.stop()
        return made

    def follow_ups(self, page: ResultPage, key: str, listing: Listing) -> list[Work]:  # noqa: ARG002  none, whatever it is
        return []


def ask_once(
    config: Config,
    site: Site,
    vocabulary: Vocabulary,
    *,
    term: str | None = None,
    place: str | None = None,
    url: str | None = None,
    say: Callable[[str], None],
) -> SeenPage:
    """The page a site answers to one word, place or address, as the store holds it.

    Raises ``UsageError`` where nothing may be sent, without a contact, for a restricted term, an unknown
    place and another site's address; ``CannotContinue`` when the lane rests and nothing was sent.
    """
    _refuse_import_only(site)
    Hidden(vocabulary).refuse("--url", url)
    need_contact([site], config.crawl.contact)
    need_drawable([site])
    if url is not None and not site.owns(url):
        raise UsageError(f"--url {url}: not an address of {site.id} ({', '.join(site.domains)})")
    asked = _item(site, url) if url and stated_kind(url, site) == "item" else None
    probe = None if asked else _probe(site, vocabulary, term, place, url)
    session = open_session(config, vocabulary, say=say)
    assert session.store is not None
    try:
        sites = {site.id: site}
        if probe:
            options: dict[str, Any] = {"max_pages": 1, "capture": True}
            run, probes = plan_run(session, sites, vocabulary, {}, options, probes=[probe])
        else:
            run, probes = _item_run(session, site, asked or ""), []
        page = _answer(session, sites, vocabulary, run, probes)
        if page is None:
            raise CannotContinue(
                "nothing was asked: the lines above say why. The same command goes on when the lane is free."
            )
        return _seen(page)
    finally:
        session.store.close()


def _refuse_import_only(site: Site) -> None:
    if may_follow(site):
        return
    identity, policy = site.file.identity, site.policy
    why = policy.note if policy.access == "import" else f"{identity.status}: {identity.reason}"
    raise UsageError(
        f"{site.id}: nothing is sent there ({why or 'access = import'}). Save the page in a browser and "
        f"name it: warden sites capture {site.id} --file PAGE"
    )


def _probe(site: Site, vocabulary: Vocabulary, term: str | None, place: str | None, url: str | None) -> Probe:
    if url is not None:
        return Probe(probe_id(site.id, "url", url), site.id, "url", url=url)
    if term is not None and site.search is None:
        raise UsageError(f"{site.id} has no [search]; ask for a --place or a --url")
    spec = {"sites": [site.id], "terms": [term] if term else [], "places": [place] if place else []}
    probes = expand_probes(spec, sites={site.id: site}, vocabulary=vocabulary)
    if not probes:
        raise UsageError(f"--term {term}: this word is not sent to {site.id}; take another")
    if (probes[0].form or "").startswith("#"):
        raise UsageError(
            "--term: a restricted term's page would show its words in the clear; take a public one"
        )
    return probes[0]


def _item(site: Site, url: str) -> str:
    """A listing's own page, as the ledger names it: number and address."""
    if site.file.fetch is not None:
        raise UsageError(
            f"--url {url}: listings of {site.id} are fetched by its interface, not by address; ask for a --term"
        )
    return f"- {url}"


def _item_run(session: Session, site: Site, cursor: str) -> Run:
    assert session.store is not None
    sign = signature("capture", [], {"item": cursor})
    run = session.store.unfinished_run(sign)
    if run is None:
        run = Run(drawn(), "crawl", sign, instant(now()) or "", command={"capture": True})
        session.store.start_run(run)
    name = work_id(run.run_id, f"capture:{cursor}", 1)
    session.store.add_work([Work(name, run.run_id, None, site.id, site.lane, "item", cursor=cursor)])
    return run


def _answer(
    session: Session, sites: Mapping[str, Site], vocabulary: Vocabulary, run: Run, probes: list[Probe]
) -> ResultPage | None:
    runtime = make_runtime(session, dict(sites), vocabulary, run, probes)
    hooks = session.hooks = OnePage(runtime)
    run_crawl([(runtime, list(sites.values()))])
    end_run(runtime)
    return hooks.page


def _seen(page: ResultPage) -> SeenPage:
    return SeenPage(
        page.page_id,
        page.site,
        page.kind,
        page.page_kind,
        page.page,
        page.outcome,
        page.reason,
        page.variant,
        instant(page.captured_at) or "",
        page.url,
        page.archive,
    )
