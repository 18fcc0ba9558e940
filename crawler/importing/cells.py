"""The cells of a table's row, each of its own type whatever stood in it: a text, a number, a list, a price."""

from __future__ import annotations

import math
import re
import typing
from collections.abc import Callable
from typing import Any

from crawler.reading import cleaning
from crawler.reading.filters import number
from warden.records import PriceType

Row = dict[str, Any]

TEXTS: dict[str, int] = {
    "title": 1_000, "listing_id": 300, "url": 4_000, "image": 4_000, "site": 200, "availability": 100, "description": 100_000,
    "seller": 300, "location": 300, "country": 300, "listed_text": 300, "listed_at": 300, "category": 300, "sale_type": 100,
    "sku": 300, "currency": 100, "price_currency": 100,
}  # fmt: skip
"""Columns that hold a text, and how much of it is read."""
AMOUNTS = ("amount", "price_amount")
_PRICE_TYPES = frozenset(typing.get_args(PriceType))
_MOST_IMAGES = 50
_FIGURE = re.compile(r"\d(?:[\d.,'’\s\u00a0\u202f]*\d)?")
_WORD = re.compile(r"[^\W\d_]+")
_MEASURE = re.compile(
    r"[\d\s.,'’/½¼¾-]*\d[\d\s.,'’/½¼¾-]*"
    r"(?:kg|kgs|kilos?|kilogramm?e?s?|g|gr|grams?|gramm?es?|mg|lbs?|oz|ounces?|tonn?e?s?|cm|mm|ml|pcs?|pieces?|pairs?|stk|stück|stuks?"
    r"|pièces?|pezz[io]|pz|piezas?|pzas?|unidades?|uds?|szt|sztuk[ai]?|шт|штук[аи]?|кг|г|гр|公斤|千克|克|斤|个|個|件|条|條|枚|匹|只|隻)\.?",
    re.IGNORECASE,
)


def cleaned(row: Row) -> tuple[Row, list[str]]:
    """The known columns with what can be read of them; and each that was left out, with why."""
    kept: Row = {}
    faults: list[str] = []
    for name, value in row.items():
        if value is None or value == "" or name not in _READERS:
            continue
        made = _READERS[name](value, name, faults)
        if made not in (None, "", [], {}):
            kept[name] = made
    return kept, faults


def _text(value: Any, name: str, faults: list[str]) -> str | None:
    if isinstance(value, bool | list | dict) or (isinstance(value, float) and not math.isfinite(value)):
        faults.append(f"{name} is {_what(value)}, not a text")
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    clean = cleaning.lines if name == "description" else cleaning.text
    return clean(value, TEXTS.get(name, 300))


def _amount(value: Any, name: str, faults: list[str]) -> float | None:
    made = _figure(value)
    if made is None or not 0 <= made < 1e15:
        faults.append(f"{name} is no amount of money")
        return None
    return made


def _figure(value: Any) -> float | None:
    """A number, or a text that is one number and at most one word, which is no measure: 12.50, EUR 1.200."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if math.isfinite(value) else None
    if not isinstance(value, str):
        return None
    words = cleaning.text(value, 200)
    rest = _FIGURE.sub("", words, count=1)
    if is_measure(words) or len(_WORD.findall(rest)) > 1 or any(map(str.isdigit, rest)):
        return None
    return number(words)


def is_measure(words: str) -> bool:
    """Is this a weight, a length or a count and nothing else? Then it is no price."""
    return _MEASURE.fullmatch(words.strip()) is not None


def _price(value: Any, name: str, faults: list[str]) -> Row | None:
    """A price as ``amount``, ``amount_max``, ``currency``, ``text`` and ``type``, of which any may be missing."""
    if isinstance(value, dict):
        return _price_parts(value, faults)
    if isinstance(value, int | float) and not isinstance(value, bool):
        amount = _amount(value, name, faults)
        return None if amount is None else {"amount": amount}
    words = _price_words(value, name, faults)
    return {"text": words} if words else None


def _price_parts(value: Row, faults: list[str]) -> Row:
    made: Row = {}
    for part in ("amount", "amount_max"):
        if value.get(part) not in (None, ""):
            made[part] = _amount(value[part], f"price.{part}", faults)
    if value.get("text") not in (None, ""):
        made["text"] = _price_words(value["text"], "price.text", faults)
    for part in ("currency", "type"):
        if value.get(part) not in (None, ""):
            made[part] = _text(value[part], f"price.{part}", faults)
    if made.get("type") not in _PRICE_TYPES:
        made.pop("type", None)
    return {part: known for part, known in made.items() if known not in (None, "")}


def _price_words(value: Any, name: str, faults: list[str]) -> str | None:
    words = _text(value, name, faults)
    if words and is_measure(words):
        faults.append(f"{name} is a weight, a length or a count, no price")
        return None
    return words[:200] if words else None


def _images(value: Any, name: str, faults: list[str]) -> list[str]:
    given = value.split() if isinstance(value, str) else value
    if not isinstance(given, list):
        faults.append(f"{name} is {_what(value)}, not a list of addresses")
        return []
    kept = [cleaning.text(one, 4_000) for one in given if isinstance(one, str)]
    if len(kept) < len(given):
        faults.append(f"{name} has an entry that is no address")
    return [one for one in kept if one][:_MOST_IMAGES]


def _what(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, list):
        return "a list"
    return "an object" if isinstance(value, dict) else "no number that can be written"


_READERS: dict[str, Callable[[Any, str, list[str]], Any]] = {
    **dict.fromkeys(TEXTS, _text),
    **dict.fromkeys(AMOUNTS, _amount),
    "price": _price,
    "images": _images,
}
KNOWN = tuple(_READERS)
"""Every column that is read; all others are left out."""
