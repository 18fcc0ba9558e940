"""Scrapy's own commands over the same sites: for those who know Scrapy."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawl.conftest import Warden
from tests.crawl.stub import Asked, Said, listing_page, row, stub

ROOT = Path(__file__).parents[2]


def scrapy(warden: Warden, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Scrapy finds its project by scrapy.cfg in the working directory."""
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *words],
        cwd=ROOT,
        env={**warden.env, "WARDEN_DATA": str(warden.data), **env},
        capture_output=True,
        text=True,
        timeout=120,
    )


def shop(asked: Asked) -> Said:
    if asked.path == "/robots.txt":
        return Said(b"", 404)
    if asked.path.startswith("/o/"):
        return Said(b"", 404)
    member = '<span class="member">quiet_heron_77</span>'
    return Said(listing_page(row(1, "=a lamp", extra=member), row(2, "Käfig, groß", extra=member)))


def test_there_is_one_spider_a_site(warden: Warden) -> None:
    warden.site("stub", "http://127.0.0.1:9")
    listed = scrapy(warden, "list")
    assert listed.returncode == 0, listed.stderr
    names = listed.stdout.split()
    shipped = {
        path.stem for path in (ROOT / "crawler" / "sites").glob("*.toml") if not path.stem.startswith("_")
    }
    assert set(names) == shipped | {"stub"}
    assert names == sorted(names)


def test_one_listing_a_line(warden: Warden, tmp_path: Path) -> None:
    out = tmp_path / "listings.jsonl"
    with stub(shop) as server:
        warden.site("stub", server.url)
        done = scrapy(
            warden, "crawl", "stub", "-a", "term=lamp", "-O", str(out), WARDEN_CONTACT="me@example.org"
        )
        assert done.returncode == 0, done.stderr
        assert {one.headers["User-Agent"] for one in server.asked} == {"Warden/0.1.0 (+me@example.org)"}
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [line["title"] for line in lines] == ["=a lamp", "Käfig, groß"]
    assert {line["site"] for line in lines} == {"stub"}
    assert "seller" not in lines[0]
    assert lines[0]["seller_key"]
    assert "quiet_heron_77" not in out.read_text("utf-8") + done.stderr
    assert (warden.data / "warden.db").is_file(), "WARDEN_DATA says where it is kept"


def test_a_table(warden: Warden, tmp_path: Path) -> None:
    out = tmp_path / "listings.csv"
    with stub(shop) as server:
        warden.site("stub", server.url)
        done = scrapy(warden, "crawl", "stub", "-a", "term=lamp", "-O", str(out))
        assert done.returncode == 0, done.stderr
        assert {one.headers["User-Agent"] for one in server.asked} == {"Warden/0.1.0"}, "no empty contact"
    with out.open(encoding="utf-8", newline="") as table:
        found = list(csv.DictReader(table))
    assert [line["title"] for line in found] == ["'=a lamp", "Käfig, groß"]
    assert {line["price_amount"] for line in found} == {"10.0"}


@pytest.mark.parametrize("name", ["x.xml", "x.json"])
def test_other_formats_are_refused(warden: Warden, tmp_path: Path, name: str) -> None:
    with stub(shop) as server:
        warden.site("stub", server.url)
        done = scrapy(warden, "crawl", "stub", "-a", "term=lamp", "-O", str(tmp_path / name))
        assert done.returncode != 0
        assert "format" in done.stderr
        assert server.asked == []
    assert not (tmp_path / name).exists()


def test_an_unknown_argument_is_refused(warden: Warden) -> None:
    with stub(shop) as server:
        warden.site("stub", server.url)
        done = scrapy(warden, "crawl", "stub", "-a", "trem=lamp")
        assert "trem" in done.stderr
        assert "max_pages" in done.stderr
        assert server.asked == []


def test_sites_of_others_need_a_contact(warden: Warden) -> None:
    warden.site("stub", "https://shop.example", policy="pace = 5.0")
    done = scrapy(warden, "crawl", "stub", "-a", "term=lamp")
    assert "WARDEN_CONTACT" in done.stderr
