"""What can go wrong, named by consequence.

WardenError
├── UsageError        the command or a file it was given is wrong; exit 2
│   ├── NoStore           nothing is stored where the command says
│   └── UnknownRevision   a revision that is not there, or was erased meanwhile
├── NothingStored     there is no store yet; nothing is wrong, there is just nothing to show; exit 0
├── CannotContinue    store, disk, schema or secret: going on would lose or falsify data; exit 3
│   ├── StoreLocked       another process holds the database longer than we may wait
│   ├── StoreAway         a store on the network does not answer for now
│   ├── StoreTooNew       the database was written by a newer Warden
│   ├── OtherSecret       the secret is not the one this store was made with
│   └── DiskFull          no room to write what was seen
├── LeaseLost         another worker holds this lane now; the work goes back, nothing more is written
└── PageRefused       one answer cannot be read; it is counted and the run goes on

Every message says what happened and what to do about it.
"""

from __future__ import annotations


class WardenError(Exception):
    """The root of every error Warden raises on purpose."""

    exit_code = 3


class UsageError(WardenError):
    """The command, an option or a file the user gave is wrong; the message says which and how."""

    exit_code = 2


class NoStore(UsageError):
    """There is no store where one was named."""


class UnknownRevision(UsageError):
    """A revision that is not there: never was, or erased since it was read."""

    def __init__(self, listing_key: str, revision_id: str) -> None:
        super().__init__(f"There is no revision {revision_id} of listing {listing_key}.")


class NothingStored(WardenError):
    """A first start: what only reads the store has nothing to show."""

    exit_code = 0


class CannotContinue(WardenError):
    """Going on would lose or falsify data."""


class StoreLocked(CannotContinue):
    """The database stayed locked by another process."""


class StoreAway(CannotContinue):
    """The store does not answer for now: nothing is wrong with what it holds."""


class StoreTooNew(CannotContinue):
    """The database has a schema this program does not know."""


class OtherSecret(CannotContinue):
    """The installation's secret differs from the one the store was made with."""


class DiskFull(CannotContinue):
    """The disk has no room for what was seen."""


class LeaseLost(WardenError):
    """Another worker holds the lane; a write under the old epoch was refused."""


class PageRefused(WardenError):
    """One answer cannot be read (too large, too deep, not text); the run goes on."""
