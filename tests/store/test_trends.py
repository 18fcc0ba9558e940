"""Weekly counts against an oracle that counts from the log of what was put in."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from warden.decisions import REJECTED
from warden.errors import UsageError
from warden.identity import iso_week, parse_instant
from warden.store.base import Store, TrendRow

from . import build as b

SITES = ("demo", "demo_fr")
TARGETS = ("loxodonta", "panthera")


@dataclass
class Seen:
    number: str
    week: str
    site: str
    probe: str
    targets: tuple[str, ...]
    at: str


@dataclass
class Log:
    """What happened: sightings, answered pages, what was decided."""

    sightings: list[Seen] = field(default_factory=list)
    pages: list[tuple[str, str, str, bool]] = field(default_factory=list)
    language: dict[str, str] = field(default_factory=dict)
    seller: dict[str, str] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)
    rejected: set[tuple[str, str]] = field(default_factory=set)


def _trade(store: Store, chance: random.Random) -> Log:
    """Five weeks of two sites and four probes; not every probe runs every week."""
    log = Log()
    probes = [b.probe(term, site) for site in SITES for term in ("ivory", "tusk")]
    b.begin(store, "run-1", *probes)
    for number, (week, p) in enumerate(itertools.product(range(5), probes)):
        if week and chance.random() < 0.25:
            continue
        answered = chance.random() < 0.9
        when = b.at(2 + week * 6, chance.randint(1, 23))
        outcome = "results" if answered else "blocked"
        on = b.page(p=p, number=number, captured=when, site=p.site, outcome=outcome)
        name = iso_week(parse_instant(when))
        log.pages.append((name, p.site, p.probe_id, answered))
        store.ingest(b.batch(on, *(_offer(log, chance, name, p, when) for _ in range(6 if answered else 0))))
    return log


def _offer(log: Log, chance: random.Random, week: str, p: Any, when: str) -> tuple[Any, Any]:
    number = str(chance.randrange(12))
    twice = [s for s in log.sightings if (s.number, s.at, s.probe) == (number, when, p.probe_id)]
    # A listing's targets and seller hang on its number, so that no reading ever takes one back.
    kind = int(number) % 4
    targets = TARGETS[: kind % 3] if kind < 3 else TARGETS[1:]
    language = log.language.setdefault(number, ("en", "fr")[int(number) % 2])
    seller = log.seller.setdefault(number, f"seller-{int(number) % 5}")
    if not twice:
        log.sightings.append(Seen(number, week, p.site, p.probe_id, targets, when))
        log.first[number] = min(log.first.get(number, week), week)
    return b.listing(number, language=language, seller_key=seller), b.assessment(*targets)


def _oracle(log: Log, by: tuple[str, ...], same: bool, **kept: tuple[str, ...]) -> dict[Any, tuple[int, ...]]:
    weeks: dict[str, set[str]] = {}
    ran: dict[tuple[str, str], set[str]] = {}
    for week, site, probe, answered in log.pages:
        if answered and (not kept.get("site") or site in kept["site"]):
            place = site if "site" in by else ""
            weeks.setdefault(place, set()).add(week)
            ran.setdefault((probe, place), set()).add(week)
    basket = {probe for (probe, place), found in ran.items() if not same or found >= weeks[place]}
    buckets: dict[Any, list[tuple[Seen, str]]] = {}
    for seen, target in ((s, t) for s in log.sightings for t in s.targets):
        parts = {
            "week": seen.week,
            "site": seen.site,
            "target": target,
            "language": log.language[seen.number],
        }
        wanted = all(parts[name] in values for name, values in kept.items() if values)
        if seen.probe in basket and wanted and (seen.number, target) not in log.rejected:
            key = tuple(
                parts[name] if name in by else None for name in ("week", "site", "target", "language")
            )
            buckets.setdefault(key, []).append((seen, target))
    return {
        key: (
            len({s.number for s, _ in rows}),
            len({s.number for s, _ in rows if log.first[s.number] == s.week}),
            len({log.seller[s.number] for s, _ in rows}),
            len({(s.number, s.at, s.probe) for s, _ in rows}),
        )
        for key, rows in buckets.items()
    }


def _ask(store: Store, by: tuple[str, ...], same: bool, **kept: tuple[str, ...]) -> list[TrendRow]:
    return store.trends(
        since=None,
        until=None,
        by=by,
        targets=kept.get("target", ()),
        sites=kept.get("site", ()),
        languages=kept.get("language", ()),
        same_basket=same,
    )


KEPT: list[dict[str, tuple[str, ...]]] = [
    {},
    {"site": ("demo",)},
    {"target": ("panthera",)},
    {"target": TARGETS},
    {"site": SITES, "language": ("fr",)},
]
BYS = [by for size in range(5) for by in itertools.combinations(("week", "site", "target", "language"), size)]


def _compare(store: Store, log: Log) -> int:
    count = 0
    for by, same, kept in itertools.product(BYS, (True, False), KEPT):
        rows = _ask(store, by, same, **kept)
        found = {
            (row.week, row.site, row.target, row.language): (
                row.listings,
                row.new,
                row.sellers,
                row.sightings,
            )
            for row in rows
            if row.listings
        }
        assert found == _oracle(log, by, same, **kept), (by, same, kept)
        count += len(found)
    return count


@pytest.mark.parametrize("seed", range(3))
def test_trends_equal_a_count_from_the_log(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    log = _trade(store, chance)
    assert _compare(store, log) > 100
    # Rejected hits leave the figures, undone verdicts bring them back.
    numbers = sorted({(s.number, t) for s in log.sightings for t in s.targets})
    for number, target in chance.sample(numbers, 4):
        store.add_verdict(b.verdict(b.hit_of(number, target), chance.choice(sorted(REJECTED))))
        log.rejected.add((number, target))
    _compare(store, log)
    assert store.rebuild_trends() == []


def test_effort_is_told_with_the_counts_also_when_nothing_was_found(store: Store) -> None:
    b.begin(store)
    store.ingest(b.batch(b.page(), (b.listing(), b.assessment("loxodonta"))))
    store.ingest(b.batch(b.page(number=2)))
    store.ingest(b.batch(b.page(number=3, captured=b.at(9), outcome="none")))
    store.ingest(b.batch(b.page(number=4, captured=b.at(9), outcome="blocked")))
    rows = _ask(store, ("week",), True)
    assert [(row.week, row.listings, row.probes, row.pages) for row in rows] == [
        ("2026-W45", 1, 1, 2),
        ("2026-W46", 0, 1, 1),
    ]


def test_item_pages_are_no_effort_and_no_figure(store: Store) -> None:
    b.seen(store)
    on = b.page(key=b.key_of("1"), captured=b.at(9))
    store.ingest(b.batch(on, (b.listing(), b.assessment("loxodonta"))))
    assert [row.week for row in _ask(store, ("week",), False)] == ["2026-W45"]


def test_a_window_is_in_weeks(store: Store) -> None:
    b.begin(store)
    for day in (2, 9, 16):
        on = b.page(number=day, captured=b.at(day))
        store.ingest(b.batch(on, (b.listing(str(day)), b.assessment("loxodonta"))))

    def weeks(since: str | None, until: str | None) -> list[str | None]:
        found = store.trends(
            since=since, until=until, by=("week",), targets=(), sites=(), languages=(), same_basket=True
        )
        return [row.week for row in found]

    assert weeks("2026-11-10", None) == ["2026-W46", "2026-W47"]
    assert weeks(None, "2026-W46") == ["2026-W45", "2026-W46"]
    assert weeks("2026-11", b.at(3)) == ["2026-W45"]
    with pytest.raises(UsageError, match="2026-W47"):
        weeks("last week", None)
    with pytest.raises(UsageError, match="week, site, target, language"):
        _ask(store, ("seller",), True)


def test_an_audit_hit_counts_once_confirmed(store: Store) -> None:
    b.begin(store)
    on = b.page()
    hit, _ = store.add_hit(on, b.entry(b.listing("5"), on, follow_ups=False), None, "audit", None)
    assert [row.listings for row in _ask(store, ("week",), False)] == [0]
    store.add_verdict(b.verdict(hit, "relevant_prohibited"))
    assert [row.listings for row in _ask(store, ("week",), False)] == [1]


def test_erased_listings_stay_as_numbers(store: Store) -> None:
    b.seen(store)
    before = _ask(store, ("week", "target"), True)
    gone = store.apply_retention(other_before=b.at(1), hits_before=b.at(20))
    assert gone == {"listings": 1, "revisions": 1, "sightings": 1, "hits": 1, "weeks": 1}
    after = _ask(store, ("week", "target"), True)
    assert [(row.week, row.listings, row.sellers, row.erased) for row in after] == [("2026-W45", 1, 1, 1)]
    assert [row.erased for row in before] == [0]
    assert store.rebuild_trends() == []
    assert store.counts()["listing"] == store.counts()["hit"] == store.counts()["revision"] == 0


def test_listings_without_a_hit_go_first(store: Store) -> None:
    b.begin(store)
    store.ingest(
        b.batch(b.page(), (b.listing("1"), b.assessment("loxodonta")), (b.listing("2"), b.assessment()))
    )
    assert store.known_listings([b.key_of("1"), b.key_of("2")]) == {b.key_of("1"), b.key_of("2")}
    assert store.find_listing("http://127.0.0.1/item/2") == (b.key_of("2"), "demo", "demo", "2")
    assert store.apply_retention(other_before=b.at(5), hits_before=b.at(1))["listings"] == 1
    assert store.known_listings([b.key_of("1"), b.key_of("2")]) == {b.key_of("1")}
    assert store.find_listing("http://127.0.0.1/item/2") is None
    assert store.hit(b.hit_of("1")) is not None
    # The same listing seen again later is a new one.
    store.ingest(b.batch(b.page(number=2, captured=b.at(6)), (b.listing("2"), b.assessment("panthera"))))
    assert store.hit(b.hit_of("2", "panthera")) is not None


def test_a_late_import_moves_the_first_week(store: Store) -> None:
    b.seen(store, captured=b.at(9))
    store.ingest(b.batch(b.page(number=2, captured=b.at(2)), (b.listing(), b.assessment("loxodonta"))))
    assert [(row.week, row.new) for row in _ask(store, ("week",), False)] == [
        ("2026-W45", 1),
        ("2026-W46", 0),
    ]


def test_retention_takes_any_number(store: Store) -> None:
    b.begin(store)
    for number in range(6):
        rows = [(b.listing(str(number * 100 + n)), b.assessment()) for n in range(100)]
        store.ingest(b.batch(b.page(number=number), *rows))
    assert store.apply_retention(other_before=b.at(5), hits_before=b.at(1))["listings"] == 600
    assert store.apply_retention(other_before=b.at(5), hits_before=b.at(1))["listings"] == 0


def test_an_old_page_imported_today_lives_its_full_time(store: Store) -> None:
    b.begin(store)
    old = b.page(captured="2018-05-01T12:00:00Z", stored_at=b.at(9))
    made = b.batch(old, (b.listing("1"), b.assessment("loxodonta")), (b.listing("2"), b.assessment()))
    store.ingest(made)
    assert store.apply_retention(other_before=b.at(8), hits_before=b.at(8))["listings"] == 0
    # Read again for its own run it is no younger.
    again = b.page(captured="2018-05-01T12:00:00Z", stored_at=b.at(20))
    store.ingest(b.batch(again, (b.listing("1"), b.assessment("loxodonta"))))
    assert store.apply_retention(other_before=b.at(10), hits_before=b.at(8))["listings"] == 1
    assert store.known_page(old.page_id), "one of its listings is still there"
    assert store.apply_retention(other_before=b.at(10), hits_before=b.at(10))["hits"] == 1


def test_a_page_whose_listings_are_erased_can_be_imported_again(store: Store) -> None:
    old: dict[str, Any] = {"captured": "2018-05-01T12:00:00Z", "listings": 1}
    hit = b.seen(store, stored_at=b.at(2), **old)
    bare = b.page(number=2, outcome="none")
    store.ingest(b.batch(bare))
    on = b.page(stored_at=b.at(2), **old)
    assert store.known_page(on.page_id)
    store.apply_retention(other_before=b.at(8), hits_before=b.at(8))
    assert store.hit(hit) is None
    assert not store.known_page(on.page_id)
    assert store.known_page(bare.page_id), "it never brought any"
    b.begin(store, "run-2", started=b.at(9))
    on = b.page("run-2", stored_at=b.at(9), page_id=on.page_id, **old)
    assert store.ingest(b.batch(on, (b.listing("1"), b.assessment("loxodonta")))).new_hits == [hit]
    assert store.apply_retention(other_before=b.at(8), hits_before=b.at(8))["listings"] == 0
