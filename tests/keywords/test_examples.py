"""The curators' titles are the contract of the word list: each must be caught, or spared, as it says."""

from __future__ import annotations

import pytest

from keywords import Example, Matcher, Vocabulary, load_examples, load_terms
from keywords.schema import SIGNAL_KINDS

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


def test_every_term_has_a_title(vocab: Vocabulary) -> None:
    named = {(e.lang, e.term) for e in EXAMPLES}
    # A shadow that claims nothing in its title leaves no match; its title then names no term.
    free = {(e.lang, e.title.removesuffix(", XL").casefold()) for e in EXAMPLES if not e.term}
    bare = [
        (term.lang, term.term)
        for term in vocab.terms
        if (term.lang, term.term) not in named
        and not (term.match == "shadow" and (term.lang, term.term.casefold()) in free)
    ]
    assert not bare


def test_no_title_depends_on_the_language_given(matcher: Matcher) -> None:
    for example in EXAMPLES[::7]:
        told, untold = matcher.assess(example.title, lang=example.lang), matcher.assess(example.title)
        assert (told.grade, told.score, told.targets) == (untold.grade, untold.score, untold.targets)


def test_ambiguous_terms_have_titles_to_spare(vocab: Vocabulary) -> None:
    spared = {example.lang for example in EXAMPLES if example.verdict == "spare"}
    ambiguous = {
        term.lang for term in vocab.terms if term.needs and term.kind in SIGNAL_KINDS and term.lang != "und"
    }
    assert ambiguous - spared <= {"te", "te-Latn"}
