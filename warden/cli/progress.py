"""The line that shows a crawl living; on a pipe, a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

if TYPE_CHECKING:
    from crawler.runtime import Runtime

_EVERY = 10.0
_SHOWN = (
    ("pages", "pages"),
    ("listings", "sightings"),
    ("new listings", "new listings"),
    ("hits", "hits"),
    ("pictures", "pictures"),
)
"""What is counted, and how it is called: a listing seen on three pages is three sightings."""


class Counting:
    """A line of counts that changes in a terminal, and is written now and then elsewhere."""

    def __init__(self, text: Callable[[], str]) -> None:
        self._text = text
        console = Console(stderr=True)
        # Where the results themselves scroll by, a line that changes would only be in their way.
        shown = console.is_terminal and not sys.stdout.isatty()
        self._live = Live(console=console, auto_refresh=False, transient=True) if shown else None
        self._said = self._drawn = time.monotonic()

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()

    def tick(self) -> None:
        """Called whenever something was counted."""
        now = time.monotonic()
        if self._live and now - self._drawn > 0.2:
            self._drawn = now
            self._live.update(Text(self._text()), refresh=True)
        elif not self._live and now - self._said > _EVERY:
            self._said = now
            print(self._text(), file=sys.stderr, flush=True)


class Progress:
    """Pages, sightings and hits so far, what is due, and what the lanes are doing."""

    def __init__(self, runtimes: list[Runtime]) -> None:
        self._runtimes = runtimes
        self._console = Console(stderr=True)
        self._live: Live | None = None
        self._said = time.monotonic()
        self._counted = 0.0
        self._due = 0

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live = Live(self._line(), console=self._console, auto_refresh=False, transient=True)
            self._live.start()
            for runtime in self._runtimes:
                runtime.session.say = self._print
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def _print(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False)

    def tick(self) -> None:
        """Called a few times a second."""
        if self._live:
            self._live.update(self._line(), refresh=True)
        elif time.monotonic() - self._said > _EVERY:
            self._said = time.monotonic()
            print(self._line().plain, file=sys.stderr, flush=True)

    def _line(self) -> Text:
        if time.monotonic() - self._counted > 2.0:
            self._counted = time.monotonic()
            self._due = sum(self._left(runtime) for runtime in self._runtimes)
        told = " · ".join(f"{self._tally(name)} {shown}" for name, shown in _SHOWN)
        return Text(f"{told} · {self._due} requests due")

    def _tally(self, name: str) -> int:
        return sum(runtime.session.tally.get(name, 0) for runtime in self._runtimes)

    @staticmethod
    def _left(runtime: Runtime) -> int:
        counts = runtime.store.work_counts(runtime.run.run_id)
        return sum(site.get("due", 0) for site in counts.values())
