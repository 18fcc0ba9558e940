"""A clean stop by signal, and two processes with the same command at once."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import time

import pytest

from tests.crawl.conftest import Warden
from tests.crawl.stub import Asked, Said, Stub, listing_page, row, stub

WORDS = ("kettle", "bicycle", "lamp", "guitar", "mirror", "printer", "tent", "sofa")
CRAWL = ("crawl", "--site", "stub", *(part for word in WORDS for part in ("--term", word)))


def answer(asked: Asked) -> Said:
    if asked.path == "/robots.txt":
        return Said(b"", 404)
    number = WORDS.index(asked.query["q"]) * 2
    return Said(listing_page(row(number, "a thing"), row(number + 1, "another thing")), delay=0.2)


def until_asked(server: Stub, count: int, process: subprocess.Popen[str]) -> None:
    while len(server.pages()) < count:
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)


def counts(warden: Warden) -> tuple[int, int, int]:
    """(listings, runs, work still due)."""
    with sqlite3.connect(warden.data / "warden.db") as store:
        (listings,) = store.execute("SELECT COUNT(*) FROM listing").fetchone()
        (runs,) = store.execute("SELECT COUNT(*) FROM run").fetchone()
        (due,) = store.execute("SELECT COUNT(*) FROM work WHERE status = 'due'").fetchone()
    return listings, runs, due


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_stops_after_the_present_request(warden: Warden, number: signal.Signals, code: int) -> None:
    with stub(answer) as server:
        warden.site("stub", server.url)
        process = warden.start(*CRAWL)
        until_asked(server, 2, process)
        process.send_signal(number)
        _, said = process.communicate(timeout=30)
        assert process.returncode == code, said
        assert "Traceback" not in said
        assert "run the same command again" in said
        asked = len(server.pages())
        assert asked < len(WORDS)
        listings, _, due = counts(warden)
        assert listings == 2 * asked, "what was asked is stored"
        assert due == len(WORDS) - asked
        done = warden.run(*CRAWL)
        assert "going on with the run" in done.stderr
        assert len(server.pages()) == len(WORDS), "nothing is asked twice"
        assert counts(warden) == (2 * len(WORDS), 1, 0)


def test_two_processes_with_the_same_command_share_one_run(warden: Warden) -> None:
    with stub(answer) as server:
        # Slow enough that the second is there before the first is done, however busy the machine is.
        warden.site("stub", server.url, policy="pace = 1.2")
        first = warden.start(*CRAWL)
        until_asked(server, 1, first)
        second = warden.start(*CRAWL)
        told = [process.communicate(timeout=60) for process in (first, second)]
        assert [first.returncode, second.returncode] == [0, 0], told
        assert len(server.pages()) == len(WORDS)
        assert counts(warden) == (2 * len(WORDS), 1, 0)
