"""Forgetting, after each crawl: pages by archive file, listings and hits by age."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from crawler import archive
from warden.config import Config
from warden.identity import instant, now
from warden.store.base import Store


def apply_retention(config: Config, store: Store, say: Callable[[str], None]) -> None:
    """Delete what is older than ``[retention]`` allows; says what went."""
    days = config.retention
    gone = archive.apply_retention(config.archive, time.time() - days.pages * 86_400)
    counts = store.apply_retention(
        other_before=instant(now() - timedelta(days=days.other)) or "",
        hits_before=instant(now() - timedelta(days=days.hits)) or "",
    )
    if gone:
        say(f"{len(gone)} archive files older than {days.pages} days deleted")
    for name, count in counts.items():
        if count:
            say(f"{count} {name} past their retention erased")
