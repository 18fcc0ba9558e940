"""robots.txt, pace, Retry-After, lanes and quotas, measured at the server."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.planning import PLAN
from tests.crawl.conftest import Warden
from tests.crawl.stub import Asked, Said, Stub, listing_page, row, stub

pytestmark = pytest.mark.alone  # moments are measured: nothing else may run beside it

TENTH = 0.1
TERMS = ["--term", "bicycle", "--term", "kettle", "--term", "guitar", "--term", "lamp"]


def answering(robots: Said) -> object:
    def answer(asked: Asked) -> Said:
        return robots if asked.path == "/robots.txt" else Said(listing_page(row(1, "a lamp")))

    return answer


def gaps(asked: list[Asked]) -> list[float]:
    """Seconds from the end of an answer to the next request."""
    return [after.began - before.ended for before, after in pairwise(asked)]


def no_overlap(asked: list[Asked]) -> bool:
    ordered = sorted(asked, key=lambda one: one.began)
    return all(after.began >= before.ended - 0.005 for before, after in pairwise(ordered))


def test_fifty_requests_at_once_wait_for_a_slow_robots_txt(tmp_path: Path) -> None:
    slow = Said(b"User-agent: *\nDisallow: /search\n", delay=2.0)
    with stub(answering(slow)) as server:
        script = Path(__file__).with_name("fifty.py")
        done = subprocess.run(
            [sys.executable, str(script), server.url, str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        assert "50 refused, 0 answered" in done.stdout
        assert server.pages() == []
        assert len(server.pages("/robots.txt")) == 1


def test_robots_txt_that_answers_503_allows_nothing(warden: Warden) -> None:
    with stub(answering(Said(b"", 503))) as server:
        warden.site("stub", server.url)
        done = warden.run("crawl", "--site", "stub", *TERMS, code=1)
        assert server.pages() == []
        assert "robots.txt" in done.stderr


def test_robots_txt_that_disallows_is_obeyed_and_said(warden: Warden) -> None:
    with stub(answering(Said(b"User-agent: Warden\nDisallow: /search\n"))) as server:
        warden.site("stub", server.url)
        done = warden.run("crawl", "--site", "stub", *TERMS, "--json", code=1)
        assert server.pages() == []
        assert '"failed": 4' in done.stdout


def test_no_robots_txt_means_no_rules(warden: Warden) -> None:
    with stub(answering(Said(b"", 404))) as server:
        warden.site("stub", server.url)
        warden.run("crawl", "--site", "stub", *TERMS)
        assert len(server.pages()) == 4


def test_crawl_delay_is_kept(warden: Warden) -> None:
    with stub(answering(Said(b"User-agent: *\nCrawl-delay: 0.7\n"))) as server:
        warden.site("stub", server.url)
        warden.run("crawl", "--site", "stub", *TERMS)
        assert len(server.pages()) == 4
        assert all(0.7 - TENTH / 10 <= gap <= 0.7 + 5 * TENTH for gap in gaps(server.asked)), server.asked


def test_retry_after_is_obeyed(warden: Warden) -> None:
    told: list[Asked] = []

    def answer(asked: Asked) -> Said:
        if asked.path == "/robots.txt":
            return Said(b"", 404)
        told.append(asked)
        if len(told) == 2:
            return Said(b"slow down", 429, {"Retry-After": "2"})
        if len(told) == 4:
            return Said(b"busy", 503, {"Retry-After": "1"})
        return Said(listing_page(row(len(told), "a lamp")))

    with stub(answer) as server:
        warden.site("stub", server.url)
        warden.run("crawl", "--site", "stub", *TERMS)
        asked = server.pages()
        assert len(asked) == 6
        assert [one.query["q"] for one in asked].count(asked[1].query["q"]) == 2
        assert 2.0 <= gaps(asked)[1] <= 2.0 + 5 * TENTH
        assert 1.0 <= gaps(asked)[3] <= 1.0 + 5 * TENTH


def test_429_without_a_word_is_a_block_and_is_not_asked_again(warden: Warden) -> None:
    def answer(asked: Asked) -> Said:
        return Said(b"", 404) if asked.path == "/robots.txt" else Said(b"no", 429)

    with stub(answer) as server:
        warden.site("stub", server.url)
        done = warden.run("crawl", "--site", "stub", *TERMS, code=1)
        assert len(server.pages()) == 1
        assert "blocked" in done.stderr
        warden.run("crawl", "--site", "stub", *TERMS, code=1)
        assert len(server.pages()) == 1, "the lane rests over runs"


def two_sites(warden: Warden, server: Stub) -> None:
    for name in ("stub_aa", "stub_bb"):
        warden.site(name, server.url, policy='pace = 0.25\nlane = "shared"', platform=name)


def slowly(asked: Asked) -> Said:
    if asked.path == "/robots.txt":
        return Said(b"", 404)
    return Said(listing_page(row(1, "a lamp")), delay=0.15)


def test_two_sites_on_one_lane_in_one_process_never_overlap(warden: Warden) -> None:
    with stub(slowly) as server:
        two_sites(warden, server)
        warden.run("crawl", "--site", "stub_aa", "--site", "stub_bb", *TERMS)
        assert len(server.pages()) == 8
        assert no_overlap(server.asked)
        assert all(gap >= 0.25 - TENTH / 10 for gap in gaps(server.pages()))


def test_two_sites_on_one_lane_in_two_processes_never_overlap(warden: Warden) -> None:
    with stub(slowly) as server:
        two_sites(warden, server)
        runs = [warden.start("crawl", "--site", name, *TERMS) for name in ("stub_aa", "stub_bb")]
        told = [run.communicate(timeout=60) for run in runs]
        assert [run.returncode for run in runs] == [0, 0], told
        assert len(server.pages()) == 8
        assert no_overlap(server.asked)
        assert all(gap >= 0.25 - TENTH / 10 for gap in gaps(server.pages()))


def test_quotas_are_kept_over_runs(warden: Warden) -> None:
    with stub(answering(Said(b"", 404))) as server:
        warden.site("stub", server.url, policy="quota = 3")
        done = warden.run("crawl", "--site", "stub", *TERMS, code=1)
        assert len(server.asked) == 3
        assert "requests of today are used up" in done.stderr
        warden.run("crawl", "--site", "stub", *TERMS, code=1)
        assert len(server.asked) == 3


def test_crawling_others_needs_a_contact_and_a_dry_run_does_not(warden: Warden) -> None:
    warden.site("stub", "https://shop.example", policy="pace = 5.0")
    done = warden.run("crawl", "--site", "stub", "--term", "bicycle", code=2)
    assert "WARDEN_CONTACT" in done.stderr
    dry = warden.run("crawl", "--site", "stub", "--term", "bicycle", "--dry-run")
    assert '"requests": 1' in dry.stdout


def test_the_contact_stands_in_the_user_agent(warden: Warden) -> None:
    with stub(answering(Said(b"", 404))) as server:
        warden.site("stub", server.url)
        warden.run("crawl", "--site", "stub", *TERMS, WARDEN_CONTACT="monitor@example.org")
        assert {asked.headers["User-Agent"] for asked in server.asked} == {
            "Warden/0.1.0 (+monitor@example.org)"
        }


def test_no_lease_is_left_when_a_crawl_ends(warden: Warden) -> None:
    with stub(answering(Said(b"", 404))) as server:
        warden.site("stub", server.url)
        warden.run("crawl", "--site", "stub", *TERMS)
    with sqlite3.connect(warden.data / "warden.db") as store:
        left = store.execute("SELECT lane, owner, ends FROM lane ORDER BY lane").fetchall()
    assert left == [(server.url.removeprefix("http://"), None, 0.0), (PLAN, None, 0.0)]
