"""Does a page or a row show a price that nobody read?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from crawler.reading.documents import Document, HtmlRow, Row, words_of
from crawler.reading.shops.languages import of

_SIGN = (
    r"[€$£¥₹₽₫₺₩฿₴₱₪]|R\$|S/|元|円|원|\b(?:EUR|USD|GBP|CHF|JPY|CNY|PLN|BRL|TRY|SGD|MXN|VND|NOK|SEK|DKK"
    r"|Rp|RM|Rs|kr|zł|Kč|Ft|lei|TL|руб|грн|đ|KSh|TSh)\b\.?"
    rf"|{of('money')}"
)
_NUMBER = r"\d(?:[\d.,'\u00a0\u202f ]{0,14}\d)?"
_MONEY = re.compile(rf"(?:{_SIGN})\s?{_NUMBER}|{_NUMBER}\s?(?:{_SIGN})")
_ELSE = re.compile(
    r"shipping|postage|delivery|versand|porto|livraison|frais|envío|envio|frete|spedizione|verzend|przesyłk|wysyłk|kargo|ongkir"
    r"|frakt|доставк|送料|运费|運費|배송"
    rf"|{of('postage')}",
    re.IGNORECASE,
)
"""What money beside an offer stands for as often as for its price."""
_FOLLOWED = re.compile(r"\s*(?:shipping|postage|delivery)\b", re.IGNORECASE)
_SAID = re.compile(
    r"(?<![A-Za-z])(EUR|USD|GBP|CAD|AUD|NZD|CHF|PLN|CZK|HUF|SEK|NOK|DKK|JPY|CNY|HKD|TWD|SGD|MYR|THB|IDR|PHP|VND|INR|BRL|MXN|ZAR|TRY)"
    r"(?![A-Za-z])|(?<![A-Za-z])(£|(?:US|CA?|AU?|HK|NZ|NT|R) ?\$)|(€)"
)
_SIGNS = {"£": "GBP", "€": "EUR", "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "HK$": "HKD",
          "NZ$": "NZD", "NT$": "TWD", "R$": "BRL"}  # fmt: skip
BEFORE, AFTER = 200, 400
"""Code points around the headline where an offer's price stands; similar offers stand further down."""


def currency_said(price: str | None) -> str | None:
    """The ISO 4217 code that a price states itself by a code or an unmistakable sign; None when it leaves it open ($)."""
    found = _SAID.search(price or "")
    said = found[0].replace(" ", "") if found else None
    return _SIGNS.get(said, said) if said else None


def unread_price(document: Document, title: str, description: str | None) -> str | None:
    """The amount of money beside the headline of a page, its description left out; None without one.

    Meant for pages whose price could not be read: it tells an offer without a price from a price in
    a place the site file does not know. Only pages people see have words beside a headline; an
    interface's answer gives None.
    """
    if document.looks != "html":
        return None
    words = document.visible
    at = words.find(title[:40])
    if at < 0:
        return None
    window = words[max(0, at - BEFORE) : at] + " " + words[at + len(title) : at + len(title) + AFTER]
    if description:
        window = window.partition(" ".join(description.split())[:40])[0]
    return _asked(window)


def _asked(words: str) -> str | None:
    """The first amount that no word for postage leads to ("Versand ab 4,99 €"), nor follows in English."""
    for found in _MONEY.finditer(words):
        postage = _ELSE.search(words[max(0, found.start() - 25) : found.start()])
        if not postage and not _FOLLOWED.match(words, found.end()):
            return found[0]
    return None


def money_in_row(row: Row, fields: Mapping[str, Any]) -> str | None:
    """The amount of money a reader sees in a row of a list, outside its title and description.

    None without one, and for rows of JSON: there the site file asks for the price by ``expect.fill``.
    """
    if not isinstance(row, HtmlRow):
        return None
    words = words_of(row.node)
    for name in ("title", "description"):
        words = words.replace(str(fields.get(name) or "\n"), " ")
    return _asked(words)
