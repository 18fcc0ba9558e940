"""A restricted term's words on every road by which a person gives them: kept nowhere, refused by id."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from keywords import load_terms
from keywords.hidden import Hidden
from keywords.schema import Term
from tests.crawl.conftest import Warden, make_warden
from tests.crawl.stub import Asked, Said, item_page, listing_page, row, stub

WORD = "quenterfloom"
COLUMNS = "id,term,kind,target,product,weight,sensitivity,search,status,forms\n"


@pytest.fixture
def warden(tmp_path: Path) -> Warden:
    made = make_warden(tmp_path)
    (made.root / "overlay" / "terms").mkdir(parents=True)
    (made.root / "overlay" / "terms" / "en.csv").write_text(
        f"{COLUMNS}X-2,{WORD},code,elephant,ivory_worked,strong,restricted,yes,candidate,\n"
        "X-3,qz9,code,elephant,ivory_worked,strong,restricted,yes,candidate,\n"
        "X-4,月光仔,code,elephant,ivory_worked,strong,restricted,yes,candidate,\n"
    )
    made.env["WARDEN_TERMS"] = str(made.root / "overlay")
    made.site("stub", "http://127.0.0.1:9")
    return made


def nowhere(warden: Warden, word: str = WORD) -> None:
    """No file of the data directory holds the word, nor any text of the database."""
    for file in warden.data.rglob("*"):
        if file.is_file():
            content = file.read_bytes().lower()
            assert word.encode() not in content, file.name
            assert quote(word).lower().encode() not in content, file.name
    if (warden.data / "warden.db").exists():
        with sqlite3.connect(warden.data / "warden.db") as store:
            assert word not in "\n".join(store.iterdump()).lower()


def refused(warden: Warden, *words: str) -> subprocess.CompletedProcess[str]:
    done = warden.run(*words, code=2)
    assert "X-2" in done.stderr
    assert WORD not in done.stderr.lower() + done.stdout.lower()
    nowhere(warden)
    return done


def test_a_watch_keeps_the_id(warden: Warden) -> None:
    file = warden.root / "w.toml"
    file.write_text(f'name = "w"\nsites = ["stub"]\nterms = ["{WORD.title()}", "kettle"]\n')
    warden.run("watches", "add", str(file))
    shown = warden.run("watches", "show", "w").stdout + warden.run("watches", "show", "w", "--json").stdout
    assert WORD not in shown.lower()
    assert json.loads(shown.splitlines()[-1])["spec"]["terms"] == ["X-2", "kettle"]
    nowhere(warden)


@pytest.mark.parametrize(
    "text",
    [
        f'name = "{WORD} every day"\nsites = ["stub"]\n',
        f'name = "w"\nsites = ["stub"]\nterms = ["old {WORD} ring"]\n',
        f'name = "w"\nsites = ["stub"]\nlangs = ["en", "{WORD}"]\n',
        f'name = "w"\nsites = ["stub"]\nplaces = ["category={WORD}-rings"]\n',
    ],
)
def test_a_watch_that_would_spell_it_out_is_refused(warden: Warden, text: str) -> None:
    file = warden.root / "w.toml"
    file.write_text(text)
    refused(warden, "watches", "add", str(file))


@pytest.mark.parametrize("words", [f"my secret {WORD}", f"{WORD.upper()}s"])
def test_an_unlisted_wording_with_the_word_in_it_is_not_searched(warden: Warden, words: str) -> None:
    def answer(_: Asked) -> Said:
        return Said(listing_page(row(1, "a kettle")))

    with stub(answer) as server:
        warden.site("stub", server.url)
        refused(warden, "crawl", "--site", "stub", "--term", words)
        refused(warden, "crawl", "--site", "stub", "--term", words, "--dry-run")
        assert server.asked == []


def test_effort_keeps_the_id_whatever_language_was_named(warden: Warden) -> None:
    told = ("effort", "add", "--site", "stub", "--minutes", "1", "--found", "0")
    warden.run(*told, "--term", WORD, "--lang", "en")
    warden.run(*told, "--term", WORD, "--lang", "de")
    nowhere(warden)
    refused(warden, *told, "--term", f"old {WORD}", "--lang", "en")
    refused(warden, *told, "--place", f"group {WORD}")
    refused(warden, *told, "--place", "newest", "--by", WORD)


def test_a_reported_address_keeps_the_id(warden: Warden) -> None:
    address = f"http://127.0.0.1:9/search?q={WORD}&page=2"
    first = json.loads(warden.run("hit", "add", "--url", address, "--json").stdout)
    again = json.loads(warden.run("hit", "add", "--url", address, "--json").stdout)
    assert again == {**first, "known": True}
    nowhere(warden)
    (line,) = warden.run("search", "", "--json").stdout.splitlines()
    assert "[term:X-2]" in json.loads(line)["url"]
    refused(warden, "hit", "add", "--url", "http://127.0.0.1:9/o/1", "--by", WORD)


def test_an_imported_address_keeps_the_id_also_as_its_listing_s(warden: Warden) -> None:
    page = warden.root / "page.html"
    page.write_text(
        "<html><head><title>ivory ring</title></head><body><h1>raw ivory tusk ring</h1></body></html>"
    )
    for address in (f"http://shop.example/{WORD}/1", f"http://shop.example/?q={WORD}&n=2"):
        warden.run("import", str(page), "--url", address, code=None)
        page.write_text(page.read_text() + " ")
    nowhere(warden)


@pytest.mark.parametrize(
    "text",
    [
        f"https://shop.example/s?q={WORD}",
        "https://shop.example/s?q=%71uenterfloom&n=1",
        f"https://shop.example/{WORD.upper()}-ring",
        "https://shop.example/s?q=" + quote("月光仔", encoding="gb18030"),
        f"ｑｕｅｎｔｅｒｆｌｏｏｍ and {WORD}",
    ],
)
def test_every_spelling_goes(warden: Warden, text: str) -> None:
    hidden = Hidden(load_terms([Path(warden.env["WARDEN_TERMS"])]))
    masked = hidden.masked(text)
    assert hidden.held(masked.replace("[term:X-2]", "").replace("[term:X-4]", "")) is None
    assert "[term:" in masked


def test_short_codes_count_only_as_whole_words(warden: Warden) -> None:
    hidden = Hidden(load_terms([Path(warden.env["WARDEN_TERMS"])]))
    assert hidden.held("https://shop.example/?q=qz9") == "X-3"
    assert hidden.held("https://shop.example/aqz9b") is None
    assert hidden.masked("https://shop.example/aqz9b") == "https://shop.example/aqz9b"


def test_a_saved_page_of_another_listing_is_told(warden: Warden) -> None:
    site = warden.root / "sites" / "stub.toml"
    rule = """id = { css = "a::attr(href)", filters = [{ re = '/o/(\\d+)' }] }"""
    site.write_text(site.read_text("utf-8").replace('id = "::attr(data-number)"', rule, 1), "utf-8")
    page = warden.root / "page.html"
    page.write_bytes(item_page(7, "an old ring"))
    for number, told in ((8, True), (7, False)):
        done = warden.run("hit", "add", "--url", f"http://127.0.0.1:9/o/{number}", "--file", str(page))
        assert ("another listing" in done.stderr) is told, done.stderr


def test_a_thousand_words_are_looked_for_quickly() -> None:
    """Every address of a page is asked: a list of a thousand words must not hold up a crawl."""
    terms = tuple(
        Term(
            f"X-{n}",
            "en",
            f"quenter{n}floom" if n % 2 else f"月光{n}仔",
            "code",
            "elephant",
            sensitivity="restricted",
        )
        for n in range(1000)
    )
    vocabulary = load_terms()
    hidden = Hidden(replace(vocabulary, terms=(*vocabulary.terms, *terms)))
    start = time.perf_counter()
    for number in range(20):
        assert hidden.held(f"https://shop.example/o/{number}-an-old-ring-of-something?page=2") is None
    assert (time.perf_counter() - start) / 20 < 0.02, "0.7 ms on a machine of 2026, 160 ms word by word"
    assert hidden.held("https://shop.example/o/7-old-quenter77floom-ring") == "X-77"
    assert (
        hidden.masked("https://shop.example/s?q=" + quote("月光6仔")) == "https://shop.example/s?q=[term:X-6]"
    )
