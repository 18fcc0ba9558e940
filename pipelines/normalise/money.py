"""Currencies as pages write them."""

from __future__ import annotations

import re


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CODES = """AED ARS AUD BDT BGN BHD BOB BRL BWP CAD CHF CLP CNY COP CRC CZK DKK DOP DZD EGP ETB EUR GBP GEL GHS GTQ HKD
    HNL HUF IDR ILS INR IQD ISK JOD JPY KES KHR KRW KWD KZT LAK LBP LKR MAD MGA MMK MOP MUR MXN MYR MZN NAD NGN NOK
    NPR NZD OMR PEN PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SEK SGD THB TND TRY TWD TZS UAH UGX USD UYU UZS VES VND
    XAF XOF YER ZAR ZMW"""
ISO = _codes(_CODES)
THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "OMR", "TND"})
NO_SPACES = _codes("BDT CNY HKD IDR INR JPY KRW LKR MYR NPR PHP PKR SGD THB TWD VND")
"""Where nobody parts thousands by spaces: what follows the space is another number."""

_SIGNS: dict[str, str] = {
    "US$": "USD", "US $": "USD", "U$S": "USD", "C $": "CAD", "C$": "CAD", "CA$": "CAD", "CA $": "CAD", "AU $": "AUD", "AU$": "AUD",
    "A$": "AUD", "NZ$": "NZD", "NZ $": "NZD", "HK$": "HKD", "HK $": "HKD", "NT$": "TWD", "S$": "SGD", "MX$": "MXN", "R$": "BRL", "RD$": "DOP",
    "MOP$": "MOP", "N$": "NAD", "€": "EUR", "₹": "INR", "₩": "KRW", "￦": "KRW", "₫": "VND", "฿": "THB", "₽": "RUB", "₴": "UAH", "₺": "TRY",
    "₪": "ILS", "₱": "PHP", "₦": "NGN", "GH₵": "GHS", "₵": "GHS", "₸": "KZT", "₾": "GEL", "৳": "BDT", "₡": "CRC", "₲": "PYG", "₭": "LAK", "₮": "MNT",
    "៛": "KHR", "원": "KRW", "円": "JPY", "บาท": "THB", "ກີບ": "LAK", "ကျပ်": "MMK", "人民币": "CNY", "人民幣": "CNY", "日元": "JPY", "美元": "USD",
    "美金": "USD", "欧元": "EUR", "歐元": "EUR", "港币": "HKD", "港幣": "HKD", "台币": "TWD", "台幣": "TWD", "ドル": "USD", "ユーロ": "EUR",
    "달러": "USD", "درهم": "AED", "د.إ": "AED", "ر.س": "SAR", "د.ك": "KWD", "ر.ق": "QAR", "ج.م": "EGP", "جنيه": "EGP", "دولار": "USD",
    "د.م": "MAD", "د.ج": "DZD", "ر.ع": "OMR", "د.ع": "IQD", "د.أ": "JOD", "රු": "LKR", "రూ": "INR", "రూపాయలు": "INR", "रुपये": "INR", "रुपए": "INR",
    "रु": "INR", "ரூ": "INR", 'ש"ח': "ILS", "ש״ח": "ILS",
}  # fmt: skip
"""Signs that need no word edge."""

_WORDS: dict[str, str] = {
    "eur": "EUR", "euro": "EUR", "euros": "EUR", "€uro": "EUR", "ευρώ": "EUR", "евро": "EUR", "gbp": "GBP", "pounds": "GBP", "quid": "GBP",
    "chf": "CHF", "sfr": "CHF", "fr.": "CHF", "zł": "PLN", "zl": "PLN", "złotych": "PLN", "kč": "CZK", "kc": "CZK", "korun": "CZK", "ft": "HUF",
    "forint": "HUF", "lei": "RON", "lev": "BGN", "лв": "BGN", "лева": "BGN", "руб": "RUB", "рублей": "RUB", "рубля": "RUB", "р.": "RUB",
    "грн": "UAH", "гривень": "UAH", "тг": "KZT", "тенге": "KZT", "tl": "TRY", "lira": "TRY", "rp": "IDR", "rm": "MYR", "ringgit": "MYR",
    "ksh": "KES", "kshs": "KES", "kes": "KES", "tsh": "TZS", "tshs": "TZS", "tzs": "TZS", "ush": "UGX", "ugx": "UGX", "inr": "INR",
    "php": "PHP", "piso": "PHP", "vnd": "VND", "vnđ": "VND", "đ": "VND", "đồng": "VND", "dong": "VND", "baht": "THB", "thb": "THB", "rmb": "CNY",
    "yuan": "CNY", "dhs": "AED", "birr": "ETB", "rand": "ZAR", "won": "KRW", "yen": "JPY", "usd": "USD", "dollars": "USD", "dollar": "USD",
    "bucks": "USD", "rupiah": "IDR", "reais": "BRL", "soles": "PEN", "s/": "PEN", "naira": "NGN", "cedis": "GHS", "tk": "BDT", "taka": "BDT",
    "bs": "BOB", "gs": "PYG", "nis": "ILS", "sr": "SAR", "kd": "KWD", "qr": "QAR", "franken": "CHF", "рубл": "RUB", "zar": "ZAR",
}  # fmt: skip

_DOLLARS = _codes("USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP UYU NAD DOP")
_RUPEES = _codes("INR PKR LKR NPR MUR")
_CROWNS = _codes("SEK NOK DKK ISK")
_SHILLINGS = _codes("KES TZS UGX")
_AMBIGUOUS: dict[str, tuple[str | None, frozenset[str]]] = {
    "$": ("USD", _DOLLARS),
    "¥": ("JPY", frozenset({"JPY", "CNY"})),
    "元": ("CNY", frozenset({"CNY", "TWD", "HKD", "MOP"})),
    "圓": ("TWD", frozenset({"TWD", "HKD", "JPY"})),
    "圆": ("CNY", frozenset({"CNY"})),
    "块": ("CNY", frozenset({"CNY"})),
    "塊": ("TWD", frozenset({"TWD", "HKD"})),
    "蚊": ("HKD", frozenset({"HKD"})),
    "kr": (None, _CROWNS),
    "kr.": (None, _CROWNS),
    "kronor": ("SEK", _CROWNS),
    "kroner": (None, _CROWNS),
    "r": ("ZAR", frozenset({"ZAR", "BRL"})),
    "p": (None, frozenset({"PHP", "RUB", "BWP"})),
    "р": ("RUB", frozenset({"RUB"})),
    "q": ("GTQ", frozenset({"GTQ"})),
    "l": (None, frozenset({"HNL"})),
    "k": (None, frozenset()),
    "sh": (None, _SHILLINGS),
    "shs": (None, _SHILLINGS),
    "shilingi": (None, _SHILLINGS),
    "cfa": ("XOF", frozenset({"XOF", "XAF"})),
    "fcfa": ("XAF", frozenset({"XOF", "XAF"})),
    "f cfa": ("XAF", frozenset({"XOF", "XAF"})),
    "rs": ("INR", _RUPEES),
    "rs.": ("INR", _RUPEES),
    "rupees": ("INR", _RUPEES),
    "₨": ("PKR", _RUPEES),
    "£": ("GBP", frozenset({"GBP", "EGP", "LBP"})),
    "pesos": ("MXN", frozenset({"MXN", "ARS", "CLP", "COP", "UYU", "PHP", "DOP"})),
    "ريال": ("SAR", frozenset({"SAR", "QAR", "OMR", "YER"})),
    "دينار": ("KWD", frozenset({"KWD", "BHD", "JOD", "IQD", "TND", "DZD"})),
    "dh": ("AED", frozenset({"AED", "MAD"})),
}  # fmt: skip
"""Signs that several countries use: the usual meaning, and the site's currencies they may mean."""

_NOT_ALONE = frozenset({"k", "l", "q", "p"})
"""Letters that mean money only on a site with that currency, and only before the number."""


MONEY_SIGNS = "€$£¥₹₽₺₫฿₩"
"""Signs of one character that are never part of a word."""


def _pattern() -> str:
    signs = {*_SIGNS, *(key for key in _AMBIGUOUS if not key[0].isalpha() or ord(key[0]) >= 0x0600)}
    words = {*_WORDS, *map(str.lower, ISO), *(key for key in _AMBIGUOUS if key not in signs)} - _NOT_ALONE
    parts = [
        ("(?<![a-z])" if sign[0].isascii() and sign[0].isalpha() else "") + re.escape(sign)
        for sign in sorted(signs, key=lambda sign: (-len(sign), sign))
    ]
    spelt = "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
    return f"(?:{'|'.join(parts)}|(?<![^\\W\\d_])(?:{spelt})(?![^\\W\\d_]))"


CURRENCY = _pattern()
"""A regular expression (to be used without regard to case) for one currency sign or word."""


def currency_of(sign: str | None, site: str | None) -> str | None:
    """The ISO 4217 code of a sign; the site's own currency when the sign is ambiguous or missing."""
    if not sign:
        return site
    key = sign.strip().lower()
    if key in _AMBIGUOUS:
        usual, possible = _AMBIGUOUS[key]
        return site if site in possible else usual
    return _SIGNS.get(sign.strip().upper()) or _SIGNS.get(sign.strip()) or _WORDS.get(key) or _iso(key)


def _iso(key: str) -> str | None:
    return key.upper() if key.upper() in ISO else None


_OF_COUNTRY = {
    "AR": "ARS", "AU": "AUD", "BR": "BRL", "CA": "CAD", "CL": "CLP", "CN": "CNY", "CO": "COP", "DK": "DKK", "DO": "DOP", "EG": "EGP",
    "GB": "GBP", "HK": "HKD", "IN": "INR", "IS": "ISK", "JP": "JPY", "KE": "KES", "LB": "LBP", "LK": "LKR", "MO": "MOP", "MU": "MUR",
    "MX": "MXN", "NA": "NAD", "NO": "NOK", "NP": "NPR", "NZ": "NZD", "PH": "PHP", "PK": "PKR", "SE": "SEK", "SG": "SGD", "TW": "TWD",
    "TZ": "TZS", "UG": "UGX", "US": "USD", "UY": "UYU",
}  # fmt: skip
"""Currencies of the countries that share their signs with others."""


def of_place(words: str | None, currency: str | None, country: str | None) -> str | None:
    """The currency of a price on a page of no known site, once the offer's country is known.

    A sign that several countries share ($, ¥, kr) means that country's money there; any other currency stays.
    """
    local = _OF_COUNTRY.get(country or "")
    if not words or local is None:
        return currency
    shared = [
        possible
        for sign, (usual, possible) in _AMBIGUOUS.items()
        if usual == currency and local in possible and sign in words.lower()
    ]
    # "US$" and "A$" hold a "$" as well, and say whose it is.
    clear = any(sign in words for sign, code in _SIGNS.items() if code == currency and sign not in _AMBIGUOUS)
    return local if shared and not clear else currency
