"""What a crawl says to the person who started it: before, and after."""

from __future__ import annotations

import json
import sqlite3
import tomllib
from collections import Counter
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.keys import lacking
from crawler.sites.load import load_sites
from keywords import load_terms
from tests.crawl.conftest import Warden
from tests.crawl.stub import Asked, Said, item_page, listing_page, row, stub
from tests.crawl.test_follow_ups import PICTURE
from warden.cli.needs import free_words, key_lines, need_languages
from warden.cli.progress import Progress
from warden.cli.summary import told
from warden.cli.watching import due_watches
from warden.errors import UsageError
from warden.identity import drawn, instant, now
from warden.planning.costs import in_words
from warden.records import Probe, Run
from warden.store import open_store, store_exists


def failing(asked: Asked) -> Said:
    if asked.path == "/robots.txt":
        return Said(b"", 404)
    if asked.query.get("q") == "tusk":
        return Said(b"<html><p>something else</p></html>")
    return Said(listing_page(row(1, "a kettle"), row(2, "a pan")))


def test_why_pages_ended_badly_is_said(warden: Warden) -> None:
    with stub(failing) as server:
        warden.site("stub", server.url)
        done = warden.run("crawl", "--site", "stub", "--term", "tusk", "--term", "kettle", code=1)
    lines = done.stderr.splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("stub: ") and "1 changed" in line)
    assert lines[place + 1].startswith("  1 changed: ")
    assert len(lines[place + 1]) > len("  1 changed: ")
    assert "2 sightings of listings (2 new)" in done.stderr
    assert "on no list" in done.stderr, "kettle is no term"
    assert done.stdout == ""


def wild(asked: Asked) -> Said:
    """A hit with a picture and a page of its own, on the list and in the search."""
    if asked.path.endswith(".png"):
        return PICTURE
    if asked.path.startswith("/o/"):
        return Said(item_page("1", "raw ivory tusk", "two pieces"))
    if asked.path == "/robots.txt":
        return Said(b"", 404)
    if asked.query.get("q") == "kettle":
        return Said(b'<html><p class="nothing">none</p></html>')
    return Said(listing_page(row(1, "raw ivory tusk", extra='<img src="/1.png">'), row(2, "a lamp")))


def test_searches_lists_item_pages_and_pictures_are_told_apart(warden: Warden) -> None:
    words = ("crawl", "--site", "stub", "--term", "tusk", "--term", "kettle", "--place", "newest")
    with stub(wild) as server:
        warden.site("stub", server.url)
        done = warden.run(*words)
        (line,) = [one for one in done.stderr.splitlines() if one.startswith("stub: ")]
        assert line == (
            "stub: 2 searches (1 none, 1 results), 1 list (1 results), 1 item page (1 results), 1 picture (1 results)"
        )
        (told_,) = map(json.loads, warden.run(*words, "--json").stdout.splitlines())
    assert {name: told_[name] for name in ("searches", "lists", "item_pages", "pictures")} == {
        "searches": 2,
        "lists": 1,
        "item_pages": 0,
        "pictures": 0,
    }, "what a hit shows is asked for once"
    assert (told_["results"], told_["none"], told_["due"]) == (2, 1, 0)


def test_at_most_five_reasons_are_named() -> None:
    lines = told(Counter({("failed", f"reason {n}"): 9 - n for n in range(8)}))
    assert lines[0] == "9 failed: reason 0"
    assert len(lines) == 6
    assert lines[-1] == "9 more, for other reasons"


KEYED = """type = "api-key"
key_env = "STUB_KEY"
header = "X-Key"
"""


def keyed(warden: Warden, base: str) -> None:
    warden.site("stub", base)
    file = warden.root / "sites" / "stub.toml"
    file.write_text(file.read_text("utf-8").replace("[search]", f"[auth]\n{KEYED}\n[search]", 1), "utf-8")


def test_missing_keys_are_told_everywhere(warden: Warden) -> None:
    words = ("--site", "stub", "--term", "kettle")
    with stub(failing) as server:
        keyed(warden, server.url)
        for verb in (["crawl", *words, "--dry-run"], ["sites", "check", "stub"]):
            assert "STUB_KEY is not set" in warden.run(*verb).stderr
        assert "STUB_KEY is not set" in warden.run("crawl", *words, code=2).stderr
        assert not store_exists(warden.store_url), "nothing could be asked, so nothing is planned"
        warden.site("open", server.url, platform="open")
        done = warden.run("crawl", *words, "--site", "open", code=1)
        assert done.stderr.index("stub will answer nothing: STUB_KEY is not set") < done.stderr.index(
            "stub: 1"
        )
        assert "STUB_KEY is not set in the environment; docs/how-to/keys.md" in done.stderr
        assert "what is left stays due" in done.stderr
        assert {asked.path for asked in server.asked} <= {"/robots.txt", "/search"}
        server.asked.clear()
        (warden.root / "warden.toml").write_text('[crawl]\nsites = ["stub"]\n', "utf-8")
        told_ = warden.run("--config", str(warden.root / "warden.toml"), "doctor", code=1).stdout
        assert "stub needs STUB_KEY" in told_
        assert server.pages() == []
        assert "STUB_KEY" not in warden.run("crawl", *words, STUB_KEY="x").stderr


def test_only_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EBAY_CLIENT_ID", "x")
    monkeypatch.delenv("EBAY_CLIENT_SECRET", raising=False)
    sites = load_sites()
    (line,) = key_lines([sites["ebay_us"], sites["ruby_lane"]])
    assert line == f"ebay_us will answer nothing: {lacking(sites['ebay_us'].auth)}"
    assert "EBAY_CLIENT_SECRET is not set in the environment; docs/how-to/keys.md" in line


# -- dry run -------------------------------------------------------------------------------------------


def test_a_dry_run_says_its_total_in_words_and_what_it_assumes(warden: Warden) -> None:
    warden.site("stub", "http://127.0.0.1:9", paging="page")
    done = warden.run("crawl", "--site", "stub", "--term", "netsukee", "--max-pages", "4", "--dry-run")
    assert [json.loads(line)["site"] for line in done.stdout.splitlines()] == ["stub", None]
    assert "in all 1 probes, at most 4 requests" in done.stderr
    assert "assumes that every probe fills its pages" in done.stderr
    assert "'netsukee' is on no list; searched as given" in done.stderr


def test_an_unknown_language_is_refused(warden: Warden) -> None:
    warden.site("stub", "http://127.0.0.1:9")
    for further in ([], ["--dry-run"]):
        done = warden.run("crawl", "--site", "stub", "--lang", "xx", *further, code=2)
        assert "language 'xx'" in done.stderr
        assert "zh-Hans" in done.stderr
    done = warden.run("terms", "list", "--lang", "xx", code=2)
    assert "language 'xx'" in done.stderr
    need_languages(["zh", "zh-Hans", "en"], load_terms())
    with pytest.raises(UsageError):
        need_languages(["en", "yy"], load_terms())


def test_a_listed_word_is_no_free_word() -> None:
    vocabulary = load_terms()
    probes = [Probe("1", "s", "search", "en:1", "ivory tusk"), Probe("2", "s", "search", None, "tuskk")]
    assert free_words({"terms": ["ivory tusk", "tuskk"]}, probes, vocabulary) == [
        "'tuskk' is on no list; searched as given"
    ]


def test_nothing_to_send_is_said() -> None:
    total: dict[str, Any] = {"probes": 0, "requests": 0, "hours": 0.0, "megabytes": None, "quota_days": None}
    assert "nothing would be sent" in in_words(total)
    total |= {"probes": 2, "requests": 20, "hours": 0.5, "megabytes": 3.0, "quota_days": 2}
    assert "about 3 MB, 2 days of quota" in in_words(total)


# -- watches -------------------------------------------------------------------------------------------


def test_the_watch_of_a_run_is_named_and_empty_rechecks_are_not(warden: Warden) -> None:
    with stub(failing) as server:
        warden.site("stub", server.url)
        file = warden.root / "w.toml"
        file.write_text('name = "kettles"\nsites = ["stub"]\nterms = ["kettle"]\n', "utf-8")
        assert "'kettle' is on no list" in warden.run("watches", "add", str(file)).stderr
        done = warden.run("crawl", "--due")
        assert "watch kettles:" in done.stderr.splitlines()
        assert "known hits" not in done.stderr
        assert done.stderr.count(" pages, ") == 1
        assert "nothing is due" in warden.run("crawl", "--due").stderr
        assert "nothing is due" in warden.run("crawl", "--recheck").stderr
    store = open_store(warden.store_url)
    try:
        assert [run.watch for run in store.runs()] == ["kettles"], "no run is made where nothing is to do"
    finally:
        store.close()


def hits_shop(asked: Asked) -> Said:
    if asked.path == "/robots.txt":
        return Said(b"", 404)
    return Said(listing_page(row(1, "raw ivory tusk"), row(2, "old ivory tusk"), row(3, "a lamp")))


def test_a_dry_run_costs_what_is_due(warden: Warden) -> None:
    with stub(hits_shop) as server:
        warden.site("stub", server.url, paging="page")
        assert "nothing is due" in warden.run("crawl", "--due", "--dry-run").stderr
        file = warden.root / "w.toml"
        file.write_text('name = "tusks"\nsites = ["stub"]\nterms = ["tusk"]\npages = 3\n', "utf-8")
        warden.run("watches", "add", str(file))
        for words in (["--due"], ["--watch", "tusks"]):
            done = warden.run("crawl", *words, "--dry-run")
            assert "in all 1 probes, at most 3 requests" in done.stderr
        assert json.loads(done.stdout.splitlines()[0])["site"] == "stub"
        assert server.asked == []
        warden.run("crawl", "--due", code=None)
        assert "nothing is due" in warden.run("crawl", "--recheck", "--dry-run").stderr
        with sqlite3.connect(warden.data / "warden.db") as store:
            store.execute("UPDATE listing SET recheck_at = first_seen_at WHERE listing_id IN ('1', '2')")
        before = len(server.asked)
        done = warden.run("crawl", "--recheck", "--dry-run")
        assert "0 probes, 2 known hits to look at again, at most 2 requests" in done.stderr
        assert json.loads(done.stdout.splitlines()[-1])["requests"] == 2
        assert len(server.asked) == before


def ran(store: Any, status: str, hours_ago: float) -> None:
    at = instant(now() - timedelta(hours=hours_ago)) or ""
    run = Run(drawn(), "crawl", drawn(), at, watch="w")
    store.start_run(run)
    store.finish_run(run.run_id, status, at)


@pytest.mark.parametrize(
    ("before", "due"),
    [
        ([], True),
        ([("done", 1)], False),
        ([("done", 25)], True),
        ([("failed", 0.1)], True),
        ([("done", 30), ("failed", 0.1)], True),
        # Failing again and again, it is left in peace for longer and longer, at most for its period.
        ([("failed", 0.9), ("failed", 0.5)], False),
        ([("failed", 4), ("failed", 1.1)], True),
        ([("failed", 9), ("failed", 5), ("failed", 1.5)], False),
        ([("failed", 9), ("failed", 5), ("failed", 2.1)], True),
        ([*(("failed", hours) for hours in range(60, 28, -2)), ("failed", 25)], True),
        ([("failed", 3), ("done", 2)], False),
    ],
)
def test_a_failed_watch_is_not_done(tmp_path: Any, before: list[tuple[str, float]], due: bool) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'warden.db'}")
    try:
        store.save_watch("w", {"sites": ["x"], "every": "1d"}, [], instant(now()) or "")
        for status, hours in before:
            ran(store, status, hours)
        assert due_watches(store) == (["w"] if due else [])
    finally:
        store.close()


def test_many_runs_of_others_do_not_hide_a_watchs_own(tmp_path: Any) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'warden.db'}")
    try:
        store.save_watch("w", {"sites": ["x"], "every": "1w"}, [], instant(now()) or "")
        ran(store, "done", 24)
        for _ in range(600):
            store.start_run(Run(drawn(), "import", "", instant(now()) or ""))
        assert due_watches(store) == []
    finally:
        store.close()


def test_a_watch_of_an_unknown_language_is_refused(warden: Warden) -> None:
    warden.site("stub", "http://127.0.0.1:9")
    file = warden.root / "w.toml"
    file.write_text('name = "w"\nsites = ["stub"]\nterms = ["kettle"]\nlangs = ["xx"]\n', "utf-8")
    assert "language 'xx'" in warden.run("watches", "add", str(file), code=2).stderr


def test_progress_tells_sightings_from_listings() -> None:
    session = SimpleNamespace(tally={"pages": 3, "listings": 252, "new listings": 115, "hits": 1})
    store = SimpleNamespace(work_counts=lambda _: {"stub": {"due": 4}})
    runtime: Any = SimpleNamespace(session=session, store=store, run=SimpleNamespace(run_id="r"))
    line = Progress([runtime])._line().plain
    assert line.startswith("3 pages · 252 sightings · 115 new listings · 1 hits")
    assert line.endswith(" requests due")


def test_the_places_of_the_demo_are_of_no_single_country() -> None:
    """Köln is not in Great Britain: where offers come from several countries, the file claims none."""
    folder = Path(__file__).parents[2] / "crawler" / "demo" / "sites"
    for file in folder.glob("*.toml"):
        identity = tomllib.loads(file.read_text("utf-8"))["identity"]
        if len(identity["languages"]) > 1:
            assert "country" not in identity, file.name
