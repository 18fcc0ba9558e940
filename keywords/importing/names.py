"""Tables of vernacular names: the shared GBIF set, ColDP, iNaturalist, or your own (scientific_name, name, language).

Many such tables name their taxa by a number only. The key is then another file given with them (numbers and scientific
names), or what is known already: a number is the taxon whose English, Spanish or French names are among its names and
no other's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from keywords.importing.cells import plain, scientific
from keywords.importing.record import ImportedTaxon, Reading, merged
from keywords.importing.sheets import Line, read_sheet

_NUMBER = ("gbifid", "taxonid", "id", "taxonkey", "key")
_SCIENTIFIC = ("scientificname", "canonicalname", "gbifname", "taxon")
_VERNACULAR = ("gbifcommonname", "vernacularname", "commonname", "vernacular", "name")
_LANGUAGE = ("iso639-1code", "language", "lang", "languagecode", "iso639-2code")
_ACCEPTED = {"", "accepted", "valid", "accepted name"}
_TELLING = ("en", "es", "fr")
_SHORT = {
    "eng": "en", "spa": "es", "fra": "fr", "fre": "fr", "deu": "de", "ger": "de", "por": "pt", "zho": "zh", "chi": "zh",
    "jpn": "ja", "rus": "ru", "ita": "it", "ara": "ar", "kor": "ko", "tha": "th", "vie": "vi", "ind": "id", "swa": "sw",
    "hin": "hi", "nld": "nl", "dut": "nl", "pol": "pl", "msa": "ms", "may": "ms", "tel": "te", "zh-cn": "zh-Hans",
    "zh-tw": "zh-Hant", "english": "en", "spanish": "es", "french": "fr", "german": "de",
}  # fmt: skip

Named = tuple[str, str]
"""(language tag, name)."""


def read_names(files: Sequence[Path], known: Mapping[Named, str] | None = None) -> Reading:
    """Names by scientific name. ``known`` gives the taxon of a name (language and name without case) that only one has."""
    reading = Reading()
    keys: dict[str, str] = {}
    numbered: dict[str, list[Named]] = defaultdict(list)
    direct: list[ImportedTaxon] = []
    for path in files:
        for line in read_sheet(path, reading.faults, needed=(*_SCIENTIFIC, *_VERNACULAR), short=True):
            _sort(line, keys, numbered, direct, reading)
    found, unknown = _resolved(numbered, keys, known or {})
    reading.taxa = merged((*direct, *found))
    if unknown:
        reading.notes.append(
            f"{unknown} numbers of taxa lead to no scientific name: import a list of species first, or give a table with"
            " numbers and scientific names as well"
        )
    return reading


def _sort(
    line: Line,
    keys: dict[str, str],
    numbered: dict[str, list[Named]],
    direct: list[ImportedTaxon],
    reading: Reading,
) -> None:
    """Put a row where it belongs: a key, a name under a number, a name under a scientific name, or a fault."""
    number, name = line.get(*_NUMBER), scientific(line.get(*_SCIENTIFIC))
    word = plain(line.get(*_VERNACULAR))
    if name and word:
        direct.append(ImportedTaxon(name, names=((_language(line), word),)))
    elif name and number:
        if line.get("status", "taxonomicstatus").casefold() in _ACCEPTED:
            keys[number] = name
    elif number and word:
        numbered[number].append((_language(line), word))
    elif word or not (name or number):
        message = (
            "this name belongs to no taxon: give its number or scientific name"
            if word
            else "the row is empty"
        )
        reading.faults.append(line.fault(next(iter(line.cells)), message))


def _language(line: Line) -> str:
    told = line.get(*_LANGUAGE).strip()
    return _SHORT.get(told.casefold(), told) or "und"


def _resolved(
    numbered: Mapping[str, list[Named]], keys: Mapping[str, str], known: Mapping[Named, str]
) -> tuple[list[ImportedTaxon], int]:
    found: list[ImportedTaxon] = []
    unknown = 0
    for number, names in numbered.items():
        taxon = keys.get(number) or (None if keys else _told_by_names(names, known))
        if taxon:
            found.append(ImportedTaxon(taxon, names=tuple(dict.fromkeys(names))))
        else:
            unknown += 1
    return found, unknown


def _told_by_names(names: Iterable[Named], known: Mapping[Named, str]) -> str | None:
    """The taxon that the telling names lead to, when they all lead to one."""
    taxa = Counter(_leading(names, known))
    return next(iter(taxa)) if len(taxa) == 1 else None


def _leading(names: Iterable[Named], known: Mapping[Named, str]) -> Iterator[str]:
    for lang, name in names:
        if lang in _TELLING and (taxon := known.get((lang, name.casefold()))):
            yield taxon
