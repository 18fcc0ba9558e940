"""Local fakes of official interfaces: their requests, replies and refusals in the published shapes, invented values."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from tests.crawl.stub import Asked, Said

JSON = {"Content-Type": "application/json; charset=utf-8"}
ROWS = 3
"""Rows of a page: the interfaces' own counts say that there are more."""


def said(value: Any, status: int = 200, **headers: str) -> Said:
    body = json.dumps(value, ensure_ascii=False).encode()
    return Said(body, status, JSON | {name.replace("_", "-"): text for name, text in headers.items()})


def form(asked: Asked) -> dict[str, str]:
    """The parameters of a request, wherever they stand."""
    return asked.query | {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}


def sent(asked: Asked) -> Any:
    """A JSON body."""
    return json.loads(asked.body)


@dataclass
class Api:
    """What a fake must know of an interface. Pages count from 1."""

    site: str
    keys: dict[str, str]
    path: str
    size: int
    term: Callable[[Asked], str]
    page: Callable[[Asked], int]
    reply: Callable[[list[int], int, int], Any]
    """(numbers of the rows, page, total) as the interface's reply."""
    authorised: Callable[[Asked, dict[str, str]], bool]
    refusals: dict[str, Said]
    """``key``, ``quota``, ``query``: the interface's own words."""
    shift: tuple[str, str]
    """A field's name in the reply, and another that it might get."""
    options: tuple[str, ...] = ()
    other: Callable[[Asked, Fake], Said | None] | None = None
    """Answers to other paths (tokens)."""
    pages: int = 3
    names: tuple[str, ...] = field(default=())
    """What a refused key's line names, when not all of ``keys``."""


class Fake:
    """Answers as its interface would. A term says what is to happen; ``moods`` change it between runs."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.count: Counter[str] = Counter()
        self.searches: list[tuple[str, int]] = []
        self.refused: list[str] = []
        self.mood: dict[str, str] = {}
        """{"key" | "quota" | "busy": "now"}: what every search is answered with."""
        self.valid = dict(api.keys)

    def __call__(self, asked: Asked) -> Said:
        api = self.api
        if asked.path == "/robots.txt":
            raise AssertionError("an official interface has no robots.txt to ask for")
        if api.other and (answer := api.other(asked, self)):
            return answer
        assert asked.path == api.path, asked.path
        if not api.authorised(asked, self.valid):
            self.refused.append(asked.path)
            return api.refusals["key"]
        term, page = api.term(asked), api.page(asked)
        self.searches.append((term, page))
        return self._mooded(term, page) or self._answer(term, page)

    def _mooded(self, term: str, page: int) -> Said | None:
        self.count[term] += 1
        first = self.count[term] == 1
        last = min(2, self.api.pages)
        if self.mood.get("quota") == "now" and page == last:
            return self.api.refusals["quota"]
        if self.mood.get("busy") == "now" and page == last:
            return Said(b"", 429)
        if term == "wrong":
            return self.api.refusals["query"]
        if term == "torn" and first:
            return Said(json.dumps(self._good(term, page)).encode()[:-9], 200, JSON)
        if term == "hollow" and first:
            return Said(b"", 200, JSON)
        if term == "soon" and first:
            return Said(b"{}", 429, {"Retry-After": "1", **JSON})
        if term == "down" and first:
            return Said(b"oops", 500)
        return None

    def _answer(self, term: str, page: int) -> Said:
        body = json.dumps(self._good(term, page), ensure_ascii=False)
        if term == "shifted":
            old, new = self.api.shift
            assert f'"{old}"' in body, old
            body = body.replace(f'"{old}"', f'"{new}"')
        return Said(body.encode(), 200, JSON)

    def _good(self, term: str, page: int) -> Any:
        """Three pages for ``paged`` (the last with one row), none for ``nothing``, else one."""
        if term == "nothing":
            return self.api.reply([], 1, 0)
        pages = self.api.pages if term == "paged" else 1
        total = (pages - 1) * self.api.size + 1
        start = sum(ord(letter) for letter in term) * 1000 + page * 100
        rows = 1 if page == pages else ROWS
        return self.api.reply(list(range(start, start + rows)), page, total)
