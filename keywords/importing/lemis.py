"""The species list of LEMIS, the records of wildlife imports of the United States: trade names in English.

Its quirks: latin-1 with CR line ends in the original; all in capitals; ``SPECIES`` where only the genus is known;
family names in the genus column, or none in rows for all birds; and rows whose two name columns hold the accepted genus and species, because the
row itself is a synonym (LOXODONTA ZUKOWSKYI: LOXODONTA, AFRICANA).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from keywords.importing.record import ImportedTaxon, Reading, merged
from keywords.importing.sheets import Line, read_sheet

_EPITHET = re.compile(r"[A-Z][A-Z-]+\Z")
_PLACEHOLDERS = frozenset({"SPECIES", "SP", "SP.", "SPP", "SPP.", "UNKNOWN", ""})


def read_lemis(files: Sequence[Path]) -> Reading:
    """Species with their English trade names and synonyms; rows of a whole genus or family give none."""
    reading = Reading()
    lines = [
        line for path in files for line in read_sheet(path, reading.faults, needed=("genus",), latin=True)
    ]
    genera = {line.get("genus") for line in lines}
    epithets = {line.get("species") for line in lines} - _PLACEHOLDERS
    reading.taxa = merged(
        taxon for line in lines if (taxon := _taxon(line, genera, epithets, reading)) is not None
    )
    reading.notes.append(f"{len(lines)} rows; those of a whole genus or family give no name")
    return reading


def _taxon(line: Line, genera: set[str], epithets: set[str], reading: Reading) -> ImportedTaxon | None:
    genus, species = line.get("genus"), line.get("species")
    if not genus and species not in _PLACEHOLDERS:
        reading.faults.append(line.fault("genus", "no genus: complete the row or delete it"))
        return None
    if not genus or species in _PLACEHOLDERS or not _EPITHET.match(species) or not _EPITHET.match(genus):
        return None
    name = f"{genus.capitalize()} {species.lower()}"
    specific = line.get("common.specific.1", "common.specific", "specific")
    general = line.get("common.general.1", "common.general", "general")
    if specific in genera and (general in epithets or general in _PLACEHOLDERS):
        return _accepted(name, specific, general)
    below = line.get("subspecies")
    if below and _EPITHET.match(below):
        return ImportedTaxon(f"{name} {below.lower()}", "SUBSPECIES", higher=(genus.capitalize(), name))
    return ImportedTaxon(
        name, "SPECIES", higher=(genus.capitalize(),), names=tuple(_names(specific, general))
    )


def _accepted(synonym: str, genus: str, epithet: str) -> ImportedTaxon | None:
    """The accepted taxon that a row of a synonym leads to."""
    name = f"{genus.capitalize()} {epithet.lower()}"
    if epithet in _PLACEHOLDERS:
        return None
    others = () if name == synonym else (synonym,)
    return ImportedTaxon(name, "SPECIES", higher=(genus.capitalize(),), synonyms=others)


def _names(specific: str, general: str) -> Iterator[tuple[str, str]]:
    """ "AFRICAN" and "ELEPHANT" as one name; the general word alone names no species."""
    if specific and general:
        yield "en", f"{specific} {general}".lower()
