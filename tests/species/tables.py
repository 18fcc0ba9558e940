"""Tables in the official shapes, written by hand: every taxon, name, author and date in them is invented."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

DISTRIBUTION = [
    "All_DistributionISOCodes", "All_DistributionFullNames", "NativeDistributionFullNames", "Introduced_Distribution",
    "Introduced(?)_Distribution", "Reintroduced_Distribution", "Extinct_Distribution", "Extinct(?)_Distribution",
    "Distribution_Uncertain",
]  # fmt: skip
HIGHER = ["Kingdom", "Phylum", "Class", "Order", "Family", "Genus", "Species", "Subspecies"]
CHECKLIST = [
    "TaxonId", *HIGHER, "FullName", "AuthorYear", "RankName", "CurrentListing", "FullAnnotationEnglish", "AnnotationEnglish",
    "AnnotationSpanish", "AnnotationFrench", "#AnnotationSymbol", "#Annotation", "SynonymsWithAuthors", "EnglishNames",
    "SpanishNames", "FrenchNames", "CitesAccepted", *DISTRIBUTION,
]  # fmt: skip
HISTORY = [
    "TaxonId", *HIGHER, "FullName", "AuthorYear", "RankName", "Appendix", "PartyIsoCode", "PartyFullName", "ChangeType",
    "EffectiveAt", "IsCurrent", "#AnnotationSymbol", "#Annotation", "FullAnnotationEnglish", "NomenclatureNote",
]  # fmt: skip
SPECIES_PLUS = [
    "Id", *HIGHER, "Scientific Name", "Author", "Rank", "Listing", "Party", "Listed under", "Full note", "# Full note",
    *DISTRIBUTION,
]  # fmt: skip
ANIMAL = {
    "Kingdom": "Animalia",
    "Phylum": "Chordata",
    "Class": "Mammalia",
    "Order": "Carnivora",
    "Family": "Felidae",
}
PARROT = {
    "Kingdom": "Animalia",
    "Phylum": "Chordata",
    "Class": "Aves",
    "Order": "Psittaciformes",
    "Family": "Psittacidae",
}
PLANT = {"Kingdom": "Plantae", "Order": "Fictales", "Family": "Fictaceae"}


def species(name: str, **cells: str) -> dict[str, str]:
    """A row of a species or subspecies; the columns of both official files are filled from its name."""
    genus, epithet, *below = name.split()
    ranked = "SUBSPECIES" if below else "SPECIES"
    return {
        **ANIMAL, "Genus": genus, "Species": epithet, "Subspecies": " ".join(below), "FullName": name,
        "Scientific Name": name, "RankName": ranked, "Rank": ranked, **cells,
    }  # fmt: skip


def higher(name: str, rank: str, **cells: str) -> dict[str, str]:
    """A row of a taxon above the species."""
    told = {**ANIMAL, "FullName": name, "Scientific Name": name, "RankName": rank, "Rank": rank, **cells}
    return told | {rank.capitalize(): name}


def text(columns: Sequence[str], *rows: dict[str, str], delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(
        out,
        columns,
        quoting=csv.QUOTE_ALL,
        delimiter=delimiter,
        extrasaction="ignore",
        restval="",
        lineterminator="\n",
    )
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def table(path: Path, columns: Sequence[str], *rows: dict[str, str], delimiter: str = ",") -> Path:
    path.write_text(text(columns, *rows, delimiter=delimiter), encoding="utf-8")
    return path
