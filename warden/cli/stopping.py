"""Ctrl-C and the signal to end: the present piece of work is finished first, at the second signal not."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType, TracebackType
from typing import Any, Self


class Stopping:
    """While it is entered ``number`` is the signal that came, None before; the second one ends the process."""

    def __init__(self) -> None:
        self.number: int | None = None
        self._before: dict[int, Any] = {}

    @property
    def asked(self) -> bool:
        return self.number is not None

    @property
    def code(self) -> int:
        """The exit code of a process that was stopped: 130 or 143."""
        return 128 + (self.number or 0)

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for name in (signal.SIGINT, signal.SIGTERM):
                self._before[name] = signal.signal(name, self._came)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name, handler in self._before.items():
            signal.signal(name, handler)

    def _came(self, number: int, _: FrameType | None) -> None:
        if self.number is not None:
            sys.exit(128 + number)
        self.number = number
