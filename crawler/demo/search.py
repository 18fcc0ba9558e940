"""How the example marketplaces search: two find words and their beginnings, one finds substrings."""

from __future__ import annotations

import re

from crawler.demo.catalogue import Offer
from warden.text import fold

SUBSTRING = ("pavilion",)
_WORD = re.compile(r"\w+")


def found(offers: list[Offer], market: str, query: str) -> list[Offer]:
    """Offers that hold all words of the query, in the given order."""
    wanted = fold(query)
    if market in SUBSTRING:
        parts = wanted.split()
        return [o for o in offers if all(part in fold(o.title + " " + o.description) for part in parts)]
    words = _WORD.findall(wanted)
    return [
        o
        for o in offers
        if words and all(_has(_WORD.findall(fold(f"{o.title} {o.description}")), w) for w in words)
    ]


def _has(words: list[str], wanted: str) -> bool:
    return any(word.startswith(wanted) for word in words)
