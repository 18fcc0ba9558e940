"""Numbers as people write prices: groups, decimals, scale words, Chinese numerals.

The separators are those of CLDR's number formats; the Indian, Chinese, Japanese, Vietnamese and
Swahili scales (lakh, 万, tr, laki) are written as sellers write them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.normalise.money import THREE_DECIMALS

_SCALE_WORDS: dict[str, float] = {
    word: 10.0**power
    for power, words in {
        3: "k thousand tsd tausend mille tys тыс тысяч тис rb ribu mil nghìn ngàn elfu bin ezer tisíc ألف الف آلاف الاف हज़ार हजार వేలు వేల هزار",
        5: "lakh lakhs lac lacs laki लाख లక్ష లక్షలు లక్షల",
        6: "million millions millionen mio mln млн миллиона миллионов jt juta triệu tr milhão milhões millón millones milioni milyon مليون ملايين",
        7: "crore crores करोड़ కోటి కోట్లు కోట్ల",
        9: "tỷ tỉ billion billions milliard milliards mld miliar млрд مليار",
    }.items()
    for word in words.split()
}
_SCALE_SIGNS: dict[str, float] = {
    "万": 1e4, "萬": 1e4, "만": 1e4, "億": 1e8, "亿": 1e8, "억": 1e8, "千": 1e3, "천": 1e3, "百": 1e2, "พัน": 1e3, "หมื่น": 1e4,
    "แสน": 1e5, "ล้าน": 1e6,
}  # fmt: skip
_GROUPING = " \xa0\u202f\u2009'’٬"
_PARTING = re.compile(f"[{_GROUPING}]")
_NUMBER = rf"(?:(?<![\d.,])\d{{1,3}}(?:[{_GROUPING}]\d{{3}}(?!\d)){{1,5}}(?:[.,٫]\d{{1,2}}(?!\d))?|\d{{1,24}}(?:[.,٫]\d{{1,24}}){{0,9}}|(?:(?<=[$€£])|(?<=[$€£]\s))\.\d{{1,2}}(?![\d.,]))"
_WORDS = "|".join(sorted(_SCALE_WORDS, key=len, reverse=True))
_SCALE = rf"(?:{'|'.join(_SCALE_SIGNS)}|(?:{_WORDS})(?![^\W\d_])\.?)"
_FIRST = "|".join(("elfu", "laki", "milioni"))
NUMBER = re.compile(
    rf"(?:(?<![^\W\d_])(?P<first>{_FIRST})\s)?(?P<number>{_NUMBER})(?:\s?(?P<scale>{_SCALE}))?", re.IGNORECASE
)
"""One number with its scale; Swahili puts the scale before it."""

_HAN_DIGITS = {char: value for value, chars in enumerate(("〇零", "一壱壹", "二两兩弐", "三参", "四", "五", "六", "七", "八", "九")) for char in chars}  # fmt: skip
_HAN_TENS = {"十": 10, "百": 100, "千": 1000}
_HAN_BIG = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
HAN = f"[{''.join([*_HAN_DIGITS, *_HAN_TENS, *_HAN_BIG])}]"
"""A character class of Chinese numerals."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number's place in the text, its value before the scale, and the scale."""

    start: int
    end: int
    base: float
    scale: float = 1.0
    whole: bool = True

    @property
    def value(self) -> float:
        return round(self.base * self.scale, 3)


def read(found: re.Match[str], currency: str | None, *, spaces: bool = True) -> Number:
    """The number of a ``NUMBER`` match; ``spaces`` says whether they may part thousands here."""
    written, scale, end = found["number"], found["scale"] or found["first"], found.end()
    if not spaces and (cut := re.search(r"\s", written)):
        written, scale, end = written[: cut.start()], None, found.start("number") + cut.start()
    base = plain(written, currency)
    return Number(found.start(), end, base, factor(scale), base == int(base))


def factor(scale: str | None) -> float:
    """What a scale word or sign multiplies by; 1 without one."""
    if not scale:
        return 1.0
    key = scale.lower().rstrip(".")
    return _SCALE_SIGNS.get(key) or _SCALE_WORDS.get(key, 1.0)


def plain(number: str, currency: str | None) -> float:
    """A number without scale: which of its separators is the decimal one follows from its groups."""
    if number.isdecimal():
        return _float(number)
    number = _PARTING.sub("", number).replace("٫", ".")
    dot, comma = number.rfind("."), number.rfind(",")
    if dot >= 0 and comma >= 0:
        decimal = "." if dot > comma else ","
        number = number.replace("," if decimal == "." else ".", "").replace(decimal, ".")
        return _float(number if number.count(".") == 1 else number.replace(".", ""))
    sign = "." if dot >= 0 else ","
    if number.count(sign) > 1:
        head, _, tail = number.rpartition(sign)
        whole = head.replace(sign, "")
        return _float(whole + tail if len(tail) == 3 else f"{whole}.{tail}")
    whole, _, rest = number.partition(sign)
    thousands = len(rest) == 3 and whole.lstrip("0") != "" and currency not in THREE_DECIMALS
    return _float(whole + rest if thousands else f"{whole}.{rest or 0}")


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def han_value(text: str) -> float:
    """三千五百 is 3500, 两万 20000; 0 when the numerals say nothing."""
    total = section = digit = 0
    for char in text[:20]:
        if char in _HAN_DIGITS:
            digit = _HAN_DIGITS[char]
        elif char in _HAN_TENS:
            section, digit = section + (digit or 1) * _HAN_TENS[char], 0
        else:
            total, section, digit = total + (section + digit or 1) * _HAN_BIG[char], 0, 0
    return float(total + section + digit)
