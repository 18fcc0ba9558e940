"""All terms of all languages at once, and the finds that hold at their edges."""

from __future__ import annotations

import hashlib
import importlib.metadata
import marshal
import os
import re
import sys
import tempfile
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from heapq import nsmallest
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from daachorse import CharwiseDoubleArrayAhoCorasick

from keywords.closed_regex import RegexFault
from keywords.patterns import Rule, patterns_of
from keywords.schema import SIGNAL_KINDS, Term
from keywords.scripts import ends_word, stands_alone, starts_word, word_end

INDEX_VERSION = 3
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
_END = itemgetter(1)

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

    def of(self, pattern: int) -> list[Entry]:
        """The entries of a pattern; nearly all have one."""
        first, last = self.first[pattern], self.first[pattern + 1]
        if last - first == 1:
            return [(self.terms[first], *self.rules[self.kinds[first]])]
        return [(self.terms[at], *self.rules[self.kinds[at]]) for at in range(first, last)]

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
class Index:
    """``automata`` find the spellings of all languages at once, each with the number of its first pattern: one of them,
    and one more of what was added."""

    entries: Entries = field(default_factory=Entries)
    automata: list[tuple[CharwiseDoubleArrayAhoCorasick, int]] = field(default_factory=list)

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
                found.setdefault(pattern.literal, []).append((at, int(pattern.rule), pattern.check))
                if term.kind in SIGNAL_KINDS:
                    signals.add(pattern.literal)
        if found:
            self.automata.append((CharwiseDoubleArrayAhoCorasick(list(found)), len(self.entries)))
            self.entries.add((entries, literal in signals) for literal, entries in found.items())

    def raw(self, folded: str) -> list[Raw]:
        """Every (start, end, pattern), overlaps included, edges not yet checked, by their ends."""
        if len(self.automata) == 1:
            return _finds_of(self.automata[0][0], folded)
        found: list[Raw] = []
        for automaton, first in self.automata:
            some = _finds_of(automaton, folded)
            found += [(start, end, at + first) for start, end, at in some] if first else some
        found.sort(key=_END)
        return found

    def look(self, folded: str) -> list[Raw] | None:
        """``raw``, or ``None`` when no pattern that can be a signal holds: most texts have none, and need no more."""
        raw = self.raw(folded)
        return raw if raw and self._any_holds(folded, raw) else None

    def _any_holds(self, folded: str, raw: Iterable[Raw]) -> bool:
        signal = self.entries.signal
        possible = (one for one in raw if signal[one[2]])
        return next(self._held(folded, possible, plain=True), None) is not None

    def _held(self, folded: str, raw: Iterable[Raw], plain: bool) -> Iterator[tuple[Find, int]]:
        """What holds at its edges, with its pattern."""
        entries, size = self.entries, len(folded)
        for start, end, pattern in raw:
            # The usual find stands inside a longer Latin word; seen here it costs no call.
            left = start > 0 and "a" <= folded[start] <= "z" and "a" <= folded[start - 1] <= "z"
            right = end < size and "a" <= folded[end - 1] <= "z" and "a" <= folded[end] <= "z"
            for term, rule, check in entries.of(pattern):
                if left and rule & _LEFT:
                    continue
                if right and rule & _SHUT and (not rule & _GROWS or folded[end] not in "se"):
                    continue
                reach = _reach(folded, start, end, rule, check, plain)
                if reach:
                    yield Find(term, start, reach), pattern

    def finds(self, folded: str, raw: Sequence[Raw], plain: bool) -> list[Find]:
        """The raw finds that hold, by their places. ``plain`` says that the text is written without Latin accents."""
        signals: dict[int, dict[Find, None]] = {}
        others: dict[Find, None] = {}
        for find, pattern in self._held(folded, raw, plain):
            if self.entries.signal[pattern]:
                signals.setdefault(find.term, {})[find] = None
            else:
                others[find] = None
        found = _of_each(signals)
        near = (
            list(others) if len(others) <= MAX_FINDS else _nearest(others, sorted(at.start for at in found))
        )
        return sorted((*found, *near), key=lambda find: (find.end, find.start))

    def dump(self) -> bytes:
        """The index as bytes for ``load``."""
        automata = [(automaton.serialize(), first) for automaton, first in self.automata]
        data = marshal.dumps((INDEX_VERSION, self.entries.dump(), automata))
        return zlib.crc32(data).to_bytes(4, "big") + data

    @classmethod
    def load(cls, data: bytes) -> Index | None:
        """An index from ``dump``; ``None`` when the bytes are of another version or broken."""
        if data[:4] != zlib.crc32(data[4:]).to_bytes(4, "big"):
            return None
        version, entries, automata = marshal.loads(data[4:])
        if version != INDEX_VERSION:
            return None
        opened = CharwiseDoubleArrayAhoCorasick.deserialize
        return cls(Entries.load(entries), [(opened(automaton), first) for automaton, first in automata])


def _finds_of(automaton: CharwiseDoubleArrayAhoCorasick, folded: str) -> list[Raw]:
    if not folded:
        return []
    try:
        return automaton.find_overlapping(folded)
    except UnicodeEncodeError:  # lone surrogates; one character for one keeps the offsets
        return automaton.find_overlapping(folded.encode("utf-8", "replace").decode())


def _reach(folded: str, start: int, end: int, rule: int, check: str | None, plain: bool) -> int:
    """Where the find ends when its rule holds there; 0 when it does not."""
    if rule & _PLAIN and not plain:
        return 0
    if rule & _LEFT and not starts_word(folded, start):
        return 0
    if rule & _UNIT and not _may_be_unit(folded, start, end):
        return 0
    if check is not None:
        found = re.compile(check).match(folded, start)
        if not found:
            return 0
        end = found.end()
    if rule & _OPEN:
        return word_end(folded, end)
    if rule & _RIGHT and not ends_word(folded, end):
        end = _plural_end(folded, end, rule)
        if not end:
            return 0
    if rule & _ALONE and not stands_alone(folded, start, end):
        return 0
    return end


def _plural_end(folded: str, end: int, rule: int) -> int:
    """Where the plural ends; 0 when there is none."""
    if rule & _S and folded[end] == "s" and ends_word(folded, end + 1):
        return end + 1
    if rule & _ES and folded.startswith("es", end) and ends_word(folded, end + 2):
        return end + 2
    return 0


def _of_each(signals: dict[int, dict[Find, None]]) -> list[Find]:
    """All finds, or of each term its first and last ones, ``MAX_FINDS`` together: no crowd of one name hides another."""
    if sum(map(len, signals.values())) <= MAX_FINDS:
        return [find for finds in signals.values() for find in finds]
    share = max(1, MAX_FINDS // len(signals) // 2)
    found: list[Find] = []
    for finds in signals.values():
        some = list(finds)
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


def cached(terms: Sequence[Term], version: str, folder: Path, own: Sequence[Term] | None = None) -> Index:
    """The index from ``folder`` when it was made of the same terms by the same Python, else a new one.

    ``own`` are the first of ``terms``, all that can be restricted (by default all): imported terms are made one by one,
    and of an index from the file only those that are found. Restricted terms never go into the file: their words may
    stand in no file but the curator's own. They are compiled at each start. Marshal data is trusted: the folder must
    be the user's own, never one that others can write to.
    """
    path = folder / f"terms-{version}-{_made_by()}-{sys.implementation.cache_tag}.idx"
    try:
        index = Index.load(path.read_bytes())
        os.utime(path)  # the ones used last are kept
    except OSError:
        index = None
    if index is None:
        index = Index()
        index.add((at, term) for at, term in enumerate(terms) if not term.restricted)
        _keep(path, index.dump())
    if secret := [(at, term) for at, term in enumerate(terms if own is None else own) if term.restricted]:
        index.add(secret)
    return index


@cache
def _made_by() -> str:
    """A digest of what makes spellings out of terms: another program makes another index of the same terms."""
    digest = hashlib.sha256(str(INDEX_VERSION).encode())
    for name in ("patterns.py", "closed_regex.py", "fold.py", "letters.txt", "index.py", "../warden/text.py"):
        digest.update((Path(__file__).parent / name).read_bytes())
    digest.update(importlib.metadata.version("opencc").encode())
    return digest.hexdigest()[:12]


def _keep(path: Path, data: bytes) -> None:
    """Write beside and rename, so that a reader never sees half a file; a full disk is no error here."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".terms-")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
