"""Pages of a list of hits: where one ends and the next begins, the same for every engine."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from warden.errors import UsageError
from warden.records import HitLine
from warden.store.base import HitQuery
from warden.store.rows import storable

_MOST = 2**53
"""No score is as high, and every engine takes it."""


def place(query: HitQuery, line: HitLine) -> str:
    """Where ``line`` stands in the order of ``query``, for ``HitQuery.after`` of the next page."""
    values: dict[str, str | float | None] = {
        "newest": line.first_seen_at,
        "oldest": line.first_seen_at,
        "score": -1.0 if line.score is None else line.score,
    }
    packed = json.dumps([query.order, values.get(query.order), line.hit_id]).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def unplace(query: HitQuery) -> tuple[str | float | None, str]:
    """(sort value, hit id) of the place a query goes on after; the value is ``None`` where the store must look it up.

    Raises ``UsageError`` for what is no place, or one in a list of another order.
    """
    after = query.after or ""
    try:
        order, value, hit_id = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (binascii.Error, ValueError, TypeError, RecursionError):
        raise _no_place(after) from None
    if not isinstance(order, str) or not isinstance(hit_id, str) or not _fits(order, value):
        raise _no_place(after)
    if order != query.order:
        raise UsageError(
            f"This is a place in a list of another order ({order}, not {query.order}). Start again without it."
        )
    return storable(value) if isinstance(value, str) else value, storable(hit_id)


def _fits(order: str, value: Any) -> bool:
    """Whether hits of an order stand at such a value."""
    match order:
        case "newest" | "oldest":
            return isinstance(value, str)
        case "score":
            number = isinstance(value, int | float) and not isinstance(value, bool)
            return number and abs(value) <= _MOST  # no infinity either, and nothing that is no number
        case _:
            return value is None


def _no_place(after: str) -> UsageError:
    return UsageError(f"{after!r} is no place in a list of hits. Start again without it.")
