"""Working out the classes of characters in keywords/letters.txt from this Python's Unicode.

python -m keywords.lettertable > keywords/letters.txt
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable

from keywords import fold as folding
from warden.text import INVISIBLE

_ATTACHED = "\u1160-\u11ff\uff9e\uff9f"
_AM = "\u0e33\u0eb3"
_THAI_MARKS = frozenset(map(chr, (0x0E31, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4D), 0x0E4E)))
"""They neither compose nor vanish; that some of them change places is seen to in keywords/fold.py."""


def table() -> str:
    """The two expressions, a line each, as worked out from this Python's Unicode."""
    return "".join(
        f"{expression.encode('unicode_escape').decode('ascii')}\n"
        for expression in (
            f"[^{_ranges(code for code in range(0x09, 0xFFFE) if _is_even(chr(code)))}]",
            _bound(),
        )
    )


def _ranges(codes: Iterable[int]) -> str:
    spans: list[list[int]] = []
    for code in codes:
        if spans and spans[-1][1] == code - 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in spans)


def _is_even(char: str) -> bool:
    """Whether it becomes exactly one character whatever stands around it."""
    if re.match(f"[\ud800-\udfff{_ATTACHED}]", char) or (folding.APART.match(char) and char not in _AM):
        return False
    return (
        (unicodedata.category(char)[0] != "M" or char in _THAI_MARKS)
        and len(folding.slowly(char)) == 1
        and not _is_bound(char, set())
    )


def _is_bound(char: str, seconds: set[str]) -> bool:
    """Whether it may meet what stands beside it: marks, jamo, what becomes something with a mark behind it, and
    Cherokee, which folds to its capitals, so that lower case would undo it."""
    if char in _THAI_MARKS or char in _AM or INVISIBLE.match(char):
        return False  # what vanishes matters only between marks
    made = folding.slowly(char)
    between = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).casefold())
    return (
        unicodedata.category(char)[0] == "M"
        or char in seconds
        or bool(unicodedata.combining(between[-1:] or " "))
        or bool(re.match(f"[{_ATTACHED}]", between))  # single Hangul vowels as ㅏ
        or made.lower() != made
    )


def _bound() -> str:
    """Where folding is not surely character by character, in the basic plane: Python looks for larger sets slowly."""
    pairs = (unicodedata.decomposition(chr(code)).split() for code in range(0x11_0000))
    seconds = {chr(int(pair[1], 16)) for pair in pairs if len(pair) == 2 and not pair[0].startswith("<")}
    bound = (code for code in range(0x80, 0x1_0000) if _is_bound(chr(code), seconds))
    return f"[{_ranges(bound)}{_ATTACHED}]"


if __name__ == "__main__":
    sys.stdout.write(table())
