"""A broken row is told by file, line and column; what stands around it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from keywords.importing.official import CITES, read_official
from keywords.importing.record import Reading
from tests.species.tables import CHECKLIST, species, table, text


def read(tmp_path: Path, content: str | bytes) -> Reading:
    path = tmp_path / "list.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_official([path], CITES)


GOOD = [species(f"Felis {name}", CurrentListing="II") for name in ("prima", "secunda", "tertia")]
LINES = text(CHECKLIST, *GOOD).splitlines()


def names(reading: Reading) -> list[str]:
    return [taxon.name for taxon in reading.taxa]


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"FullName": "", "Genus": "", "Species": ""}, "FullName", "no scientific name"),
        ({"FullName": "felis 2"}, "FullName", "no scientific name"),
        ({"RankName": "KIND"}, "RankName", "rank 'KIND' is unknown"),
        ({"CurrentListing": "II/IV"}, "CurrentListing", "'IV' is no class"),
        ({"CurrentListing": "A"}, "CurrentListing", "terms import eu"),
    ],
)
def test_a_cell_that_says_nothing(tmp_path: Path, cells: dict[str, str], column: str, words: str) -> None:
    reading = read(tmp_path, text(CHECKLIST, GOOD[0], GOOD[1] | cells, GOOD[2]))
    (fault,) = reading.faults
    assert (fault.line, words in fault.message) == (3, True)
    raw = text(CHECKLIST, GOOD[0], GOOD[1] | cells, GOOD[2]).splitlines()[2]
    assert raw[: fault.column - 1].count('",') == CHECKLIST.index(column)
    assert names(reading) == ["Felis prima", "Felis tertia"]


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (LINES[2] + ',"more"', "34 cells under 33 columns"),
        (",".join(LINES[2].split(",")[:20]), "20 cells under 33 columns"),
        (LINES[2].replace('"Felis secunda"', '"Felis secunda'), "quote"),
        (LINES[2].replace('"Felis secunda"', '"Felis "secunda""'), "quotes"),
        (LINES[2][:-1], "quote"),
    ],
)
def test_a_row_that_breaks_the_table_takes_no_other_with_it(tmp_path: Path, broken: str, words: str) -> None:
    reading = read(tmp_path, "\n".join([LINES[0], LINES[1], broken, LINES[3], ""]))
    assert [(fault.line, words in fault.message) for fault in reading.faults] == [(3, True)]
    assert names(reading) == ["Felis prima", "Felis tertia"]


def test_a_quote_never_closed_swallows_nothing(tmp_path: Path) -> None:
    many = [LINES[1]] * 200
    reading = read(tmp_path, "\n".join([LINES[0], LINES[2].removesuffix('"'), *many]))
    assert [fault.line for fault in reading.faults] == [2]
    assert names(reading) == ["Felis prima"]


def test_a_file_cut_off_keeps_what_is_whole(tmp_path: Path) -> None:
    reading = read(tmp_path, "\n".join(LINES)[:-30])
    assert [fault.line for fault in reading.faults] == [4]
    assert names(reading) == ["Felis prima", "Felis secunda"]


def test_paragraphs_in_a_cell_are_no_fault(tmp_path: Path) -> None:
    row = GOOD[1] | {"FullAnnotationEnglish": "one\ntwo\nthree"}
    reading = read(tmp_path, text(CHECKLIST, GOOD[0], row, GOOD[2] | {"RankName": "KIND"}))
    assert [fault.line for fault in reading.faults] == [6]
    assert names(reading) == ["Felis prima", "Felis secunda"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "no column fullname or scientificname"),
        (b"\x00\x01\x02\xff\xfe", "no column"),
        (b"<!doctype html><title>Log in</title>", "no column"),
    ],
)
def test_a_file_that_is_no_list(tmp_path: Path, content: bytes, words: str) -> None:
    reading = read(tmp_path, content)
    assert reading.taxa == []
    assert any(words in fault.message for fault in reading.faults)


def test_a_directory_and_a_missing_file_are_told(tmp_path: Path) -> None:
    reading = read_official([tmp_path, tmp_path / "away.csv"], CITES)
    assert ["cannot be read" in fault.message for fault in reading.faults].count(True) == 2


def test_latin_letters_in_an_official_file_are_told_by_line(tmp_path: Path) -> None:
    good = table(tmp_path / "x.csv", CHECKLIST, GOOD[0] | {"AuthorYear": "Müller"}).read_text("utf-8")
    reading = read(tmp_path, good.encode("latin-1"))
    assert [(fault.line, "CSV UTF-8" in fault.message) for fault in reading.faults] == [(2, True)]
