"""Species+ by its interface: a fake of it on this machine, with invented answers in its shape."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from keywords.importing.interface import read_pages
from tests.species.conftest import Warden
from warden import speciesplus
from warden.errors import CannotContinue

CAT = {
    "id": 7, "full_name": "Felis inventa", "author_year": "Muster, 1801", "rank": "SPECIES", "name_status": "A", "active": True,
    "cites_listing": "II", "higher_taxa": {"kingdom": "Animalia", "order": "Carnivora", "family": "Felidae"},
    "synonyms": [{"id": 8, "full_name": "Leo fictus", "author_year": "Probe"}],
    "common_names": [{"name": "Wonder Beast", "language": "EN"}],
    "cites_listings": [{"appendix": "II", "annotation": "<i>All</i>", "hash_annotation": "#4", "effective_at": "1977-02-04", "party": None}],
}  # fmt: skip
OTHER = {
    **CAT,
    "id": 9,
    "full_name": "Felis altera",
    "cites_listing": None,
    "synonyms": [],
    "cites_listings": [],
}
ACTS = {
    "cites_listings": [
        {"appendix": "I", "change_type": "+", "is_current": True, "effective_at": "2017-01-02", "annotation": "x",
         "hash_annotation": {"symbol": "#4", "note": "all parts"}, "party": None},
        {"appendix": "II", "change_type": "+", "is_current": False, "effective_at": "1977-02-04"},
        {"appendix": "III", "change_type": "R+", "is_current": True, "party": {"iso_code2": "XA"}},
        {"appendix": "III", "change_type": "-", "is_current": True},
        {"appendix": "III", "change_type": "+", "is_current": True, "effective_at": "2018-01-01", "party": {"iso_code2": "XB", "name": "X"}},
    ],
    "cites_quotas": [], "cites_suspensions": [],
}  # fmt: skip
EU = {
    "eu_listings": [{"annex": "A", "change_type": "+", "is_current": True, "effective_at": "2017-02-04"}],
    "eu_decisions": [],
}

Answer = tuple[int, dict[str, str], bytes]
Serve = Callable[[str, dict[str, str]], Answer]


def page(*rows: dict[str, Any], total: int) -> Answer:
    told = {
        "pagination": {"current_page": 1, "per_page": 500, "total_entries": total},
        "taxon_concepts": list(rows),
    }
    return 200, {}, json.dumps(told).encode()


class Fake:
    """Answers by ``serve(path, headers)``; remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.serve: Serve = lambda path, headers: page(CAT, total=1)

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        self.asked.append(path)
        return self.serve(path, headers)


@pytest.fixture
def fake(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    made = Fake()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            code, headers, body = made.answer(self.path, dict(self.headers))
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("WARDEN_SPECIESPLUS_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("WARDEN_SPECIESPLUS_TOKEN", "a-token-nobody-may-see")
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it would have waited."""
    told: list[float] = []
    real = speciesplus.fetch
    monkeypatch.setattr(
        speciesplus, "fetch", lambda data, **options: real(data, **options, sleep=told.append)
    )
    return told


API = ("terms", "import", "species-plus", "--api")


def test_pages_until_the_total(warden: Warden, data: Path, fake: Fake) -> None:
    fake.serve = lambda path, headers: page(CAT if "page=1&" in path else OTHER, total=2)
    done = warden(*API, "--json")
    assert (done.code, done.lines[0]["taxa"], done.lines[0]["source"]) == (0, 2, "species-plus")
    assert fake.asked == [
        "/taxon_concepts.json?page=1&per_page=500",
        "/taxon_concepts.json?page=2&per_page=500",
    ]
    (line,) = warden("targets", "status", "Leo fictus", "--country", "BW", "--json").lines
    assert (line["classes"], line["rows"][0]["valid_from"], line["rows"][0]["hash_annotation"]) == (
        ["II"],
        "1977-02-04",
        "#4",
    )
    assert not (data / "species" / "asked").exists()


def test_the_token_is_sent_and_never_written(warden: Warden, data: Path, fake: Fake) -> None:
    seen: list[str | None] = []

    def serve(path: str, headers: dict[str, str]) -> Answer:
        seen.append({name.lower(): value for name, value in headers.items()}.get("x-authentication-token"))
        return page(CAT, total=1)

    fake.serve = serve
    done = warden(*API)
    assert seen == ["a-token-nobody-may-see"]
    assert "a-token" not in done.out + done.err
    assert all(b"a-token" not in path.read_bytes() for path in data.rglob("*") if path.is_file())


def test_acts_bring_days_parties_and_eu_annexes(warden: Warden, fake: Fake) -> None:
    def serve(path: str, _: dict[str, str]) -> Answer:
        if "legislation" in path:
            return 200, {}, json.dumps(EU if "eu_" in path else ACTS).encode()
        return page(CAT, OTHER, total=2)

    fake.serve = serve
    assert warden(*API, "--acts").code == 0
    assert [path for path in fake.asked if "legislation" in path] == [
        "/taxon_concepts/7/cites_legislation.json", "/taxon_concepts/7/eu_legislation.json"
    ]  # fmt: skip
    (shown,) = warden("targets", "show", "Felis inventa", "--json").lines
    found = [(row["list"], row["class"], row["valid_from"], row["party"]) for row in shown["listings"]]
    assert found == [
        ("cites", "I", "2017-01-02", None),
        ("cites", "III", "2018-01-01", "XB"),
        ("eu", "A", "2017-02-04", None),
    ]
    assert shown["listings"][0]["hash_annotation"] == "#4 all parts"


def test_a_stopped_fetch_goes_on_where_it_was(
    warden: Warden, data: Path, fake: Fake, waits: list[float]
) -> None:
    broken = True

    def serve(path: str, _: dict[str, str]) -> Answer:
        if broken and "page=2&" in path:
            return 500, {}, b"oops"
        return page(CAT if "page=1&" in path else OTHER, total=2)

    fake.serve = serve
    done = warden(*API)
    assert (done.code, "fault of its own (500)" in done.err, len(waits)) == (
        CannotContinue.exit_code,
        True,
        3,
    )
    assert not list((data / "species").glob("*.jsonl"))
    broken, fake.asked[:] = False, []
    assert warden(*API, "--json").lines[0]["taxa"] == 2
    assert fake.asked == ["/taxon_concepts.json?page=2&per_page=500"]


@pytest.mark.parametrize(
    ("code", "headers", "body", "exit_code", "words"),
    [
        (401, {}, b"", 2, "refuses the token (401)"),
        (403, {}, b"", 2, "refuses the token (403)"),
        (429, {"Retry-After": "3600"}, b"", 3, "asks to slow down (429)"),
        (503, {"Retry-After": "1"}, b"", 3, "fault of its own (503)"),
        (404, {}, b"", 3, "not found (404)"),
        (418, {}, b"", 3, "status 418"),
        (200, {}, b"<html>sign in", 3, "no JSON"),
        (200, {}, b"[1]", 3, "no object"),
        (200, {}, b'{"taxa": []}', 3, "no list taxon_concepts"),
    ],
)
def test_errors_are_told_apart(
    warden: Warden, data: Path, fake: Fake, waits: list[float],
    code: int, headers: dict[str, str], body: bytes, exit_code: int, words: str,
) -> None:  # fmt: skip
    fake.serve = lambda *_: (code, headers, body)
    done = warden(*API)
    assert (done.code, words in done.err) == (exit_code, True)
    assert not list(data.glob("species/*.jsonl"))


def test_a_short_pause_is_waited_out(warden: Warden, fake: Fake, waits: list[float]) -> None:
    answers: list[Answer] = [(429, {"Retry-After": "7"}, b""), (502, {}, b""), page(CAT, total=1)]
    fake.serve = lambda *_: answers.pop(0)
    assert warden(*API).code == 0
    assert waits == [7.0, 4.0]


def test_nobody_answers(
    warden: Warden, data: Path, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARDEN_SPECIESPLUS_TOKEN", "t")
    monkeypatch.setenv("WARDEN_SPECIESPLUS_URL", "http://127.0.0.1:9")
    done = warden(*API)
    assert (done.code, "does not answer" in done.err, len(waits)) == (3, True, 3)


def test_an_empty_page_ends_it_without_a_total(warden: Warden, fake: Fake) -> None:
    rows = {"1": [CAT], "2": []}
    fake.serve = lambda path, _: (
        200,
        {},
        json.dumps({"taxon_concepts": rows[path.split("page=")[1][0]]}).encode(),
    )
    assert warden(*API, "--json").lines[0]["taxa"] == 1


def test_rows_that_are_no_taxa() -> None:
    rows = [
        CAT,
        {"id": 1},
        "text",
        {**CAT, "full_name": "Leo fictus", "name_status": "S"},
        {**CAT, "rank": "KIND"},
        {**OTHER, "active": False},
    ]
    reading = read_pages([("page 1", {"taxon_concepts": rows})])
    assert [taxon.name for taxon in reading.taxa] == ["Felis inventa"]
    assert [(fault.file, fault.line) for fault in reading.faults] == [
        ("page 1", 2),
        ("page 1", 3),
        ("page 1", 5),
    ]


def test_the_token_follows_no_redirect(warden: Warden, fake: Fake) -> None:
    def serve(path: str, _: dict[str, str]) -> Answer:
        elsewhere = {
            "Location": f"http://localhost:{os.environ['WARDEN_SPECIESPLUS_URL'].rsplit(':', 1)[1]}/elsewhere"
        }
        return (302, elsewhere, b"") if "elsewhere" not in path else page(CAT, total=1)

    fake.serve = serve
    done = warden(*API)
    assert done.code != 0 and not [path for path in fake.asked if "elsewhere" in path]
    assert "Traceback" not in done.err
