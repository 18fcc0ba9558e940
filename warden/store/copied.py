"""What a store tells of itself, and takes, as plain records, so that another one can hold the same.

A record holds JSON values under the names of the SQLite columns. Of a ``listing`` it is all that hangs on it, of
``evidence`` and ``run_probe`` all of one listing or run; ``erased`` are the numbers of one listing that is no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from warden.errors import CannotContinue

KINDS = (
    *("setting", "recipe", "run", "probe", "run_probe", "work", "page", "effort", "listing"),
    *("evidence", "watch", "erased", "lane", "request"),
)
LISTING = (
    *("listing_key", "platform", "site", "listing_id", "url", "language", "country", "seller_key", "card"),
    *("first_seen_at", "last_seen_at", "gone_at", "gone_reason", "relisted_at", "recheck_at", "cluster_id"),
)
SIGHTING = ("page_id", "revision_id", "at", "rank")
"""What a ``listing`` record and the sightings in it have of their own."""
NOTE = "copy "
"""How the names of settings begin that belong to copying, and are not copied."""
UNFINISHED = f"{NOTE}unfinished"
"""Name of the setting that stands in a store while it is filled: {"id", "url"} of the store that is copied."""
FINGERPRINT = "fingerprint"
"""Key of the record, of kind ``setting``, that holds the secret's fingerprint; those of others begin with USER."""
USER = "user "
OTHER_SECRET = (
    "This store was made with another secret: its seller and contact keys would no longer fit. Give the secret it was "
    "made with (WARDEN_SECRET, WARDEN_SECRET_FILE or the file `secret` in its data directory), or name another store "
    "with --store."
)
"""What is said when a store's fingerprint is another one's."""
CHANGED = (
    "What is copied refers to something that came after it was passed: something writes to the store that is copied. "
    "Let nothing write to it, and run the same command again to go on."
)
"""What is said when a record refers to one that is not there."""
WORDS = {
    **{"setting": "settings", "recipe": "recipes", "run": "runs", "probe": "probes", "work": "tasks"},
    **{"run_probe": "probes of runs", "page": "pages", "effort": "searches by hand", "listing": "listings"},
    **{"revision": "revisions", "reading": "readings", "sighting": "sightings", "hit": "hits"},
    **{"verdict": "verdicts", "undo": "verdicts undone", "selection": "choices for review"},
    **{"evidence": "evidence files", "watch": "versions of watches"},
    **{"erased": "erased listings", "lane": "lanes", "request": "wishes for runs"},
}
"""The sections of a store, for people."""


class Copied(Protocol):
    """A part of ``warden.store.base.Store``."""

    url: str

    def records(self, kind: str, after: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """All of one of ``KINDS`` as (key, record), in order of the keys and after the given one."""

    def add_records(self, kind: str, records: Sequence[dict[str, Any]]) -> None:
        """Write records, and all that follows from them; the same ones again change nothing. A setting whose value is
        ``None`` is removed. Raises ``CannotContinue`` for one that refers to another that is not there."""

    def get_setting(self, name: str) -> Any: ...


def counted(counts: dict[str, int]) -> str:
    """Numbers of sections as people read them."""
    return ", ".join(f"{count} {WORDS[name] if count != 1 else _one(name)}" for name, count in counts.items())


def _one(section: str) -> str:
    """The word for one of a section."""
    words = WORDS[section]
    first, _, rest = words.partition(" ")
    if section in ("evidence", "erased"):
        return words.removesuffix("s")
    single = {"searches": "search"}.get(first, first.removesuffix("s"))
    return " ".join(part for part in (single, rest) if part)


def unfinished(store: Copied) -> str | None:
    """What is to be said of a store that a copy has not filled yet, and how to fill it."""
    note = store.get_setting(UNFINISHED)
    if note is None:
        return None
    return (
        f"{store.url} is being filled by `warden store copy` from {note['url']} and is not complete: let it finish, "
        f"or run `{command(note['url'], store.url)}` again"
    )


def refuse_unfinished(store: Copied) -> None:
    """Raise ``CannotContinue`` for a store that is only partly copied: what is written now would be mixed into it."""
    told = unfinished(store)
    if told is not None:
        raise CannotContinue(f"{told}.")


def command(source: str, target: str) -> str:
    """The command that copies one store into another."""
    return f"warden --store {_quoted(source)} store copy --to {_quoted(target)}"


def _quoted(url: str) -> str:
    return f'"{url}"' if " " in url else url
