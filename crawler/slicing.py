"""Reading a search beyond the number of results a site shows: in slices by price or time.

The first page is asked without a slice. When it names more results than the site shows, and the user allows
more pages than that, the slices of ``[paging.split]`` follow, each paged to its end; one that still has too
many is halved. Neighbours share their bound, so nothing falls between them. The cursor in the ledger says
which slices are left and on which page the first of them is, so a killed crawl goes on there.

A site may not heed the bounds it is sent. Where two of the first slices have as many results each as the search itself,
they all show the same: one of them is read as far as it goes, and no slice is halved.
"""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass, replace

from crawler.sites.schema import Paging, Split

PREFIX = "slices:"
LEAST = {"price": 0.01, "time": 60.0}
"""Narrower than this no slice is halved: cents, seconds."""
DAY = 86_400.0
AS_MANY = 0.95
"""Share of the search's results from which a slice has as many; the totals of sites are rounded."""


@dataclass(frozen=True, slots=True)
class Slices:
    """What is left: (low, high) each, ``None`` at an open end; the first is being read, on its page ``page``."""

    left: tuple[tuple[float | None, float | None], ...]
    page: int = 1
    whole: int | None = None
    """Results of the search itself, until a slice is seen to have fewer."""
    same: bool = False
    """The next slice had as many as that; it was put behind the first, to see whether that one has too."""

    @property
    def span(self) -> tuple[float | None, float | None]:
        return self.left[0]

    def written(self) -> str:
        """As the ledger's cursor."""
        head = self.page if self.whole is None else [self.page, self.whole, self.same]
        return PREFIX + json.dumps([head, *self.left], separators=(",", ":"))

    def heedless(self, total: int | None) -> bool:
        """With the total of the first slice: do two slices have as many results as the search itself?"""
        return self.same and self._as_many(total)

    def _as_many(self, total: int | None) -> bool:
        return (
            self.whole is not None
            and total is not None
            and self.page == 1
            and len(self.left) > 1
            and total >= AS_MANY * self.whole
        )

    def halved(self, by: str, total: int | None) -> Slices | None:
        """What to ask when the first slice has too many results; None: read it as far as it goes."""
        if self.page > 1 or self.heedless(total):
            return None
        if self._as_many(total):
            return replace(self, left=(self.left[1], self.left[0], *self.left[2:]), same=True)
        halves = _halved(self.span, by)
        whole = total if len(self.left) == 1 and self.whole is not None else None
        return Slices((*halves, *self.left[1:]), whole=whole) if halves else None

    def read_on(self, total: int | None) -> Slices:
        """The next page of the first slice; the others are left out where they show the same."""
        return Slices(self.left[:1] if self.heedless(total) else self.left, self.page + 1)


def slices_of(cursor: str | None) -> Slices | None:
    """The slices a cursor stands for; ``None`` for any other cursor."""
    if cursor is None or not cursor.startswith(PREFIX):
        return None
    head, *left = json.loads(cursor.removeprefix(PREFIX))
    return Slices(tuple((low, high) for low, high in left), *(head if isinstance(head, list) else [head]))


def first_slices(split: Split, now: float | None = None, total: int | None = None) -> Slices:
    """All slices of a site file; the open ones at the ends hold what lies beyond its bounds. ``total``: of the search."""
    if split.by == "price":
        bounds: list[float | None] = list(split.bounds)
        return Slices(tuple(zip(bounds, [*bounds[1:], None], strict=True)), whole=total)
    moment = math.floor(time.time() if now is None else now)
    times: list[float | None] = [moment - days * DAY for days in split.bounds]
    left = tuple((older, newer) for newer, older in zip(times, [*times[1:], None], strict=True))
    return Slices(left, whole=total)


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
        wanted = over and most > paging.max_pages
        return first_slices(split, total=total).written() if wanted else following
    if over and (halves := current.halved(split.by, total)):
        return halves.written()
    on = current.read_on(total)
    if following is not None:
        return on.written()
    return Slices(on.left[1:]).written() if on.left[1:] else None


def told(paging: Paging, current: Slices | None, total: int | None) -> str | None:
    """That a site does not heed the bounds of its slices, on the page that shows it."""
    if paging.split is None or current is None or not current.heedless(total):
        return None
    return (
        f"two slices of {paging.split.by} show {total:,} results each, as many as the whole search: "
        f"the site does not heed the bounds, so only the first {paging.max_results or 0:,} can be read"
    )


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
