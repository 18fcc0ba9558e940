"""What people who had never seen the word list ran into."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from keywords import Matcher, check_terms, load_terms, matcher_of
from keywords.fold import fold
from keywords.hidden import Hidden
from keywords.index import Index
from keywords.indexcache import cached
from keywords.jsonl import match_lines
from keywords.offsets import original_spans
from keywords.walking import read

MakeList = Callable[..., Path]


@pytest.mark.parametrize(
    "crowd", ["boa constrictor ", "python boa iguana macaw cockatoo rhino tiger pangolin leopard lion "]
)
@pytest.mark.parametrize("behind", [True, False])
def test_a_crowd_of_names_hides_no_offer(crowd: str, behind: bool) -> None:
    offer = "carved elephant ivory tusk, antique, for sale "
    many = crowd * 120
    found = Matcher(load_terms()).assess("Lot", many + offer if behind else offer + many)
    assert "elephant" in [row.target for row in found.targets]


def test_titles_of_an_overlay_are_tried(overlay: MakeList) -> None:
    own = overlay(en="term,kind,target,product\nmoonwhistle,combined,elephant,ivory_worked\n")
    (own / "examples").mkdir()
    (own / "examples" / "en.csv").write_text(
        "title,verdict,term,target\nOld moonwhistle,catch,moonwhistle,\nOld sofa,catch,moonwhistle,\nMy moonwhistle,spare,,\n"
    )
    faults = check_terms([own])
    assert [(fault.line, fault.column) for fault in faults] == [(3, 1), (4, 1)]
    assert "graded none" in faults[0].message and "graded for elephant" in faults[1].message


def test_a_mistyped_header_opens_no_secret(overlay: MakeList) -> None:
    own = overlay(en="id,term,kind,target,sensitivty\nX1,moonwhistle,code,elephant,Restricted\n")
    (term,) = [term for term in load_terms([own]).own_terms if term.id == "X1"]
    assert term.restricted
    assert ["is read as 'sensitivity'" in fault.message for fault in check_terms([own])] == [True]


def test_broken_and_retired_secrets_stay_hidden(overlay: MakeList) -> None:
    own = overlay(
        en="id,term,kind,target,product,sensitivity,status\nX1,moonwhistle,code,elephant,ivroy,restricted,\nX2,starfiddle,code,elephant,,restricted,retired\n"
    )
    hidden = Hidden(load_terms([own]))
    assert hidden.held("https://shop.example/?q=moonwhistle") == "X1"
    assert hidden.held("https://shop.example/?q=starfiddle") == "X2"


def test_a_hashtag_is_a_word(overlay: MakeList) -> None:
    own = overlay(en="term,kind,target,match\n# a remark,,,\n#,,,\n#moonwhistle,code,elephant,substring\n")
    assert [term.term for term in load_terms([own]).own_terms if "moonwhistle" in term.term] == [
        "#moonwhistle"
    ]
    assert check_terms([own]) == []


def test_a_damaged_index_is_made_anew(tmp_path: Path) -> None:
    terms = load_terms().own_terms[:50]
    cached(terms, "v", tmp_path)
    (path,) = tmp_path.glob("*.idx")
    whole = path.read_bytes()
    for at in (0, 3, 40, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :])
        assert Index.load(path.read_bytes()) is None
        assert cached(terms, "v", tmp_path).raw(read(terms[3].term)) and path.read_bytes() == whole
    path.write_bytes(whole[: len(whole) // 2])
    assert cached(terms, "v", tmp_path).entries.dump() == Index.build(terms).entries.dump()


def test_several_lists_keep_their_indices(tmp_path: Path) -> None:
    vocab = load_terms()
    for number in range(6):
        matcher_of(replace(vocab, terms=tuple(vocab.own_terms[: 20 + number]), cache=tmp_path))
    assert len(list(tmp_path.glob("*.idx"))) == 4


@pytest.mark.parametrize(
    ("text", "word"),
    [("ㄱㅏ격 상아 조각 팝니다", "상아"), ("ㄴㅔ고 가능 상아 도장", "상아"), ("İ\u0301 ivory İ", "ivory")],
)
def test_spans_behind_letters_that_compose(text: str, word: str) -> None:
    folded = fold(text)
    start = folded.index(word)
    [(first, last)] = original_spans(text, folded, [(start, start + len(word))])
    assert text[first:last] == word


def test_a_line_on_an_open_pipe_is_answered_at_once() -> None:
    class Pipe(io.BytesIO):
        answered = 0

        def read1(self, size: int | None = -1, /) -> bytes:
            self.answered = len(sink.getvalue().splitlines())
            return self.readline()

    sink = io.BytesIO()
    source = Pipe(b'{"id":1,"title":"a"}\n{"id":2,"title":"b"}\n{"id":3,"title":"c"}')
    match_lines(source, sink)
    assert source.answered == 2 and [json.loads(line)["id"] for line in sink.getvalue().splitlines()] == [
        1,
        2,
        3,
    ]


@pytest.mark.parametrize("number", ["true", "18446744073709551616", "1e300"])
def test_an_id_that_would_come_back_changed_is_refused(number: str) -> None:
    sink = io.BytesIO()
    tally = match_lines(io.BytesIO(b'{"id":%b,"title":"a"}\n' % number.encode()), sink)
    assert tally.bad == 1 and json.loads(sink.getvalue())["line"] == 1
