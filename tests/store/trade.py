"""A made-up trade that is put into a store page by page, and counted here from the log of what was put in."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from tests.store import build as b
from warden.identity import iso_week, parse_instant
from warden.records import Assessment, Listing, Price
from warden.store.base import Batch, Store
from warden.store.counting import TrendQuery
from warden.store.figures import DIMENSIONS

SITES = ("demo", "demo_fr", "demo_vn")
TARGETS = ("loxodonta", "panthera", "manis")
PRODUCTS = ("ivory", "skin", "scales", "bone")
COUNTRIES = ("DE", "FR", "VN", None)
TERMS = ("ivory", "tusk", "comb", "scale")
ROWS = 40


@dataclass
class Trade:
    """``weeks`` weeks from 2026-W32 on, ``listings`` listings, each of one site, one reading and one price."""

    weeks: int = 6
    listings: int = 800
    pages: int = 60
    seed: int = 1
    seen: list[tuple[int, str, str, str]] = field(default_factory=list)
    """(listing, week, site, probe), once for each page that showed it."""
    asked: list[tuple[str, str, str, bool]] = field(default_factory=list)
    """(week, site, probe, answered) of each page."""
    first: dict[int, str] = field(default_factory=dict)
    last: dict[int, str] = field(default_factory=dict)
    read_anew: set[int] = field(default_factory=set)
    erased: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.probes = [b.probe(term, site) for site in SITES for term in TERMS]

    # -- what a listing is ---------------------------------------------------------------

    def targets(self, number: int) -> tuple[str, ...]:
        if number in self.read_anew:
            return ("manis",)
        return ("loxodonta", "panthera")[: 1 + number % 2] if number % 7 else ()

    def products(self, number: int) -> tuple[str, ...]:
        if number in self.read_anew:
            return ("scales",)
        return tuple(sorted({PRODUCTS[number % 2], PRODUCTS[number % 3]})) if number % 5 else ()

    def value(self, number: int, name: str) -> Any:
        match name:
            case "language":
                return ("en", "fr", "vi")[number % 3]
            case "country":
                return COUNTRIES[number // 3 % 4]
            case "seller":
                return f"seller-{number % (self.listings // 8)}" if number % 11 else None
        raise AssertionError(name)

    def price(self, number: int) -> Price:
        if number % 9 == 0:
            return Price(9999.0, None, "EUR", None, "placeholder")
        if number % 13 == 0:
            return Price(None, None, None, None, "on_request")
        return Price(float(5 + number * 7 % 400), None, ("EUR", "USD")[number % 2], None, "asking")

    def assessment(self, number: int) -> Assessment:
        return b.assessment(*self.targets(number), products=list(self.products(number)))

    def offer(self, number: int) -> tuple[Listing, Assessment]:
        made = b.listing(
            str(number),
            title=f"Piece {number}",
            price=self.price(number),
            language=self.value(number, "language"),
            country=self.value(number, "country"),
            seller_key=self.value(number, "seller"),
            image=None,
        )
        return made, self.assessment(number)

    # -- what happens ----------------------------------------------------------------------

    def batches(self, numbers: Iterable[int] | None = None) -> Iterator[Batch]:
        """Pages in order of weeks. A site is away in its week, some pages do not answer."""
        chance = random.Random(self.seed)
        for page in numbers if numbers is not None else range(self.pages):
            week = page * self.weeks // self.pages if numbers is None else chance.randrange(self.weeks)
            p = chance.choice(self.probes)
            if p.site == "demo_fr" and week == 2:
                yield self._page(page, week, p, "blocked", [])
            elif week % 3 == 1 and p.term_id == "comb":
                continue
            else:
                outcome = "results" if chance.random() < 0.95 else "blocked"
                place = SITES.index(p.site)
                rows = sorted({chance.randrange(self.listings // 3) * 3 + place for _ in range(ROWS)})
                yield self._page(page, week, p, outcome, rows if outcome == "results" else [])

    def _page(self, number: int, week: int, p: Any, outcome: str, rows: list[int]) -> Batch:
        day = 3 + 7 * week + number % 6
        month, day = (8, day) if day <= 31 else (9, day - 31) if day <= 61 else (10, day - 61)
        at = b.at(day, number % 24, month=month)
        on = b.page(p=p, number=number, captured=at, site=p.site, outcome=outcome)
        name = iso_week(parse_instant(at))
        self.asked.append((name, p.site, p.probe_id, outcome == "results"))
        for row in rows:
            self.seen.append((row, name, p.site, p.probe_id))
            self.first[row] = min(self.first.get(row, at), at)
            self.last[row] = max(self.last.get(row, at), at)
        return b.batch(on, *map(self.offer, rows))

    def tell(self, store: Store) -> None:
        b.begin(store, "run-1", *self.probes)
        for batch in self.batches():
            batch.entries = [_bare(entry) for entry in batch.entries]
            store.ingest(batch)

    def late(self, store: Store, pages: int) -> None:
        """Pages of earlier weeks, imported afterwards."""
        self.seed += 1
        for batch in self.batches(range(self.pages, self.pages + pages)):
            batch.entries = [_bare(entry) for entry in batch.entries]
            store.ingest(batch)

    def rematch(self, store: Store, count: int) -> None:
        """Listings that another list of terms takes for something else."""
        for number in random.Random(self.seed).sample(sorted(self.first), count):
            key = b.key_of(str(number))
            (revision,) = store.revisions(key)
            self.read_anew.add(number)
            made = self.assessment(number)
            store.add_reading(key, revision["revision_id"], made, b.recipe("t2"), b.at(1, month=12))

    def erase(self, store: Store, before: str) -> None:
        store.apply_retention(other_before=b.at(1, month=1), hits_before=before)
        self.erased |= {n for n, at in self.last.items() if at < before and self.targets(n)}

    # -- counted by hand ---------------------------------------------------------------------

    def _basket(self, query: TrendQuery) -> set[str]:
        inside = [row for row in self.asked if _within(query, row[0]) and _kept(query.sites, row[1])]
        ran: dict[tuple[str, str], set[str]] = {}
        every: dict[str, set[str]] = {}
        for week, site, probe, answered in inside:
            if answered:
                place = site if "site" in query.by else ""
                ran.setdefault((probe, place), set()).add(week)
                every.setdefault(place, set()).add(week)
        return {probe for (probe, place), weeks in ran.items() if weeks == every[place]}

    def rows(self, query: TrendQuery) -> Iterator[tuple[tuple[str | None, ...], tuple[int, str, str, str]]]:
        """(bucket, sighting), for each bucket a sighting falls into."""
        basket = self._basket(query) if query.same_basket else None
        for row in self.seen:
            number, week, site, probe = row
            if not _within(query, week) or (basket is not None and probe not in basket):
                continue
            parts = {name: (self.value(number, name) or "",) for name in ("language", "country")}
            parts |= {"week": (week,), "site": (site,), "probe": (probe,), "target": self.targets(number)}
            parts["product"] = self.products(number) or ("",)
            kept = [[v for v in parts[name] if _kept(query.filters[name], v)] for name in DIMENSIONS]
            told = (
                (values if name in query.by else values[:1])
                for name, values in zip(DIMENSIONS, kept, strict=True)
            )
            for key in itertools.product(*told):
                yield (
                    tuple(
                        (v or None) if n in query.by else None for n, v in zip(DIMENSIONS, key, strict=True)
                    ),
                    row,
                )

    def counts(self, query: TrendQuery) -> dict[tuple[str | None, ...], tuple[int, ...]]:
        """{bucket: listings, new, sellers, sightings, erased}."""
        found: dict[Any, list[tuple[int, str, str, str]]] = {}
        for key, row in self.rows(query):
            found.setdefault(key, []).append(row)
        return {
            key: (
                len({n for n, *_ in rows}),
                len({n for n, week, *_ in rows if iso_week(parse_instant(self.first[n])) == week}),
                len({seller for n, *_ in rows if (seller := self.value(n, "seller"))}),
                len(rows),
                len({n for n, *_ in rows} & self.erased),
            )
            for key, rows in found.items()
        }

    def medians(self, query: TrendQuery, other: str | None) -> dict[Any, tuple[float, int]]:
        """{(week, other, currency): median, listings}."""
        found: dict[Any, dict[int, float]] = {}
        place = DIMENSIONS.index(other) if other else 0
        for key, (number, week, _, _) in self.rows(query):
            price = self.price(number)
            if price.amount is not None and price.type == "asking":
                name = (week, key[place] if other else None, price.currency)
                found.setdefault(name, {})[number] = price.amount
        return {name: (median(prices.values()), len(prices)) for name, prices in found.items()}


def _bare(entry: Any) -> Any:
    entry.followups = []
    return entry


def _within(query: TrendQuery, week: str) -> bool:
    return (query.since or "") <= week <= (query.until or "9")


def _kept(values: Iterable[str], value: str) -> bool:
    return not values or value in values
