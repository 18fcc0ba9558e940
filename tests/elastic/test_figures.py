"""Figures on a real node, against counts in plain Python."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from tests.store import build as b
from warden.errors import UsageError
from warden.identity import iso_week, now, parse_instant
from warden.store.base import PageRecord, Problem, TrendRow
from warden.store.elasticsearch import changes, listings, pages, trends
from warden.store.elasticsearch.documents import Doc, Documents, Write
from warden.store.elasticsearch.listing import Held, Seen
from warden.store.elasticsearch.store import ElasticStore
from warden.store.elasticsearch.texts import Texts
from warden.store.figures import DIMENSIONS as ALL

DIMENSIONS = ALL[:4]
"""The others are counted on both engines in tests/store."""

SITES = ("demo", "demo_fr")
TARGETS = ("loxodonta", "panthera", None)
PROBES = [b.probe(term, site) for site in SITES for term in ("ivory", "tusk", "comb")]
BYS = [by for size in range(5) for by in itertools.combinations(DIMENSIONS, size)]
KEPT: list[dict[str, Sequence[str]]] = [
    {},
    {"site": ("demo",)},
    {"target": ("panthera",)},
    {"target": ("panthera", "loxodonta")},
    {"site": SITES, "language": ("fr",)},
    {"target": ("nobody",)},
]


def searched(documents: Documents, chance: random.Random) -> list[PageRecord]:
    """Pages of four weeks; not every probe runs every week, and not every page answers."""
    made = []
    for number, (week, probe) in enumerate(itertools.product(range(4), PROBES * 2)):
        if week and chance.random() < 0.15:
            continue
        outcome = chance.choice(["results"] * 8 + ["none", "blocked"])
        on = b.page(
            p=probe, number=number, captured=b.at(2 + 7 * week, chance.randint(1, 23)), outcome=outcome
        )
        pages.write(documents, on)
        made.append(on)
    pages.write(documents, b.page(key=b.key_of("1"), captured=b.at(29)))
    return made


def traded(documents: Documents, chance: random.Random, shown: Sequence[PageRecord]) -> None:
    """Listings that the pages brought; of a few only the numbers are left."""
    held, erased = [], []
    for number in range(50):
        key = b.key_of(str(number))
        one = Held(Doc(key), key, "demo", "demo", str(number))
        one.generation = int(now().timestamp() * 1000)
        one.language = chance.choice(["en", "fr", None])
        one.seller_key = chance.choice([None, *(f"seller-{n}" for n in range(9))])
        for on in chance.sample(shown, chance.randint(1, 6)):
            at, probe = on.captured_at or "", on.probe.probe_id if on.probe else None
            one.seen[on.page_id] = Seen(on.page_id, None, at, None, on.site, on.run_id, at, probe)
        one.recount()
        for target in chance.sample(TARGETS, chance.randint(0, 3)):
            hit = changes.insert(one, target, "match", one.first_seen_at)
            hit.counted = chance.random() < 0.8
        if number % 5:
            held.append(one)
        else:
            rows = [{**row, "erased": True} for row in one.contributions()]
            erased.append(Write("erased", key, {"contributions": rows}))
    assert listings.write(documents, held, Texts(documents)) == set()
    documents.write(erased)


def contributed(documents: Documents) -> list[dict[str, Any]]:
    """One row for each target, with the document it stands in."""
    documents.indices.refresh("listing", "erased")
    rows = []
    for kind in ("listing", "erased"):
        answer = documents.client.search(index=documents.indices[kind], size=1_000, source=["contributions"])
        for found in answer["hits"]["hits"]:
            for row in found["_source"]["contributions"]:
                rows += [{**row, "listing": (kind, found["_id"]), "target": name} for name in row["targets"]]
    return rows


def bucket(row: dict[str, Any], by: Iterable[str]) -> tuple[str | None, ...]:
    return tuple((row[name] or None) if name in by else None for name in DIMENSIONS)


def counted(rows: Sequence[dict[str, Any]]) -> tuple[int, ...]:
    """Listings, new, sellers, sightings, erased."""
    seen = {(row["listing"], row["week"], row["site"], row["probe_id"]): row["sightings"] for row in rows}
    return (
        len({row["listing"] for row in rows}),
        len({row["listing"] for row in rows if row["new"]}),
        len({row["seller"] for row in rows if row["seller"]}),
        sum(seen.values()),
        len({row["listing"] for row in rows if row["erased"]}),
    )


def brute(
    rows: Sequence[dict[str, Any]],
    shown: Sequence[PageRecord],
    by: Sequence[str],
    kept: dict[str, Sequence[str]],
    same: bool,
) -> list[TrendRow]:
    """What the rows and the pages give, asked as ``trends`` is."""
    weeks = {on.page_id: iso_week(parse_instant(on.captured_at or "")) for on in shown}
    ran = [on for on in shown if not kept.get("site") or on.site in kept["site"]]
    answered = [on for on in ran if on.outcome in ("results", "none")]
    probes: dict[str, tuple[str, set[str]]] = {}
    every: dict[str, set[str]] = {}
    for on in answered:
        place = on.site if "site" in by else ""
        every.setdefault(place, set()).add(weeks[on.page_id])
        if on.probe:
            probes.setdefault(on.probe.probe_id, (place, set()))[1].add(weeks[on.page_id])
    basket = {name for name, (place, told) in probes.items() if not same or told == every[place]}
    found: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        if row["probe_id"] in basket and all(row[name] in values for name, values in kept.items()):
            found.setdefault(bucket(row, by), []).append(row)
    efforts: dict[Any, list[str]] = {}
    for on in answered:
        if on.probe and on.probe.probe_id in basket:
            key = bucket({"week": weeks[on.page_id], "site": on.site}, [n for n in by if n in DIMENSIONS[:2]])
            efforts.setdefault(key[:2], []).append(on.probe.probe_id)
    if not {"target", "language"} & set(by):
        for key in efforts:
            found.setdefault((*key, None, None), [])
    made = []
    for key in sorted(found, key=lambda key: tuple(part or "" for part in key)):
        *counts, erased = counted(found[key])
        effort = efforts.get(key[:2], [])
        made.append(TrendRow(*key, *counts, len(set(effort)), len(effort), erased))
    return made


def ask(store: ElasticStore, by: Sequence[str], same: bool, **kept: Any) -> list[TrendRow]:
    return store.trends(
        since=kept.get("since"),
        until=kept.get("until"),
        by=by,
        targets=kept.get("target", ()),
        sites=kept.get("site", ()),
        languages=kept.get("language", ()),
        same_basket=same,
    )


@pytest.mark.parametrize(("seed", "size"), [(1, 1_000), (2, 3)])
def test_figures_equal_brute_force(
    store: ElasticStore, monkeypatch: pytest.MonkeyPatch, seed: int, size: int
) -> None:
    chance = random.Random(seed)
    shown = searched(store.docs, chance)
    traded(store.docs, chance, shown)
    rows = contributed(store.docs)
    monkeypatch.setattr(trends, "_GROUPS", size)
    monkeypatch.setattr(trends, "_SELLERS", size)
    count = baskets = 0
    asked = list(itertools.product(BYS, KEPT, (True, False)))
    for by, kept, same in asked if size > 3 else chance.sample(asked, 25):
        expected = brute(rows, shown, by, kept, same)
        assert ask(store, by, same, **kept) == expected, (by, kept, same)
        count += len(expected)
        baskets += same and any(row.listings for row in expected)
    assert count > 100
    assert baskets
    assert any(row.erased for row in ask(store, ("week",), False))
    assert store.rebuild_trends() == []


def test_a_window_is_in_weeks(store: ElasticStore) -> None:
    chance = random.Random(5)
    traded(store.docs, chance, searched(store.docs, chance))
    assert [row.week for row in ask(store, ("week",), True, since="2026-11-10", until="2026-W47")] == [
        "2026-W46",
        "2026-W47",
    ]
    (row,) = ask(store, (), False, until=b.at(3))
    (same,) = ask(store, ("week",), False, until=b.at(3))
    assert (row.week, row.listings, row.sellers) == (None, same.listings, same.sellers)
    with pytest.raises(UsageError, match="2026-W47"):
        ask(store, (), True, since="last week")
    with pytest.raises(UsageError, match="week, site, target, language"):
        ask(store, ("seller",), True)


def test_an_empty_store_has_no_figures(store: ElasticStore) -> None:
    assert [ask(store, by, same) for by in BYS for same in (True, False)] == [[]] * 32


def test_a_rebuild_mends_rows_that_sightings_do_not_give(store: ElasticStore) -> None:
    chance = random.Random(3)
    shown = searched(store.docs, chance)
    traded(store.docs, chance, shown)
    before = ask(store, DIMENSIONS, False)
    keys = [doc.id for doc in store.docs.each("listing", {"term": {"hits": True}}, [{"listing_key": "asc"}])]
    (row, *_) = contributed(store.docs)
    other = {name: value for name, value in row.items() if name not in ("listing", "target")}
    wrong: list[list[dict[str, Any]]] = [[], [{**other, "sightings": 99, "week": "2020-W01"}]]
    generations = {}
    for key, rows in zip(keys, wrong, strict=False):
        stored = store.docs.change(
            "listing", key, lambda old, new=rows: {**(old or {}), "contributions": new}
        )
        generations[key] = stored["generation"] + 1
    problem = Problem("listings whose weekly counts differ from their sightings", 2, "warden trends rebuild")
    assert store.rebuild_trends() == [problem]
    mended = store.docs.get_all("listing", list(generations))
    assert {doc.id: (doc.source or {})["generation"] for doc in mended} == generations
    assert store.rebuild_trends() == []
    assert ask(store, DIMENSIONS, False) == before
