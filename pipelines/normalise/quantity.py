"""How much is offered, in this trade's ways of saying it."""

from __future__ import annotations

import re

from pipelines.normalise.text import ascii_digits
from warden.records import Quantity

_NUMBER = r"(?<![\d.,])(\d{1,6}(?:[.,]\d{1,3})?)"
_UNITS = {
    "kg": "kgs?|kilos?|kilograms?|kilogramm?[ey]?|килограмм\\w*|кг|公斤|千克|กก\\.?|กิโล\\w*|킬로|キロ|किलो|كيلو|كغ",
    "g": "g|gr|grs?|grams?|gramm?[aeo]?s?|grammes?|gramy|gramów|gramas?|gramos?|грамм\\w*|гр|克|公克|กรัม|그램|グラム|ग्राम|غرام|جرام",
    "mg": "mg",
    "oz": "oz|ounces?|unzen?",
    "lb": "lbs?|pounds",
    "ct": "cts?|carats?|karat",
    "tael": "taels?|lượng|台兩|两|兩",
    "kati": "kat(?:i|ie)s?|catt(?:y|ies)|台斤|市斤|斤",
    "momme": "momm[eé]s?|匁",
    "tola": "tolas?|توله",
}
_WEIGHT = re.compile(
    _NUMBER
    + r"\s*-?\s*(?:"
    + "|".join(f"(?P<{unit}>{words})" for unit, words in _UNITS.items())
    + r")(?![^\W\d_\u0e00-\u9fff])",
    re.IGNORECASE,
)
_SEXES = re.compile(
    r"(?<![\d.,:/$€£-])(\d{1,2})\.(\d{1,2})(?:\.(\d{1,2}))?(?![\d%]|[.,:/]\d|\s*(?:kg|g|gr|cm|mm|m|l|ml|oz|lb|inch|ct|€|\$|£|zł|eur|usd|gb|tb|ghz)\b)"
)
_HERP = re.compile(
    r"\b(?:cb\w*|wc|wf|nz|enz|dnz|f1|f2|ltc|pairs?|paar|trio|adult\w*|juvenile\w*|subadult\w*|males?|females?|hatchlings?|breed\w*|proven|geckos?|pythons?"
    r"|boas?|tortoises?|turtles?|frogs?|snakes?|lizards?|monitors?|testudo|zuchtpaar|weibchen|männchen|couple|pareja|samiec|samica)\b",
    re.IGNORECASE,
)
_SET = re.compile(
    r"\b(?:set|lot|job lot|group|bundle|pack|batch|collection|clutch|konvolut|posten|partij|zestaw|lote|komplet) (?:of|von|van|de|à|z|di) (\d{1,4})\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    _NUMBER
    + r"\s*(?:[x×](?=\s*[^\W\d]|\s*\Z)|pcs?\b|pieces?\b|pc\.|stk\b\.?|stück\b|stuks?\b|st\.|pièces?\b|piezas?\b|peças?\b|pezzi\b|szt\b\.?|шт\b\.?|штук\w*"
    r"|个|個|条|條|件|只|隻|对|對|颗|顆|본|点|本|枚|羽|匹|頭|마리|개|ชิ้น|ตัว|ekor\b|buah\b|con\b|cái\b|teeth\b|tusks\b|claws\b|eggs\b|scales\b|fins\b|skins\b|birds\b|animals\b)",
    re.IGNORECASE,
)
_TIMES = re.compile(r"\bx\s?(\d{1,4})\b(?![.,]\d|\s*(?:cm|mm|m\b|in\b|x|×|'))", re.IGNORECASE)
_PAIR = re.compile(
    r"\bpairs?\b|\bein paar\b|\bzuchtpaar\b|\bpärchen\b|\bkoppel\b|\bpaire\b|\bcouple\b|\bpareja\b|\bcasal\b|\bcoppia\b|\bpara\b(?= l)|\bsepasang\b|\bпара\b|一对|一對|ペア|한쌍|คู่",
    re.IGNORECASE,
)
_CLUTCH = re.compile(r"\bclutch\b|\bgelege\b|\bcouvée\b|\bnidada\b|\blegsel\b|\bcovata\b", re.IGNORECASE)
_PAIRED_COUNT = frozenset("对對")


def quantity_of(title: str, description: str | None) -> Quantity:
    """The first quantity of the title, else of the description's first 2,000 code points.

    Units: g, kg, mg, oz, lb, ct, tael, kati, momme, tola, ``specimens`` (a sex ratio like 1.2.0, its sum),
    ``pcs``, ``pair``, ``clutch``. ``text`` is what the page wrote; nothing is converted.
    """
    for text in (title, (description or "")[:2000]):
        found = _read(ascii_digits(text)) if text else None
        if found:
            return found
    return Quantity()


def _read(text: str) -> Quantity | None:
    return _weight(text) or _sexes(text) or _counted(text) or _named(text)


def _weight(text: str) -> Quantity | None:
    for found in _WEIGHT.finditer(text):
        value = _float(found[1])
        # 5G is a phone, 5 g a weight.
        if value and found.lastgroup and not found[0].endswith("G"):
            return Quantity(value, found.lastgroup, found[0].strip())
    return None


def _sexes(text: str) -> Quantity | None:
    """1.2.0 is one male, two females, none unsexed; 1.2 counts only beside words of the animal trade."""
    if not _HERP.search(text):
        return None
    for found in _SEXES.finditer(text):
        numbers = [int(part) for part in found.groups() if part is not None]
        if 0 < sum(numbers) <= 60 and all(number <= 30 for number in numbers):
            return Quantity(float(sum(numbers)), "specimens", found[0])
    return None


def _counted(text: str) -> Quantity | None:
    for pattern in (_SET, _COUNT, _TIMES):
        found = pattern.search(text)
        if found and (value := _float(found[1])) and value == int(value):
            unit = "pair" if found[0][-1] in _PAIRED_COUNT else "pcs"
            return Quantity(value, unit, found[0].strip())
    return None


def _named(text: str) -> Quantity | None:
    for pattern, unit in ((_CLUTCH, "clutch"), (_PAIR, "pair")):
        found = pattern.search(text)
        if found:
            return Quantity(1.0, unit, found[0])
    return None


def _float(text: str) -> float:
    """A weight's number: a comma is a decimal sign, but 1,500 g are fifteen hundred."""
    whole, _, rest = text.replace(",", ".").partition(".")
    if len(rest) == 3 and whole != "0" and "," in text:
        return float(whole + rest)
    return float(f"{whole}.{rest or 0}")
