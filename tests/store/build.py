"""Small hand-made runs, pages and listings."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from warden import identity
from warden.records import (
    Assessment,
    Listing,
    Match,
    PageRef,
    Price,
    Probe,
    Recipe,
    Run,
    TargetScore,
    Verdict,
    Work,
)
from warden.store.base import Batch, Entry, PageRecord, Store

SITE = "demo"
LANE = "127.0.0.1:80"


def at(day: int, hour: int = 12, month: int = 11) -> str:
    """A moment of 2026. November 2 is the Monday of week 45."""
    return f"2026-{month:02d}-{day:02d}T{hour:02d}:00:00Z"


def recipe(terms: str = "t1", site: str = "s1", parser: int = 1) -> Recipe:
    return Recipe(identity.recipe_id(terms, site, 1, parser), terms, site, 1, parser)


def probe(term: str = "ivory", site: str = SITE) -> Probe:
    return Probe(identity.probe_id(site, "search", term, term), site, "search", term, term, "en")


def run(name: str = "run-1", signature: str = "crawl", started: str = at(2)) -> Run:
    return Run(name, "crawl", signature, started)


def work(run_id: str, p: Probe, page: int = 1, **more: Any) -> Work:
    values: dict[str, Any] = {"lane": LANE, "kind": "search"} | more
    return Work(
        work_id=identity.work_id(run_id, p.probe_id, page),
        run_id=run_id,
        probe_id=p.probe_id,
        site=p.site,
        page=page,
        **values,
    )


def follow(run_id: str, key: str, kind: str, site: str = SITE) -> Work:
    name = identity.work_id(run_id, f"{kind}:{key}", 1)
    return Work(name, run_id, None, site, LANE, kind, listing_key=key, priority=10)  # type: ignore[arg-type]


def page(run_id: str = "run-1", p: Probe | None = None, number: int = 1, **more: Any) -> PageRecord:
    """A result page; ``key`` in ``more`` makes it a listing's own page."""
    p = p or probe()
    key = more.pop("key", None)
    name = f"item:{key}" if key else p.probe_id
    captured = more.pop("captured", at(2))
    values: dict[str, Any] = {
        "page_id": identity.derived("page", identity.work_id(run_id, name, number), more.pop("again", None)),
        "run_id": run_id,
        "site": p.site,
        "platform": "demo",
        "kind": "item" if key else "search",
        "page_kind": "item" if key else "list",
        "number": number,
        "outcome": "results",
        "captured_at": captured,
        "stored_at": captured,
        "probe": None if key else p,
        "archive": PageRef("a-0001.warc.gz", 100 * number, "0" * 64, captured),
        "recipe": recipe(),
    } | more
    return PageRecord(**values)


def listing(number: str = "1", title: str = "Old ivory netsuke", **more: Any) -> Listing:
    values: dict[str, Any] = {
        "url": f"http://127.0.0.1/item/{number}",
        "description": "Carved, about 1900",
        "price": Price(100.0, None, "EUR", "100 €", "asking"),
        "language": "en",
        "seller_key": "s" * 8,
        "image": f"http://127.0.0.1/pic/{number}.jpg",
    } | more
    return Listing(listing_id=number, title=title, **values)


def match(term: str = "ivory", target: str | None = "loxodonta", start: int = 4) -> Match:
    return Match(
        term, f"en:{term}", "en", ["en"], "product", target, "ivory", "title", start, start + 5, "signal"
    )


def assessment(*targets: str, grade: str = "hit", score: float = 0.9, **more: Any) -> Assessment:
    """Graded for these targets; without any, ``none``."""
    scores = [TargetScore(name, score, grade) for name in targets]  # type: ignore[arg-type]
    values: dict[str, Any] = {
        "products": ["ivory"] if targets else [],
        "obfuscated": False,
        "matches": [match(target=name) for name in targets],
        "terms_version": "t1",
    } | more
    return Assessment(grade if targets else "none", score if targets else 0.0, scores, **values)  # type: ignore[arg-type]


def key_of(number: str) -> str:
    return identity.listing_key("demo", number)


def entry(shown: Listing, on: PageRecord, made: Assessment | None = None, follow_ups: bool = True) -> Entry:
    key = identity.listing_key(on.platform, shown.listing_id)
    content = [
        shown.title,
        shown.description,
        shown.price.amount,
        shown.price.text,
        shown.availability,
        shown.images,
    ]
    digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
    works = [follow(on.run_id, key, "item"), follow(on.run_id, key, "picture")] if follow_ups else []
    return Entry(
        key,
        identity.revision_id(key, on.site, on.page_kind, digest),
        digest,
        shown,
        made or assessment(),
        works,
    )


def batch(on: PageRecord, *shown: tuple[Listing, Assessment], **more: Any) -> Batch:
    return Batch(on, [entry(one, on, made) for one, made in shown], **more)


def begin(store: Store, name: str = "run-1", *probes: Probe, **more: Any) -> None:
    store.start_run(run(name, **more))
    store.add_probes(name, probes or [probe()])


def hit_of(number: str = "1", target: str | None = "loxodonta") -> str:
    return identity.hit_id(key_of(number), target)


def verdict(hit: str, decision: str, reviewer: str = "anna", when: str = at(3), **more: Any) -> Verdict:
    return Verdict(
        verdict_id=more.pop("verdict_id", identity.drawn()),
        hit_id=hit,
        revision_id=more.pop("revision_id", None),
        recipe=None,
        decision=decision,  # type: ignore[arg-type]
        reviewer=reviewer,
        at=when,
        **more,
    )


def seen(store: Store, *targets: str, number: str = "1", **more: Any) -> str:
    """A run with one page with one hit; its id."""
    begin(store)
    on = page(**more)
    store.ingest(batch(on, (listing(number), assessment(*(targets or ("loxodonta",))))))
    return hit_of(number, (targets or ("loxodonta",))[0])


def numbered(number: int) -> Batch:
    """One of a long row of pages: new listings, listings seen before, some of them changed."""
    shown = []
    for n in (number, number // 2, number // 3):
        price = Price(float(100 + (number - n) // 5), None, "EUR", None, "asking")
        made = assessment("loxodonta") if n % 3 else assessment()
        shown.append((listing(str(n), price=price, description=f"Piece {n}, carved"), made))
    moment = f"2026-11-{2 + number // 60:02d}T{number // 60 % 24:02d}:{number % 60:02d}:00Z"
    return batch(page(number=number, captured=moment), *shown)
