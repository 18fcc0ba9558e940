"""Any legal list as a table: one row a taxon, columns by name, law and country in the table or on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from keywords.importing.cells import day, plain, scientific, split_values, synonyms
from keywords.importing.record import RANKS, ImportedListing, ImportedTaxon, Reading, merged
from keywords.importing.sheets import Line, read_sheet

_NAME = ("scientificname", "fullname", "taxon", "species", "name", "target")
_HIGHER = ("kingdom", "phylum", "classname", "order", "family", "genus")
_CLASS = ("class", "category", "annex", "appendix", "schedule", "status", "listing")


def read_national(files: Sequence[Path], *, law: str = "", jurisdiction: str = "") -> Reading:
    """The taxa of a national list. ``law`` and ``jurisdiction`` (two letters) stand for columns the table lacks."""
    reading = Reading()
    taxa = (taxon for path in files for taxon in _taxa(path, reading, law, jurisdiction))
    reading.taxa = merged(taxa)
    return reading


def _taxa(path: Path, reading: Reading, law: str, jurisdiction: str) -> Iterator[ImportedTaxon]:
    for line in read_sheet(path, reading.faults, needed=_NAME, short=True):
        listing = _listing(line, law, jurisdiction)
        name = scientific(plain(line.get(*_NAME)))
        if not name:
            column = next(one for one in _NAME if one in line.cells)
            reading.faults.append(line.fault(column, f"{line.get(*_NAME)!r} is no scientific name"))
        elif isinstance(listing, tuple):
            reading.faults.append(line.fault(*listing))
        else:
            yield _taxon(line, name, listing)


def _taxon(line: Line, name: str, listing: ImportedListing) -> ImportedTaxon:
    rank = line.get("rank", "rankname").upper()
    return ImportedTaxon(
        name=name,
        rank=rank or ("SPECIES" if name.count(" ") == 1 else "SUBSPECIES" if " " in name else ""),
        author=plain(line.get("author", "authoryear")),
        authority=line.get("nameauthority") or listing.list,
        higher=_higher(line, name),
        synonyms=tuple(synonyms(line.get("synonyms", "synonymswithauthors"))),
        names=tuple(_names(line)),
        listings=(listing,),
    )


def _higher(line: Line, name: str) -> tuple[str, ...]:
    above = [value for column in _HIGHER if (value := line.get(column)) and value != name]
    words = name.split()
    for depth in range(1, min(len(words), 3)):
        whole = " ".join(words[:depth])
        if whole not in above:
            above.append(whole)
    return tuple(above)


def _names(line: Line) -> Iterator[tuple[str, str]]:
    """Columns ``name_<language>``, such as name_id for Indonesian."""
    for column, value in line.cells.items():
        if column.startswith("name") and 6 <= len(column) <= 7 and value:
            yield from ((column[4:], one) for one in split_values(value))


def _listing(line: Line, law: str, jurisdiction: str) -> ImportedListing | tuple[str, str]:
    """The row's listing, or (column, what is wrong)."""
    where = (line.get("jurisdiction", "country") or jurisdiction).strip()
    named = line.get("list", "law") or law
    category = line.get(*_CLASS)
    days = {name: day(line.get(name)) for name in ("validfrom", "validto")}
    rank = line.get("rank", "rankname").upper()
    if not named:
        return "list", "which law? Give it a column list, or --law"
    if not where:
        return "jurisdiction", "whose law? Give it a column jurisdiction, or --jurisdiction (two letters)"
    if not category:
        column = next((one for one in _CLASS if one in line.cells), "class")
        return column, "the column class is empty: write the law's own class, or `listed`"
    if rank and rank not in RANKS:
        return ("rank" if "rank" in line.cells else "rankname"), f"the rank {rank!r} is unknown"
    for name, value in days.items():
        if value is None:
            return name, f"{line.get(name)!r} is no day: write it like 2018-12-28"
    note = plain(line.get("annotation", "note"))
    return ImportedListing(
        named,
        where if len(where) != 2 else where.upper(),
        category,
        note,
        "",
        days["validfrom"] or "",
        days["validto"] or "",
    )
