"""Words written almost like listed ones: a letter more, less, other or in another place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from keywords.fold import fold
from keywords.schema import SIGNAL_KINDS, Term

SHORTEST = 6
"""Letters of a listed word at least: shorter ones have honest neighbours in every language."""
SIGNED = 5
"""The same where a sign stands in the word, which no honest word has."""


class Variants:
    """Finds the listed word that a word is one step away from (by deletions on both sides, so without comparing all)."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._words: set[str] = set()
        self._near: dict[str, list[str]] = {}
        for word in sorted({word for term in terms for word in _single(term)}):
            self._words.add(word)
            for piece in {word, *_less(word)}:
                self._near.setdefault(piece, []).append(word)
        self.of = lru_cache(maxsize=100_000)(self._of)

    def _of(self, word: str) -> str | None:
        """The listed word, or ``None`` where it is one itself or is near to none."""
        least = SHORTEST if word.isalpha() else SIGNED
        if word in self._words or len(word) < least - 1:
            return None
        for piece in (word, *_less(word)):
            for listed in self._near.get(piece, ()):
                if len(listed) >= least and _one_step(word, listed):
                    return listed
        return None


def _single(term: Term) -> Iterator[str]:
    """The wordings of a term that speaks for a target, of one word and of a script with spaces."""
    if term.kind not in SIGNAL_KINDS or term.restricted or term.match in ("regex", "token", "emoji"):
        return
    for wording in (term.term, *term.forms):
        word = fold(wording)
        if len(word) >= SIGNED and word.isalpha() and word.isascii():
            yield word


def _less(word: str) -> Iterator[str]:
    """The word with one letter left out."""
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _one_step(word: str, listed: str) -> bool:
    """One letter more, less or other, or two neighbours changed places; its first letter stays."""
    if word == listed or word[:1] != listed[:1] or abs(len(word) - len(listed)) > 1:
        return False
    if len(word) == len(listed):
        other = [at for at in range(len(word)) if word[at] != listed[at]]
        swapped = len(other) == 2 and other[1] == other[0] + 1 and word[other[0]] == listed[other[1]]
        return len(other) == 1 or (swapped and word[other[1]] == listed[other[0]])
    longer, shorter = (word, listed) if len(word) > len(listed) else (listed, word)
    return shorter in _less(longer) and not _inflected(longer, shorter)


def _inflected(longer: str, shorter: str) -> bool:
    """Only an ending: a plural or a case is no misspelling."""
    return longer.startswith(shorter)
