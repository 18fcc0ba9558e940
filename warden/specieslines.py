"""What the verbs about species and law print with ``--json``: one line's shape each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

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


@dataclass(slots=True)
class TargetLine:
    """``targets list``; ``origin`` says whether it stands on the word list or comes of an import."""

    target: str | None
    label_en: str
    parent: str | None
    rank: str
    scientific_name: str
    name_authority: str | None
    described_on: str | None
    aliases: list[str]
    exceptions: list[str]
    origin: Literal["list", "imported"]


@dataclass(slots=True)
class LawRowLine:
    """A listing: the row of a list that stands on ``taxon``. ``under`` is the higher taxon the source names, ``as_of`` the
    day the source was taken."""

    list: str
    jurisdiction: str
    class_: Annotated[str, Field(alias="class")]
    taxon: str
    annotation: str | None
    hash_annotation: str | None
    valid_from: str | None
    valid_to: str | None
    party: str | None
    under: str | None
    source: str
    as_of: str | None


Texts = list[str]
LawRows = list[LawRowLine]
"""Written out where a field is called ``list``."""


@dataclass(slots=True)
class UsedImport:
    """An import that knows the target: its citation and what its terms of use ask."""

    name: str
    downloaded: str
    citation: str
    notice: str


@dataclass(slots=True)
class TargetShownLine(TargetLine):
    """``targets show``; ``target`` is null of a taxon that is named only as an exception."""

    accepted_name: str
    synonym_of: str | None
    author: str | None
    parents: list[str]
    children: list[str]
    synonyms: list[str]
    names: dict[str, list[str]]
    listings: list[LawRowLine]
    imports: list[UsedImport]


@dataclass(slots=True)
class StandingLine:
    """``targets status``: the answer of one list. ``through`` is the higher taxon whose listing it is; ``depends`` leaves
    several ``classes`` open, ``unknown`` says that nothing here speaks of it."""

    asked: str
    target: str | None
    accepted_name: str
    synonym_of: str | None
    list: str
    jurisdiction: str
    country: str | None
    on: str
    standing: Literal["listed", "not_listed", "depends", "not_yet", "no_longer", "unknown"]
    classes: Texts
    through: str | None
    rows: LawRows
    note: str | None
