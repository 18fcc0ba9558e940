"""`warden demo`: what was planted is found, proved, and nobody's name is left in the clear."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from crawler.demo.catalogue import PHONE, SELLER, Catalogue
from tests.demo.conftest import Demo
from warden.schema import schema

DIGITS = re.sub(r"\D", "", PHONE)[2:]
NUMBER = re.compile(rb"[\s().\-/\xc2\xa0]{0,3}".join(digit.encode() for digit in DIGITS))
"""The number in any spelling: with +44, 0044 or 0 before it, and whatever stands between digits."""


def test_the_demo_ends_well(demo: Demo) -> None:
    assert demo.code == 0, demo.line["wrong"]
    assert demo.line["wrong"] == []


def test_its_line_is_as_the_schema_says(demo: Demo) -> None:
    document = schema()
    check = Draft202012Validator({"$ref": "#/$defs/demo", "$defs": document["$defs"]})
    assert list(check.iter_errors(demo.line)) == []
    assert list(demo.line) == list(document["$defs"]["demo"]["properties"])


def test_plain_words_are_found(demo: Demo) -> None:
    assert demo.line["planted"]["plain"] >= 100
    assert demo.line["recall"] >= 0.95, [miss for miss in demo.line["misses"] if "(plain)" in miss]


def test_alarms_are_right(demo: Demo) -> None:
    assert demo.line["precision"] >= 0.90, demo.line["false_alarms"]


def test_hits_are_proved(demo: Demo) -> None:
    assert demo.line["proof"] >= 0.95


def test_misses_are_listed_by_kind(demo: Demo) -> None:
    kinds = [re.search(r"\((\w+)\)$", miss) for miss in demo.line["misses"]]
    told = [kind[1] for kind in kinds if kind]
    assert len(told) == len(demo.line["misses"])
    assert set(told) <= {"plain", "code", "obfuscated"}
    for kind in ("plain", "code", "obfuscated"):
        missed = demo.line["planted"][kind] - demo.line["found"].get(kind, 0)
        assert told.count(kind) == missed, kind


def test_a_person_sees_where_to_look(demo: Demo) -> None:
    for market in ("bazaar", "pavilion", "exchange", "circle", "gate"):
        assert re.search(rf"^{market}: http://127\.0\.0\.1:\d+$", demo.stderr, re.MULTILINE)
    shown = demo.run("search", "ivory")
    assert shown.returncode == 0
    assert "elephant" in shown.stdout


def test_the_wall_is_a_block(demo: Demo) -> None:
    counts = demo.line["outcomes"]["demo_gate"]
    assert counts["due"] > 0, "what the wall hides is not given up"
    assert counts.get("results", 0) + counts.get("none", 0) <= 1
    assert "demo_gate: blocked" in demo.stderr
    assert demo.rows("SELECT count(*) FROM page WHERE site = 'demo_gate' AND outcome = 'blocked'")[0][0] >= 1


def test_nothing_else_went_wrong(demo: Demo) -> None:
    for counts in demo.line["outcomes"].values():
        assert not counts.get("changed")
        assert not counts.get("failed")


def test_adverts_are_dropped_and_counted(demo: Demo) -> None:
    ((lists, dropped),) = demo.rows(
        "SELECT count(*), sum(dropped) FROM page WHERE site = 'demo_bazaar' AND page_kind = 'list' AND outcome = 'results'"
    )
    assert dropped == lists, "one advert a page"
    assert demo.rows("SELECT count(*) FROM revision WHERE content LIKE '%Shop on Bazaar%'") == [(0,)]


def test_most_listings_are_innocent_and_kept_without_a_hit(demo: Demo) -> None:
    (listings,) = demo.rows("SELECT count(*) FROM listing")[0]
    (hits,) = demo.rows("SELECT count(DISTINCT listing_n) FROM hit")[0]
    assert listings > 2 * hits
    languages = {lang for (lang,) in demo.rows("SELECT DISTINCT language FROM listing")}
    assert len(languages) >= 12


def test_relistings_join_a_cluster(demo: Demo) -> None:
    clusters = demo.rows(
        "SELECT a.cluster_id = b.cluster_id FROM listing a JOIN listing b ON a.platform = b.platform AND "
        "CAST(b.listing_id AS INTEGER) = CAST(a.listing_id AS INTEGER) + 900000"
    )
    assert len(clusters) >= 3
    assert sum(bool(same) for (same,) in clusters) >= 0.9 * len(clusters)


# -- nobody's name ------------------------------------------------------------------------------------


def clear(content: bytes) -> list[str]:
    """What of the made-up person stands in these bytes."""
    low = content.lower()
    found = [] if SELLER.encode() not in low and SELLER.encode("utf-16-le") not in low else ["seller"]
    return found + (["phone"] if NUMBER.search(content) else [])


def outside(data: Path) -> list[Path]:
    """Every file but the page archive's and the evidence's, write-ahead logs included."""
    return [
        path
        for path in sorted(data.rglob("*"))
        if path.is_file() and path.relative_to(data).parts[0] not in ("archive", "evidence")
    ]


def test_the_made_up_person_was_crawled(demo: Demo) -> None:
    pages = [path.read_bytes() for path in (demo.data / "evidence").rglob("*.page")]
    assert any(SELLER.encode() in page for page in pages)
    assert any(NUMBER.search(page) for page in pages)


def test_no_file_holds_the_made_up_person(demo: Demo) -> None:
    files = outside(demo.data)
    assert any(path.name == "warden.db" for path in files)
    assert {path.name: clear(path.read_bytes()) for path in files if clear(path.read_bytes())} == {}


def test_no_column_holds_the_made_up_person(demo: Demo) -> None:
    """A value that lies across two pages of the file is not seen byte by byte."""
    tables = [name for (name,) in demo.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = [
        table
        for table in tables
        if clear("\n".join(repr(row) for row in demo.rows(f"SELECT * FROM {table}")).encode())
    ]
    assert found == []


def test_evidence_cards_and_capture_logs_hold_no_person(demo: Demo) -> None:
    files = [*(demo.data / "evidence").rglob("*.json*"), *(demo.data / "archive").glob("*.jsonl")]
    assert len(files) > 100
    assert [path.name for path in files if clear(path.read_bytes())] == []


def test_no_output_holds_the_made_up_person(demo: Demo) -> None:
    told = {"demo": demo.stdout + demo.stderr, "search": demo.run("search", "", "--json").stdout}
    for profile in ("public", "partner", "enforcement"):
        for form in ("csv", "jsonl"):
            done = demo.run("export", "--format", form, "--profile", profile)
            assert done.stdout
            told[f"{profile} {form}"] = done.stdout
    assert {name: clear(text.encode()) for name, text in told.items() if clear(text.encode())} == {}


@pytest.mark.parametrize("spelling", ["+44 7700 900123", "07700900123", "(07700) 900-123", "0044 7700 900 123", "+447700900123"])  # fmt: skip
def test_the_scan_sees_every_spelling(spelling: str) -> None:
    assert clear(f"call {spelling} now".encode()) == ["phone"]
    assert clear(b"7700900124") == []


def test_one_seller_is_one_key_a_platform_and_one_contact_everywhere(demo: Demo) -> None:
    offers = [offer for offer in Catalogue().offers.values() if offer.seller == SELLER]
    keys: dict[str, set[str]] = {}
    contacts: set[frozenset[str]] = set()
    rows = demo.rows(
        "SELECT platform, listing_id, seller_key, (SELECT group_concat(contact_key) FROM contact c WHERE c.listing_n = n) "
        "FROM listing"
    )
    known = {(platform, number): (seller, told) for platform, number, seller, told in rows}
    for offer in offers:
        found = known.get((f"demo_{offer.market}", str(offer.number)))
        if found:
            keys.setdefault(offer.market, set()).add(found[0])
            contacts |= {frozenset(found[1].split(","))} if found[1] else set()
    assert len(keys) >= 3
    assert all(len(found) == 1 for found in keys.values()), keys
    assert len(set().union(*keys.values())) == len(keys), "on another platform it is another account"
    assert len(contacts) == 1, "the same number is the same contact on every site"


def test_hits_show_the_key_instead_of_the_contact(demo: Demo) -> None:
    lines = [json.loads(line) for line in demo.run("search", "", "--json").stdout.splitlines()]
    told = [line for line in lines if line["contact_keys"]]
    assert told
    assert any(f"[contact:{line['contact_keys'][0]}]" in (line["description"] or "") for line in told)
