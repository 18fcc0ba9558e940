"""The JSON interface: what it answers, to whom, and how it refuses."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from jsonschema import Draft202012Validator
from playwright.sync_api import Page

from tests.console.conftest import Console
from tests.console.programs import Program, Visitor

DOCUMENT = json.loads((Path(__file__).parents[2] / "docs/reference/records.json").read_text("utf-8"))


def valid(verb: str, line: Any) -> None:
    """A line has the shape that the command line's has."""
    Draft202012Validator({**DOCUMENT, "$ref": f"#/$defs/{verb}"}).validate(line)


def test_hits_verdicts_and_trends(console: Console) -> None:
    visitor = Visitor(console, "wen", "reviewer")
    program = Program(console, visitor.token("read", "decide", "trends"))

    whole = program.get("/hits", order="score")
    assert (whole["total"], whole["after"]) == (3, None)
    for line in whole["hits"]:
        valid("search", line)
    told = console.run("search", "", "--order", "score", "--json")
    assert whole["hits"] == [json.loads(line) for line in told.stdout.splitlines()]

    first = program.get("/hits", order="score", limit=2)
    rest = program.get("/hits", order="score", limit=2, after=first["after"])
    assert [*first["hits"], *rest["hits"]] == whole["hits"]
    assert rest["after"] is None

    (found,) = program.get("/hits", q="ivory", target="elephant")["hits"]
    assert found["title"] == "Old ivory netsuke"
    assert program.get(f"/hits/{found['hit_id']}") == found

    said = {
        "decision": "relevant_prohibited",
        "taxon": "Loxodonta africana",
        "reasons": ["stock_photo"],
        "basis": "seller_text",
    }
    made = program.ask("POST", f"/hits/{found['hit_id']}/verdicts", json=said)
    assert made.status_code == 201, made.text
    valid("decide", made.json())
    assert (made.json()["reviewer"], made.json()["state"]) == ("wen", "decided")
    (kept,) = program.get(f"/hits/{found['hit_id']}/verdicts")["verdicts"]
    assert (kept["decision"], kept["reasons"], kept["seen"]["basis"]) == (
        "relevant_prohibited",
        ["stock_photo"],
        "seller_text",
    )
    assert program.get("/hits", state="decided")["total"] == 1

    rows = program.get("/trends", by=["week", "target"], all_probes=True)["rows"]
    assert rows
    for row in rows:
        valid("trends", row)
    told = console.run("trends", "--by", "week,target", "--all-probes", "--json")
    assert rows == [json.loads(line) for line in told.stdout.splitlines()]


@pytest.fixture
def sqlite_console(tmp_path: Path) -> Any:
    """One console, where the engine makes no difference."""
    from tests.console.conftest import filled

    made = Console(tmp_path, f"sqlite:///{tmp_path / 'warden.db'}")
    with made.store() as store:
        filled(store)
    with made.serving():
        yield made


def test_a_token_opens_what_its_scope_and_its_persons_role_allow(sqlite_console: Console) -> None:
    console = sqlite_console
    reviewer, reader = Visitor(console, "wen", "reviewer"), Visitor(console, "ana", "reader")
    anybody = Program(console, None)
    hit = Program(console, reviewer.token("read")).get("/hits")["hits"][0]["hit_id"]
    verdict = {"json": {"decision": "cannot_tell"}}
    asks: list[tuple[Program, str, str, dict[str, Any], int]] = [
        (anybody, "GET", "/hits", {}, 401),
        (Program(console, "warden_" + "x" * 43), "GET", "/hits", {}, 401),
        (Program(console, reviewer.token("trends")), "GET", "/hits", {}, 403),
        (Program(console, reviewer.token("trends")), "GET", "/trends", {}, 200),
        (Program(console, reviewer.token("read")), "POST", f"/hits/{hit}/verdicts", verdict, 403),
        (Program(console, reader.token("read", "decide")), "POST", f"/hits/{hit}/verdicts", verdict, 403),
        (Program(console, reader.token("read", "decide")), "GET", f"/hits/{hit}", {}, 200),
    ]
    for program, method, path, more, status in asks:
        answer = program.ask(method, path, **more)
        assert answer.status_code == status, (method, path, answer.text)
        assert status == 200 or set(answer.json()) == {"error"}
    assert anybody.ask("GET", "/hits").headers["WWW-Authenticate"] == "Bearer"
    # Who is signed in in a browser has no token for that, so no page elsewhere can send one along.
    assert reviewer.session.get(f"{anybody.base}/hits", timeout=30).status_code == 401
    old = Program(console, reader.token("read"))
    console.run("people", "set", "ana", "--role", "volunteer")
    assert old.ask("GET", "/hits").status_code == 403
    console.run("people", "set", "ana", "--role", "reader", "--inactive")
    assert old.ask("GET", "/hits").status_code == 403


def test_a_token_ends_and_is_revoked_by_its_person_alone(sqlite_console: Console) -> None:
    console = sqlite_console
    wen, ana = Visitor(console, "wen", "reviewer"), Visitor(console, "ana", "reader")
    text = wen.token("read", name="weekly report")
    program = Program(console, text)
    assert program.get("/hits")["total"] == 3
    with sqlite3.connect(console.data / "console.db") as db:
        ((number, kept, used),) = db.execute("SELECT id, digest, used_at FROM people_apitoken").fetchall()
        assert text not in kept
        assert used is not None
    assert text not in wen.session.get(f"{console.address}/people/tokens", timeout=30).text
    assert ana.send(f"/people/tokens/{number}/revoke", {}).status_code in (403, 404, 405)
    assert program.ask("GET", "/hits").status_code == 200
    with sqlite3.connect(console.data / "console.db") as db:
        past = (datetime.now(UTC) - timedelta(minutes=1)).strftime("%Y-%m-%d %H:%M:%S")
        db.execute("UPDATE people_apitoken SET expires_at = ?", (past,))
    assert program.ask("GET", "/hits").status_code == 401
    assert (
        Visitor(console, "vol", "volunteer")
        .session.get(f"{console.address}/people/tokens", timeout=30)
        .status_code
        == 403
    )


def test_a_person_makes_and_revokes_a_token_on_the_page(sign_in: Any, console: Console) -> None:
    page: Page = sign_in("wen")
    page.goto(f"{console.address}/people/password")
    page.click("text=Tokens for programs")
    page.fill("#id_name", "weekly report")
    page.check("input[value=read]")
    page.click("button.main")
    program = Program(console, page.input_value("#made"))
    assert program.get("/hits")["total"] == 3
    page.click("button[aria-label='Revoke weekly report']")
    assert page.inner_text(".messages") == "weekly report is revoked."
    assert program.ask("GET", "/hits").status_code == 401


@pytest.mark.parametrize(
    ("path", "query", "status", "why"),
    [
        ("/hits", {"limit": 201}, 422, "limit: "),
        ("/hits", {"since": "2026-02-31"}, 422, "since: "),
        ("/hits", {"target": "unicorn"}, 422, "there is no such target"),
        ("/hits", {"state": "odd"}, 422, "state"),
        ("/hits", {"after": "nonsense"}, 400, "is no place in a list"),
        ("/hits/none", {}, 404, "no such hit"),
        ("/trends", {"by": "colour"}, 422, "by"),
        ("/nothing", {}, 404, "openapi.json"),
        ("/", {}, 404, "openapi.json"),
    ],
)
def test_what_is_asked_wrongly_is_told_in_a_line(
    one_program: Program, path: str, query: dict[str, Any], status: int, why: str
) -> None:
    answer = one_program.ask("GET", path, params=query)
    assert answer.status_code == status, answer.text
    assert why in answer.json()["error"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "decision"),
        ({"decision": "cannot_tell", "taxon": "a big cat"}, "taxon: Not a target"),
        ({"decision": "cannot_tell", "revision_id": "r0"}, "revision_id: "),
        ({"decision": "cannot_tell", "note": "x" * 2_001}, "note"),
        ({"decision": "cannot_tell", "reasons": ["because"]}, "reasons"),
    ],
)
def test_a_verdict_that_does_not_hold_is_refused(
    one_program: Program, said: dict[str, Any], why: str
) -> None:
    hit = one_program.get("/hits")["hits"][0]["hit_id"]
    answer = one_program.ask("POST", f"/hits/{hit}/verdicts", json=said)
    assert (answer.status_code, why in answer.json()["error"]) == (422, True), answer.text
    assert one_program.get(f"/hits/{hit}/verdicts") == {"verdicts": []}


def test_a_method_that_means_nothing_is_told(one_program: Program) -> None:
    answer = one_program.ask("DELETE", "/hits")
    assert answer.status_code == 405
    assert answer.json()["error"] == "DELETE means nothing here; allowed: GET"
    assert requests.get(f"{one_program.base}/openapi.json", timeout=30).json()["info"]["title"] == "Warden"


@pytest.fixture(scope="module")
def one_program(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A program that may all, of a console that these tests only ask wrongly."""
    from tests.console.conftest import filled

    folder = tmp_path_factory.mktemp("asked")
    made = Console(folder, f"sqlite:///{folder / 'warden.db'}")
    with made.store() as store:
        filled(store)
    with made.serving():
        yield Program(made, Visitor(made, "wen", "reviewer").token("read", "decide", "trends"))


@pytest.mark.parametrize(
    "odd",
    [
        "\x00",
        "\udcff",
        "'; DROP TABLE hit; --",
        '"',
        "*",
        "NEAR(",
        "a" * 499,
        "\u202e象牙",
        "-",
        "%",
        "{{7*7}}",
    ],
)
def test_odd_words_do_no_harm(one_program: Program, odd: str) -> None:
    raw = {"q": odd.encode("utf-8", "surrogateescape")}
    for path in ("/hits", "/trends"):
        answer = one_program.ask("GET", path, params=raw | {"site": raw["q"], "since": "0001"})
        assert answer.status_code in (200, 400, 422), answer.text
    hit = one_program.get("/hits")["hits"][0]["hit_id"]
    body = json.dumps({"decision": "odd", "note": odd, "taxon": odd})
    answer = one_program.ask("POST", f"/hits/{hit}/verdicts", data=body.encode("utf-8"))
    assert answer.status_code == 422
    assert one_program.ask("GET", "/hits", params={"after": raw["q"]}).status_code == 400


def test_a_note_in_any_letters_is_kept_and_shown(sqlite_console: Console) -> None:
    program = Program(sqlite_console, Visitor(sqlite_console, "wen", "reviewer").token("read", "decide"))
    hit = program.get("/hits")["hits"][0]["hit_id"]
    for note in ("牙 \u202e", "a\x00b", "<script>", "\ud800"):
        body = json.dumps({"decision": "cannot_tell", "note": note})
        answer = program.ask("POST", f"/hits/{hit}/verdicts", data=body)
        assert answer.status_code in (201, 422), answer.text
    notes = [one["note"] for one in program.get(f"/hits/{hit}/verdicts")["verdicts"]]
    assert notes[0] == "牙 \u202e"
    assert "<script>" in notes
