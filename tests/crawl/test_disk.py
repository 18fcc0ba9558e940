"""A full disk in the middle of a crawl: one clear line, exit 3, and the same command goes on later."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
from collections.abc import Callable

from crawler import archive
from tests.crawl.conftest import Warden
from tests.crawl.stub import Asked, Said, listing_page, row, stub
from warden.store.snapshot import snapshot

WORDS = ("kettle", "bicycle", "lamp", "guitar", "mirror", "printer")
CRAWL = ("crawl", "--site", "stub", *(part for word in WORDS for part in ("--term", word)))
LIMIT = 360_000
"""Bytes a file may have: the database is made within it, the archive soon grows beyond it."""


def answer(asked: Asked) -> Said:
    if asked.path == "/robots.txt":
        return Said(b"", 404)
    # Noise that does not compress, so that the archive grows with every page.
    first = WORDS.index(asked.query["q"]) * 100
    rows = (row(first + n, f"a thing {(first + n) ** 9:x}" * 20) for n in range(60))
    return Said(listing_page(*rows))


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))


def run(warden: Warden, before: Callable[[], None] | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        warden.command(*CRAWL), env=warden.env, capture_output=True, text=True, timeout=120, preexec_fn=before
    )


def test_a_full_disk_stops_the_crawl_and_loses_nothing(warden: Warden) -> None:
    with stub(answer) as server:
        warden.site("stub", server.url)
        calm = Warden(warden.root / "calm", warden.env)
        calm.run(*CRAWL)
        warden.run("effort", "add", "--site", "stub", "--place", "newest", "--minutes", "1", "--found", "0")
        full = run(warden, limited)
        assert full.returncode == 3, (full.stdout, full.stderr)
        assert "Traceback" not in full.stderr
        assert "room" in full.stderr or "full" in full.stderr or "disk" in full.stderr
        with sqlite3.connect(warden.data / "warden.db") as store:
            assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            (left,) = store.execute("SELECT COUNT(*) FROM work WHERE status = 'due'").fetchone()
        assert left
        done = run(warden, None)
        assert done.returncode == 0, done.stderr
        assert archive.verify(warden.data / "archive") == []
    left_state, right_state = snapshot(calm.store_url), snapshot(warden.store_url)
    for name in ("listings", "revisions", "hits", "evidence"):
        assert left_state[name] == right_state[name], name
    assert len(left_state["listings"]) == 360
