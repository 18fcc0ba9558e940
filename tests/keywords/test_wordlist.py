from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from keywords import check_terms, forms, load_terms, search_terms
from keywords.closed_regex import RegexFault, compile_regex
from warden.errors import UsageError

MakeList = Callable[..., Path]


def test_the_shipped_list_has_no_fault() -> None:
    assert check_terms() == []


def test_a_spreadsheet_file_is_read(overlay: MakeList, tmp_path: Path) -> None:
    own = overlay()
    (own / "terms" / "en.csv").write_bytes(
        "\ufeffterm;kind;target\r\nkudzu tusk;combined;elephant\r\n".encode()
    )
    (own / "terms" / "de.csv").write_text(
        "term\tkind\ttarget\nkudzuzahn\tcombined\telephant\n", encoding="utf-8"
    )
    vocab = load_terms([own])
    found = {term.term: term for term in vocab.terms if term.term.startswith("kudzu")}
    assert set(found) == {"kudzu tusk", "kudzuzahn"}
    assert found["kudzu tusk"].weight == "medium" and found["kudzu tusk"].search
    assert check_terms([own]) == []


def test_every_fault_has_its_place(overlay: MakeList) -> None:
    own = overlay(
        en=(
            "term,kind,target,needs,match,colour\n"
            "good tusk,combined,elephant,,word,\n"
            '"bad, quoted",combined,unicorn,,word,\n'
            "no kind,,elephant,,word,\n"
            "dangling,code,elephant,nowhere|carving,word,\n"
            "(a|b,combined,elephant,,regex,\n"
            "good tusk,combined,elephant,,word,\n"
            "one,two,three,four,word,six,seven\n"
        )
    )
    faults = {(f.line, f.column): f.message for f in check_terms([own]) if f.file.startswith(str(own))}
    assert "unknown column 'colour'" in faults[1, 30]
    assert "target 'unicorn'" in faults[3, 24]
    assert "kind ''" in faults[4, 9]
    assert "needs 'nowhere'" in faults[5, 24]
    assert "never closed" in faults[6, 1]
    assert "stands already on line 2" in faults[7, 1]
    assert "7 cells under 6 columns" in faults[8, 29]


def test_broken_rows_do_not_stop_reading(overlay: MakeList) -> None:
    own = overlay(en='term,kind,target\n\x00,\x00\n"never closed,combined\nx,species,elephant\n')
    (own / "terms" / "fr.csv").write_bytes(
        b"term,kind,target\n\xff\xfe,combined,elephant\nbon ivoire,combined,elephant\n"
    )
    vocab = load_terms([own])
    assert any(term.term == "bon ivoire" for term in vocab.terms)
    assert any("UTF-8" in fault.message for fault in check_terms([own]))


def test_overlays_replace_and_retire_by_key(overlay: MakeList) -> None:
    before = load_terms()
    first = overlay("first", en="term,kind,target,product,weight\nrhino horn,combined,rhino,horn,weak\n")
    second = overlay("second", en="term,kind,target,status\nrhino horn,combined,rhino,retired\n")
    term = next(t for t in load_terms([first]).terms if (t.term, t.lang) == ("rhino horn", "en"))
    assert term.weight == "weak"
    assert not any((t.term, t.lang) == ("rhino horn", "en") for t in load_terms([first, second]).terms)
    versions = {
        before.terms_version,
        load_terms([first]).terms_version,
        load_terms([first, second]).terms_version,
    }
    assert len(versions) == 3


def test_notes_do_not_change_the_version(overlay: MakeList) -> None:
    one = overlay("one", en="term,kind,target,note,gloss\nkudzu tusk,combined,elephant,a,b\n")
    two = overlay("two", en="term,kind,target,note,gloss\nkudzu tusk,combined,elephant,c,d\n")
    assert load_terms([one]).terms_version == load_terms([two]).terms_version


def test_a_restricted_term_needs_an_id_and_is_never_spelt_out(overlay: MakeList) -> None:
    own = overlay(
        en="id,term,kind,target,sensitivity,match\n,moonwhistle,code,elephant,restricted,word\nX1,moon(whistle,code,elephant,restricted,regex\n"
    )
    faults = check_terms([own])
    assert len(faults) >= 2 and "moon" not in " ".join(fault.message for fault in faults)


def test_a_missing_directory_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        load_terms([tmp_path / "gone"])


def test_targets_have_parents_and_descendants() -> None:
    vocab = load_terms()
    assert vocab.descendants("parrots") >= {"parrots", "greyparrot", "macaw", "cockatoo"}
    assert vocab.parents("hawksbill") == ["seaturtle", "reptiles"]
    assert "Melopsittacus undulatus" in vocab.targets["parrots"].exceptions
    assert vocab.descendants("no_such_target") == set()


def test_what_is_sent_to_sites() -> None:
    vocab = load_terms()
    sent = search_terms(vocab, langs=["zh"], targets=["elephant"])
    assert {term.lang for term in sent} == {"zh-Hans"} and "象牙" in {term.term for term in sent}
    assert all(term.kind in ("combined", "code", "species") for term in search_terms(vocab))
    named = search_terms(vocab, terms=["for sale"])
    assert [term.term for term in named] == ["for sale"]
    assert forms(next(t for t in vocab.terms if t.term == "ox bone" and t.kind == "code")) == [
        "ox bone",
        "oxbone",
        "ox-bone",
    ]
    assert search_terms(vocab, statuses=["active"]) == []


def test_ids_are_derived_and_unique() -> None:
    ids = [term.id for term in load_terms().terms]
    assert len(ids) == len(set(ids))
    assert next(t for t in load_terms().terms if t.term == "象牙" and t.lang == "ja").id.startswith("ja:")


@pytest.mark.parametrize(
    "pattern", [r"a.*b", r"\bword", r"(?:a|b)cd", r"[^a]bc", r"ab+", r"x\w*y", "a", r"\w*abc", "(ab", "ab)"]
)
def test_outside_the_closed_language(pattern: str) -> None:
    with pytest.raises(RegexFault):
        compile_regex(pattern)


def test_the_closed_language_is_written_out() -> None:
    assert [c.literal for c in compile_regex("(gr|bl)ey?")] == ["grey", "gre", "bley", "ble"]
    [prefix] = compile_regex(r"бивн\w*")
    assert (prefix.literal, prefix.open_end, prefix.check) == ("бивн", True, None)
    [phrase] = compile_regex(r"бивн\w*\s+слона")
    assert phrase.literal == "бивн" and phrase.check is not None


def test_examples_are_checked_without_spelling_words_out(overlay: MakeList) -> None:
    own = overlay()
    (own / "examples").mkdir()
    (own / "examples" / "en.csv").write_text(
        "title,verdict,term,target\nmoonwhistle,maybe,,\nmoonwhistle,catch,moonwhistle,\nmoonwhistle,spare,,unicorn\n"
    )
    faults = check_terms([own])
    assert [(fault.line, fault.column) for fault in faults] == [(2, 13), (3, 19), (4, 20)]
    assert "moonwhistle" not in " ".join(fault.message for fault in faults)
