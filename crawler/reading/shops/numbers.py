"""Amounts as shops write them, in data and in words."""

from __future__ import annotations

import re

from crawler.reading.filters import number

_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_THREE = frozenset({"KWD", "BHD", "OMR", "JOD", "TND", "IQD"})
"""Currencies with a thousand parts: three digits behind the sign are no thousands."""
_FINE = re.compile(r"0[.,]\d{3,6}|\d{1,6}\.\d{4,6}")
"""Prices of screws and chips, in parts of a cent: no thousands."""
_NO_PARTS = frozenset({"IDR", "VND", "CLP", "COP", "PYG", "KRW", "JPY", "PKR", "HUF"})
MOST = 1e12


def amount_in_data(value: object, currency: str | None = None) -> float | None:
    """The amount of a data field: ``19.9900`` is 19.99 there, not 199,900; None for nought and nonsense."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        made: float | None = float(value)
    else:
        words = str(value).strip()
        whole, _, parts = words.partition(".")
        thousands = (
            len(parts) == 3 and 0 < len(whole) <= 3 and whole != "0" and (currency or "").upper() in _NO_PARTS
        )
        made = (
            float(words)
            if _PLAIN.fullmatch(words) and len(words) < 30 and not thousands
            else amount_in_words(words, currency)
        )
    return made if made is not None and 0 < made < MOST else None


def amount_in_words(words: str, currency: str | None = None) -> float | None:
    """The amount of a text people read; None without one."""
    if (currency or "").upper() in _THREE and (found := re.search(r"(\d[\d,]*)\.(\d{3})(?!\d)", words)):
        return float(found.group(1).replace(",", "") + "." + found.group(2))
    if _FINE.fullmatch(words.strip()):
        return float(words.strip().replace(",", "."))
    made = number(re.sub(r"[.,]?[-–—]+\s*$", "", words))
    return abs(made) if made is not None and abs(made) < MOST else None
