"""Which of all amounts on a page is the price asked for its offer.

Each place that may hold the price gives votes to an amount; the amount with most wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.reading.documents import Document
from crawler.reading.shops.languages import pattern
from crawler.reading.shops.numbers import amount_in_data, amount_in_words
from crawler.reading.shops.pieces import Piece, Pieces
from crawler.reading.shops.words import (
    AFTER_ANOTHER,
    BARE,
    MONEY,
    NOT_THE_PRICE,
    NOW_CLASS,
    OLD_CLASS,
    ON_REQUEST,
    POSTAGE,
    PRICE_CLASS,
)

ENOUGH = 3.0
"""Votes without which an amount is not believed to be a price."""
_NEAR, _FAR = 2_500, 6_000
_BEFORE = 400
_SHORT_NAME, _AROUND = 5, 2_000
"""Characters of a name that may stand anywhere; around an amount of a script."""
_DATA = re.compile(
    r"[\"']?\b(?:product_?price|sale_?price|final_?price|current_?price|price_?value|ecomm_totalvalue|unit_?price|our_?price|price)[\"']?\s*[:=]\s*[\"']?(\d[\d.,]{0,14})\b",
    re.IGNORECASE,
)
_ATTRIBUTES = (
    ("[data-price-amount]", "@data-price-amount"),
    ("[data-product-price]", "@data-product-price"),
    ("[data-price]", "@data-price"),
    ("input[name=price], input[name=product_price]", "@value"),
)
_LABEL = pattern("^", "price")


@dataclass(frozen=True, slots=True)
class Vote:
    """``amount`` with ``weight``; ``currency`` and ``text`` as they stand there."""

    amount: float
    weight: float
    currency: str | None = None
    text: str | None = None
    seen: bool = False
    at: int | None = None
    """Where it stands in the page's texts."""


def price_of(document: Document, pieces: Pieces, told: list[Vote]) -> Vote | None:
    """The price with most votes; None when no amount has enough.

    ``told``: what the page's own data say (JSON-LD, microdata, meta elements).
    """
    votes = [*told, *_seen(pieces), *_in_attributes(document)]
    name = (pieces.heading.text() or "").strip().casefold() if pieces.heading is not None else ""
    votes += _in_scripts(document, {vote.amount for vote in votes}, name)
    sums: dict[float, list[Vote]] = {}
    for vote in votes:
        sums.setdefault(round(vote.amount, 2), []).append(vote)
    if not sums:
        return None
    best = max(sums.values(), key=_strength)
    total = _strength(best)
    if total < ENOUGH:
        return None
    seen = next((vote for vote in sorted(best, key=lambda vote: -vote.weight) if vote.text), None)
    currency = next((vote.currency for vote in best if vote.currency), None)
    if not told and seen is not None and _is_on_request(pieces):
        return None
    return Vote(
        best[0].amount,
        total,
        currency,
        seen.text if seen else None,
        seen is not None,
        seen.at if seen else None,
    )


def _is_on_request(pieces: Pieces) -> bool:
    """Does the page say beside the headline that its price is to be asked for?"""
    return any(
        len(piece.text) < 60
        and pieces.title_at - _BEFORE <= piece.at <= pieces.title_end + _NEAR
        and not (piece.around.aside or piece.around.hidden)
        and ON_REQUEST.search(piece.text)
        for piece in pieces.all
    )


def different_prices(pieces: Pieces) -> int:
    """How many different amounts stand in elements called price, old ones and those of other offers left out."""
    found = set()
    for piece in pieces.all:
        around = piece.around
        if around.aside or around.hidden or around.struck or around.choice or len(piece.text) > 40:
            continue
        names = " ".join(around.names[-2:])
        amount = (
            amount_in_words(piece.text) if PRICE_CLASS.search(names) and not OLD_CLASS.search(names) else None
        )
        found |= {amount} if amount else set()
    return len(found)


def _strength(votes: list[Vote]) -> float:
    # What stands ten times on a page is no ten times surer: the best sight counts, others a little.
    seen = sorted((vote.weight for vote in votes if vote.seen), reverse=True)
    return (
        sum(vote.weight for vote in votes if not vote.seen)
        + (seen[0] if seen else 0)
        + min(1.0, 0.25 * len(seen[1:]))
    )


def _seen(pieces: Pieces) -> Iterator[Vote]:
    used: set[int] = set()
    for found in MONEY.finditer(pieces.text):
        start = found.start("first") if found.group("first") else found.start("last")
        piece = pieces.of(start)
        used.add(piece.at)
        words = found.group("first") or found.group("last")
        sign = (found.group("before") or found.group("after") or found.group("apart")).strip()
        amount = amount_in_words(words, sign)
        if amount:
            shown = found.group(0).replace("\x1f", " ")
            around = (_led_by(pieces, found.start()), pieces.text[found.end() : found.end() + 30])
            weight = _weight(piece, pieces, around) + 1.0 - 1.0 * _is_reduced(pieces, piece, amount)
            weight += _ALONE * (len(piece.text) <= 2 * len(shown))
            yield (
                Vote(amount, weight, None, " ".join(shown.split()), seen=True, at=start)
                if sign
                else Vote(amount, 0)
            )
    for piece in pieces.all:
        if (
            piece.at not in used
            and len(piece.text) < 40
            and (bare := BARE.match(piece.text))
            and (PRICE_CLASS.search(piece.names) or _DASHED.fullmatch(piece.text))
        ):
            amount = amount_in_words(bare.group("first"))
            if amount and "%" not in piece.text:
                led = (_led_by(pieces, piece.at), "")
                weight = _weight(piece, pieces, led) + 1.0 * bool(_DASHED.fullmatch(piece.text))
                yield Vote(amount, weight, None, piece.text, seen=True, at=piece.at)


def _is_reduced(pieces: Pieces, piece: Piece, amount: float) -> bool:
    """Is the amount alone in its element and a lower one, as alone, right behind it? Shops write the old price first."""
    end = piece.at + len(piece.text) + 1
    percent = _PERCENT.match(pieces.text, end)
    end = percent.end() if percent else end
    following = pieces.of(end)
    if following.at <= piece.at or following.around.struck or following.around.aside:
        return False
    found = MONEY.match(pieces.text, end)
    alone = found is not None and pieces.text[found.end() : found.end() + 1] in ("\x1f", "")
    label = MONEY.sub("", piece.text).strip()
    if not (found and alone) or len(label) > _BRIEF or _LABEL.match(label) or _is_cell(piece):
        return False
    if OLD_CLASS.search(" ".join(following.around.names[-2:])):
        return False
    lower = amount_in_words(found.group("first") or found.group("last"))
    return lower is not None and _REDUCED * amount <= lower < amount


_DASHED = re.compile(r"\d{1,3}(?:[ .\u00a0\u202f]?\d{3})*[.,][-–—]{1,2}")
"""``1 149,-`` is an amount without its currency; no other number is written so."""
_ALONE = 0.5
"""For an amount that is most of its text, as prices are and offers of gift cards are not."""


def _is_cell(piece: Piece) -> bool:
    """Tables of prices are for quantities."""
    return piece.node.tag in ("td", "th") or (
        piece.node.parent is not None and piece.node.parent.tag in ("td", "th")
    )


_PERCENT = re.compile(r"[-–−(]{0,2}\s?\d{1,2}\s?%[^\x1f]{0,8}\x1f")
_BRIEF = 6
"""Characters of what may stand beside an old price: "PVP", "UVP"."""
_REDUCED = 0.3
"""Share of the old price below which a lower amount is something else: an instalment, postage."""


def _led_by(pieces: Pieces, at: int) -> str:
    """The words that lead to an amount: those before it in its element, else the element before if it is a label.

    "Was:" beside a price says what it is; "Free shipping" in a line of its own does not.
    """
    *others, own = pieces.text[max(0, at - 60) : at].split("\x1f")
    if own.strip() or not others:
        return own
    if len(others) > 1 and AFTER_ANOTHER.match(others[-1]) and MONEY.fullmatch(others[-2].strip()):
        return ""  # "£62.50 | ex. VAT | £75.00": of the amount before
    label = NOT_THE_PRICE.search(others[-1])
    return others[-1] if len(others[-1]) <= 25 and (label is None or label.start() == 0) else ""


def _weight(piece: Piece, pieces: Pieces, around: tuple[str, str]) -> float:
    weight = _by_place(piece.at, pieces)
    names = piece.names
    if PRICE_CLASS.search(names):
        weight += 2.0
        weight += 0.75 if NOW_CLASS.search(names) else 0
        weight -= 2.5 if OLD_CLASS.search(" ".join(piece.around.names[-2:])) else 0
    flags = piece.around
    weight -= (
        3.5 * flags.struck
        + 3.5 * flags.aside
        + 2.0 * flags.hidden
        + 2.0 * flags.choice
        + 1.0 * flags.unchosen
    )
    before, after = around
    if (
        NOT_THE_PRICE.search(before)
        or AFTER_ANOTHER.search(after)
        or POSTAGE.search(before.rpartition("\x1f")[2])
    ):
        weight -= 3.0
    if _LABEL.match(piece.text) or _LABEL.match(before.replace("\x1f", " ").rsplit("  ", 1)[-1].strip()):
        weight += 0.5
    if len(piece.text) > 60:
        weight -= 1.0
    return weight


def _by_place(at: int, pieces: Pieces) -> float:
    """Up to 3 right behind the headline, 1.5 shortly before it, less and less further down."""
    if pieces.heading is None:
        return 1.0
    if pieces.title_at <= at <= pieces.title_end:
        return 2.0
    if at < pieces.title_at:
        return 1.5 if pieces.title_at - at < _BEFORE else 0.0
    away = at - pieces.title_end
    return 3.0 - 2.0 * away / _NEAR if away < _NEAR else 1.0 - away / _FAR if away < _FAR else -1.0


def _in_attributes(document: Document) -> Iterator[Vote]:
    for select, take in _ATTRIBUTES:
        found = [amount_in_data(text) for text in document.take(select, take)[:3]]
        if found and found[0]:
            yield Vote(found[0], 1.5)


def _in_scripts(document: Document, known: set[float], name: str) -> Iterator[Vote]:
    """Amounts of a data layer; one that stands nowhere else has little weight but beside the offer's ``name``."""
    counts: dict[float, int] = {}
    named: set[float] = set()
    # JSON-LD has voted already; where it could not be parsed it is a script like others.
    scripts = "script:not([src]):not([type*='ld+json' i])" if known else "script:not([src])"
    for text in document.take(scripts, "raw")[:200]:
        for found in list(_DATA.finditer(text[:400_000]))[:60]:
            amount = amount_in_data(found.group(1).rstrip(".,"))
            if amount:
                counts[amount] = counts.get(amount, 0) + 1
                # Whole numbers are cents in some shops.
                if (
                    "." in found.group(1)
                    and len(name) > _SHORT_NAME
                    and name in _object(text, found).casefold()
                ):
                    named.add(amount)
    if not counts:
        return
    alone = len(counts) <= 2
    for amount, count in counts.items():
        weight = (1.0 if amount in known else 0.5) + (1.0 if alone else 0) + min(0.5, 0.1 * count)
        yield Vote(amount, weight + 1.5 * (amount in named))


def _object(text: str, found: re.Match[str]) -> str:
    """The inmost braces around a find, as far as it goes without other braces."""
    begin = text.rfind("{", max(0, found.start() - _AROUND), found.start())
    end = text.find("}", found.end(), found.end() + _AROUND)
    return text[begin:end] if begin >= 0 and end >= 0 else ""
