"""What a crawl did, site by site: what was asked, how it ended, and why some of it did badly."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from warden.cli.hitlines import plain
from warden.cli.state import say
from warden.planning.reasons import reasons_of, told

if TYPE_CHECKING:
    from crawler.runtime import Runtime
    from warden.records import Run, Work


def summarise(runtime: Runtime, status: str, *, as_json: bool) -> None:
    """One object a site with --json; the reasons of pages that ended badly always, on stderr."""
    run = runtime.run
    works = list(runtime.store.works(run.run_id))
    counts, reasons = counts_of(works), reasons_of(works)
    if as_json:
        _lines(run, status, counts)
    elif run.watch:
        say(f"watch {run.watch}:")
    for site, numbers in sorted(counts.items()):
        if not as_json:
            say(f"{site}: {in_words(numbers)}")
        for line in told(reasons.get(site, Counter())):
            say(f"  {plain(line)}" if not as_json else f"{site}: {plain(line)}")
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


ASKED = {
    "search": "searches",
    "place": "lists",
    "url": "lists",
    "item": "item_pages",
    "recheck": "item_pages",
    "picture": "pictures",
}
"""What a work asks for, by its kind: searches and lists are what was looked for, the rest follows from what they found."""
_ONE = {"searches": "search", "lists": "list", "item_pages": "item page", "pictures": "picture"}


def counts_of(works: Iterable[Work]) -> dict[str, dict[str, Counter[str]]]:
    """{site: {what was asked: {how it ended: requests}}}; ``due`` is left for the same command."""
    found: dict[str, dict[str, Counter[str]]] = {}
    for work in works:
        asked = found.setdefault(work.site, {name: Counter() for name in _ONE})
        asked[ASKED[work.kind]][work.outcome or work.status] += 1
    return found


def in_words(asked: Mapping[str, Counter[str]]) -> str:
    """``2 searches (1 results, 1 changed), 1 item page (1 results)``: what was not asked is left out."""
    parts = []
    for name, ended in asked.items():
        if count := ended.total():
            how = ", ".join(f"{ended[one]} {one}" for one in sorted(ended))
            parts.append(f"{count} {_ONE[name] if count == 1 else name.replace('_', ' ')} ({how})")
    return ", ".join(parts)


def _lines(run: Run, status: str, counts: Mapping[str, Mapping[str, Counter[str]]]) -> None:
    for site, numbers in sorted(counts.items()):
        print(json.dumps({"run_id": run.run_id, "site": site, "status": status, **_numbers(numbers)}))


def _numbers(asked: Mapping[str, Counter[str]]) -> dict[str, int]:
    whole: Counter[str] = sum(asked.values(), Counter())
    told = {name: whole[name] for name in ("results", "none", "blocked", "changed", "failed", "due")}
    return told | {name: ended.total() for name, ended in asked.items()}


def _whole(runtime: Runtime, status: str) -> None:
    tally = runtime.session.tally
    say(
        f"{tally.get('pages', 0)} pages, {tally.get('listings', 0)} sightings of listings "
        f"({tally.get('new listings', 0)} new), {tally.get('hits', 0)} new hits, {tally.get('pictures', 0)} pictures"
    )
    wish = runtime.store.run_request(runtime.run.run_id) if status == "stopped" else None
    if wish is not None and wish.stop_at:
        say(f"stopped in the console by {wish.stop_by}; work is left, which goes on when it is resumed there")
    elif status == "stopped":
        say("work is left: run the same command again to go on")
    elif tally.get("hits"):
        say("look at them with: warden search")
