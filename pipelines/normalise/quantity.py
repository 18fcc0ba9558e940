"""How much is offered, in this trade's ways of saying it."""

from __future__ import annotations

import re

from pipelines.normalise.cues import standing
from pipelines.normalise.quantity_words import (
    ANIMALS,
    ANY_CUE,
    ANY_PART,
    CLASSIFIED,
    CLUTCH,
    CUES,
    DOZEN,
    FIGURE_SIGNS,
    FRACTIONS,
    HALF,
    LEADING,
    LEADING_UNITS,
    NUMBER,
    PAIR,
    PAIRS,
    PARTS,
    PIECES,
    PURITY,
    SEXES,
    SPELT,
    TIMES,
    UNIT_CUES,
    UNITS,
    WHOLES,
)
from pipelines.normalise.text import plain_forms
from warden.records import Quantity

CUT = 2_000
"""Code points of a text that are read: bounds the work."""
ALLOYS = frozenset({8, 9, 10, 12, 14, 18, 20, 21, 22, 24})
"""Carats of gold alloys."""

_WEIGHT = re.compile(
    NUMBER
    + r"\s?-?\s?(?:"
    + "|".join(f"(?P<{unit}>{words})" for unit, words in UNITS.items())
    + r")(?![^\W\d_\u0900-\u0dff\u0e00-\u1fff\u2c00-\u9fff\uac00-\ud7a3])",
    re.IGNORECASE,
)
_LEAST = re.compile(r"(?<![\d.,/-])(\d{1,6}(?:[.,]\d{1,3})?)\s?[-–—]\s?\Z")
_CAR = re.compile(r"\b(?:tsi|tdi|tfsi|hdi|bluehdi|dci|gti|km)\b", re.IGNORECASE)
"""Words of cars, whose finish may be called Carat."""
_YEARS = range(1900, 2101)
_LED_WEIGHT = re.compile(
    "|".join(
        rf"\b(?P<{unit}>{words}) (?P<n{unit}>\d{{1,5}}(?:[.,]\d{{1,3}})?)(?![\d.,]*\d)"
        for unit, words in LEADING_UNITS.items()
    ),
    re.IGNORECASE,
)
_HAN_WEIGHT = re.compile("([一二两三五六十半])(公斤|斤|两|克)")
_UNSPACED = re.compile("[\u0590-\uffff]")
_BEFORE = re.compile(r"(?<![\d.,/])(\d{1,3})\s*\Z")
_NUMERAL = re.compile("[0-9一二两兩三四五六十한두세네다]")


class _Text:
    """A text and what stands in it: a pattern is tried where one of its cue words stands, or no spaces part words."""

    __slots__ = ("digits", "seen", "text", "unspaced", "weighable", "wordless")

    def __init__(self, text: str) -> None:
        self.text = text
        self.seen = standing(text)
        # plain_forms left no other digits than these.
        self.digits = not self.seen.isdisjoint(FIGURE_SIGNS)
        # Without a word of counting, figures are a weight or, with a dot between them, a count by sex.
        self.weighable = "." in text or not self.seen.isdisjoint(UNIT_CUES)
        self.unspaced = not text.isascii() and _UNSPACED.search(text) is not None
        self.wordless = self.seen.isdisjoint(ANY_PART if self.unspaced else ANY_CUE)

    def may(self, pattern: re.Pattern[str]) -> bool:
        """False only where the pattern finds nothing; of spaced words also where its words do not stand alone."""
        if self.wordless:
            return False
        return not self.seen.isdisjoint((PARTS if self.unspaced else CUES)[pattern])


def quantity_of(title: str, description: str | None) -> Quantity:
    """The first quantity of the title, else of the description, of either the first 2,000 code points.

    Units: g, kg, mg, oz, lb, pfund (500 g), ct, tael, lang (Vietnam's, 100 g), kati, momme, tola,
    ``specimens`` (a sex ratio like 1.2.0, its sum), ``pcs``, ``pair``, ``clutch``. ``text`` is what
    the page wrote; nothing is converted. Weights win over counts; carats of an alloy are no weight.
    """
    for text in (title[:CUT], (description or "")[:CUT]):
        found = _read(plain_forms(text), text) if text else None
        if found:
            return found
    return Quantity()


def _read(text: str, original: str) -> Quantity | None:
    words = _Text(text)
    if words.wordless and not words.unspaced and not (words.digits and words.weighable):
        return None
    for reader in (_weight, _sexes, _counted, _named):
        found = reader(words)
        if found:
            value, unit, start, end = found
            return Quantity(value, unit, original[start:end].strip())
    return None


_Found = tuple[float, str, int, int]
"""Value, unit, and where the words stand."""


def _weight(words: _Text) -> _Found | None:
    text = words.text
    if words.may(HALF) and (half := HALF.search(text)):
        unit = {"斤": "kati", "pfund": "pfund"}.get(half["unit"].lower(), "kg")
        return 0.5, unit, half.start(), half.end()
    # Every weight but half a kilo and the Chinese ones has its figures.
    for found in _WEIGHT.finditer(text) if words.digits and not words.seen.isdisjoint(UNIT_CUES) else ():
        value = _float(found[1])
        unit = found.lastgroup or ""
        # 5G is a phone, 5 g a weight; 18ct gold is an alloy.
        if not value or not unit or found[0].endswith("G"):
            continue
        if unit == "ct" and (_CAR.search(text) or (value in ALLOYS and _is_purity(text, found))):
            continue
        return _lower(text, value, unit, found)
    return _other_weight(words)


def _lower(text: str, value: float, unit: str, found: re.Match[str]) -> _Found:
    """Of a range its lower end: 1.5 - 2 kg."""
    least = _LEAST.search(text, max(0, found.start() - 12), found.start())
    if least and 0 < (low := _float(least[1])) < value:
        return low, unit, least.start(), found.end()
    return value, unit, found.start(), found.end()


def _is_purity(text: str, found: re.Match[str]) -> bool:
    """Whether carats tell the gold of an alloy: 18ct gold, gold 18ct."""
    before = text[max(0, found.start() - 10) : found.start()].lower().rstrip(" ,-(")
    return bool(PURITY.match(text, found.end())) or before.endswith(("gold", "oro", "ouro", "złoto"))


def _other_weight(words: _Text) -> _Found | None:
    """Kilo 2 of Swahili, 一斤 of Chinese."""
    text = words.text
    if words.digits and not words.seen.isdisjoint(LEADING) and (led := _LED_WEIGHT.search(text)):
        unit = next(name for name in LEADING_UNITS if led[name])
        return _float(led[f"n{unit}"]), unit, led.start(), led.end()
    if words.unspaced and (han := _HAN_WEIGHT.search(text)):
        unit = {"公斤": "kg", "斤": "kati", "两": "tael", "克": "g"}[han[2]]
        return 0.5 if han[1] == "半" else SPELT[han[1]], unit, han.start(), han.end()
    return None


def _sexes(words: _Text) -> _Found | None:
    """1.2.0 is one male, two females, none unsexed; 1.2 counts only beside words of the animal trade."""
    # Two figures with a dot between them.
    for found in SEXES.finditer(words.text) if words.digits and "." in words.text else ():
        counts = [int(part) for part in found.groups() if part is not None]
        if 0 < sum(counts) <= 60 and max(counts) <= 30 and ANIMALS.search(words.text):
            return float(sum(counts)), "specimens", found.start(), found.end()
    return None


def _counted(words: _Text) -> _Found | None:
    """Pairs or pieces, whichever the text says first."""
    pairs = _count(PAIRS, "pair", words)
    pieces = _pieces(words)
    return min((found for found in (pairs, pieces) if found), key=lambda found: found[2], default=None)


def _pieces(words: _Text) -> _Found | None:
    # Of these two, every way has figures, or numerals of Chinese or Korean.
    numerals = words.digits or _NUMERAL.search(words.text) is not None
    for pattern in (WHOLES, PIECES, CLASSIFIED, TIMES) if numerals else (WHOLES, PIECES):
        if found := _count(pattern, "pcs", words):
            return found
    if words.may(DOZEN) and (dozen := DOZEN.search(words.text)):
        many = None if dozen[1] else _BEFORE.search(words.text, max(0, dozen.start() - 6), dozen.start())
        count = 6.0 if dozen[1] else 12.0 * int(many[1]) if many else 12.0
        return count or 12.0, "pcs", many.start() if many else dozen.start(), dozen.end()
    return None


def _count(pattern: re.Pattern[str], unit: str, words: _Text) -> _Found | None:
    """The first match whose number counts; it stands in whichever group matched."""
    for found in pattern.finditer(words.text) if words.may(pattern) else ():
        written = next((group for group in found.groups() if group), None)
        if written is None:
            continue
        value = float(written) if written.isdecimal() else _spelt(written)
        if pattern is TIMES and (value in _YEARS or found[0].startswith("X ")):
            continue  # 2023 X XS, iPhone X 12: models
        if value:
            return value, unit, found.start(), found.end()
    return None


def _spelt(word: str) -> float:
    return 2.0 if word.lower() == "to" else SPELT.get(word.lower(), 0.0)


def _named(words: _Text) -> _Found | None:
    for pattern, unit in ((CLUTCH, "clutch"), (PAIR, "pair")):
        found = pattern.search(words.text) if words.may(pattern) else None
        if found:
            return 1.0, unit, found.start(), found.end()
    return None


def _float(text: str) -> float:
    """A weight's number: a comma is a decimal sign, but 1,500 g are fifteen hundred; 1 1/2 and 2½ are what they say."""
    if text[-1] in FRACTIONS:
        return float(text[:-1].strip() or 0) + FRACTIONS[text[-1]]
    if "/" in text:
        whole, _, part = text.rpartition(" ")
        over, _, under = part.partition("/")
        return round(float(whole or 0) + int(over) / int(under), 3)
    whole, _, rest = text.replace(",", ".").partition(".")
    if len(rest) == 3 and whole != "0" and "," in text:
        return float(whole + rest)
    return float(f"{whole or 0}.{rest or 0}")
