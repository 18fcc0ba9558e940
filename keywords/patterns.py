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
    S = 64
    """An s may follow, the plural."""
    ES = 128
    """es may follow."""


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
_TO_ES = re.compile(r"(x|z|ch|sh)\Z")
_TO_ROMANCE_ES = {"es": ("l", "r", "n", "d", "j"), "pt": ("r",)}
_TO_IES = re.compile(r"[^aeiou]y\Z")


_PLURAL_RULE = {"s": Rule.S, "es": Rule.ES}


def patterns_of(term: Term) -> list[Pattern]:
    """Every spelling of a term with its rule. Raises RegexFault for a regex outside the language."""
    if term.match == "regex":
        return _regex_patterns(term)
    rule = _rule(term)
    found: dict[str, Pattern] = {}
    for wording in (term.term, *term.forms):
        folded = fold(wording).strip()
        for spelling, more in _spellings(term, folded):
            known = found.get(spelling)
            found[spelling] = Pattern(spelling, (known.rule if known else rule) | more)
            for twin in _twins(term, spelling):
                plain = Rule.PLAIN if term.lang == "vi" else Rule.NONE
                found.setdefault(twin, Pattern(twin, rule | more | plain))
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


def _spellings(term: Term, folded: str) -> Iterator[tuple[str, Rule]]:
    """The word itself and, of Latin words, its plurals and its joined form, each with what may stand behind it."""
    if term.lang == "en" and term.match in ("word", "shadow", "phrase") and folded.isascii():
        yield from _english(folded, joined=term.kind in SIGNAL_KINDS)
    elif term.lang in _PLURAL_S and term.match == "word":
        yield from _romance(folded, term.lang)
    else:
        yield folded, Rule.NONE


def _english(folded: str, joined: bool) -> Iterator[tuple[str, Rule]]:
    *before, last = folded.split(" ")
    plural = _plural(last)
    grown = _PLURAL_RULE.get((plural or "").removeprefix(last), Rule.NONE)
    yield folded, grown
    if plural and not grown:
        yield " ".join((*before, plural)), Rule.NONE
    if len(before) != 1:
        return
    if joined and len(folded) >= 7:
        yield before[0] + last, Rule.NONE
    if _plural(before[0]):
        yield f"{before[0]}'s {last}", grown


def _plural(word: str) -> str | None:
    """The English plural; ``None`` of what has none: no word, short, or one that ends in s."""
    if len(word) < 3 or not _WORD.match(word) or word.endswith("s"):
        return None
    if _TO_ES.search(word):
        return f"{word}es"
    return f"{word[:-1]}ies" if _TO_IES.search(word) else f"{word}s"


def _romance(folded: str, lang: str) -> Iterator[tuple[str, Rule]]:
    first, *others = folded.split(" ")
    ending = _romance_ending(others[-1] if others else first, lang)
    yield folded, _PLURAL_RULE.get(ending, Rule.NONE)
    if others and (more := _romance_ending(first, lang)):
        yield " ".join((first + more, *others)), _PLURAL_RULE.get(ending, Rule.NONE)


def _romance_ending(word: str, lang: str) -> str:
    """What the plural adds: marfil, marfiles; ivoire, ivoires; short words and those in s, x, z stay."""
    if len(word) < 4 or word.endswith(("s", "x", "z")):
        return ""
    return "es" if word.endswith(_TO_ROMANCE_ES.get(lang, ())) else "s"


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
