"""Can the offer be bought? By the page's own data, then its buttons, then its words."""

from __future__ import annotations

from typing import Literal

from selectolax.lexbor import LexborNode

from crawler.reading.documents import Document, words_of
from crawler.reading.shops.pieces import Piece, Pieces
from crawler.reading.shops.words import ASIDE_CLASS, BUY, IN, NOTIFY, OUT, STOCK_CLASS, STOCK_LABEL

Stock = Literal["in_stock", "out_of_stock"]
_NEAR = 4_000
_SHORT, _SENTENCE = 60, 120
"""Characters of a line about stock; in an element named after it also a sentence."""
_HIGH = 30
"""Elements looked at above a picture."""
_BUTTONS = "button, input[type=submit], input[type=button], input[type=image], a[class*=btn], a[class*=button], a[class*=cart], a[role=button], [id*=add-to-cart], [id*=addtocart], [class*=add-to-cart], [class*=addtocart], img[src*=sold_out i], img[src*=sold-out i], img[src*=soldout i], img[src*=out_of_stock i]"


def stock_of(document: Document, pieces: Pieces, told: str | None, priced: bool) -> Stock | None:
    """``told`` is what the data say. An offer shown with its price and no sign of an end can be had."""
    said, sure = _said(pieces)
    button = _button(document, pieces)
    if told == "out_of_stock":
        return "in_stock" if button == "in_stock" and said == "in_stock" else "out_of_stock"
    # Much software leaves the button on; a line of its own about the stock knows better.
    if said == "out_of_stock" and (button != "in_stock" or sure):
        return "out_of_stock"
    if told == "in_stock":
        return "in_stock"
    if button is not None:
        return button
    if said is not None:
        return said
    return "in_stock" if priced else None


def has_signs(document: Document, pieces: Pieces) -> bool:
    """Does the page sell, or say that it no longer does?"""
    return _said(pieces)[0] is not None or _button(document, pieces) is not None


def _said(pieces: Pieces) -> tuple[Stock | None, bool]:
    """The first short text beside the headline that says it is there or gone, and whether it says only that."""
    before = ""
    for piece in pieces.all:
        if not _counts(piece, pieces):
            continue
        text, before = before + piece.text, piece.text if STOCK_LABEL.fullmatch(piece.text) else ""
        label = STOCK_LABEL.match(text)
        if OUT.search(text) or (label and OUT.search(text[label.end() :].strip())):
            return "out_of_stock", bool(label or STOCK_CLASS.search(" ".join(piece.around.names[-2:])))
        if IN.match(text[label.end() :] if label else text.rpartition(":")[2]):
            return "in_stock", label is not None
    return None, False


def _counts(piece: Piece, pieces: Pieces) -> bool:
    around = piece.around
    if around.aside or around.hidden or around.choice or around.variant:
        return False
    if len(piece.text) > (_SENTENCE if STOCK_CLASS.search(" ".join(around.names[-2:])) else _SHORT):
        return False
    return pieces.title_at - 300 <= piece.at <= pieces.title_end + _NEAR


def _button(document: Document, pieces: Pieces) -> Stock | None:
    """What the first button that sells says; one that is switched off sells nothing."""
    near = {
        piece.node.mem_id: piece
        for piece in pieces.all
        if not (piece.around.aside or piece.around.hidden) and piece.at >= pieces.title_at - 300
    }
    off = False
    for node in document.tree.css(_BUTTONS)[:400]:
        words = _label(node)
        if not words or not _shown(node, near):
            continue
        if OUT.search(words):
            return "out_of_stock"
        if BUY.search(words):
            if "disabled" not in node.attributes:
                return "in_stock"
            off = True
        elif NOTIFY.search(words):
            return "out_of_stock"
    return "out_of_stock" if off and not _needs_choice(document) else None


def _label(node: LexborNode) -> str:
    """The words on a button, also where it is a picture."""
    attributes = node.attributes
    return words_of(node)[:80] or next(
        (told for name in ("value", "title", "alt") if (told := (attributes.get(name) or "").strip())), ""
    )


def _shown(node: LexborNode, near: dict[int, Piece]) -> bool:
    """A button without words of its own (an input) counts; one with words where those are in view."""
    if node.tag == "input":
        return True
    if node.tag == "img":
        return not _aside(node)
    return node.mem_id in near or any(one.mem_id in near for one in node.css("*"))


def _aside(node: LexborNode) -> bool:
    above = node.parent
    for _ in range(_HIGH):
        if above is None or above.tag == "body":
            return False
        if ASIDE_CLASS.search(" ".join(above.attributes.get(name) or "" for name in ("class", "id"))):
            return True
        above = above.parent
    return False


def _needs_choice(document: Document) -> bool:
    """A button may be off until a size is chosen."""
    return (
        document.tree.css_first("form select, [class*=swatch], [class*=variant], input[type=radio]")
        is not None
    )
