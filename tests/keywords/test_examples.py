"""The curators' titles are the contract of the word list: each must be caught, or spared, as it says."""

from __future__ import annotations

import pytest

from keywords import Example, Matcher, Vocabulary, load_examples, load_terms
from keywords.fold import fold
from keywords.index import Index
from keywords.schema import SIGNAL_KINDS
from keywords.walking import walk

EXAMPLES = load_examples()
LANGS = sorted({example.lang for example in EXAMPLES})


@pytest.fixture(scope="module")
def vocab() -> Vocabulary:
    return load_terms()


@pytest.fixture(scope="module")
def matcher(vocab: Vocabulary) -> Matcher:
    return Matcher(vocab)


def wrong(matcher: Matcher, vocab: Vocabulary, example: Example) -> str | None:
    found = matcher.assess(example.title, lang=example.lang)
    matched = {match.term for match in found.matches}
    targets = {row.target for row in found.targets}
    said = f"{example.lang}: {example.title!r} -> {found.grade} {sorted(targets)} by {sorted(matched)}"
    if example.term and example.term not in matched:
        return f"{said}, without {example.term!r}"
    if example.verdict == "spare":
        left = targets & vocab.descendants(example.target) if example.target else targets
        return f"{said}, not spared" if left else None
    if found.grade == "none":
        return f"{said}, not caught"
    if example.target and not targets & (
        vocab.descendants(example.target) | {*vocab.parents(example.target)}
    ):
        return f"{said}, not as {example.target}"
    return None


@pytest.mark.parametrize("lang", LANGS)
def test_each_title_is_caught_or_spared(matcher: Matcher, vocab: Vocabulary, lang: str) -> None:
    faults = [fault for e in EXAMPLES if e.lang == lang if (fault := wrong(matcher, vocab, e))]
    assert not faults, "\n".join(faults)


@pytest.fixture(scope="module")
def read(vocab: Vocabulary) -> dict[str, set[str]]:
    """The terms that stand in titles to catch, and in titles to spare, whether or not they counted."""
    index = Index.build(vocab.terms)
    made: dict[str, set[str]] = {"catch": set(), "spare": set()}
    for example in EXAMPLES:
        folded = fold(example.title)
        for find in index.finds(walk(folded)):
            made[example.verdict].add(vocab.terms[find.term].id)
    return made


def test_every_term_has_a_title(vocab: Vocabulary, read: dict[str, set[str]]) -> None:
    """What speaks for a target and its cues stand in a title to catch, exclusions and shadows in one to spare."""
    bare = [
        (term.lang, term.term)
        for term in vocab.terms
        if term.id not in read["spare" if term.kind == "exclusion" else "catch"]
    ]
    assert not bare


def test_no_title_depends_on_the_language_given(matcher: Matcher) -> None:
    for example in EXAMPLES[::7]:
        told, untold = matcher.assess(example.title, lang=example.lang), matcher.assess(example.title)
        assert (told.grade, told.score, told.targets) == (untold.grade, untold.score, untold.targets)


def test_ambiguous_terms_have_titles_to_spare(vocab: Vocabulary, read: dict[str, set[str]]) -> None:
    bare = [
        (term.lang, term.term)
        for term in vocab.terms
        if term.needs and term.kind in SIGNAL_KINDS and term.lang not in ("la", "und")
        if term.id not in read["spare"]
    ]
    assert not bare
