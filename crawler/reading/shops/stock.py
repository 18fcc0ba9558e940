"""Can the offer be bought? By the page's own data, then its buttons, then its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from selectolax.lexbor import LexborNode

from crawler.reading.documents import Document
from crawler.reading.shops.pieces import Piece, Pieces, is_hidden
from crawler.reading.shops.prices import Vote
from crawler.reading.shops.words import (
    ALMOST,
    ASIDE_CLASS,
    BUY,
    IN,
    NOTIFY,
    OUT,
    PRICE_ALERT,
    SIZED,
    STOCK_CLASS,
    STOCK_LABEL,
    STORE,
)

Stock = Literal["in_stock", "out_of_stock"]
_NEAR, _BY_PRICE = 4_000, 1_200
"""Characters from the headline, and from its price, within which a line is about the offer."""
_SHORT, _SENTENCE, _LABEL = 60, 120, 40
"""Characters of a line about stock; in an element named after it also a sentence; of the label before one."""
_HIGH = 30
"""Elements looked at above a picture."""
_BUTTONS = "button, input[type=submit], input[type=button], input[type=image], a[class*=btn], a[class*=button], a[class*=cart], a[class*=add i], a[class*=buy i], a[onclick], a[href^=javascript], [role=button], span[class*=button], span[class*=btn], div[class*=button], div[class*=btn], [class*=add-to-bag], [id*=add-to-cart], [id*=addtocart], [class*=add-to-cart], [class*=addtocart], img[src*=sold_out i], img[src*=sold-out i], img[src*=soldout i], img[src*=out_of_stock i]"


_STATE = re.compile(
    r"(?:(?:not|no|is|un|out)[-_]?(?:of|in|on)?[-_]?)?(?:stock|availab(?:le|ility)|lager)[-_]?(?:notify|alert|notification|message|msg|empty|out|error)"
    r"|(?:out|not?|un|back)[-_]?(?:of|in|on)?[-_]?(?:stock|avail(?:able)?)\b",
    re.IGNORECASE,
)
"""Elements of one state of the stock: a script shows them when it has come."""
_OFF = re.compile(r"(?:^|[\s_-])(?:disabled?|inactive)(?:\s|$)", re.IGNORECASE)
_LINES = frozenset({"li", "label", "button", "tr", "option"})
_CLICKED, _WORDS, _BUTTON_NEAR = frozenset({"a", "div", "span"}), 30, 2_000
"""Elements that may be a button, characters on one, and from the headline to it."""
_TOGETHER = 4
"""Elements above a button in which another is its neighbour."""


@dataclass(frozen=True, slots=True)
class _Button:
    """What the button that sells says; ``off``: only that it is switched off."""

    says: Stock | None
    off: bool = False


def stock_of(document: Document, pieces: Pieces, told: str | None, price: Vote | None) -> Stock | None:
    """``told`` is what the data say. An offer shown with its price and no sign of an end can be had."""
    priced = price is not None
    said, sure = _said(pieces, price.at if price else None)
    button = _button(document, pieces)
    if told == "out_of_stock":
        return "in_stock" if button.says == "in_stock" and said == "in_stock" else "out_of_stock"
    # Much software leaves the button on; a line of its own about the stock knows better.
    if said == "out_of_stock" and (button.says != "in_stock" or sure):
        return "out_of_stock"
    if told == "in_stock":
        return "in_stock"
    if button.off:
        # Scripts switch a button on once the page is there, or a size is chosen.
        return said or ("in_stock" if _needs_choice(document) and priced else "out_of_stock")
    if button.says is None and said is None and _promises(pieces):
        return "out_of_stock"
    return button.says or said or ("in_stock" if priced else None)


def has_signs(document: Document, pieces: Pieces) -> bool:
    """Does the page sell, or say that it no longer does?"""
    return _said(pieces)[0] is not None or _button(document, pieces).says is not None


def _said(pieces: Pieces, priced_at: int | None = None) -> tuple[Stock | None, bool]:
    """What the short texts beside the headline say, and whether one does that says only this.

    Such a one goes before others; of two alike, the first. Others count only near the headline or the price.
    """
    first = None
    end = max(pieces.title_end, priced_at or 0) + (_NEAR if priced_at is None else _BY_PRICE)
    for piece, led in _lines(pieces):
        found = _stated(piece, led)
        if found is not None and found[1]:
            return found
        if piece.at <= end:
            first = first or found
    return first or (None, False)


def _lines(pieces: Pieces) -> Iterator[tuple[Piece, str]]:
    """The short texts beside the headline but for those of one size, each with the text before it where it may lead."""
    before: Piece | None = None
    for piece in pieces.all:
        if not _counts(piece, pieces):
            continue
        led, before = before, piece
        if led is None or not _is_of_a_size(piece, led):
            yield piece, led.text if led is not None and len(led.text) < _LABEL else ""


def _stated(piece: Piece, led: str) -> tuple[Stock, bool] | None:
    """What one text says of the stock; ``led`` is the text before it."""
    label = STOCK_LABEL.match((led if STOCK_LABEL.fullmatch(led) else "") + piece.text)
    text = piece.text if label is None or STOCK_LABEL.fullmatch(led) else piece.text[label.end() :]
    of_a_store = STORE.search(led) and not (label or IN.match(led) or OUT.search(led))
    if STORE.search(piece.text) or of_a_store:
        return None
    if gone(piece.text) or (label and gone(text.strip())):
        return "out_of_stock", label is not None or _is_field(piece)
    if IN.match(text if label else text.rpartition(":")[2]):
        return "in_stock", label is not None or _is_field(piece)
    return None


def _promises(pieces: Pieces) -> bool:
    """Does the page promise to write once the offer is there?"""
    return any(NOTIFY.search(one.text) and not PRICE_ALERT.search(one.text) for one, _ in _lines(pieces))


def _is_of_a_size(piece: Piece, led: Piece) -> bool:
    """Does it stand behind a size in the same line of a list?"""
    if not SIZED.fullmatch(led.text):
        return False
    lines = {one.mem_id for one in (piece.node, *_above(piece.node, 3)) if one.tag in _LINES}
    return any(one.mem_id in lines for one in (led.node, *_above(led.node, 3)))


def gone(text: str) -> bool:
    """Does a text say that the offer, not one size of it, is sold out?"""
    found = OUT.search(text) if not text.endswith(("?", "？")) else None
    if found is None:
        return False
    led = text[: found.start()]
    return not led or not (SIZED.fullmatch(led) or ALMOST.search(led))


def _is_field(piece: Piece) -> bool:
    """Does it stand in an element for whatever is to be said of the stock?"""
    return bool(STOCK_CLASS.search(_STATE.sub(" ", " ".join(piece.around.names[-2:]))))


def _counts(piece: Piece, pieces: Pieces) -> bool:
    around = piece.around
    if around.aside or around.hidden or around.choice or around.variant:
        return False
    if piece.at < pieces.title_at and any(one.tag == "a" for one in (piece.node, *_above(piece.node, 2))):
        return False  # a menu
    if len(piece.text) > (_SENTENCE if STOCK_CLASS.search(" ".join(around.names[-2:])) else _SHORT):
        return False
    return pieces.title_at - 300 <= piece.at <= pieces.title_end + _NEAR


def _button(document: Document, pieces: Pieces) -> _Button:
    """What the first button that sells says; one that is switched off sells nothing."""
    near = {
        piece.node.mem_id: piece
        for piece in pieces.all
        if not (piece.around.aside or piece.around.hidden) and piece.at >= pieces.title_at - 300
    }
    off = False
    bell: LexborNode | None = None
    for node in document.tree.css(_BUTTONS)[:400]:
        words = _label(node, near) if _shown(node, near, pieces) else ""
        if not words:
            continue
        if bell is not None and not _together(node, bell):
            break
        buys = bool(BUY.search(words))
        # Of two labels, "Add" and "Sold out", scripts show one; which, an inner class may hide.
        if gone(words) and not STORE.search(words) and (not buys or _is_off(node)):
            return _Button("out_of_stock")
        if buys:
            if not _is_off(node):
                return _Button("in_stock")
            off = True
        elif NOTIFY.search(words) and not PRICE_ALERT.search(words):
            bell = bell or node
    if bell is not None:
        return _Button("out_of_stock")
    if off:
        return _Button("out_of_stock", off=True)
    end = next((piece.at for piece, _ in _lines(pieces) if gone(piece.text)), len(pieces.text))
    sells = any(piece.at < end and _sells(piece, pieces) for piece in near.values())
    return _Button("in_stock" if sells else None)


def _sells(piece: Piece, pieces: Pieces) -> bool:
    """Is it a link, or a thing scripts make a button, with no more on it than what buyers do?"""
    if piece.node.tag not in _CLICKED or len(piece.text) > _WORDS or not BUY.match(piece.text):
        return False
    return pieces.title_at <= piece.at <= pieces.title_end + _BUTTON_NEAR and not piece.around.choice


def _is_off(node: LexborNode) -> bool:
    attributes = node.attributes
    by_class = bool(_OFF.search(attributes.get("class") or ""))
    return "disabled" in attributes or attributes.get("aria-disabled") == "true" or by_class


def _together(node: LexborNode, other: LexborNode) -> bool:
    """Do two buttons stand beside each other?"""
    around = {one.mem_id for one in _above(other, _TOGETHER)}
    return any(one.mem_id in around for one in _above(node, _TOGETHER))


def _above(node: LexborNode, most: int) -> Iterator[LexborNode]:
    above = node.parent
    for _ in range(most):
        if above is None or above.tag in ("body", "html", "main"):
            return
        yield above
        above = above.parent


def _label(node: LexborNode, near: dict[int, Piece]) -> str:
    """The words on a button that are shown, also where it is a picture: scripts switch between "Add" and "Sold out"."""
    attributes = node.attributes
    shown = (near[one.mem_id].text for one in (node, *node.css("*")) if one.mem_id in near)
    return " ".join(shown)[:80] or next(
        (told for name in ("value", "title", "alt") if (told := (attributes.get(name) or "").strip())), ""
    )


def _shown(node: LexborNode, near: dict[int, Piece], pieces: Pieces) -> bool:
    """A button without words of its own (an input) counts where nothing around it says otherwise; one with words where
    those are in view and no choice of a size."""
    if node.tag in ("input", "img"):
        return not _aside(node, pieces)
    if node.tag in ("div", "span") and node.css_first("button, input, a, select"):
        return False  # what holds the button, not the button
    words = [near[one.mem_id] for one in (node, *node.css("*")) if one.mem_id in near]
    return bool(words) and not (words[0].around.variant and OUT.search(words[0].text))


def _aside(node: LexborNode, pieces: Pieces) -> bool:
    """Does it stand in a part that is hidden or holds other offers?"""
    if is_hidden(node):
        return True
    for above in _above(node, _HIGH):
        if above.mem_id in pieces.spine:
            return False
        names = " ".join(above.attributes.get(name) or "" for name in ("class", "id"))
        if above.mem_id in pieces.apart or ASIDE_CLASS.search(names) or is_hidden(above):
            return True
    return False


def _needs_choice(document: Document) -> bool:
    """A button may be off until a size is chosen."""
    return (
        document.tree.css_first("form select, [class*=swatch], [class*=variant], input[type=radio]")
        is not None
    )
