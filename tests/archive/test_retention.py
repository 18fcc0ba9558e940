"""What is forgotten when, and what is not: pages, listings, hits with their evidence."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawl.conftest import Warden, make_warden
from tests.crawl.stub import Asked, Said, item_page, listing_page, row, stub

DAY = 86_400


def shop(asked: Asked) -> Said:
    if asked.path == "/robots.txt":
        return Said(b"", 404)
    if asked.path.startswith("/o/"):
        return Said(item_page(asked.path[3:], "raw ivory tusk"))
    if asked.query.get("q") == "kettle":
        return Said(listing_page(row(9, "a kettle")))
    return Said(listing_page(row(1, "raw ivory tusk"), row(2, "old ivory tusk"), row(3, "a lamp")))


class Aged:
    """A crawl whose rows and files can be made old."""

    def __init__(self, warden: Warden) -> None:
        self.warden = warden

    def age(self, number: str, days: int) -> None:
        """The listing was last seen and stored ``days`` ago, and its evidence written then."""
        then = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - days * DAY))
        with sqlite3.connect(self.warden.data / "warden.db") as store:
            store.execute("UPDATE listing SET last_seen_at = ? WHERE listing_id = ?", (then, number))
            store.execute(
                "UPDATE page SET stored_at = MIN(stored_at, ?) WHERE page_id IN (SELECT page_id FROM "
                "sighting JOIN listing ON listing_n = n WHERE listing_id = ?)",
                (then, number),
            )
            (key,) = store.execute(
                "SELECT listing_key FROM listing WHERE listing_id = ?", (number,)
            ).fetchone()
        for place in self.folders():
            if place.name == key:
                os.utime(place, (time.time() - days * DAY,) * 2)

    def age_pages(self, days: int) -> None:
        for file in (self.warden.data / "archive").glob("*.warc.gz"):
            os.utime(file, (time.time() - days * DAY,) * 2)

    def folders(self) -> list[Path]:
        return sorted((self.warden.data / "evidence").glob("??/*"))

    def crawl(self) -> str:
        """Another crawl, of something else: retention runs after it. What it said."""
        return self.warden.run("crawl", "--site", "stub", "--term", "kettle").stderr

    def listings(self) -> list[str]:
        with sqlite3.connect(self.warden.data / "warden.db") as store:
            return [
                number for (number,) in store.execute("SELECT listing_id FROM listing ORDER BY listing_id")
            ]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warden]:
    """One crawl for all tests; each works on a copy of what it left."""
    with stub(shop) as server:
        warden = make_warden(tmp_path_factory.mktemp("crawled"))
        warden.site("stub", server.url)
        warden.run("crawl", "--site", "stub", "--term", "tusk")
        yield warden


@pytest.fixture
def aged(crawled: Warden, tmp_path: Path) -> Aged:
    warden = Warden(tmp_path, dict(crawled.env))
    shutil.copytree(crawled.data, warden.data)
    return Aged(warden)


def test_everything_in_its_time(aged: Aged) -> None:
    """Pages after 30 days, others after 30, hits with their evidence after five years: not a day before."""
    aged.age("1", 1827)
    aged.age("2", 1825)
    aged.age("3", 31)
    aged.age_pages(31)
    old = list((aged.warden.data / "archive").glob("*.warc.gz"))
    assert len(aged.folders()) == 2
    said = aged.crawl()
    assert aged.listings() == ["2", "9"]
    assert len(aged.folders()) == 1
    assert not any(file.exists() for file in old)
    assert len(list((aged.warden.data / "archive").glob("*.log.jsonl"))) == 2, "the logs stay"
    for told in ("1 archive files", "2 listings", "1 hits", "1 evidence folders"):
        assert told in said
    with sqlite3.connect(aged.warden.data / "warden.db") as store:
        assert (
            store.execute("SELECT sum(erased) FROM rollup WHERE target = '*' AND site = '*'").fetchone()[0]
            >= 1
        )
        assert store.execute("SELECT count(*) FROM evidence").fetchone() == (2,)
    assert '"standing": "bad"' not in aged.warden.run("doctor", "--json").stdout


def test_what_is_young_stays(aged: Aged) -> None:
    aged.age("1", 1800)
    aged.age("3", 29)
    aged.age_pages(29)
    said = aged.crawl()
    assert "erased" not in said
    assert aged.listings() == ["1", "2", "3", "9"]
    assert len(aged.folders()) == 2


def test_evidence_of_a_batch_that_is_still_being_written_stays(aged: Aged) -> None:
    key = "00000000-0000-5000-8000-000000000000"
    place = aged.warden.data / "evidence" / key[:2] / key
    place.mkdir(parents=True)
    (place / "card-1.json").write_text("{}")
    aged.crawl()
    assert place.is_dir(), "another process may be about to store its hit"
    os.utime(place, (time.time() - 2 * DAY,) * 2)
    aged.crawl()
    assert not place.exists(), "a killed process left it without a hit"


def test_the_settings_say_how_long(aged: Aged) -> None:
    aged.age("3", 8)
    aged.age("1", 12)
    file = aged.warden.root / "warden.toml"
    file.write_text("[retention]\nother = 7\nhits = 10\n")
    aged.warden.env["WARDEN_CONFIG"] = str(file)
    aged.crawl()
    assert aged.listings() == ["2", "9"]
    assert len(aged.folders()) == 1


@pytest.mark.parametrize("verb", ["import", "rematch", "reparse", "hit add"])
def test_nobody_has_to_crawl_to_forget(aged: Aged, verb: str) -> None:
    aged.age("3", 31)
    aged.age("1", 1827)
    aged.age_pages(31)
    old = list((aged.warden.data / "archive").glob("*.warc.gz"))
    page = aged.warden.root / "page.html"
    page.write_bytes(listing_page(row(9, "a kettle")))
    words = {
        "import": ("import", str(page), "--site", "stub", "--url", "http://127.0.0.1:9/search?q=kettle"),
        "hit add": ("hit", "add", "--url", "http://127.0.0.1:9/o/9", "--file", str(page)),
    }.get(verb, (verb,))
    aged.warden.run(*words, code=None)
    if verb != "reparse":  # which sees the listings again, on the day of their pages
        assert not {"1", "3"} & set(aged.listings())
        assert len(aged.folders()) - (verb == "hit add") <= 1
    assert not any(file.exists() for file in old)
