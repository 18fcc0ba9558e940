"""What terms have cost and shown; only reads. A part of ``warden.store.base.Store``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(slots=True)
class TermEffort:
    """Pages that a term's probes brought on a site, searches by hand too, that answered (``results`` or ``none``).

    ``probes``: distinct ones; ``listings``: distinct ones kept that these pages showed, ``hits`` those of them with a hit
    that is not withdrawn. Words on no list have no term and are not told.
    """

    term_id: str
    site: str
    probes: int
    pages: int
    listings: int
    hits: int


class Effort(Protocol):
    """Read by ``terms ledger``."""

    def term_effort(self, since: str | None = None) -> list[TermEffort]:
        """By term and site, in this order; of pages captured (else stored) since then."""
