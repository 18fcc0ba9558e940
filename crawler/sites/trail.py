"""Lists that are read one after another as pages of one: an index of sitemaps, the rest of a very long one.

The cursor in the ledger says which are left, so a killed crawl goes on there. Each comes, whatever the one before
it brought: an empty, a known or a broken one says nothing about the next.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

PREFIX = "trail:"
MOST = 500
"""Lists kept of one index; the cursor of each page holds those that are left."""


@dataclass(frozen=True, slots=True)
class Trail:
    """What is left: each list's address and how many of its entries were read; the first is next."""

    left: tuple[tuple[str, int], ...]

    def written(self) -> str:
        """As the ledger's cursor."""
        return PREFIX + json.dumps(self.left, ensure_ascii=False, separators=(",", ":"))


def trail_of(cursor: str | None) -> Trail | None:
    """The lists a cursor stands for; None for any other cursor."""
    if cursor is None or not cursor.startswith(PREFIX):
        return None
    return Trail(tuple((url, after) for url, after in json.loads(cursor.removeprefix(PREFIX))))


def joined(current: Trail, following: str | None) -> str | None:
    """The cursor after a page of a trail: first what that page itself leads to, then the lists that are left."""
    own = trail_of(following)
    first = own.left if own else ((following, 0),) if following else ()
    left = tuple(dict.fromkeys((*first, *current.left[1:])))[:MOST]
    return Trail(left).written() if left else None
