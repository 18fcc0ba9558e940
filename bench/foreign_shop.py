"""Recall on a shop of other people's making: django-oscar, by its own search and by its newest list.

    python -m bench.foreign_shop [--engine whoosh|simple] [--folder DIR] [--errors]

Installs django-oscar and a search engine into an environment of its own in DIR (default: a temporary folder), fills a
shop with the goods of bench/oscar/goods.tsv in twelve languages, serves it on 127.0.0.1 and crawls it with the one site
file bench/oscar/shop.toml: once by search, once by search and newest list. ``whoosh`` knows whole words only, ``simple``
is a substring search over the database, with which Oscar 4 shows empty lists: only its search counts then. Recall: the
share of the wildlife offers that became hits. A title that the word list does not know is missed by both.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent / "oscar"
PACKAGES = ("django-oscar==4.2.1", "whoosh-reloaded==2.7.5", "easy-thumbnails")
TARGETS = ("elephant", "seaturtle", "pangolin")
WAIT = 60
"""Seconds until a shop that does not answer is given up."""


def prepared(folder: Path) -> Path:
    """The Python of the shop's own environment, made where it is missing."""
    home = folder / "env"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *PACKAGES], check=True)
    return python


@contextmanager
def served(python: Path, folder: Path, engine: str) -> Iterator[str]:
    """The address of the filled shop while it runs."""
    shop = folder / f"shop-{engine}"
    environment = {
        **os.environ, "SHOP_FOLDER": str(shop), "SHOP_ENGINE": engine, "DJANGO_SETTINGS_MODULE": "settings",
        "PYTHONWARNINGS": "ignore", "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    if not (shop / "shop.sqlite3").exists():
        shop.mkdir(parents=True)
        subprocess.run(
            [str(python), "fill.py"], cwd=HERE, env=environment, check=True, stdout=subprocess.DEVNULL
        )
    port = _free_port()
    command = [str(python), "-m", "django", "runserver", f"127.0.0.1:{port}", "--noreload", "--insecure"]
    with (folder / "server.log").open("ab") as log:
        server = subprocess.Popen(command, cwd=HERE, env=environment, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/catalogue/")
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(address: str) -> None:
    for _ in range(WAIT * 2):
        try:
            with urllib.request.urlopen(address, timeout=30):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"the shop does not answer at {address} after {WAIT} s: see server.log in its folder")


def crawled(folder: Path, name: str, address: str, options: list[str]) -> set[str]:
    """Titles of the hits of a crawl into a store of its own."""
    sites = folder / "sites"
    sites.mkdir(exist_ok=True)
    site = (HERE / "shop.toml").read_text("utf-8").replace("@BASE@", address)
    (sites / "oscarshop.toml").write_text(site, encoding="utf-8")
    (folder / "warden.toml").write_text('[crawl]\npictures = "none"\nitem_pages = false\n', encoding="utf-8")
    environment = {**os.environ, "WARDEN_SITES": str(sites)}
    warden = [
        sys.executable,
        "-m",
        "warden",
        "--config",
        str(folder / "warden.toml"),
        "--data",
        str(folder / name),
    ]
    subprocess.run(
        [*warden, "crawl", "--site", "oscarshop", *options],
        env=environment,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    told = subprocess.run([*warden, "search", "--json"], env=environment, capture_output=True, check=True)
    return {json.loads(line)["title"] for line in told.stdout.decode().splitlines() if line}


def goods() -> dict[str, list[str]]:
    """Language → titles of the wildlife offers."""
    made: dict[str, list[str]] = {}
    with (HERE / "goods.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            if row["wildlife"] == "1":
                made.setdefault(row["lang"], []).append(row["title"])
    return made


def shown(by_search: set[str], by_both: set[str], errors: bool) -> str:
    """The table: a language a line, its offers, found by search, by both, and how many the word list knows."""
    lines, sums = [f"{'lang':5} {'offers':>6} {'search':>7} {'both':>5}"], [0, 0, 0]
    for lang, titles in goods().items():
        row = [len(titles), sum(one in by_search for one in titles), sum(one in by_both for one in titles)]
        sums = [have + more for have, more in zip(sums, row, strict=True)]
        lines.append(f"{lang:5} {row[0]:6} {row[1]:7} {row[2]:5}")
        missed = [one for one in titles if one not in by_search]
        lines += [
            f"      missed by search{'' if one in by_both else ' and newest'}: {one}"
            for one in missed
            if errors
        ]
    lines.append(f"{'all':5} {sums[0]:6} {sums[1] / sums[0]:7.3f} {sums[2] / sums[0]:5.3f}")
    return "\n".join(lines)


def measured(folder: Path, engine: str, errors: bool) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    python = prepared(folder)
    run = str(time.time_ns())
    with served(python, folder, engine) as address:
        targets = [word for target in TARGETS for word in ("--target", target)]
        by_search = crawled(folder, f"search-{run}", address, [*targets, "--max-pages", "3"])
        newest = crawled(folder, f"newest-{run}", address, ["--place", "newest", "--max-pages", "30"])
    return shown(by_search, by_search | newest, errors)


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench.foreign_shop")
    asked.add_argument("--engine", choices=("whoosh", "simple"), default="whoosh")
    asked.add_argument("--folder", type=Path, help="kept and used again; default: a temporary one")
    asked.add_argument("--errors", action="store_true", help="a line for each offer that search missed")
    given = asked.parse_args()
    if given.folder:
        print(measured(given.folder.resolve(), given.engine, given.errors))
        return 0
    with tempfile.TemporaryDirectory(prefix="warden-shop-") as name:
        print(measured(Path(name), given.engine, given.errors))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
