"""Planning a run and ending it: what ``warden crawl``, ``scrapy crawl`` and the demo share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from crawler.probes import expand_probes, first_work, signature
from crawler.reading import PARSER_VERSION
from crawler.runtime import Runtime, sealed
from crawler.sites.site import Site, refuse_broken
from keywords import MATCHER_VERSION, matcher_of
from keywords.hidden import Hidden, named_terms
from keywords.vocabulary import Vocabulary
from warden import spool
from warden.config import Config
from warden.errors import UsageError, WardenError
from warden.identity import drawn, instant, now, work_id
from warden.privacy import fitting_keys
from warden.records import Probe, Run, RunKind, Work
from warden.session import Session
from warden.store import open_store
from warden.store.base import Store
from warden.store.copied import refuse_unfinished
from warden.store.requests import RunRequest

_RECHECK = signature("recheck", [], {})


def open_session(config: Config, vocabulary: Vocabulary, *, say: Callable[[str], None]) -> Session:
    """Store, keys and matcher of this installation. Raises ``OtherSecret`` when they don't belong together.

    Raises ``CannotContinue`` for a store that a copy has not filled yet.
    """
    store = open_store(config.store_url)
    try:
        keys = fitting_keys(config.data, store.fingerprint)
        refuse_unfinished(store)
        spool.replay(config.spool, store, say)
    except WardenError:
        store.close()
        raise
    return Session(
        config=config,
        matcher=matcher_of(vocabulary),
        matcher_version=MATCHER_VERSION,
        parser_version=PARSER_VERSION,
        store=store,
        keys=keys,
        say=say,
    )


def plan_run(
    session: Session,
    sites: Mapping[str, Site],
    vocabulary: Vocabulary,
    spec: Mapping[str, Any],
    options: Mapping[str, Any],
    *,
    probes: list[Probe] | None = None,
    watch: str | None = None,
    kind: RunKind = "crawl",
    asked: RunRequest | None = None,
) -> tuple[Run, list[Probe]]:
    """The run of a selection: the one a dead process left unfinished, else a new one; ``asked``: under its id."""
    assert session.store is not None
    spec = named_terms(spec, vocabulary) if spec else spec
    if probes is None:
        refuse_import_only(sites, spec.get("sites") or ())
        told = {"statuses": session.config.terms.search_status, **spec}
        probes = expand_probes(told, sites=sites, vocabulary=vocabulary)
    refuse_unsent(sites, probes)
    sign = signature(kind, probes, {**options, "watch": watch})
    run = session.store.unfinished_run(sign)
    if run is None:
        command = {**spec, **options}
        named, by = (asked.run_id, asked.by) if asked else (drawn(), None)
        run = Run(named, kind, sign, instant(now()) or "", watch=watch, by=by, command=command)
        session.store.start_run(run)
    else:
        session.say(f"going on with the run of {run.started_at}, which is not at its end yet")
    # Repeated for a resumed run too: it may have been killed while it was being planned.
    session.store.add_probes(run.run_id, probes)
    session.store.add_work(first_work(run.run_id, probe, sites[probe.site]) for probe in probes)
    return run, probes


def rechecks_due(store: Store, sites: Mapping[str, Site]) -> list[tuple[str, str, str, str]]:
    """(listing_key, site, listing_id, url) of the hits to look at again, where something may be sent."""
    open_ = [name for name, site in sites.items() if may_follow(site) and has_item_pages(site)]
    return list(store.due_rechecks(instant(now()) or "", open_)) if open_ else []


def recheck_sites(store: Store, sites: Mapping[str, Site]) -> set[str]:
    """Where a re-check would look: the sites of hits whose time has come, and of what such a run left."""
    left = store.unfinished_run(_RECHECK)
    works = store.works(left.run_id) if left else ()
    return {site for _, site, _, _ in rechecks_due(store, sites)} | {
        work.site for work in works if work.status == "due" and work.site in sites
    }


def plan_rechecks(
    session: Session, sites: Mapping[str, Site], hidden: Hidden | None = None
) -> tuple[Run, int] | None:
    """A run that looks again at the known hits whose time has come, and how many are added to it.

    ``hidden``: words that the ledger may not have. ``None``, and no run is made, when there is nothing to look at and no such run was left unfinished.
    """
    assert session.store is not None
    due = rechecks_due(session.store, sites)
    run = Run(drawn(), "crawl", _RECHECK, instant(now()) or "", command={"recheck": True})
    known = session.store.unfinished_run(run.signature)
    if known is None and not due:
        return None
    run = known or run
    if known is None:
        session.store.start_run(run)
    added = session.store.add_work(
        Work(
            work_id(run.run_id, f"recheck:{key}", 1),
            run.run_id,
            None,
            site,
            sites[site].lane,
            "recheck",
            cursor=sealed(f"{number} {url}", session, hidden),
            listing_key=key,
        )
        for key, site, number, url in due
    )
    return run, added


def may_follow(site: Site) -> bool:
    """Only where something may be sent at all."""
    return site.file.policy.access != "import" and site.file.identity.status in ("active", "unverified")


def has_item_pages(site: Site) -> bool:
    """Can a listing's own page be asked for? Of an official interface only when its site file says how."""
    return site.file.fetch is not None or site.policy.robots != "not-applicable"


def refuse_import_only(sites: Mapping[str, Site], names: Iterable[str]) -> None:
    """Raise ``UsageError`` when one of the sites may not be sent anything."""
    shut = sorted({name for name in names if name in sites and not may_follow(sites[name])})
    if shut:
        raise UsageError(
            f"{', '.join(shut)}: nothing may be sent there; save the pages and use `warden import` instead"
        )


def refuse_unsent(sites: Mapping[str, Site], probes: Sequence[Probe]) -> None:
    """Raise ``UsageError`` when there is nothing to send, or a probe's site has no file or may not be sent anything."""
    names = sorted({probe.site for probe in probes})
    refuse_broken(names, sites)
    gone = [name for name in names if name not in sites]
    if gone:
        raise UsageError(f"{', '.join(gone)}: no site file any more; add the watch again without it")
    refuse_import_only(sites, names)
    if not probes:
        raise UsageError(
            "this selection has no probe: no term of these languages or targets may be sent there"
        )


def end_run(runtime: Runtime, *, stopped: bool = False) -> str:
    """``done`` when nothing is left; a run with work left stays open for the same command."""
    counts = runtime.store.work_counts(runtime.run.run_id)
    left = sum(site.get("due", 0) for site in counts.values())
    if left or stopped:
        return "stopped"
    bad = any(site.get(name) for site in counts.values() for name in ("blocked", "changed", "failed"))
    runtime.store.finish_run(runtime.run.run_id, "failed" if bad else "done", instant(now()) or "")
    return "failed" if bad else "done"
