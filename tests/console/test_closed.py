"""What must not happen: hostile listings, forged requests, other people's rights."""

from __future__ import annotations

import io
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.console.conftest import HOSTILE, PASSWORD, Console
from tests.store import build as b
from warden import evidence

SignIn = Callable[..., Page]


def status(page: Page, address: str) -> int:
    return page.request.get(address).status


def test_nobody_sees_anything_unasked(console: Console) -> None:
    hit = b.hit_of("1", "elephant")
    for place in ("/", "/next", f"/hits/{hit}", f"/pictures/{b.key_of('1')}/{'0' * 64}", "/people/password"):
        with urllib.request.urlopen(f"{console.address}{place}") as answer:
            assert "/people/sign-in" in answer.url, place
            assert "netsuke" not in answer.read().decode()


@pytest.mark.parametrize(
    ("role", "sees", "decides"), [("volunteer", 403, 403), ("reader", 200, 403), ("curator", 200, 403)]
)
def test_roles(console: Console, sign_in: SignIn, role: str, sees: int, decides: int) -> None:
    hit = b.hit_of("1", "elephant")
    page = sign_in("otto", role)
    assert status(page, f"{console.address}/hits/{hit}") == sees
    assert status(page, f"{console.address}/") == sees
    token = page.context.cookies()
    [csrf] = [one["value"] for one in token if one["name"] == "warden_csrf"]
    answer = page.request.post(
        f"{console.address}/hits/{hit}/decide",
        form={"decision": "scam", "csrfmiddlewaretoken": csrf},
        headers={"Origin": console.address},
    )
    assert answer.status == decides
    with console.store() as store:
        assert store.verdicts(hit) == []


def test_forged_requests_are_refused(console: Console, sign_in: SignIn) -> None:
    hit = b.hit_of("1", "elephant")
    page = sign_in("anna")
    answer = page.request.post(f"{console.address}/hits/{hit}/decide", form={"decision": "scam"})
    assert answer.status == 403
    looked = page.request.get(f"{console.address}/hits/{hit}/decide?decision=scam")
    assert looked.url == f"{console.address}/hits/{hit}"  # who only looks is led to the card
    with console.store() as store:
        assert store.verdicts(hit) == []


def test_hostile_listings_do_nothing(console: Console, sign_in: SignIn) -> None:
    page = sign_in("anna")
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    for place in ("/", f"/hits/{b.hit_of('3', 'tiger')}"):
        answer = page.goto(f"{console.address}{place}")
        assert answer is not None
        assert page.title().endswith("Warden")
        assert "taken" not in page.evaluate("document.title").split("·")[-1]
        assert page.locator("main script, main img[src='x'], a[href^='javascript']").count() == 0
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy and "script-src 'self'" in policy
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-content-type-options"] == "nosniff"
    expect(page.locator("h1")).to_contain_text("{{ 7|add:7 }}")
    assert HOSTILE[:20] in page.locator("h1").inner_text()
    assert faults == []


def test_a_title_of_a_megabyte_is_a_small_page(console: Console, sign_in: SignIn) -> None:
    with console.store() as store:
        on = b.page(number=2)
        long = b.listing("9", "ivory " * 170_000, description="tusk " * 200_000)
        store.ingest(b.batch(on, (long, b.assessment("elephant", matches=[b.match(start=0)] * 3))))
    page = sign_in("anna")
    for place in ("/", f"/hits/{b.hit_of('9', 'elephant')}"):
        answer = page.request.get(f"{console.address}{place}")
        assert answer.status == 200
        assert len(answer.body()) < 100_000


def test_pictures_are_drawn_anew(console: Console, sign_in: SignIn) -> None:
    key = b.key_of("1")
    made = {}
    for kind, content in pictures().items():
        kept = evidence.keep(console.data / "evidence", key, "picture", content, suffix=".jpg", facts={})
        made[kind] = kept.sha256
        with console.store() as store:
            store.add_evidence(key, "picture", kept.file, kept.sha256, kept.facts)
    page = sign_in("anna")
    told = {
        kind: page.request.get(f"{console.address}/pictures/{key}/{sha256}") for kind, sha256 in made.items()
    }
    assert {kind: answer.status for kind, answer in told.items()} == {
        "photo": 200,
        "both": 200,
        "svg": 404,
        "text": 404,
    }
    assert told["photo"].headers["content-type"] == "image/jpeg"
    assert b"<script" not in told["both"].body()
    assert Image.open(io.BytesIO(told["photo"].body())).size == (640, 480)
    other = f"{console.address}/pictures/{b.key_of('2')}/{made['photo']}"
    assert status(page, other) == 404
    page.goto(f"{console.address}/hits/{b.hit_of('1', 'elephant')}", wait_until="networkidle")
    shown = page.evaluate("[...document.querySelectorAll('.pictures img')].map((one) => one.naturalWidth)")
    assert sorted(shown) == [0, 0, 640, 640]


def pictures() -> dict[str, bytes]:
    """A photo, one that is a page of HTML as well, an SVG with a script, and text."""
    out = io.BytesIO()
    Image.new("RGB", (1600, 1200), "brown").save(out, "JPEG")
    photo = out.getvalue()
    return {
        "photo": photo,
        "both": photo + b"<html><script>alert(1)</script></html>",
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "text": b"<html><script>alert(1)</script></html>",
    }


def test_addresses_and_forms_that_are_wrong(console: Console, sign_in: SignIn) -> None:
    page = sign_in("anna")
    address = console.address
    assert status(page, f"{address}/hits/nothing") == 404
    assert status(page, f"{address}/?after=xyz") == 400
    assert status(page, f"{address}/?grade=none") == 400
    assert status(page, f"{address}/?since=2026-1-1%0A") == 400
    page.goto(f"{address}/people/sign-in?next=https://example.org/")
    assert page.locator("main input[name=next]").input_value() == ""


@pytest.mark.parametrize("console", ["sqlite"], indirect=True)
def test_who_guesses_waits(console: Console, sign_in: SignIn, browser_page: Page) -> None:
    sign_in("anna")
    console.account("ben", "reader")

    def attempt(name: str, password: str) -> str:
        browser_page.goto(f"{console.address}/people/sign-in")
        browser_page.fill("#id_username", name)
        browser_page.fill("#id_password", password)
        browser_page.click("button.main")
        return browser_page.locator("h1").inner_text()

    assert [attempt("anna", f"guess {n}") for n in range(5)] == ["Sign in"] * 4 + ["Too many attempts"]
    assert attempt("anna", PASSWORD) == "Too many attempts"
    assert attempt("ben", PASSWORD) == "Hits"
    browser_page.context.clear_cookies()
    assert console.run("people", "set", "anna", "--password", told="scarlet macaw at noon\n").returncode == 0
    assert attempt("anna", "scarlet macaw at noon") == "Hits"


def test_settings_of_a_server_with_https(tmp_path: Path) -> None:
    """Django's own check of what is dangerous on the net."""
    (tmp_path / "warden.toml").write_text('[console]\nhosts = ["review.example.org"]\nhttps = true\n')
    console = Console(tmp_path, f"sqlite:///{tmp_path / 'warden.db'}")
    told = {
        **console.environment,
        "WARDEN_CONFIG": str(tmp_path / "warden.toml"),
        "DJANGO_SETTINGS_MODULE": "warden.review.settings",
    }
    assert console.run("people", "list").returncode == 0  # makes the console's database and the secret
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=told, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
