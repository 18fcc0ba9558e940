"""Names of taxa as people type them: targets, scientific names with their synonyms, words of the list in any language."""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from keywords import Vocabulary
from keywords.species import PREFIX, Species, load_species, names_of
from warden.review import here

MOST = 20
LANGUAGES = ("en", "id", "vi", "zh", "es", "fr")
_COMMON = Path(__file__).parent / "common_names.csv"
_BREAK = re.compile(r"[\W_]+")
_SHORT = 4
"""Letters from which on a last s may be that of a plural."""
_NO_NAMES = ("regex", "shadow", "emoji")
"""Kinds of words that are patterns, or disguises of words."""


class Name(NamedTuple):
    """A name that was found. ``taxon``: what is written into the verdict; ``told``: what the name is."""

    folded: str
    name: str
    taxon: str
    told: str


class Found(NamedTuple):
    """The names that were found; ``whole``: whether they have all the words that were typed."""

    names: list[Name]
    whole: bool


class Index:
    """Names by the beginnings of their words."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.names = list(names)
        self.words = [words_of(one.name) for one in self.names]
        self._sorted = sorted({(word, at) for at, words in enumerate(self.words) for word in words})

    def beginning(self, word: str) -> set[int]:
        """Places of the names with a word that begins so."""
        first = bisect_left(self._sorted, (word, -1))
        last = bisect_left(self._sorted, (f"{word}{chr(sys.maxunicode)}", -1))
        return {at for _, at in self._sorted[first:last]}


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name as they are compared: no case, accent or hyphen, and of Latin words no plural."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return tuple(_singular(word) for word in _BREAK.split(plain) if word)


def _singular(word: str) -> str:
    if (
        len(word) < _SHORT
        or not word.isascii()
        or not word.endswith("s")
        or word.endswith(("ss", "us", "is"))
    ):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("ches", "shes", "sses", "xes", "oes")) else word[:-1]


def lookup(typed: str, most: int = MOST) -> Found:
    """Names that hold what was typed or have all its words, in any order; where none has, those that have most of them."""
    wanted, index = " ".join(typed.split()).casefold(), _index()
    if not wanted:
        return Found([], whole=True)
    asked = words_of(wanted)
    places = [index.beginning(word) for word in asked]
    whole = set.intersection(*places) if places else set()
    whole |= {at for at, one in enumerate(index.names) if wanted in one.folded}
    if whole:
        ordered = sorted(whole, key=lambda at: _nearness(index.names[at], wanted, index.words[at], asked))
        return Found(_each_once((index.names[at] for at in ordered), most), whole=True)
    some = Counter(at for found in places for at in found)
    ordered = sorted(some, key=lambda at: (-some[at], len(index.words[at]), index.names[at].folded))
    best = [at for at in ordered if some[at] == some[ordered[0]]]
    return Found(_each_once((index.names[at] for at in best), most), whole=False)


def _nearness(
    name: Name, wanted: str, words: tuple[str, ...], asked: tuple[str, ...]
) -> tuple[bool, bool, int, str]:
    """What was typed comes first, then what begins so, then the shortest."""
    return sorted(words) != sorted(asked), not name.folded.startswith(wanted), len(name.folded), name.folded


def _each_once(names: Iterable[Name], most: int) -> list[Name]:
    best: dict[str, Name] = {}
    for one in names:
        best.setdefault(one.taxon, one)
    return list(best.values())[:most]


def suggestions(typed: str, most: int = MOST) -> list[Name]:
    """The names of ``lookup``."""
    return lookup(typed, most).names


@cache
def _index() -> Index:
    """All names, read once."""
    return Index(names_in(here.vocabulary(), load_species(here.config().term_directories)))


def exactly(typed: str) -> str | None:
    """The taxon of a name as it stands; ``None`` where no name is so, or several taxa are called so."""
    wanted = " ".join(typed.split()).casefold()
    taxa = {one.taxon for one in _index().names if one.folded == wanted}
    return taxa.pop() if len(taxa) == 1 else None


@cache
def counted() -> dict[str, str]:
    """What a verdict's taxon counts for: ids of targets, their scientific names, species that people name in everyday words, and
    genera of which all of these are of one target."""
    found, genera = here.taxa(), dict[str, set[str]]()
    common = {row["taxon"]: row["target"] for row in _common() if row["target"] in here.vocabulary().targets}
    for taxon, target in common.items():
        genera.setdefault(taxon.split()[0], set()).add(target)
    whole = {genus: targets.pop() for genus, targets in genera.items() if len(targets) == 1}
    return {**whole, **common, **found}


def _common() -> list[dict[str, str]]:
    """Species that people name in everyday words: ``taxon``, ``target``, and names by language."""
    with _COMMON.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


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
    for row in _common():
        taxon = row["taxon"]
        add(taxon, taxon, "")
        for lang in LANGUAGES:
            for name in filter(None, row[lang].split("|")):
                add(name, taxon, f"{lang}: {taxon}")
    return list(made.values())
