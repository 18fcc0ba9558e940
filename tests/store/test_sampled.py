"""What the audit asks of a store: listings without a hit, hits to decide, facets, claims for a second opinion."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from warden.sampling.audit import draw, looks
from warden.sampling.chance import keep, plan_of
from warden.sampling.estimate import estimates
from warden.store import open_store
from warden.store.base import HitQuery, Store
from warden.store.sampled import FACETS

from . import build as b


def _market(store: Store) -> None:
    """Twenty listings: four graded hit, three review, the others without a hit."""
    b.begin(store)
    shown = []
    for n in range(20):
        grade = "hit" if n < 4 else "review"
        made = b.assessment("elephant", grade=grade, score=0.9 - n / 50) if n < 7 else b.assessment()
        shown.append((b.listing(str(n), f"Thing {n}", image=None, seller_key=None), made))
    store.ingest(b.batch(b.page(), *shown))


def _claims(store: Store, hit: str, reviewer: str, *, again: bool = False) -> bool:
    return store.claim(hit, reviewer, b.at(3), "2999-01-01T00:00:00Z", again=again)


def test_listings_are_counted_and_walked_by_key(store: Store) -> None:
    _market(store)
    keys = sorted(b.key_of(str(n)) for n in range(20))
    assert store.count_listings("") == 20 and store.count_listings(b.at(3)) == 0
    assert store.count_listings("", keys[3], keys[9]) == 7
    assert store.listing_keys("", "", 5) == keys[:5]
    assert store.listing_keys("", f"{keys[4]}\x00", 50) == keys[5:]
    assert store.listing_keys(b.at(3), "", 5) == []
    found = list(store.sampled_hits(""))
    assert [one.listing_key for one in found] == sorted(b.key_of(str(n)) for n in range(7))
    assert Counter(one.grade for one in found) == {"hit": 4, "review": 3}
    assert list(store.sampled_hits(b.at(3))) == []


def test_where_listings_were_seen(store: Store) -> None:
    assert store.places() == {"site": [], "language": []}
    _market(store)
    other = b.listing("30", "Thing", language="vi")
    store.ingest(b.batch(b.page(number=2), (other, b.assessment("tiger"))))
    told = store.places()
    assert told["language"] == ["en", "vi"] and len(told["site"]) == 1


def test_the_audit_reaches_listings_without_a_hit(store: Store) -> None:
    _market(store)
    plan = plan_of(store)
    drawn = []
    while (one := draw(store, plan, "", str(len(drawn)))) is not None:
        keep(store, plan)
        hit = store.audit(one.listing_key, "anna", b.at(3))
        assert hit is not None and store.audit(one.listing_key, "ben", b.at(3)) == hit
        line = store.hit(hit)
        assert line is not None and line.origins == (["audit"] if one.stratum == "none" else ["match"])
        said = "relevant_prohibited" if line.listing_id in ("1", "8") else "scam"
        verdict = b.verdict(hit, said, taxon="tiger" if said != "scam" else None)
        store.add_verdict(verdict)
        drawn.append(one)
    assert Counter(one.stratum for one in drawn) == {"none": 13, "hit": 4, "review": 3}
    [whole, elephants, tigers] = estimates(
        store, plan_of(store), "", [None, frozenset({"elephant"}), frozenset({"tiger"})]
    )
    assert (whole.value, whole.low, whole.high, whole.drawn, whole.waiting) == (2, 2, 2, 20, 0)
    assert (elephants.value, tigers.value) == (1, 1)
    [elephants, tigers] = estimates(
        store, plan_of(store), "", [frozenset({"elephant"}), frozenset({"tiger"})], {"tiger": "tiger"}
    )
    assert (elephants.value, tigers.value) == (0, 2)  # what a reviewer names is what it is


def test_the_plan_is_one_for_all_who_draw(store: Store, store_url: str) -> None:
    other = open_store(store_url)
    try:
        plan, again = plan_of(store), plan_of(other)
        assert again == plan
        (near, far), place = sorted((b.key_of("1"), b.key_of("2")), key=plan.position), plan.position
        assert place(near) < place(far)
        assert plan.reach("hit", far) and again.reach("hit", near) and again.reach("none", near)
        keep(store, plan)
        keep(other, again)
        assert plan_of(store).reached == again.reached == {"hit": far, "none": near}
    finally:
        other.close()


def test_a_setting_is_swapped_only_where_it_is_what_was_read(store: Store) -> None:
    assert not store.swap_setting("x", {"n": 1}, {"n": 2}) and store.get_setting("x") is None
    assert store.swap_setting("x", None, {"n": 1}) and not store.swap_setting("x", None, {"n": 3})
    assert store.swap_setting("x", {"n": 1}, {"n": 2}) and store.get_setting("x") == {"n": 2}


def test_the_audit_passes_over_what_others_took(store: Store) -> None:
    _market(store)
    plan, taken = plan_of(store), set[str]()
    while (one := draw(store, plan, "", "slot", besides=taken)) is not None:
        assert one.listing_key not in taken
        taken.add(one.listing_key)
    assert len(taken) >= 3


def test_an_audited_listing_counts_once_confirmed(store: Store) -> None:
    _market(store)
    hit = store.audit(b.key_of("9"), "anna", b.at(3))
    assert hit == b.hit_of("9", None)
    asked = {"since": None, "until": None, "by": [], "targets": [], "sites": [], "languages": []}
    [before] = store.trends(**asked, same_basket=False)  # type: ignore[arg-type]
    store.add_verdict(b.verdict(hit, "relevant_prohibited"))
    [after] = store.trends(**asked, same_basket=False)  # type: ignore[arg-type]
    assert (before.listings, after.listings) == (7, 8)
    assert store.count(HitQuery(text="Thing 9", origins=["audit"])) == 1
    assert store.audit("nowhere", "anna", b.at(3)) is None


def test_a_withdrawn_hit_is_not_revived_by_the_audit(store: Store) -> None:
    hit = b.seen(store)
    [revision] = store.revisions(b.key_of("1"))
    store.add_reading(b.key_of("1"), revision["revision_id"], b.assessment(), b.recipe("t2"), b.at(4))
    [look] = looks(store.sampled_hits(""))
    assert (look.stratum, look.status) == ("none", "open")
    audited = store.audit(b.key_of("1"), "anna", b.at(5))
    assert audited == b.hit_of("1", None)
    line = store.hit(hit)
    assert line is not None and line.withdrawn
    store.add_verdict(b.verdict(str(audited), "scam"))
    [look] = looks(store.sampled_hits(""))
    assert (look.stratum, look.status, look.relevant) == ("none", "known", False)


def test_verdicts_of_several_hits(store: Store) -> None:
    _market(store)
    first, second, third = (b.hit_of(str(n), "elephant") for n in range(3))
    store.add_verdict(b.verdict(first, "scam", "anna", b.at(4)))
    store.add_verdict(b.verdict(first, "duplicate", "ben", b.at(3)))
    store.add_verdict(b.verdict(third, "scam"))
    told = store.verdicts_of([first, second, third, first, "nowhere"])
    assert {name: [one.decision for one in some] for name, some in told.items()} == {
        first: ["duplicate", "scam"],
        third: ["scam"],
    }
    assert told[first] == store.verdicts(first)


def test_facets_are_what_a_count_of_each_value_gives(store: Store) -> None:
    _market(store)
    made = b.assessment("tiger", "elephant", products=["bone", "claw"])
    other = b.listing("30", "Thing of a tiger", language=None)
    store.ingest(b.batch(b.page(number=2), (other, made)))
    store.audit(b.key_of("9"), "anna", b.at(3))
    store.add_verdict(b.verdict(b.hit_of("1", "elephant"), "scam"))
    _claims(store, b.hit_of("2", "elephant"), "anna")
    names = {"target": "targets", "product": "products", "site": "sites", "language": "languages"}
    names |= {"origin": "origins", "state": "states", "grade": "grades"}
    for query in (HitQuery(), HitQuery(text="thing", grades=["hit"]), HitQuery(products=["claw"])):
        told = store.facets(query)
        assert list(told) == list(FACETS)
        for facet, counts in told.items():
            for value, count in counts.items():
                if value:
                    assert store.count(replace(query, **{names[facet]: [value]})) == count, (facet, value)
        assert sum(told["target"].values()) == store.count(query)
    assert store.facets(HitQuery())["language"][""] == 2
    assert store.facets(HitQuery())["state"] == {"new": 8, "claimed": 1, "decided": 1}
    assert store.facets(HitQuery())["product"] == {"ivory": 7, "bone": 2, "claw": 2}
    assert store.facets(HitQuery(text="!"))["site"] == {}


def test_a_claim_is_given_up_by_who_has_it(store: Store) -> None:
    hit = b.seen(store)
    assert not store.release(hit, "anna") and not store.release("nowhere", "anna")
    assert _claims(store, hit, "anna") and not store.release(hit, "ben")
    assert not _claims(store, hit, "ben") and store.release(hit, "anna")
    assert _claims(store, hit, "ben")


def test_a_second_opinion_can_be_claimed_by_another_alone(store: Store) -> None:
    hit = b.seen(store)
    assert not _claims(store, hit, "ben", again=True)  # not decided yet
    first = b.verdict(hit, "scam", "anna")
    store.add_verdict(first)
    assert not _claims(store, hit, "ben")
    assert not _claims(store, hit, "anna", again=True)
    assert _claims(store, hit, "ben", again=True)
    assert not _claims(store, hit, "carla", again=True)
    line = store.hit(hit)
    assert line is not None and line.state == "decided"
    store.add_verdict(b.verdict(hit, "scam", "ben", b.at(4)))
    assert _claims(store, hit, "carla", again=True)
    store.add_verdict(b.verdict(hit, "not_for_sale", "carla", b.at(5)))
    assert not _claims(store, hit, "dora", again=True)  # disputed: a matter for an expert
