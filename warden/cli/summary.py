"""What a crawl did, site by site: how its pages ended, and why some of them did badly."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from warden.cli.hitlines import plain
from warden.cli.state import say

if TYPE_CHECKING:
    from crawler.runtime import Runtime
    from warden.records import Run, Work

BAD = ("failed", "changed", "blocked")
MOST_REASONS = 5
"""Reasons named of a site; the others are counted."""


def summarise(runtime: Runtime, status: str, *, as_json: bool) -> None:
    """One object a site with --json; the reasons of pages that ended badly always, on stderr."""
    run = runtime.run
    counts = runtime.store.work_counts(run.run_id)
    reasons = reasons_of(runtime.store.works(run.run_id))
    if as_json:
        _lines(run, status, counts)
    elif run.watch:
        say(f"watch {run.watch}:")
    for site, numbers in sorted(counts.items()):
        if not as_json:
            say(f"{site}: " + ", ".join(f"{count} {name}" for name, count in numbers.items() if count))
        for line in told(reasons.get(site, Counter())):
            say(f"  {line}" if not as_json else f"{site}: {line}")
    for line in for_people(runtime.for_people.values()):
        say(line)
    if not as_json:
        _whole(runtime, status)


MOST_LEADS = 10
"""Addresses for a person that are named; `warden search` has them all."""


def for_people(addresses: Iterable[str]) -> list[str]:
    """A line for each page that a search engine found and nobody here may fetch."""
    told = list(addresses)
    more = [f"and {len(told) - MOST_LEADS} more: warden search"] if len(told) > MOST_LEADS else []
    return [*(f"save this page: {plain(one)}" for one in told[:MOST_LEADS]), *more]


def _lines(run: Run, status: str, counts: Mapping[str, Mapping[str, int]]) -> None:
    for site, numbers in sorted(counts.items()):
        print(json.dumps({"run_id": run.run_id, "site": site, "status": status, **_numbers(numbers)}))


def _numbers(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts.get(name, 0) for name in ("results", "none", "blocked", "changed", "failed", "due")}


def _whole(runtime: Runtime, status: str) -> None:
    tally = runtime.session.tally
    say(
        f"{tally.get('pages', 0)} pages, {tally.get('listings', 0)} sightings of listings "
        f"({tally.get('new listings', 0)} new), {tally.get('hits', 0)} new hits, {tally.get('pictures', 0)} pictures"
    )
    if status == "stopped":
        say("work is left: run the same command again to go on")
    elif tally.get("hits"):
        say("look at them with: warden search")


def reasons_of(works: Iterable[Work]) -> dict[str, Counter[tuple[str, str]]]:
    """{site: {(how it ended, why): pages}} of the work that ended badly, and of what waits after a block."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for work in works:
        how = _how(work)
        if how:
            found.setdefault(work.site, Counter())[how, plain(work.reason or "no reason was kept")] += 1
    return found


def _how(work: Work) -> str | None:
    if work.outcome in BAD:
        return work.outcome
    if work.status == "failed":
        return "failed"
    return "due again" if work.status == "due" and work.reason else None


def told(reasons: Counter[tuple[str, str]]) -> list[str]:
    """The commonest reasons, a line each, and how many others there are."""
    lines = [f"{count} {how}: {why}" for (how, why), count in reasons.most_common(MOST_REASONS)]
    rest = sum(reasons.values()) - sum(count for _, count in reasons.most_common(MOST_REASONS))
    return [*lines, f"{rest} more, for other reasons"] if rest else lines
