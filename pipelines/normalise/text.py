"""Text as it is kept: nothing invisible that could hide or reorder words."""

from __future__ import annotations

import re
from functools import cache

_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]"
)
"""Control characters, direction overrides and marks, lone surrogates."""

_SPACE = re.compile(r"\s+")


def clean(text: str | None, cut: int) -> str | None:
    """Without control characters, white space collapsed, cut at ``cut`` code points; ``None`` if empty.

    Entities are not decoded: the reader did that once, and twice would turn a seller's ``&amp;lt;``
    into markup.
    """
    if text is None:
        return None
    if len(text) > 20 * cut:
        text = text[: 20 * cut]
    text = _SPACE.sub(" ", _REMOVED.sub("", text)).strip()
    return text[:cut].rstrip() or None


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


def ascii_digits(text: str) -> str:
    """The text with the digits of any script as 0-9."""
    return text if text.isascii() else text.translate(_digits())


def plain_forms(text: str) -> str:
    """Full-width forms and the digits of any script as ASCII; as long as the text was."""
    return text if text.isascii() else text.translate(_plain())
