"""What was seen: listings, revisions, sightings, hits, follow-ups."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from warden.records import Price
from warden.store import open_store, snapshot
from warden.store.base import Batch, EvidenceFile, Gone, HitQuery, LedgerStep, Store

from . import build as b


def test_a_page_brings_listings_hits_and_their_follow_ups(store: Store) -> None:
    b.begin(store)
    on = b.page()
    got = store.ingest(
        b.batch(on, (b.listing("1"), b.assessment("loxodonta")), (b.listing("2"), b.assessment()))
    )
    assert (got.new_listings, got.new_revisions, got.queued, got.new_to_run) == (2, 2, 2, 2)
    assert got.new_hits == [b.hit_of("1")]
    assert {work.kind for work in store.works("run-1")} == {"item", "picture"}
    line = store.hit(b.hit_of("1"))
    assert line is not None
    assert (line.title, line.target, line.state, line.sightings) == (
        "Old ivory netsuke",
        "loxodonta",
        "new",
        1,
    )
    assert line.page is not None
    assert line.page.archive == "a-0001.warc.gz"


def test_the_same_batch_twice_is_the_same_state(store: Store) -> None:
    b.begin(store)
    on = b.page()
    batch = b.batch(on, (b.listing("1"), b.assessment("loxodonta")))
    store.ingest(batch)
    before = (store.counts(), store.hit(b.hit_of("1")), list(store.works("run-1")))
    again = store.ingest(batch)
    assert again.known
    assert (again.new_listings, again.new_revisions, again.new_hits, again.queued) == (0, 0, [], 0)
    assert (store.counts(), store.hit(b.hit_of("1")), list(store.works("run-1"))) == before


def test_a_page_fetched_again_replaces_its_first_sighting(store: Store) -> None:
    b.seen(store)
    store.ingest(b.batch(b.page(captured=b.at(3)), (b.listing("1"), b.assessment("loxodonta"))))
    line = store.hit(b.hit_of("1"))
    assert line is not None
    assert (line.sightings, line.first_seen_at, line.last_seen_at) == (1, b.at(3), b.at(3))


def test_a_listing_twice_on_a_page_is_one_sighting(store: Store) -> None:
    b.begin(store)
    one = (b.listing("1"), b.assessment("loxodonta"))
    got = store.ingest(b.batch(b.page(), one, one))
    assert got.new_listings == 1
    assert store.counts()["sighting"] == 1


def _causes(store: Store) -> list[str]:
    return [revision["cause"] for revision in store.revisions(b.key_of("1"))]


def test_a_change_is_one_against_the_roads_newest(store: Store) -> None:
    b.seen(store)
    dearer = b.listing("1", price=Price(120.0, None, "EUR", "120 €", "asking"))
    store.ingest(b.batch(b.page(number=2, captured=b.at(3)), (dearer, b.assessment("loxodonta"))))
    assert _causes(store) == ["first", "changed"]
    assert store.revisions(b.key_of("1"))[1]["difference"] == ["price"]
    # Back to the first price: the first revision is the newest again, and that is a change.
    store.ingest(b.batch(b.page(number=3, captured=b.at(4)), (b.listing("1"), b.assessment("loxodonta"))))
    assert _causes(store) == ["changed", "changed"]
    line = store.hit(b.hit_of("1"))
    assert line is not None
    assert line.price.amount == 100.0


def test_another_parser_makes_a_reread_not_a_change(store: Store) -> None:
    b.seen(store)
    mended = b.listing("1", description="Carved, about 1900, signed")
    on = b.page(number=2, captured=b.at(3), recipe=b.recipe(parser=2))
    store.ingest(b.batch(on, (mended, b.assessment("loxodonta"))))
    assert _causes(store) == ["first", "reread"]
    # Both read by the new parser now: this one is a change.
    on = b.page(number=3, captured=b.at(4), recipe=b.recipe(parser=2))
    store.ingest(b.batch(on, (b.listing("1", title="Bone netsuke"), b.assessment("loxodonta"))))
    assert _causes(store) == ["first", "reread", "changed"]


def test_the_item_page_is_another_road_and_becomes_the_card(store: Store) -> None:
    b.seen(store)
    key = b.key_of("1")
    full = b.listing("1", description="A longer text of the item page")
    on = b.page(key=key, captured=b.at(2, 13))
    store.ingest(b.batch(on, (full, b.assessment("loxodonta"))))
    assert _causes(store) == ["first", "first"]
    store.ingest(b.batch(b.page(number=2, captured=b.at(5)), (b.listing("1"), b.assessment("loxodonta"))))
    line = store.hit(b.hit_of("1"))
    assert line is not None
    assert line.description == "A longer text of the item page"
    assert store.count(HitQuery(text="longer text")) == 1


def test_an_older_capture_imported_later_changes_no_card(store: Store) -> None:
    b.seen(store)
    old = b.listing("1", title="Ivory netsuke, first draft")
    store.ingest(b.batch(b.page(number=2, captured=b.at(1)), (old, b.assessment("loxodonta"))))
    line = store.hit(b.hit_of("1"))
    assert line is not None
    assert (line.title, line.first_seen_at) == ("Old ivory netsuke", b.at(1))


def test_a_hit_of_the_list_survives_an_item_page_that_does_not_match(store: Store) -> None:
    hit = b.seen(store)
    key = b.key_of("1")
    other = b.listing("1", title="Netsuke", description="see picture")
    store.ingest(b.batch(b.page(key=key, captured=b.at(3)), (other, b.assessment())))
    line = store.hit(hit)
    assert line is not None
    assert (line.withdrawn, line.grade, line.score) == (False, "hit", 0.9)
    # The list's words are not the ones shown: the match is there, its place is not.
    assert [(m["term"], m["start"]) for m in line.matches] == [("ivory", None)]


def test_a_hit_no_reading_makes_is_withdrawn_and_comes_back(store: Store) -> None:
    hit = b.seen(store)
    (revision,) = store.revisions(b.key_of("1"))
    store.add_verdict(b.verdict(hit, "relevant_prohibited"))
    store.add_reading(b.key_of("1"), revision["revision_id"], b.assessment(), b.recipe("t2"), b.at(4))
    line = store.hit(hit)
    assert line is not None
    assert line.withdrawn
    assert (len(store.verdicts(hit)), store.count(HitQuery()), store.count(HitQuery(withdrawn=True))) == (
        1,
        0,
        1,
    )
    again = b.assessment("loxodonta", "mammuthus")
    new = store.add_reading(b.key_of("1"), revision["revision_id"], again, b.recipe("t3"), b.at(5))
    assert new == [b.hit_of("1", "mammuthus")]
    assert store.count(HitQuery()) == 2
    (revision,) = store.revisions(b.key_of("1"))
    assert [reading["current"] for reading in revision["readings"]] == [False, False, True]


def test_of_a_restricted_reading_only_id_field_and_role_are_kept(store: Store) -> None:
    b.begin(store)
    secret = b.assessment("loxodonta", restricted=True)
    store.ingest(b.batch(b.page(), (b.listing("1"), secret)))
    line = store.hit(b.hit_of("1"))
    assert line is not None
    (match,) = line.matches
    assert {name: value for name, value in match.items() if value not in (None, [])} == {
        "term": "en:ivory",
        "field": "title",
        "role": "signal",
    }


def test_follow_ups_are_queued_once_and_failed_ones_again_in_the_next_run(store: Store) -> None:
    b.seen(store)
    b.begin(store, "run-2", started=b.at(9))
    on = b.page(number=2)
    assert store.ingest(b.batch(on, (b.listing("1"), b.assessment("loxodonta")))).queued == 0
    for work in list(store.works("run-1")):
        store.finish_work(LedgerStep(work.work_id, "failed" if work.kind == "item" else "results"))
    on = b.page("run-2", number=2, captured=b.at(9))
    assert store.ingest(b.batch(on, (b.listing("1"), b.assessment("loxodonta")))).queued == 1
    assert [work.kind for work in store.works("run-2")] == ["item"]


def test_what_is_due_in_a_run_that_nobody_goes_on_with_is_queued_again(store: Store) -> None:
    b.seen(store)  # a run that was killed, and whose selection is never asked for again
    b.begin(store, "run-2", signature="another selection", started=b.at(9))
    shown = (b.listing("1"), b.assessment("loxodonta"))
    assert store.ingest(b.batch(b.page("run-2", captured=b.at(9)), shown)).queued == 2
    assert store.ingest(b.batch(b.page("run-2", number=2, captured=b.at(9)), shown)).queued == 0
    for work in list(store.works("run-2")):
        store.finish_work(LedgerStep(work.work_id, "results"))
    b.begin(store, "run-3", started=b.at(10))
    assert store.ingest(b.batch(b.page("run-3", captured=b.at(10)), shown)).queued == 0


def test_gone_is_the_first_evidence_and_ends_the_rechecks(store: Store) -> None:
    hit = b.seen(store)
    key = b.key_of("1")
    assert list(store.due_rechecks(b.at(4))) == [(key, b.SITE, "1", "http://127.0.0.1/item/1")]
    gone = b.page(key=key, captured=b.at(5), outcome="none")
    store.ingest(replace(b.batch(gone), gone=Gone(key, "removed", b.at(5))))
    gone = b.page(key=key, number=2, captured=b.at(6), outcome="none")
    store.ingest(replace(b.batch(gone), gone=Gone(key, "gone", b.at(6))))
    line = store.hit(hit)
    assert line is not None
    assert (line.gone_at, line.gone_reason) == (b.at(5), "removed")
    assert list(store.due_rechecks(b.at(30))) == []
    # Offered again: noted, and nothing is cleared.
    store.ingest(b.batch(b.page(number=2, captured=b.at(8)), (b.listing("1"), b.assessment("loxodonta"))))
    line = store.hit(hit)
    assert line is not None
    assert line.gone_at == b.at(5)


def test_an_item_page_out_of_stock_is_gone(store: Store) -> None:
    hit = b.seen(store)
    sold = b.listing("1", availability="out_of_stock")
    store.ingest(b.batch(b.page(key=b.key_of("1"), captured=b.at(3)), (sold, b.assessment("loxodonta"))))
    line = store.hit(hit)
    assert line is not None
    assert (line.gone_at, line.gone_reason, line.availability) == (b.at(3), "ended", "out_of_stock")


def test_rechecks_follow_their_days(store: Store) -> None:
    b.seen(store)
    key = b.key_of("1")
    looks = []
    for day in range(3, 30):
        for found, *_ in list(store.due_rechecks(b.at(day))):
            looks.append(day - 2)
            on = b.page(key=found, number=day, captured=b.at(day), kind="recheck")
            store.ingest(b.batch(on, (b.listing("1"), b.assessment("loxodonta"))))
    assert looks == [1, 3, 7, 14]
    assert list(store.due_rechecks(b.at(2, month=12))) == [(key, b.SITE, "1", "http://127.0.0.1/item/1")]
    on = b.page(key=key, number=99, captured=b.at(2, month=12), kind="recheck")
    store.ingest(b.batch(on, (b.listing("1"), b.assessment("loxodonta"))))
    assert list(store.due_rechecks(b.at(31, month=12))) == []


def test_the_same_title_of_the_same_seller_is_one_cluster(store: Store) -> None:
    b.begin(store)
    made = b.assessment("loxodonta")
    store.ingest(b.batch(b.page(), (b.listing("1"), made), (b.listing("3", "Tusk", seller_key=None), made)))
    store.ingest(b.batch(b.page(number=2, captured=b.at(9)), (b.listing("2", "OLD Ivory  netsuke"), made)))
    clusters = {line.listing_id: line.cluster_id for line in store.search(HitQuery())}
    assert clusters == {"1": b.key_of("1"), "2": b.key_of("1"), "3": None}
    together = store.search(HitQuery(clusters=[b.key_of("1")]))
    assert {line.listing_id for line in together} == {"1", "2"}
    assert list(store.search(HitQuery(clusters=[b.key_of("3")]))) == []


def test_nothing_new_stops_paging(store: Store) -> None:
    b.begin(store)
    made = (b.listing("1"), b.assessment())
    assert store.ingest(b.batch(b.page(), made)).new_to_run == 1
    assert store.ingest(b.batch(b.page(number=2), made, (b.listing("2"), b.assessment()))).new_to_run == 1
    assert store.ingest(b.batch(b.page(number=3), made)).new_to_run == 0


def test_a_page_keeps_hostile_text(store: Store) -> None:
    b.begin(store)
    nasty = b.listing("1", "\ud800<script>\x00 ivory \u202e", description="x" * 100_000)
    store.ingest(b.batch(b.page(), (nasty, b.assessment("loxodonta"))))
    assert store.count(HitQuery(text="<script> Ivory")) == 1


def test_evidence_is_kept_once_a_file(store: Store) -> None:
    b.seen(store)
    for _ in range(2):
        store.add_evidence(b.key_of("1"), "picture", "1.jpg", "ab" * 32, {"phash": "0f"})
    (kept,) = store.evidence(b.key_of("1"))
    assert (kept["file"], kept["meta"]) == ("1.jpg", {"phash": "0f"})


def test_a_batch_keeps_the_evidence_of_its_hits_only(store: Store) -> None:
    b.begin(store)
    batch = b.batch(b.page(), (b.listing("1"), b.assessment("loxodonta")), (b.listing("2"), b.assessment()))
    batch.evidence = [EvidenceFile(b.key_of(n), "card", f"{n}.json", "cd" * 32, {}) for n in "12"]
    store.ingest(batch)
    assert [len(store.evidence(b.key_of(n))) for n in "12"] == [1, 0]
    assert store.hit_listings([b.key_of("1"), b.key_of("2"), "nowhere"]) == {b.key_of("1")}


def test_mean_bytes_of_a_sites_answers(store: Store) -> None:
    b.begin(store)
    assert store.page_weights() == {}
    for number, size in enumerate((1000, 3000)):
        store.ingest(b.batch(b.page(number=number, bytes=size, requests=1)))
    assert store.page_weights() == {b.SITE: 2000.0}


def _story(seed: int) -> list[Batch]:
    """Forty pages over three weeks: lists and item pages, edits, endings, targets that come and go."""
    chance = random.Random(seed)
    pages = []
    for number in range(40):
        number_of = str(chance.randrange(8))
        key = b.key_of(number_of) if chance.random() < 0.4 else None
        on = b.page(
            number=number, captured=b.at(2 + number // 2), key=key, recipe=b.recipe(parser=1 + number // 30)
        )
        shown = []
        for one in [number_of] if key else chance.sample(range(8), 3):
            price = Price(float(chance.choice([10, 20])), None, "EUR", None, "asking")
            stock = "out_of_stock" if key and chance.random() < 0.1 else "in_stock"
            listing = b.listing(
                str(one), price=price, availability=stock, title=chance.choice(["Tusk", "Old tusk"])
            )
            # What a recipe makes of a text is always the same.
            kind = len(listing.title) + int(price.amount or 0) // 10 + number // 30
            made = b.assessment(*["loxodonta", "panthera"][: kind % 3])
            shown.append((listing, made))
        pages.append(b.batch(on, *shown))
    return pages


@pytest.mark.parametrize("seed", range(5))
def test_pages_told_twice_and_late_change_nothing(store: Store, tmp_path: Path, seed: int) -> None:
    story = _story(seed)
    b.begin(store)
    for batch in story:
        store.ingest(batch)
    chance = random.Random(seed)
    again = open_store(str(tmp_path / "again.db"))
    b.begin(again)
    for number, batch in enumerate(story):
        again.ingest(batch)
        if chance.random() < 0.5:
            again.ingest(batch)
        if number and chance.random() < 0.2:
            again.ingest(story[chance.randrange(number)])
    assert snapshot.of(again) == snapshot.of(store)
    assert again.check() == []
    again.close()


def test_a_page_fetched_again_later_without_a_listing(store: Store) -> None:
    b.begin(store)
    rows = [(b.listing(number), b.assessment("loxodonta")) for number in "12"]
    store.ingest(b.batch(b.page(captured=b.at(3)), *rows))
    for day in (4, 12):
        store.ingest(b.batch(b.page(captured=b.at(day)), rows[0]))
        assert store.check() == []
        line = store.hit(b.hit_of("2"))
        assert line is not None and line.page is not None
        # It was seen when it was seen; the page it was seen on is kept as it is now.
        assert (line.page.captured_at, line.last_seen_at) == (b.at(day), b.at(3))
    told = store.trends(
        since=None, until=None, by=["week"], targets=[], sites=[], languages=[], same_basket=False
    )
    assert [row.listings for row in told if row.listings] == [1, 1]
