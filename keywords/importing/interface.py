"""Answers of the Species+ interface, version 1, as records. Asking is ``warden.speciesplus``.

A page of ``taxon_concepts.json`` has accepted names and synonyms; ``cites_legislation.json`` and ``eu_legislation.json`` of one taxon
have its listings with days. Only additions that are current count: reservations (``R+``) and deletions do not list a taxon.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from keywords.importing.cells import day, plain, scientific
from keywords.importing.official import CITES, EU, Kind
from keywords.importing.record import RANKS, ImportedListing, ImportedTaxon, Reading, merged
from keywords.schema import Fault

Page = Mapping[str, Any]


def read_pages(
    pages: Sequence[tuple[str, Page]], acts: Mapping[int, Sequence[Page]] | None = None
) -> Reading:
    """The taxa of (name of the page, answer); ``acts`` are the legal answers by the taxon's number."""
    reading = Reading()
    reading.taxa = merged(
        taxon
        for name, page in pages
        for at, row in enumerate(page.get("taxon_concepts") or [], start=1)
        if (taxon := _taxon(name, at, row, (acts or {}), reading))
    )
    return reading


def _taxon(
    page: str, at: int, row: Any, acts: Mapping[int, Sequence[Page]], reading: Reading
) -> ImportedTaxon | None:
    """The record of one concept; ``None`` for a synonym, a deleted one, or (with a fault) one that is no taxon."""
    if (
        not isinstance(row, Mapping)
        or not isinstance(row.get("full_name"), str)
        or not row["full_name"].strip()
    ):
        reading.faults.append(
            Fault(page, at, 1, "a taxon without full_name: the answer has changed its shape")
        )
        return None
    if row.get("name_status") == "S" or row.get("active") is False:
        return None
    rank = str(row.get("rank") or "").upper()
    if rank and rank not in RANKS:
        reading.faults.append(Fault(page, at, 1, f"{row['full_name']}: the rank {rank!r} is unknown"))
        return None
    name = " ".join(row["full_name"].split())
    legal = acts.get(row.get("id") or 0) or [{"cites_listings": row.get("cites_listings") or []}]
    return ImportedTaxon(
        name=name,
        rank=rank,
        author=str(row.get("author_year") or ""),
        authority="Species+",
        higher=_higher(row.get("higher_taxa") or {}, name),
        synonyms=tuple(_synonyms(row.get("synonyms") or [], name)),
        names=tuple(_names(row.get("common_names") or [])),
        listings=tuple(dict.fromkeys(one for answer in legal for one in _listings(answer))),
    )


def _higher(taxa: Mapping[str, Any], name: str) -> tuple[str, ...]:
    above = [
        str(taxa[rank])
        for rank in ("kingdom", "phylum", "class", "order", "family", "genus")
        if taxa.get(rank)
    ]
    words = name.split()
    if len(words) > 2:
        above.append(" ".join(words[:2]))
    return tuple(one for one in above if one != name)


def _synonyms(rows: Sequence[Any], name: str) -> Iterator[str]:
    for row in rows:
        told = row.get("full_name") if isinstance(row, Mapping) else row
        found = scientific(str(told or ""))
        if " " in found and found != name:
            yield found


def _names(rows: Sequence[Any]) -> Iterator[tuple[str, str]]:
    for row in rows:
        if isinstance(row, Mapping) and row.get("name"):
            yield str(row.get("language") or "und").lower(), str(row["name"]).strip()


def _listings(answer: Page) -> Iterator[ImportedListing]:
    for key, column, kind in (("cites_listings", "appendix", CITES), ("eu_listings", "annex", EU)):
        for row in answer.get(key) or []:
            if _counts(row) and row.get(column) in kind.classes:
                yield _listing(row, str(row[column]), kind)


def _counts(row: Mapping[str, Any]) -> bool:
    """Whether the change makes a listing that holds."""
    return row.get("change_type", "+") == "+" and row.get("is_current", True) is not False


def _listing(row: Mapping[str, Any], category: str, kind: Kind) -> ImportedListing:
    party = row.get("party") or {}
    hashed = row.get("hash_annotation") or ""
    if isinstance(hashed, Mapping):
        hashed = " ".join(str(hashed[key]) for key in ("symbol", "note") if hashed.get(key))
    return ImportedListing(
        list=kind.list,
        jurisdiction=kind.jurisdiction,
        category=category,
        annotation=plain(str(row.get("annotation") or "")),
        hash_annotation=plain(str(hashed)),
        valid_from=day(str(row.get("effective_at") or "")) or "",
        party=str(party.get("iso_code2") or "") if isinstance(party, Mapping) else str(party),
    )
