"""Warden watches public marketplaces for the trade in protected wildlife."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from warden.store.base import Store

__version__ = "0.1.0"


def open_store(where: str | Path) -> Store:
    """A store to read in Python: a file, a data directory, or an address as ``--store`` takes it; ``close()`` it after use.

    Raises ``warden.errors.WardenError`` where there is none; nothing is made.
    """
    from pathlib import Path

    from warden.store import open_store as opened

    text = str(where)
    if "://" not in text and Path(text).is_dir():
        text = str(Path(text) / "warden.db")
    return opened(text, create=False)
