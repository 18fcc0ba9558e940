"""A price's words into amount, currency and type (docs/explanation/normalising.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipelines.normalise import numbers
from pipelines.normalise.money import CURRENCY, MONEY_SIGNS, NO_SPACES, currency_of
from pipelines.normalise.numbers import NUMBER, Number
from pipelines.normalise.price_words import (
    BETWEEN,
    DISCOUNT,
    FREE,
    KINDS,
    NEW,
    NO_MONEY,
    OLD,
    ON_REQUEST,
    PER_UNIT,
    PER_UNIT_BEFORE,
    SHIPPING_AFTER,
    SHIPPING_BEFORE,
)
from pipelines.normalise.text import plain_forms
from warden.records import Price, PriceType

TEXT_CUT = 160
"""Code points of a price's words that are read: bounds the work."""

_BEFORE = re.compile(rf"({CURRENCY})[.:]?\s{{0,2}}\Z", re.IGNORECASE)
_AFTER = re.compile(rf"\s{{0,2}}({CURRENCY})", re.IGNORECASE)
_DASH = re.compile(r"\s?[.,:]\s?[-–—]{1,2}(?!\d)")
"""The dash for no cents: 20,-"""
_LETTER_SCALES = {("CNY", "w"): 1e4, ("CNY", "W"): 1e4, ("GBP", "p"): 0.01}
"""1.5w is 1.5万 of Chinese sellers, 50p half a pound."""
_HAN_AMOUNT = re.compile(rf"({numbers.HAN}{{1,20}})\s?({CURRENCY})")
_PLACEHOLDER = re.compile(r"(?:0|1|1{4,}|9{4,}|123(?:4(?:5(?:6(?:7(?:8(?:90?)?)?)?)?)?)?)\Z")
_PHONE = re.compile(r"\d[\d\s().-]{7,}\d")
_CALLED = re.compile(
    r"(?<![\d.,])(?:0[1-9]\d{7,9}|0[1-9]\d{1,3}[ -]\d{3}[ -]?\d{3,4}|\+[1-9]\d{0,3}(?:[ -]?\d){8,11})(?![.,]?\d)"
)
"""A telephone number: no amount begins with a 0 before a digit, or is that long behind a plus."""


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number in a text, with the currency sign beside it and whether words mark it old or new."""

    number: Number
    sign: str | None
    start: int
    end: int
    old: bool = False
    new: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
    low: float
    high: float | None
    sign: str | None
    reduced: bool = False
    per_unit: bool = False


def normalise_price(price: Price, site_currency: str | None) -> None:
    """Fill ``price`` from its own words; changes it in place and never raises.

    What the site's interface gave (amount, currency, type) is kept. ``amount`` is ``None`` on request
    and for placeholders (0, 1, 123, 9999, 1234567 …); a bid of 1 is no placeholder. Given away: 0.
    Of an old and a new price the new one counts, of two without words the lower one.
    """
    reduced = False
    if price.amount is None and price.text:
        reduced = _from_words(price, plain_forms(price.text[:TEXT_CUT]), site_currency)
    if price.amount is None:
        return
    price.currency = price.currency or site_currency
    alone = price.type is None and price.amount_max is None and not reduced
    if alone and price.amount != 0 and _is_placeholder(price.amount):
        price.text = price.text or str(int(price.amount))
        price.amount, price.amount_max, price.type = None, None, "placeholder"
    elif price.type is None:
        price.type = "range" if price.amount_max is not None else "asking"


_PLAIN = re.compile(rf"(?:([{MONEY_SIGNS}])\s?)?([1-9]\d{{0,5}})(?:[.,](\d\d))?(?:\s?([{MONEY_SIGNS}]))?")
"""The usual price: one number without groups, a sign before it or behind it."""


def _from_words(price: Price, text: str, site: str | None) -> bool:
    """Fill amount, currency and type; says whether the amount is one that was reduced."""
    if (plain := _PLAIN.fullmatch(text)) and not (plain[1] and plain[4]):
        price.currency = price.currency or currency_of(plain[1] or plain[4], site)
        price.amount, price.amount_max = float(f"{plain[2]}.{plain[3] or 0}"), None
        return False
    return _from_long_words(price, text, site)


def _from_long_words(price: Price, text: str, site: str | None) -> bool:
    text, calls = _CALLED.subn(lambda found: " " * len(found[0]), text)
    found = _read(text, site)
    if found is None or (found.sign is None and not _is_number(text) and _says_no_number(text)):
        if FREE.search(text):
            price.amount, price.type = 0.0, price.type or "asking"
        elif ON_REQUEST.search(text) or (calls and not found):
            price.type = price.type or "on_request"
        return False
    price.currency = price.currency or currency_of(found.sign, site)
    if found.low == 0 and price.type is None and not FREE.search(text):
        price.type = "placeholder"
        return False
    price.amount, price.amount_max = found.low, found.high
    if price.type is None and found.high is None:
        price.type = "per_unit" if found.per_unit else _kind(text)
    return found.reduced


def _is_number(text: str) -> bool:
    """Whether no letter stands in the text; every word of ``price_words`` that is looked for has one."""
    return not any(map(str.isalpha, text))


def _says_no_number(text: str) -> bool:
    """Given away or on request, where the digits are a size or a telephone's."""
    return bool(FREE.search(text) or (ON_REQUEST.search(text) and _PHONE.search(text)))


def _kind(text: str) -> PriceType | None:
    if _is_number(text):
        return None
    for kind, pattern in KINDS:
        if pattern.search(text):
            return kind  # type: ignore[return-value]
    return None


def _read(text: str, site: str | None) -> _Read | None:
    """The price in a text: a range, else the new or lowest of the amounts beside a currency, else the first."""
    amounts = _amounts(text, site)
    if not amounts:
        return _in_numerals(text)
    amounts = _without_shipping(amounts, text)
    fresh = [amount for amount in amounts if not amount.old]
    if not fresh or (not any(amount.sign for amount in fresh) and any(amount.sign for amount in amounts)):
        fresh = amounts
    chosen = _chosen(fresh, text)
    at = amounts.index(chosen)
    span = _range(text, chosen, amounts[at + 1]) if at + 1 < len(amounts) else None
    span = span or (_range(text, amounts[at - 1], chosen) if at else None)
    if span:
        return span
    lowest, reduced = _lowest(text, amounts[at:])
    value = lowest.number.value
    if not 0 <= value < 1e15:
        return None
    reduced = reduced or len(fresh) < len(amounts)
    return _Read(value, None, lowest.sign, reduced, _is_per_unit(text, lowest, amounts))


def _without_shipping(amounts: list[_Amount], text: str) -> list[_Amount]:
    """Without the amounts beside which a word says that they are for carrying the goods; never empty.

    The first is the price (45 € Versand möglich), unless a comma parts it and its word from the next.
    """
    if len(amounts) == 1 or _is_number(text):
        return amounts
    out: list[_Amount] = []
    at = 0
    for number, amount in enumerate(amounts):
        after = SHIPPING_AFTER.match(text, amount.end)
        if after and number == 0 and text[after.end() : amounts[1].start].strip() not in (",", ";", "|", "·"):
            after = None
        if not after and not (amount.sign and SHIPPING_BEFORE.search(text[at : amount.start])):
            out.append(amount)
        at = after.end() if after else amount.end
    return out or amounts


def _chosen(amounts: list[_Amount], text: str) -> _Amount:
    """What a word calls the new price, else the first that looks like money, else the first number."""
    money = [amount for amount in amounts if amount.sign] or [
        amount for amount in amounts if not NO_MONEY.match(text, amount.end)
    ]
    scaled = next((amount for amount in amounts if _counts_by_ten_thousand(amount, text)), None)
    if scaled and money and scaled.start < money[0].start:
        return scaled
    return next((amount for amount in money if amount.new), (money or amounts)[0])


def _counts_by_ten_thousand(amount: _Amount, text: str) -> bool:
    """7.98 万 of a Chinese list needs no sign to be money; 2.7万公里 is none."""
    return amount.number.scale == 1e4 and not NO_MONEY.match(text, amount.end)


def _range(text: str, one: _Amount, two: _Amount) -> _Read | None:
    gap = text[one.end : two.start]
    if len(gap) > 12 or not BETWEEN.fullmatch(gap) or (one.old or two.old):
        return None
    low, high = one.number.value, two.number.value
    if one.number.scale == 1 and two.number.scale > 1 and one.number.base < two.number.base and not one.sign:
        low = round(one.number.base * two.number.scale, 3)
    sign = one.sign or two.sign
    if one.sign is None and two.sign and NO_MONEY.match(text, one.end):
        return None
    if two.sign is None and _is_share(text, two):
        return None
    if low == high or not 0 <= min(low, high) <= max(low, high) < 1e15:
        return None
    return _Read(min(low, high), max(low, high), sign)


def _lowest(text: str, amounts: list[_Amount]) -> tuple[_Amount, bool]:
    """Amounts of money that stand side by side, or with a discount between, are one price before and after."""
    best, last = amounts[0], amounts[0]
    for amount in amounts[1:]:
        gap = text[last.end : amount.start]
        if last.sign and not amount.sign and _is_share(text, amount):
            continue
        if not (amount.sign and last.sign) or (gap.strip() and not DISCOUNT.fullmatch(gap)):
            break
        last = amount
        if 0 < amount.number.value < best.number.value:
            best = amount
    return best, last is not amounts[0]


def _is_share(text: str, amount: _Amount) -> bool:
    return text[amount.end : amount.end + 2].lstrip().startswith("%")


def _is_per_unit(text: str, amount: _Amount, amounts: list[_Amount]) -> bool:
    previous = max((other.end for other in amounts if other.end <= amount.start), default=0)
    return bool(
        PER_UNIT.match(text, amount.end)
        or PER_UNIT_BEFORE.search(text, max(previous, amount.start - 16), amount.start)
    )


def _amounts(text: str, site: str | None) -> list[_Amount]:
    """Every number of the text, left to right; 3万5千 and 3 triệu 500 are one."""
    out: list[_Amount] = []
    at = 0
    while found := NUMBER.search(text, at):
        amount = _amount(text, found, at, site)
        at = max(amount.end, at + 1)
        joined = _joined(text, out[-1], amount) if out else None
        if joined:
            out[-1] = joined
        else:
            out.append(amount)
    return out


def _amount(text: str, found: re.Match[str], at: int, site: str | None) -> _Amount:
    before = _BEFORE.search(text, max(at, found.start() - 12), found.start())
    start = before.start() if before else found.start()
    sign = before[1] if before else None
    code = currency_of(sign, site)
    number = numbers.read(found, code, spaces=not before or code not in NO_SPACES)
    number = _with_letter(text, number, code, signed=before is not None)
    dash = _DASH.match(text, number.end)
    end = dash.end() if dash else number.end
    if not before and (after := _sign_after(text, end)):
        sign, end = after[1], after.end()
        number = numbers.read(found, currency_of(sign, site))
    lead = text[max(at, start - 40) : start]
    opening = lead + (before[0] if before else "")
    if _is_number(opening):
        # Old and new are said in words.
        return _Amount(number, sign, start, end)
    old = bool(OLD.search(lead) or OLD.search(opening))
    return _Amount(number, sign, start, end, old, bool(NEW.search(lead)))


def _with_letter(text: str, number: Number, code: str | None, *, signed: bool) -> Number:
    """The number with the one letter behind it that is a scale in this currency: 1.5w, 50p, TZS 1.2M."""
    letter, rest = text[number.end : number.end + 1], text[number.end + 1 : number.end + 2]
    if not letter or rest.isalnum() or number.scale != 1:
        return number
    million = 1e6 if letter == "M" and signed and code != "IDR" else None
    scale = _LETTER_SCALES.get((code or "", letter), million)
    return replace(number, end=number.end + 1, scale=scale) if scale else number


def _sign_after(text: str, end: int) -> re.Match[str] | None:
    """The sign behind a number, unless it clings to the number that follows: 7 €250."""
    after = _AFTER.match(text, end)
    if after and after.start(1) > end and text[after.end() : after.end() + 1].isdecimal():
        return None
    return after


def _joined(text: str, one: _Amount, two: _Amount) -> _Amount | None:
    """One amount of two parts (3万5千, 1억 2000만, 1tr2, 3 triệu 500); ``None`` when they are two."""
    big, small = one.number, two.number
    if one.sign or big.scale == 1 or not (big.whole and small.whole) or two.start != small.start:
        return None
    if text[big.end : two.start].strip() or text[two.end : two.end + 1] == "/":
        return None
    value = small.value
    if big.scale in (1e6, 1e9) and small.scale == 1:
        digits = text[small.start : small.end]
        if not digits.isdecimal() or len(digits) > 3:
            return None
        value = small.base * big.scale / 10 ** len(digits)
    elif big.scale in (1e3, 1e5) and small.scale == 1 and big.scale != 1e3:
        return None
    if value >= big.scale:
        return None
    whole = Number(big.start, small.end, big.value + value)
    return replace(one, number=whole, sign=two.sign, end=two.end)


def _in_numerals(text: str) -> _Read | None:
    found = _HAN_AMOUNT.search(text)
    if not found or not (value := numbers.han_value(found[1])):
        return None
    return _Read(value, None, found[2])


def _is_placeholder(amount: float) -> bool:
    return amount == int(amount) and bool(_PLACEHOLDER.match(str(int(amount))))
