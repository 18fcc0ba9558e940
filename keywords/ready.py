"""A matcher made ready: of a long list the compiled form is kept beside the imports."""

from __future__ import annotations

from pathlib import Path

from keywords.matcher import Matcher
from keywords.vocabulary import Vocabulary

KEPT = 4
"""Compiled lists kept, those used last: a list and its candidate, a second overlay."""


def matcher_of(vocab: Vocabulary) -> Matcher:
    """The matcher of a vocabulary, out of its cache when it has one."""
    if vocab.cache is None:
        return Matcher(vocab)
    matcher = Matcher.from_cache(vocab, vocab.cache)
    for old in sorted(vocab.cache.glob("terms-*.idx"), key=_used, reverse=True)[KEPT:]:
        old.unlink(missing_ok=True)
    return matcher


def _used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another process has swept it
        return 0.0
