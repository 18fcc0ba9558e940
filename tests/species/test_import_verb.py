"""``terms import``: what is loaded, what is reported, what stays whole."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from keywords import load_terms
from keywords.importing import kept
from tests.species.conftest import Warden
from tests.species.tables import CHECKLIST, SPECIES_PLUS, species, table
from warden.errors import CannotContinue

GOOD = species("Felis inventa", CurrentListing="II", EnglishNames="Wonder Beast", Listing="II")
BAD = species("Felis mala", CurrentListing="IV", Listing="IV")


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return table(tmp_path / "Index_of_CITES_Species_2026-02-03 17-27.csv", CHECKLIST, GOOD)


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    return table(tmp_path / "mixed.csv", CHECKLIST, BAD, GOOD)


def test_a_whole_import(warden: Warden, data: Path, good: Path) -> None:
    done = warden("terms", "import", "cites", str(good), "--json")
    (line,) = done.lines
    assert (done.code, line["loaded"], line["taxa"], line["name"]) == (0, True, 1, "cites")
    assert (line["downloaded"], line["lists"]) == ("2026-02-03", ["cites"])
    assert "UNEP-WCMC" in line["citation"] and "2026-02-03" in line["citation"]
    assert "not for commercial use" in line["notice"] and line["notice"] in done.err
    assert line["files"][0].startswith("Index_of_CITES") and "sha256:" in line["files"][0]
    assert "taxon:felis_inventa" in load_terms([data]).targets


@pytest.mark.skipif(sys.platform == "win32", reason="modes say nothing there")
def test_only_the_owner_may_read_it(warden: Warden, data: Path, good: Path) -> None:
    warden("terms", "import", "cites", str(good))
    load_terms([data])
    for path in (
        data / "species",
        *(data / "species").iterdir(),
        data / "cache",
        *(data / "cache").iterdir(),
    ):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_broken_row_is_told_by_line_and_the_rest_is_loaded(warden: Warden, data: Path, mixed: Path) -> None:
    done = warden("terms", "import", "cites", str(mixed))
    assert done.code == 1
    assert (
        f"{mixed}:2:" in done.err
        and "'IV' is no class" in done.err
        and "1 taxa loaded, 1 broken rows left out" in done.err
    )
    assert list(load_terms([data]).targets)[-1] == "taxon:felis_inventa"


def test_strict_loads_nothing_and_keeps_what_was_there(
    warden: Warden, data: Path, good: Path, mixed: Path
) -> None:
    assert warden("terms", "import", "cites", str(mixed), "--strict").code == 1
    assert not (data / "species").exists()
    warden("terms", "import", "cites", str(good))
    before = (data / "species" / "cites.jsonl").read_bytes()
    done = warden("terms", "import", "cites", str(mixed), "--strict", "--json")
    assert (done.code, done.lines[0]["loaded"], done.lines[0]["faults"][0]["line"]) == (1, False, 2)
    assert (data / "species" / "cites.jsonl").read_bytes() == before


def test_a_dry_run_writes_nothing(warden: Warden, data: Path, good: Path) -> None:
    done = warden("terms", "import", "cites", str(good), "--dry-run", "--json")
    assert (done.code, done.lines[0]["loaded"], done.lines[0]["taxa"]) == (0, False, 1)
    assert not data.exists()


def test_the_same_again_replaces(warden: Warden, data: Path, good: Path) -> None:
    first = warden("terms", "import", "cites", str(good), "--json").lines[0]["digest"]
    again = warden("terms", "import", "cites", str(good), "--json").lines[0]["digest"]
    assert first == again and len(kept.imports_of(data)) == 1
    table(good, CHECKLIST, GOOD | {"FullName": "Felis altera", "Species": "altera"})
    warden("terms", "import", "cites", str(good))
    assert "taxon:felis_inventa" not in load_terms([data]).targets


def test_several_files_and_several_names(warden: Warden, data: Path, good: Path, tmp_path: Path) -> None:
    other = table(tmp_path / "b.csv", CHECKLIST, GOOD | {"FullName": "Felis altera", "Species": "altera"})
    assert warden("terms", "import", "cites", str(good), str(other), "--json").lines[0]["taxa"] == 2
    warden("terms", "import", "cites", str(other), "--name", "mine", "--downloaded", "2026-01-05")
    shown = warden("terms", "import", "--list", "--json")
    assert [(line["name"], line["downloaded"]) for line in shown.lines] == [
        ("cites", shown.lines[0]["downloaded"]),
        ("mine", "2026-01-05"),
    ]
    assert "not for commercial use" in warden("terms", "import", "--list").err
    assert warden("terms", "import", "--forget", "mine").code == 0
    gone = warden("terms", "import", "--forget", "mine")
    assert gone.code == 2 and "Kept are: cites" in gone.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("cites",), "What is to be imported"),
        ((), "What is to be imported"),
        (("cites", "away.csv"), "no such file"),
        (("cites", "--api"), "Species+"),
        (("species-plus", "--api"), "WARDEN_SPECIESPLUS_TOKEN is not set"),
    ],
)
def test_wrong_use(warden: Warden, words: tuple[str, ...], told: str) -> None:
    done = warden("terms", "import", *words)
    assert (done.code, told in done.err) == (2, True)


@pytest.mark.parametrize(("option", "value"), [("--downloaded", "soon"), ("--name", "../x")])
def test_wrong_options(warden: Warden, data: Path, good: Path, option: str, value: str) -> None:
    assert warden("terms", "import", "cites", str(good), option, value).code == 2
    assert not data.exists()


def test_an_eu_file_given_as_cites_says_what_to_do(warden: Warden, data: Path, tmp_path: Path) -> None:
    path = table(tmp_path / "eu.csv", SPECIES_PLUS, GOOD | {"Listing": "A"})
    done = warden("terms", "import", "species-plus", str(path))
    assert done.code == 1 and "terms import eu" in done.err and "nothing was loaded" in done.err
    assert warden("terms", "import", "eu", str(path), "--json").lines[0]["lists"] == ["eu"]


def test_a_full_disk_leaves_the_old_import_whole(
    warden: Warden, data: Path, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warden("terms", "import", "cites", str(good))
    before = (data / "species" / "cites.jsonl").read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    done = warden("terms", "import", "cites", str(good))
    assert (done.code, "Nothing was changed" in done.err) == (CannotContinue.exit_code, True)
    assert [path.name for path in (data / "species").iterdir()] == ["cites.jsonl"]
    assert (data / "species" / "cites.jsonl").read_bytes() == before


KILLED = """
import os, signal, sys
from pathlib import Path
from keywords.importing import kept
def rows():
    for n in range(50):
        yield b"x" * 200_000
    os.kill(os.getpid(), signal.SIGKILL)
told = kept.imports_of(Path(sys.argv[1]))[0]
kept.keep(Path(sys.argv[1]), told, rows())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_killed_import_leaves_the_old_one_whole(warden: Warden, data: Path, good: Path) -> None:
    warden("terms", "import", "cites", str(good))
    before = (data / "species" / "cites.jsonl").read_bytes()
    assert subprocess.run([sys.executable, "-c", KILLED, str(data)]).returncode == -9
    assert (data / "species" / "cites.jsonl").read_bytes() == before
    assert "taxon:felis_inventa" in load_terms([data]).targets
    (part,) = (data / "species").glob(".*.part")
    os.utime(part, (0, 0))
    assert warden("terms", "import", "cites", str(good)).code == 0
    assert not part.exists()


def test_a_damaged_import_is_told_with_what_to_do(warden: Warden, data: Path, good: Path) -> None:
    warden("terms", "import", "cites", str(good))
    path = data / "species" / "cites.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    done = warden("terms", "list", "--json")
    assert done.code == 2 and "cites.jsonl:2:1: damaged" in done.err and "again" in done.err
    path.write_bytes(b"{}\n")
    assert "is no import of this version" in warden("terms", "import", "--list").err


def test_a_list_of_imported_names_tells_whose_they_are(warden: Warden, good: Path) -> None:
    warden("terms", "import", "cites", str(good))
    listed = warden("terms", "list", "--target", "cats")
    assert "Wonder Beast" in listed.out and "not for commercial use" in listed.err
    assert "commercial" not in warden("terms", "list", "--target", "elephant").err


def test_overlays_come_after_imports(warden: Warden, data: Path, good: Path, tmp_path: Path) -> None:
    warden("terms", "import", "cites", str(good))
    own = tmp_path / "own" / "terms"
    own.mkdir(parents=True)
    (own / "en.csv").write_text(
        "term,kind,target,status\nWonder Beast,species,taxon:felis_inventa,retired\nwonder pelt,combined,taxon:felis_inventa,\n"
    )
    vocab = load_terms([tmp_path / "own", data])
    assert vocab.faults == ()
    found = {term.term for term in vocab.terms if term.target == "taxon:felis_inventa"}
    assert found == {"Felis inventa", "wonder pelt"}
    assert vocab.terms_version != load_terms([data]).terms_version


def test_match_reads_imports_when_a_data_directory_is_named(warden: Warden, data: Path, good: Path) -> None:
    warden("terms", "import", "cites", str(good))
    done = warden("match", stdin='{"id":1,"title":"Wonder Beast skull"}\n')
    assert done.lines[0]["targets"] == ["taxon:felis_inventa"]
    without = [sys.executable, "-m", "warden", "match"]
    told = subprocess.run(
        without,
        input=b'{"id":1,"title":"Wonder Beast skull"}\n',
        capture_output=True,
        env={**os.environ, "WARDEN_DATA": str(data)},
    )
    assert b"taxon:" not in told.stdout
