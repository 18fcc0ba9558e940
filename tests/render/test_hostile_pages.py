"""Pages that never end, never close, ask for ever or lead away: one clear line each, and the run goes on."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from tests.crawl.conftest import Warden
from tests.crawl.stub import Said
from tests.crawl.test_scrapy import scrapy
from tests.render.conftest import answering, drawn_site, living_browsers, page, rows, stored

pytestmark = pytest.mark.alone  # they count seconds, and the browsers of the whole machine

ENDLESS = ("/loop", "/slow", "/empty")
RENDER = '[render]\nwait = "li.offer, p.nothing"\ntimeout = {}\n'


def reasons(warden: Warden) -> dict[str, str]:
    """{site: outcome and reason} of the works of the store."""
    with closing(sqlite3.connect(warden.data / "warden.db")) as base:
        return {
            str(site): f"{outcome}: {reason or ''}"
            for site, outcome, reason in base.execute("SELECT site, outcome, reason FROM work")
        }


def gone(before: set[int], seconds: float = 10.0) -> set[int]:
    """Browsers that came after ``before`` and still run after ``seconds`` at most."""
    end = time.monotonic() + seconds
    while (left := living_browsers() - before) and time.monotonic() < end:
        psutil.wait_procs([psutil.Process(pid) for pid in left if psutil.pid_exists(pid)], timeout=0.5)
    return left


def test_hostile_pages_fail_with_a_reason_and_the_others_go_on(warden: Warden) -> None:
    before = living_browsers()
    with answering({}) as other:
        answers = {
            "/loop": page("while (true) {}"),
            "/slow": Said(b"too late", delay=4.0),
            "/empty": page("0"),
            "/dialogs": page("for (let n = 0; n < 5; n++) alert(n); confirm('?'); prompt('?');" + rows(11)),
            "/leave": page("onbeforeunload = e => { e.preventDefault(); return 'no' };" + rows(12)),
            "/huge": page("document.body.innerHTML = '<li class=offer>' + 'x'.repeat(9e6) + '</li>'"),
            "/away": Said(b"", 302, {"Location": f"{other.url}/away"}),
            "/moves": page(f"location = {json.dumps(other.url + '/moved')}"),
            "/round": Said(b"", 302, {"Location": "/round"}),
            "/file": Said(
                b"PK", headers={"Content-Type": "application/zip", "Content-Disposition": "attachment"}
            ),
            "/asks": page(rows(13) + "const ask = () => fetch('/more').finally(ask); ask();"),
            "/closes": page("window.close(); " + rows(14)),
            "/reloads": page("location.reload()"),
            "/wall": Said(b"<html><form id=challenge-form></form><p>verify you are human</p></html>", 403),
            "/nothing": page("document.body.innerHTML = '<p class=nothing>nothing found</p>'"),
            "/good": page(rows(15)),
        }
        with answering(answers) as server:
            for path in answers:
                name = path[1:]
                render = RENDER.format(2 if path in ENDLESS else 15)
                drawn_site(warden, name, server.url, render, policy=f'lane = "{name}"')
                file = warden.root / "sites" / f"{name}.toml"
                file.write_text(
                    file.read_text("utf-8").replace('"{base}/search"', f'"{{base}}{path}"'), "utf-8"
                )
            words = [word for path in answers for word in ("--site", path[1:])]
            done = warden.run("crawl", *words, "--term", "lamp", "--json", code=1)
            asked = [one.path for one in server.asked]
        assert other.asked == []
    assert "never retrieved" not in done.stderr, "nothing of the browser is left to itself"
    told = reasons(warden)
    assert "no answer in time" in told["loop"]
    assert "no answer in time" in told["slow"]
    assert told["empty"].startswith(
        "failed: no answer in time: 'li.offer, p.nothing' did not appear within 2 s"
    )
    assert "too large" in told["huge"]
    assert "another host" in told["away"]
    assert "another host" in told["moves"]
    assert "redirects without end" in told["round"]
    assert "a file to download" in told["file"]
    assert told["reloads"].startswith("failed")
    assert "HTTP 403" in told["wall"]
    for name in ("dialogs", "leave", "asks", "closes", "good"):
        assert told[name].startswith("results"), told
    assert told["nothing"].startswith("none"), "what is not there need not be waited for"
    assert stored(warden) == ["11", "12", "13", "14", "15"]
    assert asked.count("/more") <= 200
    assert asked.count("/loop") == asked.count("/slow") == 1, "what cannot be drawn is not asked again"
    assert gone(before) == set()


def test_no_browser_outlives_a_killed_crawl(warden: Warden) -> None:
    before = living_browsers()
    with answering({"/search": page("0")}) as server:
        drawn_site(warden, "drawn", server.url)
        run = warden.start("crawl", "--site", "drawn", "--term", "lamp")
        end = time.monotonic() + 30
        while not any(one.path == "/search" for one in server.asked) and time.monotonic() < end:
            time.sleep(0.05)
        assert living_browsers() - before
        run.send_signal(signal.SIGTERM if not hasattr(signal, "SIGKILL") else signal.SIGKILL)
        run.communicate(timeout=30)
    assert gone(before) == set()


def test_without_a_browser_the_others_go_on_and_a_line_says_what_to_install(warden: Warden) -> None:
    with answering({"/search": page(rows(1)), "/newest": page("0")}) as server:
        drawn_site(warden, "drawn", server.url)
        nowhere = str(Path(warden.root) / "nonexistent")
        done = warden.run("crawl", "--site", "drawn", "--term", "lamp", code=2, CHROMIUM=nowhere)
        assert "apt-get install chromium" in done.stderr
        assert server.asked == []
        plain = Said(b'<ul><li class="offer" data-number="5"><a href="/o/5"><h3>lamp</h3></a></li></ul>')
        with answering({"/search": plain}) as second:
            warden.site("plain", second.url)
            words = ("crawl", "--site", "drawn", "--site", "plain", "--term", "lamp")
            done = warden.run(*words, code=1, CHROMIUM=nowhere)
            assert "drawn is drawn by script and was left out" in done.stderr
            assert stored(warden) == ["5"]
            warden.run(*words, code=0)
            assert stored(warden) == ["1", "5"], (
                "its work stayed due; with a browser the same command does it"
            )


def test_scrapys_own_command_draws_too(warden: Warden, tmp_path: Path) -> None:
    """On Windows the browser runs in a loop of its own; the setting does the same here."""
    out = tmp_path / "listings.jsonl"
    script = f"fetch('/api/x').then(() => {{ {rows(1)} }})"
    with answering({"/search": page(script), "/api/x": Said(b"{}")}) as server:
        drawn_site(warden, "drawn", server.url)
        windows = ("-s", "_PLAYWRIGHT_THREADED_LOOP=1")
        done = scrapy(warden, "crawl", "drawn", "-a", "term=lamp", *windows, "-O", str(out))
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
    assert [json.loads(line)["title"] for line in out.read_text("utf-8").splitlines()] == ["a lamp 1"]
