"""What the JSON interface does not do: find nothing under a name that is not there, count without end, be asked without end,
tell restricted words, decide on half of a listing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from keywords import load_terms
from keywords.matcher import Matcher
from tests.console.conftest import Console, filled
from tests.console.programs import Program, Visitor
from tests.console.test_terms import COLUMNS, SECRET_WORD
from tests.store import build as b
from warden.store.base import Store

MOST = 60


def hinted(store: Store, terms: Path) -> None:
    """A listing that a restricted word makes a hit, as it was matched; and one with two targets."""
    b.begin(store, "run-2", b.probe("tusk"))
    offer = b.listing("r1", f"Comb, {SECRET_WORD}", description="nice")
    made = Matcher(load_terms([terms])).assess(offer.title, offer.description or "")
    twice = (b.listing("d1", "Ivory and scales"), b.assessment("elephant", "pangolin"))
    store.ingest(b.batch(b.page("run-2", b.probe("tusk"), number=7), (offer, made), twice))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    folder = tmp_path_factory.mktemp("limits")
    terms = folder / "own" / "terms"
    terms.mkdir(parents=True)
    row = f"X-1,{SECRET_WORD},code,elephant,ivory_worked,strong,restricted,yes,candidate,told in the dark\n"
    (terms / "en.csv").write_text(COLUMNS + row, encoding="utf-8")
    made = Console(
        folder,
        f"sqlite:///{folder / 'warden.db'}",
        more={"WARDEN_TERMS": str(terms.parent)},
        settings=f"[console]\napi_per_minute = {MOST}\n",
    )
    with made.store() as store:
        filled(store)
        hinted(store, terms.parent)
    with made.serving():
        yield made


@pytest.fixture(scope="module")
def reviewer(asked: Console) -> Visitor:
    return Visitor(asked, "wen", "reviewer")


@pytest.mark.parametrize(
    ("path", "query", "why"),
    [
        ("/hits", {"site": "ebay_dee"}, "site: there is no such site; near it: ebay_de"),
        ("/hits", {"target": "elefant"}, "target: there is no such target; near it: elephant"),
        ("/hits", {"language": "zz"}, "language: there is no such language"),
        ("/hits", {"country": "XX"}, "country: there is no such country"),
        ("/trends", {"site": "nowhere_at_all"}, "site: there is no such site"),
        ("/trends", {"language": "english"}, "language: there is no such language"),
        ("/hits", {"sitee": "demo"}, "sitee: there is no such parameter; near it: site"),
        ("/trends", {"foo": "1"}, "foo: there is no such parameter"),
        ("/hits", {"limit": "many"}, "limit: Input should be a valid integer"),
    ],
)
def test_what_is_not_there_is_told(
    asked: Console, reviewer: Visitor, path: str, query: dict[str, Any], why: str
) -> None:
    program = Program(asked, reviewer.token("read", "trends"))
    answer = program.ask("GET", path, params=query)
    assert (answer.status_code, answer.json()["error"][: len(why)]) == (422, why)
    for known in ({"site": "demo"}, {"site": "ebay_de"}, {"country": "vn"}, {"language": "sw"}):
        assert program.ask("GET", "/hits", params=known).status_code == 200, known
    for body, told in (
        ({}, "decision: it is needed"),
        ({"decision": "odd"}, "decision: Input should be"),
    ):
        decider = Program(asked, reviewer.token("decide", "read"))
        hit = program.get("/hits")["hits"][0]["hit_id"]
        error = decider.ask("POST", f"/hits/{hit}/verdicts", json=body).json()["error"]
        assert error.startswith(told), error
        assert "asked" not in error and "Schema" not in error
    page = reviewer.session.get(f"{reviewer.address}/people/tokens", timeout=30).text
    for place in re.findall(r"/people/tokens/\d+/revoke", page):
        reviewer.send(place, {})


def test_a_token_that_asks_too_often_waits(asked: Console, reviewer: Visitor) -> None:
    one, other = (Program(asked, reviewer.token("read", name=name)) for name in ("eager", "calm"))
    told: dict[int, tuple[str, str]] = {}
    for _ in range(2 * MOST + 1):
        answer = one.ask("GET", "/hits", params={"limit": 1})
        told[answer.status_code] = answer.headers.get("Retry-After", ""), answer.json().get("error", "")
    assert told.keys() == {200, 429}
    wait, why = told[429]
    assert 1 <= int(wait) <= 60
    assert why.startswith(f"more than {MOST} requests in a minute")
    assert other.ask("GET", "/hits").status_code == 200


def test_all_hits_of_a_listing_or_none(asked: Console, reviewer: Visitor) -> None:
    program = Program(asked, reviewer.token("read", "decide"))
    lines = program.get("/hits")["hits"]
    both = [line["hit_id"] for line in lines if line["title"] == "Ivory and scales"]
    alone = next(line["hit_id"] for line in lines if line["title"] == "Old ivory netsuke")
    said = {"decision": "relevant_prohibited", "note": "both"}
    assert len(both) == 2
    for wrong, status in (([both[0], "none"], 404), ([both[0], alone], 422), ([], 422)):
        assert program.ask("POST", "/verdicts", json=said | {"hits": wrong}).status_code == status
    assert [program.get(f"/hits/{one}/verdicts")["verdicts"] for one in [*both, alone]] == [[], [], []]
    made = program.ask("POST", "/verdicts", json=said | {"hits": both})
    assert made.status_code == 201, made.text
    assert [(one["hit_id"], one["state"]) for one in made.json()["verdicts"]] == [
        (one, "decided") for one in both
    ]


def test_no_token_of_a_reader_brings_a_restricted_word(asked: Console) -> None:
    program = Program(asked, Visitor(asked, "rita", "reader").token("read", "trends"))
    answer = program.get("/hits")
    (line,) = (one for one in answer["hits"] if one["title"].startswith("Comb"))
    (match,) = (one for one in line["matches"] if one["term"] == "X-1")
    assert (match["term"], match["start"]) == ("X-1", None)
    hit = line["hit_id"]
    told = [answer, program.get(f"/hits/{hit}"), program.get(f"/hits/{hit}/verdicts")]
    told += [program.get("/trends", by=part) for part in ("week", "target")]
    for one in told:
        # The seller wrote the word; what the list knows of it is nobody's.
        text = json.dumps(one).replace(line["title"], "")
        assert SECRET_WORD not in text
        assert "told in the dark" not in text
    for query in ({"target": SECRET_WORD}, {"site": SECRET_WORD}, {"language": "moonwhit"}):
        error = program.ask("GET", "/hits", params=query).json()["error"]
        assert SECRET_WORD not in error
