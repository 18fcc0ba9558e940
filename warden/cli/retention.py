"""Forgetting, with each crawl, import and re-read: pages by archive file, listings and hits by age, evidence with its hit."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from crawler import archive
from warden import evidence
from warden.config import Config
from warden.identity import instant, now
from warden.store.base import Store

_AT_ONCE = 500
_DAY = 86_400.0


def apply_retention(config: Config, store: Store, say: Callable[[str], None]) -> dict[str, int]:
    """Delete what is older than ``[retention]`` allows; says what went, and returns how many of each."""
    days = config.retention
    gone = {"archive files": len(archive.apply_retention(config.archive, time.time() - days.pages * _DAY))}
    gone |= store.apply_retention(
        other_before=instant(now() - timedelta(days=days.other)) or "",
        hits_before=instant(now() - timedelta(days=days.hits)) or "",
    )
    gone["evidence folders"] = erase_evidence(config.evidence, store)
    for name, count in gone.items():
        if count:
            say(f"{count} {name} past their retention erased")
    return gone


def erase_evidence(directory: Path, store: Store) -> int:
    """Remove the evidence of listings that the store does not keep any more; how many folders.

    What is younger than a day stays: evidence is written before the batch that makes its hit, and
    another process may be between the two.
    """
    count = 0
    folders = _folders(directory, time.time() - _DAY)
    while keys := list(islice(folders, _AT_ONCE)):
        for key in sorted(set(keys) - store.known_listings(keys)):
            count += evidence.erase(directory, key)
    return count


def _folders(directory: Path, before: float) -> Iterator[str]:
    """Listing keys whose evidence was last written before ``before`` (UNIX seconds)."""
    for place in sorted(directory.glob("??/*")) if directory.is_dir() else ():
        if place.is_dir() and place.stat().st_mtime < before:
            yield place.name
