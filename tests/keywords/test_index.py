"""The index: its first look, its file, and secret words beside it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from keywords import load_terms
from keywords.fold import fold
from keywords.index import Index
from keywords.indexcache import cached
from keywords.schema import SIGNAL_KINDS, Term
from keywords.walking import read, walk
from tests.keywords.test_oracle import JOINTS, texts


def spoilt(terms: Sequence[Term], count: int) -> list[str]:
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


def test_the_first_look_says_what_all_finds_say() -> None:
    terms = load_terms().terms
    index = Index.build(terms)
    answers = []
    for text in [*texts(terms, 500), *spoilt(terms, 4_000), "", "\ud800", "1.5 kg"]:
        folded = fold(text)
        looked, finds = index.look(walk(folded)), index.finds(walk(folded))
        speaks = any(terms[find.term].kind in SIGNAL_KINDS for find in finds)
        assert looked == finds or (looked is None and not speaks), text
        answers.append(looked is not None)
    assert 700 < sum(answers) < 4_000


def test_an_index_from_its_file_finds_the_same(tmp_path: Path) -> None:
    terms = load_terms().terms
    built, kept = cached(terms, "v", tmp_path), cached(terms, "v", tmp_path)
    for text in texts(terms, 100):
        folded = fold(text)
        assert kept.raw(walk(folded)) == built.raw(walk(folded)) == Index.build(terms).raw(walk(folded))


def test_a_secret_word_is_found_and_not_in_the_file(tmp_path: Path) -> None:
    model = next(term for term in load_terms().terms if term.kind == "combined" and term.lang == "en")
    open_word = replace(model, id="T0", term="moonwhistle box", forms=())
    secret = [
        replace(model, id="S1", term="moonwhistle", forms=(), sensitivity="restricted"),
        replace(model, id="S2", term="moonwhistle box", target="tiger", forms=(), sensitivity="restricted"),
        replace(model, id="S3", term="月哨", forms=(), match="substring", sensitivity="restricted"),
    ]
    terms = [open_word, *secret]
    for index in (cached(terms, "v", tmp_path), cached(terms, "v", tmp_path)):
        folded = fold("old Moonwhistle box 旧月哨")
        found = index.finds(walk(folded), plain=True)
        assert {terms[find.term].id for find in found} == {"T0", "S1", "S2", "S3"}
        assert index.look(read("a moonwhistle")) and index.look(read("旧月哨"))
    (path,) = tmp_path.glob("*.idx")
    kept = Index.load(path.read_bytes())
    assert kept is not None and kept.look(read("a moonwhistle box"))
    assert kept.look(read("moonwhistle 旧月哨")) is None


def test_plurals_of_several_languages() -> None:
    model = next(term for term in load_terms().terms if term.kind == "combined" and term.lang == "en")
    rows = [
        ("en", "walrus tusk"),
        ("en", "jewel box"),
        ("en", "moon lily"),
        ("es", "marfil tallado"),
        ("es", "colmillón"),
        ("fr", "dent creuse"),
    ]
    terms = [
        replace(model, id=f"T{n}", lang=lang, term=term, forms=()) for n, (lang, term) in enumerate(rows)
    ]
    index = Index.build(terms)
    for text, spans in (
        ("walrus tusks, walrustusk, jewel's boxes, moon lilies", {(0, 12), (14, 24), (26, 39), (41, 52)}),
        ("marfiles tallados y colmillones", {(0, 17), (20, 31)}),
        ("dents creuses", {(0, 13)}),
        ("walrus tuskses jewel boxs marfils tallado", set()),
    ):
        found = index.finds(walk(text), plain=True)
        assert {(find.start, find.end) for find in found} == spans, text
