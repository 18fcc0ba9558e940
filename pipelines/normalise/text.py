"""Text as it is kept: nothing invisible that could hide or reorder words."""

from __future__ import annotations

import re
from functools import cache, lru_cache

_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]"
)
"""Control characters, direction overrides and marks, lone surrogates."""

_WORD = re.compile(r"[^\W\d_]+")


def clean(text: str | None, cut: int) -> str | None:
    """Without control characters, white space collapsed, cut at ``cut`` code points; ``None`` if empty.

    Entities are not decoded: the reader did that once, and twice would turn a seller's ``&amp;lt;``
    into markup.
    """
    if text is None:
        return None
    if len(text) > 20 * cut:
        text = text[: 20 * cut]
    # All that is removed is unprintable, as is all white space but the space; and split() parts at what ``\s`` matches.
    if text.isprintable():
        if "  " not in text and len(text) <= cut:
            return text.strip(" ") or None
    else:
        text = _REMOVED.sub("", text)
    return " ".join(text.split())[:cut].rstrip() or None


LAST_DIGIT = 0x1FBF9
"""The last decimal digit of Unicode 16: no need to look further."""
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0xFFE5: 0xA5,
    0xFFE1: 0xA3,
}


@cache
def _digits() -> dict[int, str]:
    """Every decimal digit of every script."""
    codes = (code for code in range(0x80, LAST_DIGIT + 1) if chr(code).isdecimal())
    return {code: str(int(chr(code))) for code in codes}


@cache
def _plain() -> dict[int, int | str]:
    return {**_FULL_WIDTH, **_digits()}


@cache
def _not_plain() -> re.Pattern[str]:
    """What ``_plain`` changes, and all beyond the basic plane: translating is dear, and most texts need none."""
    return re.compile(f"[{''.join(chr(code) for code in _plain() if code < 0x10000)}\U00010000-\U0010ffff]")


def ascii_digits(text: str) -> str:
    """The text with the digits of any script as 0-9."""
    if text.isascii() or not _not_plain().search(text):
        return text
    return text.translate(_digits())


@lru_cache(maxsize=32)
def plain_forms(text: str) -> str:
    """Full-width forms and the digits of any script as ASCII; as long as the text was.

    Remembered for the last texts: quantities and contacts both ask. The text itself when nothing changes.
    """
    if text.isascii() or not _not_plain().search(text):
        return text
    return text.translate(_plain())


_ODD_CASES = {
    ord(odd): usual
    for usual, all_odd in {
        "i": "İı",
        "s": "ſ",
        "в": "ᲀ",
        "д": "ᲁ",
        "о": "ᲂ",
        "с": "ᲃ",
        "т": "ᲄᲅ",
        "ъ": "ᲆ",
    }.items()
    for odd in all_odd
}
_ODD = re.compile(f"[{''.join(map(chr, _ODD_CASES))}]")


def one_case(text: str) -> str:
    """Lower case, letter by letter, in which Latin and Cyrillic letters are alike if ``re.IGNORECASE`` takes them for alike.

    What does not stand in here is found by no pattern either, so it serves for the cheap look before a
    dear one. ``lower`` alone would miss İ and ı for i, ſ for s. As long as the text was.
    """
    if not text.isascii() and _ODD.search(text):
        text = text.translate(_ODD_CASES)
    return text.lower()


_ASCII_WORDS = "".join(char if char.isalpha() else " " for char in map(chr, range(128)))


def words_in(text: str) -> list[str]:
    """The runs of letters, in order."""
    return text.translate(_ASCII_WORDS).split() if text.isascii() else _WORD.findall(text)
