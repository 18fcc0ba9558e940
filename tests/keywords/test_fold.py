from __future__ import annotations

import unicodedata
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from keywords import fold as folding
from keywords import letters, lettertable
from keywords.fold import fold
from keywords.offsets import original_spans
from keywords.walking import Reading, read, walk


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ivory-Like  BOX", "ivory like box"),
        ("ＩＶＯＲＹ", "ivory"),
        ("FİLDİŞİ", "fildişi"),
        ("iv\u00adory i\u200bvory", "ivory ivory"),
        ("عـــاج", "عاج"),
        ("عَاج", "عاج"),
        ("أصلي", "اصلي"),
        ("Straße", "strasse"),
        ("瑇瑁", "玳瑁"),
        ("穿山甲鱗片", "穿山甲鳞片"),
        ("ﾍﾞｯｺｳ", "ベッコウ"),
        ("Й", "й"),
        ("Côte d’Ivoire", "côte d'ivoire"),
        ("ブ", "ブ"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


ALONE = [
    char
    for char in map(chr, range(0x20, 0x10000))
    if not letters.UNEVEN.search(char) and not letters.BOUND.search(char)
]


def _at_length(text: str) -> str:
    """The folding of a text that is not taken for a usual one."""
    return folding.SPACE.sub(" ", folding._composed(text).translate(folding.letters()))


def _walked(reading: Reading) -> tuple[str, str]:
    return reading.folded, reading.walked.removeprefix("" if reading.loose else " ")


def test_most_characters_fold_to_one_whatever_stands_beside_them() -> None:
    assert len(ALONE) > 40_000 and {"ж", "龟", "龜", "é", "Σ", "i", " "} <= set(ALONE)
    assert not {"ß", "İ", "\u0301", "\u1161"} & set(ALONE)
    rng = Random(20261122)
    texts = [*ALONE, *("".join(rng.choices(ALONE, k=rng.randint(2, 9))) for _ in range(50_000))]
    assert [text for text in texts if fold(text) != _at_length(text)] == []
    assert [text for text in texts if _walked(read(text)) != _walked(walk(fold(text)))] == []


@pytest.mark.parametrize(
    "words",
    ["Défense d’éléphant", "Straße ½", "Kość słoniowa", "Ziloņkaula", "Ngà voi", "Слоновая кость", "عاج الفيل", "งาช้าง", "Ελεφαντόδοντο", "שנהב", "象牙", "🐘 Слон", "상아 ㅏ", "ivory"],
)  # fmt: skip
def test_runs_of_spaces_become_one_in_every_alphabet(words: str) -> None:
    text = f"  {words} -\n— {words}\t–{words}_ "
    folded = fold(words)
    assert fold(text) == f" {folded} {folded} {folded} " == read(text).folded == _at_length(text)
    spaced = read(text).spaced
    for start in (1, len(folded) + 2, 2 * len(folded) + 3):
        found = [
            original_spans(text, fold(text), [(start, start + len(folded))], known)
            for known in (spaced, None)
        ]
        assert found[0] == found[1] and [text[first:last] for ((first, last),) in found] == [words, words]


MARKS = [char for char in map(chr, range(0x300, 0x11_0000)) if unicodedata.category(char)[0] == "M"]
MEETING = [
    *MARKS,
    *"aoiสงก가ㄱ\u1100\u1161\u11a8कनरआ ا أ ـ\u0651\u064eㅇㅏㅁﾡￂﾍﾞ´¨İßΣσςﬁ½™…象龜\u200b\u200d\u00ad\u0e33\u0eb3\u0e4d\u0e32🐘-—_ \n",
]


def test_characters_that_meet_fold_as_one_by_one_or_as_a_whole() -> None:
    """Whichever way a text is folded; marks, jamo and signs that vanish are where the ways could part."""
    rng = Random(1122)
    every = [
        char
        for char in map(chr, range(0x20, 0x11_0000))
        if unicodedata.category(char) not in ("Cn", "Cs", "Co")
    ]
    texts = ["".join(rng.choices(MEETING, k=rng.randint(2, 5))) for _ in range(60_000)]
    texts += ["".join(rng.choices(every, k=6)) for _ in range(20_000)]
    texts += [
        "".join(
            rng.choices("กน\u0e31\u0e34\u0e38\u0e39\u0e3a\u0e47\u0e48\u0e49\u0e4d\u0e32\u0e33\u200b🐘", k=4)
        )
        for _ in range(9_000)
    ]
    texts += [f"{char}{mark}ص{mark}{char}" for mark in MARKS for char in "oสक"]
    assert [text for text in texts if fold(text) != _at_length(text)] == []


def test_the_table_of_letters_is_what_unicode_says() -> None:
    assert lettertable.table() == (Path(letters.__file__).parent / "letters.txt").read_text(encoding="ascii")


def test_marks_of_other_scripts_stay() -> None:
    assert fold("กำไลงาช้าง") == fold("กำไลงาช้าง") and "้" in fold("งาช้าง")
    assert fold("й") != fold("и") and fold("बाघ की खाल") == "बाघ की खाल"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Alt: ﬁne  IVO\u00adRY box", "IVO\u00adRY"),
        ("Schöne Straße, Elfenbein", "Elfenbein"),
        ("①  총 \u1109\u1161\u11bc\u110b\u1161 도장", "\u1109\u1161\u11bc\u110b\u1161"),
        ("古い ﾍﾞｯｺｳ 簪", "ﾍﾞｯｺｳ"),
        ("\U0001f418 — 象牙 手鏈", "手鏈"),
        ("กำไลงาช้างแท้", "งาช้าง"),
    ],
)
def test_spans_lead_back_to_the_original(text: str, word: str) -> None:
    folded, part = fold(text), fold(word)
    start = folded.index(part)
    [(first, last)] = original_spans(text, folded, [(start, start + len(part))])
    assert text[first:last] == word


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
@example("a\u0301\u200b\u0323 İ ﷺ ㌕ \u1100\u1161\u11a8 กำ\u0e49")
@example("\u0e4d\u0e32 ก\u0e4d\u0e32")
def test_folding_is_stable_and_every_span_is_inside(text: str) -> None:
    folded = fold(text)
    for start in range(0, len(folded), 3):
        [(first, last)] = original_spans(text, folded, [(start, start + 1)])
        assert 0 <= first <= last <= len(text)
        assert fold(text[first:last]).strip() in folded or len(text[first:last]) > 1


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="aé-  ß象İـع\u0301\u00ad가ﾍﾞ", max_size=30), st.text(alphabet="aé- ß象", max_size=10))
def test_a_word_is_found_again_where_it_stands(before: str, after: str) -> None:
    text = f"{before}. kudu .{after}"
    folded = fold(text)
    start = folded.index("kudu")
    assert original_spans(text, folded, [(start, start + 4)]) == [
        (text.index("kudu"), text.index("kudu") + 4)
    ]
