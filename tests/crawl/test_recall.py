"""What a site's own search finds of what its newest list shows; the wordings sent to engines of whole words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crawler.probes import query_forms
from crawler.recall import choose_words, newest_list
from crawler.sites.load import load_sites
from keywords import load_terms
from keywords.compounds import compounds
from tests.crawl.conftest import SITE, Warden
from tests.crawl.stub import Answerer, Asked, Said, listing_page, row, stub

TITLES = (
    "Elfenbein Figur alt",
    "Elfenbeinkette mit Verschluss",
    "Elfenbeindose rund",
    "Kaffeekanne aus Zinn",
    "Kanne aus Ton",
    "Kaffeemühle aus Holz",
)


def words_only(asked: Asked) -> Said:
    """A shop whose engine compares whole words as they are written."""
    if asked.path == "/robots.txt":
        return Said(b"", 404)
    rows = [row(number, title) for number, title in enumerate(TITLES, 1)]
    if asked.path == "/newest":
        return Said(listing_page(*rows))
    word = asked.query["q"]
    return Said(
        listing_page(*(each for each, title in zip(rows, TITLES, strict=True) if word in title.split()))
    )


def letters_anywhere(asked: Asked) -> Said:
    """A shop whose engine finds letters in any word, in any case."""
    if asked.path == "/robots.txt":
        return Said(b"", 404)
    word = asked.query.get("q", "").lower()
    return Said(listing_page(*(row(n, title) for n, title in enumerate(TITLES, 1) if word in title.lower())))


def recall(warden: Warden, answer: Answerer, *words: str, code: int) -> list[dict[str, Any]]:
    with stub(answer) as server:
        warden.site("stub", server.url)
        done = warden.run("sites", "check", "stub", "--recall", "--json", *words, code=code)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_an_engine_of_whole_words_loses_the_compounds(warden: Warden) -> None:
    (line,) = recall(warden, words_only, "--term", "Elfenbein", code=1)
    assert (line["listed"], line["found"], line["recall"]) == (3, 1, 0.333)
    assert line["missed"] == [TITLES[1], TITLES[2]] and '"compounds"' in line["next"]
    status = json.loads(warden.run("sites", "status", "stub", "--json").stdout)
    assert status["recall"] == 0.333 and status["recall_at"]


def test_an_engine_of_letters_loses_nothing(warden: Warden) -> None:
    lines = recall(warden, letters_anywhere, code=0)
    assert {line["word"] for line in lines} >= {"elfenbein"} and len(lines) <= 6
    assert all(line["recall"] == 1 and line["next"] == "nothing to do" for line in lines)


def test_letters_as_they_are_need_capitals(warden: Warden) -> None:
    (line,) = recall(warden, words_only, "--term", "kanne", code=1)
    assert (line["listed"], line["found"]) == (2, 0) and '"capitals"' in line["next"]


def test_a_list_that_is_blocked_tells_so(warden: Warden) -> None:
    def shut(asked: Asked) -> Said:
        return Said(b"", 404 if asked.path == "/robots.txt" else 403)

    (line,) = recall(warden, shut, code=1)
    assert line["failed"] and line["word"] is None and line["next"].startswith("blocked")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--recall",), "name the sites"),
        (("--recall", "leboncoin"), "nothing may be sent there"),
        (("--term", "x", "stub"), "it needs --recall"),
    ],
)
def test_what_cannot_be_asked_is_refused(warden: Warden, words: tuple[str, ...], told: str) -> None:
    warden.site("stub", "http://127.0.0.1:9")
    assert told in warden.run("sites", "check", *words, code=2).stderr


def test_a_site_without_a_list_is_refused(warden: Warden) -> None:
    text = SITE.format(base="http://127.0.0.1:9", policy="", paging="none", platform="stub")
    start, end = text.index("[place.newest]"), text.index("[paging]")
    (warden.root / "sites" / "stub.toml").write_text(text[:start] + text[end:], encoding="utf-8")
    assert "no newest list" in warden.run("sites", "check", "stub", "--recall", code=2).stderr


def test_words_that_stand_in_longer_ones_are_asked_first() -> None:
    titles = [(title, "de") for title in TITLES] + [("象牙手链", "zh"), ("老象牙", "zh"), ("新椅子", "zh")]
    words = choose_words(titles)
    assert {"elfenbein", "kaffee"} & set(words) == {"elfenbein"}, "no word that stands nowhere alone"
    assert words["象牙"] == "zh"


def test_compounds_are_sent_where_the_file_asks_for_them(warden: Warden) -> None:
    vocabulary = load_terms()
    ivory = next(term for term in vocabulary.own_terms if (term.lang, term.term) == ("de", "elfenbein"))
    warden.site("stub", "http://127.0.0.1:9")
    plain = load_sites([warden.root / "sites"])["stub"]
    assert query_forms(plain, "elfenbein", ivory) == ["elfenbein"]
    path = warden.root / "sites" / "stub.toml"
    path.write_text(path.read_text("utf-8").replace("[search]", '[search]\nforms = ["compounds"]'), "utf-8")
    asking = load_sites([warden.root / "sites"])["stub"]
    sent = query_forms(asking, "elfenbein", ivory)
    assert sent[0] == "elfenbein" and "elfenbeinfigur" in sent
    assert newest_list(asking) == "newest"


def test_every_compound_holds_the_name_and_no_part_twice() -> None:
    made = [(term, word) for term in load_terms().own_terms for word in compounds(term, term.term)]
    assert {term.lang for term, _ in made} == {"zh-Hans", "zh-Hant", "ja", "ko", "th", "ar", "de", "nl"}
    for term, word in made:
        assert term.term in word and len(word) > len(term.term) and " " not in word


def test_a_list_is_named_with_its_value_and_what_cannot_be_sent_is_refused(warden: Warden) -> None:
    text = SITE.format(base="http://127.0.0.1:9", policy="", paging="none", platform="stub")
    place = '\n[place.category]\nurl = "{base}/c/{place}"\nkind = "category"\n'
    (warden.root / "sites" / "stub.toml").write_text(text + place, encoding="utf-8")
    asked = ("crawl", "--site", "stub", "--dry-run")
    assert '"probes":1' in warden.run(*asked, "--place", "category=old/rings", "--json").stdout.replace(
        " ", ""
    )
    for words, told in (
        (("--place", "category"), "needs a value"),
        (("--place", "category= "), "needs a value"),
        (("--place", "newest=5"), "takes no value"),
        (("--place", "nowhere=1"), "no place 'nowhere'"),
        (("--term", " "), "a term is empty"),
        (("--term", "ring", "--domain", "shop.example"), "--domain is for search engines"),
    ):
        assert told in warden.run(*asked, *words, code=2).stderr
    start, end = text.index("[search]"), text.index("[place.newest]")
    (warden.root / "sites" / "stub.toml").write_text(text[:start] + text[end:], encoding="utf-8")
    assert (
        "has no search; name one of its lists: --place newest"
        in warden.run(*asked, "--term", "ring", code=2).stderr
    )


def test_what_robots_txt_forbids_is_for_people_to_save(warden: Warden) -> None:
    def shut(asked: Asked) -> Said:
        return Said(b"User-agent: *\nDisallow: /\n") if asked.path == "/robots.txt" else Said(b"", 500)

    with stub(shut) as server:
        warden.site("stub", server.url)
        warden.run("crawl", "--site", "stub", "--term", "ring", code=1)
    status = json.loads(warden.run("sites", "status", "stub", "--json").stdout)
    assert "robots.txt forbids" in status["next"] and "warden import" in status["next"]
    told = warden.run("crawl", "--site", "ebay", "--term", "ring", "--dry-run", code=2).stderr
    assert "of that platform are ebay_at, ebay_au" in told
