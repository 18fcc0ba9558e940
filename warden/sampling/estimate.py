"""How many listings a review of all of them would confirm, from the part that was reviewed and the audit.

The method. Listings are told apart by the grade of their best hit and, within it, by bands of its score. Within a
grade what the audit has drawn is a simple random sample without replacement of the whole grade, so its part in a band is
one of the band; what reviewers chose to decide has no part in that and cannot bend it. A band that is decided throughout
is a count. Of another the confirmed share of the sample is multiplied by its size, never below what is confirmed in it
already nor above that and all that is undecided. Bands whose sample is small are taken together.

The interval of a band is exact: the numbers of relevant listings under which the sample's count would be no surprise
(the hypergeometric test turned round, as Clopper and Pearson 1934 did for the binomial; Buonaccorsi 1987, The American
Statistician 41:215), so nothing normal is supposed where two or no positives were found. Drawn listings that nobody has
decided yet, or that are disputed, are taken as not relevant for the lower limit and as relevant for the upper one.
Bands are added by the square-and-add rule (Zou and Donner 2008, Statistics in Medicine 27:1693), by which the
stratified Wilson interval is made too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, exp, inf, lgamma, sqrt

from warden.sampling.audit import STRATA, Frame, Look, looks
from warden.sampling.chance import Plan

ALPHA = 0.05
BAND = 0.05
"""Width of a band of scores."""
ROUNDING = 1e-9
"""What adding numbers may bring in of its own."""
ENOUGH = 10
"""Drawn listings that a band should have to stand alone."""


@dataclass(slots=True)
class Part:
    """Listings of one band, or of several. ``waiting``: drawn ones that are not decided, or disputed."""

    stratum: str
    size: int = 0
    unknown: int = 0
    """Of all: not decided, or disputed."""
    confirmed: int = 0
    drawn: int = 0
    waiting: int = 0
    relevant: int = 0
    """Of the drawn ones: confirmed."""

    def add(self, other: Part) -> None:
        """Take another one in."""
        for name in ("size", "unknown", "confirmed", "drawn", "waiting", "relevant"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class Estimate:
    """``value`` is ``None`` where a part was never audited: the interval then holds all it can be."""

    value: float | None
    low: int
    high: int
    confirmed: int
    drawn: int
    waiting: int
    size: int
    undecided: int


_NONE: Mapping[str, str] = {}


def interval(size: int, drawn: int, fewest: int, most: int, alpha: float = ALPHA) -> tuple[int, int]:
    """How many of ``size`` may be relevant when of ``drawn`` between ``fewest`` and ``most`` are."""
    if drawn == 0:
        return 0, size
    low, high = fewest, size - (drawn - most)
    return (
        _first(low, high, lambda held: 1.0 - _at_most(fewest - 1, size, held, drawn) > alpha / 2),
        _first(low, high, lambda held: _at_most(most, size, held + 1, drawn) <= alpha / 2),
    )


def _first(low: int, high: int, true: Callable[[int], bool]) -> int:
    """The first number from ``low`` on for which it is true, as it then stays; ``high`` at the latest."""
    while low < high:
        middle = (low + high) // 2
        if true(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _at_most(found: int, size: int, held: int, drawn: int) -> float:
    """The probability that of ``drawn`` out of ``size``, of which ``held`` are relevant, at most ``found`` are."""
    if found < 0:
        return 0.0
    whole = _ways(size, drawn)
    terms = (_ways(held, k) + _ways(size - held, drawn - k) - whole for k in range(min(found, drawn) + 1))
    return min(1.0, sum(exp(term) for term in terms if term > -inf))


def _ways(of: int, taken: int) -> float:
    """The logarithm of a binomial coefficient."""
    if not 0 <= taken <= of:
        return -inf
    return lgamma(of + 1) - lgamma(taken + 1) - lgamma(of - taken + 1)


def total(parts: Iterable[Part], alpha: float = ALPHA) -> Estimate:
    """The estimate over parts, which come grade by grade, the highest scores first."""
    told = list(parts)
    groups = [group for name in STRATA for group in _grouped([p for p in told if p.stratum == name])]
    points = below = above = 0.0
    least = most = 0
    for part in groups:
        if (
            part.unknown and part.drawn == part.waiting
        ):  # nothing is known of it: it may hold none, or nothing else
            least, most = least + part.confirmed, most + part.confirmed + part.unknown
            continue
        point, low, high = _of(part, alpha)
        points, below, above = points + point, below + (point - low) ** 2, above + (high - point) ** 2
    confirmed, unknown = sum(p.confirmed for p in told), sum(p.unknown for p in told)
    return Estimate(
        None if most else points,
        max(confirmed, least + int(points - sqrt(below))),
        min(confirmed + unknown, most + ceil(points + sqrt(above) - ROUNDING)),
        confirmed,
        sum(p.drawn for p in told),
        sum(p.waiting for p in told),
        sum(p.size for p in told),
        unknown,
    )


def _of(part: Part, alpha: float) -> tuple[float, float, float]:
    """(estimate, low, high) of one part."""
    if not part.unknown:
        return part.confirmed, part.confirmed, part.confirmed
    low, high = interval(part.size, part.drawn, part.relevant, part.relevant + part.waiting, alpha)
    seen = part.drawn - part.waiting
    point = part.size * part.relevant / seen if seen else 0.0

    def within(count: float) -> float:
        return min(max(count, part.confirmed), part.confirmed + part.unknown)

    return within(point), within(low), within(high)


def _grouped(parts: Sequence[Part]) -> list[Part]:
    """Parts that are decided throughout, and neighbouring others taken together until the sample is enough."""
    done = [part for part in parts if not part.unknown]
    made: list[Part] = []
    for part in parts:
        if not part.unknown:
            continue
        if not made or made[-1].drawn - made[-1].waiting >= ENOUGH:
            made.append(Part(part.stratum))
        made[-1].add(part)
    if len(made) > 1 and made[-1].drawn - made[-1].waiting < ENOUGH:
        last = made.pop()
        made[-1].add(last)
    return [*done, *made]


Key = tuple[str, int]
"""The grade of a part, and its band, the highest scores first."""


@dataclass(slots=True)
class Banded:
    """Listings in their parts, read once for estimates of many targets: of these only what is confirmed differs."""

    parts: dict[Key, Part]
    confirmed: list[tuple[Key, bool, Look]]
    """Of each confirmed listing: its part, and whether the audit has drawn it."""

    def of(self, target: frozenset[str] | None = None) -> list[Part]:
        """The parts, the highest scores first. ``target``: what counts as confirmed."""
        found = {key: replace(part) for key, part in self.parts.items()}
        for key, drawn, one in self.confirmed:
            if target is None or one.targets & target:
                found[key].confirmed += 1
                found[key].relevant += drawn
        return [found[key] for key in sorted(found)]


def banded(told: Iterable[Look], plan: Plan, plain: Part) -> Banded:
    """Listings that have a hit, and with those of no grade the ``plain`` ones that have none."""
    made = Banded({("none", 0): replace(plain)}, [])
    for one in told:
        key = (one.stratum, -int(one.score / BAND) if one.stratum != "none" else 0)
        part = made.parts.setdefault(key, Part(one.stratum))
        unknown, drawn = one.status != "known", plan.sampled(one.stratum, one.key)
        part.size += 1
        part.unknown += unknown
        part.drawn += drawn
        part.waiting += drawn and unknown
        if one.relevant:
            made.confirmed.append((key, drawn, one))
    return made


def plain_part(store: Frame, plan: Plan, since: str, told: Sequence[Look]) -> Part:
    """The listings without any hit: none of them decided, those the audit has come past still waiting."""
    size = store.count_listings(since) - len(told)
    passed = sum(store.count_listings(since, first, last) for first, last in plan.spans("none"))
    drawn = passed - sum(plan.sampled("none", one.key) for one in told)
    return Part("none", size, size, 0, drawn, drawn)


def estimates(
    store: Frame,
    plan: Plan,
    since: str,
    targets: Sequence[frozenset[str] | None],
    known: Mapping[str, str] = _NONE,
) -> list[Estimate]:
    """One estimate for each set of targets (``None``: whatever it is) over listings first seen since then. ``known``: ids and names of
    targets, each with the id it stands for; a reviewer who names one of them decides by that what the listing counts for."""
    return estimated(store, plan, since, targets, list(looks(store.sampled_hits(since), known)))


def estimated(
    store: Frame, plan: Plan, since: str, targets: Sequence[frozenset[str] | None], told: Sequence[Look]
) -> list[Estimate]:
    """The same of listings that have been read."""
    made = banded(told, plan, plain_part(store, plan, since, told))
    return [total(made.of(names)) for names in targets]
