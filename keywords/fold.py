"""One folding for terms and texts, with a way back to the original's code points.

NFKC, invisible characters and harakat dropped, casefolded (and the dot that leaves in İ), dashes and
white space made one space, Arabic letter variants joined, Chinese made simplified character by
character. Marks stay: stripping them would ruin kana, Thai, Indic letters and Cyrillic й; terms bring
their accent-less twins instead (keywords/patterns.py).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from opencc import OpenCC

from warden.text import INVISIBLE

_APART = re.compile(f"{INVISIBLE.pattern[:-1]}´]")
_SPACE = re.compile(r"[\s_\-\u2010-\u2015\u2212\u301c\uff5e]+")
_ASCII_SPACE = str.maketrans({**dict.fromkeys("-_\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f", " "), "`": "'"})
_SPACES = re.compile(" {2,}")
_RUN = re.compile(r"[!-,./-^`-~]{2,}")  # ASCII but white space, - and _
_SAME = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
    }
)
# Variants that OpenCC's table leaves as they are, Japanese forms of the words we look for among them.
_VARIANTS = {
    "瑇": "玳",
    "蝳": "玳",
    "蝐": "瑁",
    "亀": "龟",
    "鼈": "鳖",
    "竜": "龙",
    "鶴": "鹤",
    "硨": "砗",
    "磲": "磲",
    "麞": "獐",
    "薫": "熏",
}
# Signs that compose with what stands before them although they are letters of their own.
_ATTACHED = re.compile("[\u1160-\u11ff\uff9e\uff9f]")
_LATIN_MARKED = re.compile("[\u00df-\u00f6\u00f8-\u024f\u1e00-\u1eff]")


def fold(text: str) -> str:
    """The text as terms are compared with it."""
    if text.isascii():
        folded = text.lower().translate(_ASCII_SPACE)
    elif not _unusual().search(text):
        folded = text.lower()
    else:
        folded = _composed(text)
        if _changed().search(folded):
            folded = folded.translate(_joined())
    return _SPACES.sub(" ", folded) if "  " in folded else folded


def fold_letters(text: str) -> str:
    """``fold`` without joining dashes and white space: as regex terms are folded."""
    return _composed(text).translate(_letters())


def _composed(text: str) -> str:
    """Composed, casefolded, composed again. Invisible characters go first: they keep marks apart."""
    if _APART.search(text):
        text = INVISIBLE.sub("", text).replace("´", "'")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return folded.replace("i\u0307", "i") if "\u0307" in folded else folded


@cache
def _letters() -> dict[int, str | int | None]:
    """What becomes of single characters, in one table: one pass over a text, whatever it is written in."""
    invisible = [code for code in range(0x10000) if INVISIBLE.match(chr(code))]
    signs = (*invisible, *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06EE))
    return {**_simplified(), **dict.fromkeys(signs, None), **_SAME}


@cache
def _joined() -> dict[int, str | int | None]:
    """``_letters``, and one space for every dash, underscore and white space."""
    spaces = [code for code in range(0x3001) if _SPACE.match(chr(code))] + [0x301C, 0xFF5E]
    return {**_letters(), **dict.fromkeys(spaces, " ")}


@cache
def _changed() -> re.Pattern[str]:
    """What ``_joined`` changes, and all beyond the basic plane: translating is dear, and many texts need none."""
    table = _joined()
    changed = (chr(code) for code, made in table.items() if code < 0x10000 and made != chr(code))
    return re.compile(f"[{re.escape(''.join(changed))}\U00010000-\U0010ffff]")


@cache
def _unusual() -> re.Pattern[str]:
    """What folding does more to than write it in lower case, alone or beside others, and all beyond the basic plane.

    A text of usual letters, as most Cyrillic, Chinese and accented ones are, needs one look instead of five.
    """
    joined = _joined()
    usual = [code for code in range(0x20, 0xFFFE) if _is_usual(chr(code), joined)]
    spans: list[list[int]] = []
    for code in usual:
        if spans and spans[-1][1] == code - 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    ranges = "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in spans)
    return re.compile(f"[^{ranges}]")


def _is_usual(char: str, joined: dict[int, str | int | None]) -> bool:
    """Whether folding is lower case for it, whatever stands around it: no mark, nothing that composes, no final sigma."""
    lower = char.lower()
    return (
        len(lower) == 1
        and char not in "Σσς"
        and unicodedata.category(char)[0] not in "MC"
        and not _ATTACHED.match(char)
        and not _APART.match(char)
        and unicodedata.is_normalized("NFKC", char)
        and unicodedata.is_normalized("NFKC", lower)
        and char.casefold() == lower
        and joined.get(ord(lower), lower) == lower
    )


@cache
def _simplified() -> dict[int, str]:
    """Every Han character that has a simpler form, and its form; one character for one.

    Character by character on purpose: phrase conversion would make the same word fold differently
    in different sentences.
    """
    han = [chr(code) for code in (*range(0x3400, 0xA000), *range(0x20000, 0x2A6E0))]
    simple = OpenCC("t2s").convert("\n".join(han)).split("\n")
    table = {old: new for old, new in zip(han, simple, strict=True) if old != new and len(new) == 1}
    table |= {old: table.get(new, new) for old, new in _VARIANTS.items() if old != new}
    return {ord(old): new for old, new in table.items()}


def has_latin_marks(folded: str) -> bool:
    """Whether a folded text writes any Latin letter with a mark, as Vietnamese with accents does."""
    return bool(_LATIN_MARKED.search(folded))


class OffsetMap:
    """From offsets in ``fold(text)`` back to code points of ``text``; made only for texts with a match."""

    __slots__ = ("_folded", "_original", "_starts")

    def __init__(self, text: str) -> None:
        self._original: list[tuple[int, int, bool]] = []
        self._starts: list[int] = []
        self._folded = 0
        pending = ""
        for start, end, run in _pieces(text):
            squeezed = _SPACE.sub(" ", fold_letters(text[start:end]))
            if pending == " " and squeezed.startswith(" "):
                squeezed = squeezed[1:]
            if squeezed:
                self._starts.append(self._folded)
                self._original.append((start, end, run))
                self._folded += len(squeezed)
                pending = squeezed[-1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span of a folded one; a character that folds to several is kept whole."""
        if not self._original:
            return 0, 0
        return self._at(start)[0], self._at(max(start, end - 1))[1]

    def _at(self, offset: int) -> tuple[int, int]:
        """The original span of the folded character at ``offset``."""
        index = max(0, bisect_right(self._starts, offset) - 1)
        start, end, run = self._original[index]
        if not run:
            return start, end
        start = min(start + offset - self._starts[index], end - 1)
        return start, start + 1

    def __len__(self) -> int:
        return self._folded


def _pieces(text: str) -> Iterator[tuple[int, int, bool]]:
    """Spans that fold independently: whole runs of ASCII, which fold one for one (``True``), and between
    them each character with what attaches to it."""
    done = 0
    for found in _RUN.finditer(text):
        start, end = found.span()
        if _attaches(text[end : end + 1]):
            end -= 1
        if end > start:
            yield from _clusters(text, done, start)
            yield start, end, True
            done = end
    yield from _clusters(text, done, len(text))


def _attaches(char: str) -> bool:
    return bool(char) and bool(
        unicodedata.category(char)[0] == "M" or _ATTACHED.match(char) or INVISIBLE.match(char)
    )


def _clusters(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """A character with the marks (and jamo) that attach to it."""
    first = start
    for at in range(start + 1, end):
        if not _attaches(text[at]):
            yield first, at, False
            first = at
    if first < end:
        yield first, end, False


def original_spans(text: str, folded: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Code point spans in ``text`` of spans in its folded form."""
    if len(text) == len(folded) and text.isascii():
        return spans
    offsets = OffsetMap(text)
    if len(offsets) == len(folded):
        return [offsets.span(*span) for span in spans]
    return [(_reach(text, start), _reach(text, end)) for start, end in spans]


def _reach(text: str, offset: int) -> int:
    """The shortest start of ``text`` whose folded form has ``offset`` characters (rare: odd clusters)."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high) // 2
        if len(fold(text[:middle])) < offset:
            low = middle + 1
        else:
            high = middle
    return low
