"""Does an item page show a price that nobody read?"""

from __future__ import annotations

import re

from crawler.reading.documents import Document

_SIGN = (
    r"[€$£¥₹₽₫₺₩฿₴₱₪]|R\$|S/|元|円|원|\b(?:EUR|USD|GBP|CHF|JPY|CNY|PLN|BRL|TRY|SGD|MXN|VND|NOK|SEK|DKK"
    r"|Rp|RM|Rs|kr|zł|Kč|Ft|lei|TL|руб|грн|đ|KSh|TSh)\b\.?"
)
_MONEY = re.compile(rf"(?:{_SIGN})\s?\d|\d\s?(?:{_SIGN})", re.IGNORECASE)
BEFORE, AFTER = 200, 500
"""Code points around the headline where an offer's price stands; similar offers stand further down."""


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
    found = _MONEY.search(window)
    return found[0] if found else None
