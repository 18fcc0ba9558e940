"""What of an offer's text may be suggested as a term: not what is listed, secret, or somebody's."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from keywords.fold import fold
from keywords.hidden import Hidden
from keywords.schema import SIGNAL_KINDS
from keywords.vocabulary import Vocabulary
from warden.curation.finding import Finder
from warden.curation.words import parted, without, words_of

_CJK = ("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC")


@lru_cache(maxsize=20_000)
def script_of(char: str) -> str:
    """The script of a letter, ``SIGN`` for what is none. Han and kana are one: a Japanese word has both."""
    if not char.isalpha():
        return "SIGN"
    name = unicodedata.name(char, "SIGN").split()[0].split("-")[0]
    return "CJK" if name in _CJK else name


def script(word: str) -> str:
    return script_of(word[0])


@dataclass(slots=True)
class Offer:
    """The words of one text; ``beside`` stood near a phone number, an address or an account name."""

    words: set[str]
    beside: set[str] = field(default_factory=set)
    tokens: set[str] = field(default_factory=set)
    """Whole words as they stand between blanks, signs inside them included."""


class Texts:
    """Takes texts apart by one word list."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        # Restricted words go first of all: no piece of one may be left over.
        said = [term for term in vocabulary.terms if term.kind in SIGNAL_KINDS or term.restricted]
        self._said = Finder(said, vocabulary.disguises)
        self._listed = Finder(vocabulary.terms, vocabulary.disguises)
        self._hidden = Hidden(vocabulary)
        self._secret = [
            fold(words) for term in vocabulary.terms if term.restricted for words in (term.term, *term.forms)
        ]

    def offer(self, title: str, description: str | None, location: str | None) -> Offer:
        """The words of an offer, without those of listed signals, of restricted terms and of its place."""
        found = Offer(set())
        for text in (title, description or ""):
            rest, beside = parted(text)
            found.beside |= words_of(beside)
            bare = without(rest, [(find.start, find.end) for find in self._said.find(rest)])
            found.words |= words_of(bare)
            found.tokens |= set(_tokens(bare))
        place = words_of(location or "")
        found.words -= place
        found.tokens -= place
        return found

    def is_new(self, word: str) -> bool:
        """Not wholly made of listed words, and no part, whole or spelling of a restricted one."""
        if self._hidden.held(word) is not None or any(word in secret for secret in self._secret):
            return False
        covered: set[int] = set()
        for find in self._listed.find(word):
            covered |= set(range(find.start, find.end))
        return any(at not in covered for at, char in enumerate(word) if char != " ")


def _tokens(text: str) -> Iterator[str]:
    for token in fold(text).split(" "):
        bare = token.strip(".,;:!?()[]{}\"'«»“”„‘’-–—/\\|*#\x1f")
        if bare and not any(char.isdigit() for char in bare):
            yield bare
