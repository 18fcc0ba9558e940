"""The random audit: which listing is drawn next, hits and listings without a hit alike, and with what probability.

Between the items of the ordered queue an audit item is shown with a fixed probability. Its stratum is the grade of the
listing's best hit (``hit``, ``review``) or ``none``; of the stratum the first undecided listing in the order of
``chance`` is taken. At any moment what the audit has drawn of a stratum is therefore all of it up to a place in a random
order: a simple random sample without replacement of the whole stratum, in which what was decided for other reasons is
known already.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal, Protocol

from warden.decisions import RELEVANT
from warden.sampling.chance import Plan, number
from warden.store.sampled import Sampled, SampledHit

Stratum = Literal["hit", "review", "none"]
STRATA: tuple[Stratum, ...] = ("hit", "review", "none")
WEIGHTS: dict[Stratum, float] = {"hit": 0.25, "review": 0.25, "none": 0.5}
"""How the audit is shared out: half of it looks where the ordered queue never does."""
_STEP = 100
_NONE: Mapping[str, str] = {}

Status = Literal["open", "unsettled", "known"]


class Frame(Sampled, Protocol):
    """The store, as far as the audit asks it."""


@dataclass(slots=True)
class Look:
    """One listing that has a hit, as far as figures ask. ``targets``: those it is confirmed for."""

    key: str
    stratum: Stratum = "none"
    score: float = 0.0
    status: Status = "known"
    held: bool = False
    relevant: bool = False
    targets: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A listing to audit; ``probability``: that this one was drawn here and now."""

    listing_key: str
    stratum: Stratum
    probability: float


def looks(rows: Iterable[SampledHit], known: Mapping[str, str] = _NONE) -> Iterator[Look]:
    """The listings of hits, which come listing by listing. ``known``: ids and names of
    targets, each with the id it stands for; see ``_counts_for``."""
    for key, hits in groupby(rows, lambda row: row.listing_key):
        yield _look(key, list(hits), known)


def _counts_for(hit: SampledHit, known: Mapping[str, str]) -> str | None:
    """What a confirmed hit counts for: the taxon that was seen where that is a target, else what it was found for."""
    seen = hit.taxon or ""
    return known.get(seen) or known.get(seen.partition(" ")[0]) or hit.target or hit.taxon


def _look(key: str, hits: Sequence[SampledHit], known: Mapping[str, str]) -> Look:
    look = Look(key, held=any(hit.held for hit in hits))
    live = [hit for hit in hits if not hit.withdrawn]
    for stratum in ("review", "hit"):
        graded = [hit.score or 0.0 for hit in live if hit.grade == stratum]
        if graded:
            look.stratum, look.score = ("hit" if stratum == "hit" else "review"), max(graded)
    for hit in hits:
        if hit.state not in ("new", "disputed") and hit.decision in RELEVANT:
            look.relevant = True
            look.targets.update(name for name in (_counts_for(hit, known),) if name)
    # A withdrawn hit that nobody decided says nothing; a listing of only such hits is as open as one without any.
    said = [hit.state for hit in hits if not (hit.withdrawn and hit.state == "new")]
    if not said or "new" in said:
        look.status = "known" if look.relevant else "open"
    elif "disputed" in said:
        look.status = "known" if look.relevant else "unsettled"
    return look


def draw(
    store: Frame, plan: Plan, since: str, *slot: str, share: float = 1.0, besides: Collection[str] = ()
) -> Drawn | None:
    """The audit item of a slot of the queue; ``None`` when no listing first seen since then is open.

    The caller keeps the plan, which notes how far the audit has come. ``besides``: listings that others took meanwhile.
    """
    told = list(looks(store.sampled_hits(since)))
    for one in told:
        one.held = one.held or one.key in besides
    sizes = _open(store, since, told)
    weights = {name: WEIGHTS[name] for name in STRATA if sizes[name]}
    while weights:
        stratum = _chosen(weights, number(plan.seed, "stratum", *slot))
        key = _first(store, plan, since, stratum, told, besides)
        if key is not None:
            plan.reach(stratum, key)
            return Drawn(key, stratum, share * weights[stratum] / sum(weights.values()) / sizes[stratum])
        del weights[stratum]  # all that is open there is in somebody's hands
    return None


def _open(store: Frame, since: str, told: Sequence[Look]) -> dict[Stratum, int]:
    """Undecided listings of each stratum."""
    sizes = {name: sum(one.stratum == name and one.status == "open" for one in told) for name in STRATA}
    sizes["none"] += store.count_listings(since) - len(told)
    return sizes


def _chosen(weights: dict[Stratum, float], drawn: float) -> Stratum:
    left = drawn * sum(weights.values())
    for name, weight in weights.items():
        left -= weight
        if left < 0:
            return name
    return next(iter(weights))


def _first(
    store: Frame, plan: Plan, since: str, stratum: Stratum, told: Sequence[Look], besides: Collection[str]
) -> str | None:
    """The first undecided listing of a stratum in the audit's order that nobody holds."""
    if stratum != "none":
        free = (one.key for one in told if (one.stratum, one.status, one.held) == (stratum, "open", False))
        return min(free, key=plan.position, default=None)
    taken = {one.key for one in told if one.stratum != "none" or one.status != "open" or one.held} | {
        *besides
    }
    for first, before in ((plan.start, None), ("", plan.start)):
        while keys := store.listing_keys(since, first, _STEP):
            for key in keys:
                if before is not None and key >= before:
                    return None
                if key not in taken:
                    return key
            first = f"{keys[-1]}\x00"  # what comes directly behind it
    return None
