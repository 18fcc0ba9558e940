"""Each rule of keywords/standing.py, with invented taxa."""

from __future__ import annotations

import pytest

from keywords.countries import countries, named_countries
from keywords.standing import LawRow, Standing, Step, applies, dated, populations, standings

TODAY = "2026-05-05"
CITES = [("cites", "international")]


def row(category: str, taxon: str = "Felis inventa", **cells: str) -> LawRow:
    told = {"list": "cites", "jurisdiction": "international", **cells}
    return LawRow(category=category, taxon=taxon, as_of="2026-02-03", **told)


def step(taxon: str, *rows: LawRow, excepts: bool = False) -> Step:
    return Step(taxon, rows, excepts)


def ask(*way: Step, country: str | None = None, day: str = TODAY) -> Standing:
    (answer,) = standings(way, country, day, CITES)
    return answer


def test_a_row_of_ones_own() -> None:
    answer = ask(step("Felis inventa", row("II", annotation="All populations")))
    assert (answer.verdict, answer.classes, answer.through) == ("listed", ("II",), "")
    assert answer.rows[0].annotation == "All populations"


def test_the_nearest_taxon_answers() -> None:
    way = (
        step("Felis inventa minor", row("I", "Felis inventa minor")),
        step("Felis inventa", row("II")),
        step("Felidae", row("III", "Felidae")),
    )
    assert ask(*way).classes == ("I",)
    assert ask(*way[1:]).classes == ("II",)


def test_a_listing_of_a_higher_taxon_is_told_with_its_name() -> None:
    answer = ask(step("Felis inventa"), step("Felis"), step("Felidae", row("II", "Felidae")))
    assert (answer.verdict, answer.classes, answer.through) == ("listed", ("II",), "Felidae")


def test_what_the_source_says_it_is_listed_under_is_told() -> None:
    assert ask(step("Felis inventa", row("II", under="Felidae"))).through == "Felidae"


def test_an_exception_beats_the_order_it_is_in() -> None:
    order = step(
        "Psittaciformes", row("I", "Psittaciformes"), row("II", "Psittaciformes"), row("NC", "Psittaciformes")
    )
    answer = ask(step("Ficta inventa", row("NC", "Ficta inventa")), order)
    assert (answer.verdict, answer.classes, answer.through) == ("not_listed", ("NC",), "")


def test_a_taxon_named_as_an_exception_is_not_listed() -> None:
    answer = ask(
        step("Ficta inventa"),
        step("Psittaciformes", excepts=True),
        step("Psittaciformes", row("II", "Psittaciformes")),
    )
    assert (answer.verdict, answer.through) == ("not_listed", "Psittaciformes")
    assert "exception" in answer.note


def test_an_exception_says_nothing_of_a_list_that_is_not_here() -> None:
    way = [step("Ficta inventa"), step("Psittaciformes", excepts=True)]
    (answer,) = standings(way, None, TODAY, [("eu", "EU")])
    assert answer.verdict == "unknown"
    way.append(step("Psittaciformes", row("B", "Psittaciformes", list="eu", jurisdiction="EU")))
    assert standings(way, None, TODAY, [("eu", "EU")])[0].verdict == "not_listed"


def test_several_classes_of_a_group_depend_on_the_species() -> None:
    order = step(
        "Psittaciformes", row("I", "Psittaciformes"), row("II", "Psittaciformes"), row("NC", "Psittaciformes")
    )
    answer = ask(step("Ficta inventa"), order)
    assert (answer.verdict, answer.classes) == ("depends", ("I", "II"))
    assert "look the species up" in answer.note
    assert ask(order).classes == ("I", "II", "NC")


def test_a_genus_said_to_be_split_though_every_species_is_one_class() -> None:
    genus = step("Manis", row("I", "Manis"), row("II", "Manis"))
    assert ask(step("Manis ficta", row("I", "Manis ficta")), genus).classes == ("I",)
    assert ask(genus).verdict == "depends"


SPLIT = (
    row(
        "I",
        annotation="Except the populations of Botswana, Namibia, South Africa and Zimbabwe, which are included in Appendix II.",
    ),
    row(
        "II",
        annotation="The populations of Botswana, Namibia, South Africa and Zimbabwe: for trade in trophies. Quota of Kenya: 3.",
    ),
)


@pytest.mark.parametrize(("country", "classes"), [("BW", ("II",)), ("KE", ("I",)), ("DE", ("I",))])
def test_a_split_listing_by_country(country: str, classes: tuple[str, ...]) -> None:
    answer = ask(step("Loxodonta ficta", *SPLIT), country=country)
    assert (answer.verdict, answer.classes, len(answer.rows)) == ("listed", classes, 1)


def test_a_split_listing_without_a_country_depends_and_says_both() -> None:
    answer = ask(step("Loxodonta ficta", *SPLIT))
    assert (answer.verdict, answer.classes, len(answer.rows)) == ("depends", ("I", "II"), 2)
    assert "BW, NA, ZA, ZW" in answer.note


def test_a_split_listing_whose_annotations_name_nobody_depends() -> None:
    assert ask(step("Felis inventa", row("I"), row("II")), country="BW").verdict == "depends"


def test_a_population_alone_is_listed() -> None:
    ginseng = (
        row(
            "II", annotation="Only the population of the Russian Federation; no other population is included."
        ),
        row("NC"),
    )
    for rows in (ginseng, ginseng[:1]):
        way = step("Panax fictus", *rows)
        assert (ask(way, country="RU").verdict, ask(way, country="RU").classes) == ("listed", ("II",))
        assert ask(way, country="CN").verdict == "not_listed"
        assert ask(way).verdict == "depends"


def test_of_a_population_left_out_nothing_is_said() -> None:
    way = step("Felis inventa", row("I", annotation="Except the population of Australia"))
    left_out = ask(way, country="AU")
    assert (left_out.verdict, "leaves out the population of AU" in left_out.note) == ("depends", True)
    assert ask(way, country="NZ").verdict == "listed"
    assert ask(way).verdict == "listed"


def test_before_its_day_nothing_is_known_of_an_international_list() -> None:
    way = step("Felis inventa", row("I", valid_from="2017-01-02"))
    early = ask(way, day="2017-01-01")
    assert (early.verdict, early.classes, early.rows[0].valid_from) == ("unknown", (), "2017-01-02")
    assert "I since 2017-01-02" in early.note
    assert ask(way, day="2017-01-02").verdict == "listed"


def test_before_its_own_day_what_is_above_holds() -> None:
    way = (
        step("Felis inventa", row("I", valid_from="2017-01-02")),
        step("Felidae", row("II", "Felidae", valid_from="1977-02-04")),
    )
    assert (ask(*way, day="2000-01-01").classes, ask(*way).classes) == (("II",), ("I",))
    assert ask(*way, day="1970-01-01").verdict == "unknown"


def test_after_its_last_day_it_is_no_longer_listed() -> None:
    answer = ask(step("Felis inventa", row("III", valid_to="2020-12-31")), day="2021-01-01")
    assert (answer.verdict, answer.note) == ("no_longer", "listed until 2020-12-31")


def test_what_nobody_speaks_of_is_unknown() -> None:
    assert ask(step("Felis inventa"), step("Felidae")).verdict == "unknown"
    assert ask().verdict == "unknown"


def test_a_source_without_days_says_so_for_days_before_it_was_taken() -> None:
    assert "2026-02-03" in ask(step("Felis inventa", row("II")), day="2001-01-01").note
    assert ask(step("Felis inventa", row("II"))).note == ""


def test_a_higher_row_for_another_taxon_is_not_meant() -> None:
    family = step(
        "Elephantidae",
        row("I", "Elephantidae", annotation="Elephas fictus"),
        row("II", "Elephantidae", annotation="Loxodonta spp. of the south"),
    )
    assert ask(step("Elephas fictus"), step("Elephas"), family).classes == ("I",)
    assert ask(step("Loxodonta ficta"), step("Loxodonta"), family).classes == ("II",)
    assert ask(family).verdict == "depends"


@pytest.mark.parametrize(
    ("jurisdiction", "country", "day", "found"),
    [
        ("international", "BW", TODAY, True), ("EU", "DE", TODAY, True), ("EU", "BW", TODAY, False), ("EU", None, TODAY, True),
        ("EU", "HR", "2013-06-30", False), ("EU", "HR", "2013-07-01", True), ("EU", "GB", "2020-12-31", True),
        ("EU", "GB", "2021-01-01", False), ("ID", "ID", TODAY, True), ("ID", "DE", TODAY, False), ("ID", None, TODAY, True),
    ],
)  # fmt: skip
def test_whose_law_it_is(jurisdiction: str, country: str | None, day: str, found: bool) -> None:
    assert applies(jurisdiction, country, day) is found


def test_the_members_of_the_union_today() -> None:
    assert sum(country.in_eu(TODAY) for country in countries().values()) == 27
    assert sum(country.in_eu("2004-04-30") for country in countries().values()) == 15


@pytest.mark.parametrize(
    ("text", "of", "without", "only"),
    [
        ("Populations of AF, BT, IN", {"AF", "BT", "IN"}, set(), False),
        ("Popns of BT, CN.", {"BT", "CN"}, set(), False),
        (
            "All populations except those of Nepal and the Democratic Republic of the Congo",
            set(),
            {"NP", "CD"},
            False,
        ),
        ("Only the population of Viet Nam", {"VN"}, set(), True),
        ("All populations. Zero quota for Kenya", set(), set(), False),
        ("Loxodonta ficta of BW NA ZW (annotated)", {"BW", "NA", "ZW"}, set(), False),
        ("Population of Papua New Guinea", {"PG"}, set(), False),
        ("", set(), set(), False),
    ],
)
def test_populations(text: str, of: set[str], without: set[str], only: bool) -> None:
    told = populations(text)
    assert (told.of, told.without, told.only) == (of, without, only)


def test_countries_by_name_and_code() -> None:
    assert [
        code
        for _, code in named_countries("Niger, Nigeria, Lao People's Democratic Republic (LA); II, EU, in")
    ] == ["NE", "NG", "LA", "LA"]


def test_days_that_only_the_shipped_list_has() -> None:
    shipped = [
        row("I", valid_from="2017-01-02"),
        row("II", valid_from="1990-01-01"),
        row("II", valid_from="2000-01-01"),
    ]
    mended = dated([row("I"), row("II"), row("III"), row("I", valid_from="2018-01-01")], shipped)
    assert [one.valid_from for one in mended] == ["2017-01-02", "", "", "2018-01-01"]
