"""The cheap look before a dear pattern never hides what the pattern would have found."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalise import contacts, language, price, quantity
from pipelines.normalise.cues import standing
from pipelines.normalise.money import MONEY_SIGNS
from pipelines.normalise.price import normalise_price
from pipelines.normalise.price_words import KINDS, NEW, OLD
from pipelines.normalise.quantity_words import CUES, LEADING, PARTS, UNIT_CUES
from pipelines.normalise.text import one_case, plain_forms
from warden.records import Price

EVERY_CHAR = "".join(map(chr, range(0x110000)))
_IN_CLASS = {"CATEGORY_DIGIT": "3", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a"}


def _char(choices: list[Any], rng: Random) -> str:
    kind, value = rng.choice([one for one in choices if str(one[0]) != "NEGATE"])
    if str(choices[0][0]) == "NEGATE":
        return "b"
    if str(kind) == "RANGE":
        return chr(rng.randint(*value))
    return chr(value) if str(kind) == "LITERAL" else _IN_CLASS.get(str(value), "~")


def _text(tree: Any, rng: Random) -> str:
    """A text made along a pattern; what only looks around is left out, so not every one matches."""
    out = ""
    for kind, value in tree:
        name = str(kind)
        if name == "LITERAL":
            out += chr(value)
        elif name == "IN":
            out += _char(value, rng)
        elif name == "BRANCH":
            out += _text(rng.choice(value[1]), rng)
        elif name == "SUBPATTERN":
            out += _text(value[-1], rng)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, body = value
            times = rng.randint(least, min(int(most), least + 2))
            out += "".join(_text(body, rng) for _ in range(times))
    return out


def matching(pattern: re.Pattern[str], count: int = 3_000) -> Iterator[str]:
    """Texts the pattern finds something in, some in other cases."""
    rng = Random(pattern.pattern)
    tree = importlib.import_module("re._parser").parse(pattern.pattern, pattern.flags)
    for number in range(count):
        text = _text(tree, rng)
        if number % 4 == 0:
            text = text.upper() if number % 8 else text.replace("i", "ı").replace("s", "ſ")
        if pattern.search(text):
            yield text


@pytest.mark.parametrize("pattern", CUES, ids=lambda pattern: ascii(pattern.pattern[:20]))
def test_quantities_in_spaced_words_have_the_words_they_are_looked_for_by(pattern: re.Pattern[str]) -> None:
    found = [one for one in map(plain_forms, matching(pattern)) if not quantity._UNSPACED.search(one)]
    hidden = [one for one in found if CUES[pattern].isdisjoint(standing(one))]
    # Two words that cling to each other ("deuxstk") are none that anybody writes; figures may cling ("2stk").
    assert [one for one in hidden if re.search(r"[\s\d]", one)] == []


@pytest.mark.parametrize("pattern", PARTS, ids=lambda pattern: ascii(pattern.pattern[:20]))
def test_quantities_have_the_parts_they_are_looked_for_by(pattern: re.Pattern[str]) -> None:
    found = list(matching(pattern))
    assert len(found) > 500
    assert [one for one in found if PARTS[pattern].isdisjoint(standing(one))] == []


def test_weights_have_the_units_they_are_looked_for_by() -> None:
    found = list(matching(quantity._WEIGHT, 20_000))
    assert len(found) > 5_000
    assert [one for one in found if UNIT_CUES.isdisjoint(standing(plain_forms(one)))] == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("halskette", {"de"}),
        ("HALSKETTE!", {"de"}),
        ("kette", set()),  # an ending stands behind three letters or more
        ("ketten", set()),
        ("redacción", {"es"}),
        ("peineta", {"es"}),
        ("peinetas", set()),
        ("l'ivoire", {"fr"}),
        ("l' ivoire", set()),
        ("spring", {"en"}),
        ("ring", set()),
        ("other", set()),
        ("thick", {"en"}),
        ("IJsland", {"nl"}),
        ("ij", set()),
        ("şarı", set()),
        ("--ing", set()),
    ],
)
def test_hints_of_a_language_are_endings_and_letters(text: str, names: set[str]) -> None:
    found = {language._HINTS[at][0] for cue in standing(text) for at in language._HINT_OF.get(cue, ())}
    assert found == names


def test_marked_letters_are_known_in_both_cases() -> None:
    patterns = [language._TURKISH, *(one for _, one in language._MARKS[:2])]
    letters = {one for pattern in patterns for one in pattern.findall(EVERY_CHAR)}
    assert len(letters) > 100
    assert [one for one in letters if not language._MARKED.search(one)] == []


def test_words_beside_prices_have_a_letter() -> None:
    for pattern in (OLD, NEW, *(pattern for _, pattern in KINDS)):
        assert [one for one in matching(pattern, 500) if not any(map(str.isalpha, one))] == []


@given(
    lead=st.sampled_from(["", *(sign + gap for sign in MONEY_SIGNS for gap in ("", " ", "\xa0", "  "))]),
    number=st.from_regex(r"[0-9]{1,7}([.,][0-9]{1,3})?", fullmatch=True),
    tail=st.sampled_from(["", *(gap + sign for sign in MONEY_SIGNS for gap in ("", " ", "\u202f"))]),
    site=st.sampled_from([None, "EUR", "USD", "CNY", "KWD", "VND"]),
    known=st.sampled_from([None, "current_bid"]),
    most=st.sampled_from([None, 80.0]),
)
def test_the_usual_price_reads_as_by_the_long_way(
    lead: str, number: str, tail: str, site: str | None, known: Any, most: float | None
) -> None:
    short, long = (Price(text=lead + number + tail, type=known, amount_max=most) for _ in range(2))
    ways = [
        price._from_words(short, short.text or "", site),
        price._from_long_words(long, long.text or "", site),
    ]
    assert (short, ways[0]) == (long, ways[1])


@pytest.mark.parametrize("kind", [kind for kind, _ in contacts._HANDLES])
def test_accounts_have_the_cues_they_are_looked_for_by(kind: str) -> None:
    found = list(matching(dict(contacts._HANDLES)[kind]))
    assert len(found) > 500
    assert [one for one in found if contacts._CUES[kind].isdisjoint(standing(one))] == []


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        (contacts._EMAIL, contacts._AT_SIGNS),
        (contacts._SPELT_EMAIL, contacts._DOT_WORDS),
        (contacts._LINKS, contacts._LINK_SIGNS),
        (quantity._LED_WEIGHT, LEADING),
    ],
    ids=["email", "spelt", "links", "led"],
)
def test_addresses_have_the_cues_they_are_looked_for_by(
    pattern: re.Pattern[str], needed: frozenset[str]
) -> None:
    found = list(matching(pattern))
    assert len(found) > 200
    assert [one for one in found if needed.isdisjoint(standing(one))] == []


def test_contacts_have_the_signs_and_digits_they_are_looked_for_by() -> None:
    for kind, pattern in contacts._HANDLES:
        if kind in contacts._SIGNED:
            assert [one for one in matching(pattern, 500) if contacts._SIGNS.isdisjoint(standing(one))] == []
    assert [one for one in matching(contacts._DIGITS, 500) if not contacts._has_digits(one)] == []


def test_letters_are_alike_in_one_case_if_patterns_take_them_for_alike() -> None:
    letters = {char for pattern in PARTS for char in pattern.pattern.lower() if char.isalpha()}
    for letter in sorted(letters | set("abcdefghijklmnopqrstuvwxyz")):
        alike = set(re.findall(re.escape(letter), EVERY_CHAR, re.IGNORECASE))
        assert {one_case(one) for one in alike} == {one_case(letter)}
    assert len(one_case(EVERY_CHAR)) == len(EVERY_CHAR)


def test_prices_and_links_that_once_raised() -> None:
    odd = Price(text="set van 4 stuks")
    normalise_price(odd, "EUR")
    assert (odd.amount, odd.currency) == (4, "EUR")
    assert (
        contacts.hide_contacts("ınstagram.com/some.one", None, lambda kind, _: f"[{kind}]") == "[instagram]"
    )


def test_a_listing_said_to_have_no_contact_has_none() -> None:
    samples = [text for kind, pattern in contacts._HANDLES for text in matching(pattern, 300)]
    samples += [
        text for one in (contacts._EMAIL, contacts._LINKS, contacts._DIGITS) for text in matching(one, 300)
    ]
    samples += [f"\u200b{text[:3]}\u200b{text[3:]}" for text in samples] + [
        "ｗｈａｔｓａｐｐ： ＠someone",
        "１２３４５６７８９０",
    ]
    changed = [one for one in samples if contacts.hide_contacts(one, "GB", lambda *_: "[contact]") != one]
    assert len(changed) > 1_000
    assert [one for one in changed if not contacts.may_have_contacts(["a chair", one])] == []
    assert not contacts.may_have_contacts(["a chair", "", "12 €\nBerlin"])
