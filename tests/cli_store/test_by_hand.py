"""hit add, effort add, watches: what people bring."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from warden import identity
from warden.cli import hit, watches
from warden.cli.state import State
from warden.records import Probe
from warden.store import open_store

from .conftest import Warden, b

EBAY = "https://www.ebay.com/itm/some-title/123456789012?hash=abc#top"


def test_a_reported_listing_is_a_hit_of_its_platform(warden: Warden) -> None:
    done = warden("hit", "add", "--url", EBAY, "--title", "nice old thing", "--by", "v1", "--json")
    (told,) = done.lines
    key = identity.listing_key("ebay", "123456789012")
    assert told == {"hit_id": identity.hit_id(key, None), "listing_key": key, "known": False}
    (line,) = warden("search", "--json").lines
    assert (line["platform"], line["listing_id"], line["title"], line["origins"], line["target"]) == (
        "ebay",
        "123456789012",
        "nice old thing",
        ["volunteer"],
        None,
    )
    (again,) = warden("hit", "add", "--url", EBAY, "--origin", "expert", "--by", "v2", "--json").lines
    assert again == told | {"known": True}
    assert warden("search", "--json").lines[0]["origins"] == ["volunteer", "expert"]


def test_a_page_of_no_known_site_has_its_address_as_identity(warden: Warden) -> None:
    (told,) = warden(
        "hit", "add", "--url", "https://shop.example/a?id=7", "--target", "elephant", "--json"
    ).lines
    (line,) = warden("search", "--target", "elephant", "--json").lines
    assert (line["hit_id"], line["site"], line["platform"]) == (told["hit_id"], "generic", "generic")
    assert line["listing_id"].startswith("u:")
    assert told["hit_id"] == identity.hit_id(told["listing_key"], "elephant")
    assert warden("store", "check").code == 0


def test_a_known_address_is_the_listing_we_know(warden: Warden, shop: str) -> None:
    (told,) = warden(
        "hit", "add", "--url", "http://127.0.0.1/item/1", "--title", "other words", "--json"
    ).lines
    assert told == {"hit_id": shop, "listing_key": b.key_of("1"), "known": True}
    (line,) = warden("search", "--origin", "volunteer", "--json").lines
    assert line["title"] == "=cmd|' ivory"
    (other,) = warden("hit", "add", "--url", "http://127.0.0.1/item/9", "--target", "cats", "--json").lines
    assert other == {"hit_id": b.hit_of("9", "cats"), "listing_key": b.key_of("9"), "known": False}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--url", "javascript:alert(1)"], "https://"),
        (["--url", EBAY, "--origin", "match"], "volunteer, expert"),
        (["--url", EBAY, "--target", "unicorn"], "no target 'unicorn'"),
        (["--url", EBAY, "--file", "nowhere.html"], "nowhere.html"),
    ],
)
def test_wrong_reports_are_told_and_make_no_store(
    warden: Warden, data: Path, arguments: list[str], told: str
) -> None:
    done = warden("hit", "add", *arguments)
    assert done.code == 2
    assert told in done.err
    assert not (data / "warden.db").exists()


# -- effort ----------------------------------------------------------------------------------------


def test_effort_by_hand_counts_once_zeros_included(warden: Warden) -> None:
    arguments = ["effort", "add", "--site", "olx_pl", "--term", "kość słoniowa", "--lang", "pl"]
    arguments += ["--minutes", "25", "--found", "0", "--at", "2026-11-04", "--by", "anna"]
    (told,) = warden(*arguments, "--json").lines
    assert list(told) == ["probe_id", "run_id"]
    assert warden(*arguments, "--json").lines == [told]
    assert warden(*arguments).out == "known already\n"
    (row,) = warden("trends", "--by", "week,site", "--json").lines
    assert (row["week"], row["site"], row["probes"], row["pages"], row["listings"]) == (
        "2026-W45",
        "olx_pl",
        1,
        1,
        0,
    )
    (other,) = warden(*arguments[:-4], "--at", "2026-11-05", "--json").lines
    assert (other["probe_id"] == told["probe_id"], other["run_id"] == told["run_id"]) == (True, False)


def test_effort_in_a_place_of_a_site_without_a_file(warden: Warden) -> None:
    place = ["effort", "add", "--site", "my_forum", "--place", "birds", "--minutes", "5", "--found", "2"]
    (told,) = warden(*place, "--json").lines
    assert told["probe_id"] == identity.probe_id("my_forum", "manual", "birds")
    assert "no site file" in warden(*place).err
    assert warden("store", "check").code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "--term with --lang"),
        (["--term", "ivory", "--lang", "en", "--place", "x"], "--term with --lang"),
        (["--term", "ivory"], "--lang en"),
        (["--place", "x", "--at", "long ago"], "2026-11-21"),
    ],
)
def test_wrong_effort_is_told(warden: Warden, arguments: list[str], told: str) -> None:
    done = warden("effort", "add", "--site", "olx_pl", "--minutes", "1", "--found", "0", *arguments)
    assert done.code == 2
    assert told in done.err


# -- watches ---------------------------------------------------------------------------------------

WATCH = """
name = "ivory weekly"
sites = ["demo"]
langs = ["en"]
pages = 2
every = "1w"
quiet_hours = "22-6"
timezone = "Europe/Paris"
"""


@pytest.fixture
def basket(monkeypatch: pytest.MonkeyPatch) -> list[Probe]:
    probes = [b.probe("ivory")]

    def expand(_: State, spec: dict[str, object]) -> list[Probe]:
        assert spec["sites"] == ["demo"]
        return probes

    monkeypatch.setattr(watches, "expand", expand)
    return probes


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "watch é.toml"
    made.write_text(WATCH, encoding="utf-8")
    return made


def test_watches_are_added_shown_changed_and_retired(
    warden: Warden, file: Path, basket: list[Probe], data: Path
) -> None:
    assert warden("watches", "add", str(file), "--json").lines == [
        {"name": "ivory weekly", "version": 1, "probes": 1, "new": True}
    ]
    assert warden("watches", "add", str(file), "--json").lines[0]["new"] is False
    basket.append(b.probe("tusk"))
    assert warden("watches", "add", str(file)).out == "ivory weekly: version 2, 2 probes\n"
    (line,) = warden("watches", "list", "--json").lines
    assert (line["name"], line["version"], line["probes"], line["every"], line["retired_at"]) == (
        "ivory weekly",
        2,
        2,
        "1w",
        None,
    )
    (shown,) = warden("watches", "show", "ivory weekly", "--json").lines
    assert list(shown) == ["name", "version", "spec", "probes"]
    assert [probe["term_id"] for probe in shown["probes"]] == ["ivory", "tusk"]
    assert "ivory weekly" in warden("watches", "list").out
    assert "tusk" in warden("watches", "show", "ivory weekly").out
    assert warden("watches", "retire", "ivory weekly").code == 0
    assert warden("watches", "show", "ivory weekly").code == 2
    store = open_store(f"sqlite:///{data / 'warden.db'}")
    assert store.watches()[0]["retired_at"]
    store.close()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = ", "no TOML"),
        ('name = "x"', "sites ="),
        (WATCH + 'site = ["demo"]', "unknown key site"),
        (WATCH.replace("2\n", '"2"\n'), "pages must be a number"),
        (WATCH.replace('["en"]', '"en"'), "langs must be a list"),
        (WATCH.replace("1w", "weekly"), "6h"),
        (WATCH.replace("22-6", "night"), "22-6"),
        (WATCH.replace("Europe/Paris", "Mars"), "Europe/Paris"),
    ],
)
def test_wrong_watch_files_are_told(
    warden: Warden, file: Path, basket: list[Probe], text: str, told: str
) -> None:
    file.write_text(text, encoding="utf-8")
    done = warden("watches", "add", str(file))
    assert done.code == 2
    assert told in done.err
    assert warden("watches", "add", str(file.with_name("nowhere.toml"))).code == 2


def test_a_watch_is_expanded_by_the_crawler(warden: Warden, file: Path) -> None:
    file.write_text(WATCH.replace('"demo"', '"ebay_us"'), encoding="utf-8")
    assert warden("watches", "add", str(file), "--json").lines[0]["probes"] > 10


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("category", "marktplaats: the place 'category' needs a value: category=…"),
        ("category= ", "needs a value"),
        ("newest=5", "takes no value: leave =5 out"),
        ("nowhere", "the site file has: newest, category"),
    ],
)
def test_a_watch_with_a_place_that_cannot_be_asked_for_is_refused(
    warden: Warden, file: Path, place: str, told: str
) -> None:
    file.write_text(f'name = "w"\nsites = ["marktplaats"]\nplaces = ["{place}"]\n', encoding="utf-8")
    done = warden("watches", "add", str(file))
    assert done.code == 2
    assert told in done.err
    assert not warden("watches", "list", "--json").lines


def test_a_report_that_the_matcher_also_knows_is_new_the_first_time(warden: Warden) -> None:
    words = ("hit", "add", "--url", "https://shop.example/x", "--title", "raw ivory tusk", "--json")
    assert [warden(*words).lines[0]["known"] for _ in range(2)] == [False, True]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        (
            "https://shop.example/o/1?seller=john.doe&tel=%2B49176555&lang=en",
            "https://shop.example/o/1?lang=en",
        ),
        ("https://shop.example/o/1?id=7&q=jane%40mail.example", "https://shop.example/o/1?id=7"),
        ("https://jane:pw@shop.example/o/1?id=7", "https://shop.example/o/1?id=7"),
        ("https://shop.example/o/1?x=%2B49+176+5554443", "https://shop.example/o/1"),
        ("https://shop.example/o/1?item=12345678", "https://shop.example/o/1?item=12345678"),
    ],
)
def test_a_reported_address_loses_who_and_how_to_reach_them(address: str, kept: str) -> None:
    assert hit.without_people(hit.canonical(address)) == kept


def test_an_empty_page_is_refused(warden: Warden, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"")
    told = warden("hit", "add", "--url", "https://shop.example/o/1", "--file", str(tmp_path / "page.html"))
    assert told.code == 2
    assert "is empty" in told.err


def test_effort_of_the_future_is_refused(warden: Warden) -> None:
    told = ("effort", "add", "--site", "x", "--place", "newest", "--minutes", "1", "--found", "0", "--at")
    done = warden(*told, "2131-01-01")
    assert (done.code, "future" in done.err) == (2, True)
    assert warden(*told, identity.now().strftime("%Y-%m-%d")).code == 0


def test_a_hit_is_shown_with_its_readings_and_verdicts(warden: Warden, shop: str) -> None:
    warden("decide", shop, "--decision", "cannot_tell", "--reviewer", "r1")
    (told,) = warden("hit", "show", shop, "--json").lines
    assert told["hit"] in warden("search", "--json").lines
    assert told["hit"]["hit_id"] == shop
    assert [verdict["reviewer"] for verdict in told["verdicts"]] == ["r1"]
    (reading,) = told["revisions"][0]["readings"]
    assert reading["current"]
    assert reading["recipe"] == told["hit"]["recipe"]
    shown = warden("hit", "show", shop).out
    assert "ivory" in shown
    assert f"* {reading['recipe'][:12]}" in shown
    assert "r1: cannot_tell" in shown


def test_a_hit_is_shown_by_the_beginning_of_its_id(warden: Warden, shop: str) -> None:
    whole = warden("hit", "show", shop, "--json").lines
    for name in (shop[:12], shop[:12].upper(), f" {shop} "):
        assert warden("hit", "show", name, "--json").lines == whole
    for number in range(20):  # of more than sixteen ids two begin alike
        warden("hit", "add", "--url", f"https://shop.example/{number}")
    ids = sorted(line["hit_id"] for line in warden("search", "--json").lines)
    start = next(one[0] for one, other in itertools.pairwise(ids) if one[0] == other[0])
    done = warden("hit", "show", start)
    assert done.code == 2
    assert f"Several hits begin with {start}: {next(one for one in ids if one[0] == start)}" in done.err
    assert warden("hit", "show", "").code == 2


def test_effort_on_a_misspelt_site_is_refused(warden: Warden) -> None:
    told = ("effort", "add", "--place", "newest", "--minutes", "1", "--found", "0", "--site")
    done = warden(*told, "xianyi")
    assert done.code == 2
    assert "no site is named xianyi (near it: xianyu)" in done.err
    assert "of that platform are ebay_at" in warden(*told, "eBay").err
    assert not list(warden("store", "check").lines)
    ids = [warden(*told, name, "--json").lines[0]["probe_id"] for name in ("xianyu", "Xianyu")]
    assert ids[0] == ids[1]
    for name in ("my-forum.example", "birds_of_a_feather", "Kuaishou"):
        done = warden(*told, name)
        assert (done.code, done.out) == (0, "counted\n")
        assert "kept under this name" in done.err


def test_an_unknown_hit_is_said(warden: Warden, shop: str) -> None:
    done = warden("hit", "show", "nothing")
    assert done.code == 2
    assert "There is no hit nothing" in done.err
