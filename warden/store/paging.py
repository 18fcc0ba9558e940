"""Pages of a list of hits: where one ends and the next begins, the same for every engine."""

from __future__ import annotations

import base64
import binascii
import json

from warden.errors import UsageError
from warden.records import HitLine
from warden.store.base import HitQuery


def place(query: HitQuery, line: HitLine) -> str:
    """Where ``line`` stands in the order of ``query``, for ``HitQuery.after`` of the next page."""
    values: dict[str, str | float | None] = {
        "newest": line.first_seen_at,
        "oldest": line.first_seen_at,
        "score": -1.0 if line.score is None else line.score,
    }
    packed = json.dumps([values.get(query.order), line.hit_id]).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def unplace(after: str) -> tuple[str | float | None, str]:
    """(sort value, hit id) of a place; the value is ``None`` where the store must look it up."""
    try:
        value, hit_id = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (binascii.Error, ValueError, TypeError):
        raise UsageError(f"{after!r} is no place in a list of hits. Start again without it.") from None
    return value, str(hit_id)
