"""Lists of shops and forums that nobody prepared: the rows that repeat on a page, and the way to its next page.

A row is an element that stands many times beside others of its kind, each with a link of its own to a name. Menus and
footers repeat too: rows must show prices, pictures or sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from crawler.reading import cleaning
from crawler.reading.documents import Document, words_of
from crawler.reading.shops.numbers import amount_in_words
from crawler.reading.shops.pieces import PART, pieces_in
from crawler.reading.shops.structured import base_of
from crawler.reading.shops.words import MONEY, NOT_THE_PRICE, NOW_CLASS, OLD_CLASS, PRICE_CLASS

LEAST, MOST = 3, 500
_ROWS = frozenset({"li", "article", "div", "tr", "section", "a", "dl", "td", "figure"})
_APART = "nav, footer, aside, [role=navigation], [class*=footer i], [class*=breadcrumb i], [class*=pagination i], [class*=mega i], [class*=menu i]"
_HEADS = "h1, h2, h3, h4, h5, [class*=title i], [class*=name i], [itemprop=name]"
_HEADLINES = frozenset({"h1", "h2", "h3", "h4", "h5"})
_PICTURES = ("data-src", "data-original", "data-lazy-src", "src", "srcset", "data-srcset")
_STATE = re.compile(
    r"^(?:first|last|odd|even|active|current|new|sale|sold|featured|promoted|promo[-_]?box|hover|selected|instock|outofstock)$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"[-_]?\d+$")
"""The number of an element in its class: item-3 is an item."""
_GROUPS = 40
"""Kinds of repeated elements that are looked at closely."""


@dataclass(slots=True)
class Found:
    """The rows of a page as fields of listings; ``priced`` is the share that shows a price."""

    rows: list[dict[str, Any]]
    priced: float


def repeated(document: Document) -> Found | None:
    """The best list of the page; None when nothing repeats like one."""
    best: tuple[float, Found | None] = (0.0, None)
    groups = sorted(_groups(document).values(), key=len, reverse=True)
    for nodes in groups[:_GROUPS]:
        if not LEAST <= len(nodes) <= MOST:
            continue
        made = [fields for fields in (_row(node, document) for node in nodes) if fields]
        unique = list({fields["url"]: fields for fields in reversed(made)}.values())[::-1]
        if len(unique) < max(LEAST, 0.6 * len(nodes)):
            continue
        if len({fields["title"] for fields in unique}) < 0.5 * len(unique):
            continue  # "Log in" beside each of them
        priced = sum("price" in one for one in unique) / len(unique)
        pictured = sum("image" in one for one in unique) / len(unique)
        wordy = _wordy(nodes, unique)
        if priced < 0.3 and pictured < 0.5 and not wordy:
            continue
        score = len(unique) * (0.5 + 2 * priced + pictured + 0.5 * wordy)
        if score > best[0] * 1.05:
            best = (score, Found(unique, priced))
    return best[1]


def _wordy(nodes: list[LexborNode], rows: list[dict[str, Any]]) -> bool:
    """Are the names sentences, or do rows say more than a name (who, when, how often)? Menus do neither."""
    named = sum(_width(row["title"]) for row in rows) / len(rows)
    said = sum(_width(words_of(node)) for node in nodes[:50]) / len(nodes[:50])
    return named >= 20 or (named >= 4 and said >= 1.5 * named + 8)


def _width(words: str) -> int:
    """Characters, those of scripts without spaces between words twice."""
    return sum(2 if char >= "\u2e80" else 1 for char in words)


def _groups(document: Document) -> dict[tuple[str, ...], list[LexborNode]]:
    apart = {inner.mem_id for node in document.tree.css(_APART)[:200] for inner in node.css("*")[:3_000]}
    found: dict[tuple[str, ...], list[LexborNode]] = {}
    for link in document.tree.css("a[href]")[:5_000]:
        node: LexborNode | None = link
        for _ in range(6):
            if node is None or node.tag in ("body", "html"):
                break
            if node.tag in _ROWS and node.mem_id not in apart and node.parent is not None:
                nodes = found.setdefault((*_kind(node.parent), *_kind(node)), [])
                if not nodes or nodes[-1].mem_id != node.mem_id:
                    nodes.append(node)
            node = node.parent
    return {kind: list({node.mem_id: node for node in nodes}.values()) for kind, nodes in found.items()}


def _kind(node: LexborNode) -> tuple[str, str]:
    names = sorted(
        _COUNTED.sub("", name)
        for name in (node.attributes.get("class") or "").split()
        if not _STATE.match(name)
    )
    return node.tag or "", " ".join(names)


def _row(node: LexborNode, document: Document) -> dict[str, Any] | None:
    links = [node] if node.tag == "a" else node.css("a[href]")[:30]
    base, page = base_of(document), document.answer.url
    title, link = _named(node, links)
    url = cleaning.canonical(link.attributes.get("href") or "", page, base) if link is not None else None
    if url is None or _width(title) < 3 or MONEY.fullmatch(title):
        return None
    if len({one.attributes.get("href") for one in links}) > 8 or url.rstrip("/") == base.rstrip("/"):
        return None
    fields: dict[str, Any] = {"title": cleaning.title(title)[:500], "url": url}
    price = _price(node)
    if price:
        fields |= price
    image = next(_pictures(node, page, base), None)
    return fields | ({"image": image} if image else {})


def _named(node: LexborNode, links: list[LexborNode]) -> tuple[str, LexborNode | None]:
    """The name of a row and the link it leads to."""
    usable = [
        one for one in links if not (one.attributes.get("href") or "#").startswith(("#", "javascript:"))
    ]
    if not usable:
        return "", None
    inside = {inner.mem_id: link for link in usable for inner in [link, *link.css("*")]}
    for head in node.css(_HEADS)[:6]:
        words = words_of(head)
        if _width(words) < 3 or MONEY.fullmatch(words):
            continue
        linked = next((inside[one.mem_id] for one in [head, *head.css("a")] if one.mem_id in inside), None)
        named = (linked.attributes.get("title") or "") if linked is not None else ""
        own = words_of(linked) if linked is not None and head.tag not in _HEADLINES else ""
        if _width(own) >= 3 and len(own) < len(words):
            words = own  # a cell called name holds the poster and the day as well
        cut = words.endswith(("…", "...")) and len(named) > len(words)
        return (named if cut else words), linked if linked is not None else usable[0]
    texts = [(words_of(one), one) for one in usable]
    title, link = max(texts, key=lambda pair: len(pair[0]))
    if _width(title) >= 3:
        return title, link
    told = next((one.attributes.get("alt") or "" for one in node.css("img[alt]")), "")
    return told or usable[0].attributes.get("title") or "", usable[0]


def _price(node: LexborNode) -> dict[str, Any] | None:
    """The amount a row asks: the first that is not struck out, was or postage."""
    pieces = pieces_in(node)[:200]
    text = PART.join(piece.text for piece in pieces)
    best: tuple[float, dict[str, Any]] | None = None
    for rank, found in enumerate(MONEY.finditer(text)):
        start = found.start("first") if found.group("first") else found.start("last")
        around = pieces[text.count(PART, 0, start)].around
        names = " ".join(around.names[-2:])
        weight = 2.0 * bool(PRICE_CLASS.search(names)) + bool(NOW_CLASS.search(names)) - 0.1 * rank
        weight -= 3.0 * around.struck + 2.0 * bool(OLD_CLASS.search(names))
        weight -= 2.0 * bool(
            NOT_THE_PRICE.search(text[max(0, found.start() - 25) : found.start()].rpartition(PART)[2])
        )
        amount = amount_in_words(found.group("first") or found.group("last"))
        if amount is not None and (best is None or weight > best[0]):
            best = (weight, {"price": " ".join(found.group(0).replace(PART, " ").split()), "amount": amount})
    return best[1] if best else None


def _pictures(node: LexborNode, page: str | None, base: str) -> Iterator[str]:
    for image in node.css("img")[:5]:
        for name in _PICTURES:
            told = (image.attributes.get(name) or "").split(" ")[0]
            made = cleaning.absolute(told, page, base) if told and not told.startswith("data:") else None
            if made and urlsplit(made).path not in ("", "/"):
                yield made
