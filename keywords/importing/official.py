"""The official tables: Checklist index and history, Species+ listings of CITES and of the EU annexes.

Columns are read by name, whichever the user ticked: the Checklist has ``FullName`` and ``CurrentListing``, its
history ``Appendix`` with ``ChangeType`` and ``EffectiveAt``, Species+ has ``Scientific Name`` and ``Listing``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from keywords.importing.cells import by_class, classes, day, plain, split_values, synonyms
from keywords.importing.record import (
    CITES_CLASSES,
    EU_CLASSES,
    RANKS,
    ImportedListing,
    ImportedTaxon,
    Reading,
    merged,
)
from keywords.importing.sheets import Line, read_sheet

_HIGHER = ("kingdom", "phylum", "class", "order", "family", "subfamily", "genus")
_NAMES = {"en": "englishnames", "es": "spanishnames", "fr": "frenchnames"}
_SPP = re.compile(r"\s+spp?\.?\Z")
_CHANGES = {"ADDITION", "+", ""}
"""Changes of a history that make a listing; reservations and deletions do not."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One official list: its id, whose law it is, its classes, whose accepted names it uses, what else to try."""

    list: str
    jurisdiction: str
    classes: Sequence[str]
    authority: str
    other: str


CITES = Kind(
    "cites", "international", CITES_CLASSES, "CITES Checklist", "an EU file is read by `terms import eu`"
)
EU = Kind("eu", "EU", EU_CLASSES, "Species+", "a CITES file is read by `terms import species-plus`")


def read_official(files: Sequence[Path], kind: Kind) -> Reading:
    """The taxa of official files; a row that cannot be understood becomes a fault and is left out."""
    reading = Reading()
    taxa = (taxon for path in files for taxon in _taxa(path, kind, reading))
    reading.taxa = merged(taxa)
    return reading


def _taxa(path: Path, kind: Kind, reading: Reading) -> Iterator[ImportedTaxon]:
    for line in read_sheet(path, reading.faults, needed=("fullname", "scientificname")):
        if line.get("isdeleted"):
            continue
        if fault := _fault(line, kind):
            column, message = fault
            reading.faults.append(line.fault(column, message))
            continue
        yield _taxon(line, kind)


def _fault(line: Line, kind: Kind) -> tuple[str, str] | None:
    """(column, what is wrong) of the first cell that cannot be understood."""
    name = _name(line)
    column = "fullname" if "fullname" in line.cells else "scientificname"
    if not name or not name[0].isupper() or any(char.isdigit() for char in name):
        return column, f"{name!r} is no scientific name: mend the row or delete it"
    rank = line.get("rankname", "rank").upper()
    if rank and rank not in RANKS:
        return ("rankname" if "rankname" in line.cells else "rank"), f"the rank {rank!r} is unknown"
    column = next(
        (one for one in ("currentlisting", "listing", "appendix", "annex") if one in line.cells), "listing"
    )
    for one in classes(line.get(column)):
        if one not in kind.classes:
            return column, f"{one!r} is no class of this list ({', '.join(kind.classes)}); {kind.other}"
    if day(line.get("effectiveat")) is None:
        return "effectiveat", f"{line.get('effectiveat')!r} is no day: write 02/01/2017 or 2017-01-02"
    return None


def _name(line: Line) -> str:
    name = _SPP.sub("", plain(line.get("fullname", "scientificname")))
    if name:
        return " ".join(name.split())
    parts = (line.get("genus"), line.get("species"), line.get("subspecies"))
    return " ".join(part for part in parts if part)


def _taxon(line: Line, kind: Kind) -> ImportedTaxon:
    name = _name(line)
    return ImportedTaxon(
        name=name,
        rank=line.get("rankname", "rank").upper(),
        author=plain(line.get("authoryear", "author")),
        authority=kind.authority,
        higher=_higher(line, name),
        synonyms=tuple(one for one in synonyms(line.get("synonymswithauthors", "synonyms")) if one != name),
        names=tuple(
            (lang, one) for lang, column in _NAMES.items() for one in split_values(plain(line.get(column)))
        ),
        listings=tuple(_listings(line, kind)),
    )


def _higher(line: Line, name: str) -> tuple[str, ...]:
    """The taxa above, the species of a subspecies too. The species column holds the epithet alone or the whole name."""
    above = [value for column in _HIGHER if (value := line.get(column)) and value != name]
    genus, species = line.get("genus"), line.get("species")
    if genus and species:
        whole = species if species.startswith(genus) else f"{genus} {species}"
        if name.startswith(whole + " "):
            above.append(whole)
    return tuple(above)


def _listings(line: Line, kind: Kind) -> Iterator[ImportedListing]:
    if line.get("changetype").upper() not in _CHANGES:
        return
    if line.get("iscurrent").casefold() in ("f", "false", "no", "0"):
        return
    found = list(dict.fromkeys(classes(line.get("currentlisting", "listing", "appendix", "annex"))))
    note = plain(line.get("fullannotationenglish", "annotationenglish", "fullnote"))
    notes = by_class(note, found)
    hashes = " ".join(
        filter(None, (line.get("#annotationsymbol"), plain(line.get("#annotation", "#fullnote"))))
    )
    for one in found:
        yield ImportedListing(
            list=kind.list,
            jurisdiction=kind.jurisdiction,
            category=one,
            annotation=notes.get(one, ""),
            hash_annotation=hashes,
            valid_from=day(line.get("effectiveat")) or "",
            party=line.get("partyisocode", "party"),
            under=_SPP.sub("", plain(line.get("listedunder"))),
        )
