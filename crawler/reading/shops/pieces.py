"""A page as a reader goes through it: its texts in order, each with what the markup says about it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from crawler.reading.documents import Document
from crawler.reading.shops.asides import parts_beside
from crawler.reading.shops.grids import rows_beside
from crawler.reading.shops.languages import of
from crawler.reading.shops.words import ASIDE_CLASS, HIDDEN_CLASS, WIDE_CLASS

PART = "\x1f"
"""Stands between the texts of two elements; cleaned texts never hold it."""
_SILENT = frozenset(
    {"script", "style", "template", "noscript", "svg", "head", "textarea", "iframe", "-comment"}
)
_APART = frozenset({"nav", "footer", "aside"})
_STRUCK = frozenset({"del", "s", "strike"})
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHOICE = re.compile(
    r"swatch|variant|variation|(?<!date[-_])(?<!date)picker|(?:^|[\s_-])(?:options?|sizes?(?![-_](?:x*[sml]\b|small|medium|base|large|mini|full|auto|\d)))(?:$|[\s_-])"
    rf"|(?:^|[\s_-])(?:colou?rs?|farben?|gr(?:oe|ö)(?:ss|ß)en?|tailles?|tallas?|tamanhos?|taglie|{of('choice')})[\s_-]?(?:list|select|pick|choice|button|btn|item|box|tile|wrap|container|$)",
    re.IGNORECASE,
)
_CENTS = re.compile(r"cent|decimal|fraction|\bsup\b|subunit", re.IGNORECASE)
_SIGNS = "€£"
_REST = re.compile(r"[.,]?\d{2}|[.,]|[€£]\s?(?:\d{2})?")
_SIGN_BETWEEN = re.compile(r"(\d)\s?([€£])\s?(\d{2})(?![\d.,])")
"""``19€99``: the sign in the place of the comma."""
_NEAR = 4
_MOST = 40_000
_LONGEST = 400
_ALL = 1_000_000
"""Characters read of one text, and of a whole page: a price stands in a short text near the headline."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Around:
    """What a text inherits from the elements it stands in."""

    names: tuple[str, ...] = ()
    """Classes, id and itemprop of the nearest elements, outermost first."""
    struck: bool = False
    aside: bool = False
    hidden: bool = False
    choice: bool = False
    """Stands in a list to choose from."""
    variant: bool = False
    """Stands among the sizes and colours of an offer."""
    unchosen: bool = False
    """Stands on a choice of several that is not the one made."""


@dataclass(slots=True)
class Piece:
    """One text: ``at`` is where it begins in ``Pieces.text``."""

    text: str
    at: int
    around: Around
    node: LexborNode

    @property
    def names(self) -> str:
        """All names around it as one text."""
        return " ".join(self.around.names)


class Pieces:
    """All texts of a page and the place of its headline."""

    def __init__(self, document: Document) -> None:
        self.heading = heading(document)
        self.spine = _spine(self.heading)
        root = document.tree.body
        self.apart = rows_beside(document, self.spine) if self.heading is not None else set()
        """Elements that hold other offers, told by their repeating or by the heading above them."""
        self.all = pieces_in(root, self.spine, self.apart) if root is not None else []
        self.text = PART.join(piece.text for piece in self.all)
        self._starts = [piece.at for piece in self.all]
        self.title_at, self.title_end = self._title()
        self._set_apart()

    def of(self, at: int) -> Piece:
        """The piece that holds this place of the text."""
        return self.all[max(0, bisect_right(self._starts, at) - 1)]

    def _title(self) -> tuple[int, int]:
        if self.heading is None:
            return 0, 0
        inside = {self.heading.mem_id} | {node.mem_id for node in self.heading.css("*")}
        own = [piece for piece in self.all if piece.node.mem_id in inside]
        return (own[0].at, own[-1].at + len(own[-1].text)) if own else (0, 0)

    def _set_apart(self) -> None:
        first = bisect_right(self._starts, self.title_end) if self.heading is not None else 0
        for part in list(parts_beside(self.all, self.spine, first)):
            for piece in self.all[part.first : part.last + 1]:
                piece.around = replace(piece.around, aside=True)
            if part.node is not None:
                self.apart.add(part.node.mem_id)


def heading(document: Document) -> LexborNode | None:
    """The element that names the offer: of the headlines the one most like the page's own name."""
    called = " ".join(
        [*document.take("meta[property='og:title']", "@content")[:1], document.title]
    ).casefold()
    known = set(_WORD.findall(called))
    best: tuple[float, LexborNode | None] = (0.0, None)
    for rank, select in enumerate(
        (
            "h1",
            "[itemprop=name]",
            "[class*=product i][class*=title i], [class*=product i][class*=name i], h2",
            "h3",
        )
    ):
        for node in document.tree.css(select)[:25]:
            words = set(_WORD.findall((node.text() or "").casefold()[:500]))
            if words:
                share = len(words & known) / len(words) + (0.5 if rank == 0 else 0.0)
                if share > best[0] + 0.001:
                    best = (share, node)
        if best[0] >= 0.9:
            break
    return best[1] if best[0] >= _NAMED else _unmarked(document, known) or best[1]


_NAMED, _HALF, _SURE = 0.6, 0.5, 0.9
"""Share of its words in the page's own name from which a text is the name of the offer; where a number follows it; in an
element that is called nothing."""
_TEXTS = 3_000


def _unmarked(document: Document, known: set[str]) -> LexborNode | None:
    """The name in a page without headlines: the first text in an element called title or heading, or a bold one."""
    for node in document.tree.css(
        "[class*=heading i], [class*=title i], [id*=title i], [id*=name i], b, strong"
    )[:100]:
        words = set(_WORD.findall((node.text() or "").casefold()[:300]))
        if len(words) > 1 and len(words & known) / len(words) >= _HALF:
            return node
    for node in document.tree.css("span, div, p, td, font, li")[:_TEXTS]:
        text = (node.text(deep=False) or "").casefold()[:300]
        words = set(_WORD.findall(text))
        if (
            len(words) > 1
            and len(words & known) / len(words) >= _SURE
            and node.css_first("a, div, p, li") is None
        ):
            return node
    return None


def _spine(node: LexborNode | None) -> set[int]:
    """The elements a node stands in, itself too: what they are called says nothing about being aside."""
    found: set[int] = set()
    while node is not None and len(found) < 3_000:
        found.add(node.mem_id)
        node = node.parent
    return found


def pieces_in(root: LexborNode, spine: Collection[int] = (), apart: Collection[int] = ()) -> list[Piece]:
    """The texts of a page or a part of one, cents joined to their number; at most ``_ALL`` characters.

    ``spine``: elements whose names say nothing about their contents being aside; ``apart``: those that are.
    """
    found: list[Piece] = []
    length = 0
    for text, around, node in _texts(root, spine, apart):
        if length > _ALL:
            break
        if found and _continues(found[-1], text, around, node):
            before = found[-1]
            before.text = _joined(before.text, text)
            length = before.at + len(before.text) + 1
            continue
        text = _SIGN_BETWEEN.sub(r"\1,\3 \2", text)
        found.append(Piece(text, length, around, node))
        length += len(text) + 1
    return found


def _texts(
    root: LexborNode, spine: Collection[int], apart: Collection[int]
) -> Iterator[tuple[str, Around, LexborNode]]:
    stack: list[tuple[LexborNode, Around]] = [(root, Around())]
    given = 0
    while stack and given < _MOST:
        node, around = stack.pop()
        inside = _around(node, around, spine, apart)
        children: list[tuple[LexborNode, Around]] = []
        for child in node.iter(include_text=True):
            if child.tag not in _SILENT:
                children.append((child, inside))
        if node.tag == "-text":
            text = " ".join((node.text_content or "")[: 4 * _LONGEST].replace(PART, " ").split())[:_LONGEST]
            parent = node.parent
            if text and parent is not None:
                given += 1
                yield text, around, parent
        stack.extend(reversed(children))


def _around(node: LexborNode, over: Around, spine: Collection[int], apart: Collection[int]) -> Around:
    if node.tag == "-text":
        return over
    attributes = node.attributes
    name = " ".join(
        filter(
            None,
            (
                attributes.get(key)
                for key in ("class", "id", "itemprop", "data-testid", "data-hook", "data-test")
            ),
        )
    )
    outer = node.mem_id in spine
    style = attributes.get("style") or ""
    hidden = is_hidden(node)
    radio = _radio(node)
    return Around(
        names=(*over.names[-_NEAR:], f"{node.tag} {name}") if name else over.names,
        struck=over.struck or node.tag in _STRUCK or "line-through" in style,
        aside=over.aside
        or node.mem_id in apart
        or (not outer and (node.tag in _APART or bool(name and ASIDE_CLASS.search(name)))),
        hidden=over.hidden or (hidden and not outer),
        choice=over.choice or node.tag in ("option", "select"),
        variant=over.variant or bool(not outer and name and _CHOICE.search(name)) or radio is not None,
        unchosen=over.unchosen or (radio is not None and "checked" not in radio.attributes),
    )


def is_hidden(node: LexborNode) -> bool:
    """Does the markup itself say that an element is not shown?"""
    attributes = node.attributes
    name = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    by_class = bool(HIDDEN_CLASS.search(name)) and not WIDE_CLASS.search(name)
    return by_class or "hidden" in attributes or bool(_NOT_SHOWN.search(attributes.get("style") or ""))


def _radio(node: LexborNode) -> LexborNode | None:
    """The button of the choice a label stands for."""
    if node.tag != "label":
        return None
    before = node.prev
    while before is not None and before.tag == "-text":
        before = before.prev
    if before is not None and before.tag == "input" and before.attributes.get("type") == "radio":
        return before
    return node.css_first("input[type=radio]")


def _continues(before: Piece, text: str, around: Around, node: LexborNode) -> bool:
    """Are these the cents of the number before, which stand in an element of their own, maybe behind its sign?"""
    if not _REST.fullmatch(text) or not re.search(r"\d(?:[.,]|\s?[€£])?$", before.text):
        return False
    small = node.tag == "sup" or bool(around.names and _CENTS.search(around.names[-1]))
    return small or (text[0] not in _SIGNS and (text[0] in ".," or before.text[-1] in ".,"))


def _joined(before: str, text: str) -> str:
    if text in _SIGNS:
        return before + text
    if text[0] in _SIGNS or before[-1] in _SIGNS:
        return _SIGN_BETWEEN.sub(r"\1,\3 \2", before + text)
    return before + ("" if before[-1] in ".," or text[0] in ".," else ".") + text
