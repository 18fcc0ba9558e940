"""``targets list|show|status`` over imports written by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.species.conftest import Warden
from tests.species.tables import CHECKLIST, PARROT, PLANT, SPECIES_PLUS, higher, species, table

ROWS = [
    species("Felis inventa", CurrentListing="II", AuthorYear="Muster, 1801", EnglishNames="Wonder Beast, Common Name",
            SynonymsWithAuthors="Leo fictus Probe, 1799"),
    species("Felis altera", CurrentListing="I", EnglishNames="Common Name", SynonymsWithAuthors="Leo doppelus Probe, 1799"),
    species("Felis tertia", SynonymsWithAuthors="Leo doppelus Probe, 1799"),
    species("Panthera tigris", CurrentListing="I"),
    species("Psittacus erithacus", **PARROT, CurrentListing="I"),
    species("Melopsittacus undulatus", **PARROT, CurrentListing="NC"),
    species("Ara ficta", **PARROT, Listing="II") | {"CurrentListing": "II"},
    higher("Psittaciformes", "ORDER", **PARROT | {"Family": ""}, CurrentListing="I/II/NC"),
]  # fmt: skip


@pytest.fixture
def loaded(warden: Warden, tmp_path: Path) -> Warden:
    path = table(tmp_path / "Index_of_CITES_Species_2026-02-03.csv", CHECKLIST, *ROWS)
    assert warden("terms", "import", "cites", str(path)).code == 0
    return warden


def status(warden: Warden, *words: str) -> dict[str, dict[str, Any]]:
    """The answers by list."""
    done = warden("targets", "status", *words, "--json")
    assert done.code == 0, done.err
    return {line["list"]: line for line in done.lines}


def test_list(loaded: Warden) -> None:
    rows = {line["target"]: line for line in loaded("targets", "list", "--json").lines}
    assert rows["tiger"]["origin"] == "list" and rows["taxon:felis_inventa"]["origin"] == "imported"
    assert (
        rows["taxon:felis_inventa"]["parent"] == "cats"
        and rows["taxon:felis_inventa"]["name_authority"] == "CITES Checklist"
    )
    under = [line["target"] for line in loaded("targets", "list", "--under", "macaw", "--json").lines]
    assert under == ["macaw", "taxon:ara_ficta"]
    assert "Felis inventa" in loaded("targets", "list").out
    assert loaded("targets", "list", "--under", "nobody").code == 2


def test_show(loaded: Warden) -> None:
    (line,) = loaded("targets", "show", "Felis inventa", "--json").lines
    assert (line["target"], line["author"], line["synonyms"]) == (
        "taxon:felis_inventa",
        "Muster, 1801",
        ["Leo fictus"],
    )
    assert (line["parents"], line["children"]) == (["cats"], [])
    assert line["names"] == {"en": ["Wonder Beast", "Common Name"]}
    assert [(row["list"], row["class"]) for row in line["listings"]] == [("cites", "II")]
    assert "not for commercial use" in line["imports"][0]["notice"]
    text = loaded("targets", "show", "wonder beast").out
    assert "listing: cites II Felis inventa" in text and "not for commercial use" in text


def test_show_a_target_of_the_list(loaded: Warden) -> None:
    (line,) = loaded("targets", "show", "cats", "--json").lines
    assert "taxon:felis_inventa" in line["children"] and "tiger" in line["children"]
    assert line["origin"] == "list" and line["exceptions"] == ["Felis catus"]
    assert "tiger" in loaded("targets", "show", "tiger").out


def test_a_target_of_the_list_is_the_imported_taxon(loaded: Warden) -> None:
    answer = status(loaded, "tiger")["cites"]
    assert (answer["classes"], answer["accepted_name"], answer["rows"][0]["as_of"]) == (
        ["I"],
        "Panthera tigris",
        "2026-02-03",
    )
    assert "2026-02-03" in answer["rows"][0]["source"]


def test_a_synonym_leads_to_its_accepted_name_and_says_so(loaded: Warden) -> None:
    answer = status(loaded, "Leo fictus")["cites"]
    assert (answer["accepted_name"], answer["synonym_of"], answer["classes"]) == (
        "Felis inventa",
        "Felis inventa",
        ["II"],
    )
    assert "Leo fictus is a synonym of Felis inventa" in loaded("targets", "status", "Leo fictus").err


@pytest.mark.parametrize("name", ["Leo doppelus", "Common Name"])
def test_a_name_of_two_taxa_asks(loaded: Warden, name: str) -> None:
    done = loaded("targets", "status", name)
    assert done.code == 2 and "Ask for one of them" in done.err and "taxon:felis_altera" in done.err


def test_an_animal_and_a_plant_of_one_name_have_each_its_own_law(warden: Warden, tmp_path: Path) -> None:
    rows = [
        species("Felis inventa", CurrentListing="I"),
        species("Felis inventa", **PLANT, CurrentListing="II"),
    ]
    assert warden("terms", "import", "cites", str(table(tmp_path / "a.csv", CHECKLIST, *rows))).code == 0
    assert warden("targets", "status", "Felis inventa").code == 2
    assert status(warden, "taxon:felis_inventa")["cites"]["classes"] == ["I"]
    assert status(warden, "taxon:felis_inventa_plantae")["cites"]["classes"] == ["II"]


def test_a_name_nobody_has(loaded: Warden) -> None:
    assert loaded("targets", "status", "Nobody knows").code == 2


def test_an_exception_beats_its_order(loaded: Warden) -> None:
    assert status(loaded, "Melopsittacus undulatus")["cites"]["standing"] == "not_listed"
    assert status(loaded, "parrots")["cites"]["classes"] == ["I", "II", "NC"]


def test_an_exception_of_the_list_alone(loaded: Warden) -> None:
    answer = status(loaded, "Felis catus")
    assert (answer["cites"]["standing"], answer["eu"]["standing"]) == ("not_listed", "unknown")
    (line,) = loaded("targets", "show", "Felis catus", "--json").lines
    assert line["target"] is None


def test_a_row_without_a_listing_is_unknown_not_unlisted(loaded: Warden) -> None:
    answer = status(loaded, "Felis tertia")["cites"]
    assert answer["standing"] in ("depends", "unknown") and answer["standing"] != "not_listed"


def test_the_day_of_the_shipped_list_is_used_where_the_import_has_none(loaded: Warden) -> None:
    assert status(loaded, "greyparrot", "--on", "2017-01-02")["cites"]["classes"] == ["I"]
    before = status(loaded, "greyparrot", "--on", "2017-01-01")["cites"]
    assert (before["standing"], before["through"]) == ("depends", "Psittaciformes")


def test_eu_annexes_hold_in_the_union(loaded: Warden, tmp_path: Path) -> None:
    path = table(tmp_path / "eu_2026-02-04.csv", SPECIES_PLUS, species("Felis inventa", Listing="B"))
    assert loaded("terms", "import", "eu", str(path)).code == 0
    assert status(loaded, "Felis inventa", "--country", "de")["eu"]["classes"] == ["B"]
    assert "eu" not in status(loaded, "Felis inventa", "--country", "ID")
    assert "eu" not in status(loaded, "Felis inventa", "--country", "HR", "--on", "2013-06-30")


def test_a_national_law_holds_in_its_country_from_its_day_also_under_an_old_name(
    loaded: Warden, tmp_path: Path
) -> None:
    law = tmp_path / "law.csv"
    law.write_text("scientific_name,class,valid_from\nLeo fictus,protected,2018-12-28\n")
    told = ("--law", "P.106/2018", "--jurisdiction", "ID")
    assert loaded("terms", "import", "national", str(law), *told).code == 0
    answer = status(loaded, "Felis inventa", "--country", "ID")["P.106/2018"]
    assert (answer["standing"], answer["classes"]) == ("listed", ["protected"])
    assert (
        status(loaded, "Felis inventa", "--country", "ID", "--on", "2018-12-27")["P.106/2018"]["standing"]
        == "not_yet"
    )
    assert status(loaded, "Felis altera", "--country", "ID")["P.106/2018"]["standing"] == "unknown"
    assert "P.106/2018" not in status(loaded, "Felis inventa", "--country", "DE")


def test_of_two_imports_of_a_list_the_newer_answers(loaded: Warden, tmp_path: Path) -> None:
    path = table(tmp_path / "cites_2026-03-01.csv", SPECIES_PLUS, species("Felis inventa", Listing="I"))
    assert loaded("terms", "import", "species-plus", str(path)).code == 0
    assert status(loaded, "Felis inventa")["cites"]["classes"] == ["I"]
    assert status(loaded, "Felis altera")["cites"]["classes"] == ["I"]


@pytest.mark.parametrize(
    ("name", "country", "class_"),
    [("elephant", "BW", "II"), ("Loxodonta africana", "KE", "I"), ("Elephas maximus", "", "I")],
)
def test_the_shipped_law_alone(warden: Warden, name: str, country: str, class_: str) -> None:
    answer = status(warden, name, *(("--country", country) if country else ()))["cites"]
    assert (answer["standing"], answer["classes"]) == ("listed", [class_])


def test_a_person_reads_it_too(loaded: Warden) -> None:
    done = loaded("targets", "status", "Felis inventa", "--country", "BW")
    assert "cites (international): listed II" in done.out
    assert "no national law of BW is here" in done.err and "not for commercial use" in done.err


@pytest.mark.parametrize("words", [("--on", "soon"), ("--country", "Nowhere")])
def test_wrong_use(loaded: Warden, words: tuple[str, str]) -> None:
    assert loaded("targets", "status", "tiger", *words).code == 2
