"""What both engines do to values before they keep them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from operator import attrgetter
from typing import Any, TypeVar

import orjson

from warden.records import Assessment, Listing, Match, Price, Quantity

T = TypeVar("T")


def storable(text: str) -> str:
    """The text as UTF-8 can hold it: a lone surrogate becomes ``?``."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def text(value: str | None) -> str | None:
    return None if value is None else storable(value)


def storable_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with their texts as UTF-8 can hold them."""
    return {name: storable(value) if isinstance(value, str) else value for name, value in values.items()}


def chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """The rows, some at a time."""
    left = iter(rows)
    while part := list(islice(left, size)):
        yield part


def dumps(value: Any) -> str:
    """Compact JSON with sorted keys, so that equal values are equal text."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:  # a lone surrogate, a number of more than 64 bits
        pass
    return storable(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


# In the order in which they are written down: what is sorted already is sorted in half the time.
_LISTING, _PRICE, _QUANTITY = (
    tuple(sorted(f.name for f in dataclasses.fields(kind))) for kind in (Listing, Price, Quantity)
)
_of_listing, _of_price, _of_quantity = (attrgetter(*names) for names in (_LISTING, _PRICE, _QUANTITY))


def content_of(listing: Listing) -> dict[str, Any]:
    """What a Revision keeps: the whole Listing but the seller's name, which is personal data.

    Where it stood on the page (``rank``) belongs to the Sighting.
    """
    content: dict[str, Any] = dict(zip(_LISTING, _of_listing(listing), strict=True))
    content["price"] = dict(zip(_PRICE, _of_price(listing.price), strict=True))
    content["quantity"] = dict(zip(_QUANTITY, _of_quantity(listing.quantity), strict=True))
    content["seller"] = content["rank"] = None
    return content


def listing_of(content: str) -> Listing:
    values = json.loads(content)
    known = {f.name for f in dataclasses.fields(Listing)}
    values = {name: value for name, value in values.items() if name in known}
    values["price"] = Price(**values["price"])
    values["quantity"] = Quantity(**values["quantity"])
    return Listing(**values)


MATCH_KEYS = tuple(f.name for f in dataclasses.fields(Match) if f.name != "term_id")
"""Keys of a match as hits show it, in the order of ``warden match``."""


def match_line(match: Match, restricted: bool) -> dict[str, Any]:
    """A match as hits show it. Of a restricted reading only id, field and role are kept."""
    if restricted:
        line: dict[str, Any] = {name: [] if name == "langs" else None for name in MATCH_KEYS}
        return line | {"term": match.term_id, "field": match.field, "role": match.role}
    return {name: getattr(match, name) for name in MATCH_KEYS}


def assessment_of(assessment: Assessment) -> dict[str, Any]:
    """What a Reading keeps besides grade, score and targets."""
    return {
        "products": assessment.products,
        "obfuscated": assessment.obfuscated,
        "restricted": assessment.restricted,
        "terms_version": assessment.terms_version,
        "matches": [match_line(match, assessment.restricted) for match in assessment.matches],
        "term_ids": sorted({match.term_id for match in assessment.matches}),
    }
