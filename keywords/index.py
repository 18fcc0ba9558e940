"""One automaton over all terms of all languages, and the finds that hold at their edges."""

from __future__ import annotations

import marshal
import os
import re
import sys
import tempfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from pathlib import Path
from typing import NamedTuple

from daachorse import CharwiseDoubleArrayAhoCorasick

from keywords.closed_regex import RegexFault
from keywords.patterns import Rule, patterns_of
from keywords.quick import FROM, Edges, Quick
from keywords.schema import SIGNAL_KINDS, Term
from keywords.scripts import ends_word, stands_alone, starts_word, word_end

INDEX_VERSION = 2
"""Raised when the cached form changes."""

MAX_FINDS = 500
"""Signals read in one text, and as many of the other words, those nearest to a signal: a text made of nothing but
terms is cut there, not computed for minutes, and no crowd of trade words hides the signal behind it."""

# Plain integers: a flag's own & costs more than the rest of the test.
_LEFT, _RIGHT, _OPEN, _PLAIN, _ALONE, _UNIT = (
    int(rule) for rule in (Rule.LEFT, Rule.RIGHT, Rule.OPEN, Rule.PLAIN, Rule.ALONE, Rule.UNIT)
)

Entry = tuple[int, int, str | None]
"""(place of the term in the vocabulary, Rule, check)."""


class Find(NamedTuple):
    """A term found in a folded text, its edges already checked."""

    term: int
    start: int
    end: int


@dataclass(slots=True)
class Index:
    """``entries[p]`` are the terms that share pattern ``p``; ``signal[p]`` says one can be a signal.

    ``edges[p]`` are the different rules and checks of a pattern that can be one: several languages share a word.
    ``quick`` is the look before the automaton of a long list.
    """

    automaton: CharwiseDoubleArrayAhoCorasick
    entries: list[list[Entry]]
    signal: list[bool]
    quick: Quick | None = None
    edges: list[Edges] = field(init=False)

    def __post_init__(self) -> None:
        # Nearly all patterns have the same one or two: kept once, they stay in the processor's cache.
        kept: dict[Edges, Edges] = {}
        self.edges = []
        for entries, signal in zip(self.entries, self.signal, strict=True):
            edges = tuple(dict.fromkeys((rule, check) for _, rule, check in entries)) if signal else ()
            self.edges.append(kept.setdefault(edges, edges))

    @classmethod
    def build(cls, terms: Sequence[Term]) -> Index:
        """Compile the terms; a regex that ``terms check`` refuses is left out."""
        by_literal: dict[str, list[Entry]] = {}
        signals: set[str] = set()
        for at, term in enumerate(terms):
            try:
                patterns = patterns_of(term)
            except RegexFault:
                continue
            for pattern in patterns:
                by_literal.setdefault(pattern.literal, []).append((at, int(pattern.rule), pattern.check))
                if term.kind in SIGNAL_KINDS:
                    signals.add(pattern.literal)
        literals = list(by_literal) or ["\x00"]
        index = cls(
            CharwiseDoubleArrayAhoCorasick(literals),
            [by_literal.get(literal, []) for literal in literals],
            [literal in signals for literal in literals],
        )
        if len(literals) >= FROM:
            index.quick = Quick.build(
                (literal, edges) for literal, edges in zip(literals, index.edges, strict=True) if edges
            )
        return index

    def raw(self, folded: str) -> list[tuple[int, int, int]]:
        """Every (start, end, pattern), overlaps included, edges not yet checked."""
        return _finds_of(self.automaton, folded)

    def may_signal(self, folded: str) -> bool:
        """Whether a find of a pattern that can be a signal holds at its edges: most texts have none, and need no more."""
        quick = self.quick
        if quick is None or quick.has_first_word(folded):
            return _any_holds(folded, _finds_of(self.automaton, folded), self.edges)
        return _any_holds(folded, _finds_of(quick.automaton, folded), quick.edges)

    def finds(self, folded: str, raw: Sequence[tuple[int, int, int]], plain: bool) -> list[Find]:
        """The raw finds that hold, by their places. ``plain`` says that the text is written without Latin accents."""
        signals: dict[Find, None] = {}
        others: dict[Find, None] = {}
        for find, signal in self._checked(folded, raw, plain):
            (signals if signal else others)[find] = None
            if len(signals) >= MAX_FINDS:
                break
        near = (
            list(others) if len(others) <= MAX_FINDS else _nearest(others, sorted(at.start for at in signals))
        )
        return sorted((*signals, *near), key=lambda find: (find.end, find.start))

    def _checked(
        self, folded: str, raw: Sequence[tuple[int, int, int]], plain: bool
    ) -> Iterator[tuple[Find, bool]]:
        for start, end, pattern in raw:
            for term, rule, check in self.entries[pattern]:
                reach = _reach(folded, start, end, rule, check, plain)
                if reach:
                    yield Find(term, start, reach), self.signal[pattern]

    def dump(self) -> bytes:
        quick = self.quick
        parts = (quick.words, quick.automaton.serialize(), quick.edges) if quick else None
        return marshal.dumps((INDEX_VERSION, self.automaton.serialize(), self.entries, self.signal, parts))

    @classmethod
    def load(cls, data: bytes) -> Index | None:
        """An index from ``dump``; ``None`` when the bytes are of another version or broken."""
        try:
            version, automaton, entries, signal, parts = marshal.loads(data)
        except (ValueError, EOFError, TypeError):
            return None
        if version != INDEX_VERSION:
            return None
        opened = CharwiseDoubleArrayAhoCorasick.deserialize
        quick = Quick(parts[0], opened(parts[1]), parts[2]) if parts else None
        return cls(opened(automaton), entries, signal, quick)


def _finds_of(automaton: CharwiseDoubleArrayAhoCorasick, folded: str) -> list[tuple[int, int, int]]:
    if not folded:
        return []
    try:
        return automaton.find_overlapping(folded)
    except UnicodeEncodeError:  # lone surrogates; one character for one keeps the offsets
        return automaton.find_overlapping(folded.encode("utf-8", "replace").decode())


def _any_holds(folded: str, raw: Sequence[tuple[int, int, int]], edges: Sequence[Edges]) -> bool:
    for start, end, pattern in raw:
        for rule, check in edges[pattern]:
            # The usual find stands in the middle of a longer word; seen here it costs no call.
            if rule & _LEFT and start and "a" <= folded[start] <= "z" and "a" <= folded[start - 1] <= "z":
                continue
            if _reach(folded, start, end, rule, check, plain=True):
                return True
    return False


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
        return 0
    if rule & _ALONE and not stands_alone(folded, start, end):
        return 0
    return end


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


def cached(terms: Sequence[Term], version: str, folder: Path) -> Index:
    """The index from ``folder`` when it was made of the same terms by the same Python, else a new one.

    Marshal data is trusted: the folder must be the user's own, never one that others can write to.
    """
    if any(term.restricted for term in terms):
        return Index.build(terms)  # its patterns are the words: they stand in no file but the curator's own
    path = folder / f"terms-{version}-{INDEX_VERSION}-{sys.implementation.cache_tag}.idx"
    try:
        found = Index.load(path.read_bytes())
    except OSError:
        found = None
    if found is not None:
        return found
    index = Index.build(terms)
    _keep(path, index.dump())
    return index


def _keep(path: Path, data: bytes) -> None:
    """Write beside and rename, so that a reader never sees half a file; a full disk is no error here."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".terms-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        return
