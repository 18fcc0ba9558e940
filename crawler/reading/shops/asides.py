"""What a page shows beside its offer under a heading of its own: "You may also like", "Similar items", "Reviews".

Many shops call such a part nothing by which its classes could tell it; the heading above it does, in whatever
language the shop is written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from selectolax.lexbor import LexborNode

from crawler.reading.shops.words import MONEY, OTHERS, TALK

_LONGEST = 70
"""Characters of a heading."""
_HIGH, _DEEP = 6, 40
"""Elements above a heading in which its part is looked for; elements looked at above a text."""
_MOST, _FAR = 15, 1_500
"""Headings looked at, and texts of one part."""
_BADGE = re.compile(r"sell(?:er|ing)|trending|sponsored|arrival|recent", re.IGNORECASE)
"""What as often is a badge on the offer itself."""
_SPACED = re.compile(r"\S\s\S|[\u2e80-\uffdc]{4}")
_HEADLINES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LINKS = frozenset({"a", "button", "li", "label", "option"})


class Text(Protocol):
    """A text of the page and the element it stands in."""

    text: str
    node: LexborNode


@dataclass(frozen=True, slots=True)
class Part:
    """Texts ``first`` to ``last`` (indexes, both in it); ``node`` holds them without the offer, if one does."""

    first: int
    last: int
    node: LexborNode | None


def parts_beside(texts: Sequence[Text], spine: Collection[int], after: int) -> Iterator[Part]:
    """The parts of a page that a heading calls other offers, or what customers say.

    ``spine``: the elements that hold the offer's name; ``after``: the index of its text, before which nothing counts.
    """
    found = (at for at in range(after, len(texts)) if _is_heading(texts[at]))
    for _, at in zip(range(_MOST), found, strict=False):
        part = _under(at, texts, spine)
        if part is not None:
            yield part


def _is_heading(one: Text) -> bool:
    if len(one.text) > _LONGEST or not (OTHERS.search(one.text) or TALK.search(one.text)):
        return False
    tags = {node.tag for node in _above(one.node, 3)}
    if tags & _HEADLINES:
        return True
    if TALK.search(one.text):
        return False  # "12 reviews" beside the stars
    # A link to that part is no heading of it; one word may be a badge or a tab.
    return not tags & _LINKS and bool(_SPACED.search(one.text)) and not _BADGE.search(one.text)


def _under(at: int, texts: Sequence[Text], spine: Collection[int]) -> Part | None:
    """The smallest element around a heading with an amount (or some talk) behind the heading; in one that holds the
    offer too, up to the next headline."""
    talk = bool(TALK.search(texts[at].text))
    for node in _above(texts[at].node, _HIGH):
        last = _last_in(node, at, texts)
        if last == at or not (talk or any(MONEY.search(one.text) for one in texts[at + 1 : last + 1])):
            continue
        if node.mem_id not in spine:
            return Part(at, last, node)
        return Part(at, _before_headline(at, last, texts), None)
    return None


def _last_in(node: LexborNode, at: int, texts: Sequence[Text]) -> int:
    """The last text that stands in an element, from one that does."""
    most = min(len(texts) - 1, at + _FAR)
    while at < most and any(one.mem_id == node.mem_id for one in _above(texts[at + 1].node, _DEEP)):
        at += 1
    return at


def _before_headline(at: int, last: int, texts: Sequence[Text]) -> int:
    tag = next((node.tag for node in _above(texts[at].node, 3) if node.tag in _HEADLINES), None)
    for index in range(at + 1, last + 1):
        if tag and any(node.tag == tag for node in _above(texts[index].node, 3)):
            return index - 1
    return last


def _above(node: LexborNode | None, most: int) -> Iterator[LexborNode]:
    """A node and those around it."""
    for _ in range(most):
        if node is None or node.tag in ("body", "html"):
            return
        yield node
        node = node.parent
