"""All imports together: each accepted taxon once, what name leads to it, and where it hangs among the targets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from keywords.importing.cells import scientific
from keywords.importing.kept import Import, import_files, taxa_of, told_of
from keywords.importing.record import BELOW_SPECIES, KINGDOMS, ImportedTaxon, joined
from keywords.schema import Target

_REMARK = re.compile(r"\([^)]*\)")
PREFIX = "taxon:"
OFFICIAL, NAMING = ("cites", "species-plus", "eu"), ("names", "lemis")
"""Sources whose accepted names hold, and sources that only name what others list. National lists make targets too."""


@dataclass(slots=True)
class Species:
    """The merged taxa by accepted name without case, with the imports they come from (newest first)."""

    imports: list[Import] = field(default_factory=list)
    taxa: dict[str, ImportedTaxon] = field(default_factory=dict)
    sources: dict[str, list[tuple[Import, ImportedTaxon]]] = field(default_factory=dict)
    synonyms: dict[str, set[str]] = field(default_factory=dict)
    """Accepted names by synonym, both without case; several where a synonym leads to several."""


def load_species(data: Path | Sequence[Path]) -> Species:
    """Read the imports of one or several directories. Raises UsageError for a damaged one."""
    folders = [data] if isinstance(data, Path) else data
    files = [(told_of(path), path) for folder in folders for path in import_files(folder)]
    files.sort(key=lambda one: (one[0].downloaded, one[0].name), reverse=True)
    found = Species(imports=[told for told, _ in files])
    for sources in (OFFICIAL, ("national",)):
        for told, path in files:
            for taxon in taxa_of(path) if told.source in sources else ():
                _add(found, told, taxon)
        _add_synonyms(found)
    for told, path in files:
        if told.source in NAMING:
            _add_names(found, told, path)
    return found


def _add(found: Species, told: Import, taxon: ImportedTaxon) -> None:
    key = taxon.name.casefold()
    if told.source == "national" and len(keys := accepted(found, taxon.name)) == 1:
        (key,) = keys  # a law may name a taxon as it was called when it was made
    if (there := found.taxa.get(key)) and there.kingdom and taxon.kingdom and there.kingdom != taxon.kingdom:
        key = f"{key} ({taxon.kingdom.casefold()})"  # the same name for an animal and a plant
    found.taxa[key] = joined(found.taxa[key], taxon) if key in found.taxa else taxon
    found.sources.setdefault(key, []).append((told, taxon))


def _add_synonyms(found: Species) -> None:
    for key, taxon in found.taxa.items():
        for synonym in taxon.synonyms:
            found.synonyms.setdefault(synonym.casefold(), set()).add(key)


def _add_names(found: Species, told: Import, path: Path) -> None:
    """Names for taxa that a list has, also under a synonym; the others wait for a list that has them."""
    for taxon in taxa_of(path):
        keys = accepted(found, taxon.name)
        if len(keys) != 1:
            continue
        (key,) = keys
        found.taxa[key] = joined(found.taxa[key], taxon)
        found.sources[key].append((told, taxon))
        for synonym in taxon.synonyms:
            if synonym.casefold() not in found.taxa:
                found.synonyms.setdefault(synonym.casefold(), set()).add(key)


def accepted(species: Species, name: str) -> set[str]:
    """The keys of the taxa that a scientific name stands for: its own (an animal's and a plant's), else those it is a
    synonym of."""
    key = name.casefold()
    own = {
        one
        for one in (key, *(f"{key} ({kingdom.casefold()})" for kingdom in KINGDOMS))
        if one in species.taxa
    }
    return own or species.synonyms.get(key, set())


def target_id(key: str) -> str:
    """``taxon:`` and the accepted name in lower case with ``_``."""
    return PREFIX + re.sub(r"\s+", "_", key.replace("(", "").replace(")", ""))


def names_of(target: Target) -> list[str]:
    """The scientific names of a target, without the remarks some of them carry."""
    parts = re.split(r"[|/]", _REMARK.sub("", target.scientific_name))
    return [name for part in parts if (name := scientific(part.strip()))]


class Places:
    """Where imported taxa hang among the targets of the list."""

    def __init__(self, targets: Mapping[str, Target], species: Species) -> None:
        self._targets = targets
        self._species = species
        self.ids: dict[str, str] = {}
        for key in species.taxa:
            self.ids[key] = self._same.get(key) or target_id(key)

    @cached_property
    def _by_name(self) -> dict[str, str]:
        """Targets by each of their scientific names; a target of one name before a group that holds it."""
        ordered = sorted(self._targets.values(), key=lambda target: -len(names_of(target)))
        return {name.casefold(): target.target for target in ordered for name in names_of(target)}

    @cached_property
    def _same(self) -> dict[str, str]:
        """Imported taxa that a target of the list is already, under the accepted name or a synonym."""
        found: dict[str, str] = {}
        for target in self._targets.values():
            names = names_of(target)
            if len(names) == 1 and len(keys := set(accepted(self._species, names[0]))) == 1:
                found.setdefault(keys.pop(), target.target)
        return found

    def targets(self) -> Iterator[Target]:
        """The new targets, in the order of their names."""
        for key in sorted(self._species.taxa):
            taxon = self._species.taxa[key]
            if self.ids[key] not in self._targets:
                yield Target(
                    target=self.ids[key],
                    label_en=next((word for lang, word in taxon.names if lang == "en"), taxon.name),
                    parent=self._parent(taxon),
                    rank=taxon.rank,
                    scientific_name=taxon.name,
                    name_authority=taxon.authority,
                )

    def _parent(self, taxon: ImportedTaxon) -> str | None:
        """The nearest target above that does not leave the taxon out: its species, else one of the list."""
        above = lineage(taxon)
        if taxon.rank in BELOW_SPECIES and above and " " in above[0] and above[0].casefold() in self.ids:
            return self.ids[above[0].casefold()]
        for name in (taxon.name, *above):
            target = self._by_name.get(name.casefold())
            if target and not self._left_out(taxon, target):
                return target
        return None

    def _left_out(self, taxon: ImportedTaxon, target: str) -> bool:
        """Whether the target or one above names the taxon, or its species, among its exceptions."""
        names = {name.casefold() for name in (taxon.name, *lineage(taxon))}
        at: str | None = target
        while at and at in self._targets:
            if names & {name.casefold() for name in self._targets[at].exceptions}:
                return True
            at = self._targets[at].parent
        return False


def lineage(taxon: ImportedTaxon) -> list[str]:
    """The names above a taxon, nearest first; genus and species are told by the name itself where the list is silent."""
    words = taxon.name.split()
    own = [" ".join(words[:count]) for count in range(min(len(words) - 1, 2), 0, -1)]
    return list(dict.fromkeys((*own, *reversed(taxon.higher))))


def known_names(species: Species, curated: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """Scientific names by (language, name without case), of names that only one taxon has.

    ``curated`` are (language, word, scientific name) of the list's own species terms.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for taxon in species.taxa.values():
        for lang, word in taxon.names:
            found.setdefault((lang, word.casefold()), set()).add(taxon.name)
    for lang, word, name in curated:
        found.setdefault((lang, word.casefold()), set()).add(name)
    return {key: next(iter(names)) for key, names in found.items() if len(names) == 1}
