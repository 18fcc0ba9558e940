"""Whatever a file holds, an importer reads it or says what is wrong; and a whole list is ready at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.species import write
from keywords import load_terms
from keywords.importing.lemis import read_lemis
from keywords.importing.names import read_names
from keywords.importing.national import read_national
from keywords.importing.official import CITES, EU, read_official
from keywords.importing.record import Reading
from tests.species.tables import CHECKLIST, SPECIES_PLUS, species, text

QUIET = [HealthCheck.function_scoped_fixture]
GOOD = text(
    CHECKLIST, *(species(f"Felis {name}", CurrentListing="II") for name in ("prima", "secunda", "tertia"))
)


def read_all(path: Path) -> list[Reading]:
    told = [
        read_official([path], CITES),
        read_official([path], EU),
        read_national([path], law="P", jurisdiction="ID"),
    ]
    return [*told, read_names([path]), read_lemis([path])]


@given(st.binary(max_size=400))
@settings(suppress_health_check=QUIET, deadline=None, max_examples=150)
def test_any_bytes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    for reading in read_all(path):
        assert reading.taxa or reading.faults or reading.notes


CELL = st.text(st.characters(codec="utf-8"), max_size=20)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(SPECIES_PLUS, CELL)), max_size=4))
@settings(suppress_health_check=QUIET, deadline=None, max_examples=100)
def test_any_cells_under_the_right_header(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text(SPECIES_PLUS, *rows), encoding="utf-8")
    for reading in read_all(path):
        assert len(reading.taxa) <= max(len(rows), 1) * 8
        assert all(fault.line >= 1 and fault.column >= 1 for fault in reading.faults)


@given(st.integers(0, len(GOOD) - 1), st.sampled_from('",;\n\r\t x'))
@settings(suppress_health_check=QUIET, deadline=None, max_examples=150)
def test_one_wrong_sign_costs_a_row_or_two(tmp_path: Path, at: int, sign: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(GOOD[:at] + sign + GOOD[at + 1 :], encoding="utf-8", newline="")
    reading = read_official([path], CITES)
    header = at < GOOD.index("\n") + 1
    assert header or len(reading.taxa) == 3 or (reading.taxa and reading.faults), "no row is lost in silence"


@pytest.mark.alone
def test_a_whole_list_is_ready_in_a_fraction_of_a_second(tmp_path: Path) -> None:
    table = write(tmp_path / "Index_of_CITES_Species_2026-02-03.csv", 40_000)
    data = tmp_path / "data"
    verb = [sys.executable, "-m", "warden", "--data", str(data), "terms", "import", "cites", str(table)]
    subprocess.run(verb, check=True, capture_output=True)
    assert len(load_terms([data]).terms) > 100_000
    took = []
    for _ in range(3):
        start = perf_counter()
        vocab = load_terms([data])
        assert vocab.terms_version and len(vocab.targets) > 40_000
        took.append(perf_counter() - start)
    assert min(took) < 0.6
