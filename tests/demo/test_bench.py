"""The curator's bench on the example marketplaces: code words are planted there that are on no list."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from keywords import load_terms
from keywords.hidden import Hidden
from tests.crawl.conftest import Warden
from tests.demo.conftest import Demo
from warden.curation.finding import Finder

LATIN, HAN = "velmora", "奶霜料"


@pytest.fixture(scope="module")
def decided(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Warden:
    """A copy of what the demo left, with some of its hits decided."""
    root = tmp_path_factory.mktemp("bench")
    shutil.copytree(demo.data, root / "data")
    warden = Warden(root, demo.warden.env)
    lines = told(warden, "search", "", "--target", "elephant", "--json")
    found = {line["hit_id"]: line["title"].lower() for line in lines if line["target"] == "elephant"}
    right = [hit for hit, title in found.items() if LATIN in title or HAN in title]
    wrong = sorted(found.keys() - set(right), key=found.__getitem__)[:12]
    assert len(right) >= 7
    for hits, decision in ((right, "relevant_prohibited"), (wrong, "replica_or_not_wildlife")):
        for hit in hits:
            warden.run("decide", hit, "--decision", decision, "--reviewer", "r1")
    return warden


def told(warden: Warden, *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in warden.run(*words).stdout.splitlines()]


def test_the_planted_words_are_on_no_list() -> None:
    vocabulary = load_terms()
    assert not Finder(vocabulary.terms, vocabulary.disguises).holds(f"{LATIN} {HAN}")
    assert Hidden(vocabulary).held(LATIN) is None


def test_suggest_finds_them(decided: Warden) -> None:
    rows = {row["word"]: row for row in told(decided, "terms", "suggest", "--json")}
    for word, lang, least in ((LATIN, "en", 5), (HAN, "zh-Hans", 3)):
        row = rows[word]
        assert (row["comparison"], row["lang"], row["target"]) == ("verdicts", lang, "elephant")
        assert row["having"] >= least
        assert row["out_having"] == 0
        assert any(word in example["title"].lower() for example in row["examples"])
    first = sorted((row for row in rows.values() if row["z"] is not None), key=lambda row: -row["z"])
    assert {LATIN, HAN} & {row["word"] for row in first[:3]}


@pytest.mark.parametrize(("word", "lang", "found", "new"), [(LATIN, "en", 8, 3), (HAN, "zh-Hans", 5, 2)])
def test_try_says_what_they_would_catch(decided: Warden, word: str, lang: str, found: int, new: int) -> None:
    asked = ("terms", "try", word, "--lang", lang, "--target", "elephant", "--weight", "strong", "--json")
    (line,) = told(decided, *asked)
    assert (line["found"], line["caught"], line["new"]) == (found, found, new)
    assert line["reviewed"] == line["confirmed"] == found - new
    assert line["overlap"]
    assert {row["before"] for row in line["examples"]} >= {"none", "hit"}


def test_try_with_a_need_spares_the_shoes(decided: Warden) -> None:
    asked = ("terms", "try", LATIN, "--lang", "en", "--target", "elephant", "--weight", "strong")
    (line,) = told(decided, *asked, "--needs", "carving|jewellery|antique", "--json")
    assert line["found"] == 8
    assert any("shoes" in row["title"] for row in line["against"])
    assert not any("shoes" in row["title"] for row in line["examples"])


def test_the_row_can_be_pasted(decided: Warden, tmp_path: Path) -> None:
    (line,) = told(decided, "terms", "try", LATIN, "--lang", "en", "--target", "elephant", "--json")
    (tmp_path / "terms").mkdir()
    (tmp_path / "terms" / "en.csv").write_text(line["row"] + "\n", encoding="utf-8")
    decided.run("terms", "check", WARDEN_TERMS=str(tmp_path))
    listed = decided.run("terms", "list", "--lang", "en", WARDEN_TERMS=str(tmp_path)).stdout
    assert LATIN in listed
