"""Names that are offered for a taxon: synonyms and everyday words, nothing restricted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from keywords import load_terms
from keywords.importing.record import ImportedTaxon
from keywords.species import Species
from warden.review.queue import names
from warden.review.queue.names import Index, Name, lookup, names_in, suggestions, words_of


def _found() -> list[Name]:
    taxon = ImportedTaxon("Manis javanica", synonyms=("Manis leucura",), names=(("id", "Trenggiling"),))
    species = Species(taxa={"manis javanica": taxon}, synonyms={"manis leucura": {"manis javanica"}})
    vocabulary = load_terms([])
    hidden = next(one for one in vocabulary.own_terms if one.kind == "species" and one.match == "word")
    terms = [
        replace(one, term="zzhidden", sensitivity="restricted") if one is hidden else one
        for one in vocabulary.own_terms
    ]
    return names_in(replace(vocabulary, terms=terms), species)


def test_a_taxon_is_found_by_its_other_names(monkeypatch: pytest.MonkeyPatch) -> None:
    found = _found()
    index = Index(found)
    monkeypatch.setattr(names, "_index", lambda: index)
    assert [one.taxon for one in suggestions("manis leuc")] == ["Manis javanica"]
    assert "Manis javanica" in [one.taxon for one in suggestions("TRENGGILING")]
    assert suggestions("  panthera   tigris ")[0].taxon == "tiger"
    assert suggestions("elefante")[0].taxon == "elephant"
    assert suggestions("zzhidden") == suggestions("") == []
    told = [one.taxon for one in suggestions("a")]
    assert len(told) == len(set(told)) == 20
    assert not any("\\" in one.name for one in found)


@pytest.mark.parametrize(
    ("typed", "taxon"),
    [
        ("african elephant", "Loxodonta africana"),
        ("Elephants, African", "Loxodonta africana"),
        ("yellow crested cockatoos", "Cacatua sulphurea"),
        ("orang utan bornean", "Pongo pygmaeus"),
        ("gajah afrika", "Loxodonta africana"),
        ("voi chau phi", "Loxodonta africana"),
        ("非洲象", "Loxodonta africana"),
        ("africanos elefantes", "Loxodonta africana"),
        ("éléphants d’Afrique", "Loxodonta africana"),
        ("pangolins", "pangolin"),
    ],
)
def test_everyday_names_in_any_order(monkeypatch: pytest.MonkeyPatch, typed: str, taxon: str) -> None:
    index = Index(_found())
    monkeypatch.setattr(names, "_index", lambda: index)
    told = lookup(typed)
    assert told.whole and told.names[0].taxon == taxon, told.names[:5]


def test_where_no_name_has_all_words_those_with_most_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    index = Index(_found())
    monkeypatch.setattr(names, "_index", lambda: index)
    told = lookup("martian elephant")
    assert not told.whole and told.names[0].taxon == "elephant"
    assert lookup("qqqq zzzz").names == []
    assert words_of("Blue-and-yellow macaws") == ("blue", "and", "yellow", "macaw")


def test_what_a_taxon_counts_for(monkeypatch: pytest.MonkeyPatch) -> None:
    vocabulary = load_terms([])
    monkeypatch.setattr(names.here, "vocabulary", lambda: vocabulary)
    known = names.counted()
    assert known["Loxodonta africana"] == known["Loxodonta"] == known["elephant"] == "elephant"
    assert known["Panthera tigris"] == "tiger" and "Panthera" not in known
    assert {row["target"] for row in names._common()} <= {*vocabulary.targets}
