"""Workers: due watches are run once, whoever is first; a signal leaves nothing held."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.crawl.conftest import Warden
from tests.crawl.stub import Asked, Said, Stub, listing_page, row, stub
from tests.waiting import until
from warden.store import open_store
from warden.store.base import Store
from warden.store.requests import RunRequest

WATCH = 'name = "daily"\nsites = ["one", "two"]\nplaces = ["newest"]\nevery = "1d"\npages = 3\n'


def answer(asked: Asked) -> Said:
    if asked.path == "/robots.txt":
        return Said(b"", 404)
    if asked.path.startswith("/o/"):
        return Said(b"", 404)
    first = 10 * int(asked.query.get("page", "1"))
    return Said(listing_page(*(row(first + n, f"an old thing {n}") for n in range(2))), delay=0.5)


def pages(server: Stub) -> list[str]:
    return [asked.query.get("page", "1") for asked in server.asked if asked.path == "/newest"]


@contextmanager
def shops(warden: Warden) -> Iterator[tuple[Stub, Stub]]:
    with stub(answer) as one, stub(answer) as two:
        warden.site("one", one.url, paging="page")
        warden.site("two", two.url, paging="page", platform="other")
        file = warden.root / "watch.toml"
        file.write_text(WATCH, encoding="utf-8")
        warden.run("watches", "add", str(file))
        yield one, two


def finished(warden: Warden) -> int:
    store = open_store(warden.store_url)
    try:
        return len(store.runs(watch="daily"))
    finally:
        store.close()


def end(worker: subprocess.Popen[str]) -> str:
    worker.send_signal(signal.SIGTERM)
    _, said = worker.communicate(timeout=60)
    assert worker.returncode == 128 + signal.SIGTERM, said
    assert "Traceback" not in said
    return said


def test_of_two_workers_each_page_is_asked_for_once(warden: Warden) -> None:
    with shops(warden) as (one, two):
        workers = [warden.start("worker", "--look", "1") for _ in range(2)]
        try:
            until(lambda: finished(warden))
            time.sleep(3)  # time enough to begin it once more
        finally:
            for worker in workers:
                end(worker)
        for server in (one, two):
            assert len(pages(server)) == len(set(pages(server))) == 3
    store = open_store(warden.store_url)
    assert [run.status for run in store.runs()] == ["done"]
    assert all(
        store.lane(lane).owner is None for lane in {work.lane for work in store.works(store.runs()[0].run_id)}
    )
    store.close()


def test_what_the_console_will_ask_is_counted_after_a_round(warden: Warden) -> None:
    def ivory(asked: Asked) -> Said:
        if asked.path != "/newest":
            return Said(b"", 404)
        return Said(listing_page(row(1, "Antique elephant ivory netsuke, carved ivory tusk")))

    with stub(ivory) as one:
        warden.site("one", one.url, paging="page")
        file = warden.root / "watch.toml"
        file.write_text(WATCH.replace(', "two"', ""), encoding="utf-8")
        warden.run("watches", "add", str(file))
        worker = warden.start("worker", "--look", "1")
        try:
            until((warden.data / "warden.db-counted").exists)
        finally:
            end(worker)
    # No page of the console has been asked for: these are the counts of its trends.
    with sqlite3.connect(warden.data / "warden.db-counted") as counted:
        assert (
            counted.execute("SELECT COUNT(*) FROM counted WHERE CAST(rows AS TEXT) LIKE '%2026%'").fetchone()[
                0
            ]
            > 0
        )


def test_what_a_killed_round_left_is_finished(warden: Warden) -> None:
    with shops(warden) as (one, two):
        first = warden.start("crawl", "--due")
        until(lambda: pages(one) or pages(two))
        first.kill()
        first.communicate()
        worker = warden.start("worker", "--look", "1")
        try:
            until(lambda: finished(warden))
        finally:
            end(worker)
        for server in (one, two):
            assert set(pages(server)) == {"1", "2", "3"}
            assert len(pages(server)) <= 4, "at most the page it died on is asked for again"


def test_the_round_of_a_killed_worker_ends(warden: Warden) -> None:
    with shops(warden) as (one, two):
        worker = warden.start("worker", "--look", "1")
        until(lambda: pages(one) and pages(two))
        worker.kill()
        worker.communicate(timeout=30)  # until its round lets go of the terminal
        with open_store(warden.store_url) as store:
            lanes = [work.lane for run in store.runs() for work in store.works(run.run_id)]
            # Every lane is given back: another worker need not wait for a lease to end.
            assert lanes and all(store.lane(lane).owner is None for lane in lanes)
        assert len(pages(one)) + len(pages(two)) < 6
        assert not finished(warden)


def test_a_store_that_is_away_is_told_once(warden: Warden) -> None:
    worker = subprocess.Popen(
        warden.command("--store", "elasticsearch://127.0.0.1:9/none", "worker", "--look", "1"),
        env=warden.env,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert worker.stderr is not None
    told = ""
    while "does not answer" not in told:
        told += worker.stderr.readline()
        assert worker.poll() is None, told
    time.sleep(4)  # time enough to ask again
    assert (told + end(worker)).count("does not answer") == 1


def test_what_is_asked_for_is_run_beside_what_is_due(warden: Warden) -> None:
    with shops(warden) as (one, _):
        wish = RunRequest(
            "asked", "2026-11-02T12:00:00Z", "anna", {"sites": ["one"], "places": ["newest"], "max_pages": 1}
        )
        wrong = RunRequest("wrong", "2026-11-02T12:00:01Z", "anna", {"sites": ["nowhere"]})
        with store_of(warden) as store:
            store.request_run(wish)
            store.request_run(wrong)
        with working(warden):
            with store_of(warden) as store:
                until(
                    lambda: bool((run := store.run("asked")) and run.finished_at),
                    60,
                    "the run that was asked for",
                )
                until(lambda: bool((w := store.run_request("wrong")) and w.refused), 60, "the refusal")
                run = store.run("asked")
                assert run is not None
                assert (run.by, run.command["sites"]) == ("anna", ["one"])
                refused = store.run_request("wrong")
                assert refused is not None
                assert "nowhere" in str(refused.refused)
            until(lambda: finished(warden) == 1, 60, "the watch's run")
        assert pages(one)


def test_a_run_that_is_stopped_rests_until_it_is_resumed(warden: Warden) -> None:
    with shops(warden) as (one, _):
        wish = RunRequest(
            "asked", "2026-11-02T12:00:00Z", "anna", {"sites": ["one"], "places": ["newest"], "max_pages": 6}
        )
        with store_of(warden) as store:
            store.retire_watch("daily", "2026-11-02T12:00:00Z")
            store.request_run(wish)
            with working(warden):
                until(lambda: len(pages(one)) == 2, 60, "two pages")
                store.stop_run("asked", "2026-11-02T12:00:05Z", "bert")
                time.sleep(4)
                asked = len(pages(one))
                time.sleep(3)
                assert len(pages(one)) == asked < 6  # no more than what was under way
                run = store.run("asked")
                assert run is not None
                assert run.finished_at is None
                store.resume_run("asked")
                until(lambda: bool((run := store.run("asked")) and run.finished_at), 60, "the rest")
        assert sorted(set(pages(one))) == ["1", "2", "3", "4", "5", "6"]


@contextmanager
def working(warden: Warden) -> Iterator[None]:
    worker = warden.start("worker", "--look", "1")
    try:
        yield
    finally:
        end(worker)


@contextmanager
def store_of(warden: Warden) -> Iterator[Store]:
    store = open_store(warden.store_url)
    try:
        yield store
    finally:
        store.close()
