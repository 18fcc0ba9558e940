"""``kill -9`` at thirty random moments, then the same command: the state of an undisturbed crawl."""

from __future__ import annotations

import json
import os
import random
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from crawler import archive
from crawler.demo.run import marketplaces
from tests.crawl.conftest import Warden
from warden.store.snapshot import snapshot

KILLS = 30
SELECTION = ("--site", "demo_bazaar", "--site", "demo_pavilion", "--lang", "it", "--lang", "ko", "--lang", "nl")


def log_of(address: str) -> list[str]:
    ask = urllib.request.Request(address + "/_demo/log", method="POST")
    with urllib.request.urlopen(ask) as answer:
        return [path for _, _, path in json.load(answer)["log"] if not path.startswith("/_demo")]


def wild_crawl(warden: Warden, lasts: float, kills: int, rng: random.Random) -> int:
    """Start the crawl again and again and kill it at random; returns how often it was killed."""
    killed = 0
    while True:
        process = subprocess.Popen(
            warden.command("crawl", *SELECTION), env=warden.env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        if killed < kills:
            try:
                # Most of the time goes into starting; the moments lie where requests are made.
                process.wait(rng.uniform(0.45 * lasts, 0.75 * lasts))
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                killed += 1
                continue
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said.decode()
        return killed


@pytest.fixture
def site_files(warden: Warden, tmp_path: Path) -> Path:
    directory = tmp_path / "demo sites"
    warden.env["WARDEN_SITES"] = str(directory)
    return directory


def test_killed_thirty_times_it_ends_where_a_calm_crawl_ends(
    warden: Warden, site_files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("KILL_SEED", "20261121"))
    with marketplaces(site_files) as addresses:
        calm = Warden(warden.root / "calm", warden.env)
        began = time.monotonic()
        calm.run("crawl", *SELECTION)
        lasts = time.monotonic() - began
        first = {market: log_of(addresses[market]) for market in ("bazaar", "pavilion")}
        calm_pages = {market: pages_in(paths) for market, paths in first.items()}
        wild = Warden(warden.root / "wild", warden.env)
        kills = wild_crawl(wild, lasts, KILLS, random.Random(seed))
        again = {market: log_of(addresses[market])[len(first[market]) :] for market in first}

    assert kills >= 10, "the crawl was over before it could be killed often enough"
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
        print(f"\nkilled {kills} times (seed {seed}); {sum(map(len, again.values()))} requests instead of {sum(map(len, first.values()))}")


def pages_in(paths: list[str]) -> int:
    return sum(path != "/robots.txt" for path in paths)
