"""Watches as a crawl needs them: which are due, and what they ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from warden.errors import UsageError
from warden.identity import now, parse_instant
from warden.planning.watchspec import period
from warden.records import Probe, Run
from warden.store.base import Store

if TYPE_CHECKING:
    from crawler.sites.site import Site

_ENOUGH = 50
"""Runs of a watch to look back on: the wait after that many failures is its period."""


def probes_of(store: Store, name: str) -> tuple[list[Probe], dict[str, Any]]:
    """The frozen probes of a watch's newest version. Raises ``UsageError`` when there is none."""
    found = store.watch(name)
    if found is None:
        raise no_watch(name)
    _, spec, probes = found
    return probes, spec


def no_watch(name: str) -> UsageError:
    return UsageError(
        f"no watch named {name}; `warden watches list` shows them, `warden watches add` makes one"
    )


def cannot_run(probes: Iterable[Probe], sites: Mapping[str, Site]) -> str | None:
    """Why a watch cannot run: a site of it has no file any more, one that does not hold, or one that may not be asked."""
    from crawler.launch import refuse_unsent

    try:
        refuse_unsent(sites, list(probes))
    except UsageError as fault:
        return str(fault)
    return None


def due_watches(store: Store) -> list[str]:
    """Names of watches whose last run that ended well is longer ago than their ``every`` (``6h``, ``1d``).

    One that failed is due again at once; failing again, after one hour, two, four …, at most ``every``.
    """
    names = []
    resting, begun = _unfinished(store)
    for row in store.watches():
        if row.get("retired_at") or row["name"] in resting:
            continue
        if row["name"] in begun and not is_quiet(row.get("spec") or {}, now()):
            names.append(row["name"])
            continue
        spec = row.get("spec") or {}
        runs = store.runs(_ENOUGH, watch=row["name"])
        if _is_due(runs, period(str(spec.get("every") or "1d"))) and not is_quiet(spec, now()):
            names.append(row["name"])
    return names


def _unfinished(store: Store) -> tuple[set[str], set[str]]:
    """Watches with a run that is not at its end: those where somebody let it rest, and those where it is to go on."""
    open_runs = [run for run in store.runs(_ENOUGH) if run.watch and not run.finished_at]
    wishes = {wish.run_id: wish for wish in store.run_requests(5_000)}
    resting = {run.watch for run in open_runs if run.run_id in wishes and wishes[run.run_id].stop_at}
    return {name for name in resting if name}, {run.watch for run in open_runs if run.watch} - resting


def _is_due(runs: list[Run], every: timedelta) -> bool:
    """Whether a watch with these finished runs, the newest first, is to run now."""
    failures = next((n for n, run in enumerate(runs) if run.status == "done"), len(runs))
    if failures == 0:
        return not runs or parse_instant(runs[0].started_at) + every <= now()
    wait = timedelta(hours=2 ** min(failures - 2, 20)) if failures > 1 else timedelta(0)
    return parse_instant(runs[0].finished_at or runs[0].started_at) + min(wait, every) <= now()


def is_quiet(spec: dict[str, Any], moment: datetime) -> bool:
    """Whether the watch's ``quiet_hours`` ("22-6", in its ``timezone``) forbid to start it now."""
    hours = str(spec.get("quiet_hours") or "")
    if not hours:
        return False
    first, _, last = hours.partition("-")
    hour = moment.astimezone(ZoneInfo(str(spec.get("timezone") or "UTC"))).hour
    start, end = int(first), int(last)
    return start <= hour < end if start <= end else hour >= start or hour < end
