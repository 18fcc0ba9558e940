"""`terms suggest`: planted words are found in several scripts; secrets, people and listed words never."""

from __future__ import annotations

from dataclasses import replace
from math import log, sqrt
from typing import Any

import pytest

from keywords.schema import Term
from keywords.vocabulary import Vocabulary
from tests.store import bench
from warden.curation.odds import Counts, log_odds
from warden.curation.proposals import lines
from warden.curation.suggesting import Suggestions
from warden.store.base import Store


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return bench.vocabulary()


def suggested(store: Store, vocabulary: Vocabulary, *langs: str, least: int = 3) -> dict[str, dict[str, Any]]:
    found = Suggestions(vocabulary, langs=langs, targets=(), least=least)
    found.read_all(store, lambda _: None)
    return {row["word"]: row for row in lines(found, store)}


def offers(decision: str | None, *titles: str, lang: str = "en", first: int = 100) -> list[bench.Offer]:
    return [(str(first + n), title, decision, lang) for n, title in enumerate(titles)]


REJECTED = offers(
    "not_for_sale",
    *(f"Elephant ivory postcard number {word}" for word in ("one", "two", "three", "four", "five")),
)
REJECTED += offers("not_for_sale", *(f"象牙雕 明信片 {word}" for word in "甲乙丙丁戊"), lang="zh", first=200)
YES = "relevant_prohibited"
OTHERS = (
    *("Grey sofa, as new", "Red lamp, used", "Small table", "Blue chair", "Wall clock", "Old radio"),
    *(
        "โซฟาสีเทา มือสอง",
        "โคมไฟสีแดง",
        "โต๊ะเล็ก สภาพดี",
        "นาฬิกา มือสอง",
        "灰色のソファ",
        "赤いランプ 中古",
        "小さい机",
        "時計 新品",
    ),
    *("회색 소파", "빨간 램프 중고", "작은 책상 팝니다", "시계 새것"),
)


def test_planted_words_are_found(store: Store, vocabulary: Vocabulary) -> None:
    bench.fill(store, [*bench.OFFERS, *REJECTED])
    found = suggested(store, vocabulary)
    latin, han = found["quorbel"], found["琉欢料"]
    assert {row["comparison"] for row in found.values()} == {"verdicts"}
    assert (latin["having"], latin["out_having"]) == (5, 0)
    assert (han["having"], han["out_having"]) == (3, 0)
    assert latin["z"] > 1.28 and han["z"] > 1.28
    assert (latin["lang"], han["lang"]) == ("en", "zh-Hans")
    assert latin["target"] == han["target"] == "elephant"
    assert all("quorbel" in row["title"].lower() for row in latin["examples"])
    assert latin["row"].split(",")[1:4] == ["quorbel", "code", "elephant"]
    assert "琉欢" not in found and "欢料" not in found, "pieces of a found word are not told"
    assert not {"ivory", "象牙", "carved", "antique"} & found.keys(), "listed words are not told"


def test_few_verdicts_compare_hits_with_the_rest(store: Store, vocabulary: Vocabulary) -> None:
    plain = [(number, title, None, lang) for number, title, _, lang in bench.OFFERS[:4]]
    innocents = offers(
        None,
        *(f"Grey {thing}, hardly used" for thing in ("sofa", "lamp", "chair", "table", "shelf", "clock")),
    )
    bench.fill(store, [*plain, *innocents])
    found = suggested(store, vocabulary)
    assert found["quorbel"]["comparison"] == "hits"
    assert found["quorbel"]["out_having"] == 0


@pytest.mark.parametrize(
    ("titles", "word"),
    [
        (("งาช้างแท้ ฟุลกรอบ แกะ", "ฟุลกรอบ งาช้าง เก่า", "กำไลงาช้าง ฟุลกรอบ"), "ฟุลกรอบ"),
        (("象牙の印材 ぬるぽい", "ぬるぽい 象牙 根付", "本象牙 ぬるぽい 古い"), "ぬるぽい"),
        (("상아 도장 꽤롱이", "꽤롱이 상아 팔찌", "진짜 상아 조각 꽤롱이"), "꽤롱이"),
        (("ivory tusk 🦷🤫", "raw ivory 🦷🤫 carved", "🦷🤫 elephant ivory"), "🦷🤫"),
        (
            (
                "raw ivory, milky grandpa stuff",
                "milky grandpa stuff, elephant ivory",
                "ivory tusk milky grandpa stuff",
            ),
            "milky grandpa stuff",
        ),
    ],
)
def test_scripts_without_spaces_signs_and_phrases(
    vocabulary: Vocabulary, tmp_path: Any, titles: tuple[str, ...], word: str
) -> None:
    from warden.store import open_store

    store = open_store(f"sqlite:///{tmp_path / 'w.db'}")
    lang = {"ฟ": "th", "ぬ": "ja", "꽤": "ko"}.get(word[0], "en")
    bench.fill(
        store,
        [
            *offers(None, *titles, lang=lang),
            *offers(None, *OTHERS, first=300),
        ],
    )
    assert word in suggested(store, vocabulary)
    store.close()


def test_a_restricted_word_is_never_told(store: Store, vocabulary: Vocabulary) -> None:
    secret = Term("X-1", "en", "quorbel", "code", "elephant", sensitivity="restricted")
    phrase = Term("X-2", "zh-Hans", "老琉欢料", "code", "elephant", sensitivity="restricted")
    bench.fill(store, [*bench.OFFERS, *REJECTED])
    found = suggested(store, replace(vocabulary, terms=(*vocabulary.terms, secret, phrase)))
    assert not [word for word in found if "quorbel" in word or word in "老琉欢料"]
    assert not any("quorbel" in row["row"] for row in found.values())


def test_what_may_be_a_person_is_never_told(store: Store, vocabulary: Vocabulary) -> None:
    one = [f"Raw ivory tusk {n}, zorblatt treasures" for n in ("a", "b", "c", "d")]
    shown = [
        *offers(YES, *one),
        *offers(YES, *(f"Elephant ivory, ask brimwick [contact:{n}0ab]" for n in range(4)), first=130),
        *offers("not_for_sale", *(f"Elephant ivory postcard {n}" for n in range(5)), first=160),
    ]
    bench.fill(store, shown, seller=lambda number: "shop" if number < "130" else f"s{number}")
    found = suggested(store, vocabulary)
    assert not [word for word in found if "zorblatt" in word], "one account only writes it"
    assert not [word for word in found if "brimwick" in word], "it stands beside a contact"


def test_misspellings_of_listed_words(store: Store, vocabulary: Vocabulary) -> None:
    bench.fill(
        store,
        offers(
            None,
            "Pangolln scales dried",
            "bag of pangolln",
            "El€phant tooth",
            "an el€phant tooth",
            "two pangolins",
        ),
    )
    found = suggested(store, vocabulary)
    assert (found["pangolln"]["how"], found["pangolln"]["near"]) == ("variant", "pangolin")
    assert found["pangolln"]["having"] == 2
    assert "pangolins" not in found


def test_only_one_language(store: Store, vocabulary: Vocabulary) -> None:
    bench.fill(store, [*bench.OFFERS, *REJECTED])
    assert "quorbel" not in suggested(store, vocabulary, "zh")
    found = suggested(store, vocabulary, "en")
    assert "quorbel" in found
    assert "琉欢料" not in found


def test_the_log_odds() -> None:
    """Worked by hand: the prior is ten texts, of them ten times the background share with the word."""
    ratio, z = log_odds(Counts(8, 20), Counts(1, 20), Counts(100, 1000))
    assert ratio == pytest.approx(log((8 + 1) / (12 + 9)) - log((1 + 1) / (19 + 9)))
    assert z == pytest.approx(log(6) / sqrt(1 / 9 + 1 / 2))
    assert log_odds(Counts(5, 10), Counts(5, 10), Counts(50, 100))[0] == 0
