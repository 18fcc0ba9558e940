"""Names that are offered for a taxon: synonyms and everyday words, nothing restricted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from keywords import load_terms
from keywords.importing.record import ImportedTaxon
from keywords.species import Species
from warden.review.queue import names
from warden.review.queue.names import Name, names_in, suggestions


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
    monkeypatch.setattr(names, "_names", lambda: found)
    assert [one.taxon for one in suggestions("manis leuc")] == ["Manis javanica"]
    assert "Manis javanica" in [one.taxon for one in suggestions("TRENGGILING")]
    assert suggestions("  panthera   tigris ")[0].taxon == "tiger"
    assert suggestions("elefante")[0].taxon == "elephant"
    assert suggestions("zzhidden") == suggestions("") == []
    told = [one.taxon for one in suggestions("a")]
    assert len(told) == len(set(told)) == 20
    assert not any("\\" in one.name for one in found)
