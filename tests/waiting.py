"""Waiting for what another process or thread brings about."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(done: Callable[[], object], seconds: float = 60.0, what: str = "it") -> float:
    """The seconds it took; fails when it takes more than ``seconds``."""
    began = time.monotonic()
    while not done():
        assert time.monotonic() - began < seconds, f"{what} did not come about in {seconds:g} s"
        time.sleep(0.2)
    return time.monotonic() - began
