"""The quirks of the official files, each by one hand-written row."""

from __future__ import annotations

from pathlib import Path

import pytest

from keywords.importing.cells import (
    by_class,
    classes,
    day,
    day_in_name,
    plain,
    scientific,
    split_values,
    synonyms,
)
from keywords.importing.official import CITES, EU, Kind, read_official
from keywords.importing.record import ImportedTaxon
from tests.species.tables import (
    ANIMAL,
    CHECKLIST,
    DISTRIBUTION,
    HISTORY,
    PARROT,
    PLANT,
    SPECIES_PLUS,
    higher,
    species,
    table,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "Index_of_CITES_Species_2026-02-03 17-27.csv"


def one(path: Path, kind: Kind = CITES) -> ImportedTaxon:
    reading = read_official([path], kind)
    assert reading.faults == []
    (taxon,) = reading.taxa
    return taxon


def test_a_row_of_the_checklist(file: Path) -> None:
    row = species(
        "Felis inventa", AuthorYear="(Muster, 1801)", CurrentListing="II", CitesAccepted="true",
        SynonymsWithAuthors="Felis ficta Muster, 1799, Leo fictus (de Probe, 1788)",
        EnglishNames="Sample Cat, Cat of nowhere (north, south)", SpanishNames="Gato de muestra", FrenchNames="",
    )  # fmt: skip
    taxon = one(table(file, CHECKLIST, row))
    assert (taxon.name, taxon.rank, taxon.author) == ("Felis inventa", "SPECIES", "(Muster, 1801)")
    assert taxon.higher == ("Animalia", "Chordata", "Mammalia", "Carnivora", "Felidae", "Felis")
    assert taxon.synonyms == ("Felis ficta", "Leo fictus")
    assert taxon.names == (
        ("en", "Sample Cat"),
        ("en", "Cat of nowhere (north, south)"),
        ("es", "Gato de muestra"),
    )
    (listing,) = taxon.listings
    assert (listing.list, listing.category, listing.valid_from) == ("cites", "II", "")


@pytest.mark.parametrize(
    ("columns", "cells", "found"),
    [
        (
            [*CHECKLIST[:19], "Synonyms", *DISTRIBUTION],
            {"Synonyms": "Felis ficta, Leo fictus"},
            ("Felis ficta", "Leo fictus"),
        ),
        ([*CHECKLIST[:19], *DISTRIBUTION], {"Synonyms": "not written"}, ()),
    ],
)
def test_synonyms_without_authors_or_without_the_column(
    file: Path, columns: list[str], cells: dict[str, str], found: tuple[str, ...]
) -> None:
    taxon = one(table(file, columns, species("Felis inventa", CurrentListing="II", **cells)))
    assert taxon.synonyms == found
    assert taxon.names == ()


def test_a_split_listing_with_two_paragraphs_in_one_cell(file: Path) -> None:
    note = "**I** Except the populations of Nowhere, which are in Appendix II.\n**II** <i>Populations</i> of Nowhere &amp; Elsewhere."
    taxon = one(
        table(file, CHECKLIST, species("Felis inventa", CurrentListing="I/II", FullAnnotationEnglish=note))
    )
    first, second = taxon.listings
    assert (first.category, second.category) == ("I", "II")
    assert first.annotation == "Except the populations of Nowhere, which are in Appendix II."
    assert second.annotation == "Populations of Nowhere & Elsewhere."


def test_a_higher_taxon_with_exceptions_as_rows_of_their_own(file: Path) -> None:
    rows = [
        higher("Psittaciformes", "ORDER", **PARROT | {"Family": ""}, CurrentListing="I/II/NC"),
        species("Ficta inventa", **PARROT, CurrentListing="NC"),
    ]
    order, exception = read_official([table(file, CHECKLIST, *rows)], CITES).taxa
    assert [listing.category for listing in order.listings] == ["I", "II", "NC"]
    assert [listing.is_exception for listing in exception.listings] == [True]


def test_a_name_the_list_does_not_accept_itself_keeps_the_listing_of_above(file: Path) -> None:
    taxon = one(table(file, CHECKLIST, species("Felis inventa", CurrentListing="II", CitesAccepted="false")))
    assert [listing.category for listing in taxon.listings] == ["II"]


def test_a_row_without_a_listing_is_a_taxon_without_one(file: Path) -> None:
    assert one(table(file, CHECKLIST, species("Felis inventa"))).listings == ()


def test_hash_annotations(file: Path) -> None:
    cells = {
        "#AnnotationSymbol": "#4",
        "#Annotation": "All parts <b>except</b> seeds",
        "CurrentListing": "II",
    }
    (listing,) = one(table(file, CHECKLIST, species("Ficta inventa", **PLANT, **cells))).listings
    assert listing.hash_annotation == "#4 All parts except seeds"


def test_a_history_counts_additions_that_hold_and_has_days(file: Path) -> None:
    base = species("Felis inventa", Appendix="II", IsCurrent="true", PartyIsoCode="")
    rows = [
        base
        | {
            "Appendix": "III",
            "ChangeType": "ADDITION",
            "EffectiveAt": "05/04/1990",
            "IsCurrent": "f",
            "PartyIsoCode": "XA",
        },
        base | {"ChangeType": "ADDITION", "EffectiveAt": "02/01/2017"},
        base | {"ChangeType": "RESERVATION", "EffectiveAt": "03/01/2017"},
        base | {"Appendix": "I", "ChangeType": "DELETION", "EffectiveAt": "04/01/2017"},
    ]
    (listing,) = one(table(file, HISTORY, *rows)).listings
    assert (listing.category, listing.valid_from) == ("II", "2017-01-02")


def test_species_plus_with_semicolons_a_mark_and_columns_in_any_order(file: Path) -> None:
    row = species("Ficta inventa", **PARROT, Listing="II", Author="Muster, 1801") | {
        "Listed under": "Psittaciformes spp."
    }
    columns = list(reversed(SPECIES_PLUS))
    path = table(file, columns, row, delimiter=";")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    taxon = one(path)
    assert (taxon.author, taxon.synonyms, taxon.names) == ("Muster, 1801", (), ())
    assert taxon.listings[0].under == "Psittaciformes"


def test_a_taxon_with_a_row_for_each_listing_is_one_taxon(file: Path) -> None:
    rows = [
        species("Felis inventa", Listing=one, **{"Full note": note})
        for one, note in (("I", "here"), ("II", "there"))
    ]
    taxon = one(table(file, SPECIES_PLUS, *rows))
    assert [(listing.category, listing.annotation) for listing in taxon.listings] == [
        ("I", "here"),
        ("II", "there"),
    ]


@pytest.mark.parametrize("written", ["A", "Annex A"])
def test_eu_annexes_with_and_without_the_column_cites(file: Path, written: str) -> None:
    columns = [*SPECIES_PLUS[:13], "CITES", *SPECIES_PLUS[13:]]
    row = species("Felis inventa", Listing=written, CITES="II")
    for header in (columns, SPECIES_PLUS):
        (listing,) = one(table(file, header, row), EU).listings
        assert (listing.list, listing.jurisdiction, listing.category) == ("eu", "EU", "A")


def test_a_subspecies_has_its_species_above_it(file: Path) -> None:
    for cells in ({}, {"Species": "Felis inventa"}):
        taxon = one(table(file, CHECKLIST, species("Felis inventa minor", CurrentListing="I", **cells)))
        assert taxon.higher[-2:] == ("Felis", "Felis inventa")


def test_a_family_without_a_row_of_its_own_is_above_its_species(file: Path) -> None:
    taxon = one(
        table(
            file,
            CHECKLIST,
            species("Ficta inventa", **ANIMAL | {"Family": "Elephantidae"}, CurrentListing="I"),
        )
    )
    assert "Elephantidae" in taxon.higher


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Felis ficta Muster, 1799, Leo fictus (de Probe, 1788)", ["Felis ficta", "Leo fictus"]),
        ("Felis ficta Muster & Probe, 1799", ["Felis ficta"]),
        ("Felis ficta Muster and Probe, 1799, Smith in Probe, 1801", ["Felis ficta"]),
        ("Felis ficta de Blainville, 1799", ["Felis ficta"]),
        (
            "Felis (Leo) ficta minor Muster, 1799; Ficta ×nova Probe",
            ["Felis (Leo) ficta minor", "Ficta ×nova"],
        ),
        ("Ficta nova var. alba (Muster) Probe", ["Ficta nova var. alba"]),
        ("<i>Felis ficta</i>", ["Felis ficta"]),
        ("", []),
    ],
)
def test_synonyms(written: str, found: list[str]) -> None:
    assert synonyms(written) == found


def test_cells() -> None:
    assert split_values("Cat (big, old), Lesser (cat, Dog") == ["Cat (big, old)", "Lesser (cat, Dog"]
    assert plain("<p>One <i>two</i>&nbsp;</p><p>three</p>") == "One two\nthree"
    assert classes("I/II/NC") == ["I", "II", "NC"] and classes("Annex B") == ["B"] and classes("") == []
    assert by_class("first\nsecond", ["I", "II"]) == {"I": "first", "II": "second"}
    assert by_class("of both", ["I", "II"]) == {"I": "of both", "II": "of both"}
    assert by_class("Appendix I:here Appendix II:there", ["I", "II"]) == {"I": "here", "II": "there"}
    assert by_class("**II** Only Nowhere.", ["II"]) == {"II": "Only Nowhere."}
    assert (
        scientific("Felidae") == "Felidae"
        and scientific("all cats") == ""
        and scientific("Felis spp.") in ("Felis spp.", "")
    )


@pytest.mark.parametrize(
    ("written", "found"),
    [("2017-01-02", "2017-01-02"), ("02/01/2017", "2017-01-02"), ("2017-01-02T00:00:00Z", "2017-01-02"), ("", ""),
     ("31/02/2017", None), ("soon", None)],
)  # fmt: skip
def test_days(written: str, found: str | None) -> None:
    assert day(written) == found


def test_the_day_in_a_files_name() -> None:
    assert day_in_name("Index_of_CITES_Species_[CUSTOM]_2026-02-03 17:27.csv") == "2026-02-03"
    assert day_in_name("list.csv") == "" and day_in_name("x_2026-13-03.csv") == ""
