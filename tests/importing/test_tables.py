"""Tables of listings: whose each row is, and what is said of them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.crawl.conftest import Warden, make_warden
from tests.importing.saving import pages, write
from warden.errors import UsageError

TABLE = (
    "title,site,address\n"
    "raw ivory tusk,ebay_de,https://www.ebay.de/itm/198180000001\n"
    "a chair,,https://www.olx.pl/d/oferta/krzeslo-ID1.html\n"
    "a table,ebay,https://www.ebay.de/itm/198180000002\n"
    "a lamp,nowhere,https://www.ebay.de/itm/198180000003\n"
    "a vase,eBay,https://vase.example/1\n"
    "a desk,generic,https://desk.example/1\n"
)


def test_each_row_is_from_the_site_it_says(tmp_path: Path) -> None:
    made = pages(write(tmp_path, "a.csv", TABLE))
    read = {page.site: [row.title for row in page.listings] for page in made if page.listings}
    assert read == {
        "ebay_de": ["raw ivory tusk", "a table"],
        "olx_pl": ["a chair"],
        "generic": ["a desk"],
    }
    faults = [page.reason or "" for page in made if page.outcome == "failed"]
    assert len({page.page_id for page in made}) == len(made)
    assert "line 5: no site, platform or company is called 'nowhere'" in faults[0]
    assert "line 6: site eBay means" in faults[1]


def test_the_site_named_stands_for_rows_that_say_none(tmp_path: Path) -> None:
    table = write(tmp_path, "a.csv", "title,site,url\na chair,,https://chair.example/1\na lamp,olx_pl,\n")
    assert [page.site for page in pages(table, site="ebay_de")] == ["ebay_de", "olx_pl"]
    with pytest.raises(UsageError, match=r"a\.csv, line 2: --site eBay means"):
        pages(table, site="eBay")
    lines = write(tmp_path, "b.jsonl", '{"title":"a chair","link":"https://www.ebay.fr/itm/198180000001"}\n')
    assert pages(lines, site="eBay")[0].site == "ebay_fr"


@pytest.fixture
def warden(tmp_path: Path) -> Warden:
    return make_warden(tmp_path)


def test_a_table_is_told_on_one_line(warden: Warden) -> None:
    rows = "".join(f"a chair {n},olx_pl,https://www.olx.pl/d/oferta/k-ID{n}.html\n" for n in range(2, 1_202))
    table, other = write(warden.root, "a.csv", TABLE + rows), write(warden.root, "b.csv", "a,b\n1,2\n")
    done = warden.run("import", str(table), str(other), "--dry-run", code=1)
    told = done.stdout.splitlines()
    (line,) = [one for one in told if one.startswith(f"{table}: results")]
    assert line.endswith("table, ebay_de, olx_pl, generic, 1204 listings, 1 of them hits or to review")
    assert "  save this page: https://www.ebay.de/itm/198180000001" in told
    assert [one for one in told if str(other) in one] == [
        f"{other}: failed, table, unknown site (the table needs the columns title and url or listing_id)"
    ]
    lines = [
        json.loads(one)
        for one in warden.run("import", str(table), "--json", "--dry-run", code=1).stdout.splitlines()
    ]
    assert {one["site"] for one in lines} == {"ebay_de", "olx_pl", "generic", None}


def test_a_table_imported_twice_is_known(warden: Warden) -> None:
    table = write(
        warden.root, "a.csv", "title,site,url\nraw ivory tusk,ebay_de,https://www.ebay.de/itm/198180000001\n"
    )
    assert "known already" not in warden.run("import", str(table)).stdout
    assert warden.run("import", str(table)).stdout.splitlines() == [
        f"{table}: results, table, ebay_de, 1 listing, 1 of them hits or to review, known already"
    ]


def sightings(warden: Warden) -> int:
    with sqlite3.connect(warden.data / "warden.db") as store:
        (count,) = store.execute("SELECT count(*) FROM sighting").fetchone()
    return int(count)


def test_a_table_is_known_wherever_it_lies(warden: Warden) -> None:
    text = "title,site,url\nraw ivory tusk,ebay_de,https://www.ebay.de/itm/198180000001\na lamp,nowhere,\n"
    table = write(warden.root, "a.csv", text)
    (warden.root / "b").mkdir()
    other = write(warden.root / "b", "a.csv", text)
    warden.run("import", str(table), code=1)
    for path in (str(table.parent / "b" / ".." / "a.csv"), str(other), str(other.parent)):
        assert "known already" in warden.run("import", path, code=1).stdout
    assert sightings(warden) == 1


def test_when_a_table_was_made_holds_for_its_rows(warden: Warden) -> None:
    table = write(warden.root, "a.csv", "id,title,listed\n1,raw ivory tusk,vor 3 Tagen\n")
    warden.run("import", str(table), "--site", "ebay_de", "--captured", "2026-05-12T10:00:00Z")
    (line,) = warden.run("search", "ivory", "--json").stdout.splitlines()
    told = json.loads(line)
    assert told["listed_at"].startswith("2026-05-09")
    assert told["first_seen_at"].startswith("2026-05-12")


def test_a_manifest_dates_a_table(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", "id,title\n1,a chair\n")
    manifest = write(
        tmp_path, "m.tsv", "file\tcaptured\turl\na.csv\t2026-05-12\thttps://www.ebay.de/sch/i.html\n"
    )
    (page,) = pages(manifest=manifest)
    assert (page.site, str(page.captured_at)[:10]) == ("ebay_de", "2026-05-12")


def test_short_addresses_are_of_the_page_told(tmp_path: Path) -> None:
    table = write(tmp_path, "a.csv", "title,url\na chair,/itm/198180000001\na lamp,https://lamp.example/1\n")
    of_ebay, strange = pages(table, url="https://www.ebay.de/sch/i.html?_nkw=chair")
    assert (of_ebay.site, of_ebay.listings[0].url) == ("ebay_de", "https://www.ebay.de/itm/198180000001")
    assert of_ebay.probe is not None
    assert of_ebay.probe.form == "chair"
    assert strange.site == "generic"


def test_a_hit_of_a_table_keeps_its_row(warden: Warden) -> None:
    rows = "".join(f"{n},raw ivory tusk {n},{n} EUR\n" for n in (11, 12))
    table = write(warden.root, "a.csv", f"id,title,price\n{rows}")
    for _ in range(2):
        warden.run("import", str(table), "--site", "ebay_de")
    with sqlite3.connect(warden.data / "warden.db") as store:
        kept = store.execute("SELECT kind, file FROM evidence ORDER BY file").fetchall()
    assert [kind for kind, _ in kept] == ["card", "card"]
    cards = [json.loads(path.read_bytes()) for path in (warden.data / "evidence").rglob("*.json")]
    titles = {card["title"] for card in cards if "title" in card}
    assert titles == {"raw ivory tusk 11", "raw ivory tusk 12"}
    assert '"bad"' not in warden.run("doctor", "--json", code=None).stdout


LETTERS = "id,title\n1,Elfenbein für Sammler\n2,a chair\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_in_unicode_is_read(tmp_path: Path, encoding: str) -> None:
    (page,) = pages(write(tmp_path, "a.csv", LETTERS.encode(encoding)))
    assert [row.title for row in page.listings] == ["Elfenbein für Sammler", "a chair"]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le", "utf-32", "shift_jis"])
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_any_other_encoding_is_refused_on_one_line(tmp_path: Path, encoding: str, name: str) -> None:
    text = LETTERS if encoding != "shift_jis" else "id,title\n1,象牙\n"
    (page,) = pages(write(tmp_path, name, text.encode(encoding)))
    assert page.outcome == "failed"
    assert "save it as UTF-8" in (page.reason or "")
