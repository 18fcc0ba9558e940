"""Runs that were asked for in the console, as a crawl makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from warden.cli.watching import probes_of
from warden.errors import UsageError
from warden.identity import instant, now
from warden.planning.selecting import probes_for
from warden.planning.watchspec import LISTS
from warden.records import Probe, Run
from warden.store.base import Store
from warden.store.requests import RunRequest

if TYPE_CHECKING:
    from crawler.sites.site import Site
    from keywords.vocabulary import Vocabulary
    from warden.session import Session

Able = Callable[[set[str]], None]
"""Raises ``UsageError`` where none of these sites can be asked."""
MANY = 5_000
"""Wishes that are looked through."""


def requested(
    session: Session, sites: Mapping[str, Site], vocabulary: Vocabulary, run_id: str, able: Able
) -> list[tuple[Run, list[Probe]]]:
    """The run of a wish, new or as far as it came; nothing when it has ended or another worker took it.

    Raises ``UsageError`` for a run nobody asked for, for one that cannot go on now, and for one that cannot be made: that
    is kept with the wish.
    """
    store = session.store
    assert store is not None
    wish, run = store.run_request(run_id), store.run(run_id)
    if wish is None or not wish.command:
        raise UsageError(
            f"nobody asked for a run {run_id}; the console's page of runs shows what was asked for"
        )
    if wish.stop_at or wish.refused:
        session.say(wish.refused or f"the run {run_id} rests since {wish.stop_at}; resume it in the console")
        return []
    if run is not None and run.finished_at:
        return []
    try:
        if run is not None:
            return [(run, _still(sites, store.probes(run_id), able))]
        return _made(session, sites, vocabulary, wish, able)
    except UsageError as fault:
        if run is None:  # what has begun may go on when its sites can be asked again
            store.refuse_request(run_id, str(fault))
        raise


def _still(sites: Mapping[str, Site], probes: list[Probe], able: Able) -> list[Probe]:
    """The probes of a run that goes on. Raises ``UsageError`` where its sites may no longer be asked."""
    from crawler.launch import refuse_unsent

    refuse_unsent(sites, probes)
    able({probe.site for probe in probes})
    return probes


def _made(
    session: Session, sites: Mapping[str, Site], vocabulary: Vocabulary, wish: RunRequest, able: Able
) -> list[tuple[Run, list[Probe]]]:
    from crawler.launch import plan_run

    store = session.store
    assert store is not None
    watch = wish.command.get("watch")
    spec: dict[str, Any] = {} if watch else selection(wish.command)
    probes = probes_of(store, watch)[0] if watch else probes_for(session.config, sites, vocabulary, spec)
    able({probe.site for probe in probes})
    if not wish.taken_at and not store.take_request(wish.run_id, instant(now()) or ""):
        return []  # another worker was faster
    pages = _pages(store, wish)
    options = {"max_pages": pages} if pages else {}
    run, probes = plan_run(session, sites, vocabulary, spec, options, probes=probes, watch=watch, asked=wish)
    if run.run_id != wish.run_id:
        store.refuse_request(
            wish.run_id, f"the run of {run.started_at} was not at its end and goes on instead"
        )
        store.resume_run(run.run_id)
    return [(run, probes)]


def _pages(store: Store, wish: RunRequest) -> int | None:
    """Pages of a probe at most: what was asked for, else what the watch says."""
    told = wish.command.get("max_pages")
    if told is None and (watch := wish.command.get("watch")):
        told = probes_of(store, watch)[1].get("pages")
    return told if isinstance(told, int) else None


def selection(command: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a wish that selects probes."""
    return {name: list(command.get(name) or []) for name in LISTS if command.get(name) or name == "sites"}


def waiting(store: Store, ended: set[str]) -> list[str]:
    """Runs that a worker is to begin or go on with: asked for, not at their end, not at rest; the oldest first.

    ``ended``: those found to be at their end, which are not looked up again.
    """
    found = []
    for wish in reversed(store.run_requests(MANY)):
        if not wish.command or wish.stop_at or wish.refused or wish.run_id in ended:
            continue
        run = store.run(wish.run_id)
        if run is not None and run.finished_at:
            ended.add(wish.run_id)
        else:
            found.append(wish.run_id)
    return found
