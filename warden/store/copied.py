"""What a store tells of itself, and takes, as plain records, so that another one can hold the same.

A record holds JSON values under the names of the SQLite columns. Of a ``listing`` it is all that hangs on it, of
``evidence`` and ``run_probe`` all of one listing or run; ``erased`` are the numbers of one listing that is no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

KINDS = (
    *("setting", "recipe", "run", "probe", "run_probe", "work", "page", "effort", "listing"),
    *("evidence", "watch", "erased", "lane"),
)
LISTING = (
    *("listing_key", "platform", "site", "listing_id", "url", "language", "country", "seller_key", "card"),
    *("first_seen_at", "last_seen_at", "gone_at", "gone_reason", "relisted_at", "recheck_at", "cluster_id"),
)
SIGHTING = ("page_id", "revision_id", "at", "rank")
"""What a ``listing`` record and the sightings in it have of their own."""
NOTE = "copy "
"""How the names of settings begin that belong to copying, and are not copied."""
FINGERPRINT = "fingerprint"
"""Key of the record, of kind ``setting``, that holds the secret's fingerprint; those of others begin with USER."""
USER = "user "
OTHER_SECRET = (
    "This store was made with another secret: its seller and contact keys would no longer fit. Give the secret it was "
    "made with (WARDEN_SECRET, WARDEN_SECRET_FILE or the file `secret` in its data directory), or name another store "
    "with --store."
)
"""What is said when a store's fingerprint is another one's."""


class Copied(Protocol):
    """A part of ``warden.store.base.Store``."""

    def records(self, kind: str, after: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """All of one of ``KINDS`` as (key, record), in order of the keys and after the given one."""

    def add_records(self, kind: str, records: Sequence[dict[str, Any]]) -> None:
        """Write records, and all that follows from them; the same ones again change nothing. A setting whose value is
        ``None`` is removed."""
