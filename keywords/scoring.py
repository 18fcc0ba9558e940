"""Step 5: target x product x trade cues, less exclusions. How the numbers were chosen stands in
docs/explanation/matching.md; MATCHER_VERSION is raised with every change here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from keywords.schema import Term
from warden.records import Grade

HIT = 0.7
REVIEW = 0.45

BASE: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "combined": {"strong": 0.8, "medium": 0.5, "weak": 0.35},
        "code": {"strong": 0.7, "medium": 0.45, "weak": 0.3},
        "species": {"strong": 0.45, "medium": 0.35, "weak": 0.2},
    }
)
"""What a signal is worth with nothing beside it. A combined word names target and product at once."""

BONUS: Mapping[str, float] = MappingProxyType(
    {
        "live": 0.25,
        "plant": 0.25,
        "herp": 0.15,
        "papers": 0.1,
        "bodypart": 0.3,
        "carving": 0.2,
        "antique": 0.15,
        "jewellery": 0.15,
        "bead": 0.15,
        "food": 0.15,
        "medicine": 0.15,
        "material": 0.1,
        "bone": 0.1,
        "genuine": 0.1,
        "sale": 0.1,
        "quantity": 0.1,
        "contact": 0.1,
        "whisper": 0.15,
    }
)
"""What the first cue of a group adds; a further one of the same group adds MORE."""

MORE = 0.03
BONUS_CAP = 0.45
SECOND_SIGNAL = 0.1
DISGUISE = 0.15
"""What it adds that a word was written so that nobody should find it."""
EXCLUSION = MappingProxyType({"soft": 0.3, "medium": 0.3, "hard": 0.5, "denial": 0.7})
DOUBT = HIT - SECOND_SIGNAL - 0.01
"""The most a signal is worth when the text denies its target, so that with a second one it still is no hit."""
EXCLUSION_MORE = 0.15
EXCLUSION_CAP = 0.7

_LIVE_GROUPS = frozenset({"live", "herp", "papers", "plant"})
_CRAFT_GROUPS = frozenset({"carving", "antique", "jewellery", "bead", "food", "medicine", "material", "bone"})


def base(term: Term) -> float:
    """What a signal term is worth alone."""
    return BASE[term.kind].get(term.weight, BASE[term.kind]["weak"])


def bonus(term: Term, cues: Iterable[tuple[str, ...]], provided: Iterable[str] = ()) -> float:
    """What the cues around a signal add: ``cues`` are the groups of each cue found, each word once."""
    counts: dict[str, int] = dict.fromkeys(provided, 1)
    for groups in cues:
        for group in groups:
            counts[group] = counts.get(group, 0) + 1
    total = sum(
        BONUS.get(group, 0.0) + MORE * (count - 1)
        for group, count in counts.items()
        if group in BONUS and _fits(term, group)
    )
    return min(total, BONUS_CAP)


def _fits(term: Term, group: str) -> bool:
    """Live cues say nothing of a carving, craft cues nothing of a live animal."""
    if group in _LIVE_GROUPS:
        return term.product in (None, "live", "timber")
    if group in _CRAFT_GROUPS:
        return term.product != "live"
    if group == "bodypart":
        return term.kind == "species"
    return True


def less_exclusions(score: float, weights: Iterable[str]) -> float:
    """The score less its exclusions. Soft ones never drop what was a hit below review; "doubt" leaves no hit."""
    told = list(weights)
    if "doubt" in told:
        return min(less_exclusions(score, [weight for weight in told if weight != "doubt"]), DOUBT)
    found = sorted((EXCLUSION.get(weight, EXCLUSION["soft"]) for weight in told), reverse=True)
    if not found:
        return score
    lowered = score - min(found[0] + EXCLUSION_MORE * (len(found) - 1), EXCLUSION_CAP)
    if score >= HIT and found[0] < EXCLUSION["hard"]:
        return max(lowered, REVIEW)
    return lowered


def grade_of(score: float) -> Grade:
    if score >= HIT:
        return "hit"
    return "review" if score >= REVIEW else "none"
