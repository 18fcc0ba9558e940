"""History read again: a repaired site file, a new term; both readings stay."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.crawl.conftest import Warden, warden  # noqa: F401  the fixture
from tests.crawl.stub import Asked, Said, Stub, item_page, listing_page, row, stub
from warden.store import open_store
from warden.store.base import HitQuery


def answer(asked: Asked) -> Said:
    if asked.path == "/robots.txt":
        return Said(b"", 404)
    if asked.path.startswith("/o/"):
        number = asked.path[3:]
        return Said(item_page(number, "raw ivory tusk" if number == "1" else "odd thing", "<b>very</b> old"))
    return Said(
        listing_page(row(1, "raw ivory tusk", price="£10.00"), row(2, "a zanzibar wobbler", price="£20.00"))
    )


@pytest.fixture
def crawled(warden: Warden) -> Warden:  # noqa: F811
    with stub(answer) as server:
        warden.site("stub", server.url)
        warden.run("crawl", "--site", "stub", "--term", "ivory")
        _move(warden, server)
    return warden


def _move(warden: Warden, server: Stub) -> None:  # noqa: F811
    """The server ends here; what follows must do without it."""
    assert server.pages()


def told(warden: Warden, verb: str, **env: str) -> dict[str, object]:  # noqa: F811
    line: dict[str, object] = json.loads(warden.run(verb, "--json", **env).stdout)
    return line


def test_the_same_versions_change_nothing(crawled: Warden) -> None:
    before = crawled.run("search", "--json").stdout
    for verb in ("reparse", "rematch"):
        line = told(crawled, verb)
        assert line["read"]
        assert (line["changed"], line["new_hits"], line["withdrawn"], line["missing"]) == (0, 0, 0, 0)
    assert crawled.run("search", "--json").stdout == before
    crawled.run("store", "check")


def test_a_new_term_finds_what_was_kept(crawled: Warden, tmp_path: Path) -> None:
    terms = tmp_path / "mine" / "terms"
    terms.mkdir(parents=True)
    (terms / "en.csv").write_text(
        "term,kind,target,product,match,weight,source\nzanzibar wobbler,combined,elephant,ivory_worked,word,strong,S00\n"
    )
    mine = {"WARDEN_TERMS": str(tmp_path / "mine")}
    line = told(crawled, "rematch", **mine)
    assert (line["new_hits"], line["withdrawn"]) == (1, 0)
    hits = [json.loads(text) for text in crawled.run("search", "wobbler", "--json").stdout.splitlines()]
    assert [hit["target"] for hit in hits] == ["elephant"]
    with open_store(crawled.store_url) as store:
        (kept,) = [rev for rev in store.revisions(hits[0]["listing_key"]) if rev["page_kind"] == "list"]
        assert [reading["current"] for reading in kept["readings"]].count(True) == 1
        assert len(kept["readings"]) == 2, "the reading by the old terms stays"
    # Without the term the hit is withdrawn, not forgotten.
    line = told(crawled, "rematch")
    assert (line["new_hits"], line["withdrawn"]) == (0, 1)
    assert crawled.run("search", "wobbler", "--json").stdout == ""
    with open_store(crawled.store_url) as store:
        assert store.count(HitQuery(text="wobbler", withdrawn=True)) == 1


def test_a_repaired_site_file_reads_the_archive_again_and_that_is_no_change(crawled: Warden) -> None:
    file = crawled.root / "sites" / "stub.toml"
    text = file.read_text("utf-8")
    trends = crawled.run("trends", "--json").stdout
    odd = 'price = { css = ".price", filters = [{ replace = ["£", "US $"] }] }'
    file.write_text(text.replace('price = ".price"', odd, 1), "utf-8")
    line = told(crawled, "reparse")
    assert line["changed"]
    hits = [json.loads(text) for text in crawled.run("search", "--json").stdout.splitlines()]
    with open_store(crawled.store_url) as store:
        roads = store.revisions(hits[0]["listing_key"])
        causes = {(rev["page_kind"], rev["cause"]) for rev in roads}
    assert ("list", "reread") in causes
    assert not any(cause == "changed" for _, cause in causes)
    assert not any(hit.get("changed") for hit in hits)
    assert crawled.run("trends", "--json").stdout == trends, "the same basket counts the same"
    file.write_text(text, "utf-8")
    told(crawled, "reparse")
    (again,) = [json.loads(text) for text in crawled.run("search", "--json").stdout.splitlines()]
    assert again["price"]["amount"] == 10.0
    crawled.run("store", "check")


def test_sites_without_a_file_are_named_and_are_no_success(crawled: Warden) -> None:
    (crawled.root / "sites" / "stub.toml").unlink()
    done = crawled.run("reparse", "--json", code=1)
    line = json.loads(done.stdout)
    assert line["read"] == 0
    assert f"{line['missing']} pages of stub were not read: no site file is named stub" in done.stderr
    assert line["missing"] > 0
    crawled.run("rematch")


def test_a_page_without_a_time_stays_in_the_week_it_was_stored(crawled: Warden, tmp_path: Path) -> None:
    """Read again weeks later it is no new sighting, and each page is read once."""
    saved = tmp_path / "page.html"
    saved.write_bytes(listing_page(row(1, "raw ivory tusk", price="£10.00")))
    crawled.run("import", str(saved), "--site", "stub")
    with sqlite3.connect(crawled.data / "warden.db") as store:
        store.execute(
            "UPDATE page SET at = '2026-01-05T00:00:00Z', week = '2026-W02' WHERE captured_at IS NULL"
        )
        pages = store.execute("SELECT count(*) FROM page WHERE archive IS NOT NULL").fetchone()[0]
    assert told(crawled, "reparse")["read"] == pages
    with sqlite3.connect(crawled.data / "warden.db") as store:
        found = store.execute("SELECT at, week FROM page WHERE captured_at IS NULL").fetchall()
    assert found == [("2026-01-05T00:00:00Z", "2026-W02")]


STRANGER = """<!doctype html><html><head><link rel="canonical" href="https://stalls.example/search?q=x"></head><body>
<ul><li class="offer" data-number="77"><a href="https://stalls.example/o/77"><h3>raw ivory tusk</h3></a><b class="price">£9.00</b></li>
<li class="offer" data-number="78"><a href="https://stalls.example/o/78"><h3>a chair</h3></a><b class="price">£8.00</b></li></ul></body></html>"""


@pytest.mark.parametrize("again", ["import", "reparse"])
def test_a_page_nobody_could_read_is_taken_in_once_its_file_is_there(warden: Warden, again: str) -> None:  # noqa: F811
    saved = warden.root / "stalls.html"
    saved.write_text(STRANGER, encoding="utf-8")
    warden.run("import", str(saved), code=1)
    assert warden.run("search", "--json").stdout == ""
    warden.site("stalls", "https://stalls.example", platform="stalls")
    done = warden.run(*(("import", str(saved)) if again == "import" else ("reparse",)))
    assert "known already" not in done.stdout
    (hit,) = [json.loads(line) for line in warden.run("search", "--json").stdout.splitlines()]
    assert (hit["site"], hit["listing_id"]) == ("stalls", "77")
    assert "known already" in warden.run("import", str(saved)).stdout
    warden.run("store", "check")


def test_a_page_imported_under_a_wrong_name_is_taken_in_under_the_right_one(crawled: Warden) -> None:
    saved = crawled.root / "stalls.html"
    saved.write_text(STRANGER, encoding="utf-8")
    crawled.site("stalls", "https://stalls.example", platform="stalls")
    crawled.run("import", str(saved), "--site", "ebay_us", code=1)
    crawled.run("import", str(saved))
    found = [
        json.loads(line) for line in crawled.run("search", "--site", "stalls", "--json").stdout.splitlines()
    ]
    assert [hit["listing_id"] for hit in found] == ["77"]


def test_pages_that_do_not_read_any_more_are_said(crawled: Warden) -> None:
    file = crawled.root / "sites" / "stub.toml"
    file.write_text(file.read_text("utf-8").replace('rows = "li.offer"', 'rows = "li.nonesuch"'), "utf-8")
    done = crawled.run("reparse", code=1)
    assert "pages of stub now read changed" in done.stderr
    assert crawled.run("search", "--json").stdout, "what was read before stays"
