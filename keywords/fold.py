"""One folding for terms and texts, with a way back to the original's code points.

NFKC, invisible characters and harakat dropped, casefolded (and the dot that leaves in İ), dashes and
white space made one space, Arabic letter variants joined, Chinese made simplified character by
character. Marks stay: stripping them would ruin kana, Thai, Indic letters and Cyrillic й; terms bring
their accent-less twins instead (keywords/patterns.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import islice

from opencc import OpenCC

from keywords.chartable import Alphabet, CharTable
from keywords.letters import BOUND, UNEVEN
from warden.text import INVISIBLE, thin_heaps

APART = re.compile(f"{INVISIBLE.pattern[:-1]}´\u0e33\u0e4d\u0eb3\u0ecd]")
SPACE = re.compile(r"[\s_\-\u2010-\u2015\u2212\u301c\uff5e]+")
_RUN, RUN_OF_BYTES = re.compile("   *"), re.compile(b"   *")  # two and more; "  +" takes a third longer
_ASCII = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ-_\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f`",
    b"abcdefghijklmnopqrstuvwxyz" + b" " * 11 + b"'",
)
"""What becomes of ASCII; a table of bytes is several times as fast as one of characters."""
_MISPLACED = re.compile(f"[\u0e38-\u0e3a\u0e48-\u0e4b]{INVISIBLE.pattern}*[\u0e38-\u0e3a]")
"""Thai vowels below a letter, typed after its tone: composing puts them first."""
_ASTRAL = "\U00010000-\U0001efff\U0001fb00-\U0010ffff"
"""Beyond the basic plane and no emoji."""
_BOUND = re.compile(f"{BOUND.pattern[:-1]}{_ASTRAL}]")
_FEW = 8
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
# The vowel am of Thai and Lao stays one sign: whole, in its two parts, and meanwhile (private use) while composing,
# which would take it apart and needs ten times as long for a text that holds it.
SARA_AM = (("\u0e33", "\u0e4d\u0e32", "\ue033"), ("\u0eb3", "\u0ecd\u0eb2", "\ue0b3"))
_LATIN_MARKED = re.compile("[\u00df-\u00f6\u00f8-\u024f\u1e00-\u1eff]")


def fold(text: str) -> str:
    """The text as terms are compared with it."""
    if text.isascii():
        return squeezed(coded_ascii(text)).decode("ascii")
    if found := coded(text):
        alphabet, data = found
        return alphabet.decoded(squeezed(data))
    return fold_beyond(text)


def coded_ascii(text: str) -> bytes:
    """The folded form of a text that is all ASCII, runs of spaces as they are."""
    return text.encode("ascii").translate(_ASCII)


def coded(text: str) -> tuple[Alphabet, bytes] | None:
    """The folded form in the bytes of an alphabet, runs of spaces as they are; ``None`` when none has all characters."""
    found = _table().coded(text)
    return None if found and "\u0e38" in found[0].letters and _MISPLACED.search(text) else found


def squeezed(data: bytes) -> bytes:
    """Without runs of spaces."""
    return RUN_OF_BYTES.sub(b" ", data)


def fold_beyond(text: str) -> str:
    """The folded form of a text for which there is no alphabet."""
    if ("\u0e38" in text or "\u0e39" in text or "\u0e3a" in text) and _MISPLACED.search(text):
        return SPACE.sub(" ", slowly(text))
    folded = _table().changed(text)
    if folded is not None:
        return _RUN.sub(" ", folded) if "  " in folded else folded
    bound = [place.span() for place in islice(_BOUND.finditer(text), _FEW + 1)]
    if len(bound) > _FEW:
        return SPACE.sub(" ", slowly(text))
    if bound:
        return _RUN.sub(" ", _fold_around(text, bound))
    single = UNEVEN.sub(lambda match: _singles()[match[0]], text)
    return _RUN.sub(" ", _table().changed(single) or "")


def _fold_around(text: str, bound: list[tuple[int, int]]) -> str:
    """The words that hold a bound character as a whole, what stands between them as ever: a space parts them."""
    pieces = list(_around(text, bound))
    if (folded := _table().changed("".join(pieces))) is not None:
        return folded
    pieces[::2] = map(fold, pieces[::2])  # bound still: ㅋㅋ
    return "".join(pieces)


def _around(text: str, bound: list[tuple[int, int]]) -> Iterator[str]:
    """By turns, what stands between the words and, folded, the words."""
    done = 0
    for first, last in bound:
        if first >= done:
            begin = text.rfind(" ", done, first) + 1 or done
            yield text[done:begin]
            end = text.find(" ", last)
            done = end if end >= 0 else len(text)
            yield SPACE.sub(" ", slowly(text[begin:done]))
    yield text[done:]


@cache
def _table() -> CharTable:
    return CharTable(_alone)


def _alone(char: str) -> str:
    """What a character folds to wherever it stands; "" when that depends on others."""
    return "" if _BOUND.match(char) else SPACE.sub(" ", _singles()[char])


def slowly(text: str) -> str:
    """What ``fold`` makes of any text, but for dashes and white space: where characters meet others."""
    return _simple(_composed(text))


class _Singles(dict[str, str]):
    """What single characters fold to, worked out when first asked."""

    def __missing__(self, char: str) -> str:
        self[char] = made = slowly(char).lower()
        return made


_singles = cache(_Singles)


def _simple(composed: str) -> str:
    """Simple letters; dashes and white space as they are."""
    found = _changed().search(composed)
    if not found:
        return composed
    if found[0] < "\u2e80":  # single signs, not a text in traditional characters
        return _changed().sub(lambda match: str(letters().get(ord(match[0]), match[0]) or ""), composed)
    return composed.translate(letters())


def fold_letters(text: str) -> str:
    """``fold`` without joining dashes and white space: as regex terms are folded."""
    return _composed(text).translate(letters())


def _composed(text: str) -> str:
    """Composed, casefolded, composed again. Invisible characters go first: they keep marks apart."""
    apart = APART.search(text)
    if apart:
        text = INVISIBLE.sub("", text).replace("´", "'")
        for whole, parts, kept in SARA_AM:
            text = text.replace(parts, kept).replace(whole, kept)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", thin_heaps(text)).casefold())
    if apart:
        for whole, _, kept in SARA_AM:
            folded = folded.replace(kept, whole)
    return folded.replace("i\u0307", "i") if "\u0307" in folded else folded


@cache
def letters() -> dict[int, str | int | None]:
    """What becomes of single characters, in one table: one pass over a text, whatever it is written in."""
    invisible = [code for code in range(0x10000) if INVISIBLE.match(chr(code))]
    signs = (*invisible, *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06EE))
    return {**_simplified(), **dict.fromkeys(signs, None), **_SAME}


@cache
def _changed() -> re.Pattern[str]:
    """What ``_letters`` changes, and all beyond the basic plane: translating is dear, and many texts need none."""
    changed = (chr(code) for code, made in letters().items() if code < 0x10000 and made != chr(code))
    return re.compile(f"[{re.escape(''.join(changed))}\U00010000-\U0010ffff]")


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
