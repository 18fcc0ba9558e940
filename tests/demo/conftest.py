"""One whole run of the demo, and example marketplaces that stay up for what comes after the first day."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from crawler.demo.run import marketplaces
from tests.crawl.conftest import Warden, make_warden


@dataclass
class Demo:
    """What `warden demo` left: its output and its data directory."""

    warden: Warden
    code: int
    stdout: str
    stderr: str

    @property
    def line(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.stdout)
        return told

    @property
    def data(self) -> Path:
        return self.warden.data / "demo"

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A verb over the demo's store."""
        command = [
            word if word != str(self.warden.data) else str(self.data) for word in self.warden.command(*words)
        ]
        return subprocess.run(command, env=self.warden.env, capture_output=True, text=True, timeout=120)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.data / "warden.db") as store:
            return store.execute(sql).fetchall()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    warden = make_warden(tmp_path_factory.mktemp("demo"))
    del warden.env["WARDEN_SECRET"]  # as a newcomer has it: one is made
    done = subprocess.run(
        warden.command("demo", "--no-serve", "--json"), env=warden.env, capture_output=True, text=True, timeout=280
    )  # fmt: skip
    return Demo(warden, done.returncode, done.stdout, done.stderr)


@dataclass
class Markets:
    """Example marketplaces that are up, and an installation that crawls them."""

    warden: Warden
    addresses: dict[str, str]
    told: dict[str, Any] = field(default_factory=dict)

    def switch(self, market: str, name: str, value: str = "") -> dict[str, Any]:
        request = urllib.request.Request(f"{self.addresses[market]}/_demo/{name}?{value}", method="POST")
        with urllib.request.urlopen(request, timeout=10) as answer:
            told: dict[str, Any] = json.load(answer)
        return told

    def log(self, market: str) -> list[tuple[float, str, str]]:
        """(when, method, path) of the requests of the crawl, the tests' own left out."""
        return [tuple(one) for one in self.switch(market, "log")["log"] if not one[2].startswith("/_demo")]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.warden.data / "warden.db") as store:
            return store.execute(sql).fetchall()


@pytest.fixture(scope="module")
def markets(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch_module: pytest.MonkeyPatch
) -> Iterator[Markets]:
    warden = make_warden(tmp_path_factory.mktemp("markets"))
    for name in ("WARDEN_DEMO_CLIENT_ID", "WARDEN_DEMO_CLIENT_SECRET"):
        monkeypatch_module.setenv(name, "")
    with marketplaces(warden.root / "sites") as addresses:
        import os

        warden.env |= {
            name: os.environ[name] for name in ("WARDEN_DEMO_CLIENT_ID", "WARDEN_DEMO_CLIENT_SECRET")
        }
        yield Markets(warden, addresses)


@pytest.fixture(scope="module")
def monkeypatch_module() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch
