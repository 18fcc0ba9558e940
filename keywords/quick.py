"""A quick look whether a text can hold any signal, for lists so long that the automaton leaves the processor's cache.

The spelling of a term that must stand at a word's edges shows its first word whole. So its text has that word, and the
set of all first words is asked; an automaton of its own holds the others (substrings, open ends, scripts without spaces).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from daachorse import CharwiseDoubleArrayAhoCorasick

from keywords.patterns import Rule

FROM = 20_000
"""Spellings; with fewer the automaton of all is as quick."""

_LAST = 0x590
"""Below stand the letters of scripts that part words by spaces; each of them ``joins`` (keywords.scripts)."""
_LETTERS = "".join(char for char in map(chr, range(_LAST)) if char.isalpha())
_WORD = re.compile(f"[{_LETTERS}]+")
_ASCII_WORDS = "".join(char if char.isalpha() else " " for char in map(chr, range(128)))
_LEFT, _RIGHT, _OPEN = int(Rule.LEFT), int(Rule.RIGHT), int(Rule.OPEN)

Edges = tuple[tuple[int, str | None], ...]
"""The different (Rule, check) of a spelling."""


@dataclass(slots=True)
class Quick:
    """``words`` begin a spelling and stand whole in a text that holds it; ``automaton`` has the other spellings.

    ``edges[p]`` belongs to the automaton's pattern ``p``.
    """

    words: frozenset[str]
    automaton: CharwiseDoubleArrayAhoCorasick
    edges: list[Edges]

    @classmethod
    def build(cls, spellings: Iterable[tuple[str, Edges]]) -> Quick:
        """From the spellings that can be a signal."""
        words: set[str] = set()
        others: dict[str, Edges] = {}
        for literal, edges in spellings:
            first = first_word(literal, edges)
            if first is None:
                others[literal] = edges
            else:
                words.add(first)
        return cls(
            frozenset(words),
            CharwiseDoubleArrayAhoCorasick(list(others) or ["\x00"]),
            [*others.values()] or [()],
        )

    def has_first_word(self, folded: str) -> bool:
        return not self.words.isdisjoint(words_of(folded))


def words_of(folded: str) -> list[str]:
    """The runs of letters of scripts that part words by spaces."""
    return folded.translate(_ASCII_WORDS).split() if folded.isascii() else _WORD.findall(folded)


def first_word(literal: str, edges: Edges) -> str | None:
    """The word that stands whole wherever the spelling holds; ``None`` when no word is sure to."""
    found = _WORD.match(literal)
    if not found:
        return None
    whole = found.end() == len(literal)
    for rule, check in edges:
        # A check moves the end, an open end lets the word go on.
        if not rule & _LEFT or (whole and (check is not None or rule & _OPEN or not rule & _RIGHT)):
            return None
    return found[0]
