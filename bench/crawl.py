"""What a stored listing costs: Warden's crawl beside the same crawl written the textbook way.

    python -m bench.crawl [--pages 400] [--rounds 5] [--terms 100000]
    python -m bench.crawl --growth 20000

Both read the same seeded pages from 127.0.0.1 (bench/server.py), in turns, each as a process of its own;
what counts is their CPU time by the operating system. Start-up (imports, 100,000 terms) is left out: the clock
is read when the shop has served 20 pages and again near the end. Then the rows both stored are compared.
``--growth`` runs Warden alone and prints memory and CPU time a page as it goes.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.pages import ROWS, terms

HERE = Path(__file__).parent
GOAL, GATE = 4.0, 2.8
WARM = 20
"""Pages that are not counted: by then everything is loaded."""
OURS = """
    SELECT l.listing_id, v.content ->> 'title', l.url, v.content ->> 'description', v.content -> 'price' ->> 'amount',
           v.content ->> 'image', v.content ->> 'location',
           EXISTS (SELECT 1 FROM reading r, json_each(r.assessment, '$.matches') m
                   WHERE r.revision_n = v.revision_n AND m.value ->> 'term' GLOB '* *q')
    FROM listing l JOIN revision v ON v.listing_n = l.n AND v.revision_id = l.card
"""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where everything of a measurement lies."""

    folder: Path
    address: str
    words: int

    def warden(self, pages: int, name: str) -> list[str]:
        data = self.folder / name
        return [
            *(
                sys.executable,
                "-m",
                "warden",
                "--config",
                str(self.folder / "warden.toml"),
                "--data",
                str(data),
            ),
            *("crawl", "--site", "bench", "--place", "newest", "--max-pages", str(pages)),
        ]

    def textbook(self, pages: int, name: str) -> list[str]:
        return [
            sys.executable,
            "-m",
            "bench.reference.textbook",
            self.address,
            str(self.folder / f"{name}.db"),
            str(self.words),
            str(pages),
        ]

    def served(self) -> int:
        """Pages the shop has given since it was opened."""
        with urllib.request.urlopen(f"{self.address}/served", timeout=30) as answer:
            return int(answer.read())

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "WARDEN_SITES": str(self.folder / "sites"),
            "WARDEN_TERMS": str(self.folder / "terms"),
            "PYTHONHASHSEED": "0",
        }


@contextmanager
def prepared(pages: int, words: int) -> Iterator[Bench]:
    """A folder with site file, terms and settings, and the shop, served."""
    with tempfile.TemporaryDirectory(prefix="warden-bench-") as name:
        folder = Path(name)
        _write_terms(folder / "terms" / "terms", words)
        # The peer asks for no pages of single offers, so neither do we.
        settings = '[crawl]\npictures = "none"\nitem_pages = false\n'
        (folder / "warden.toml").write_text(settings, encoding="utf-8")
        command = [sys.executable, "-m", "bench.server", str(pages), str(words)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HERE.parent) as server:
            try:
                assert server.stdout is not None
                address = f"http://127.0.0.1:{int(server.stdout.readline())}"
                site = (HERE / "sites" / "bench.toml").read_text(encoding="utf-8").replace("@BASE@", address)
                (folder / "sites").mkdir()
                (folder / "sites" / "bench.toml").write_text(site, encoding="utf-8")
                yield Bench(folder, address, words)
            finally:
                server.terminate()


def _write_terms(folder: Path, words: int) -> None:
    folder.mkdir(parents=True)
    with (folder / "en.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("term", "kind", "target", "product", "match", "weight", "source"))
        writer.writerows(
            (term, "combined", "elephant", "ivory_worked", "word", "strong", "S00") for term in terms(words)
        )


def steady(kind: str, bench: Bench, pages: int, turn: int) -> float:
    """CPU seconds a page, from the ``WARM`` th page to the last ones, of a process that must succeed."""
    command = (bench.warden if kind == "warden" else bench.textbook)(WARM + pages, f"{kind}-{turn}")
    before = bench.served()
    with (bench.folder / "errors").open("w+", encoding="utf-8") as errors:
        process = psutil.Popen(
            command, env=bench.environment, cwd=HERE.parent, stdout=subprocess.DEVNULL, stderr=errors
        )
        seen: list[tuple[int, float]] = []
        while process.poll() is None:
            with suppress(psutil.Error):
                times, served = process.cpu_times(), bench.served() - before
                if served >= WARM:
                    seen.append((served, times.user + times.system))
            with suppress(psutil.TimeoutExpired):
                process.wait(0.1)
        if process.returncode:
            errors.seek(0)
            sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{errors.read()[-2000:]}")
    # Up to the moment the last page was served: what follows is the end of the process.
    (first, began), (last, ended) = seen[0], next(one for one in seen if one[0] == seen[-1][0])
    return (ended - began) / (last - first)


def compare(bench: Bench, turn: int) -> tuple[int, int]:
    """How many rows both stored alike, and how many each marked as found; exits when they differ."""
    with sqlite3.connect(bench.folder / f"textbook-{turn}.db") as theirs:
        rows = theirs.execute(
            "SELECT number, title, url, text, amount, image, place, found != '[]' FROM offers"
        ).fetchall()
    with sqlite3.connect(bench.folder / f"warden-{turn}" / "warden.db") as ours:
        mine = ours.execute(OURS).fetchall()
    told, stored = {tuple(row) for row in rows}, {tuple(row) for row in mine}
    if told != stored:
        differing = sorted(told ^ stored)[:4]
        sys.exit(
            f"the two crawls stored different rows ({len(told)} and {len(stored)}):\n"
            + "\n".join(map(str, differing))
        )
    return len(stored), sum(row[-1] for row in stored)


def ratio(pages: int, rounds: int, words: int) -> int:
    with prepared(WARM + pages, words) as bench:
        costs: dict[str, list[float]] = {"textbook": [], "warden": []}
        for turn in range(rounds):
            for kind in ("textbook", "warden") if turn % 2 else ("warden", "textbook"):
                costs[kind].append(steady(kind, bench, pages, turn))
            rows, found = compare(bench, turn)
            print(
                f"round {turn + 1}: "
                + ", ".join(f"{kind} {costs[kind][-1] * 1e6 / ROWS:.0f} µs a listing" for kind in costs),
                flush=True,
            )
            for name in bench.folder.glob(f"*-{turn}*"):
                shutil.rmtree(name) if name.is_dir() else name.unlink()
    each = [theirs / ours for theirs, ours in zip(costs["textbook"], costs["warden"], strict=True)]
    middle = {kind: statistics.median(values) for kind, values in costs.items()}
    print(f"rows stored alike by both: {rows:,}, with a find {found:,}; terms {words:,}")
    for kind, value in middle.items():
        print(f"{kind}: {ROWS / value:,.0f} listings per CPU-second (median of {rounds})")
    print(
        f"ratio {statistics.median(each):.2f} (rounds {min(each):.2f} to {max(each):.2f}); goal {GOAL}, gate {GATE}"
    )
    return 0 if statistics.median(each) >= GATE else 1


def growth(pages: int, words: int) -> int:
    """Memory and CPU time a page of one long crawl."""
    with prepared(pages, words) as bench:
        command = bench.warden(pages, "warden-long")
        process = psutil.Popen(
            command,
            env=bench.environment,
            cwd=HERE.parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        points: list[tuple[int, float, int]] = []
        database = bench.folder / "warden-long" / "warden.db"
        step = max(250, pages // 40)
        while process.poll() is None:
            done = _stored(database)
            if done >= (points[-1][0] if points else 0) + step:
                times = process.cpu_times()
                points.append((done, times.user + times.system, process.memory_info().rss))
                print(
                    json.dumps({"pages": done, "cpu": round(points[-1][1], 1), "rss": points[-1][2]}),
                    flush=True,
                )
            try:
                process.wait(0.5)
            except psutil.TimeoutExpired:
                continue
        return _told(points) if process.returncode == 0 else process.returncode


def _stored(database: Path) -> int:
    if not database.is_file():
        return 0
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as base:
            return int(base.execute("SELECT count(*) FROM page WHERE page_kind = 'list'").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def _told(points: list[tuple[int, float, int]]) -> int:
    """Growth after the first thousand pages: caches are full by then."""
    late = [point for point in points if point[0] >= 1000]
    first, last = late[0], late[-1]
    slope = statistics.linear_regression([p[0] for p in late], [p[2] for p in late]).slope
    early = _between(points, 500, 1500)
    end = _between(points, last[0] - 1500, last[0])
    print(
        f"memory: {first[2] / 1e6:.0f} MB at page {first[0]:,}, {last[2] / 1e6:.0f} MB at page {last[0]:,}: {slope:.0f} bytes a page (at most 1,000)"
    )
    print(
        f"CPU a page: {early * 1e3:.2f} ms around page 1,000, {end * 1e3:.2f} ms at the end: {end / early:.2f} times (goal 1.1)"
    )
    return 0 if slope <= 1000 else 1


def _between(points: list[tuple[int, float, int]], low: int, high: int) -> float:
    inside = [point for point in points if low <= point[0] <= high]
    return (inside[-1][1] - inside[0][1]) / (inside[-1][0] - inside[0][0])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--terms", type=int, default=100_000)
    parser.add_argument("--growth", type=int, metavar="PAGES")
    asked = parser.parse_args()
    return (
        growth(asked.growth, asked.terms) if asked.growth else ratio(asked.pages, asked.rounds, asked.terms)
    )


if __name__ == "__main__":
    sys.exit(main())
