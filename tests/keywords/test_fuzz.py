"""Any text of any script and length: spans stand where the words do, nothing depends on what was read before, cost is linear."""

from __future__ import annotations

import unicodedata
from functools import cache
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from keywords import Matcher, Vocabulary, load_terms
from keywords.disguise import Disguises
from keywords.fold import fold
from keywords.index import Index
from keywords.schema import Term
from keywords.walking import walk
from warden.records import Match
from warden.text import HEAP, search_tokens

JOINTS = (
    "",
    " ",
    "  ",
    "-",
    " - ",
    ", ",
    "'s ",
    ".",
    "\u200b",
    "\u00ad",
    "\u0301",
    "\u0336",
    "3",
    "x",
    "é",
    "的",
    "ช",
    "ำ",
    "가",
    "ا",
    "🐘",
    "\n",
)


@cache
def shipped() -> tuple[Vocabulary, Matcher]:
    vocab = load_terms()
    return vocab, Matcher(vocab)


@cache
def alone(term_id: str, lang: str) -> tuple[Index, Disguises]:
    """An index of one term."""
    vocab, _ = shipped()
    term = next(term for term in vocab.terms if term.id == term_id and term.lang == lang)
    return Index.build([term]), Disguises(vocab.disguises)


def words() -> st.SearchStrategy[str]:
    terms: list[Term] = [term for term in shipped()[0].terms if term.match != "regex"]
    jitter = st.sampled_from(
        (
            str,
            str.upper,
            str.title,
            lambda text: ".".join(text),
            lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
        )
    )
    return st.builds(lambda term, change: str(change(term.term)), st.sampled_from(terms), jitter)


def texts() -> st.SearchStrategy[str]:
    part = st.one_of(words(), st.sampled_from(JOINTS), st.sampled_from(JOINTS), st.text(max_size=4))
    return st.lists(part, max_size=12).map("".join)


def stands(text: str, match: Match) -> bool:
    """Whether the whole of what the span shows is what the term finds there, plainly or in disguise.

    A character that folds to several may lie in it by a part: all of ¼ is shown of elefantenhaar¼, whose word ends with
    the 1.
    """
    index, disguises = alone(match.term_id, match.lang)
    assert match.start is not None and match.end is not None
    shown = text[match.start : match.end]
    folded = fold(shown)
    first, last = len(folded) - len(fold(shown[1:])), len(fold(_without_marks(shown)[:-1]))
    for ahead in ("", "3"):  # units such as g stand behind a figure only
        finds = index.finds(walk(ahead + folded))
        if any(find.start - len(ahead) < max(first, 1) and find.end - len(ahead) > last for find in finds):
            return True
    return any(
        undone.text[find.start : find.end] == _without_marks(undone.text.strip()).strip()
        for undone in disguises.undone(folded)
        for find in index.finds(walk(undone.text))
    )


def _without_marks(text: str) -> str:
    """Without the marks behind it."""
    end = len(text)
    while end > 1 and (unicodedata.category(text[end - 1])[0] in "MC" or text[end - 1] in "\uff9e\uff9f"):
        end -= 1
    return text[:end]


@settings(max_examples=300, deadline=None)
@given(title=texts(), description=texts())
@example(title="น้ำ งาช้าง  IVO\u00adRY", description="ＩＶＯＲＹ i.v.o.r.y ﬁ ivory\u0301")
@example(title="¨آلة عود¨", description="آلة عود゛ ¨carved ivory¨ x")
@example(title="elefantenhaar¼", description="🐘\u0301 elefantenhaar ½")
def test_spans_show_what_was_found(title: str, description: str) -> None:
    _, matcher = shipped()
    found = matcher.assess(title, description)
    for match in found.matches:
        if match.start is not None:
            text = title if match.field == "title" else description
            assert stands(text, match), (text, match)
    assert 0 <= found.score <= 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(texts(), texts()), min_size=2, max_size=5))
def test_no_answer_depends_on_other_listings(pairs: list[tuple[str, str]]) -> None:
    _, matcher = shipped()
    first = [matcher.assess(*pair) for pair in pairs]
    assert [matcher.assess(*pair) for pair in reversed(pairs)] == first[::-1]
    assert matcher.assess(*pairs[0]) == first[0]


LONG = (
    "ivory ", "i.v.o.r.y ", "象.牙 ", "1vory ", "no ivory carved antique ", "  - ", "ก้", "\u0e48\u0e38", "\u0301\u0323", "i\u0336",
    "🐘💀", "ivоry ", "nga voi ", "عاج أصلي ", "\u1100\u1161", "i*v*", "龜甲", "elephant's tusk ", "1.1 ", "ΣΑ ", "\ufe0f\u200d", "\x00", "\ud800",
)  # fmt: skip


@pytest.mark.parametrize("piece", LONG)
def test_a_text_of_a_megabyte_costs_what_its_length_says(piece: str) -> None:
    _, matcher = shipped()
    matcher.assess(piece)
    spent = []
    for size in (125_000, 1_000_000):
        text = piece * (size // len(piece))
        began = process_time()
        found = matcher.assess("x", text)
        spent.append(process_time() - began)
        assert all(match.end is None or match.end <= len(text) for match in found.matches)
    # Eight times the text; 64 times the cost were it squared.
    assert spent[1] < 24 * spent[0] + 0.3, (piece, spent)


def test_heaps_of_marks_are_thinned_before_they_are_sorted() -> None:
    heap = "\u0301\u0323" * 500_000
    assert len(fold(f"ivory{heap} box")) < 100 and len(search_tokens(f"ivory{heap} box")) <= 3
    _, matcher = shipped()
    (first, *_) = matcher.assess(f"{heap} ivory carving").matches
    assert (first.start, first.term) == (len(heap) + 1, "ivory")
    few = "o" + "\u0301\u0323" * (HEAP // 2)
    assert fold(few + "x")[-1] == "x" and len(fold(few)) >= HEAP - 2
