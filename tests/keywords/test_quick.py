"""The quick look of long lists sees what the automaton of all sees, and no more."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from keywords import load_terms
from keywords.fold import fold
from keywords.index import Index, cached
from keywords.patterns import patterns_of
from keywords.quick import FROM, Quick, first_word
from keywords.schema import Term
from tests.keywords.test_oracle import JOINTS, texts


def with_quick(index: Index, literals: list[str]) -> Index:
    looked = zip(literals, index.edges, strict=True)
    return replace(index, quick=Quick.build((literal, edges) for literal, edges in looked if edges))


def spoilt(terms: tuple[Term, ...], count: int) -> list[str]:
    """Single words of the list with something put in or taken out: most are none of its words any more."""
    dice = random.Random(11)
    made = []
    for _ in range(count):
        word = dice.choice(terms).term
        at = dice.randint(0, len(word))
        made.append(
            f"{dice.choice(('', 'a', '象'))}{word[:at]}{dice.choice(JOINTS)}{word[at + dice.randint(0, 1) :]}"
        )
    return made


def test_both_ways_answer_alike() -> None:
    terms = load_terms().terms
    index = Index.build(terms)
    assert index.quick is None
    literals = list(dict.fromkeys(pattern.literal for term in terms for pattern in patterns_of(term)))
    quick = with_quick(index, literals)
    answers = []
    for text in [*texts(terms, 500), *spoilt(terms, 4_000), "", "\ud800", "1.5 kg"]:
        folded = fold(text)
        answers.append(index.may_signal(folded))
        assert quick.may_signal(folded) == answers[-1], text
    assert 700 < sum(answers) < 4_000


def test_which_spellings_show_their_first_word() -> None:
    left, right, going_on = 1, 2, 4
    assert first_word("ivory", ((left | right, None),)) == "ivory"
    assert first_word("ivory box", ((left, None),)) == "ivory"
    assert first_word("ivory", ((left | going_on, None),)) is None  # ivories
    assert first_word("ivory", ((0, None),)) is None  # part of a word
    assert first_word("ivory", ((left | right, "ivory.?"),)) is None  # the check moves the end
    assert first_word("象牙", ((left | right, None),)) is None


def test_a_long_list_has_one_and_keeps_it(tmp_path: Path) -> None:
    model = next(term for term in load_terms().terms if term.kind == "combined" and term.lang == "en")
    many = [replace(model, id=f"T{n}", term=f"w{_letters(n)} horn", forms=()) for n in range(FROM)]
    for index in (cached(many, "v", tmp_path), cached(many, "v", tmp_path)):
        assert index.quick is not None
        assert index.may_signal(f"old w{_letters(17)} horn")
        assert not index.may_signal("old wooden horn")


def _letters(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(number))
