"""A console of its own for each test: the real server in a process, on a store with some hits, and a real browser."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.store import build as b
from warden.browser import find_browser
from warden.store import open_store
from warden.store.base import Store

PASSWORD = "grey parrot at dawn"
SECRET = "c0ffee" * 8
_MADE: dict[tuple[str, str], tuple[str, list[object]]] = {}
"""What puts an account made before, by name and role, into another console: making one is a process and a slow digest."""


@dataclass
class Console:
    """A running console and where it keeps things."""

    data: Path
    store_url: str
    address: str = ""
    said: list[str] = field(default_factory=list)
    options: tuple[str, ...] = ("--no-worker",)
    more: dict[str, str] = field(default_factory=dict)
    """Of the environment."""
    settings: str = ""
    """What stands in warden.toml."""

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("WARDEN_")}
        told = {"WARDEN_DATA": str(self.data), "WARDEN_STORE": self.store_url, "WARDEN_SECRET": SECRET}
        if self.settings:
            file = self.data / "warden.toml"
            file.write_text(self.settings, encoding="utf-8")
            told["WARDEN_CONFIG"] = str(file)
        return {**kept, **told, **self.more, "PYTHONWARNINGS": "error"}

    def run(self, *words: str, told: str = "") -> subprocess.CompletedProcess[str]:
        """A verb of this installation."""
        return subprocess.run(
            [sys.executable, "-m", "warden", *words],
            env=self.environment,
            input=told,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def account(self, name: str, role: str) -> None:
        """Made by the verb once in a process of the suite; a later console is given the row that it left."""
        database = self.data / "console.db"
        if (name, role) in _MADE and database.exists():
            with closing(sqlite3.connect(database, timeout=30)) as opened, opened:
                opened.execute(*_MADE[name, role])
            return
        done = self.run("people", "add", name, "--role", role, told=f"{PASSWORD}\n")
        assert done.returncode == 0, done.stderr
        with closing(sqlite3.connect(database, timeout=30)) as opened:
            opened.row_factory = sqlite3.Row
            [row] = opened.execute("SELECT * FROM people_person WHERE username = ?", (name,))
        kept = {column: row[column] for column in row.keys() if column != "id"}  # noqa: SIM118  a Row's own
        told = f"INSERT INTO people_person ({', '.join(kept)}) VALUES ({', '.join('?' * len(kept))})"
        _MADE[name, role] = (told, list(kept.values()))

    @contextmanager
    def store(self) -> Iterator[Store]:
        opened = open_store(self.store_url)
        try:
            yield opened
        finally:
            opened.close()

    @contextmanager
    def serving(self) -> Iterator[None]:
        log = self.data / "serve.log"
        with log.open("w", encoding="utf-8") as out:
            command = [sys.executable, "-m", "warden", "serve", "--port", "0", *self.options]
            server = subprocess.Popen(command, env=self.environment, stderr=out, stdout=out)
        try:
            self.address = self._address(server, log)
            yield
        finally:
            server.terminate()
            server.wait(30)
        self.said = log.read_text(encoding="utf-8").splitlines()

    def _address(self, server: subprocess.Popen[bytes], log: Path) -> str:
        until = time.monotonic() + 60
        while time.monotonic() < until and server.poll() is None:
            if found := re.search(r"the console is at (http\S+)/ ", log.read_text(encoding="utf-8")):
                self.said = log.read_text(encoding="utf-8").splitlines()
                return found[1]
            time.sleep(0.1)
        raise AssertionError(log.read_text(encoding="utf-8"))


def filled(store: Store) -> None:
    """Three hits of as many listings: an elephant's of score .9, a pangolin's of .8, one that a script wrote."""
    b.begin(store)
    store.put_setting("sampling", {"seed": "tests", "start": "80000000", "reached": {}})
    on = b.page()
    shown = [
        (
            b.listing("1", "Old ivory netsuke"),
            b.assessment("elephant", score=0.9, matches=[b.match(target="elephant")]),
        ),
        (
            b.listing("2", "Pangolin scales, 1 kg", price=b.Price(23_835_000.0, currency="VND")),
            b.assessment("pangolin", score=0.8),
        ),
        (
            b.listing("3", HOSTILE, description=HOSTILE, url="javascript:alert(1)", location=HOSTILE),
            b.assessment("tiger", score=0.7),
        ),
    ]
    store.ingest(b.batch(on, *shown))


HOSTILE = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">\u202e{{ 7|add:7 }}'\""


@pytest.fixture
def settings() -> str:
    """What stands in warden.toml; a module that needs something has a fixture of this name."""
    return ""


@pytest.fixture(params=["sqlite", "elastic"])
def console(request: pytest.FixtureRequest, tmp_path: Path, settings: str) -> Iterator[Console]:
    """A running console; the store has ``filled`` in it."""
    url = f"sqlite:///{tmp_path / 'warden.db'}"
    if request.param == "elastic":
        url = str(request.getfixturevalue("elastic_url"))
    made = Console(tmp_path, url, settings=settings)
    with made.store() as store:
        filled(store)
    with made.serving():
        yield made


# No longer than a module: while it lasts Playwright's event loop runs, and no other test of this process may have one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """These tests prove what a real browser does; without one they fail."""
    found = find_browser()
    assert found is not None, "no browser here: apt-get install -y --no-install-recommends chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(found), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def sign_in(browser: Browser, console: Console) -> Iterator[Callable[..., Page]]:
    """A page of a browser of one's own, signed in."""
    contexts = []

    def signed(name: str, role: str = "reviewer", **more: object) -> Page:
        console.account(name, role)
        context = browser.new_context(viewport={"width": 1280, "height": 900}, **more)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{console.address}/people/sign-in")
        page.fill("#id_username", name)
        page.fill("#id_password", PASSWORD)
        page.click("button.main")
        return page

    yield signed
    for context in contexts:
        context.close()


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    """A page of nobody."""
    with browser.new_context() as context:
        yield context.new_page()
