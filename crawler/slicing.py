"""Reading a search beyond the number of results a site shows: in slices by price or time.

The first page is asked without a slice. When it names more results than the site shows, and the user allows
more pages than that, the slices of ``[paging.split]`` follow, each paged to its end; one that still has too
many is halved. Neighbours share their bound, so nothing falls between them. The cursor in the ledger says
which slices are left and on which page the first of them is, so a killed crawl goes on there.
"""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass

from crawler.sites.schema import Paging, Split

PREFIX = "slices:"
LEAST = {"price": 0.01, "time": 60.0}
"""Narrower than this no slice is halved: cents, seconds."""
DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Slices:
    """What is left: (low, high) each, ``None`` at an open end; the first is being read, on its page ``page``."""

    left: tuple[tuple[float | None, float | None], ...]
    page: int = 1

    @property
    def span(self) -> tuple[float | None, float | None]:
        return self.left[0]

    def written(self) -> str:
        """As the ledger's cursor."""
        return PREFIX + json.dumps([self.page, *self.left], separators=(",", ":"))


def slices_of(cursor: str | None) -> Slices | None:
    """The slices a cursor stands for; ``None`` for any other cursor."""
    if cursor is None or not cursor.startswith(PREFIX):
        return None
    page, *left = json.loads(cursor.removeprefix(PREFIX))
    return Slices(tuple((low, high) for low, high in left), page)


def first_slices(split: Split, now: float | None = None) -> Slices:
    """All slices of a site file; the open ones at the ends hold what lies beyond its bounds."""
    if split.by == "price":
        bounds: list[float | None] = list(split.bounds)
        return Slices(tuple(zip(bounds, [*bounds[1:], None], strict=True)))
    moment = math.floor(time.time() if now is None else now)
    times: list[float | None] = [moment - days * DAY for days in split.bounds]
    return Slices(tuple((older, newer) for newer, older in zip(times, [*times[1:], None], strict=True)))


def onward(
    paging: Paging, current: Slices | None, following: str | None, total: int | None, most: int
) -> str | None:
    """The cursor after a page: ``following`` as it is, the next page of a slice, or the next slice.

    ``total``: results the page names; ``most``: pages of a probe the user allows.
    """
    split, cap = paging.split, paging.max_results
    if split is None or cap is None:
        return following
    over = total is not None and total > cap
    if current is None:
        return first_slices(split).written() if over and most > paging.max_pages else following
    if over and current.page == 1 and (halves := _halved(current.span, split.by)):
        return Slices((*halves, *current.left[1:])).written()
    if following is not None:
        return Slices(current.left, current.page + 1).written()
    return Slices(current.left[1:]).written() if current.left[1:] else None


def _halved(
    span: tuple[float | None, float | None], by: str
) -> tuple[tuple[float | None, float | None], ...] | None:
    low, high = span
    if by == "price":
        middle = round(((low or 0.0) + high) / 2, 2) if high is not None else max((low or 0.0) * 4, 1.0)
    elif low is None:
        assert high is not None  # a slice is open at one end
        middle = high - 10 * 365 * DAY
    else:
        middle = math.floor((low + (high if high is not None else time.time())) / 2)
    narrow = low is not None and high is not None and high - low <= LEAST[by]
    if narrow or middle in (low, high) or (low is None and middle < 0):
        return None
    return (low, middle), (middle, high)


def shown(value: float | None, by: str) -> str:
    """A bound as a request has it: a price without needless noughts, a time as ISO 8601, "" at an open end."""
    if value is None:
        return ""
    if by == "time":
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(value))
    return str(int(value)) if value == int(value) else f"{value:.2f}"
