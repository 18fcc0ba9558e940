"""Estimates: intervals against brute force, and the total of a simulated market whose truth is known."""

from __future__ import annotations

import random
import uuid
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import combinations

import pytest

from warden.curation.intervals import wilson
from warden.sampling.audit import Look, draw, looks
from warden.sampling.chance import Plan, number, plan_of, systematic
from warden.sampling.estimate import Estimate, Part, estimates, interval, total
from warden.store.sampled import SampledHit

SIZE = 10_000


def test_interval_is_the_test_turned_round() -> None:
    size, drawn = 12, 5
    for found in range(drawn + 1):
        low, high = interval(size, drawn, found, found)
        for held in range(found, size - drawn + found + 1):
            some = list(combinations(range(size), drawn))
            counts = [sum(one < held for one in sample) for sample in some]
            at_least = sum(count >= found for count in counts) / len(some)
            at_most = sum(count <= found for count in counts) / len(some)
            assert (low <= held <= high) == (at_least > 0.025 and at_most > 0.025), (found, held)


def test_interval_knows_its_ends() -> None:
    assert interval(50, 0, 0, 0) == (0, 50)
    assert interval(50, 50, 7, 7) == (7, 7)
    low, high = interval(1_000_000, 300, 0, 0)
    assert low == 0 and 12_000 < high < 12_400  # 1 - .025^(1/300)
    assert interval(100, 20, 1, 3)[0] == interval(100, 20, 1, 1)[0]
    assert interval(100, 20, 1, 3)[1] == interval(100, 20, 3, 3)[1]


def test_a_part_that_was_never_audited_is_not_guessed() -> None:
    told = total([Part("hit", 40, 0, 12), Part("none", 500, 500, 0)])
    assert told == Estimate(None, 12, 512, 12, 0, 0, 540, 500)
    several = total([Part("hit", 50, 30, 10), Part("review", 60, 60, 0), Part("none", 100, 90, 0, 10, 0, 0)])
    assert several.value is None and several.low == 10 and several.high >= 10 + 30 + 60
    waiting = total([Part("none", 100, 100, 0, 5, 5)])
    assert (waiting.value, waiting.low, waiting.high) == (None, 0, 100)
    assert total([Part("hit", 40, 0, 12)]) == Estimate(12.0, 12, 12, 12, 0, 0, 40, 0)


def test_a_part_is_never_below_what_is_confirmed_in_it() -> None:
    told = total([Part("hit", 100, 80, 15, 20, 0, 0)])
    assert told.value == 15 and told.low == 15 and 15 <= told.high <= 95


def test_numbers_follow_from_the_seed() -> None:
    assert number("a", "b", "c") == number("a", "b", "c") != number("a", "bc")
    drawn = [number("seed", str(n)) for n in range(2_000)]
    assert sum(one < 0.02 for one in drawn) in range(20, 62)
    assert sum(systematic(0.05, n, 0.37) for n in range(1, 201)) == 10


class Market:
    """Listings with a known truth; scores tell much of it, not all. It answers as a store does."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        self.keys = sorted(str(uuid.UUID(int=chance.getrandbits(128))) for _ in range(SIZE))
        self.true = {key: chance.random() < 0.02 for key in self.keys}
        self.score = {
            key: min(0.999, max(0.0, chance.gauss(0.55 if true else 0.2, 0.18)))
            for key, true in self.true.items()
        }
        self.decided: set[str] = set()
        self.settings: dict[str, object] = {}

    def get_setting(self, name: str) -> object:
        return self.settings.get(name)

    def swap_setting(self, name: str, old: object, new: object) -> bool:
        same = self.settings.get(name) == old
        if same:
            self.settings[name] = new
        return same

    def sampled_hits(self, since: str) -> Iterator[SampledHit]:
        for key in self.keys:
            score = self.score[key]
            grade = "hit" if score >= 0.5 else "review" if score >= 0.3 else "none"
            if grade != "none" or key in self.decided:
                state = "decided" if key in self.decided else "new"
                decision = "relevant_prohibited" if self.true[key] else "scam"
                yield SampledHit(key, key, "tiger", grade, score, state, decision, None, False, False)

    def count_listings(self, since: str, first: str = "", last: str | None = None) -> int:
        end = len(self.keys) if last is None else bisect_right(self.keys, last)
        return end - bisect_left(self.keys, first)

    def listing_keys(self, since: str, first: str, limit: int) -> list[str]:
        begin = bisect_left(self.keys, first)
        return self.keys[begin : begin + limit]


def _reviewed(market: Market, plan: Plan, top: int, share: float) -> None:
    """Decide the best scored, and between them audit items, drawn as ``audit.draw`` draws them."""
    order = sorted(market.keys, key=lambda key: (-market.score[key], key))
    grades = {row.listing_key: row.grade for row in market.sampled_hits("")}
    waiting = {
        name: iter(sorted((k for k in market.keys if grades.get(k, "none") == name), key=plan.position))
        for name in ("hit", "review", "none")
    }
    for key in order[:top]:
        if number(plan.seed, "slot", key) < share:
            drawn = number(plan.seed, "stratum", key)
            name = "hit" if drawn < 0.25 else "review" if drawn < 0.5 else "none"
            audited = next((one for one in waiting[name] if one not in market.decided), None)
            if audited is not None:
                plan.reach(name, audited)
                market.decided.add(audited)
        market.decided.add(key)


def test_the_interval_covers_the_truth_and_the_naive_share_does_not() -> None:
    covered = naive_covered = 0
    widths: list[float] = []
    for seed in range(100):
        market = Market(seed)
        plan = Plan(f"seed {seed}", str(uuid.UUID(int=random.Random(-seed).getrandbits(128))))
        _reviewed(market, plan, 3_000, 0.02)
        truth = sum(market.true.values())
        [told] = estimates(market, plan, "", [None])
        covered += told.low <= truth <= told.high
        widths.append((told.high - told.low) / truth)
        confirmed = sum(market.true[key] for key in market.decided)
        naive = wilson(confirmed, len(market.decided))
        assert naive is not None
        naive_covered += naive[0] * SIZE <= truth <= naive[1] * SIZE
        assert told.confirmed == confirmed and told.size == SIZE
    assert covered >= 93, covered
    assert naive_covered == 0
    print(f"covered {covered} of 100, median width {sorted(widths)[50]:.2f} of the truth")


@pytest.mark.parametrize("seed", range(5))
def test_what_is_drawn_is_the_beginning_of_a_random_order(seed: int) -> None:
    market = Market(seed)
    plan = plan_of(market)
    assert plan_of(market) == plan
    found: list[str] = []
    for n in range(40):
        drawn = draw(market, plan, "", str(n), share=0.02)
        assert drawn is not None and drawn.listing_key not in market.decided
        assert 0 < drawn.probability <= 0.02
        market.decided.add(drawn.listing_key)
        found.append(drawn.stratum)
    assert 8 < found.count("none") < 32
    _whole(market, plan, sorted(market.decided))


def _whole(market: Market, plan: Plan, drawn: Sequence[str]) -> None:
    """All that the plan says is sampled was drawn."""
    grades = {row.listing_key: row.grade for row in market.sampled_hits("")}
    sampled = [key for key in market.keys if plan.sampled(grades.get(key, "none"), key)]
    assert sampled == list(drawn)


def test_a_look_of_several_hits() -> None:
    def hit(target: str | None, grade: str, state: str, decision: str | None, **more: object) -> SampledHit:
        told = {"withdrawn": False, "held": False, "taxon": None, "score": 0.4, **more}
        return SampledHit("k", "h", target, grade, state=state, decision=decision, **told)  # type: ignore[arg-type]

    def one(*hits: SampledHit) -> Look:
        [look] = looks(hits)
        return look

    both = one(hit("a", "review", "decided", "scam"), hit("b", "hit", "new", None, score=0.9))
    assert (both.stratum, both.score, both.status, both.relevant) == ("hit", 0.9, "open", False)
    both = one(hit("a", "hit", "decided", "relevant_prohibited"), hit("b", "hit", "new", None))
    assert (both.status, both.targets) == ("known", {"a"})
    audited = one(hit(None, "none", "decided", "relevant_prohibited", taxon="tiger"))
    assert (audited.stratum, audited.targets) == ("none", {"tiger"})
    assert one(hit("a", "hit", "disputed", "scam")).status == "unsettled"
    assert one(hit("a", "hit", "new", None, withdrawn=True)) == Look("k", "none", 0.0, "open")
    # The hit of an outdated verdict is new again.
    assert one(hit("a", "hit", "new", "relevant_prohibited")).status == "open"
