"""Imported taxa among the targets, imported names among the terms."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from keywords import Matcher, Vocabulary, load_terms
from keywords.imported import make_imported
from keywords.importing.kept import Import, digest_of, keep, rows_of
from keywords.importing.record import ImportedTaxon

CAT = ("Animalia", "Chordata", "Mammalia", "Carnivora", "Felidae", "Felis")
PARROT = ("Animalia", "Chordata", "Aves", "Psittaciformes", "Psittacidae")


def kept(
    data: Path, *taxa: ImportedTaxon, name: str = "cites", source: str = "cites", day: str = "2026-02-03"
) -> Path:
    told = Import(
        name,
        source,
        (),
        ("cites",),
        day,
        f"{day}T00:00:00Z",
        "an invented list",
        "",
        len(taxa),
        0,
        digest_of(rows_of(taxa)),
    )
    keep(data, told, rows_of(taxa))
    return data


def cat(name: str = "Felis inventa", **cells: object) -> ImportedTaxon:
    rank = "SPECIES" if name.count(" ") == 1 else "SUBSPECIES"
    return ImportedTaxon(name, rank, higher=CAT, **cells)  # type: ignore[arg-type]


def vocabulary(data: Path, *taxa: ImportedTaxon) -> Vocabulary:
    return load_terms([kept(data, *taxa)])


def words(vocab: Vocabulary) -> dict[str, tuple[str, str | None]]:
    """(language, target) of each imported term's word."""
    return {term.term: (term.lang, term.target) for term in vocab.terms if term.origin == "imported"}


def test_a_new_target_hangs_under_the_nearest_one_of_the_list(tmp_path: Path) -> None:
    vocab = vocabulary(tmp_path, cat())
    made = vocab.targets["taxon:felis_inventa"]
    assert (made.parent, made.scientific_name, made.rank) == ("cats", "Felis inventa", "SPECIES")
    assert vocab.parents("taxon:felis_inventa") == ["cats"]
    assert "taxon:felis_inventa" in vocab.descendants("cats")


def test_a_taxon_that_is_a_target_already_is_no_second_one(tmp_path: Path) -> None:
    tiger = ImportedTaxon("Panthera tigris", "SPECIES", higher=CAT, names=(("en", "Wonder Beast"),))
    vocab = vocabulary(tmp_path, tiger, ImportedTaxon("Felidae", "FAMILY", higher=CAT[:4]))
    assert "taxon:panthera_tigris" not in vocab.targets and "taxon:felidae" not in vocab.targets
    assert words(vocab)["Wonder Beast"] == ("en", "tiger")


def test_a_target_of_the_list_is_found_under_its_old_name(tmp_path: Path) -> None:
    tiger = ImportedTaxon("Leo novus", "SPECIES", higher=CAT, synonyms=("Panthera tigris",))
    assert words(vocabulary(tmp_path, tiger))["Leo novus"] == ("la", "tiger")


def test_a_genus_of_a_group_hangs_under_the_group(tmp_path: Path) -> None:
    ara = ImportedTaxon("Ara", "GENUS", higher=PARROT)
    vocab = vocabulary(tmp_path, ara, ImportedTaxon("Ara ficta", "SPECIES", higher=(*PARROT, "Ara")))
    assert vocab.targets["taxon:ara"].parent == "macaw"
    assert vocab.parents("taxon:ara_ficta") == ["macaw", "parrots"]


@pytest.mark.parametrize("name", ["Melopsittacus undulatus", "Melopsittacus undulatus minor"])
def test_an_exception_is_not_put_under_the_group_that_leaves_it_out(tmp_path: Path, name: str) -> None:
    vocab = vocabulary(
        tmp_path, ImportedTaxon(name, "SPECIES" if name.count(" ") == 1 else "SUBSPECIES", higher=PARROT)
    )
    assert vocab.parents(f"taxon:{name.lower().replace(' ', '_')}") == []


def test_an_exception_of_a_group_above_is_not_put_under_one_below(tmp_path: Path) -> None:
    taxon = ImportedTaxon("Nymphicus hollandicus", "SPECIES", higher=(*PARROT[:4], "Cacatuidae", "Nymphicus"))
    assert vocabulary(tmp_path, taxon).parents("taxon:nymphicus_hollandicus") == []


def test_a_subspecies_hangs_under_its_species(tmp_path: Path) -> None:
    vocab = vocabulary(
        tmp_path,
        cat(),
        cat("Felis inventa minor"),
        ImportedTaxon("Panthera tigris ficta", "SUBSPECIES", higher=CAT),
    )
    assert vocab.parents("taxon:felis_inventa_minor") == ["taxon:felis_inventa", "cats"]
    assert vocab.parents("taxon:panthera_tigris_ficta") == ["tiger", "cats"]


def test_a_taxon_under_nothing_we_watch_is_a_target_without_parent(tmp_path: Path) -> None:
    vocab = vocabulary(
        tmp_path, ImportedTaxon("Ficta nova", "SPECIES", higher=("Plantae", "Fictales", "Ficta"))
    )
    assert vocab.targets["taxon:ficta_nova"].parent is None


def test_animal_and_plant_of_one_name_are_two_targets(tmp_path: Path) -> None:
    plant = ImportedTaxon("Felis inventa", "SPECIES", higher=("Plantae", "Felis"))
    vocab = vocabulary(tmp_path, cat(), plant)
    assert {"taxon:felis_inventa", "taxon:felis_inventa_plantae"} <= set(vocab.targets)


def test_terms_are_candidates_that_are_never_sent(tmp_path: Path) -> None:
    vocab = vocabulary(
        tmp_path, cat(synonyms=("Leo fictus",), names=(("en", "Wonder Beast"), ("en", "Zzyzzyx")))
    )
    made = {term.term: term for term in vocab.terms if term.origin == "imported"}
    assert set(made) == {"Felis inventa", "Leo fictus", "Wonder Beast", "Zzyzzyx"}
    assert {(term.status, term.search, term.kind, term.source) for term in made.values()} == {
        ("candidate", False, "species", ("cites",))
    }
    assert made["Leo fictus"].lang == "la" and set(made["Leo fictus"].needs) == {"live", "herp", "papers"}
    assert (made["Wonder Beast"].needs, made["Wonder Beast"].weight, made["Zzyzzyx"].weight) == (
        (),
        "medium",
        "weak",
    )
    groups = set(vocab.cue_groups)
    plant = vocabulary(tmp_path / "p", ImportedTaxon("Ficta nova", "SPECIES", higher=("Plantae", "Ficta")))
    needs = {need for term in (*made.values(), *plant.terms[-1:]) for need in term.needs}
    assert needs <= groups and "plant" in needs


def test_names_that_are_no_good_are_counted_by_why(tmp_path: Path) -> None:
    names = [
        ("en", "Deal"),
        ("ar", "bugrah"),
        ("zh", "象"),
        ("en", "tusk"),
        ("en", "Felis inventa"),
        ("en", "No. 7 cat"),
        ("en", "Good Cat"),
    ]
    data = kept(tmp_path, cat(names=tuple(names)))
    vocab = load_terms()
    made = make_imported([data], vocab.targets, vocab.terms)
    assert Counter(made.skipped) == Counter(everyday=1, script=1, short=1, listed=1, scientific=1, odd=1)
    assert sorted(made.words) == ["Felis inventa", "Good Cat"]


def test_capitals_make_no_second_term(tmp_path: Path) -> None:
    vocab = vocabulary(
        tmp_path, cat(names=(("en", "Wonder Beast"), ("en", "wonder beast"), ("de", "Wonder beast")))
    )
    assert sorted((lang, word) for word, (lang, _) in words(vocab).items()) == [
        ("de", "Wonder beast"), ("en", "Wonder Beast"), ("la", "Felis inventa")
    ]  # fmt: skip


def test_a_name_of_several_taxa_stands_for_what_is_above_all_of_them(tmp_path: Path) -> None:
    shared, lost = ("en", "Shared Cat"), ("en", "Lost Thing")
    vocab = vocabulary(
        tmp_path, cat("Felis prima", names=(shared, lost)), cat("Felis secunda", names=(shared,)),
        ImportedTaxon("Ficta nova", "SPECIES", higher=("Plantae", "Ficta"), names=(lost,)),
    )  # fmt: skip
    assert words(vocab)["Shared Cat"] == ("en", "cats")
    assert "Lost Thing" not in words(vocab)


def test_a_synonym_that_is_another_taxons_accepted_name_stays_its(tmp_path: Path) -> None:
    vocab = vocabulary(tmp_path, cat("Felis prima", synonyms=("Felis secunda",)), cat("Felis secunda"))
    assert words(vocab)["Felis secunda"] == ("la", "taxon:felis_secunda")


def test_a_word_of_the_list_stays_the_lists_unless_the_taxon_is_below(tmp_path: Path) -> None:
    vocab = vocabulary(tmp_path, cat(names=(("en", "rhino horn"), ("en", "wildcat"), ("en", "ocelot"))))
    assert "rhino horn" not in words(vocab) and "ocelot" not in words(vocab)


def test_imported_names_count_only_beside_a_product_or_trade_word(tmp_path: Path) -> None:
    matcher = Matcher(vocabulary(tmp_path, cat(names=(("en", "Wonder Beast"),))))
    alone = matcher.assess("Wonder Beast in the morning")
    offered = matcher.assess("Wonder Beast skull")
    assert (alone.grade, alone.targets) == ("none", [])
    assert offered.grade == "review" and [row.target for row in offered.targets] == ["taxon:felis_inventa"]


def test_an_imported_name_never_takes_a_find_from_the_list(tmp_path: Path) -> None:
    title = "slow loris"
    listed = Matcher(load_terms()).assess(title)
    loris = ImportedTaxon(
        "Nycticebus fictus", "SPECIES", higher=("Animalia", "Primates", "Nycticebus"), names=(("en", title),)
    )
    matcher = Matcher(vocabulary(tmp_path, loris))
    assert words(matcher.vocab)[title] == ("en", "taxon:nycticebus_fictus")
    both = matcher.assess(title)
    assert listed.grade == both.grade == "review"
    assert [row.target for row in both.targets] == ["slowloris"]


def test_a_source_of_names_adds_names_but_no_taxa(tmp_path: Path) -> None:
    kept(tmp_path, cat(synonyms=("Leo fictus",)))
    named = ImportedTaxon("Leo fictus", names=(("en", "Wonder Beast"),))
    other = ImportedTaxon("Ficta nova", names=(("en", "Unheard Of"),))
    kept(tmp_path, named, other, name="names", source="names")
    vocab = load_terms([tmp_path])
    assert words(vocab)["Wonder Beast"] == ("en", "taxon:felis_inventa")
    assert "taxon:ficta_nova" not in vocab.targets and "Unheard Of" not in words(vocab)


def test_two_lists_of_one_taxon_are_one_target(tmp_path: Path) -> None:
    kept(tmp_path, cat(names=(("en", "Wonder Beast"),)))
    kept(tmp_path, cat(names=(("en", "Marvel Beast"),)), name="eu", source="eu")
    assert {"Wonder Beast", "Marvel Beast"} <= set(words(load_terms([tmp_path])))


def test_an_imported_name_takes_no_find_of_the_list_with_it(tmp_path: Path) -> None:
    """It may lack the word it needs, and have no family that puts it under the list's target."""
    vocab = vocabulary(
        tmp_path, ImportedTaxon("Manis javanica", "SPECIES", names=(("en", "Sunda pangolin"),))
    )
    for title in ("Sunda pangolin, tame", "Sunda pangolin scales 2 kg"):
        alone = Matcher(load_terms()).assess(title)
        assert "pangolin" in [row.target for row in alone.targets]
        assert "pangolin" in [row.target for row in Matcher(vocab).assess(title).targets]
