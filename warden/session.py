"""What one process works with: settings, store, matcher, keys. Handed down, never global.

Scrapy builds pipelines and middlewares itself, from a Crawler; they find their session by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol
from weakref import WeakKeyDictionary

from warden.config import Config
from warden.privacy import Keys
from warden.records import Assessment, Listing, ResultPage, Run, Work
from warden.store.base import LedgerStep, Store


class Assessor(Protocol):
    """The matcher, as those below it in the import order see it."""

    terms_version: str

    def assess(
        self,
        title: str,
        description: str | None = None,
        *,
        lang: str | None = None,
        site: str | None = None,
        category: str | None = None,
    ) -> Assessment:
        """Which targets a listing's words speak for."""


class Hooks(Protocol):
    """What only a crawl can say of a page: its step in the ledger, what to fetch next of a hit."""

    def step(self, page: ResultPage) -> LedgerStep | None:
        """What finishing this page's work changes."""

    def follow_ups(self, page: ResultPage, key: str, listing: Listing) -> list[Work]:
        """Item page and pictures, should the listing prove a hit."""


@dataclass
class Session:
    """One execution's surroundings. ``say`` takes a line for the person at the screen."""

    config: Config
    matcher: Assessor
    matcher_version: int
    parser_version: int
    store: Store | None = None
    keys: Keys | None = None
    run: Run | None = None
    say: Callable[[str], None] = lambda _: None
    hooks: Hooks | None = None
    body_of: Callable[[ResultPage], bytes | None] | None = None
    """The bytes of a page just read, for the evidence of its hits."""
    tally: dict[str, int] = field(default_factory=dict)

    @property
    def archive(self) -> Path:
        return self.config.archive

    def for_another_run(self) -> Session:
        """The same surroundings with a tally of their own."""
        return replace(self, run=None, hooks=None, body_of=None, tally={})

    def count(self, name: str, by: int = 1) -> None:
        self.tally[name] = self.tally.get(name, 0) + by


_sessions: WeakKeyDictionary[object, Session] = WeakKeyDictionary()


def attach(owner: object, session: Session) -> None:
    """Let whoever only knows ``owner`` (a Scrapy Crawler) find the session."""
    _sessions[owner] = session


def session_of(owner: object) -> Session:
    """The session attached to ``owner``; a ``KeyError`` is a fault of the program."""
    return _sessions[owner]
