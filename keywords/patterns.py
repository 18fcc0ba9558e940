"""A term's spellings: what goes into the automaton for it, and what must hold around a find."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntFlag

from keywords.closed_regex import compile_regex
from keywords.fold import fold, fold_letters, has_latin_marks
from keywords.schema import SIGNAL_KINDS, Term
from warden.text import strip_latin_marks


class Rule(IntFlag):
    """What the surroundings of a find must be."""

    NONE = 0
    LEFT = 1
    """A word begins where the find begins."""
    RIGHT = 2
    """A word ends where the find ends."""
    OPEN = 4
    """The word may go on: the span is carried to its end."""
    PLAIN = 8
    """Only in texts without any Latin accent (Vietnamese written without)."""
    ALONE = 16
    """Not part of a number such as 1.1.2."""
    UNIT = 32
    """A unit of measure: a digit may stand right before it, as in 3kg."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A folded literal, its rule and, for some regexes, a check from its start."""

    literal: str
    rule: Rule
    check: str | None = None


_OPEN_SHADOWS = frozenset({"de", "nl"})
"""Languages whose colour words go on: elfenbeinfarben, elfenbeinfarbene."""
_PLURAL_S = frozenset({"es", "pt", "fr"})
_EXTRA_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_WORD = re.compile(r"[a-z]+\Z")


def patterns_of(term: Term) -> list[Pattern]:
    """Every spelling of a term with its rule. Raises RegexFault for a regex outside the language."""
    if term.match == "regex":
        return _regex_patterns(term)
    rule = _rule(term)
    found: dict[str, Pattern] = {}
    for wording in (term.term, *term.forms):
        folded = fold(wording).strip()
        for spelling in _spellings(term, folded):
            found.setdefault(spelling, Pattern(spelling, rule))
            for twin in _twins(term, spelling):
                plain = Rule.PLAIN if term.lang == "vi" else Rule.NONE
                found.setdefault(twin, Pattern(twin, rule | plain))
    found.pop("", None)
    return list(found.values())


def _rule(term: Term) -> Rule:
    if "quantity" in term.cue:
        return Rule.UNIT | Rule.RIGHT
    if term.match in ("substring", "emoji"):
        return Rule.NONE
    if term.match == "prefix":
        return Rule.LEFT | Rule.OPEN
    if term.match == "token":
        return Rule.LEFT | Rule.RIGHT | Rule.ALONE
    if term.match == "shadow" and term.lang in _OPEN_SHADOWS:
        return Rule.LEFT | Rule.OPEN
    return Rule.LEFT | Rule.RIGHT


def _regex_patterns(term: Term) -> list[Pattern]:
    folded = fold_letters(term.term)
    twin = strip_latin_marks(folded).translate(_EXTRA_LETTERS)
    out: list[Pattern] = []
    for wording in dict.fromkeys((folded, twin)):
        for compiled in compile_regex(wording):
            rule = Rule.LEFT | (Rule.OPEN if compiled.open_end else Rule.RIGHT)
            out.append(Pattern(compiled.literal, rule, compiled.check))
    out += [Pattern(fold(form).strip(), Rule.LEFT | Rule.RIGHT) for form in term.forms]
    return out


def _spellings(term: Term, folded: str) -> Iterator[str]:
    """The word itself and, of Latin words, its plurals and its joined form."""
    yield folded
    if term.match not in ("word", "shadow", "phrase") or not folded.isascii():
        if term.lang in _PLURAL_S and term.match == "word":
            yield from _romance_plurals(folded)
        return
    if term.lang == "en":
        yield from _english(folded, joined=term.kind in SIGNAL_KINDS)
    elif term.lang in _PLURAL_S and term.match == "word":
        yield from _romance_plurals(folded)


def _english(folded: str, joined: bool) -> Iterator[str]:
    words = folded.split(" ")
    last = words[-1]
    if len(last) > 2 and _WORD.match(last) and not last.endswith("s"):
        stem = " ".join(words[:-1])
        yield f"{stem} {_english_plural(last)}".strip()
    if len(words) == 2:
        first = words[0]
        if joined and len(folded) >= 7:
            yield "".join(words)
        if len(first) > 2 and _WORD.match(first) and not first.endswith("s"):
            yield f"{first}'s {last}"


def _english_plural(word: str) -> str:
    if re.search(r"(s|x|z|ch|sh)\Z", word):
        return word + "es"
    if re.search(r"[^aeiou]y\Z", word):
        return word[:-1] + "ies"
    return word + "s"


def _romance_plurals(folded: str) -> Iterator[str]:
    words = folded.split(" ")
    plural = [word if word.endswith(("s", "x", "z")) or len(word) < 4 else word + "s" for word in words]
    if plural[-1] != words[-1]:
        yield " ".join([*words[:-1], plural[-1]])
    if len(words) > 1:
        yield " ".join([plural[0], *words[1:]])
        yield " ".join([plural[0], *words[1:-1], plural[-1]])


def _twins(term: Term, spelling: str) -> Iterator[str]:
    """The spelling without its accents; German ones also as ae, oe, ue."""
    if not has_latin_marks(spelling):
        return
    if term.lang == "vi" and " " not in spelling:
        return
    twin = strip_latin_marks(spelling).translate(_EXTRA_LETTERS)
    if twin != spelling:
        yield twin
    if term.lang == "de":
        yield strip_latin_marks(spelling.translate(_UMLAUTS))
