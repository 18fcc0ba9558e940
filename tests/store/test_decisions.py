"""Verdicts, states, hits that people add, watches, settings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from warden.decisions import Seen
from warden.errors import OtherSecret, UsageError
from warden.records import HitLine, Price
from warden.store.base import HitQuery, Store

from . import build as b


def _line(store: Store, hit: str) -> HitLine:
    line = store.hit(hit)
    assert line is not None
    return line


def _decide(
    store: Store, hit: str, decision: str, reviewer: str = "anna", day: int = 3, **more: object
) -> str:
    verdict = b.verdict(hit, decision, reviewer, b.at(day), **more)
    store.add_verdict(verdict)
    return verdict.verdict_id


def test_a_verdict_decides_and_a_correction_replaces_ones_own(store: Store) -> None:
    hit = b.seen(store)
    _decide(store, hit, "scam", day=3)
    assert (_line(store, hit).state, (_line(store, hit).verdict or {})["decision"]) == ("decided", "scam")
    _decide(store, hit, "relevant_prohibited", day=4, taxon="Loxodonta africana")
    assert _line(store, hit).verdict == {
        "decision": "relevant_prohibited",
        "taxon": "Loxodonta africana",
        "reviewer": "anna",
        "at": b.at(4),
        # What is not named is what was shown.
        "revision_id": store.revisions(b.key_of("1"))[0]["revision_id"],
    }
    assert len(store.verdicts(hit)) == 2


def test_what_a_reviewer_saw_is_kept_with_the_verdict(store: Store) -> None:
    hit = b.seen(store)
    saw = Seen("genus", "image_morphology", "probable", "antique", "ivory_worked", blind=True, seconds=12)
    _decide(store, hit, "relevant_legality_unknown", seen=saw)
    _decide(store, hit, "cannot_tell", "ben")
    assert [verdict.seen for verdict in store.verdicts(hit)] == [saw, Seen()]
    assert saw.told()["seconds"] == 12 and Seen().told() == {}


def test_hits_of_one_listing(store: Store) -> None:
    b.seen(store, "elephant", "tiger")
    found = store.search(HitQuery(listing_keys=[b.key_of("1")]))
    assert {one.target for one in found} == {"elephant", "tiger"}
    assert list(store.search(HitQuery(listing_keys=["nothing"]))) == []


def test_two_reviewers_who_differ_dispute_and_an_adjudicator_ends_it(store: Store) -> None:
    hit = b.seen(store)
    _decide(store, hit, "scam", "anna", 3)
    _decide(store, hit, "cannot_tell", "ben", 4)
    assert _line(store, hit).state == "disputed"
    _decide(store, hit, "relevant_prohibited", "carla", 5, adjudicates=True)
    assert _line(store, hit).state == "adjudicated"
    _decide(store, hit, "scam", "anna", 6)
    line = _line(store, hit)
    assert (line.state, (line.verdict or {})["reviewer"]) == ("adjudicated", "carla")


def test_two_reviewers_who_agree_decide(store: Store) -> None:
    hit = b.seen(store)
    _decide(store, hit, "scam", "anna", 3)
    _decide(store, hit, "scam", "ben", 4)
    assert _line(store, hit).state == "decided"


def test_cannot_tell_is_an_answer_and_undo_makes_new(store: Store) -> None:
    hit = b.seen(store)
    name = _decide(store, hit, "cannot_tell")
    assert _line(store, hit).state == "cannot_tell"
    store.add_verdict(b.verdict(hit, "cannot_tell", when=b.at(4), verdict_id=name, undone=True))
    line = _line(store, hit)
    assert (line.state, line.verdict, line.changed) == ("new", None, False)
    assert [v.undone for v in store.verdicts(hit)] == [True]


def test_undo_brings_back_the_verdict_before(store: Store) -> None:
    hit = b.seen(store)
    _decide(store, hit, "relevant_prohibited", day=3)
    name = _decide(store, hit, "scam", day=4)
    store.add_verdict(b.verdict(hit, "scam", when=b.at(5), verdict_id=name, undone=True))
    assert (_line(store, hit).verdict or {})["decision"] == "relevant_prohibited"


def _change(store: Store, day: int, **fields: object) -> None:
    shown = b.listing("1", **fields)
    on = b.page(number=day, captured=b.at(day))
    store.ingest(b.batch(on, (shown, b.assessment("loxodonta"))))


def test_a_material_change_reopens_and_a_new_verdict_closes(store: Store) -> None:
    hit = b.seen(store)
    _decide(store, hit, "replica_or_not_wildlife", day=3)
    _change(store, 4, price=Price(9000.0, None, "EUR", "9.000 €", "asking"))
    line = _line(store, hit)
    assert (line.state, line.changed, (line.verdict or {})["decision"]) == (
        "new",
        True,
        "replica_or_not_wildlife",
    )
    assert store.count(HitQuery(states=["new"])) == 1
    _decide(store, hit, "relevant_prohibited", "ben", 5)
    line = _line(store, hit)
    # What was decided about the old content disputes nothing.
    assert (line.state, line.changed) == ("decided", False)


def test_a_change_of_wording_alone_does_not_reopen(store: Store) -> None:
    hit = b.seen(store)
    _decide(store, hit, "scam", day=3)
    _change(store, 4, price=Price(100.0, None, "EUR", "EUR 100,-", "asking"))
    line = _line(store, hit)
    assert (line.revisions, line.state) == (2, "decided")


def test_a_verdict_on_an_older_revision_does_not_cover_the_newer(store: Store) -> None:
    hit = b.seen(store)
    (old,) = store.revisions(b.key_of("1"))
    _change(store, 4, title="Old ivory netsuke, signed")
    _decide(store, hit, "scam", day=5, revision_id=old["revision_id"])
    line = _line(store, hit)
    assert (line.state, line.changed) == ("new", True)


def test_a_claim_lasts_its_time(store: Store) -> None:
    hit = b.seen(store)
    assert store.claim(hit, "anna", b.at(3), "2999-01-01T00:00:00Z")
    assert _line(store, hit).state == "claimed"
    assert store.count(HitQuery(states=["claimed"])) == 1
    assert not store.claim(hit, "ben", b.at(3), b.at(4))
    assert store.claim(hit, "anna", b.at(3), b.at(4))
    assert _line(store, hit).state == "new"
    _decide(store, hit, "scam")
    assert not store.claim(hit, "ben", b.at(5), b.at(6))


def test_unknown_hits_and_decisions_are_told(store: Store) -> None:
    hit = b.seen(store)
    with pytest.raises(UsageError, match="no hit"):
        _decide(store, "nowhere", "scam")
    with pytest.raises(UsageError, match="relevant_prohibited, relevant_potentially_illegal"):
        _decide(store, hit, "relevant_illegal")
    with pytest.raises(UsageError, match="no hit"):
        store.add_selection("nowhere", "anna", "new", "all", 1.0, b.at(3))
    assert store.hit("nowhere") is None


def test_hits_are_found_by_how_their_ids_begin(store: Store) -> None:
    b.begin(store)
    entries = [(b.listing(str(n)), b.assessment("elephant")) for n in range(40)]
    store.ingest(b.batch(b.page(), *entries))
    ids = sorted(b.hit_of(str(n), "elephant") for n in range(40))
    for length in (1, 2, 8, 9, 36):
        start = ids[7][:length]
        assert store.hit_ids(start, 100) == [one for one in ids if one.startswith(start)]
    assert store.hit_ids("", 3) == ids[:3]
    assert store.hit_ids("x", 3) == store.hit_ids("%", 3) == store.hit_ids(ids[0] + "0", 3) == []


def test_selections_are_kept(store: Store) -> None:
    hit = b.seen(store)
    for _ in range(2):
        store.add_selection(hit, "anna", "new", "score:high", 0.25, b.at(3))
    told = {"reviewer": "anna", "queue": "new", "stratum": "score:high", "probability": 0.25, "at": b.at(3)}
    assert store.selections(hit) == [told]


def test_a_volunteers_listing_is_a_hit_without_a_match(store: Store) -> None:
    b.begin(store)
    on = b.page(again="hand", kind="url")
    entry = b.entry(b.listing("7", "Nice old thing"), on, follow_ups=False)
    hit, known = store.add_hit(on, entry, None, "volunteer", "v1")
    assert (hit, known) == (b.hit_of("7", None), False)
    line = _line(store, hit)
    assert (line.origins, line.grade, line.score, line.target, line.withdrawn) == (
        ["volunteer"],
        "none",
        None,
        None,
        False,
    )
    assert store.add_hit(on, entry, None, "expert", None) == (hit, True)
    assert _line(store, hit).origins == ["volunteer", "expert"]


def test_a_person_adds_an_origin_to_the_hit_that_is_there(store: Store) -> None:
    hit = b.seen(store)
    on = b.page(again="hand", kind="url", captured=b.at(3))
    typed = b.entry(b.listing("1", "what the volunteer typed"), on)
    assert store.add_hit(on, typed, None, "volunteer", None) == (hit, True)
    line = _line(store, hit)
    assert (line.title, line.origins, line.sightings) == ("Old ivory netsuke", ["match", "volunteer"], 1)
    # No reading makes it any more, but a person stands for it.
    (revision,) = store.revisions(b.key_of("1"))
    store.add_reading(b.key_of("1"), revision["revision_id"], b.assessment(), b.recipe("t2"), b.at(4))
    line = _line(store, hit)
    assert (line.withdrawn, line.grade) == (False, "none")


def test_hits_are_found_by_origin_and_decision(store: Store) -> None:
    hit = b.seen(store)
    _decide(store, hit, "relevant_prohibited")
    assert store.count(HitQuery(origins=["match"], decisions=["relevant_prohibited"])) == 1
    assert store.count(HitQuery(origins=["volunteer"])) == 0


def test_effort_by_hand_is_kept_once(store: Store) -> None:
    b.begin(store)
    on = b.page(again="hand", outcome="none")
    assert store.add_effort(on, 20.0, 0, "anna")
    assert not store.add_effort(on, 20.0, 0, "anna")


def test_settings_are_any_json(store: Store) -> None:
    assert store.get_setting("retention") is None
    store.put_setting("retention", {"other": 30, "note": "é"})
    store.put_setting("retention", {"other": 60})
    assert store.get_setting("retention") == {"other": 60}


def test_another_secret_is_refused(store: Store) -> None:
    store.fingerprint("one")
    store.fingerprint("one")
    with pytest.raises(OtherSecret, match="WARDEN_SECRET"):
        store.fingerprint("two")


def test_watches_are_frozen_versions(store: Store) -> None:
    ivory, tusk = b.probe("ivory"), b.probe("tusk")
    assert store.save_watch("weekly", {"pages": 2}, [ivory], b.at(2)) == 1
    assert store.save_watch("weekly", {"pages": 2}, [ivory], b.at(3)) == 1
    # What an id stands for never changes.
    assert store.save_watch("weekly", {"pages": 2}, [replace(ivory, lang="fr")], b.at(3)) == 1
    told = store.watch("weekly")
    assert told is not None and told[2] == [ivory]
    assert store.save_watch("weekly", {"pages": 2}, [ivory, tusk], b.at(4)) == 2
    assert store.save_watch("weekly", {"pages": 3}, [ivory, tusk], b.at(4)) == 3
    assert store.watch("weekly") == (3, {"pages": 3}, [ivory, tusk])
    assert [(w["name"], w["version"], w["probes"]) for w in store.watches()] == [("weekly", 3, 2)]
    assert store.retire_watch("weekly", b.at(5))
    assert not store.retire_watch("weekly", b.at(5))
    assert store.watch("weekly") is None
    assert store.watches()[0]["retired_at"] == b.at(5)
    assert store.save_watch("weekly", {"pages": 3}, [ivory, tusk], b.at(6)) == 3
    assert store.watch("weekly") is not None
