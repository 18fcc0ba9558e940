"""Where a word begins and ends, by the script it is written in."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_PROCLITICS = frozenset(
    {"ال", "و", "ف", "ب", "ك", "ل", "لل", "وال", "بال", "فال", "كال", "ولل", "وب", "ول", "وبال"}
)
"""Arabic particles written together with the noun they stand before."""

_UNSPACED = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F),
    (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF), (0x1B000, 0x1B16F), (0x20000, 0x3FFFF),
)  # fmt: skip
"""Thai, Lao, Burmese, Khmer, kana, Han: written without spaces between words."""


@lru_cache(maxsize=4096)
def joins(char: str) -> bool:
    """Whether a character of a script with spaces belongs to the word beside it."""
    code = ord(char)
    if code < 128:
        return char.isalnum()
    if is_hangul(char) or any(low <= code <= high for low, high in _UNSPACED):
        return False
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def is_hangul(char: str) -> bool:
    return 0xAC00 <= ord(char) <= 0xD7A3 or 0x1100 <= ord(char) <= 0x11FF or 0x3130 <= ord(char) <= 0x318F


def is_arabic(char: str) -> bool:
    return 0x0600 <= ord(char) <= 0x06FF


def starts_word(text: str, start: int) -> bool:
    """Whether a word may begin here; an Arabic one also after its proclitics."""
    if start == 0 or not joins(text[start]) or not joins(text[start - 1]):
        return True
    if not is_arabic(text[start]):
        return False
    at = start
    while at > 0 and start - at < 5 and joins(text[at - 1]):
        at -= 1
    return text[at:start] in _PROCLITICS and (at == 0 or not joins(text[at - 1]))


def ends_word(text: str, end: int) -> bool:
    """Whether a word may end here."""
    return end >= len(text) or not joins(text[end - 1]) or not joins(text[end])


def word_end(text: str, end: int) -> int:
    """Where the word that reaches past ``end`` ends."""
    while end < len(text) and joins(text[end]):
        end += 1
    return end


def inside_hangul(text: str, start: int) -> bool:
    """Whether a Hangul match begins in the middle of a run of Hangul."""
    return start > 0 and is_hangul(text[start]) and is_hangul(text[start - 1])


def stands_alone(text: str, start: int, end: int) -> bool:
    """For codes such as 1.1: no digit follows a point on either side, as in 1.1.2 or 2.1.1."""
    before = start >= 2 and text[start - 1] in ".,:/" and text[start - 2].isdigit()
    after = end + 1 < len(text) and text[end] in ".,:/" and text[end + 1].isdigit()
    return not (before or after)
