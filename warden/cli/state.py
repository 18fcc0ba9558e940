"""What every verb is handed: the settings, and ways to open what they name."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from warden.config import Config, load_config
from warden.errors import CannotContinue, NothingStored, UsageError
from warden.privacy import Keys, fitting_keys, load_keys
from warden.store import open_store, store_exists
from warden.store.base import Store
from warden.store.copied import refuse_unfinished

if TYPE_CHECKING:
    from crawler.sites.site import SiteFiles


class State:
    """``ctx.obj`` of every verb. Settings are read when first asked for, so that --help needs none."""

    def __init__(self, config: Path | None, store: str | None, data: Path | None) -> None:
        self.told = (config, store, data)

    @cached_property
    def config(self) -> Config:
        file, store, data = self.told
        return load_config(file, store=store, data=data)

    def use_stored_settings(self) -> None:
        """Take in what people changed in the console, where the store is there already."""
        from warden.planning.settings import effective

        if store_exists(self.store_url):
            with self.open_store(create=False) as store:
                self.config = effective(self.config, store)

    @property
    def store_url(self) -> str:
        return self.config.store_url

    @property
    def data(self) -> Path:
        return self.config.data

    @property
    def sites(self) -> list[Path]:
        return self.config.site_directories

    @cached_property
    def site_files(self) -> SiteFiles:
        """The sites in force, read once; a line for each file of the user that does not hold. ImportError without the crawler."""
        from crawler.sites.load import load_sites

        return telling(load_sites(self.sites))

    def sites_named(self, names: Sequence[str]) -> SiteFiles:
        """The same where only these sites are wanted: of the shipped files no others are read. All, where one is not there."""
        from crawler.sites.load import load_sites, site_paths

        if not names or not site_paths(self.sites).keys() >= set(names):
            return self.site_files
        return telling(load_sites(self.sites, only=names))

    @property
    def terms(self) -> list[Path]:
        """Where the vocabulary is read from, imports included."""
        return self.config.term_directories

    @property
    def terms_of_match(self) -> list[Path]:
        """The same for ``match``, which looks into a data directory only when one is named before the verb."""
        return self.config.term_directories if self.told[2] else self.config.directories.terms

    def keys(self, *, make: bool = True) -> Keys | None:
        return load_keys(self.data, make=make)

    @contextmanager
    def read_store(self) -> Iterator[Store]:
        """The store, only to be read. Raises ``NothingStored`` on a first start."""
        if not self.config.store and not store_exists(self.store_url):
            raise NothingStored("Nothing is stored yet: crawl or import first.")
        with self.open_store(create=False) as store:
            yield store

    @contextmanager
    def open_store(
        self, *, create: bool = True, to_migrate: bool = False, unfinished: bool = False
    ) -> Iterator[Store]:
        """The store, closed at the end; it refuses another installation's secret, and to be used while a copy fills
        it unless that is ``unfinished``."""
        store = open_store(self.store_url, create=create, to_migrate=to_migrate)
        try:
            fitting_keys(self.data, store.fingerprint, make=create)
            if not unfinished and not to_migrate:
                refuse_unfinished(store)
            yield store
        finally:
            store.close()


def telling(sites: SiteFiles) -> SiteFiles:
    """The same, once the user is told of each file that keeps its site away, and what to do."""
    for one in sites.broken.values():
        say(
            f"{one.fault}; {one.id} is left out: mend the file or move it away, `warden sites check` looks again"
        )
    return sites


def need_output() -> None:
    """Raise ``CannotContinue`` where standard output is closed: the verb would work for nothing."""
    if sys.stdout is None:
        raise CannotContinue(
            "Standard output is closed. Send it to a file, with > or --out where there is one."
        )


def need_input() -> None:
    """Raise ``UsageError`` where standard input is closed."""
    if sys.stdin is None:
        raise UsageError("Standard input is closed. Send listings to it: warden match < FILE.")


def say(line: str) -> None:
    """A line for the person at the screen; never on stdout, which is for data."""
    print(line, file=sys.stderr, flush=True)
