"""Currencies as pages write them."""

from __future__ import annotations

import re

ISO = frozenset(
    [
        "AED",
        "ARS",
        "AUD",
        "BDT",
        "BGN",
        "BHD",
        "BRL",
        "CAD",
        "CHF",
        "CLP",
        "CNY",
        "COP",
        "CZK",
        "DKK",
        "EGP",
        "ETB",
        "EUR",
        "GBP",
        "GEL",
        "GHS",
        "HKD",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "IQD",
        "ISK",
        "JOD",
        "JPY",
        "KES",
        "KHR",
        "KRW",
        "KWD",
        "KZT",
        "LAK",
        "LBP",
        "LKR",
        "MAD",
        "MMK",
        "MUR",
        "MXN",
        "MYR",
        "NAD",
        "NGN",
        "NOK",
        "NPR",
        "NZD",
        "OMR",
        "PEN",
        "PHP",
        "PKR",
        "PLN",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "SAR",
        "SEK",
        "SGD",
        "THB",
        "TND",
        "TRY",
        "TWD",
        "TZS",
        "UAH",
        "UGX",
        "USD",
        "UYU",
        "VND",
        "XAF",
        "XOF",
        "ZAR",
        "ZMW",
    ]
)
THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "OMR", "TND"})

_SIGNS: dict[str, str] = {
    "US$": "USD", "US $": "USD", "U$S": "USD", "C $": "CAD", "C$": "CAD", "CA$": "CAD", "AU $": "AUD", "AU$": "AUD", "A$": "AUD",
    "NZ$": "NZD", "HK$": "HKD", "NT$": "TWD", "S$": "SGD", "MX$": "MXN", "R$": "BRL", "RD$": "DOP", "€": "EUR", "£": "GBP",
    "₹": "INR", "₩": "KRW", "₫": "VND", "฿": "THB", "₽": "RUB", "₴": "UAH", "₺": "TRY", "₪": "ILS", "₱": "PHP", "₦": "NGN",
    "GH₵": "GHS", "₵": "GHS", "₸": "KZT", "₾": "GEL", "৳": "BDT", "원": "KRW", "円": "JPY", "บาท": "THB", "人民币": "CNY", "日元": "JPY",
    "美元": "USD", "欧元": "EUR", "港币": "HKD", "台币": "TWD", "신사임당": "KRW", "درهم": "AED", "د.إ": "AED", "ر.س": "SAR",
    "د.ك": "KWD", "ر.ق": "QAR", "جنيه": "EGP",
}  # fmt: skip
"""Signs that need no word edge."""

_WORDS: dict[str, str] = {
    "eur": "EUR", "euro": "EUR", "euros": "EUR", "gbp": "GBP", "pounds": "GBP", "chf": "CHF", "sfr": "CHF", "fr.": "CHF",
    "zł": "PLN", "zl": "PLN", "złotych": "PLN", "kč": "CZK", "ft": "HUF", "lei": "RON", "лв": "BGN", "руб": "RUB", "рублей": "RUB",
    "р.": "RUB", "грн": "UAH", "тг": "KZT", "tl": "TRY", "rp": "IDR", "rm": "MYR", "ksh": "KES", "kshs": "KES", "tsh": "TZS",
    "ush": "UGX", "rs": "INR", "rs.": "INR", "inr": "INR", "php": "PHP", "vnd": "VND", "vnđ": "VND", "đ": "VND", "đồng": "VND",
    "baht": "THB", "thb": "THB", "rmb": "CNY", "dhs": "AED", "dh": "AED", "birr": "ETB", "rand": "ZAR", "won": "KRW", "yen": "JPY",
    "usd": "USD", "dollars": "USD", "rupees": "INR", "rupiah": "IDR", "reais": "BRL", "pesos": "MXN", "soles": "PEN", "s/": "PEN",
}  # fmt: skip

_AMBIGUOUS: dict[str, tuple[str | None, frozenset[str]]] = {
    "$": ("USD", frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU", "NAD"})),
    "¥": ("JPY", frozenset({"JPY", "CNY"})),
    "元": ("CNY", frozenset({"CNY", "TWD", "HKD"})),
    "圓": ("TWD", frozenset({"TWD", "HKD", "JPY"})),
    "圆": ("CNY", frozenset({"CNY"})),
    "块": ("CNY", frozenset({"CNY"})),
    "塊": ("TWD", frozenset({"TWD", "HKD"})),
    "kr": (None, frozenset({"SEK", "NOK", "DKK", "ISK"})),
    "kr.": (None, frozenset({"SEK", "NOK", "DKK", "ISK"})),
    "r": ("ZAR", frozenset({"ZAR", "BRL"})),
    "cfa": ("XOF", frozenset({"XOF", "XAF"})),
    "fcfa": ("XAF", frozenset({"XOF", "XAF"})),
    "rs": ("INR", frozenset({"INR", "PKR", "LKR", "NPR", "MUR"})),
    "rs.": ("INR", frozenset({"INR", "PKR", "LKR", "NPR", "MUR"})),
    "₨": ("PKR", frozenset({"INR", "PKR", "LKR", "NPR", "MUR"})),
    "£": ("GBP", frozenset({"GBP", "EGP", "LBP"})),
    "pesos": ("MXN", frozenset({"MXN", "ARS", "CLP", "COP", "UYU", "PHP"})),
    "ريال": ("SAR", frozenset({"SAR", "QAR", "OMR"})),
    "دينار": ("KWD", frozenset({"KWD", "BHD", "JOD", "IQD", "TND"})),
    "dh": ("AED", frozenset({"AED", "MAD"})),
}  # fmt: skip
"""Signs that several countries use: the usual meaning, and the site's currencies they may mean."""


def _pattern() -> str:
    signs = sorted(
        {*_SIGNS, *(key for key in _AMBIGUOUS if not key[0].isascii() or key == "$")}, key=len, reverse=True
    )
    words = sorted(
        {*_WORDS, *(key for key in _AMBIGUOUS if key[0].isalpha() and key[0].isascii()), *map(str.lower, ISO)}
    )
    words.sort(key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, signs))}|(?<![^\\W\\d_])(?:{'|'.join(map(re.escape, words))})(?![^\\W\\d_]))"


CURRENCY = _pattern()
"""A regular expression (to be used without regard to case) for one currency sign or word."""


def currency_of(sign: str | None, site: str | None) -> str | None:
    """The ISO 4217 code of a sign; the site's own currency when the sign is ambiguous or missing."""
    if not sign:
        return site
    key = sign.strip().lower()
    usual, possible = _AMBIGUOUS.get(key, (None, frozenset()))
    if key in _AMBIGUOUS:
        return site if site in possible else usual
    return _SIGNS.get(sign.strip().upper()) or _SIGNS.get(sign.strip()) or _WORDS.get(key) or _iso(key)


def _iso(key: str) -> str | None:
    return key.upper() if key.upper() in ISO else None
