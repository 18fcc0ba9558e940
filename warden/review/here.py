"""What the console works with: the store of this thread, the vocabulary of this process."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings as django_settings

from crawler.sites.load import load_sites
from crawler.sites.site import SiteFiles
from keywords import Vocabulary, load_terms
from keywords.species import names_of
from warden.config import Config
from warden.planning.settings import effective
from warden.store import open_store
from warden.store.base import Store

_threads = threading.local()


def config() -> Config:
    """The installation's settings."""
    found: Config = django_settings.WARDEN
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


def settings() -> Config:
    """The installation's settings with what people changed in the console."""
    return effective(config(), store())


def sites() -> SiteFiles:
    """The site files in force; read again when one of the users' own has changed."""
    places = config().site_directories
    stamps = tuple(
        sorted((str(file), file.stat().st_mtime_ns) for place in places for file in place.glob("*.*"))
    )
    return _sites(tuple(places), stamps)


@lru_cache(maxsize=1)
def _sites(places: tuple[Path, ...], _stamps: tuple[tuple[str, int], ...]) -> SiteFiles:
    return load_sites(places)


@cache
def vocabulary() -> Vocabulary:
    """The terms and targets, read once."""
    return load_terms(config().term_directories)


def target(named: str) -> str | None:
    """The id of the target that is meant by an id, an old name, a label or a scientific name, however written."""
    known = vocabulary()
    return known.resolve(named) or known.resolve(named.casefold()) or _labels().get(named.casefold())


def product(named: str) -> str | None:
    """The id of the product that is meant by an id or a label."""
    labels = {one.label_en.casefold(): name for name, one in vocabulary().products.items()}
    return named if named in vocabulary().products else labels.get(named.casefold())


def with_descendants(targets: Iterable[str]) -> list[str]:
    """Targets with all below them."""
    return sorted({one for name in targets for one in (name, *vocabulary().descendants(name))})


@cache
def taxa() -> dict[str, str]:
    """Ids and scientific names of targets, each with the id it stands for; of several the one furthest down."""
    known = vocabulary()
    ordered = sorted(known.targets.values(), key=lambda one: -len(known.parents(one.target)))
    found = {one.target: one.target for one in ordered}
    for one in ordered:
        for name in names_of(one):
            found.setdefault(name, one.target)
    return found


@cache
def _labels() -> dict[str, str]:
    return {one.label_en.casefold(): name for name, one in vocabulary().own_targets.items() if one.label_en}


@cache
def patterns() -> frozenset[tuple[str, str]]:
    """Terms of the list that are patterns, by language and word: nobody reads them as words."""
    return frozenset((term.lang, term.term) for term in vocabulary().own_terms if term.match == "regex")


@cache
def glosses() -> dict[tuple[str, str], str]:
    """What the public terms of the list mean, by language and word."""
    return {
        (term.lang, term.term): term.gloss
        for term in vocabulary().own_terms
        if term.gloss and not term.restricted
    }
