"""All terms of all languages at once, and the finds that hold at their edges."""

from __future__ import annotations

import marshal
import re
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from daachorse import CharwiseDoubleArrayAhoCorasick

from keywords.closed_regex import RegexFault
from keywords.fold import has_latin_marks
from keywords.patterns import Rule, patterns_of
from keywords.schema import SIGNAL_KINDS, Term
from keywords.scripts import ends_word, is_arabic, joins, stands_alone, starts_word, word_end
from keywords.walking import Reading, is_loose, walkable

INDEX_VERSION = 4
"""Raised when the cached form changes."""

MAX_FINDS = 500
"""Signals read in one text, more only when so many different ones stand there, and as many of the other words, those
nearest to a signal: a text made of nothing but terms is not computed for minutes, and no crowd hides what stands
behind it."""

# Plain integers: a flag's own & costs more than the rest of the test.
_LEFT, _RIGHT, _OPEN, _PLAIN, _ALONE, _UNIT = (
    int(rule) for rule in (Rule.LEFT, Rule.RIGHT, Rule.OPEN, Rule.PLAIN, Rule.ALONE, Rule.UNIT)
)
_S, _ES = int(Rule.S), int(Rule.ES)
_GROWS = _S | _ES
_SHUT = 1 << 12
"""Set here: a word ends with the spelling or with its plural, no check carries it on."""
_AS_IS = "\0"
"""Begins a check that is no expression but the spelling itself: one with signs, for which a walk sees spaces."""
_NOWHERE = "\0"
"""Stands in no text that is walked: an automaton needs a pattern."""
_END = itemgetter(1)
_PLACE = attrgetter("end", "start")

Raw = tuple[int, int, int]
"""(start, end, pattern): a spelling in a text, its edges not yet checked."""
Rules = tuple[int, str | None]
"""(Rule, check)."""
Entry = tuple[int, int, str | None]
"""(place of the term in the vocabulary, Rule, check)."""


class Find(NamedTuple):
    """A term found in a folded text, its edges already checked."""

    term: int
    start: int
    end: int


@dataclass(slots=True)
class Entries:
    """Which terms share a pattern: those at ``first[p]`` to ``first[p + 1]`` in ``terms`` and ``kinds``.

    Flat arrays of numbers, no list of lists: 100,000 patterns are read from a file in milliseconds.
    """

    first: array[int] = field(default_factory=lambda: array("I", [0]))
    terms: array[int] = field(default_factory=lambda: array("I"))
    kinds: array[int] = field(default_factory=lambda: array("I"))
    rules: list[Rules] = field(default_factory=list)
    """``kinds`` are places in here."""
    signal: bytearray = field(default_factory=bytearray)
    """Whether a pattern can be a signal."""

    def add(self, patterns: Iterable[tuple[Sequence[Entry], bool]]) -> None:
        """Patterns in the order of their numbers: their entries, and whether they can be a signal."""
        known = {rule: at for at, rule in enumerate(self.rules)}
        for entries, signal in patterns:
            for term, rule, check in entries:
                shut = _SHUT if rule & _RIGHT and check is None else 0
                self.terms.append(term)
                self.kinds.append(known.setdefault((rule | shut, check), len(known)))
            self.first.append(len(self.terms))
            self.signal.append(signal)
        self.rules = list(known)

    def __len__(self) -> int:
        return len(self.signal)

    def dump(self) -> tuple[Any, ...]:
        """Plain data for ``load``."""
        flat = (each.tobytes() for each in (self.first, self.terms, self.kinds))
        return (*flat, self.rules, bytes(self.signal))

    @classmethod
    def load(cls, data: Sequence[Any]) -> Entries:
        """What ``dump`` gave."""
        first, terms, kinds, rules, signal = data
        return cls(_numbers(first), _numbers(terms), _numbers(kinds), rules, bytearray(signal))


def _numbers(data: bytes) -> array[int]:
    found = array("I")
    found.frombytes(data)
    return found


@dataclass(slots=True)
class Part:
    """Two automata over the same patterns, the first of them numbered ``first``: ``loose`` finds them anywhere, ``strict``
    those that begin a word only behind a space, which keeps it near its root for most of a text (half the time)."""

    first: int
    spaced: int
    """So many patterns, the first ones, stand behind a space in ``strict``; the last ones stand in ``loose`` alone."""
    strict: CharwiseDoubleArrayAhoCorasick
    loose: CharwiseDoubleArrayAhoCorasick

    @classmethod
    def build(cls, first: int, spaced: Sequence[str], others: Sequence[str], rest: Sequence[str]) -> Part:
        """Patterns as ``keywords.walking`` writes them."""
        behind_spaces = [f" {pattern}" for pattern in spaced]
        strict = CharwiseDoubleArrayAhoCorasick([*behind_spaces, *others] or [_NOWHERE])
        return cls(first, len(spaced), strict, CharwiseDoubleArrayAhoCorasick([*spaced, *others, *rest]))

    def finds(self, text: Reading) -> list[Raw]:
        """(start, end, pattern), edges not yet checked."""
        first, spaced = self.first, self.spaced
        if text.loose:
            found = self.loose.find_overlapping(text.walked)
            return [(start, end, first + at) for start, end, at in found] if first else found
        # The text begins with one space more, and so do the patterns that stand behind one.
        found = self.strict.find_overlapping(text.walked)
        return found and [
            (start if at < spaced else start - 1, end - 1, first + at)
            for start, end, at in found
            if at < spaced or start
        ]

    def dump(self) -> tuple[Any, ...]:
        """Plain data for ``load``."""
        return self.first, self.spaced, self.strict.serialize(), self.loose.serialize()

    @classmethod
    def load(cls, data: Sequence[Any]) -> Part:
        """What ``dump`` gave."""
        first, spaced, strict, loose = data
        opened = CharwiseDoubleArrayAhoCorasick.deserialize
        return cls(first, spaced, opened(strict), opened(loose))


@dataclass(slots=True)
class Index:
    """``parts`` find the spellings of all languages at once: one part, and one more of what was added."""

    entries: Entries = field(default_factory=Entries)
    parts: list[Part] = field(default_factory=list)

    @classmethod
    def build(cls, terms: Iterable[Term]) -> Index:
        """Compile the terms of a vocabulary, in its order."""
        index = cls()
        index.add(enumerate(terms))
        return index

    def add(self, terms: Iterable[tuple[int, Term]]) -> None:
        """Compile more terms, each with its place in the vocabulary; a regex that ``terms check`` refuses is left out."""
        found: dict[str, list[Entry]] = {}
        signals: set[str] = set()
        for at, term in terms:
            try:
                patterns = patterns_of(term)
            except RegexFault:
                continue
            for pattern in patterns:
                walked = walkable(pattern.literal)
                check = pattern.check or (f"{_AS_IS}{pattern.literal}" if walked != pattern.literal else None)
                found.setdefault(walked, []).append((at, int(pattern.rule), check))
                if term.kind in SIGNAL_KINDS:
                    signals.add(walked)
        if found:
            spaced, others, rest = _ways(found)
            self.parts.append(Part.build(len(self.entries), spaced, others, rest))
            self.entries.add((found[pattern], pattern in signals) for pattern in (*spaced, *others, *rest))

    def raw(self, text: Reading) -> list[Raw]:
        """Every (start, end, pattern), overlaps included, edges not yet checked, by their ends."""
        if len(self.parts) == 1:
            return self.parts[0].finds(text)
        return sorted((raw for part in self.parts for raw in part.finds(text)), key=_END)

    def look(self, text: Reading, plain: bool | None = None) -> list[Find] | None:
        """``finds``, or ``None`` when none of them can be a signal: most texts have none, and need no more."""
        raw = self.raw(text)
        if not raw:
            return None
        signal = self.entries.signal
        possible = [one for one in raw if signal[one[2]]]
        signals = self._held(text.folded, possible, plain)
        if not signals:
            return None
        others = [one for one in raw if not signal[one[2]]] if len(possible) < len(raw) else []
        return _sorted(signals, self._held(text.folded, others, plain))

    def finds(self, text: Reading, plain: bool | None = None) -> list[Find]:
        """What stands in a text, by its places. ``plain`` says that it is written without Latin accents (default: look)."""
        return self.holding(text.folded, self.raw(text), plain)

    def holding(self, folded: str, raw: Sequence[Raw], plain: bool | None = None) -> list[Find]:
        """The raw finds that hold at their edges, by their places."""
        signal = self.entries.signal
        signals = self._held(folded, (one for one in raw if signal[one[2]]), plain)
        return _sorted(signals, self._held(folded, (one for one in raw if not signal[one[2]]), plain))

    def _held(self, folded: str, raw: Iterable[Raw], plain: bool | None) -> list[Find]:
        """What holds at its edges."""
        found: list[Find] = []
        entries, size = self.entries, len(folded)
        first, terms, kinds, rules = entries.first, entries.terms, entries.kinds, entries.rules
        for start, end, pattern in raw:
            # The usual find stands inside a longer Latin word; seen here it costs no call.
            left = start > 0 and "a" <= folded[start] <= "z" and "a" <= folded[start - 1] <= "z"
            right = end < size and "a" <= folded[end - 1] <= "z" and "a" <= folded[end] <= "z"
            for at in range(first[pattern], first[pattern + 1]):
                rule, check = rules[kinds[at]]
                if left and rule & _LEFT:
                    continue
                if right and rule & _SHUT and (not rule & _GROWS or folded[end] not in "se"):
                    continue
                if rule & _PLAIN:
                    plain = not has_latin_marks(folded) if plain is None else plain
                    if not plain:
                        continue
                if reach := _reach(folded, start, end, rule, check):
                    found.append(Find(terms[at], start, reach))
        return found

    def dump(self) -> bytes:
        """The index as bytes for ``load``."""
        data = marshal.dumps((INDEX_VERSION, self.entries.dump(), [part.dump() for part in self.parts]))
        return zlib.crc32(data).to_bytes(4, "big") + data

    @classmethod
    def load(cls, data: bytes) -> Index | None:
        """An index from ``dump``; ``None`` when the bytes are of another version or broken."""
        if data[:4] != zlib.crc32(data[4:]).to_bytes(4, "big"):
            return None
        version, entries, parts = marshal.loads(data[4:])
        return cls(Entries.load(entries), list(map(Part.load, parts))) if version == INDEX_VERSION else None


def _ways(found: Mapping[str, Sequence[Entry]]) -> tuple[list[str], list[str], list[str]]:
    """Patterns that begin a word behind a space, others, and those that stand in no text where all words do so."""
    spaced: list[str] = []
    others: list[str] = []
    rest: list[str] = []
    for pattern, entries in found.items():
        if is_loose(pattern):
            rest.append(pattern)
        elif (
            all(rule & _LEFT for _, rule, _ in entries)
            and joins(pattern[0])
            and not is_arabic(pattern[0])  # Arabic words may follow a particle without a space
            and f" {pattern}" not in found
        ):
            spaced.append(pattern)
        else:
            others.append(pattern)
    return spaced, others, rest


def _reach(folded: str, start: int, end: int, rule: int, check: str | None) -> int:
    """Where the find ends when its rule holds there; 0 when it does not."""
    if rule & _LEFT and not starts_word(folded, start):
        return 0
    if rule & _UNIT and not _may_be_unit(folded, start, end):
        return 0
    if check is not None:
        end = _checked(folded, start, end, check)
        if not end:
            return 0
    if rule & _OPEN:
        return word_end(folded, end)
    if rule & _RIGHT and not ends_word(folded, end):
        end = _plural_end(folded, end, rule)
        if not end:
            return 0
    if rule & _ALONE and not stands_alone(folded, start, end):
        return 0
    return end


def _checked(folded: str, start: int, end: int, check: str) -> int:
    """Where a find ends that its check carries on; 0 when it does not hold."""
    if check.startswith(_AS_IS):
        return end if folded.startswith(check[len(_AS_IS) :], start) else 0
    found = re.compile(check).match(folded, start)
    return found.end() if found else 0


def _plural_end(folded: str, end: int, rule: int) -> int:
    """Where the plural ends; 0 when there is none."""
    if rule & _S and folded[end] == "s" and ends_word(folded, end + 1):
        return end + 1
    if rule & _ES and folded.startswith("es", end) and ends_word(folded, end + 2):
        return end + 2
    return 0


def _sorted(signals: list[Find], others: list[Find]) -> list[Find]:
    """By their places, each once, and not too many."""
    found = signals if len(signals) <= MAX_FINDS else _of_each(dict.fromkeys(signals))
    if len(others) > MAX_FINDS:
        others = _nearest(dict.fromkeys(others), sorted(find.start for find in found))
    if len(found) + len(others) == 1:
        return found or others
    return sorted(dict.fromkeys((*found, *others)), key=_PLACE)


def _of_each(signals: Iterable[Find]) -> list[Find]:
    """All finds, or of each term its first and last ones, ``MAX_FINDS`` together: no crowd of one name hides another."""
    by_term: dict[int, list[Find]] = {}
    for find in signals:
        by_term.setdefault(find.term, []).append(find)
    if sum(map(len, by_term.values())) <= MAX_FINDS:
        return [find for finds in by_term.values() for find in finds]
    share = max(1, MAX_FINDS // len(by_term) // 2)
    found: list[Find] = []
    for some in by_term.values():
        found += some if len(some) <= 2 * share else [*some[:share], *some[-share:]]
    return found


def _nearest(finds: Iterable[Find], signals: Sequence[int]) -> list[Find]:
    """``MAX_FINDS`` of the finds, those nearest to one of the places."""

    def distance(find: Find) -> int:
        after = bisect_left(signals, find.start)
        return min((abs(find.start - at) for at in signals[max(0, after - 1) : after + 1]), default=0)

    return nsmallest(MAX_FINDS, finds, key=lambda find: (distance(find), find.start))


def _may_be_unit(folded: str, start: int, end: int) -> bool:
    """After a digit, or as a word; a single letter such as g only after a digit."""
    if start and folded[start - 1].isdecimal():
        return True
    if end - start == 1 and folded[start].isascii():
        return start > 1 and folded[start - 1] == " " and folded[start - 2].isdecimal()
    return starts_word(folded, start)
