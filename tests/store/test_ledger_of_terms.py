"""`terms ledger`: what terms cost and earn, the same on both engines; what is advised, by the rules of the docs."""

from __future__ import annotations

from typing import Any

import pytest

from keywords import Matcher
from keywords.schema import Term
from keywords.vocabulary import Vocabulary
from tests.store import bench
from tests.store import build as b
from warden import identity
from warden.curation.ledger import Account, Ledger, advise
from warden.records import Probe
from warden.store.base import Store
from warden.store.effort import TermEffort


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return bench.vocabulary()


def term_of(vocabulary: Vocabulary, word: str, lang: str = "en") -> Term:
    return next(
        one for one in vocabulary.terms if (one.lang, one.term, one.target) == (lang, word, "elephant")
    )


def asked(term: Term, site: str = b.SITE) -> Probe:
    return Probe(
        identity.probe_id(site, "search", term.id, term.term), site, "search", term.id, term.term, term.lang
    )


def ledger(
    store: Store, vocabulary: Vocabulary, since: str | None = None, **more: Any
) -> dict[tuple[str, str], dict[str, Any]]:
    made = Ledger(vocabulary, **{"langs": (), "targets": (), "sites": (), **more})
    made.read_all(store, since, lambda _: None)
    return {(row["term"], row["site"]): row for row in made.lines() if row["lang"] == "en"}


def shown(vocabulary: Vocabulary, *titles: str, first: int = 1) -> list[Any]:
    matcher = Matcher(vocabulary)
    return [
        (b.listing(str(first + n), title, description=None), matcher.assess(title))
        for n, title in enumerate(titles)
    ]


@pytest.fixture
def filled(store: Store, vocabulary: Vocabulary) -> Store:
    """Two pages of one probe with four listings, one twice; one page that found none; one that was blocked; a free word."""
    raw, tusk = asked(term_of(vocabulary, "raw ivory")), asked(term_of(vocabulary, "ivory tusk"))
    free = Probe(identity.probe_id(b.SITE, "search", None, "odd"), b.SITE, "search", None, "odd")
    b.begin(store, "run-1", raw, tusk, free)
    one = shown(vocabulary, "raw ivory block", "Raw ivory tusk", "grey sofa")
    two = shown(vocabulary, "Raw ivory tusk", "old lamp", first=2)
    store.ingest(b.batch(b.page(p=raw), *one))
    store.ingest(
        b.batch(b.page(p=raw, number=2, captured=b.at(9)), two[0], shown(vocabulary, "old lamp", first=4)[0])
    )
    store.ingest(b.batch(b.page(p=tusk, outcome="none")))
    store.ingest(b.batch(b.page(p=tusk, number=2, outcome="blocked")))
    store.ingest(b.batch(b.page(p=free)))
    return store


def test_effort(filled: Store, vocabulary: Vocabulary) -> None:
    rows = {row.term_id: row for row in filled.term_effort()}
    raw, tusk = term_of(vocabulary, "raw ivory").id, term_of(vocabulary, "ivory tusk").id
    assert rows == {
        raw: TermEffort(raw, b.SITE, probes=1, pages=2, listings=4, hits=2),
        tusk: TermEffort(tusk, b.SITE, probes=1, pages=1, listings=0, hits=0),
    }
    (late,) = filled.term_effort(b.at(8))
    assert (late.term_id, late.pages, late.listings, late.hits) == (raw, 1, 2, 1)


def test_hits_go_to_every_term_that_speaks_for_them(filled: Store, vocabulary: Vocabulary) -> None:
    filled.add_verdict(b.verdict(b.hit_of("1", "elephant"), "relevant_prohibited"))
    filled.add_verdict(b.verdict(b.hit_of("2", "elephant"), "not_for_sale"))
    rows = ledger(filled, vocabulary)
    raw = rows["raw ivory", b.SITE]
    assert (raw["probes"], raw["pages"], raw["listings"], raw["found"]) == (1, 2, 4, 2)
    assert (raw["hits"], raw["reviewed"], raw["confirmed"], raw["precision"]) == (2, 2, 1, 0.5)
    assert raw["last_useful"] == "2026-11-02"
    assert raw["minutes"] is None, "nobody was timed, so nothing is told"
    tusk = rows["ivory tusk", b.SITE]
    assert (tusk["pages"], tusk["hits"], tusk["confirmed"], tusk["last_useful"]) == (1, 1, 0, None)
    assert "odd" not in {term for term, _ in rows}


def test_minutes_are_those_between_look_and_verdict(filled: Store, vocabulary: Vocabulary) -> None:
    one, two = b.hit_of("1", "elephant"), b.hit_of("2", "elephant")
    filled.add_selection(one, "anna", "new", "all", 1.0, "2026-11-03T11:58:30Z")
    filled.add_selection(two, "anna", "new", "all", 1.0, "2026-11-03T09:00:00Z")
    filled.add_selection(two, "ben", "new", "all", 1.0, "2026-11-03T11:59:00Z")
    for hit in (one, two):
        filled.add_verdict(b.verdict(hit, "relevant_prohibited"))
    row = ledger(filled, vocabulary)["raw ivory", b.SITE]
    assert row["minutes"] == 1.5, "three hours are no look, and another's look is not hers"


def test_what_says_nothing_of_the_word_is_not_reviewed(filled: Store, vocabulary: Vocabulary) -> None:
    for number, decision in (("1", "duplicate"), ("2", "cannot_tell")):
        filled.add_verdict(b.verdict(b.hit_of(number, "elephant"), decision))
    row = ledger(filled, vocabulary)["raw ivory", b.SITE]
    assert (row["hits"], row["reviewed"], row["precision"]) == (2, 0, None)


def test_only_what_is_asked_for(filled: Store, vocabulary: Vocabulary) -> None:
    assert not ledger(filled, vocabulary, sites=["elsewhere"])
    assert not ledger(filled, vocabulary, langs=["de"])
    assert not ledger(filled, vocabulary, targets=["tiger"])
    assert ledger(filled, vocabulary, langs=["en"], targets=["elephant"], sites=[b.SITE])
    assert not any(row["hits"] or row["pages"] for row in ledger(filled, vocabulary, since=b.at(20)).values())


def account(confirmed: int = 0, rejected: int = 0, **more: Any) -> Account:
    return Account(
        Term("en:1", "en", "word", "code", "elephant"), "s", confirmed=confirmed, rejected=rejected, **more
    )


@pytest.mark.parametrize(
    ("one", "best", "advice"),
    [
        (account(0, 40), 0.0, "retire"),
        (account(0, 19), 0.0, None),
        (account(4, 36), 0.0, None),
        (account(2, 40), 0.6, "split"),
        (account(10, 8), 0.0, None),
        (account(effort=TermEffort("en:1", "s", 1, 30, 900, 0)), 0.0, "retire"),
        (account(effort=TermEffort("en:1", "s", 1, 29, 900, 0)), 0.0, None),
        (account(effort=TermEffort("en:1", "s", 1, 30, 900, 1)), 0.0, None),
    ],
)
def test_advice(one: Account, best: float, advice: str | None) -> None:
    assert advise(one, best)[0] == advice


def test_an_exclusion_is_advised_where_rejections_are_alike() -> None:
    one = account(10, 8)
    one.reasons.update({"colour_word": 5, "stock_photo": 8})
    assert advise(one, 0.0) == ("add_exclusion", "5 of 8 rejected as colour_word")
    one.reasons["colour_word"] = 3
    assert advise(one, 0.0)[0] is None
