"""The example marketplaces are fair: nobody looks into the answers, and no text was seen before."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

from crawler.demo.catalogue import Catalogue
from tests.crawl.conftest import make_warden
from tests.crawl.stub import Asked, Said, item_page, listing_page, row, stub

ROOT = Path(__file__).parents[2]
ANSWERS = "expected.tsv"
_SENTENCE = re.compile(r"[.!?。！？।؟…\n]+")


def test_the_server_never_reads_the_answers() -> None:
    """Every file that is opened while the catalogue is made and its pages are drawn."""
    script = (
        "import sys\n"
        "opened = []\n"
        "sys.addaudithook(lambda name, told: opened.append(str(told[0])) if name == 'open' else None)\n"
        "from crawler.demo import pages, server\n"
        "for name in server.MARKETS:\n"
        "    market = server.Market(name, 'http://127.0.0.1')\n"
        "    for market.now.day in (1, 2):\n"
        "        offers = market.catalogue.newest(name)\n"
        "        server.found(offers, name, 'ivory')\n"
        "        pages.bazaar_list(offers, '', '', None, 1)\n"
        "        pages.item(offers[0], '', offers)\n"
        "print('\\n'.join(opened))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert "planted.tsv" in done.stdout
    assert ANSWERS not in done.stdout
    for file in (ROOT / "crawler" / "demo").glob("*.py"):
        if file.stem not in ("findings", "__init__"):
            assert "expected" not in file.read_text("utf-8"), file.name


def sentences(text: str) -> set[str]:
    parts = (" ".join(part.split()).casefold() for part in _SENTENCE.split(text))
    return {part for part in parts if len(part) > 3}


def test_no_text_is_an_example_of_the_word_list() -> None:
    examples: set[str] = set()
    for file in (ROOT / "keywords" / "examples").glob("*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as table:
            for line in csv.DictReader(table):
                examples |= {" ".join(line["title"].split()).casefold()} | sentences(line["title"])
    assert len(examples) > 100
    offers = Catalogue().offers.values()
    shared = {
        text
        for offer in offers
        for text in (
            {" ".join(offer.title.split()).casefold()} | sentences(offer.title) | sentences(offer.description)
        )
        if text in examples
    }
    assert shared == set()


def test_several_thousand_offers_in_many_languages_most_of_them_innocent() -> None:
    offers = list(Catalogue().offers.values())
    assert len(offers) >= 3000
    assert len({offer.lang for offer in offers}) >= 12
    assert sum(offer.number >= 100_000 and offer.number < 900_000 for offer in offers) > 0.8 * len(offers)


def test_no_listing_is_a_hit_because_its_probe_asked_for_a_term(tmp_path: Path) -> None:
    """A shop that answers every search with the same sofas."""

    def sofas(asked: Asked) -> Said:
        if asked.path == "/robots.txt":
            return Said(b"", 404)
        if asked.path.startswith("/o/"):
            return Said(item_page(asked.path[3:], "a sofa"))
        head = f"<h1>Results for {asked.query['q']}</h1>"
        return Said(listing_page(*(row(n, f"Sofa, grey, {n} seats") for n in range(1, 6)), head))

    warden = make_warden(tmp_path)
    with stub(sofas) as server:
        warden.site("stub", server.url)
        done = warden.run("crawl", "--site", "stub", "--target", "elephant", "--lang", "en", "--json")
        assert len(server.pages()) >= 10
        assert not any(asked.path.startswith("/o/") for asked in server.asked)
    assert '"status": "done"' in done.stdout
    assert warden.run("search", "", "--json").stdout == ""
