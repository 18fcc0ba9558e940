"""The automaton against a search that is slow and obvious."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence

from keywords import load_terms
from keywords.closed_regex import compile_regex
from keywords.fold import fold
from keywords.index import Entries, Find, Index
from keywords.patterns import Rule, patterns_of
from keywords.schema import SIGNAL_KINDS, Term
from keywords.walking import walk

JOINTS = ("", " ", " ", "-", ", ", "'", "3", "x", "é", "й", "的", "ช", "가", "ا", "की", ".5")


def texts(terms: Sequence[Term], count: int) -> list[str]:
    """Words of the list put together in ways nobody would write."""
    dice = random.Random(7)
    out = []
    for _ in range(count):
        words = [dice.choice(terms) for _ in range(dice.randint(2, 5))]
        plain = [w.term if w.match != "regex" else compile_regex(w.term)[0].literal for w in words]
        out.append("".join(part for word in plain for part in (word, dice.choice(JOINTS))))
    return out


def slow_index(terms: Sequence[Term]) -> tuple[list[str], Index]:
    """All spellings, and an index that knows what must hold at their edges but not how to look for them."""
    found: dict[str, list[tuple[int, int, str | None]]] = {}
    signals = set()
    for at, term in enumerate(terms):
        for pattern in patterns_of(term):
            found.setdefault(pattern.literal, []).append((at, int(pattern.rule), pattern.check))
            if term.kind in SIGNAL_KINDS:
                signals.add(pattern.literal)
    entries = Entries()
    entries.add((each, literal in signals) for literal, each in found.items())
    return list(found), Index(entries)


def expected(slow: Index, literals: list[str], folded: str) -> set[Find]:
    """Every place of every spelling, by looking at every place."""
    found = []
    for number, literal in enumerate(literals):
        at = folded.find(literal)
        while at >= 0:
            found.append((at, at + len(literal), number))
            at = folded.find(literal, at + 1)
    return set(slow.holding(folded, found))


def test_nothing_is_lost_and_nothing_invented() -> None:
    terms = load_terms().terms
    index = Index.build(terms)
    literals, slow = slow_index(terms)
    some = texts(terms, 300)
    owned = [text.replace(" ", "'s ", 1) for text in texts(terms, 60)]
    for text in [*some, *owned, "elephant's tusks", "rhino's horn and tiger's teeth"]:
        folded = fold(text)
        assert set(index.finds(walk(folded))) == expected(slow, literals, folded), text


def test_words_are_never_found_inside_latin_words() -> None:
    """The edges by another road than keywords/scripts.py: Unicode names and general categories."""
    terms = load_terms().terms
    index = Index.build(terms)
    closed = {
        at
        for at, term in enumerate(terms)
        if all(p.rule == Rule.LEFT | Rule.RIGHT for p in patterns_of(term))
    }
    for text in texts(terms, 300):
        folded = fold(text)
        for find in index.finds(walk(folded)):
            if find.term in closed and _latin(folded[find.start]):
                assert find.start == 0 or not _latin(folded[find.start - 1]), (text, terms[find.term].term)


def _latin(char: str) -> bool:
    return unicodedata.category(char)[0] == "L" and "LATIN" in unicodedata.name(char, "")
