"""Folding and search tokens, shared by both stores and the matcher.

``search_tokens`` is what full-text search means in Warden: NFKC, casefold, Latin marks and harakat
folded; every Han, kana, Hangul, Thai, Lao, Khmer and Burmese character and every symbol is a token
of its own, so that 象牙 is found inside 象牙手链 and งาช้าง inside กำไลงาช้างแท้. Queried as phrases.
"""

from __future__ import annotations

import re
import unicodedata

TOKENS_VERSION = 1
"""Raised when ``search_tokens`` can give another answer; a store then rebuilds its index."""

TOKEN_CUT = 64

PLAIN_ADDRESS = re.compile(r"https?://([A-Za-z0-9.-]+)(?::\d{1,5})?(?:[/?#]|\Z)")
"""How the usual address begins, and its host: nothing of it needs to be taken apart, which is dear."""

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u0640\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
)
"""Zero-width characters, soft hyphens, tatweel and direction marks: never part of a word."""

HEAP = 30
"""Marks on one letter; as many are kept (the bound of Unicode's stream-safe format). Composing sorts them one by one,
so that a text of nothing but marks would keep a machine busy for hours."""

_HEAPS = re.compile(rf"[^\w\s\x00-\x7f]{{{HEAP + 1},}}")
_HARAKAT = re.compile("[\u064b-\u065f\u0670\u06d6-\u06ed]")
# Scripts written without spaces, and Hangul, whose particles stick to the noun.
_SINGLE = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"  # Burmese
    "\u1780-\u17ff\u19e0-\u19ff"  # Khmer
    "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"  # Hangul
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3040-\u30ff\u31f0-\u31ff"  # radicals, kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff"  # Han
)
_SINGLE_CHAR = re.compile(f"[{_SINGLE}]")
_LATIN = re.compile("[a-z]")
# A Latin letter beyond a to z, a mark of no script, or a letter before a sign that may be a mark: a cheap
# look before a text is taken apart.
_MAYBE_MARKED = re.compile(
    "[\u00aa-\u02af\u1d00-\u1eff\u2071-\u209c\u212a\u212b\u2c60-\u2c7f\ua720-\ua7ff\uab30-\uab6f\ufb00-\ufb06\uff21-\uff5a"
    "\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\ufe20-\ufe2f]|[A-Za-z][^\x00-\x7f]"
)


def thin_heaps(text: str) -> str:
    """The text without what stands behind the ``HEAP``-th of marks in a row."""
    return _HEAPS.sub(_thinned, text)


def _thinned(run: re.Match[str]) -> str:
    kept, marks = [], 0
    for char in run[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= HEAP:
            kept.append(char)
    return "".join(kept)


def strip_latin_marks(text: str) -> str:
    """Without the marks that stand on Latin letters; kana, Thai, Indic and Cyrillic keep theirs."""
    if not _MAYBE_MARKED.search(text):
        return unicodedata.normalize("NFC", thin_heaps(text))
    out: list[str] = []
    on_latin = False
    for char in unicodedata.normalize("NFD", thin_heaps(text)):
        if unicodedata.combining(char):
            if on_latin:
                continue
        else:
            on_latin = bool(_LATIN.match(char)) or "LATIN" in unicodedata.name(char, "")
        out.append(char)
    return unicodedata.normalize("NFC", "".join(out))


def fold(text: str) -> str:
    """NFKC, invisible characters dropped, casefolded, Latin marks and harakat folded."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", thin_heaps(INVISIBLE.sub("", text))).casefold()
    text = unicodedata.normalize("NFKC", text)
    return _HARAKAT.sub("", strip_latin_marks(text))


_ASCII_TOKEN = re.compile("[a-z0-9]+|[$+<=>^`|~]")


class _Kinds(dict[int, str]):
    """What a character is to a search, by code point: ``s`` a token of its own, ``w`` part of one, ``b`` between.

    Filled as characters come, so that a text costs one pass in C.
    """

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        if _SINGLE_CHAR.match(char) or category[0] == "S" or category == "Co":
            kind = "s"
        else:
            kind = "w" if category[0] in "LMN" else "b"
        self[code] = kind
        return kind


_KINDS = _Kinds()
_RUN = re.compile("s|w+")


def search_tokens(text: str) -> list[str]:
    """The tokens of a text, in order; cut at 64 characters each."""
    folded = fold(text)
    if folded.isascii():
        return [token[:TOKEN_CUT] for token in _ASCII_TOKEN.findall(folded)]
    spans = (found.span() for found in _RUN.finditer(folded.translate(_KINDS)))
    return [folded[start : min(end, start + TOKEN_CUT)] for start, end in spans]
