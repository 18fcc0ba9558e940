"""What the pages of a dashboard cost on the embedded store: ``python -m bench.dashboard [--hits 100000 1000000]``.

Every page is asked of the console's own code, without a network, in three states: when nothing was ever counted (as before the
worker's first ``trends ahead``), by a process that has just begun where that was done, and again by the same process. The
answers and charts that a page keeps for a minute are thrown away before each. Told are milliseconds of CPU time (of the
last two medians), and how many times the first size's cost the last one's is. The stores are made in a temporary folder
and taken away.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.filling import fill
from warden.store.sqlite import SqliteStore

WINDOW = "since=2026-W36&until=2026-W47"
PAGES = {
    "trends": f"/trends/?{WINDOW}",
    "trends by site": f"/trends/?{WINDOW}&by=site",
    "trends by target": f"/trends/?{WINDOW}&by=target",
    "new listings of a target and those under it": f"/trends/?{WINDOW}&measure=new&target=elephant",
    "trends by country": f"/trends/?{WINDOW}&by=country",
    "prices": f"/trends/?{WINDOW}&measure=price",
    "chart by target (SVG)": f"/trends/chart.svg?{WINDOW}&by=target",
    "listings behind a number": f"/trends/listings?{WINDOW}&week=2026-W40&by=target&key=tiger",
    "rising and falling targets": "/trends/changes?weeks=4",
    "rising and falling terms": "/trends/changes?weeks=4&of=term",
    "how long they stay": "/trends/lifetimes",
    "hits, the newest": "/?order=newest",
}
REPEATS = 5
PROOF = 3_000
"""Hits of the store by which the filling is proved."""


def made(folder: Path, hits: int) -> float:
    """A store of so many hits in a folder; the seconds it took."""
    begin = time.monotonic()
    path = folder / "warden.db"
    with SqliteStore(path, f"sqlite:///{path}") as store:
        fill(store, hits)
        if hits <= PROOF:
            found = store.rebuild_trends()
            assert found == [], found
    return time.monotonic() - begin


STATES = ("never counted", "begun", "again")


def measured(folder: Path) -> dict[str, tuple[float, ...]]:
    """{page: milliseconds in each state}"""
    os.environ |= {"WARDEN_DATA": str(folder), "WARDEN_STORE": f"sqlite:///{folder / 'warden.db'}"}
    from warden.privacy import load_keys

    load_keys(folder, make=True)
    from warden.review.server import prepare

    prepare()
    from django.core.cache import cache
    from django.test import Client

    from warden.review.people.models import Person
    from warden.store.sqlite import counted_file, remembering

    client = Client(headers={"host": "localhost"})
    client.force_login(
        Person.objects.create(username="bench", role="reader"), "django.contrib.auth.backends.ModelBackend"
    )

    def ask(address: str) -> None:
        cache.clear()
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    for address in PAGES.values():
        ask(address)  # what is imported and read once
    found: dict[str, tuple[float, ...]] = {}
    for name, address in PAGES.items():
        remembering._kept.clear()
        counted_file.beside(folder / "warden.db").unlink(missing_ok=True)
        never = _cost(ask, address)
        begun = []
        for _ in range(REPEATS):
            remembering._kept.clear()
            begun.append(_cost(ask, address))
        again = [_cost(ask, address) for _ in range(REPEATS)]
        found[name] = (never, statistics.median(begun), statistics.median(again))
    return found


def _cost(ask: Callable[[str], None], address: str) -> float:
    begin = time.process_time()
    ask(address)
    return 1000 * (time.process_time() - begin)


def _of(hits: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="warden-bench-") as name:
        folder = Path(name)
        seconds = made(folder, hits)
        size = (folder / "warden.db").stat().st_size / 1e6
        print(f"{hits:,} hits: made in {seconds:.0f} s, {size:,.0f} MB", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "bench.dashboard", "--measure", name]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        told: dict[str, Any] = json.loads(done.stdout)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description="What the pages of a dashboard cost.")
    parser.add_argument("--hits", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.measure:
        print(json.dumps(measured(told.measure)))
        return
    with tempfile.TemporaryDirectory(prefix="warden-bench-") as name:
        made(Path(name), PROOF)
    found = [_of(hits) for hits in told.hits]
    print(f"{'milliseconds of CPU time':46}{', '.join(STATES)}; times")
    for page in PAGES:
        costs = "".join(f"{' '.join(f'{cost:6.0f}' for cost in one[page])}   " for one in found)
        ratios = [last / first for first, last in zip(found[0][page], found[-1][page], strict=True)]
        print(f"{page:46}{costs}{' '.join(f'{ratio:5.1f}' for ratio in ratios)}", flush=True)


if __name__ == "__main__":
    main()
