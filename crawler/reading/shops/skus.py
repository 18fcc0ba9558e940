"""The number under which a shop or a market keeps an offer, as buyers are shown it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from crawler.reading.documents import Document
from crawler.reading.shops.languages import of
from crawler.reading.shops.pieces import Pieces
from crawler.reading.shops.words import SKU_CLASS, SKU_LABEL, WEAK_SKU, WORLD_NUMBER

_SHORT_LABEL = re.compile(r"style|item|code|stock|ref|part|art|id", re.IGNORECASE)
"""Words that as often lead to something else."""
_VALUE = re.compile(r"(?=.*\d)[A-Za-z0-9][\w\-./+ ]{0,38}[\w+]|\d{2,}", re.ASCII)
_LETTERS = re.compile(r"(?!SKU|NONE|EAN|MPN|NULL|CODE)[A-Z]{3,12}(?:[-_][A-Z]{1,12}){0,3}")
"""A number of letters alone, believed only in an element that is called so."""
_BRACKETS = re.compile(r"\[(?=[^\]]*\d)[A-Za-z0-9][\w\-./]{1,30}\]", re.ASCII)
_BESIDE = 120
"""Old shop software writes the number in brackets behind the name: characters from its end."""
_DATE = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d{2}-\d{2}")
_NUMBERS = re.compile(r"(?<![A-Za-z0-9])(\d{7,14})(?![A-Za-z0-9])")
_MARKED = re.compile(
    r"(?:/p/|/dp/|/ip/(?:[^/]+/)?|/itm/(?:[^/]+/)?|/item/|/product/|-p-?|/pd/(?:[^/]+/)?|[-_/]iid-|[?&](?:sku|pid|productid|item|itemid|id)=)([A-Z0-9][A-Za-z0-9_-]{2,20})(?=[/?#.&]|$)"
)
_PREFIX = re.compile(
    rf"^\s*(?:sku|mpn|item|product|productid|model|ref|art(?:\.|ikel)?[-. ]?(?:nr|no)?|[ck][oó]de?|código|id|no|number|#|№|{of('number')})[\s.:#№]*(?=\S)",
    re.IGNORECASE,
)
_ATTRIBUTES = (
    ("[data-sku]", "@data-sku", 3.0),
    ("[data-product-sku]", "@data-product-sku", 4.0),
    (
        "meta[property='product:retailer_item_id'], meta[property='product:retailer_part_no'], meta[name='sku' i]",
        "@content",
        4.0,
    ),
    ("meta[property='og:upc'], meta[property='product:mfr_part_no']", "@content", 1.5),
)
_DATA = re.compile(
    r"[\"']?\b(?:product_?sku|sku|item_?number|product_?code|ecomm_prodid|product_?id|item_?id)[\"']?\s*[:=]\s*\[?\s*[\"']?([A-Za-z0-9][\w\-./]{2,30})[\"']?\s*[,}\])\n;]",
    re.IGNORECASE,
)
ENOUGH = 2.0


def sku_of(document: Document, pieces: Pieces, told: list[tuple[str, float]], url: str | None) -> str | None:
    """The article number with most votes; None when the page shows none.

    ``told``: what the page's own data say, each with its weight.
    """
    sums: dict[str, float] = {}
    written: dict[str, str] = {}
    votes = [*told, *_labelled(pieces), *_named(pieces), *_in_attributes(document)]
    votes += _in_address(url or "", pieces.text)
    votes += _in_scripts(document, {text.casefold() for text, _ in votes})
    for raw, weight in votes:
        text = tidy(raw)
        if text:
            key = text.casefold()
            sums[key] = max(sums.get(key, 0), weight) + min(sums.get(key, 0), weight) * 0.5
            written.setdefault(key, text)
    best = max(sums, key=lambda key: sums[key], default=None)
    return written[best] if best is not None and sums[best] >= ENOUGH else None


def tidy(raw: str) -> str | None:
    """A number without its label ("SKU: A-1" is A-1), None when there is none in it."""
    text = " ".join(raw.split()).strip(" .:;,-#()[]\"'")
    shorter = _PREFIX.sub("", text)
    if (
        shorter != text
        and (re.match(r"\S*\d", shorter))
        and re.search(r"[\s:#.]", text[: len(text) - len(shorter)])
    ):
        text = shorter.strip(" .:;,-#()")
    return text if 1 < len(text) <= 40 else None


def _labelled(pieces: Pieces) -> Iterator[tuple[str, float]]:
    rank = 0
    for found in SKU_LABEL.finditer(pieces.text):
        label, value = found.group("label"), found.group("value").strip(".-/+")
        if not _written(value, label) or _DATE.fullmatch(value) or not _parted(label, found.group("end")):
            continue
        piece = pieces.of(found.start("value"))
        if len(piece.text) > 200 or piece.around.choice:
            continue
        weight = (2.5 if WEAK_SKU.match(label) else 6.0) - 0.5 * min(rank, 4)
        weight = 1.0 if WORLD_NUMBER.match(label) else weight
        line = piece.text == found.group(0).strip() and piece.at >= pieces.title_at
        weight -= 2.0 if _SHORT_LABEL.fullmatch(label) and not line else 0
        weight -= 1.5 if piece.around.aside else 0
        weight -= 1.0 if len(piece.text) > 80 else 0
        weight -= 1.0 if len(value) < 3 else 0
        rank += 1
        yield value, weight


def _written(value: str, label: str) -> bool:
    """Is it written as a number? Letters alone (``TC-M``) only behind a word that leads to nothing else."""
    sure = not (WEAK_SKU.match(label) or _SHORT_LABEL.fullmatch(label) or WORLD_NUMBER.match(label))
    return any(sign.isdigit() for sign in value) or (value.isupper() and sure)


def _parted(label: str, end: str) -> bool:
    """Is the value a word of its own behind the label, or its second half?"""
    return bool(end) or not label[-1].isalpha()


def _named(pieces: Pieces) -> Iterator[tuple[str, float]]:
    """Texts of elements that are called sku or product code."""
    found: dict[str, float] = {}
    for piece in pieces.all:
        around = piece.around
        if len(piece.text) < 60 and not around.variant and SKU_CLASS.search(" ".join(around.names[-2:])):
            words = piece.text.rsplit(":", 1)[-1].strip(" #")
            if (_VALUE.fullmatch(words) and not _DATE.fullmatch(words)) or _LETTERS.fullmatch(words):
                found.setdefault(words, 4.5 - 3.0 * around.aside - 1.0 * around.hidden)
        if _BRACKETS.fullmatch(piece.text) and pieces.title_at <= piece.at <= pieces.title_end + _BESIDE:
            found.setdefault(piece.text[1:-1], 2.5)
    # Many such elements are a list of variants or of other offers.
    many = 2.0 if len(found) > 2 else 0.0
    yield from ((words, weight - many) for words, weight in found.items())


def _in_attributes(document: Document) -> Iterator[tuple[str, float]]:
    for select, take, weight in _ATTRIBUTES:
        found = [text for text in document.take(select, take)[:40] if _VALUE.fullmatch(text.strip())]
        if found and len(set(found)) <= 3:
            yield found[0], weight


def _in_address(url: str, text: str) -> Iterator[tuple[str, float]]:
    """A long number of the address: markets show it nowhere else."""
    try:
        parts = urlsplit(url)
        where = unquote(parts.path) + ("?" + parts.query if parts.query else "")
    except ValueError:
        return
    tail = "/".join(where.split("?")[0].rstrip("/").split("/")[-3:])
    for number in _NUMBERS.findall(tail):
        yield number, 2.0 + (1.5 if number in text else 0)
    for found in _MARKED.findall(where):
        if re.search(r"\d", found):
            yield (
                found,
                1.5
                + (
                    2.0
                    if re.search(rf"(?<!\w){re.escape(found)}(?!\w)", text)
                    else 0.5
                    if found.isdigit()
                    else 0
                ),
            )


def _in_scripts(document: Document, known: set[str]) -> Iterator[tuple[str, float]]:
    counts: dict[str, int] = {}
    for text in document.take("script:not([src])", "raw")[:200]:
        for found in list(_DATA.finditer(text[:400_000]))[:60]:
            value = found.group(1)
            if re.search(r"\d", value) or ("-" in value and _LETTERS.fullmatch(value)):
                counts[value] = counts.get(value, 0) + 1
    for value, count in counts.items():
        alone = len(counts) == 1
        yield (
            value,
            1.0 + (0.5 if value.casefold() in known else 0) + (1.0 if alone else 0) + min(0.4, 0.1 * count),
        )
