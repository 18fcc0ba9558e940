"""Terms made of imported names: candidates that are never sent, and count only beside a product or trade word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from keywords.fold import fold
from keywords.importing.record import ImportedTaxon
from keywords.schema import SIGNAL_KINDS, Target, Term, term_id
from keywords.species import Places, Species
from keywords.vernacular import judge

_ANIMAL = ("live", "herp", "papers")
_PLANT = ("live", "plant", "herp", "quantity")
"""What a scientific name needs beside it, as in keywords/terms/la.csv."""


class Spelling(NamedTuple):
    """What a term is made of; names of plants and animals need other words beside their scientific name."""

    lang: str
    word: str
    target: str
    scientific: bool
    plant: bool
    source: str


@dataclass(slots=True)
class Use:
    """One spelling: the targets it stands for, its words by language, and whether it is scientific or of a plant."""

    targets: set[str] = field(default_factory=set)
    words: dict[str, tuple[str, str]] = field(default_factory=dict)
    """(wording, import it comes from) by language: capitals and accents of signs make no further term."""
    scientific: bool = False
    plant: bool = False


def imported_terms(
    species: Species,
    places: Places,
    targets: Mapping[str, Target],
    curated: Iterable[Term],
    told: Counter[str] | None = None,
) -> Iterator[Spelling]:
    """What the terms of all imported names are made of. ``targets`` has the imported ones too; ``told`` counts names by why they gave none.

    A name of several taxa stands for the nearest target above all of them; without one it gives no term. A word of the
    list stays the list's, unless the imported taxon lies below its target.
    """
    count: Counter[str] = Counter() if told is None else told
    on_list = _on_list(curated)
    for folded, use in _uses(species, places, count).items():
        target = common_target(use.targets, targets)
        if target is None:
            count["ambiguous"] += 1
        elif _taken(on_list.get(folded, ()), target, targets):
            count["listed"] += 1
        else:
            for lang, (word, source) in use.words.items():
                yield Spelling(lang, word, target, use.scientific, use.plant, source)


def _uses(species: Species, places: Places, count: Counter[str]) -> dict[str, Use]:
    """Every spelling with all it stands for, over all languages: they are looked for at once."""
    found: dict[str, Use] = {}
    for key, taxon in species.taxa.items():
        target, plant = places.ids[key], taxon.kingdom == "Plantae"
        source = species.sources[key][0][0].name
        for name in _binomials(taxon, species):
            use = found.setdefault(fold(name), Use(scientific=True, plant=plant))
            use.targets.add(target)
            use.words.setdefault("la", (name, source))
    scientific = set(found)
    for key, taxon in species.taxa.items():
        source = species.sources[key][0][0].name
        for lang, name in taxon.names:
            judged = judge(lang or "und", name)
            if judged.reason or (folded := fold(judged.word)) in scientific:
                count[judged.reason or "scientific"] += 1
                continue
            use = found.setdefault(folded, Use())
            use.targets.add(places.ids[key])
            use.words.setdefault(judged.lang, (judged.word, source))
    return found


def _binomials(taxon: ImportedTaxon, species: Species) -> Iterator[str]:
    """The accepted name and the synonyms that are nobody's accepted name, of two words or more."""
    if " " in taxon.name:
        yield taxon.name
    for name in taxon.synonyms:
        if " " in name and name.casefold() not in species.taxa:
            yield name


def common_target(meant: Iterable[str], targets: Mapping[str, Target]) -> str | None:
    """The nearest target that is or lies above each of ``meant``; ``None`` without one."""
    lines = [_upwards(name, targets) for name in meant]
    first, *others = lines
    return next((name for name in first if all(name in line for line in others)), None)


def _upwards(name: str, targets: Mapping[str, Target]) -> list[str]:
    """A target and those above it, nearest first."""
    line: list[str] = []
    at: str | None = name
    while at and at in targets and at not in line:
        line.append(at)
        at = targets[at].parent
    return line


def _on_list(curated: Iterable[Term]) -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = {}
    for term in curated:
        if term.match not in ("regex", "emoji"):
            for wording in (term.term, *term.forms):
                found.setdefault(fold(wording), []).append(term)
    return found


def _taken(there: Iterable[Term], target: str, targets: Mapping[str, Target]) -> bool:
    """Whether the list has the word already for something that is not above the imported taxon."""
    above = set(_upwards(target, targets)[1:])
    return any(term.kind not in SIGNAL_KINDS or term.target not in above for term in there)


def term_of(one: Spelling) -> Term:
    """The term. Names of one word are weak: many are also names of other things."""
    needs = (_PLANT if one.plant else _ANIMAL) if one.scientific else ()
    return Term(
        id=term_id(one.lang, one.word, one.target, "species"),
        lang=one.lang,
        term=one.word,
        kind="species",
        target=one.target,
        match="phrase" if one.scientific else "word",
        needs=needs,
        weight="medium" if " " in one.word else "weak",
        origin="imported",
        source=(one.source,),
    )
