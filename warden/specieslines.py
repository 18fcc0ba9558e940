"""What the verbs about species and law print with ``--json``: one line's shape each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from warden.lines import FaultLine

SourceName = Literal["cites", "species-plus", "eu", "national", "names", "lemis"]


@dataclass(slots=True)
class SpeciesImportLine:
    """``terms import``; ``loaded`` says whether it was kept. ``left_out`` counts the broken rows, ``faults`` tells them; of
    ``--list`` it is empty."""

    name: str
    source: SourceName
    files: list[str]
    lists: list[str]
    downloaded: str
    imported_at: str
    citation: str
    notice: str
    taxa: int
    left_out: int
    digest: str
    loaded: bool
    notes: list[str]
    faults: list[FaultLine]
