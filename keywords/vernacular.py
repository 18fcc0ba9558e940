"""Which imported names can be looked for: those in their language's own script that are no everyday word.

Names of open lists were measured before this was written (docs/reference/terms.md): most Arabic, Hindi and Korean ones stand in
Latin letters, many short ones are words of every advert (deal, king, drum), and the shortest Chinese ones are parts of others.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

EVERYDAY = Path(__file__).parent / "everyday.csv"
LONGEST = 60
"""Characters of a name; what is longer is a description."""

_SCRIPTS: dict[str, str] = {
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ku", "ug"), "ARABIC"),
    **dict.fromkeys(("hi", "mr", "ne", "sa"), "DEVANAGARI"),
    **dict.fromkeys(("ru", "uk", "bg", "be", "mk", "kk", "ky", "mn"), "CYRILLIC"),
    **{
        "ko": "HANGUL",
        "th": "THAI",
        "lo": "LAO",
        "km": "KHMER",
        "my": "MYANMAR",
        "el": "GREEK",
        "he": "HEBREW",
    },
    **{"te": "TELUGU", "ta": "TAMIL", "bn": "BENGALI", "as": "BENGALI", "ka": "GEORGIAN", "hy": "ARMENIAN"},
    **{
        "ml": "MALAYALAM",
        "kn": "KANNADA",
        "gu": "GUJARATI",
        "pa": "GURMUKHI",
        "si": "SINHALA",
        "am": "ETHIOPIC",
    },
    **{"zh": "HAN", "ja": "JAPANESE"},
}
"""The script of languages that are not written in Latin letters."""
_EITHER = frozenset({"sr", "bs", "az", "uz", "und", "tg", "tt"})
"""Languages that are written in two scripts, and names whose language is not told."""
_TELLING = {"HANGUL": "ko", "THAI": "th", "JAPANESE": "ja"}
"""Scripts that say the language of a name with a wrong tag."""
_LEAST = {"HAN": 3, "JAPANESE": 4, "HANGUL": 2, "THAI": 4, "LAO": 4, "KHMER": 4, "MYANMAR": 4}
"""Characters of the shortest name that may be found inside other text, in scripts without spaces (and Hangul)."""
_ODD = re.compile(r"[0-9;:=<>@#%&*+/\\|\[\]{}\"“”?!]")
_REMARK = re.compile(r"\s*\([^)]*\)\s*\Z")


class Judged(NamedTuple):
    """A name that can be looked for, or (``word`` empty) why not: script, everyday, short, odd."""

    lang: str
    word: str
    reason: str = ""


def judge(lang: str, name: str) -> Judged:
    """The name under its right language, or the reason why it is not looked for."""
    word = unicodedata.normalize("NFC", _REMARK.sub("", " ".join(name.split()))).strip(" ,.-'’‘")
    if not word or len(word) > LONGEST or _ODD.search(word):
        return Judged(lang, "", "odd")
    script = script_of(word)
    lang = _right_language(lang, script)
    if not lang or (lang.split("-")[0] == "vi" and word.isascii()):
        return Judged(lang, "", "script")
    if len(word) < _least(script, word):
        return Judged(lang, "", "short")
    if is_everyday(word):
        return Judged(lang, "", "everyday")
    return Judged(lang, word)


def script_of(word: str) -> str:
    """The script of a name's letters: a Unicode name's first word, ``JAPANESE`` with any kana, ``MIXED`` of several."""
    found = {_script(char) for char in word if char.isalpha()}
    if found & {"HIRAGANA", "KATAKANA"}:
        return "JAPANESE" if found <= {"HIRAGANA", "KATAKANA", "HAN"} else "MIXED"
    return found.pop() if len(found) == 1 else "MIXED"


@cache
def _script(char: str) -> str:
    name = unicodedata.name(char, "").split(" ")[0]
    return {"CJK": "HAN", "KATAKANA-HIRAGANA": "KATAKANA"}.get(name, name)


def _right_language(lang: str, script: str) -> str:
    """The language a name may have, its own or the one its script tells; empty when neither."""
    primary = lang.split("-")[0].lower()
    wanted = _SCRIPTS.get(primary, "LATIN")
    if script == wanted or (script == "HAN" and wanted == "JAPANESE"):
        return lang
    if primary in _EITHER and script in ("LATIN", "CYRILLIC"):
        return lang
    return _TELLING.get(script, "")


def _least(script: str, word: str) -> int:
    if script == "JAPANESE" and any(_script(char) == "HAN" for char in word):
        return 3
    return _LEAST.get(script, 4)


def is_everyday(word: str) -> bool:
    """Whether a name is a word of everyday language, in any of them: all are looked for at once. Of scripts without
    spaces also when it is a part of such a word."""
    folded = word.casefold()
    words = everyday_words()
    if folded in words or any(one in words for one in _singular(folded)):
        return True
    return script_of(word) in _LEAST and any(folded in one for one in words)


def _singular(folded: str) -> list[str]:
    """What an English, Romance or Dutch plural may be the plural of."""
    endings: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("s", lambda w: w[:-1]), ("es", lambda w: w[:-2]), ("ies", lambda w: w[:-3] + "y"), ("en", lambda w: w[:-2]),
    )  # fmt: skip
    return [cut(folded) for ending, cut in endings if folded.endswith(ending) and len(folded) > 4]


@cache
def everyday_words() -> frozenset[str]:
    with EVERYDAY.open(encoding="utf-8-sig", newline="") as file:
        return frozenset(word.casefold() for row in csv.DictReader(file) for word in row["words"].split())
