"""What every importer hands on: a taxon of a list, with its names and legal listings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from keywords.schema import Fault

CITES_CLASSES = ("I", "II", "III", "NC")
EU_CLASSES = ("A", "B", "C", "D", "NC")
NOT_LISTED = "NC"
"""The class of a taxon (or population) that a higher listing leaves out."""

RANKS = (
    "KINGDOM", "PHYLUM", "CLASS", "SUBCLASS", "ORDER", "SUBORDER", "FAMILY", "SUBFAMILY", "TRIBE", "GENUS",
    "SUBGENUS", "SPECIES", "SUBSPECIES", "VARIETY", "FORM", "POPULATION",
)  # fmt: skip
KINGDOMS = frozenset({"Animalia", "Plantae", "Fungi", "Chromista", "Protozoa"})
BELOW_SPECIES = frozenset({"SUBSPECIES", "VARIETY", "FORM", "POPULATION"})


@dataclass(frozen=True, slots=True)
class ImportedListing:
    """A taxon's standing in one list. Days are ISO (2017-01-02), empty when the file has none.

    ``party`` is the country that asked for an Appendix III listing; ``under`` the higher taxon whose
    listing this is ("Psittaciformes spp."), empty for a listing of the taxon's own or where the file is silent.
    """

    list: str
    jurisdiction: str
    category: str
    annotation: str = ""
    hash_annotation: str = ""
    valid_from: str = ""
    valid_to: str = ""
    party: str = ""
    under: str = ""

    @property
    def is_exception(self) -> bool:
        return self.category == NOT_LISTED


@dataclass(frozen=True, slots=True)
class ImportedTaxon:
    """An accepted name with what a source says of it. ``higher`` goes from the kingdom down to the genus or species
    above; ``names`` are (language tag, name); a source of names only has no ``listings``."""

    name: str
    rank: str = ""
    author: str = ""
    authority: str = ""
    higher: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    listings: tuple[ImportedListing, ...] = ()

    @property
    def kingdom(self) -> str:
        """Empty where the source does not say."""
        return self.higher[0] if self.higher and self.higher[0] in KINGDOMS else ""


@dataclass
class Reading:
    """The taxa of some files, each name once, and the rows that could not be read."""

    taxa: list[ImportedTaxon] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def merged(taxa: Iterable[ImportedTaxon]) -> list[ImportedTaxon]:
    """One record for each name and kingdom, in the order of first appearance: files have a row a listing or a name."""
    found: dict[tuple[str, str], ImportedTaxon] = {}
    for taxon in taxa:
        key = (taxon.name.casefold(), taxon.kingdom)
        found[key] = joined(found[key], taxon) if key in found else taxon
    return list(found.values())


def joined(first: ImportedTaxon, second: ImportedTaxon) -> ImportedTaxon:
    """Both records as one; what only one of them knows is kept, the first wins where they differ."""
    return replace(
        first,
        rank=first.rank or second.rank,
        author=first.author or second.author,
        authority=first.authority or second.authority,
        higher=max(first.higher, second.higher, key=len),
        synonyms=tuple(dict.fromkeys((*first.synonyms, *second.synonyms))),
        names=tuple(dict.fromkeys((*first.names, *second.names))),
        listings=tuple(dict.fromkeys((*first.listings, *second.listings))),
    )
