"""What the shipped laws, the overlays' and the imports say, by taxon; and what a name that somebody asks for stands for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from keywords.importing.kept import Import, import_files
from keywords.importing.record import ImportedTaxon
from keywords.load import SHIPPED
from keywords.rows import read_rows
from keywords.schema import Fault, Target
from keywords.species import Places, Species, accepted, lineage, load_species, names_of
from keywords.standing import LawRow, Step, dated
from keywords.vocabulary import Vocabulary

LAW_COLUMNS = ("list", "jurisdiction", "target", "class", "annotation", "valid_from", "valid_to", "source")
BASIC = (("cites", "international"), ("eu", "EU"))
"""Lists that are always asked, also when nothing of them is here: then the answer is unknown."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked for: a target of the list, an imported taxon, or both at once. ``synonym_of`` is the accepted name
    when the name given was a synonym; ``within`` says that ``name`` is a taxon inside the target, not the target."""

    target: str
    name: str
    taxon: ImportedTaxon | None = None
    synonym_of: str = ""
    within: bool = False


@dataclass
class Law:
    """The laws over a vocabulary. ``dirs`` are the directories it was read from."""

    vocab: Vocabulary
    dirs: Sequence[Path] = ()
    faults: list[Fault] = field(default_factory=list)

    @cached_property
    def species(self) -> Species:
        return load_species([one for one in self.dirs if import_files(one)])

    @cached_property
    def _places(self) -> Places:
        return Places(self.vocab.own_targets, self.species)

    @cached_property
    def _keys(self) -> dict[str, str]:
        """Imported taxa by the target they are."""
        return {target: key for key, target in self._places.ids.items()}

    @cached_property
    def _shipped(self) -> dict[str, list[LawRow]]:
        """Rows of the CSV files by scientific name without case; of a target without one by its id."""
        found: dict[str, list[LawRow]] = {}
        for folder in (SHIPPED, *self.dirs):
            for path in sorted((folder / "laws").glob("*.csv")):
                for row in read_rows(path, LAW_COLUMNS, self.faults, "target"):
                    self._add_shipped(row.cells, found)
        return found

    def _add_shipped(self, cells: dict[str, str], found: dict[str, list[LawRow]]) -> None:
        target = self.vocab.targets.get(cells["target"])
        for name in (names_of(target) or [target.target]) if target else ():
            told = {
                key: cells.get(key, "")
                for key in ("list", "jurisdiction", "annotation", "valid_from", "valid_to")
            }
            row = LawRow(
                category=cells.get("class", ""),
                taxon=name,
                source=f"shipped: {cells.get('source', '')}",
                **told,
            )
            found.setdefault(name.casefold(), []).append(row)

    @property
    def lists(self) -> list[tuple[str, str]]:
        """(list, jurisdiction) of every law that is known, the basic ones first."""
        found = {(row.list, row.jurisdiction) for rows in self._shipped.values() for row in rows}
        found |= {
            (one.list, one.jurisdiction) for taxon in self.species.taxa.values() for one in taxon.listings
        }
        return [*BASIC, *sorted(found - set(BASIC))]

    def find(self, asked: str) -> list[Subject]:
        """What a target's id, an old id, a scientific name, a synonym or a vernacular name stands for; several when
        the name is several taxa's, none when nobody has it."""
        name = " ".join(asked.split())
        if resolved := self.vocab.resolve(name):
            return [self.subject(resolved)]
        if keys := accepted(self.species, name):
            found = [self._of_key(key) for key in sorted(keys)]
            return found if name.casefold() in keys else [_as_synonym(one) for one in found]
        if inside := self._inside(name):
            return inside
        targets = [*self._by_name(name), *self._by_word(name)] or self._by_exception(name)
        return [
            self.subject(target) if target in self.vocab.targets else Subject("", target)
            for target in dict.fromkeys(targets)
        ]

    def subject(self, target: str) -> Subject:
        """A target with the imported taxon that it is, if any."""
        key = self._keys.get(target)
        row = self.vocab.targets[target]
        taxon = self.species.taxa[key] if key else None
        names = names_of(row)
        return Subject(target, taxon.name if taxon else " | ".join(names) or target, taxon)

    def _of_key(self, key: str) -> Subject:
        taxon = self.species.taxa[key]
        return Subject(self._places.ids[key], taxon.name, taxon)

    def _by_name(self, name: str) -> Iterator[str]:
        """Targets of the list with this scientific name; a group only when no target has it alone."""
        having = [row for row in self.vocab.own_targets.values() if name.casefold() in _folded(names_of(row))]
        alone = [row.target for row in having if len(names_of(row)) == 1]
        yield from alone or [row.target for row in having]

    def _inside(self, name: str) -> list[Subject]:
        """A taxon that the list has no target for, only its scientific name as a word of a group."""
        wanted = name.casefold()
        having = [
            term for term in self.vocab.own_terms if term.lang == "la" and term.term.casefold() == wanted
        ]
        found = {term.target: term.term for term in having if term.target and term.kind == "species"}
        own = {target: _folded(names_of(self.vocab.targets[target])) for target in found}
        return [
            Subject(target, word, within=True) for target, word in found.items() if wanted not in own[target]
        ]

    def _by_word(self, name: str) -> Iterator[str]:
        """Targets that a word of the list or an imported name stands for; restricted words answer nobody."""
        wanted = name.casefold()
        for term in self.vocab.own_terms:
            if (
                term.kind == "species"
                and not term.restricted
                and term.term.casefold() == wanted
                and term.target
            ):
                yield term.target
        for key, taxon in self.species.taxa.items():
            if any(word.casefold() == wanted for _, word in taxon.names):
                yield self._places.ids[key]

    def _by_exception(self, name: str) -> list[str]:
        """The name itself when a target names it as its exception."""
        for row in self.vocab.own_targets.values():
            for exception in row.exceptions:
                if exception.casefold() == name.casefold():
                    return [exception]
        return []

    def way(self, subject: Subject) -> list[Step]:
        """The taxa from the subject upwards with their rows: its own names, its lineage, then what its target lies under."""
        own = self._own_names(subject)
        above = lineage(subject.taxon or ImportedTaxon(own[0])) if len(own) == 1 else []
        above += [name for row in self._groups(subject) for name in names_of(row) or [row.target]]
        rows = [row for name in own for row in self.rows(name, self._keys.get(subject.target, ""))]
        steps = [Step(" | ".join(own), rows)]
        steps += [Step(name, [], excepts=True) for name in self._excepting(own, above)]
        return steps + [Step(name, self.rows(name)) for name in dict.fromkeys(above) if name not in own]

    def _own_names(self, subject: Subject) -> list[str]:
        """The names the subject's own rows stand on: those of a target, else its one name."""
        target = self.vocab.targets.get(subject.target)
        if subject.taxon or subject.within or not target:
            return [subject.taxon.name if subject.taxon else subject.name]
        return names_of(target) or [subject.name]

    def _groups(self, subject: Subject) -> list[Target]:
        names = [subject.target] if subject.within else []
        return [self.vocab.targets[name] for name in (*names, *self.vocab.parents(subject.target))]

    def _excepting(self, own: Sequence[str], above: Sequence[str]) -> Iterator[str]:
        """Names of targets that name one of these taxa as their exception; asked right after the taxon's own rows."""
        names = _folded([*own, *(name for name in above if " " in name)])
        for row in self.vocab.own_targets.values():
            if names & _folded(row.exceptions):
                yield " | ".join(names_of(row)) or row.target

    def rows(self, name: str, key: str = "") -> list[LawRow]:
        """The rows that stand on one scientific name: of each list the newest import's, else the shipped ones. ``key`` is the
        imported taxon's where it is known."""
        shipped = self._shipped.get(name.casefold(), [])
        imported = dated(self._imported(key or name.casefold()), shipped)
        covered = {row.list for row in imported}
        return [*imported, *(row for row in shipped if row.list not in covered)]

    def _imported(self, key: str) -> list[LawRow]:
        found: dict[str, list[LawRow]] = {}
        for told, taxon in self.species.sources.get(key, []):
            new: dict[str, list[LawRow]] = {}
            for one in taxon.listings:
                new.setdefault(one.list, []).append(
                    LawRow(
                        one.list, one.jurisdiction, one.category, taxon.name, one.annotation, one.hash_annotation,
                        one.valid_from, one.valid_to, one.party, one.under, told.citation, told.downloaded,
                    )
                )  # fmt: skip
            for law, rows in new.items():
                found.setdefault(law, rows)
        return [row for rows in found.values() for row in rows]

    def imports_for(self, subject: Subject) -> list[Import]:
        """The imports that know the subject, newest first."""
        key = self._keys.get(subject.target)
        return list(dict.fromkeys(told for told, _ in self.species.sources.get(key, []))) if key else []


def _folded(names: Sequence[str]) -> set[str]:
    return {name.casefold() for name in names}


def _as_synonym(subject: Subject) -> Subject:
    return Subject(subject.target, subject.name, subject.taxon, subject.name)
