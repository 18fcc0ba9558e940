"""A word list with faults is used, and every verb that uses it says so once."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from keywords import check_terms, faults_in_use, load_terms
from keywords.compounds import Part, read_parts
from keywords.vocabulary import Vocabulary
from tests.crawl.conftest import Warden, make_warden
from tests.crawl.stub import listing_page, row

FAULTY = (
    "term,kind,target,match,needs\n"
    "a good word,species,elephant,,\n"
    "no such target,species,nobody,,\n"
    "ivo(ry,species,elephant,regex,\n"
    "a word in need,species,elephant,,no such cue\n"
)


@pytest.fixture
def warden(tmp_path: Path) -> Warden:
    made = make_warden(tmp_path)
    made.site("stub", "http://127.0.0.1:9")
    folder = tmp_path / "faulty" / "terms"
    folder.mkdir(parents=True)
    (folder / "en.csv").write_text(FAULTY, encoding="utf-8")
    made.env["WARDEN_TERMS"] = str(folder.parent)
    return made


def told(lines: str) -> list[str]:
    return [line for line in lines.splitlines() if "warden terms check" in line]


def test_match_import_and_rematch_say_it_once(warden: Warden) -> None:
    page = warden.root / "page.html"
    page.write_bytes(listing_page(row(1, "raw ivory tusk")))
    for words in (("import", str(page), "--site", "stub"), ("rematch",)):
        (line,) = told(warden.run(*words).stderr)
        assert line.startswith("the term list has 4 faults")
    for jobs in "12":
        done = subprocess.run(
            warden.command("match", "--jobs", jobs), input='{"id":1,"title":"raw ivory"}\n', env=warden.env,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert len(told(done.stderr)) == 1
        assert len(done.stdout.splitlines()) == 1


def test_what_is_counted_is_what_the_check_complains_about(warden: Warden) -> None:
    folder = [Path(warden.env["WARDEN_TERMS"])]
    assert faults_in_use(load_terms(folder)) == len(check_terms(folder)) == 4


def test_the_shipped_list_has_none_and_is_looked_at_quickly() -> None:
    vocabulary: Vocabulary = load_terms()
    begun = time.process_time()
    assert faults_in_use(vocabulary) == 0
    assert time.process_time() - begun < 0.2


def test_faults_of_the_compounds_are_told_by_line(tmp_path: Path) -> None:
    table = tmp_path / "compounds.csv"
    table.write_text(
        "lang,part,place,products\n# a remark\nde,figur,after,horn\nde,alt,behind,horn\nde,ring,after,gold\n,kette,after,horn\n"
        "de,,after,horn\nde,dose,before,\n",
        encoding="utf-8",
    )
    parts, faults = read_parts(table, {"horn"})
    assert parts == {"de": [Part("figur", True, ("horn",))]}
    assert [fault.line for fault in faults] == [4, 5, 6, 7, 8]
    assert [
        word
        for word in (
            "neither after nor before",
            "gold is not in",
            "lang is empty",
            "part is empty",
            "none is not in",
        )
        if any(word in fault.message for fault in faults)
    ] == ["neither after nor before", "gold is not in", "lang is empty", "part is empty", "none is not in"]
    whole, wrong = read_parts()
    assert not wrong
    assert {"zh-Hans", "de", "th"} <= whole.keys()
