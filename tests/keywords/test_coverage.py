"""What the list must hold: the groups of concern in many languages, and titles that differ from one another."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import combinations

import pytest

from keywords import Example, Vocabulary, load_examples, load_terms
from keywords.fold import fold
from keywords.schema import SIGNAL_KINDS

LANGUAGES = (
    "en", "fr", "de", "es", "pt", "it", "nl", "pl", "ru", "zh-Hans", "zh-Hant", "ja", "ko", "th", "vi", "id", "ar",
    "hi", "hi-Latn", "sw", "te",
)  # fmt: skip
"""The languages of the trade that are looked at."""

GROUPS = (
    "elephant", "rhino", "tiger", "cats", "leopard", "lion", "pangolin", "bear", "seaturtle", "tortoise", "turtle_freshwater",
    "parrots", "greyparrot", "macaw", "songbirds", "raptor", "owl", "primates", "reptiles", "python", "boa", "iguana",
    "chameleon", "gecko", "crocodile", "monitor", "amphibians", "poisonfrog", "hornbill", "sharks", "ray", "seahorse",
    "eel_eu", "coral_stony", "coral_black_red", "giantclam", "orchid", "cactus", "rosewood", "agarwood",
)  # fmt: skip
"""The groups of concern; each must have words in fifteen of the languages."""

ENOUGH = 15
WORD = re.compile(r"[^\s,.;:!?/|()\"“”+&·-]+")
UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+")
STILL_ALIKE = {
    "ar": 2, "de": 1, "en": 12, "es": 1, "fr": 5, "hi": 11, "hi-Latn": 7, "id": 4, "it": 1, "ja": 5,
    "la": 17, "nl": 2, "pl": 4, "ru": 2, "sw": 1, "te": 1, "te-Latn": 2, "th": 6, "und": 3, "vi": 2,
    "zh-Hans": 2,
}  # fmt: skip
"""Titles of before the rule that are still to be rewritten. The numbers only ever fall."""

EXAMPLES = load_examples()


@pytest.fixture(scope="module")
def vocab() -> Vocabulary:
    return load_terms()


def spoken(vocab: Vocabulary) -> dict[str, set[str]]:
    """The languages that have words for a target or one below it."""
    made: dict[str, set[str]] = defaultdict(set)
    for term in vocab.terms:
        if term.kind in SIGNAL_KINDS and term.target:
            for name in (term.target, *vocab.parents(term.target)):
                made[name].add(term.lang)
    return made


def test_the_groups_of_concern_have_words_in_many_languages(vocab: Vocabulary) -> None:
    languages = spoken(vocab)
    few = {group: sorted(set(LANGUAGES) - languages[group]) for group in GROUPS}
    assert not {group: missing for group, missing in few.items() if len(LANGUAGES) - len(missing) < ENOUGH}


def test_every_language_has_words_for_most_groups(vocab: Vocabulary) -> None:
    languages = spoken(vocab)
    count = {lang: sum(lang in languages[group] for group in GROUPS) for lang in LANGUAGES}
    # Chinese in traditional characters is found by the words of the simplified ones too.
    assert min(count.values()) >= 30, count


def test_there_are_enough_terms() -> None:
    assert len(load_terms().terms) >= 2_500


def test_a_third_of_the_titles_are_to_be_spared() -> None:
    verdicts = Counter(example.verdict for example in EXAMPLES)
    assert len(EXAMPLES) >= 1_000
    assert verdicts["spare"] * 3 >= len(EXAMPLES)


def tokens(title: str) -> set[str]:
    """The words of a title; of scripts without spaces the pairs of characters."""
    folded = fold(title)
    pairs = {run[at : at + 2] for run in UNSPACED.findall(folded) for at in range(max(len(run) - 1, 1))}
    return pairs | set(WORD.findall(UNSPACED.sub(" ", folded)))


def without_term(example: Example) -> set[str]:
    return tokens(example.title) - tokens(example.term)


def to_rewrite(examples: list[Example]) -> list[str]:
    """Titles that share more than half of the tokens of one of two with another, apart from the term.

    As few as will do: the title with the most others like it is taken first.
    """
    held = [(example.title, rest) for example in examples if (rest := without_term(example))]
    like: dict[str, set[str]] = defaultdict(set)
    for (one, first), (other, second) in combinations(held, 2):
        shared = len(first & second)
        if shared > 1 and shared * 2 > min(len(first), len(second)):
            like[one].add(other)
            like[other].add(one)
    taken: list[str] = []
    while any(like.values()):
        worst = max(like, key=lambda title: len(like[title]))
        for other in like.pop(worst):
            like[other].discard(worst)
        taken.append(worst)
    return taken


@pytest.mark.parametrize("lang", sorted({example.lang for example in EXAMPLES}))
def test_titles_of_a_language_differ(lang: str) -> None:
    alike = to_rewrite([example for example in EXAMPLES if example.lang == lang])
    assert len(alike) <= STILL_ALIKE.get(lang, 0), alike


def test_no_title_is_only_its_term() -> None:
    assert not [e.title for e in EXAMPLES if e.verdict == "catch" and not without_term(e) and e.lang != "und"]
