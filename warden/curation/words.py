"""Words, phrases and signs of a text, also of scripts that write no spaces: there every short piece is one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from keywords.fold import fold
from keywords.scripts import is_hangul, joins

PHRASE = 3
"""Words of a phrase at most."""
PIECE = 6
"""Characters of a piece at most, where words are not parted; a character is counted with its marks."""
LONGEST = 1_500
"""Code points of a text that are read: what a listing offers stands at its beginning."""
REACH = 20
"""Code points beside a contact within which words may belong to a person."""
CUT = "\x1f"
"""Stands where a piece of a text was taken out: no phrase reaches over it."""

CONTACT = re.compile(
    r"\[contact:[^\]]*\]|\S+@\S+|(?<!\w)@\w+|(?:https?://|www\.)\S+|\b\w+\.(?:com|net|org|cn|ru|me)\b\S*|\+?\d(?:[\s().\-/]{0,3}\d){6,}"
)
"""The key that stands for a contact in a stored text, and whatever else looks like one."""


class _Kinds(dict[int, str]):
    """``w`` letters of words with spaces between, ``u`` of those without, ``m`` a mark, ``s`` a sign, ``b`` a blank,
    ``p`` what parts."""

    def __missing__(self, code: int) -> str:
        self[code] = kind = _kind(chr(code))
        return kind


def _kind(char: str) -> str:
    category = unicodedata.category(char)
    if char == " ":
        return "b"
    if category[0] == "M":
        return "m"
    if category == "So":
        return "s"
    if joins(char):
        return "w"
    return "u" if is_hangul(char) or category[0] == "L" else "p"


_KINDS = _Kinds()
_SPACED = re.compile(r"(?:w[wm]*)(?:b(?:w[wm]*))*")
_WORD = re.compile(r"w[wm]*")
_RUN = re.compile(r"(?:um*){2,}")
_CHAR = re.compile(r"um*")
_SIGNS = re.compile(r"s+")


def words_of(text: str, *, cut_start: bool = False, cut_end: bool = False) -> set[str]:
    """Folded words, phrases of two and three words, pieces of scripts without spaces, and signs; each once.

    ``cut_start`` and ``cut_end`` say that the text begins or ends within a longer one: half words are left out.
    """
    folded = fold(text[:LONGEST])
    if cut_start:
        folded = folded.partition(" ")[2] if " " in folded[: PIECE * 4] else folded
    if cut_end:
        folded = folded.rpartition(" ")[0] if " " in folded[-PIECE * 4 :] else folded
    kinds = folded.translate(_KINDS)
    return {*_phrases(folded, kinds), *_pieces(folded, kinds), *_signs(folded, kinds)}


def _phrases(folded: str, kinds: str) -> Iterator[str]:
    for segment in _SPACED.finditer(kinds):
        spans = [found.span() for found in _WORD.finditer(kinds, *segment.span())]
        fit = [_is_word(folded[start:end]) for start, end in spans]
        for first in range(len(spans)):
            for last in range(first, min(first + PHRASE, len(spans))):
                if not fit[last]:
                    break
                yield folded[spans[first][0] : spans[last][1]]


@lru_cache(maxsize=50_000)
def _is_word(word: str) -> bool:
    """Letters, and no more than two figures; of ASCII at least three."""
    figures = sum(char.isdigit() for char in word)
    return figures <= 2 and len(word) - figures >= (3 if word.isascii() else 2)


def _pieces(folded: str, kinds: str) -> Iterator[str]:
    for run in _RUN.finditer(kinds):
        spans = [found.span() for found in _CHAR.finditer(kinds, *run.span())]
        for first in range(len(spans) - 1):
            for last in range(first + 1, min(first + PIECE, len(spans))):
                yield folded[spans[first][0] : spans[last][1]]


def _signs(folded: str, kinds: str) -> Iterator[str]:
    for run in _SIGNS.finditer(kinds):
        signs = folded[slice(*run.span())]
        yield from signs
        if 1 < len(signs) <= PHRASE:
            yield signs


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with a cut in place of each span of code points."""
    done, parts = 0, []
    for start, end in sorted(spans):
        if end > done:
            parts += [text[done : max(start, done)], CUT]
            done = end
    return "".join([*parts, text[done:]])


def parted(text: str) -> tuple[str, str]:
    """The text without contacts and what stands beside them, and what was taken away."""
    spans = [(max(0, found.start() - REACH), found.end() + REACH) for found in CONTACT.finditer(text)]
    if not spans:
        return text, ""
    beside = CUT.join(
        CUT.join((text[start : found.start()], text[found.end() : end]))
        for found, (start, end) in zip(CONTACT.finditer(text), spans, strict=True)
    )
    return without(text, spans), beside
