"""A price's words into amount, currency and type (docs/explanation/matching.md says nothing of prices:
they never enter the score)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.normalise.money import CURRENCY, THREE_DECIMALS, currency_of
from pipelines.normalise.text import ascii_digits
from warden.records import Price

_SEPARATORS = ".,'’٫٬  \u202f\u2009"
_NUMBER = rf"\d+(?:[{_SEPARATORS}]\d+)*"
_SCALE_WORDS: dict[str, float] = {
    "k": 1e3, "thousand": 1e3, "tsd": 1e3, "tys": 1e3, "тыс": 1e3, "rb": 1e3, "ribu": 1e3, "mil": 1e3, "nghìn": 1e3, "ngàn": 1e3,
    "elfu": 1e3, "ألف": 1e3, "lakh": 1e5, "lac": 1e5, "million": 1e6, "millionen": 1e6, "mio": 1e6, "mln": 1e6, "млн": 1e6, "jt": 1e6,
    "juta": 1e6, "triệu": 1e6, "tr": 1e6, "milhões": 1e6, "millones": 1e6, "millions": 1e6, "مليون": 1e6, "crore": 1e7,
    "tỷ": 1e9, "billion": 1e9,
}  # fmt: skip
_SCALE_SIGNS: dict[str, float] = {
    "万": 1e4, "萬": 1e4, "만": 1e4, "億": 1e8, "亿": 1e8, "억": 1e8, "千": 1e3, "천": 1e3, "百": 1e2, "พัน": 1e3, "หมื่น": 1e4,
    "แสน": 1e5, "ล้าน": 1e6,
}  # fmt: skip
_SCALE = rf"(?:{'|'.join(_SCALE_SIGNS)}|(?:{'|'.join(sorted(_SCALE_WORDS, key=len, reverse=True))})(?![^\W\d_])\.?)"
_AMOUNT = rf"(?P<before{{0}}>{CURRENCY})?\s*(?P<number{{0}}>(?:{_NUMBER}\s*{_SCALE}\s*)*{_NUMBER}(?:\s*{_SCALE})?|(?:{_NUMBER}\s*{_SCALE}\s*)+)\s*(?:[.,][-–—]+)?\s*(?P<after{{0}}>{CURRENCY})?"
_ONE = re.compile(_AMOUNT.replace("{0}", ""), re.IGNORECASE)
_RANGE = re.compile(
    _AMOUNT.replace("{0}", "1")
    + r"\s*(?:-|–|—|~|〜|～|to|bis|à|a|tot|do|до|至|から|al|até|hasta|đến|sampai|ถึง)\s*"
    + _AMOUNT.replace("{0}", "2"),
    re.IGNORECASE,
)
_MAYBE_RANGE = re.compile(
    r"\d\D{0,16}(?:[-–—~〜～àa至]|to|bis|tot|d?o|до|から|al|até|hasta|đến|sampai|ถึง)\D{0,10}\d", re.IGNORECASE
)
"""A cheap look before the long pattern is tried."""
_PIECE = re.compile(rf"({_NUMBER})\s*({_SCALE})?", re.IGNORECASE)
_ON_REQUEST = re.compile(
    r"\b(?:on request|upon request|price on application|poa|please (?:contact|call|ask)|contact (?:me |us |seller )?for price"
    r"|make (?:an )?offer|best offer only|ask for price|dm (?:me )?for price|auf anfrage|preis auf anfrage|vb|vhs|verhandlungsbasis|gebot"
    r"|op aanvraag|n\.?o\.?t\.?k\.?|prijs op aanvraag|bieden|zie omschrijving|o\.n\.b\.|sur demande|prix sur demande|nous consulter"
    r"|faire offre|a consultar|consultar|a convenir|precio a consultar|sob consulta|a combinar|su richiesta|prezzo su richiesta"
    r"|trattativa riservata|cena do uzgodnienia|do uzgodnienia|zapytaj o cenę|na zapytanie|договорная|по запросу|цена договорная"
    r"|nego|hubungi|harga nego|thương lượng|liên hệ|giá liên hệ|thỏa thuận|bei maelewano|poa ya bei)\b"
    r"|面议|面議|电议|询价|詢價|私聊|私訊|要相談|応相談|お問い合わせ|가격문의|협의|문의|สอบถาม|ต่อรองได้|على السوم|السعر عند الاتصال|पूछें",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:free|zu verschenken|gratis|gratuit|à donner|a donner|don|te geef|af te halen|regalo|grátis|doação|in regalo|za darmo|oddam za darmo"
    r"|даром|отдам|бесплатно|miễn phí|tặng)\b|免费|免費|無料|0円|무료나눔|무료|ฟรี|مجانا",
    re.IGNORECASE,
)
_PER_UNIT = re.compile(
    r"(?:/|\bper\b|\bpro\b|\bje\b|\bpar\b|\bpor\b|\bal\b|\bza\b|\bза\b|每)\s*(?:\d+\s*)?(?:kg|kilo|g|gr|gram\w*|grama|oz|pc|pcs|piece|stk|stück|stuk|pièce"
    r"|unidad|unidade|pezzo|szt\w*|шт|кг|грамм|г|ea|each|animal|克|斤|公斤|个|只|件|条|片|kilogram\w*)|\beach\b|\bp/st\b|\bper stuk\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"(?:0|1|1{4,}|9{4,}|123(?:4(?:5(?:6(?:7(?:8(?:90?)?)?)?)?)?)?)\Z")


@dataclass(frozen=True, slots=True)
class _Read:
    low: float
    high: float | None
    sign: str | None


def normalise_price(price: Price, site_currency: str | None) -> None:
    """Fill ``price`` from its own words; changes it in place and never raises.

    What the site's interface gave (amount, currency, type) is kept. ``amount`` is ``None`` on request
    and for placeholders (0, 1, 123, 9999, 1234567 …); a bid of 1 is no placeholder. Given away: 0.
    """
    if price.amount is None and price.text:
        _from_words(price, ascii_digits(price.text[:120]), site_currency)
    if price.amount is None:
        return
    price.currency = price.currency or site_currency
    if price.type is None and price.amount != 0 and _is_placeholder(price.amount):
        price.text = price.text or f"{price.amount:g}"
        price.amount, price.amount_max, price.type = None, None, "placeholder"
    elif price.type is None:
        price.type = "range" if price.amount_max is not None else "asking"


def _from_words(price: Price, text: str, site: str | None) -> None:
    found = _read(text, site)
    if found is None:
        if _FREE.search(text):
            price.amount, price.type = 0.0, price.type or "asking"
        elif _ON_REQUEST.search(text):
            price.type = price.type or "on_request"
        return
    price.currency = price.currency or currency_of(found.sign, site)
    if found.low == 0 and price.type is None and not _FREE.search(text):
        price.type = "placeholder"
        return
    price.amount, price.amount_max = found.low, found.high
    if price.type is None and found.high is None and _PER_UNIT.search(text):
        price.type = "per_unit"


def _read(text: str, site: str | None) -> _Read | None:
    """The amounts in a text: a range, else the first amount beside a currency, else the first."""
    span = _RANGE.search(text) if _MAYBE_RANGE.search(text) else None
    if span:
        sign = span["before1"] or span["after1"] or span["before2"] or span["after2"]
        code = currency_of(sign, site)
        low, high = _value(span["number1"], code), _value(span["number2"], code)
        if low is not None and high is not None and low != high:
            return _Read(min(low, high), max(low, high), sign)
    amounts = list(_ONE.finditer(text))
    if not amounts:
        return None
    chosen = next((found for found in amounts if found["before"] or found["after"]), amounts[0])
    sign = chosen["before"] or chosen["after"]
    value = _value(chosen["number"], currency_of(sign, site))
    return None if value is None else _Read(value, None, sign)


def _value(text: str, currency: str | None) -> float | None:
    """The number a text writes, its scale words included: 1.2万, 20k, 3万5千, 1.5 million."""
    total = 0.0
    for number, scale in _PIECE.findall(text):
        factor = 1.0
        if scale:
            key = scale.lower().rstrip(".")
            factor = _SCALE_SIGNS.get(key) or _SCALE_WORDS.get(key, 1.0)
        total += _plain(number, currency) * factor
    return round(total, 3) if 0 <= total < 1e15 else None


def _plain(number: str, currency: str | None) -> float:
    """A number without scale: which of its separators is the decimal one follows from its groups."""
    number = re.sub(r"['’  \u202f\u2009٬]", "", number).replace("٫", ".")
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


def _is_placeholder(amount: float) -> bool:
    return amount == int(amount) and bool(_PLACEHOLDER.match(str(int(amount))))
