"""The sources that can be imported: who reads their files, how they are cited, and what their terms of use ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from keywords.importing.cells import day_in_name
from keywords.importing.kept import slug
from keywords.importing.lemis import read_lemis
from keywords.importing.names import Named, read_names
from keywords.importing.national import read_national
from keywords.importing.official import CITES, EU, read_official
from keywords.importing.record import Reading

_UNEP = (
    "UNEP-WCMC's terms of use: not for commercial use, which is any use by or for whoever is not a not-for-profit body; the"
    " data may not be passed on or published as a download, whole or in part; what is shown of it names the source and the day of"
    " download. A company asks UNEP-WCMC for permission first."
)
_CHECKLIST = "CITES Checklist (checklist.cites.org), compiled by UNEP-WCMC, Cambridge, UK"
_SPECIES_PLUS = "Species+ (speciesplus.net), compiled by UNEP-WCMC, Cambridge, UK"


@dataclass(frozen=True, slots=True)
class Source:
    """``lists`` are the laws it speaks for (of a national list its own); ``notice`` is empty without special terms."""

    name: str
    citation: str
    notice: str = ""
    lists: tuple[str, ...] = ()


SOURCES = {
    source.name: source
    for source in (
        Source("cites", _CHECKLIST, _UNEP, ("cites",)),
        Source("species-plus", _SPECIES_PLUS, _UNEP, ("cites",)),
        Source("eu", f"{_SPECIES_PLUS}; annexes of Regulation (EC) 338/97", _UNEP, ("eu",)),
        Source("national", "a list of your own", ""),
        Source("names", "a table of names; its own licence holds", ""),
        Source("lemis", "LEMIS species list of the US Fish and Wildlife Service (public records), as published by EcoHealth Alliance (MIT)"),
    )
}  # fmt: skip


def read_source(
    source: str,
    files: Sequence[Path],
    *,
    law: str = "",
    jurisdiction: str = "",
    known: Mapping[Named, str] | None = None,
) -> Reading:
    """The records of a source's files; ``law`` and ``jurisdiction`` for a national list, ``known`` for names by number."""
    if source == "national":
        return read_national(files, law=law, jurisdiction=jurisdiction)
    if source == "names":
        return read_names(files, known)
    if source == "lemis":
        return read_lemis(files)
    return read_official(files, EU if source == "eu" else CITES)


def name_of(source: str, law: str, reading: Reading) -> str:
    """What an import is called unless the user says: its source, of a national list its law."""
    if source != "national":
        return source
    laws = lists_of(source, reading)
    return slug(law or (laws[0] if laws else "national"))


def lists_of(source: str, reading: Reading) -> tuple[str, ...]:
    """The laws an import speaks for."""
    found = {listing.list for taxon in reading.taxa for listing in taxon.listings}
    return tuple(sorted(found)) if found else SOURCES[source].lists


def downloaded_on(files: Sequence[Path]) -> str:
    """The oldest day that the files' names carry; empty when one has none."""
    days = [day_in_name(path.name) for path in files]
    return min(days) if days and all(days) else ""
