"""What a decision costs: a scripted reviewer with pictures on, in a real browser, on hits that were really crawled.

    warden --data DIR demo --no-serve
    python -m bench.reviewing DIR/demo [--decisions 100]

Counted is page time alone: from the key that decides to the next card, its pictures loaded. The reviewer looks at
nothing, so the figure says what the console takes away from a person's hour, not how fast anybody judges. The server's
own CPU time a decision (the verdict, the redirect, the next card and its pictures) is read from the operating system.
The verdicts are real ones of an account named ``bench``: use a copy of what matters.
"""

from __future__ import annotations

import argparse
import re
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import Page, sync_playwright

from warden.browser import find_browser

GOAL = 200
"""Decisions an hour (design/quality.md)."""
WEIGHT = 100_000
"""Bytes of a page without pictures at most."""
KEYS = "5214c"


@contextmanager
def serving(data: Path) -> Iterator[tuple[str, psutil.Process]]:
    """A console on a data directory: its address and its process."""
    command = [sys.executable, "-m", "warden", "--data", str(data), "serve", "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        said = next(line for line in server.stderr if "the console is at" in line)
        found = re.search(r"http\S+(?=/ )", said)
        assert found is not None
        yield found[0], psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait(30)


def signed_in(page: Page, address: str, data: Path) -> None:
    """An account of the bench's own, made or given another password."""
    password = secrets.token_urlsafe(12)

    def people(*words: str) -> int:
        command = [sys.executable, "-m", "warden", "--data", str(data), "people", *words]
        return subprocess.run(
            command, input=f"{password}\n", text=True, capture_output=True, check=False
        ).returncode

    if people("add", "bench", "--role", "reviewer") and people("set", "bench", "--password"):
        raise SystemExit(f"{data}: no account can be made for the bench")
    page.goto(f"{address}/people/sign-in")
    page.fill("#id_username", "bench")
    page.fill("#id_password", password)
    page.click("button.main")
    page.wait_for_url(f"{address}/")


def decided(page: Page, address: str, most: int) -> list[float]:
    """Seconds of each decision, until the queue is empty."""
    page.goto(f"{address}/next", wait_until="load")
    spent: list[float] = []
    while len(spent) < most and "/hits/" in page.url:
        began = time.perf_counter()
        with page.expect_navigation(wait_until="load"):
            page.keyboard.press(KEYS[len(spent) % len(KEYS)])
        spent.append(time.perf_counter() - began)
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--decisions", type=int, default=100)
    asked = parser.parse_args()
    browser = find_browser()
    if browser is None:
        raise SystemExit("no browser here: apt-get install chromium")
    with serving(asked.data) as (address, server), sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=str(browser), args=["--no-sandbox"]).new_page()
        signed_in(page, address, asked.data)
        weights = [len(page.request.get(f"{address}{place}").body()) for place in ("/", "/next")]
        before = sum(server.cpu_times()[:2])
        spent = decided(page, address, asked.decisions)
        cost = sum(server.cpu_times()[:2]) - before
    if not spent:
        raise SystemExit(
            f"{asked.data}: no open hit. Crawl the example marketplaces first: warden --data DIR demo --no-serve"
        )
    median = statistics.median(spent)
    print(
        f"{len(spent)} decisions: median {median * 1e3:.0f} ms of page time, slowest {max(spent) * 1e3:.0f} ms: "
        f"{3600 * len(spent) / sum(spent):,.0f} an hour, counting page time only (goal {GOAL})"
    )
    print(f"server: {cost / len(spent) * 1e3:.0f} ms of CPU a decision")
    print(f"list page {weights[0]:,} bytes, card {weights[1]:,} bytes (goal {WEIGHT:,} at most)")


if __name__ == "__main__":
    main()
