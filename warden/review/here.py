"""What the console works with: the store of this thread, the vocabulary of this process."""

from __future__ import annotations

import threading
from functools import cache

from django.conf import settings

from keywords import Vocabulary, load_terms
from warden.config import Config
from warden.store import open_store
from warden.store.base import Store

_threads = threading.local()


def config() -> Config:
    """The installation's settings."""
    found: Config = settings.WARDEN
    return found


def store() -> Store:
    """The store; a connection for each thread, since SQLite's may not wander."""
    opened: Store | None = getattr(_threads, "store", None)
    if opened is None:
        opened = _threads.store = open_store(config().store_url)
    return opened


def forget_store() -> None:
    """Open the store anew for the next request of this thread: the last one broke."""
    opened = getattr(_threads, "store", None)
    _threads.store = None
    if opened is not None:
        opened.close()


@cache
def vocabulary() -> Vocabulary:
    """The terms and targets, read once."""
    return load_terms(config().term_directories)


@cache
def glosses() -> dict[tuple[str, str], str]:
    """What the public terms of the list mean, by language and word."""
    return {
        (term.lang, term.term): term.gloss
        for term in vocabulary().own_terms
        if term.gloss and not term.restricted
    }
