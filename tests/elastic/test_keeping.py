"""Health, re-reading, retention and self-examination on a real node, beside SQLite's answers where both have them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests.store import build as b
from warden.records import Price
from warden.store.base import Batch, LedgerStep, PageRecord
from warden.store.elasticsearch import erasures, retention
from warden.store.elasticsearch.check import NOTES
from warden.store.elasticsearch.documents import Documents, Write, every
from warden.store.elasticsearch.store import ElasticStore
from warden.store.health import FIELDS, PageTally
from warden.store.sqlite import SqliteStore


@pytest.fixture
def store(store: ElasticStore) -> Iterator[ElasticStore]:
    yield store
    assert store.check() == []


@pytest.fixture
def other(tmp_path: Path) -> Iterator[SqliteStore]:
    with SqliteStore(tmp_path / "warden.db", "sqlite:") as made:
        yield made


def seconds(number: int) -> str:
    """A moment of its own, in two weeks."""
    return f"2026-11-{5 + number // 60 % 8:02d}T{number // 3600:02d}:{number % 60:02d}:{number % 59:02d}Z"


def chance_page(chance: random.Random, number: int) -> PageRecord:
    kind = chance.choice(["search", "search", "url", "manual"])
    site = chance.choice(["a_nl", "b_de"])
    return b.page(
        p=b.probe(site=site),
        number=number,
        captured=seconds(number),
        kind=kind,
        outcome=chance.choice(["results", "results", "none", "blocked"]),
        variant=chance.choice([None, "cards", "table"]),
        rows=chance.randrange(60),
        listings=chance.randrange(60),
        dropped=chance.randrange(3),
        refused=chance.randrange(3),
        reason="why",
        url=f"http://127.0.0.1/{number}",
    )


def chance_batch(chance: random.Random, number: int) -> Batch:
    """Of few listings, so that most are seen more than once, with what fields are asked for or without."""
    on = chance_page(chance, number)
    shown = []
    for name in chance.sample(range(40), 4 if on.outcome == "results" else 0):
        price = Price(float(name), None, "EUR", None, "asking") if chance.random() < 0.7 else Price()
        seller = None if name % 5 == 0 else f"seller{name % 7}"
        text = chance.choice(["Carved", "Carved, signed", None])
        one = b.listing(str(name), f"Ivory {name}", price=price, description=text, seller_key=seller)
        shown.append((one, b.assessment("loxodonta") if name % 3 else b.assessment()))
    return b.batch(on, *shown)


def filled(store: Any, other: Any, count: int = 40) -> list[PageRecord]:
    chance = random.Random(5)
    batches = [chance_batch(chance, number) for number in range(count)]
    for one in (store, other):
        b.begin(one, "run-1", b.probe(site="a_nl"), b.probe(site="b_de"))
        for batch in batches:
            one.ingest(batch)
    return [batch.page for batch in batches]


NOT_READ: tuple[str, ...] = ("manual", "picture")
WINDOWS = [(seconds(0), None), (seconds(10), seconds(30)), ("2026-11-09T00:00:00Z", None)]


def counted(pages: Sequence[PageRecord], since: str, until: str | None) -> list[PageTally]:
    """By brute force."""
    found: dict[tuple[Any, ...], PageTally] = {}
    for page in pages:
        at = page.captured_at or ""
        if page.kind in NOT_READ or at < since or at >= (until or "9999"):
            continue
        key = (page.site, page.page_kind, page.outcome, page.variant)
        tally = found.setdefault(key, PageTally(*key, 0, 0, 0, 0, 0))
        tally.pages += 1
        for name in ("rows", "listings", "dropped", "refused"):
            setattr(tally, name, getattr(tally, name) + getattr(page, name))
    return [found[key] for key in sorted(found, key=lambda key: (*key[:3], key[3] or ""))]


def test_the_past_of_sites_is_as_counted_and_as_sqlite_tells_it(store: Any, other: Any) -> None:
    pages = filled(store, other)
    for since, until in WINDOWS:
        assert store.page_tallies(since, until) == counted(pages, since, until)
        assert store.page_tallies(since, until, ["b_de"]) == other.page_tallies(since, until, ["b_de"])
        for site in ("a_nl", "b_de", "c"):
            mine, theirs = store.filled(site, since, until), other.filled(site, since, until)
            assert asdict(mine) == asdict(theirs)
    assert store.filled("a_nl", seconds(0)).listings > 10
    assert set(store.filled("a_nl", seconds(0)).lacking) >= {"price", "seller", "description"}
    assert store.site_totals() == other.site_totals()
    assert store.last_pages() == other.last_pages()
    newest = max((page.captured_at or "", page.page_id) for page in pages if page.kind not in NOT_READ)
    shown = [page.page_id for of_site in store.last_pages().values() for page in of_site.values()]
    assert newest[1] in shown
    assert store.counts() == other.counts()


def test_single_pages_are_found_as_in_sqlite(store: Any, other: Any) -> None:
    pages = filled(store, other, 20)
    for page in pages:
        assert store.seen_page(page.page_id) == other.seen_page(page.page_id)
        assert store.page_at("a-0001.warc.gz", 100 * page.number) is not None
    assert store.seen_page("nowhere") is store.page_at("a-0001.warc.gz", 7) is None
    for site in ("a_nl", "b_de"):
        probe = b.probe(site=site)
        for number, day in ((1, 13), (1, 14), (2, 15)):
            on = b.page(p=probe, number=number, captured=b.at(day), again=day)
            store.ingest(b.batch(on))
            other.ingest(b.batch(on))
        for since in (b.at(1), b.at(14), b.at(15)):
            mine = store.last_search(probe.probe_id, since)
            assert mine == other.last_search(probe.probe_id, since)
        assert store.last_search(probe.probe_id, b.at(14)).at == b.at(14)


def test_the_newest_listings_only(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warden.store.elasticsearch.health.MOST", 3)
    monkeypatch.setattr("warden.store.elasticsearch.health._PAGES", 2)
    b.begin(store)
    for number in range(6):
        shown = b.listing(str(number), description=None if number == 4 else "Carved")
        store.ingest(b.batch(b.page(number=number, captured=b.at(2, number)), (shown, b.assessment())))
    found = store.filled(b.SITE, b.at(1))
    assert (found.listings, found.fields["description"], found.fields["title"]) == (3, 2, 3)
    assert found.share("price") == 1.0
    assert found.lacking["description"] == b.page(number=4).page_id
    assert set(found.fields) == set(FIELDS)


def test_revisions_are_walked_oldest_first_and_undisturbed(store: Any, other: Any) -> None:
    filled(store, other, 20)
    assert {one.revision_id: one for one in store.stored_revisions()} == {
        one.revision_id: one for one in other.stored_revisions()
    }
    for since in (seconds(0), seconds(10), seconds(15), "2027"):
        mine = [one.revision_id for one in store.stored_revisions(since)]
        assert sorted(mine) == sorted(one.revision_id for one in other.stored_revisions(since))
    for key in {one.listing_key for one in store.stored_revisions()}:
        ordered = [one["revision_id"] for one in store.revisions(key)]
        assert [one.revision_id for one in store.stored_revisions() if one.listing_key == key] == ordered
    walked = []
    for one in store.stored_revisions():
        walked.append(one.revision_id)
        made = b.assessment("panthera")
        store.add_reading(one.listing_key, one.revision_id, made, b.recipe("t2"), b.at(20))
    assert len(walked) == len(set(walked)) == store.counts()["revision"]


def test_archived_pages_come_with_the_listing_they_were_fetched_for(store: Any, other: Any) -> None:
    for one in (store, other):
        b.begin(one)
        one.ingest(b.batch(b.page(captured=b.at(4)), (b.listing("1"), b.assessment("loxodonta"))))
        one.ingest(b.batch(b.page(number=2, captured=b.at(3), archive=None)))
        work = b.follow("run-1", b.key_of("1"), "item")
        on = b.page(key=b.key_of("1"), captured=b.at(5), source="person")
        one.ingest(
            b.batch(on, (b.listing("1"), b.assessment("loxodonta")), step=LedgerStep(work.work_id, "results"))
        )
    for since in (None, b.at(5), b.at(6)):
        assert list(store.archived_pages(since)) == list(other.archived_pages(since))
    assert [key for _, key in store.archived_pages()] == [None, b.key_of("1")]


# -- retention ----------------------------------------------------------------------------------


def shop(store: Any) -> None:
    """Two hits that are re-listings of each other, one of them with a page of its own; one listing without."""
    b.begin(store)
    rows = [
        (b.listing("1", image="http://127.0.0.1/same.jpg"), b.assessment("loxodonta", "panthera")),
        (b.listing("2", image="http://127.0.0.1/same.jpg"), b.assessment("loxodonta")),
        (b.listing("3"), b.assessment()),
    ]
    store.ingest(b.batch(b.page(captured=b.at(2)), *rows))
    item = b.page(key=b.key_of("1"), captured=b.at(3), url="http://127.0.0.1/item/1", source="s")
    step = LedgerStep(b.follow("run-1", b.key_of("1"), "item").work_id, "results")
    store.ingest(b.batch(item, rows[0], step=step))
    store.ingest(b.batch(b.page(number=2, captured=b.at(9)), rows[1]))
    store.add_evidence(b.key_of("1"), "picture", "a.jpg", "0" * 64, {})
    store.add_verdict(b.verdict(b.hit_of("1"), "relevant_prohibited"))


def left(store: Any) -> dict[str, Any]:
    """What there is of the listings, in both engines."""
    works = sorted(work.work_id for work in store.works("run-1"))
    item = store.seen_page(b.page(key=b.key_of("1")).page_id)
    hits = [b.hit_of("1"), b.hit_of("1", "panthera"), b.hit_of("2")]
    counts = store.counts()
    return {
        "known": store.known_listings([b.key_of(number) for number in "123"]),
        "verdicts": [len(store.verdicts(hit)) for hit in hits],
        "counts": counts,
        "works": works,
        "url": item.url,
        "evidence": store.evidence(b.key_of("1")),
        "revisions": [len(store.revisions(b.key_of(number))) for number in "123"],
    }


@pytest.mark.parametrize(
    ("others", "hits"),
    [(b.at(1), b.at(1)), (b.at(5), b.at(1)), (b.at(1), b.at(5)), (b.at(5), b.at(5)), (b.at(20), b.at(20))],
)
def test_retention_erases_what_sqlite_erases(store: Any, other: Any, others: str, hits: str) -> None:
    for one in (store, other):
        shop(one)
    assert left(store) == left(other)
    gone = store.apply_retention(other_before=others, hits_before=hits)
    assert gone == other.apply_retention(other_before=others, hits_before=hits)
    assert left(store) == left(other)
    assert store.docs.count("setting", every({"term": {"name": erasures.NOTE}})) == 0
    told = [doc.source for doc in store.docs.each("erased", every(), [{"_doc": "asc"}])]
    kept = [row for source in told for row in source["contributions"]]
    assert sum(len(row["targets"]) for row in kept) == gone["weeks"]
    assert all(row["erased"] for row in kept)
    mate = store.docs.get("listing", b.key_of("2")).source
    assert mate is None or (mate["cluster_id"] is None) == bool(gone["hits"])


class Killed(Exception):
    pass


def broken(docs: Documents, after: int) -> Callable[[Sequence[Write]], list[Write]]:
    """Bulks of which only so many arrive."""
    real, left = docs.write, [after]

    def write(writes: Sequence[Write]) -> list[Write]:
        if left[0] == 0:
            raise Killed
        left[0] -= 1
        return real(writes)

    return write


def test_a_retention_killed_anywhere_is_finished_by_the_next(
    store: Any, documents: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = 0
    for steps in range(10):
        number = str(steps)
        hit = b.seen(store, "loxodonta", "panthera", number=number, again=number, captured=b.at(2))
        item = b.page(key=b.key_of(number), captured=b.at(3), url="http://127.0.0.1/item")
        store.ingest(b.batch(item, (b.listing(number), b.assessment("loxodonta", "panthera"))))
        store.add_evidence(b.key_of(number), "picture", "a.jpg", "0" * 64, {})
        store.add_verdict(b.verdict(hit, "relevant_prohibited"))
        with monkeypatch.context() as patch, suppress(Killed):
            patch.setattr(documents, "write", broken(documents, steps))
            store.apply_retention(other_before=b.at(20), hits_before=b.at(5))
        if NOTES in {problem.what for problem in store.check()}:
            begun += 1
            # Either of them brings it to its end.
            assert steps % 2 or store.mend() == ["1 erasures brought to their end"]
        store.apply_retention(other_before=b.at(20), hits_before=b.at(5))
        counts = store.counts()
        gone = ("listing", "hit", "revision", "reading", "evidence", "verdict")
        assert [counts[name] for name in gone] == [0] * len(gone)
        told = [doc.source or {} for doc in documents.each("erased", every(), [{"_doc": "asc"}])]
        assert [[row["targets"] for row in one["contributions"]] for one in told] == [
            [["loxodonta", "panthera"]]
        ] * (steps + 1)
        assert store.seen_page(item.page_id).url is None
        assert [work.listing_key for work in store.works("run-1")] == []
        assert store.check() == []
    assert begun >= 3  # the listing gone, what hung on it, the note


def test_a_listing_seen_again_in_between_stays_whole(store: Any, documents: Documents) -> None:
    shop(store)
    doomed = [doc for doc in documents.get_all("listing", [b.key_of("1")]) if doc.source]
    begun = erasures.note(documents, doomed)
    store.ingest(b.batch(b.page(number=7, captured=b.at(9)), (b.listing("1"), b.assessment("loxodonta"))))
    assert retention.remove(documents, doomed) == []
    retention.finish(documents, begun)
    assert store.verdicts(b.hit_of("1"))
    assert store.evidence(b.key_of("1"))
    assert documents.count("erased", every()) == 0


def test_a_listing_that_came_again_before_its_erasure_was_finished(store: Any, documents: Documents) -> None:
    shop(store)
    doomed = [doc for doc in documents.get_all("listing", [b.key_of("1")]) if doc.source]
    erasures.note(documents, doomed)
    retention.remove(documents, doomed)
    again = b.listing("1", "Tiger skin")
    store.ingest(b.batch(b.page(number=7, captured=b.at(21)), (again, b.assessment("panthera"))))
    store.apply_retention(other_before=b.at(1), hits_before=b.at(1))
    assert documents.count("erased", every()) == 1
    assert [row["listing"]["title"] for row in store.revisions(b.key_of("1"))] == ["Tiger skin"]
    hits = documents.get_all("hit", [b.hit_of("1"), b.hit_of("1", "panthera")])
    assert [doc.source is not None for doc in hits] == [False, True]


def test_what_was_erased_can_come_and_go_again(store: Any, documents: Documents) -> None:
    for _ in range(3):
        b.seen(store, captured=b.at(2))
        assert store.check() == []
        assert store.apply_retention(other_before=b.at(5), hits_before=b.at(5))["hits"] == 1
    assert documents.count("erased", every()) == 3


def test_more_relistings_than_one_request_holds_all_go(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warden.store.elasticsearch.retention._AT_ONCE", 2)
    b.begin(store)
    rows = [
        (b.listing(str(n), image="http://127.0.0.1/same.jpg"), b.assessment("loxodonta")) for n in range(7)
    ]
    store.ingest(b.batch(b.page(), *rows))
    assert store.apply_retention(other_before=b.at(5), hits_before=b.at(5))["listings"] == 7
