"""Other offers on an offer's page that nothing names: rows that repeat, each with a link of its own and an amount."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from crawler.reading.documents import Document, words_of
from crawler.reading.shops.words import MONEY

_LINKS, _HIGH = 3_000, 5
"""Links looked at, and elements above each."""
_LEAST, _NAMED_LEAST, _LOOKED_AT = 3, 2, 8
"""Rows of a grid; rows that share a class; rows whose words are read."""
_LONGEST, _MARKUP = 400, 20_000
"""Characters of a row as it is read, and as it is written."""
_SHARE = 0.6
_NO_ROW = frozenset({"body", "html", "main", "form", "table", "tbody"})
_ELSEWHERE = re.compile(
    r"^(?:#|javascript:|mailto:|tel:|$)|(?<![a-z])(?:(?:addto)?cart|basket|login|(?:my)?accounts?|wish(?:list)?s?)(?![a-z])",
    re.IGNORECASE,
)


def rows_beside(document: Document, spine: Collection[int]) -> set[int]:
    """The elements that are rows of other offers; ``spine``: the elements that hold the offer's name, which are none."""
    found: dict[tuple[int, str, str], dict[int, LexborNode]] = {}
    for link in _away(document):
        node: LexborNode | None = link
        for _ in range(_HIGH):
            if node is None or node.parent is None or node.tag in _NO_ROW or node.mem_id in spine:
                break
            found.setdefault((node.parent.mem_id, *_kind(node)), {})[node.mem_id] = node
            node = node.parent
    return {number for key, rows in found.items() if _is_grid(key, rows, spine) for number in rows}


def _away(document: Document) -> list[LexborNode]:
    """Links that lead to another page with a name."""
    here = urlsplit(document.answer.url or "").path.rstrip("/")
    links = document.tree.css("a[href]")[:_LINKS]
    return [one for one in links if _leads_away(one.attributes.get("href") or "", here)]


def _leads_away(href: str, here: str) -> bool:
    if _ELSEWHERE.search(href):
        return False
    try:
        path = urlsplit(href).path.rstrip("/")
    except ValueError:
        return False
    return bool(path) and path != here


def _kind(node: LexborNode) -> tuple[str, str]:
    first = (node.attributes.get("class") or "").split()[:1]
    return node.tag or "", re.sub(r"\d+", "", first[0]) if first else ""


def _is_grid(key: tuple[int, str, str], rows: dict[int, LexborNode], spine: Collection[int]) -> bool:
    """Do enough of the rows show an amount? Where one sibling of their kind holds the offer, they are its columns."""
    if len(rows) < (_NAMED_LEAST if key[2] else _LEAST):
        return False
    some = list(rows.values())[:_LOOKED_AT]
    parent = some[0].parent
    beside = parent.iter() if parent is not None else iter(())
    if any(one.mem_id in spine and _kind(one) == key[1:] for one in beside):
        return False
    return sum(_is_row(one) for one in some) >= max(2, _SHARE * len(some))


def _is_row(node: LexborNode) -> bool:
    if len(node.html or "") > _MARKUP:
        return False
    words = words_of(node)
    return len(words) <= _LONGEST and MONEY.search(words) is not None and MONEY.fullmatch(words) is None
