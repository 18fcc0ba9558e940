"""``kill -9`` at thirty random moments, then the same command: the state of an undisturbed crawl."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from crawler import archive
from crawler.demo.run import marketplaces
from tests.crawl.conftest import Warden
from warden.store.snapshot import snapshot

pytestmark = pytest.mark.alone

KILLS = 30
SELECTION = (
    "--site",
    "demo_bazaar",
    "--site",
    "demo_pavilion",
    "--lang",
    "it",
    "--lang",
    "ko",
    "--lang",
    "nl",
)


def asked(address: str) -> list[tuple[float, str]]:
    """(time, path) of every request a market had."""
    ask = urllib.request.Request(address + "/_demo/log", method="POST")
    with urllib.request.urlopen(ask) as answer:
        return [(at, path) for at, _, path in json.load(answer)["log"] if not path.startswith("/_demo")]


def log_of(address: str) -> list[str]:
    return [path for _, path in asked(address)]


def times_of(address: str) -> list[float]:
    return [at for at, _ in asked(address)]


def slow_down(site_files: Path) -> None:
    """A pace, so that the crawl lasts long enough to be killed in the middle however fast the machine is."""
    for file in site_files.glob("*.toml"):
        text = file.read_text("utf-8")
        file.write_text(text.replace("[policy]\n", "[policy]\npace = 0.06\n"), "utf-8")


def wild_crawl(warden: Warden, addresses: dict[str, str], span: float, kills: int, rng: random.Random) -> int:
    """Start the crawl again and again and kill it at random; returns how often it was killed.

    ``span``: seconds the calm crawl spent asking. Four of five moments lie between the first request of a
    start and as far on that all of them together use up about half of the span; the fifth lies
    somewhere in the start itself.
    """
    for killed in range(kills):
        before = requests(addresses)
        process = started(warden)
        if rng.random() < 0.8:
            while process.poll() is None and requests(addresses) == before:
                time.sleep(0.02)
            time.sleep(rng.uniform(0.0, 1.2 * span / kills))
        else:
            time.sleep(rng.uniform(0.1, 2.0))
        process.kill()
        _, said = process.communicate()
        if process.returncode == 0 or finished(warden):
            return killed + (process.returncode != 0)
        assert process.returncode == -9, said.decode()
    process = started(warden)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said.decode()
    return kills


def started(warden: Warden) -> subprocess.Popen[bytes]:
    command = warden.command("crawl", *SELECTION)
    return subprocess.Popen(command, env=warden.env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def requests(addresses: dict[str, str]) -> int:
    """How many requests the markets have had."""
    return sum(len(log_of(addresses[market])) for market in ("bazaar", "pavilion"))


def finished(warden: Warden) -> bool:
    file = warden.data / "warden.db"
    if not file.exists():
        return False
    with closing(sqlite3.connect(file)) as store:
        if not store.execute("SELECT 1 FROM sqlite_master WHERE name = 'run'").fetchone():
            return False
        states = [state for (state,) in store.execute("SELECT status FROM run")]
    return bool(states) and not {"running", "stopped"} & set(states)


@pytest.fixture
def site_files(warden: Warden, tmp_path: Path) -> Path:
    directory = tmp_path / "demo sites"
    warden.env["WARDEN_SITES"] = str(directory)
    return directory


@pytest.mark.parametrize("kills_wanted", [KILLS, pytest.param(100, marks=pytest.mark.soak)])
def test_killed_often_it_ends_where_a_calm_crawl_ends(
    warden: Warden, site_files: Path, capsys: pytest.CaptureFixture[str], kills_wanted: int
) -> None:
    seed = int(os.environ.get("KILL_SEED", "20261121"))
    with marketplaces(site_files) as addresses:
        calm = Warden(warden.root / "calm", warden.env)
        slow_down(site_files)
        calm.run("crawl", *SELECTION)
        moments = times_of(addresses["bazaar"])
        first = {market: log_of(addresses[market]) for market in ("bazaar", "pavilion")}
        calm_pages = {market: pages_in(paths) for market, paths in first.items()}
        wild = Warden(warden.root / "wild", warden.env)
        kills = wild_crawl(wild, addresses, max(moments) - min(moments), kills_wanted, random.Random(seed))
        again = {market: log_of(addresses[market])[len(first[market]) :] for market in first}

    assert kills == kills_wanted, "the crawl was over before it was killed often enough"
    for market, paths in again.items():
        extra = pages_in(paths) - calm_pages[market]
        assert 0 <= extra <= kills, f"{market}: {extra} pages fetched again for {kills} kills"
    assert archive.verify(wild.data / "archive") == []
    left, right = snapshot(calm.store_url), snapshot(wild.store_url)
    for name in left:
        assert left[name] == right[name], name
    assert left["listings"]
    assert left["hits"]
    with capsys.disabled():
        print(
            f"\nkilled {kills} times (seed {seed}); {sum(map(len, again.values()))} requests instead of {sum(map(len, first.values()))}"
        )


def pages_in(paths: list[str]) -> int:
    return sum(path != "/robots.txt" for path in paths)
