"""``sites capture`` and ``sites status`` as a user runs them, against a stub server."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.crawl.conftest import Warden, make_warden
from tests.crawl.stub import Asked, Said, Stub, item_page, listing_page, row, stub
from tests.sites.test_adding import ITEMS
from warden.cli import app
from warden.errors import WardenError


@dataclass
class Result:
    returncode: int
    stdout: str
    stderr: str


NAME = "quiet_heron_77"
MEMBER = f'<span class="member">{NAME}</span>'


def shop(asked: Asked) -> Said:
    """Two rows, one of them a hit with a picture; whatever else is asked exists too."""
    if asked.path == "/robots.txt":
        return Said(b"User-agent: *\nDisallow: /hidden\n")
    if asked.path.startswith("/o/"):
        return Said(item_page(asked.path[3:], "raw ivory tusk", "two pieces, 300 g"))
    if asked.query.get("q") == "nothing":
        return Said(b'<!doctype html><html><body><p class="nothing">none</p></body></html>')
    if asked.query.get("q") == "robot":
        return Said(b"<html><head><title>Just a moment...</title></head></html>", 403)
    return Said(listing_page(row(1, "raw ivory tusk", extra=MEMBER), row(2, "a lamp", extra=MEMBER)))


@pytest.fixture
def warden(tmp_path: Path) -> Warden:
    return make_warden(tmp_path)


def here(warden: Warden, *words: str, code: int = 0, **env: str) -> Result:
    """The same command in this process: quicker, for whatever starts no crawl."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("WARDEN_")]:
            patch.delenv(name)
        for name, value in {**warden.env, **env}.items():
            patch.setenv(name, value)
        done = CliRunner().invoke(app, ["--data", str(warden.data), *words])
    fault = done.exception
    if fault is not None and not isinstance(fault, SystemExit | WardenError):
        raise fault
    told = f"{done.stderr}{fault}" if isinstance(fault, WardenError) else done.stderr
    made = Result(fault.exit_code if isinstance(fault, WardenError) else done.exit_code, done.stdout, told)
    assert made.returncode == code, made
    return made


def paths(server: Stub) -> list[str]:
    return [asked.path for asked in server.asked if asked.path != "/robots.txt"]


def status(warden: Warden, *names: str) -> list[dict[str, Any]]:
    done = here(warden, "sites", "status", *names, "--json")
    return [json.loads(line) for line in done.stdout.splitlines()]


def expected(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "listings.json").read_text("utf-8"))
    return told


def looked_at(folder: Path) -> None:
    """What a person does after comparing."""
    file = folder / "listings.json"
    text = file.read_text("utf-8")
    assert '"checked": false' in text
    file.write_text(text.replace('"checked": false', '"checked": true'), "utf-8")


def test_a_word_is_asked_once_and_the_case_waits_for_a_person(warden: Warden) -> None:
    with stub(shop) as server:
        warden.site("stub", server.url, paging="page")
        done = warden.run("sites", "capture", "stub", "--term", "tusk", "--name", "tusks")
        assert paths(server) == ["/search"], "no second page, no item page, no picture, no calibration"
        folder = warden.data / "captures" / "stub" / "tusks"
        assert sorted(file.name for file in folder.iterdir()) == [
            "listings.json",
            "page.html",
            "request.json",
        ]
        request = json.loads((folder / "request.json").read_text("utf-8"))
        assert request["url"].startswith(f"{server.url}/search?q=tusk")
        assert (request["kind"], "status" in request) == ("list", False)
    assert [one["title"] for one in expected(folder)["listings"]] == ["raw ivory tusk", "a lamp"]
    assert "results, 2 listings, read by rows" in done.stdout
    refused = here(warden, "sites", "check", "stub", code=1)
    assert f"nobody has looked at {folder / 'listings.json'} yet" in refused.stdout
    looked_at(folder)
    here(warden, "sites", "check", "stub")
    again = warden.run(
        "sites", "capture", "stub", "--file", str(folder / "page.html"), "--name", "tusks", code=2
    )
    assert "is there and checked" in again.stderr


def test_no_sellers_name_and_nobody_elses_file(warden: Warden) -> None:
    with stub(shop) as server:
        warden.site("stub", server.url)
        done = warden.run("sites", "capture", "stub", "--url", f"{server.url}/newest")
    (folder,) = (warden.data / "captures" / "stub").iterdir()
    assert NAME in (folder / "page.html").read_text("utf-8")
    assert NAME not in (folder / "listings.json").read_text("utf-8") + done.stdout + done.stderr
    assert {one["seller"] for one in expected(folder)["listings"]} == {"(kept back)"}
    if os.name == "posix":
        modes = {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
        assert (modes, stat.S_IMODE(folder.stat().st_mode)) == ({0o600}, 0o700)


def test_the_address_of_a_listing(warden: Warden) -> None:
    with stub(shop) as server:
        warden.site("stub", server.url)
        warden.run("sites", "capture", "stub", "--url", f"{server.url}/o/1", "--name", "one")
        assert paths(server) == ["/o/1"]
        other = here(warden, "sites", "capture", "stub", "--url", "https://shop.example/o/1", code=2)
        hidden = warden.run("sites", "capture", "stub", "--url", f"{server.url}/hidden", code=3)
        assert "/hidden" not in paths(server)
    folder = warden.data / "captures" / "stub"
    assert json.loads((folder / "one" / "request.json").read_text())["kind"] == "item"
    assert "not an address of stub" in other.stderr
    assert "robots.txt disallows" in hidden.stderr
    assert sorted(one.name for one in folder.iterdir()) == ["one"]


@pytest.mark.parametrize(("family", "path"), [("prestashop", "/fans/9-fan.html"), ("any", "/p/77")])
def test_the_address_of_an_offer_of_a_shop_whose_addresses_tell_nothing(
    warden: Warden, family: str, path: str
) -> None:
    def offer(asked: Asked) -> Said:
        return Said(ITEMS["prestashop"].encode()) if asked.path == path else Said(b"", 404)

    with stub(offer) as server:
        warden.run("sites", "add", server.url, "--family", family, "--name", "shop", "--currency", "EUR")
        file = warden.data / "sites" / "shop.toml"
        file.write_text(file.read_text("utf-8") + "\n[policy]\npace = 0\n", "utf-8")
        done = warden.run("sites", "capture", "shop", "--url", server.url + path, "--name", "one")
    folder = warden.data / "captures" / "shop" / "one"
    assert ": results, 1 listing" in done.stdout
    assert json.loads((folder / "request.json").read_text("utf-8"))["kind"] == "item"
    assert len(expected(folder)["listings"]) == 1


def test_a_page_that_found_nothing_needs_no_second_request(warden: Warden) -> None:
    with stub(shop) as server:
        warden.site("stub", server.url)
        file = warden.root / "sites" / "stub.toml"
        file.write_text(file.read_text() + 'calibration = "chair"\n')
        done = warden.run("sites", "capture", "stub", "--term", "nothing")
        assert paths(server) == ["/search"]
    assert ": none, 0 listings" in done.stdout


def test_a_block_is_kept_told_and_left_alone(warden: Warden) -> None:
    with stub(shop) as server:
        warden.site("stub", server.url)
        done = warden.run("sites", "capture", "stub", "--term", "robot", code=1)
        assert "block page" in done.stderr
        again = warden.run("sites", "capture", "stub", "--term", "robot", code=3)
        assert paths(server) == ["/search"], "the lane rests"
    assert "rests until" in again.stderr
    assert "nothing was asked" in again.stderr
    (line,) = status(warden, "stub")
    assert (line["standing"], line["outcomes"]["blocked"]) == ("blocked", 1)
    assert line["paused_until"] in line["next"]
    alarm = line["alarm"]
    place = f"{alarm['archive']}@{alarm['offset']}"
    assert place in line["next"]
    out = here(warden, "sites", "capture", "stub", "--archived", place, "--name", "wall", code=1)
    page = warden.data / "captures" / "stub" / "wall" / "page.html"
    assert "Just a moment" in page.read_text("utf-8"), out.stdout


def test_nothing_is_asked_without_a_contact_or_where_people_save(warden: Warden) -> None:
    contact = here(warden, "sites", "capture", "olx_pl", "--term", "słoń", code=2)
    assert "WARDEN_CONTACT" in contact.stderr
    saved = here(warden, "sites", "capture", "taobao", "--term", "x", code=2, WARDEN_CONTACT="a@example.org")
    assert "nothing is sent there" in saved.stderr
    assert "sites capture taobao --file PAGE" in saved.stderr
    assert not warden.data.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "--file SAVED_PAGE"),
        (("--term", "x", "--file", "y"), "one of: --term"),
        (("--file", "nowhere.html"), "no such file"),
        (("--archived", "abc"), "FILE@OFFSET"),
        (("--place", "attic"), "no place 'attic'"),
    ],
)
def test_wrong_words_are_told(warden: Warden, words: tuple[str, ...], told: str) -> None:
    warden.site("stub", "http://127.0.0.1:9")
    done = here(warden, "sites", "capture", "stub", *words, code=2)
    assert told in done.stderr


def test_a_saved_page_that_is_mended_stays_one_case(warden: Warden) -> None:
    """The file is wrong, is mended, and the same page is kept once more."""
    warden.site("stub", "http://127.0.0.1:9")
    file = warden.root / "sites" / "stub.toml"
    good = file.read_text()
    page = warden.root / "mine.html"
    page.write_bytes(listing_page(row(1, "raw ivory tusk", extra=MEMBER)))
    file.write_text(good.replace("li.offer", "li.offering"))
    wrong = here(warden, "sites", "capture", "stub", "--file", str(page), code=1)
    assert "mend" in wrong.stderr
    file.write_text(good)
    here(warden, "sites", "capture", "stub", "--file", str(page), "--url", "http://127.0.0.1:9/search?q=x")
    (folder,) = (warden.data / "captures" / "stub").iterdir()
    assert len(expected(folder)["listings"]) == 1
    assert json.loads((folder / "request.json").read_text())["url"].endswith("q=x")


def test_a_page_in_another_charset_reads_the_same(warden: Warden) -> None:
    warden.site("stub", "http://127.0.0.1:9")
    text = (
        listing_page(row(1, "象牙 手链", price="10")).decode().replace("<head>", '<head><meta charset="gbk">')
    )
    text = text if "gbk" in text else text.replace("<html>", '<html><head><meta charset="gbk"></head>')
    page = warden.root / "old.html"
    page.write_bytes(text.encode("gbk"))
    here(warden, "sites", "capture", "stub", "--file", str(page), "--name", "gbk")
    folder = warden.data / "captures" / "stub" / "gbk"
    assert expected(folder)["listings"][0]["title"] == "象牙 手链"
    assert "象牙" in (folder / "page.html").read_text("utf-8")


def test_status_without_a_store_makes_none(warden: Warden) -> None:
    lines = status(warden)
    assert {line["standing"] for line in lines} <= {"never", "import", "key", "closed"}
    assert not any(line["pages"] or line["last_at"] for line in lines)
    assert "Nothing is stored yet" in here(warden, "sites", "status").stderr
    assert "no past to compare" in here(warden, "sites", "check", "olx_pl").stderr
    assert not warden.data.exists()


def test_status_says_what_to_do_next(warden: Warden) -> None:
    with stub(shop) as server:
        warden.site("stub", server.url)
        (never,) = status(warden, "stub")
        assert never["next"] == "never asked: warden crawl --site stub --dry-run"
        warden.run("crawl", "--site", "stub", "--term", "tusk")
        (good,) = status(warden, "stub")
        assert (good["standing"], good["next"], good["variants"]) == ("ok", "nothing", ["page", "rows"])
        assert (good["listings"], good["hits"], good["fill"]) == (2, 1, {"title": 1.0, "url": 1.0})
        assert good["requests_today"] == len(server.asked)
        file = warden.root / "sites" / "stub.toml"
        file.write_text(file.read_text().replace("li.offer", "li.offering"))
        warden.run("crawl", "--site", "stub", "--term", "horn", code=1)
        (changed,) = status(warden, "stub")
    assert changed["standing"] == "changed"
    assert changed["alarm"]["outcome"] == "changed"
    assert f"--archived {changed['alarm']['archive']}@{changed['alarm']['offset']}" in changed["next"]
    text = here(warden, "sites", "status", "stub").stdout.splitlines()
    assert text[0].split("\t")[:3] == ["site", "stands", "last page"]
    assert text[1].split("\t")[1] == "changed"


def test_a_case_that_is_broken_is_a_line_and_the_others_are_read(warden: Warden) -> None:
    warden.site("stub", "http://127.0.0.1:9")
    page = warden.root / "mine.html"
    page.write_bytes(listing_page(row(1, "raw ivory tusk")))
    for name in ("a", "b", "c"):
        here(warden, "sites", "capture", "stub", "--file", str(page), "--name", name)
        looked_at(warden.data / "captures" / "stub" / name)
    (warden.data / "captures" / "stub" / "a" / "listings.json").write_text('{"checked": true,}')
    (warden.data / "captures" / "stub" / "b" / "request.json").write_text('{"url": null}')
    done = here(warden, "sites", "check", "stub", "--json", code=1)
    line = json.loads(done.stdout)
    assert (line["captures"], line["listings"], line["ok"]) == (3, 1, False)
    assert "listings.json: cannot be read" in line["moved"][0]
    assert 'must be "list" or "item"' in line["moved"][1]


def test_where_nothing_can_be_written_is_told(warden: Warden) -> None:
    warden.site("stub", "http://127.0.0.1:9")
    page = warden.root / "mine.html"
    page.write_bytes(listing_page(row(1, "raw ivory tusk")))
    words = ("sites", "capture", "stub", "--file", str(page), "--name")
    full = here(warden, *words, "x", "--to", str(page), code=3)
    assert "Name another place with --to" in full.stderr
    assert "letters, digits" in here(warden, *words, "../x", code=2).stderr
    other = warden.data / "captures" / "stub" / "mine"
    other.mkdir(parents=True)
    (other / "notes.txt").write_text("somebody's")
    assert "is there" in here(warden, *words, "mine", code=2).stderr
    assert (other / "notes.txt").is_file()


def test_a_sellers_name_in_the_text_is_kept_back_too(warden: Warden) -> None:
    warden.site("stub", "http://127.0.0.1:9")
    page = warden.root / "mine.html"
    text = f'{MEMBER}<p class="text">Ask {NAME} for more</p>'
    page.write_bytes(listing_page(row(1, f"tusk of {NAME}", extra=text)))
    here(warden, "sites", "capture", "stub", "--file", str(page), "--name", "x")
    folder = warden.data / "captures" / "stub" / "x"
    assert NAME not in (folder / "listings.json").read_text("utf-8")
    looked_at(folder)
    here(warden, "sites", "check", "stub")
    (folder / "page.html").write_bytes(listing_page(row(1, "tusk of somebody")))
    assert "seller: None, checked was" in here(warden, "sites", "check", "stub", code=1).stdout


def test_a_key_that_is_missing_is_named(warden: Warden) -> None:
    (line,) = status(warden, "ebay_us")
    assert line["next"].startswith("add a key: set EBAY_CLIENT_ID")
    asked = here(warden, "sites", "capture", "ebay_us", "--term", "x", code=2)
    assert "EBAY_CLIENT_ID" in asked.stderr
    assert "no such site" in here(warden, "sites", "status", "nowhere", code=2).stderr
