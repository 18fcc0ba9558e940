"""Recall on a shop of other people's making: django-oscar, by its own search and by its newest list.

    python -m bench.foreign_shop [--engine whoosh|simple] [--folder DIR] [--errors]

Installs django-oscar and a search engine into an environment of its own in DIR (default: a temporary folder), fills a
shop with the goods of bench/oscar/goods.tsv in twelve languages, serves it on 127.0.0.1 and crawls it with the one site
file bench/oscar/shop.toml: by search, by search and newest list; and by its address alone (`sites add --family any`). ``whoosh`` knows whole words only, ``simple``
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
from datetime import UTC, datetime
from pathlib import Path

from crawler.sites.adding import Shop, add

HERE = Path(__file__).parent / "oscar"
PACKAGES = ("django-oscar==4.2.1", "whoosh-reloaded==2.7.5")
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


def write_sites(folder: Path, address: str) -> Path:
    """The directory with the shop's own file and one made from its address alone."""
    sites = folder / "sites"
    sites.mkdir(exist_ok=True)
    site = (HERE / "shop.toml").read_text("utf-8").replace("@BASE@", address)
    (sites / "oscarshop.toml").write_text(site, encoding="utf-8")
    (sites / "plainshop.toml").unlink(missing_ok=True)
    made = add(Shop(address, "any", "plainshop", currency="EUR"), sites, datetime.now(UTC).date())
    with made.path.open("a", encoding="utf-8") as stream:
        stream.write("\n[policy]\npace = 0.05\n")
    return sites


def crawled(folder: Path, name: str, site: str, options: list[str]) -> set[str]:
    """Titles of the hits of a crawl into a store of its own."""
    (folder / "warden.toml").write_text('[crawl]\npictures = "none"\nitem_pages = false\n', encoding="utf-8")
    environment = {**os.environ, "WARDEN_SITES": str(folder / "sites")}
    warden = [
        *(sys.executable, "-m", "warden", "--config", str(folder / "warden.toml")),
        *("--data", str(folder / name)),
    ]
    command = [*warden, "crawl", "--site", site, *options]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
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


def shown(found: dict[str, set[str]], errors: bool) -> str:
    """The table: a language a line, its offers and how many of them each road has found."""
    lines = [f"{'lang':5} {'offers':>6} " + " ".join(f"{road:>14}" for road in found)]
    told = goods()
    for lang, titles in told.items():
        counts = [sum(one in hits for one in titles) for hits in found.values()]
        lines.append(f"{lang:5} {len(titles):6} " + " ".join(f"{count:14}" for count in counts))
        for road, hits in found.items() if errors else ():
            lines += [f"      missed by {road}: {one}" for one in titles if one not in hits]
    every = [one for titles in told.values() for one in titles]
    shares = [sum(one in hits for one in every) / len(every) for hits in found.values()]
    lines.append(f"{'all':5} {len(every):6} " + " ".join(f"{share:14.3f}" for share in shares))
    return "\n".join(lines)


def measured(folder: Path, engine: str, errors: bool) -> str:
    """The shop is made, served and crawled; gives the table."""
    folder.mkdir(parents=True, exist_ok=True)
    python = prepared(folder)
    run = str(time.time_ns())
    with served(python, folder, engine) as address:
        write_sites(folder, address)
        targets = [word for target in TARGETS for word in ("--target", target)]
        by_search = crawled(folder, f"search-{run}", "oscarshop", [*targets, "--max-pages", "3"])
        newest = crawled(folder, f"newest-{run}", "oscarshop", ["--place", "newest", "--max-pages", "30"])
        alone = crawled(folder, f"plain-{run}", "plainshop", ["--place", "newest", "--max-pages", "30"])
    return shown({"search": by_search, "search + newest": by_search | newest, "address alone": alone}, errors)


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
