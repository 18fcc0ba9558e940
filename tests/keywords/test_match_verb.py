from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from keywords import jsonl
from keywords.jsonl import match_lines
from warden.cli import match as match_verb
from warden.cli import terms as terms_verb

MakeList = Callable[..., Path]


def app(terms: list[Path]) -> typer.Typer:
    made = typer.Typer()

    @made.callback()
    def options(ctx: typer.Context) -> None:
        ctx.obj = SimpleNamespace(terms=terms)

    match_verb.register(made)
    terms_verb.register(made)
    return made


def run(data: bytes, **options: Any) -> tuple[list[dict[str, Any]], jsonl.Tally]:
    sink = io.BytesIO()
    tally = match_lines(io.BytesIO(data), sink, **options)
    return [json.loads(line) for line in sink.getvalue().splitlines()], tally


GOOD = b'{"id":"a","title":"Carved ivory bangle, antique"}\n'


def test_one_line_out_for_each_line_in() -> None:
    data = (
        b"\xef\xbb\xbf"
        + GOOD
        + b'\n{"id":2,"title":"sofa","lang":"en","site":"nowhere","description":null}\n'
    )
    lines, tally = run(data)
    assert [line["id"] for line in lines] == ["a", 2] and (tally.lines, tally.bad) == (2, 0)
    assert list(lines[0]) == [
        "id",
        "grade",
        "score",
        "targets",
        "products",
        "obfuscated",
        "terms_version",
        "matches",
    ]
    assert list(lines[0]["matches"][0]) == [
        "term",
        "lang",
        "langs",
        "kind",
        "target",
        "product",
        "field",
        "start",
        "end",
        "role",
    ]
    assert lines[0]["grade"] == "hit" and lines[0]["targets"] == ["elephant"]
    assert lines[1] == {
        **lines[1],
        "grade": "none",
        "score": 0.0,
        "targets": [],
        "products": [],
        "matches": [],
    }


@pytest.mark.parametrize(
    "bad",
    [b"\xff\xfe\xfd", b"[1]", b'"x"', b"{", b'{"id":1}', b'{"id":1,"title":7}', b'{"id":[],"title":"x"}',
     b'{"title":"x","description":3}', b"[" * 100_000, b'{"title":"\\ud800"}', b'{"title":' + b'{"a":' * 50_000],
)  # fmt: skip
def test_a_bad_line_is_answered_in_its_place(bad: bytes) -> None:
    lines, tally = run(GOOD + bad + b"\n" + GOOD)
    assert [line["id"] for line in lines] == ["a", None, "a"] and tally.bad == 1
    assert lines[1]["line"] == 2 and lines[1]["error"]


def test_a_line_too_long_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_LINE", 100)
    lines, tally = run(b'{"title":"' + b"x" * 1000 + b'"}\n' + GOOD)
    assert [line["id"] for line in lines] == [None, "a"] and tally.bad == 1


def test_lines_below_the_grade_are_left_out_errors_stay() -> None:
    lines, _ = run(GOOD + b'{"title":"sofa"}\n{\n', min_grade="review")
    assert [line.get("grade") for line in lines] == ["hit", None]


def test_many_processes_give_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"".join(b'{"id":%d,"title":"ivory carved %d"}\n' % (n, n) for n in range(1200))
    assert run(data, jobs=2) == run(data)


def test_the_match_verb() -> None:
    good = CliRunner().invoke(app([]), ["match", "--min-grade", "hit"], input=GOOD)
    assert good.exit_code == 0 and json.loads(good.stdout)["grade"] == "hit"
    bad = CliRunner().invoke(app([]), ["match"], input=GOOD + b"{\n")
    assert bad.exit_code == 1 and json.loads(bad.stdout.splitlines()[1])["line"] == 2


def test_the_terms_verbs(overlay: MakeList) -> None:
    assert CliRunner().invoke(app([]), ["terms", "check"]).exit_code == 0
    own = overlay(
        en="id,term,kind,target,sensitivity\nX9,moonwhistle,code,elephant,restricted\n,no target,code,,\n"
    )
    checked = CliRunner().invoke(app([own]), ["terms", "check", "--json"])
    assert checked.exit_code == 1 and json.loads(checked.stdout)["line"] == 3
    for options in ([], ["--json"]):
        listed = CliRunner().invoke(
            app([own]), ["terms", "list", "--lang", "en", "--target", "elephant", *options]
        )
        assert "X9" in listed.stdout and "moonwhistle" not in listed.stdout
        assert "elephant tusk" in listed.stdout and "rhino horn" not in listed.stdout


def test_a_candidate_list_tells_only_what_it_changes(overlay: MakeList) -> None:
    own = overlay(
        en="term,kind,target,product,status\nmoonwhistle,combined,elephant,ivory_worked,\nivory,combined,elephant,ivory_worked,retired\n"
    )
    data = (
        b'{"id":1,"title":"Old moonwhistle"}\n{"id":2,"title":"sofa"}\nnonsense\n{"id":3,"title":"Ivory brooch"}\n'
        b'{"id":4,"title":"Pangolin scales"}\n'
    )
    alone, tally = run(data, candidate=[own])
    assert [line["id"] for line in alone] == [1, None, 3] and (tally.lines, tally.bad, tally.written) == (
        5,
        1,
        2,
    )
    assert alone[1]["line"] == 3
    assert (alone[0]["before"]["grade"], alone[0]["after"]["grade"]) == ("none", "review")
    assert (alone[2]["before"]["targets"], alone[2]["after"]["targets"]) == (["elephant"], [])
    assert alone[0]["before"]["terms_version"] != alone[0]["after"]["terms_version"]
    assert run(data, candidate=[own], jobs=2)[0] == alone


def test_the_verb_says_how_many_a_candidate_changes(overlay: MakeList) -> None:
    own = overlay(en="term,kind,target,product\nmoonwhistle,combined,elephant,ivory_worked\n")
    said = CliRunner().invoke(
        app([]), ["match", "--candidate", str(own)], input='{"title":"Old moonwhistle"}\n'
    )
    assert said.exit_code == 0 and json.loads(said.stdout)["after"]["targets"] == ["elephant"]
    assert "1 of 1 lines are graded otherwise" in said.stderr
    gone = CliRunner().invoke(app([]), ["match", "--candidate", str(own / "gone")], input="")
    assert gone.exit_code != 0
