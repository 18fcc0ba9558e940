"""Step 4: words that sellers write so that nobody finds them."""

from __future__ import annotations

import time
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from keywords import load_terms
from keywords.disguise import Disguises
from keywords.fold import fold
from keywords.matcher import Matcher

VOCABULARY = load_terms()
MATCHER = Matcher(VOCABULARY)
DISGUISES = Disguises(VOCABULARY.disguises)


@pytest.mark.parametrize(
    ("title", "target", "written"),
    [
        ("old i.v.o.r.y carving", "elephant", "i.v.o.r.y"),
        ("I V O R Y tusk, old", "elephant", "I V O R Y tusk"),
        ("i-v-o-r-y tusk", "elephant", "i-v-o-r-y tusk"),
        ("e.l.f.e.n.b.e.i.n Figur antik", "elephant", "e.l.f.e.n.b.e.i.n"),
        ("纯天然象.牙手镯", "elephant", "象.牙"),
        ("象 牙 手 链", "elephant", "象 牙"),
        ("象★牙 麻將牌一副", "elephant", "象★牙"),
        ("vòng n.g.à v.o.i cổ", "elephant", "n.g.à v.o.i"),
        ("с л о н о в а я кость, резная", "elephant", "с л о н о в а я кость"),
        ("ع.ا.ج اصلي منحوت قديم", "elephant", "ع.ا.ج"),
        ("穿。山。甲 鳞片", "pangolin", "穿。山。甲"),
        ("老虎·骨酒", "tiger", "虎·骨酒"),
        ("Antique iv0ry netsuke", "elephant", "iv0ry"),
        ("1vory tusk carved", "elephant", "1vory tusk"),
        ("pango1in scales 2 kg", "pangolin", "pango1in"),
        ("t1ger skin rug", "tiger", "t1ger"),
        ("real ιvοry tusk", "elephant", "ιvοry tusk"),
        ("ivоry tusk", "elephant", "ivоry tusk"),
        ("слоновая кoсть, резная", "elephant", "слоновая кoсть"),
        ("ɪᴠᴏʀʏ carving", "elephant", "ɪᴠᴏʀʏ"),
        ("🇮🇻🇴🇷🇾 tusk", "elephant", "🇮🇻🇴🇷🇾 tusk"),
        ("i̶v̶o̶r̶y̶ bracelet", "elephant", "i̶v̶o̶r̶y"),
        ("🐘 tusk carved", "elephant", "🐘"),
        ("I V 0 R Y tusk, old", "elephant", "I V 0 R Y tusk"),
        ("old iv*ry tusk carved", "elephant", "iv*ry"),
        ("p@ngolin scales 2 kg", "pangolin", "p@ngolin scales"),
        ("р0г н0сорога, старый", "rhino", "р0г н0сорога"),
        ("سبحة ع.اج هندي", "elephant", "ع.اج"),
    ],
)
def test_a_disguised_word_is_found_where_it_stands(title: str, target: str, written: str) -> None:
    found = MATCHER.assess(title)
    assert (found.grade, found.obfuscated) == ("hit", True)
    assert target in [row.target for row in found.targets]
    spans = [title[m.start : m.end] for m in found.matches if m.role == "signal" and m.start is not None]
    assert any(span.startswith(written) for span in spans), spans


@pytest.mark.parametrize(
    "title",
    [
        "18k gold ring 750, 5pcs",
        "Canon EOS 5D Mark III, 100ml, 925er Silber",
        "vitamin a b c d e",
        "大象 牙膏 100克",  # an elephant, and toothpaste
        "看大象。牙很白",
        "i.v.o.r.y c.o.a.s.t",  # a shadow is one in disguise as well
        "www.a.b.c.example",
        "размер xl, цвет белый",
        "size s m l xl",
    ],
)
def test_what_only_looks_like_a_disguise_is_left_alone(title: str) -> None:
    found = MATCHER.assess(title)
    assert (found.grade, found.obfuscated) == ("none", False)


def test_a_word_that_also_stands_plainly_is_no_disguise() -> None:
    found = MATCHER.assess("ivory carving, old ivory")
    assert found.obfuscated is False
    both = MATCHER.assess("carved ivory i.v.o.r.y")
    assert both.obfuscated is True and both.grade == "hit"


def test_a_disguise_raises_the_score() -> None:
    assert MATCHER.assess("iv0ry bracelet").score > MATCHER.assess("ivory bracelet").score


def test_a_text_of_a_megabyte_costs_in_proportion() -> None:
    for piece in ("i.v.o.r.y ", "象.牙 ", "iv0ry ", "iv\u0336o\u0336ry ", "ιvory ", "a b c d e f "):
        took = []
        for size in (20_000, 200_000):
            text = piece * (size // len(piece))
            began = time.process_time()
            MATCHER.assess(text)
            took.append(time.process_time() - began)
        assert took[1] < 40 * took[0] + 0.5, piece


SIGNS = st.sampled_from(sorted({row.written for row in VOCABULARY.disguises}))
WRITTEN = st.lists(
    st.one_of(
        SIGNS, st.sampled_from([*"ivory tusk象牙穿山甲слон", "\u0336", "ivory", "\u200d"]), st.characters()
    ),
    max_size=40,
).map("".join)


@settings(max_examples=400, deadline=None)
@given(WRITTEN)
@example("i.v.o.r.y\u0336 1vory 🇮🇻ory ιv0rý")
def test_every_find_in_disguise_lies_in_the_text(text: str) -> None:
    folded = fold(text)
    for undone in DISGUISES.undone(folded):
        assert len(undone.starts) == len(undone.ends) == len(undone.text)
        assert undone.text != folded
        assert undone.starts == sorted(undone.starts) and undone.ends == sorted(undone.ends)
        assert all(0 <= a < b <= len(folded) for a, b in zip(undone.starts, undone.ends, strict=True))
    found = MATCHER.assess(text)
    assert all(m.start is None or m.end is None or 0 <= m.start < m.end <= len(text) for m in found.matches)
    assert found == MATCHER.assess(text)


class Blind(Disguises):
    """Looks at every text in earnest."""

    def may_be(self, folded: str) -> bool:
        return True


BLIND = Blind(VOCABULARY.disguises)
KINDS = "ab129@$.,*· -?é€ăдяғαյ象牙あع\u0620กะ가★♥🐘𝕏ᴀ\u0336\x01\U0001fc10"
"""Characters of every kind that the cheap look tells apart, and some of none."""


@settings(max_examples=400, deadline=None)
@given(st.one_of(WRITTEN, st.text(KINDS, max_size=14)))
@example("i·i*i")
@example("a.2.b")  # figures that stand for no letter
@example("2aa1")
@example("*2aa")
@example("a б\u0620 c d")
def test_the_cheap_look_misses_nothing(text: str) -> None:
    folded = fold(text)
    if BLIND.undone(folded):
        assert DISGUISES.may_be(folded)


def test_the_cheap_look_misses_nothing_of_all_short_texts() -> None:
    short = ("".join(chars) for size in (1, 2, 3, 4) for chars in product("a12.* д象", repeat=size))
    assert [text for text in short if BLIND.undone(text) and not DISGUISES.may_be(text)] == []
