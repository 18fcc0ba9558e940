"""Compiled indices on disk: a start reads one instead of making it."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from keywords.index import INDEX_VERSION, Index
from keywords.schema import Term
from warden import private


def cached(terms: Sequence[Term], version: str, folder: Path, own: Sequence[Term] | None = None) -> Index:
    """The index from ``folder`` when it was made of the same terms by the same Python, else a new one.

    ``own`` are the first of ``terms``, all that can be restricted (by default all): imported terms are made one by one,
    and of an index from the file only those that are found. Restricted terms never go into the file: their words may
    stand in no file but the curator's own. They are compiled at each start. Marshal data is trusted: the folder must
    be the user's own, never one that others can write to.
    """
    path = folder / f"terms-{version}-{_made_by()}-{sys.implementation.cache_tag}.idx"
    try:
        index = Index.load(path.read_bytes())
        os.utime(path)  # the ones used last are kept
    except OSError:
        index = None
    if index is None:
        index = Index()
        index.add((at, term) for at, term in enumerate(terms) if not term.restricted)
        with suppress(OSError):  # a full disk is no error here
            private.write_whole(path, index.dump())
    if secret := [(at, term) for at, term in enumerate(terms if own is None else own) if term.restricted]:
        index.add(secret)
    return index


@cache
def _made_by() -> str:
    """A digest of what makes spellings out of terms: another program makes another index of the same terms."""
    digest = hashlib.sha256(str(INDEX_VERSION).encode())
    for name in (
        "patterns.py",
        "closed_regex.py",
        "fold.py",
        "letters.txt",
        "index.py",
        "walking.py",
        "scripts.py",
        "../warden/text.py",
    ):
        digest.update((Path(__file__).parent / name).read_bytes())
    digest.update(importlib.metadata.version("opencc").encode())
    return digest.hexdigest()[:12]
