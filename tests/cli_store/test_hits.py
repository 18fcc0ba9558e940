"""search, export, decide: what they print and how they refuse."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from warden.cli.export import cell, columns
from warden.records import HitLine
from warden.store import open_store

from .conftest import Warden, b

KEYS = [
    "hit_id", "listing_key", "platform", "site", "listing_id", "url", "title", "description", "language", "target",
    "origins", "products", "score", "grade", "matches", "obfuscated", "price", "quantity", "country", "location",
    "seller_key", "contact_keys", "images", "availability", "listed_at", "first_seen_at", "last_seen_at", "gone_at",
    "gone_reason", "sightings", "revisions", "cluster_id", "state", "verdict", "recipe", "page", "withdrawn", "changed",
]  # fmt: skip


def test_search_prints_a_hit_a_line_with_every_key(warden: Warden, shop: str) -> None:
    found = warden("search", "", "--json")
    assert (found.code, len(found.lines)) == (0, 3)
    for line in found.lines:
        assert list(line) == KEYS
        assert list(line["price"]) == ["amount", "amount_max", "currency", "text", "type"]
        assert list(line["page"]) == ["archive", "offset", "sha256", "captured_at"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["虎骨"], {"2"}),
        (["nothing of this"], set()),
        (["--target", "elephant"], {"1", "3"}),
        # A target stands for everything under it.
        (["--target", "parrots"], {"2"}),
        (["--site", "demo", "--lang", "zh"], {"2"}),
        (["--since", "2026-11-09"], {"2", "3"}),
        (["--until", "2026-11-08"], {"1"}),
        (["--grade", "hit", "--state", "new", "--origin", "match"], {"1", "2", "3"}),
        (["--decision", "scam"], set()),
        (["--order", "score", "--limit", "2"], {"2", "3"}),
    ],
)
def test_search_filters(warden: Warden, shop: str, arguments: list[str], expected: set[str]) -> None:
    found = warden("search", *arguments, "--json")
    assert (found.code, {line["listing_id"] for line in found.lines}) == (0, expected)


def test_search_shows_a_table(warden: Warden, shop: str) -> None:
    found = warden("search")
    assert found.code == 0
    assert "老虎骨 酒" in found.out
    assert all(line["hit_id"] in found.out for line in warden("search", "--json").lines)
    assert "3 hits" in found.err


def test_matches_have_the_keys_of_the_matcher(warden: Warden, shop: str) -> None:
    for line in warden("search", "--json").lines:
        for match in line["matches"]:
            assert list(match) == [
                "term", "lang", "langs", "kind", "target", "product", "field", "start", "end", "role",
            ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["search", "--target", "unicorn"], "no target 'unicorn'"),
        (["search", "--state", "open"], "Known: new, claimed, decided"),
        (["search", "--order", "random"], "newest, oldest, score, relevance"),
        (["search", "--since", "yesterday"], "2026-11-21"),
        (["export", "--format", "parquet"], "Known: jsonl, csv"),
        (["export", "--format", "csv", "--profile", "all"], "public, partner, enforcement"),
        (["decide", "nowhere", "--decision", "scam"], "no hit nowhere"),
        (["trends", "--by", "month"], "week, site, target, language"),
        (["trends", "--since", "last week"], "2026-W47"),
        (["trends", "rebuilt"], "Known: rebuild"),
        (["watches", "show", "x"], "watches list"),
        (["watches", "retire", "x"], "watches list"),
    ],
)
def test_wrong_use_is_told_with_what_to_do(
    warden: Warden, shop: str, arguments: list[str], told: str
) -> None:
    done = warden(*arguments)
    assert done.code == 2
    assert told in done.err
    assert done.out == ""


@pytest.mark.parametrize("verb", [["store", "check"], ["decide", "x", "--decision", "scam"]])
def test_a_store_that_is_not_there_is_told(warden: Warden, verb: list[str]) -> None:
    done = warden(*verb)
    assert done.code == 2
    assert "no store" in done.err


@pytest.mark.parametrize(
    "verb", [["search"], ["trends"], ["export", "--format", "jsonl"], ["watches", "list"]]
)
def test_before_the_first_crawl_there_is_nothing_to_show(warden: Warden, verb: list[str]) -> None:
    done = warden(*verb)
    assert (done.code, done.out) == (0, "")
    assert "Nothing is stored yet" in done.err


# -- decide --------------------------------------------------------------------------------------


def test_decide_appends_a_verdict(warden: Warden, shop: str) -> None:
    arguments = [
        "--decision",
        "relevant_prohibited",
        "--taxon",
        "Loxodonta africana",
        "--reason",
        "other",
        "--reason",
        "wanted_ad",
    ]
    done = warden("decide", shop, *arguments, "--reviewer", "anna", "--note", "n", "--json")
    (told,) = done.lines
    assert list(told) == ["verdict_id", "hit_id", "decision", "taxon", "reviewer", "at", "state"]
    assert (told["state"], told["hit_id"]) == ("decided", shop)
    (line,) = warden("search", "--decision", "relevant_prohibited", "--json").lines
    assert line["verdict"]["reviewer"] == "anna"
    assert line["verdict"]["revision_id"]
    assert "disputed" in warden("decide", shop, "--decision", "scam", "--reviewer", "ben").out


def test_an_unknown_decision_lists_the_allowed(warden: Warden, shop: str) -> None:
    done = warden("decide", shop, "--decision", "illegal")
    assert done.code == 2
    assert "relevant_prohibited, relevant_potentially_illegal" in done.err


# -- export --------------------------------------------------------------------------------------


def test_jsonl_is_what_search_prints(warden: Warden, shop: str, tmp_path: Path) -> None:
    out = tmp_path / "hits.jsonl"
    done = warden("export", "--format", "jsonl", "--out", str(out))
    assert (done.code, done.out) == (0, "")
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert lines == warden("search", "--order", "oldest", "--json").lines
    assert [path.name for path in tmp_path.iterdir() if "hits" in path.name] == ["hits.jsonl"]


def test_csv_has_a_column_a_value_and_runs_no_formula(warden: Warden, shop: str) -> None:
    done = warden("export", "--format", "csv", "--target", "elephant")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert list(rows[0]) == columns()
    assert (rows[0]["title"], rows[0]["price_amount"], rows[0]["contact_keys"]) == (
        "'=cmd|' ivory",
        "100.0",
        "c1|c2",
    )
    assert (rows[0]["obfuscated"], rows[0]["gone_at"]) == ("false", "")
    assert json.loads(rows[0]["matches"])[0]["term"] == "ivory"


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_cells_that_a_spreadsheet_would_run_are_neutralised(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_cells() -> None:
    assert [cell(value) for value in ("a=b", -1.5, None, True, ["=x", "y"], [])] == [
        "a=b", -1.5, None, "true", "'=x|y", "",
    ]  # fmt: skip
    names = [
        name for name in HitLine.__dataclass_fields__ if name not in ("price", "quantity", "verdict", "page")
    ]
    assert set(names) < set(columns())


def test_profiles_leave_out_what_is_not_theirs(warden: Warden, shop: str) -> None:
    warden("decide", shop, "--decision", "scam", "--reviewer", "anna")

    def exported(profile: str) -> dict[str, dict[str, object]]:
        lines = warden("export", "--format", "jsonl", "--profile", profile).lines
        assert all(list(line) == KEYS for line in lines)
        return {numbers[str(line["hit_id"])]: line for line in lines}

    everything = warden("export", "--format", "jsonl").lines
    numbers = {line["hit_id"]: line["listing_id"] for line in everything}
    whole, partner, public = exported("enforcement"), exported("partner"), exported("public")
    assert whole["2"]["title"] == "老虎骨 酒"
    # A restricted term made this hit: its text and words stay at home.
    for released in (partner, public):
        assert (released["2"]["title"], released["2"]["description"]) == ("", None)
        assert [match["term"] for match in released["2"]["matches"]] == ["en:ivory"]  # type: ignore[attr-defined]
    assert partner["1"] == whole["1"]
    assert public["1"]["title"] == whole["1"]["title"]
    for name in ("url", "seller_key", "contact_keys", "images", "location", "page", "description"):
        assert not public["1"][name]
    assert public["1"]["hit_id"] and public["1"]["platform"] and public["1"]["site"]
    told = json.dumps(public)
    for name in ("listing_key", "listing_id", "url", "cluster_id"):
        assert public["1"][name] is None
        assert len(str(whole["1"][name])) < 5 or str(whole["1"][name]) not in told
    assert public["1"]["verdict"]["reviewer"] is None  # type: ignore[index]


def test_a_file_that_cannot_be_written_is_told(warden: Warden, shop: str, tmp_path: Path) -> None:
    done = warden("export", "--format", "csv", "--out", str(tmp_path / "nowhere" / "hits.csv"))
    assert done.code == 3
    assert "--out" in done.err


# -- trends, store -------------------------------------------------------------------------------


def test_trends_are_json_with_every_key(warden: Warden, shop: str) -> None:
    lines = warden("trends", "--json").lines
    assert [(line["week"], line["listings"], line["new"], line["pages"]) for line in lines] == [
        ("2026-W45", 1, 1, 1),
        ("2026-W46", 2, 2, 2),
    ]
    assert list(lines[0]) == [
        "week", "site", "target", "language", "listings", "new", "sellers", "sightings", "probes", "pages", "erased",
        "country", "product", "probe",
    ]  # fmt: skip
    by = warden("trends", "--by", "target,site", "--all-probes", "--target", "parrots", "--json").lines
    assert [(line["week"], line["site"], line["target"], line["listings"]) for line in by] == [
        (None, "demo", "amazon_parrot", 1)
    ]


def test_trends_show_a_table_and_can_be_rebuilt(warden: Warden, shop: str) -> None:
    shown = warden("trends", "--by", "week,target")
    assert "2026-W46" in shown.out
    assert "same basket" in shown.err
    assert warden("trends", "rebuild").out == "the counts are right\n"
    assert "--all-probes" in warden("trends", "--since", "2027-01-01").err


def test_store_check_and_migrate(warden: Warden, shop: str, data: Path) -> None:
    sound = warden("store", "check")
    assert (sound.code, "3 hit" in sound.out) == (0, True)
    assert warden("store", "check", "--json").out == ""
    store = open_store(f"sqlite:///{data / 'warden.db'}")
    store.db.run("UPDATE hit SET state = 'disputed'")  # type: ignore[attr-defined]
    store.close()
    broken = warden("store", "check", "--json")
    assert broken.code == 1
    assert [(line["count"], line["cure"]) for line in broken.lines] == [(3, "warden store migrate")]
    assert "3 hits" in warden("store", "migrate").out
    assert warden("store", "migrate", "--json").lines == [{"done": "nothing to do"}]
    assert warden("store", "check").code == 0


def test_a_newer_store_is_refused(warden: Warden, shop: str, data: Path) -> None:
    store = open_store(f"sqlite:///{data / 'warden.db'}")
    store.db.run("UPDATE meta SET value = '99' WHERE name = 'schema_version'")  # type: ignore[attr-defined]
    store.close()
    assert warden("search").code == 3


assert b


# -- filters that nothing can match, names that are none ---------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["search", "--site", "nosuch"], "no hit in the store has --site nosuch"),
        (["search", "--lang", "zzz"], "no hit in the store has --lang zzz"),
        (["search", "--country", "XXX"], "no hit in the store has --country XXX"),
        (["search", "--seller", "nope"], "no hit in the store has --seller nope"),
        (["trends", "--site", "nosuch"], "no hit in the store has --site nosuch"),
        (["trends", "--lang", "zzz", "--all-probes"], "no hit in the store has --lang zzz"),
    ],
)
def test_a_filter_that_nothing_can_match_is_told(
    warden: Warden, shop: str, arguments: list[str], told: str
) -> None:
    found = warden(*arguments, "--json")
    assert found.code == 0
    assert told in found.err.splitlines()


def test_a_filter_that_something_matches_is_not_told(warden: Warden, shop: str) -> None:
    assert warden("search", "--site", "demo", "--lang", "zh", "--json").err == ""
    assert "no hit" not in warden("trends", "--site", "demo").err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--reason", "nosuch"], "Known: name_homonym"),
        (["--taxon", "elefant"], "Near it: elephant"),
        (["--taxon", "foo"], "two words"),
        (["--taxon", "taxon:nothing_imported"], "no taxon"),
    ],
)
def test_a_verdict_of_unknown_words_is_refused(
    warden: Warden, shop: str, arguments: list[str], told: str
) -> None:
    done = warden("decide", shop, "--decision", "scam", *arguments)
    assert done.code == 2
    assert told in done.err
    assert warden("search", "--state", "new", "--json").lines != []


@pytest.mark.parametrize("taxon", ["elephant", "Loxodonta africana", "Panthera tigris altaica"])
def test_a_taxon_is_a_target_or_a_scientific_name(warden: Warden, shop: str, taxon: str) -> None:
    words = ("--decision", "relevant_prohibited", "--reason", "wanted_ad", "--taxon", taxon, "--json")
    (line,) = warden("decide", shop, *words).lines
    assert line["taxon"] == taxon
