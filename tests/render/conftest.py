"""A warden whose stub site is drawn by script, and a stub that answers by path."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.crawl.conftest import SITE, Warden, warden
from tests.crawl.stub import Asked, Said, Stub, stub
from warden.browser import find_browser

__all__ = ["warden"]

RENDER = '[render]\nwait = "li.offer, p.nothing"\ntimeout = 15\n'


@pytest.fixture(scope="session", autouse=True)
def browser() -> Path:
    """These tests prove what a real browser does; without one they fail."""
    found = find_browser()
    assert found is not None, "no browser here: apt-get install -y --no-install-recommends chromium"
    return found


def drawn_site(
    warden: Warden, name: str, base: str, render: str = RENDER, policy: str = "", paging: str = "none"
) -> None:
    """A site file whose pages are drawn."""
    text = SITE.format(base=base, policy=policy, paging=paging, platform=name.split("_")[0])
    text = text.replace('access = "html"', 'access = "browser"').replace(
        "[recognise]", f"{render}\n[recognise]"
    )
    (warden.root / "sites" / f"{name}.toml").write_text(text, encoding="utf-8")


def page(script: str, body: str = '<ul id="list"></ul>', head: str = "") -> Said:
    """A page that is nothing without its script."""
    return Said(
        f"<!doctype html><html><head><title>x</title>{head}</head><body>{body}<script>{script}</script></body></html>".encode()
    )


def rows(*numbers: int) -> str:
    """Script that draws offers without asking anything."""
    made = "".join(
        f"<li class='offer' data-number='{n}'><a href='/o/{n}'><h3>a lamp {n}</h3></a>"
        f"<span class='price'>£{n}.00</span></li>"
        for n in numbers
    )
    return f'document.getElementById("list").innerHTML = {json.dumps(made)};'


Answers = Mapping[str, Said | Callable[[Asked], Said]]


@contextmanager
def answering(answers: Answers, robots: bytes = b"") -> Iterator[Stub]:
    """A stub that answers by path; an unknown path is 404."""

    def answer(asked: Asked) -> Said:
        if asked.path == "/robots.txt":
            return Said(robots) if robots else Said(b"", 404)
        said = answers.get(asked.path, Said(b"not here", 404))
        return said(asked) if callable(said) else said

    with stub(answer) as server:
        yield server


def paths(server: Stub) -> list[str]:
    return sorted(asked.path for asked in server.asked if asked.path != "/robots.txt")


def summary(stdout: str) -> dict[str, Any]:
    """The one site's line of ``crawl --json``."""
    lines = [json.loads(line) for line in stdout.splitlines()]
    assert len(lines) == 1, lines
    return dict(lines[0])


def stored(warden: Warden) -> list[str]:
    """Numbers of the listings in the store, in order."""
    with closing(sqlite3.connect(warden.data / "warden.db")) as base:
        return sorted(str(number) for (number,) in base.execute("SELECT listing_id FROM listing"))


def reasons(warden: Warden) -> list[tuple[str, str]]:
    """(site, reason) of every page in the store that has a reason."""
    with closing(sqlite3.connect(warden.data / "warden.db")) as base:
        return [
            (str(s), str(r))
            for s, r in base.execute("SELECT site, reason FROM page WHERE reason IS NOT NULL")
        ]


def archived(warden: Warden) -> list[tuple[dict[str, str], bytes]]:
    """Headers and body of every archived answer."""
    from warcio.archiveiterator import ArchiveIterator

    found = []
    for file in sorted(warden.data.rglob("*.warc*")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type == "response":
                    headers = {name.lower(): value for name, value in record.http_headers.headers}
                    found.append((headers, record.content_stream().read()))
    return found


def living_browsers() -> set[int]:
    """Processes of browsers and of Playwright's driver that still run."""
    found = set()
    for process in psutil.process_iter(["name", "cmdline", "status"]):
        told = " ".join(process.info["cmdline"] or [])
        known = "chrom" in (process.info["name"] or "") or "playwright" in told
        if known and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.add(process.pid)
    return found
