"""A folded text as the automata walk it: signs are spaces, so that every word stands behind one.

What begins a word is looked for with the space before it. In the middle of a word nothing begins then, and an automaton
stays near its root, whose states are in the processor's cache.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from keywords.chartable import Alphabet, CharTable
from keywords.fold import coded, coded_ascii, fold_beyond, squeezed
from keywords.scripts import joins

_ASCII = bytes(code if chr(code).isalnum() else 0x20 for code in range(0x80)).ljust(0x100, b" ")
_SIGNS = frozenset({"Sc", "Sm", "Sk"})


class Reading(NamedTuple):
    """A folded text and what is walked of it: as long, with a space more in front unless it is ``loose``."""

    folded: str
    walked: str
    loose: bool
    """Whether words may begin where no space is: behind a Chinese character, an emoji."""
    spaced: bytes | None = None
    """``folded`` before its runs of spaces were joined, a byte for each character of the text; not of every text."""


def read(text: str) -> Reading:
    """A text, folded and made ready in one go."""
    if text.isascii():
        spaced = coded_ascii(text)
        data = squeezed(spaced)
        return Reading(data.decode("ascii"), f" {data.translate(_ASCII).decode('ascii')}", False, spaced)
    if found := coded(text):
        alphabet, spaced = found
        data = squeezed(spaced)
        signs, loose = _ways(alphabet)
        walked = data.translate(signs)
        return Reading(
            alphabet.decoded(data),
            alphabet.decoded(walked if loose else b" " + walked),
            loose,
            spaced if len(spaced) == len(text) else None,
        )
    return walk(fold_beyond(text))


def walk(folded: str) -> Reading:
    """A text that is folded already."""
    if folded.isascii():
        return Reading(folded, f" {folded.encode('ascii').translate(_ASCII).decode('ascii')}", False)
    walked = _table().changed(folded) or walkable(folded)
    loose = is_loose(walked)
    return Reading(folded, walked if loose else f" {walked}", loose)


def walkable(literal: str) -> str:
    """A folded literal as it stands in a text that is walked: as long, signs are spaces."""
    return "".join(map(_walked, literal))


def is_loose(walked: str) -> bool:
    """Whether it holds what is no word and no space, behind which a word may begin."""
    return bool(_loose().search(walked))


@cache
def _ways(alphabet: Alphabet) -> tuple[bytes, bool]:
    """For the bytes of an alphabet: what becomes of them, and whether words may begin behind its letters."""
    letters = alphabet.letters
    signs = bytes(letters.index(_walked(letter)) for letter in letters).ljust(256, b" ")
    return signs, any(is_loose(_walked(letter)) for letter in letters)


@lru_cache(maxsize=4096)
def _walked(char: str) -> str:
    """Punctuation, signs and halves of characters are spaces; emoji and letters without spaces stay."""
    category = unicodedata.category(char)
    sign = category[0] in "PZC" or category in _SIGNS or char in "¦©®°"
    return " " if sign and not joins(char) else char


@cache
def _table() -> CharTable:
    return CharTable(_walked)


@cache
def _loose() -> re.Pattern[str]:
    """What is no word and no space: a word may begin right behind it. Of the rarer scripts all counts, which is only slower."""
    usual = (*range(0x20, 0xE00), *range(0x1E00, 0x2000))
    words = "".join(char for char in map(chr, usual) if char == _walked(char) == " " or joins(char))
    return re.compile(f"[^{re.escape(words)}]")
