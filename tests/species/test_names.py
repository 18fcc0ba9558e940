"""Names: which can be looked for, LEMIS, tables by number, national lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from keywords.importing.lemis import read_lemis
from keywords.importing.names import read_names
from keywords.importing.national import read_national
from keywords.vernacular import EVERYDAY, everyday_words, judge

SHARED = Path(__file__).parents[3] / "shared" / "reference"


@pytest.mark.parametrize(
    ("lang", "name", "reason"),
    [
        ("ar", "bugrah bahar", "script"), ("ar", "البومة الصغيرة", ""), ("hi", "jangli billi", "script"), ("hi", "जंगली उल्लू", ""),
        ("ko", "neogeuri", "script"), ("ko", "너구리", ""), ("fa", "gorbe", "script"), ("ru", "bely medved", "script"),
        ("ru", "белоглазый нырок", ""), ("ja", "umigame", "script"), ("ja", "ウミガメの甲羅", ""), ("zh", "鷲珠雞", ""), ("zh", "灰鯨", "short"),
        ("vi", "ca sau nuoc", "script"), ("vi", "cá sấu nước", ""), ("th", "pla lin", "script"), ("th", "เป็ดหางแหลม", ""),
        ("en", "deal", "everyday"), ("en", "Kings", "everyday"), ("en", "drum", "everyday"), ("en", "char", "everyday"),
        ("fr", "chat", "everyday"), ("en", "bean", "everyday"), ("en", "bow", "short"), ("en", "jack", "everyday"),
        ("en", "kite", "everyday"), ("en", "monitor", "everyday"), ("sw", "papa", "everyday"), ("xx", "papa", "everyday"),
        ("en", "ray", "short"), ("de", "emu", "short"), ("en", "slow loris", ""), ("en", "Sable; see others", "odd"),
        ("en", "herring/iceland gull", "odd"), ("", "gu[..]nther's dikdik", "odd"), ("en", "x" * 61, "odd"), ("en", "  ", "odd"),
        ("th", "งาม", "short"), ("th", "สีขาว", "everyday"), ("ja", "スカイ", "short"), ("ja", "スカイライ", "everyday"),
    ],
)  # fmt: skip
def test_names_that_can_be_looked_for(lang: str, name: str, reason: str) -> None:
    judged = judge(lang, name)
    assert judged.reason == reason
    assert bool(judged.word) == (not reason)


def test_a_name_in_a_telling_script_gets_its_language() -> None:
    assert judge("en", "너구리") == ("ko", "너구리", "")
    assert judge("zh", "ウミガメの甲羅").lang == "ja"
    assert judge("en", "белоглазый нырок").reason == "script"
    assert judge("en", "Sample Cat (of the north)").word == "Sample Cat"


def test_the_everyday_list_is_sound() -> None:
    lines = EVERYDAY.read_text("utf-8").splitlines()
    assert lines[0] == "lang,words" and all(line.count(",") == 1 for line in lines)
    assert len(everyday_words()) > 1000


LEMIS = """SPEC_CODE,C,O,F,Genus,Species,Subspecies,Common.Specific.1,Common.General.1,Taxa
AAAA,M,PB,EL,FELIS,INVENTA,,WONDER,BEAST,MAMMAL
AAAB,M,PB,EL,FELIS,ANTIQUA, ,FELIS,INVENTA,MAMMAL
AAA?,M,PB,EL,FELIS,SPECIES, , ,CAT,MAMMAL
AAAC,M,PB,EL,FELIS,INVENTA,MINOR,LESSER WONDER,BEAST,MAMMAL
AAAD,M,PB,EL,FELIDAE, , , ,CATS,MAMMAL
AAAE,M,PB,EL,,INVENTA, ,NO GENUS,AT ALL,MAMMAL
AAAI,M, , , , , ,MAMMALS,ALL MAMMALS,MAMMAL
AAAF,M,PB,EL,FICTA,SP 1,, ,M\xfcLLER,MAMMAL
AAAG,M,PB,EL,FICTA,NOVA,,\xc9TRANGE,CAT,MAMMAL
AAAH,M,PB,EL,LEO,SPECIES,,FELIS,SPECIES,MAMMAL
""".replace("\n", "\r")


def test_the_quirks_of_lemis(tmp_path: Path) -> None:
    path = tmp_path / "Taxalist_reviewed.csv"
    path.write_bytes(LEMIS.encode("latin-1"))
    reading = read_lemis([path])
    taxa = {taxon.name: taxon for taxon in reading.taxa}
    assert set(taxa) == {"Felis inventa", "Felis inventa minor", "Ficta nova"}
    assert taxa["Felis inventa"].names == (("en", "wonder beast"),)
    assert taxa["Felis inventa"].synonyms == ("Felis antiqua",)
    assert taxa["Felis inventa minor"].names == ()
    assert taxa["Ficta nova"].names == (("en", "étrange cat"),)
    assert [fault.line for fault in reading.faults] == [7]


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


GBIF = "gbif_id\tgbif_common_name\tISO 639-2 Code\tISO 639-1 Code\n7\tWonder Beast\teng\ten\n7\t奇妙な獣たち\tjpn\tja\n8\tMarvel\teng\ten\n"


def test_names_by_number_with_a_key(tmp_path: Path) -> None:
    key = write(
        tmp_path / "key.csv",
        "gbif_id;scientificName;status\n7;Felis inventa Muster, 1801;accepted\n8;Felis falsa;synonym\n",
    )
    reading = read_names([write(tmp_path / "names.tsv", GBIF), key])
    (taxon,) = reading.taxa
    assert (taxon.name, taxon.names) == ("Felis inventa", (("en", "Wonder Beast"), ("ja", "奇妙な獣たち")))
    assert "1 numbers of taxa" in reading.notes[0] and reading.faults == []


def test_names_by_number_told_by_names_that_are_known(tmp_path: Path) -> None:
    path = write(tmp_path / "names.tsv", GBIF)
    reading = read_names([path], {("en", "wonder beast"): "Felis inventa"})
    assert [(taxon.name, len(taxon.names)) for taxon in reading.taxa] == [("Felis inventa", 2)]
    both = GBIF + "7\tMarvel\teng\ten\n"
    known = {("en", "wonder beast"): "Felis inventa", ("en", "marvel"): "Felis altera"}
    twofold = read_names([write(path, both)], known)
    assert [taxon.name for taxon in twofold.taxa] == ["Felis altera"], (
        "number 7 leads to two taxa, so to none"
    )


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    text = "scientific_name,name,language\nFelis inventa,Wonder Beast,eng\nFelis inventa,Wunderding,de\n,lost,en\n"
    reading = read_names([write(tmp_path / "own.csv", text)])
    assert [taxon.names for taxon in reading.taxa] == [(("en", "Wonder Beast"), ("de", "Wunderding"))]
    assert [(fault.line, "belongs to no taxon" in fault.message) for fault in reading.faults] == [(4, True)]


NATIONAL = """scientific_name;class;valid_from;name_id;note
Felis inventa;protected;2018-12-28;kucing ajaib;all
Ficta nova;protected;28.12.2018;;
nothing;protected;;;
Felis altera;;;;
Felis tertia;protected;soon;;
"""


def test_a_national_list(tmp_path: Path) -> None:
    reading = read_national([write(tmp_path / "law.csv", NATIONAL)], law="P.1/2018", jurisdiction="id")
    first, second = reading.taxa
    assert (first.listings[0].list, first.listings[0].jurisdiction, first.listings[0].category) == (
        "P.1/2018",
        "ID",
        "protected",
    )
    assert (first.listings[0].valid_from, first.names, first.higher) == (
        "2018-12-28",
        (("id", "kucing ajaib"),),
        ("Felis",),
    )
    assert second.listings[0].valid_from == "2018-12-28"
    assert [(fault.line, fault.column) for fault in reading.faults] == [(4, 1), (5, 14), (6, 24)]


@pytest.mark.parametrize(
    ("law", "jurisdiction", "words"), [("", "ID", "which law"), ("P.1", "", "whose law")]
)
def test_a_law_must_have_a_name_and_a_country(
    tmp_path: Path, law: str, jurisdiction: str, words: str
) -> None:
    path = write(tmp_path / "law.csv", "scientific_name,class\nFelis inventa,protected\n")
    reading = read_national([path], law=law, jurisdiction=jurisdiction)
    assert reading.taxa == [] and words in reading.faults[0].message


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared sets are not there")
def test_the_shared_sets_are_read() -> None:
    lemis = read_lemis([SHARED / "lemis" / "Taxalist_reviewed.utf8.csv"])
    assert len(lemis.taxa) > 8_000 and sum(len(taxon.synonyms) for taxon in lemis.taxa) > 5_000
    folder = SHARED / "cites-appendix-I"
    names = read_names([folder / "NameUsage.tsv", folder / "vernacular-name.tsv"])
    assert len(names.taxa) > 900 and names.faults == []
    known = {(lang, word.casefold()): taxon.name for taxon in names.taxa for lang, word in taxon.names}
    gbif = read_names([SHARED / "vernacular-names" / "03_gbif_common_names.tsv"], known)
    tiger = next(taxon for taxon in gbif.taxa if taxon.name == "Panthera tigris")
    assert ("id", "harimau") in tiger.names and gbif.faults == []
