"""An archive of real pages read again: a repaired site file, a new term; old readings stay, trends hold.

Reads ``../shared/captures`` (or ``$WARDEN_CAPTURES``); without them nothing is imported and nothing claimed.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.crawl.conftest import Warden, make_warden
from tests.sites.test_real_pages import MANIFEST, PAGES

SHIPPED = Path(__file__).parents[2] / "crawler" / "sites"
pytestmark = pytest.mark.captures
THERE = pytest.mark.parametrize("manifest", [MANIFEST] if PAGES else [])


def lines(warden: Warden, *words: str, **env: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in warden.run(*words, "--json", code=None, **env).stdout.splitlines()]


@pytest.fixture
def archive(tmp_path: Path) -> Warden:
    """All due pages, imported with a terms directory of its own beside the shipped terms."""
    warden = make_warden(tmp_path)
    made = Counter(
        line["outcome"] for line in lines(warden, "import", "--manifest", str(MANIFEST), WARDEN_SITES="")
    )
    assert made["results"] >= 40
    return warden


@THERE
def test_a_term_added_later_finds_what_was_kept(archive: Warden, manifest: Path, tmp_path: Path) -> None:
    terms = tmp_path / "mine" / "terms"
    terms.mkdir(parents=True)
    (terms / "en.csv").write_text(
        "term,kind,target,product,match,weight,source\nzebra finch,combined,python,live,prefix,strong,S00\n"
    )
    mine = {"WARDEN_TERMS": str(tmp_path / "mine"), "WARDEN_SITES": ""}
    before = lines(archive, "search", **mine)
    basket = archive.run("trends", "--json", "--by", "target", WARDEN_SITES="").stdout
    (told,) = lines(archive, "rematch", **mine)
    assert told["new_hits"] >= 1
    assert told["withdrawn"] == 0
    after = lines(archive, "search", **mine)
    new = [hit for hit in after if hit["hit_id"] not in {one["hit_id"] for one in before}]
    assert len(new) == told["new_hits"]
    assert all("zebra finch" in hit["title"].lower() for hit in new)
    (shown,) = lines(archive, "hit", "show", new[0]["hit_id"], WARDEN_SITES="")
    readings = shown["revisions"][-1]["readings"]
    assert [reading["current"] for reading in readings].count(True) == 1
    assert len({reading["recipe"] for reading in readings}) == 2, "the reading by the old terms stays"
    # Read by the old terms again: the new hit is withdrawn, the figures are those of before.
    (told,) = lines(archive, "rematch", WARDEN_SITES="")
    assert told["withdrawn"] == len(new)
    assert archive.run("trends", "--json", "--by", "target", WARDEN_SITES="").stdout == basket


@THERE
def test_a_repaired_site_file_reads_history_again(archive: Warden, manifest: Path, tmp_path: Path) -> None:
    """First with a file that reads a wrong place, as before its repair; then with the shipped one."""
    own = tmp_path / "own"
    own.mkdir()
    text = (SHIPPED / "olx_pl.toml").read_text(encoding="utf-8")
    wrong = text.replace('location = ["location.pathName",', 'location = [{ const = "nowhere" },')
    assert wrong != text
    (own / "olx_pl.toml").write_text(wrong, encoding="utf-8")
    trends = archive.run("trends", "--json", WARDEN_SITES="").stdout
    (told,) = lines(archive, "reparse", WARDEN_SITES=str(own))
    assert told["changed"] >= 51
    with sqlite3.connect(archive.data / "warden.db") as store:
        pages = store.execute("SELECT count(*) FROM page WHERE archive IS NOT NULL").fetchone()[0]
    assert told["read"] == pages, "each page once"
    (again,) = lines(archive, "reparse", WARDEN_SITES="")
    assert again["changed"] >= 51
    (nothing,) = lines(archive, "reparse", WARDEN_SITES="")
    assert nothing["changed"] == 0
    assert archive.run("trends", "--json", WARDEN_SITES="").stdout == trends
    archive.run("store", "check")
