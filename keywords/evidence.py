"""Steps 2, 3 and the needs: which finds count, and which cues stand beside each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from keywords.schema import SIGNAL_KINDS, Term
from keywords.scripts import inside_hangul
from keywords.vocabulary import Vocabulary

WINDOW = 80
"""Code points within which a cue in a description belongs to a find: some twelve words."""

REACH = 150
"""Code points that the longest names span; a longer one swallows nothing that begins further in."""

DENIAL = 20
"""Code points at most between a denial and what it denies."""

NOT_BEFORE, NOT_AFTER = "not_before", "not_after"
"""Cue groups of the exclusions that deny what they stand beside: "no ivory", 象牙ではありません."""

_EVERYWHERE = frozenset({"en", "la", "und"})
"""Languages whose words stand in adverts of all others."""

_CUE_KINDS = frozenset({"product", "trade", "context"})


@dataclass(frozen=True, slots=True)
class Spot:
    """A term at a place in a folded field; ``disguised`` when it was not written as a word of the list."""

    term: Term
    field: str
    start: int
    end: int
    disguised: bool = False

    def covers(self, other: Spot) -> bool:
        return self.field == other.field and self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Spot) -> bool:
        return self.field == other.field and self.start < other.end and other.start < self.end


@dataclass(slots=True)
class Signal:
    """A find that speaks for a target, with the cues and exclusions that belong to it."""

    spot: Spot
    cues: list[Spot] = field(default_factory=list)
    exclusions: list[Spot] = field(default_factory=list)
    doubted: bool = False
    """Whether the text denies this or another word for the same target."""

    def cue_groups(self) -> list[tuple[str, ...]]:
        """The groups of each cue word, each word once however often it stands there."""
        return list({cue.term.id: cue.term.cue for cue in self.cues}.values())

    def exclusion_weights(self) -> list[str]:
        told = {spot.term.id: "denial" if _is_denial(spot) else spot.term.weight for spot in self.exclusions}
        weights: list[str] = list(told.values())
        return [*weights, "doubt"] if self.doubted else weights


@dataclass(slots=True)
class Evidence:
    """What counts in a text: its signals, and the shadows that claimed a find."""

    signals: list[Signal]
    shadows: list[Spot]

    def spots(self) -> Iterator[Spot]:
        """Everything that contributed, each once."""
        seen: set[Spot] = set()
        parts = [self.shadows, *([s.spot, *s.cues, *s.exclusions] for s in self.signals)]
        for part in parts:
            for spot in part:
                if spot not in seen:
                    seen.add(spot)
                    yield spot


def read_evidence(
    vocab: Vocabulary, spots: list[Spot], folded: dict[str, str], provided: set[str]
) -> Evidence:
    """Sort the finds: shadows claim their span, longer names swallow shorter ones, needs are asked."""
    left, shadows = _unshadowed(vocab, spots)
    signals = _specific(vocab, [spot for spot in left if spot.term.kind in SIGNAL_KINDS])
    gone = {spot for spot in left if spot.term.kind in SIGNAL_KINDS} - set(signals)
    around = _Around([spot for spot in left if spot not in gone and spot.term.match != "shadow"], folded)
    held = [signal for spot in signals if (signal := _signal(vocab, spot, around, folded, provided))]
    out = [signal for signal in held if not _told_closer(vocab, signal, held)]
    _doubt(out)
    return Evidence(out, shadows)


def _told_closer(vocab: Vocabulary, signal: Signal, held: list[Signal]) -> bool:
    """Whether the same words stand, of another language perhaps, for a target below this one."""
    spot = signal.spot
    return any(
        (other.spot.field, other.spot.start, other.spot.end) == (spot.field, spot.start, spot.end)
        and spot.term.target in vocab.parents(other.spot.term.target or "")
        for other in held
    )


def _doubt(signals: list[Signal]) -> None:
    """A word denied casts doubt on the others for its target: "netsuke, not ivory" is a known disguise, yet no hit."""
    denied = [(s, [e for e in s.exclusions if _is_denial(e)]) for s in signals]
    denied = [(s, denials) for s, denials in denied if denials]
    for signal in signals:
        same = [(s, some) for s, some in denied if s.spot.term.target == signal.spot.term.target]
        signal.doubted = bool(same)
        # A shorter word for the same thing is denied with the longer one: elephant in "no elephant tusk".
        signal.exclusions += [
            e for s, some in same if s.spot.overlaps(signal.spot) for e in some if e not in signal.exclusions
        ]


def _unshadowed(vocab: Vocabulary, spots: list[Spot]) -> tuple[list[Spot], list[Spot]]:
    """Without what lies inside a shadow; and the shadows that hid a signal.

    A shadow with a target hides signals of that target only: in "leopard tortoise" the cat, not the tortoise.
    """
    shadows = [spot for spot in spots if spot.term.match == "shadow"]
    if not shadows:
        return spots, []
    left: list[Spot] = []
    used: dict[Spot, None] = {}
    for spot in spots:
        if spot.term.match == "shadow":
            continue
        claimed = [
            shadow for shadow in shadows if shadow.covers(spot) and _hides(vocab, shadow.term, spot.term)
        ]
        if not claimed:
            left.append(spot)
        elif spot.term.kind in SIGNAL_KINDS:
            used.update(dict.fromkeys(claimed))
    return left, list(used)


def _hides(vocab: Vocabulary, shadow: Term, term: Term) -> bool:
    if term.kind == "exclusion":
        return False
    return term.kind not in SIGNAL_KINDS or _same_or_under(vocab, term.target or "", shadow.target)


def _same_or_under(vocab: Vocabulary, target: str, above: str | None) -> bool:
    return not above or above == target or above in vocab.parents(target)


def _specific(vocab: Vocabulary, signals: list[Spot]) -> list[Spot]:
    """Without names that are part of a longer one for another target: tortoise in star tortoise."""
    ordered = sorted(signals, key=lambda spot: spot.start)
    starts = [spot.start for spot in ordered]

    def longer(spot: Spot) -> list[Spot]:
        return ordered[bisect_left(starts, spot.start - REACH) : bisect_right(starts, spot.start)]

    return [spot for spot in signals if not any(_swallows(vocab, other, spot) for other in longer(spot))]


def _swallows(vocab: Vocabulary, longer: Spot, shorter: Spot) -> bool:
    if longer is shorter or longer.term.target == shorter.term.target or not longer.covers(shorter):
        return False
    if longer.term.origin == "imported" and shorter.term.origin == "curated":
        return False  # it may lack the word an imported name needs, and must not take the list's own find with it
    if (longer.start, longer.end) == (shorter.start, shorter.end):
        return False  # told later, of those alone that hold
    return longer.term.target not in vocab.parents(shorter.term.target or "")


def _signal(
    vocab: Vocabulary, spot: Spot, around: _Around, folded: dict[str, str], provided: set[str]
) -> Signal | None:
    """The find with what stands around it; ``None`` when its needs are not met."""
    near = [
        other
        for other in around.near(spot)
        if not spot.covers(other) and _understood(spot.term.lang, other.term.lang)
    ]
    cues = [other for other in near if other.term.kind != "exclusion"]
    if not _needs_met(spot, near, provided):
        return None
    if not cues and not provided and _doubtful(spot, folded[spot.field]):
        return None
    if (
        spot.term.origin == "imported"
        and not any(c.term.kind in ("product", "trade") for c in cues)
        and not provided
    ):
        return None
    exclusions = [
        other
        for other in near
        if other.term.kind == "exclusion"
        and _excludes(vocab, other.term, spot.term)
        and (not _is_denial(other) or _denies(other, spot, near, folded[spot.field]))
    ]
    return Signal(spot, [cue for cue in cues if cue.term.kind in _CUE_KINDS], exclusions)


def _understood(lang: str, other: str) -> bool:
    """Whether words of two languages may stand in one sentence: leer is leather in Dutch and "empty" in German.

    English, Latin and signs go with everything; the rest with itself in any script, and Spanish with Portuguese.
    """
    first, second = lang.split("-")[0], other.split("-")[0]
    return first == second or bool({first, second} & _EVERYWHERE) or {first, second} == {"es", "pt"}


def _doubtful(spot: Spot, folded: str) -> bool:
    """A find that needs any cue: Hangul inside a longer run, two short words of Vietnamese without accents."""
    if inside_hangul(folded, spot.start):
        return True
    written = folded[spot.start : spot.end]
    return (
        spot.term.lang == "vi"
        and written.isascii()
        and not spot.term.term.isascii()
        and written.count(" ") < 2
    )


def _needs_met(spot: Spot, near: Iterable[Spot], provided: set[str]) -> bool:
    """Any of the term's needs stands near, and none of those it must not have."""
    needs = spot.term.needs
    if not needs:
        return True
    names = set(provided)
    for other in near:
        names |= {*other.term.cue, other.term.term.casefold(), other.term.id}
    if any(need[1:].strip() in names for need in needs if need.startswith("!")):
        return False
    wanted = [need for need in needs if not need.startswith("!")]
    return not wanted or any(need in names or need.casefold() in names for need in wanted)


def _excludes(vocab: Vocabulary, exclusion: Term, signal: Term) -> bool:
    """An exclusion of a product also speaks against a bare animal's name: bikini against leopard beside skin."""
    if exclusion.product and signal.product and exclusion.product != signal.product:
        return False
    return _same_or_under(vocab, signal.target or "", exclusion.target)


def _is_denial(spot: Spot) -> bool:
    return NOT_BEFORE in spot.term.cue or NOT_AFTER in spot.term.cue


def _denies(denial: Spot, spot: Spot, near: Iterable[Spot], folded: str) -> bool:
    """Whether a "no" or "is not" belongs to the find: right beside it, with at most a "genuine" between.

    Further away it belongs to something else: "no reserve, ivory", "ivory, not resin".
    """
    if denial.field != spot.field:
        return False
    if NOT_BEFORE in denial.term.cue and denial.end <= spot.start:
        first, last = denial.end, spot.start
    elif NOT_AFTER in denial.term.cue and spot.end <= denial.start:
        first, last = spot.end, denial.start
    else:
        return False
    between = [
        s
        for s in near
        if "genuine" in s.term.cue and s.field == spot.field and first <= s.start and s.end <= last
    ]
    return last - first <= DENIAL and all(
        char.isspace() or any(s.start <= at < s.end for s in between)
        for at, char in enumerate(folded[first:last], first)
    )


class _Around:
    """Finds that can help or hurt a signal, looked up by place.

    A find in the title sees the whole title and the description's first WINDOW code points; one in the
    description sees the title and WINDOW code points either side.
    """

    def __init__(self, spots: list[Spot], folded: dict[str, str]) -> None:
        self._shift = {"title": 0, "description": len(folded.get("title", "")) + 1}
        helpers = [s for s in spots if s.term.kind not in SIGNAL_KINDS or s.term.cue]
        self._spots = sorted(helpers, key=lambda s: (self._shift[s.field] + s.start, s.end, s.term.id))
        self._starts = [self._shift[s.field] + s.start for s in self._spots]
        self._title = bisect_left(self._starts, self._shift["description"])

    def near(self, spot: Spot) -> list[Spot]:
        if spot.field == "title":
            return self._spots[: bisect_right(self._starts, self._shift["description"] + WINDOW)]
        at = self._shift["description"]
        first = max(self._title, bisect_left(self._starts, at + spot.start - WINDOW))
        last = bisect_right(self._starts, at + spot.end + WINDOW)
        return self._spots[: self._title] + self._spots[first:last]
