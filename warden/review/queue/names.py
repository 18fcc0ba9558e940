"""Names of taxa as people type them: targets, scientific names with their synonyms, words of the list in any language."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from keywords import Vocabulary
from keywords.species import PREFIX, Species, load_species, names_of
from warden.review import here

MOST = 20
_NO_NAMES = ("regex", "shadow", "emoji")
"""Kinds of words that are patterns, or disguises of words."""


class Name(NamedTuple):
    """A name that was found. ``taxon``: what is written into the verdict; ``told``: what the name is."""

    folded: str
    name: str
    taxon: str
    told: str


def suggestions(typed: str, most: int = MOST) -> list[Name]:
    """Names that hold what was typed, those that begin so first, each taxon once."""
    wanted = " ".join(typed.split()).casefold()
    if not wanted:
        return []
    found = [one for one in _names() if wanted in one.folded]
    found.sort(key=lambda one: (not one.folded.startswith(wanted), len(one.folded), one.folded))
    best: dict[str, Name] = {}
    for one in found:
        best.setdefault(one.taxon, one)
    return list(best.values())[:most]


@cache
def _names() -> list[Name]:
    """All names, read once."""
    return names_in(here.vocabulary(), load_species(here.config().term_directories))


def names_in(vocabulary: Vocabulary, species: Species) -> list[Name]:
    """The names of targets, the public words that speak for them, and the imported species with what else they are called."""
    made: dict[tuple[str, str], Name] = {}

    def add(name: str, taxon: str, told: str) -> None:
        folded = name.casefold()
        made.setdefault((folded, taxon), Name(folded, name, taxon, told))

    for target in vocabulary.targets.values():
        names = names_of(target)
        taxon = names[0] if target.target.startswith(PREFIX) and names else target.target
        for name in (target.target, target.label_en, *target.aliases, *names):
            if name and not name.startswith(PREFIX):
                add(name, taxon, "" if name == taxon else target.label_en)
    for term in vocabulary.own_terms:
        plain = term.kind == "species" and term.match not in _NO_NAMES and not term.restricted
        if plain and term.target is not None and term.target in vocabulary.own_targets:
            add(term.term, term.target, f"{term.lang}: {term.gloss}" if term.gloss else term.lang)
    for synonym, keys in species.synonyms.items():
        for key in keys:
            taxon = species.taxa[key].name
            add(synonym.capitalize(), taxon, taxon)
    for one in species.taxa.values():
        add(one.name, one.name, "")
        for lang, name in one.names:
            add(name, one.name, f"{lang}: {one.name}")
    return list(made.values())
