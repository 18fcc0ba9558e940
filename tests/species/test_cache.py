"""The cache of an import: the same vocabulary, made again whenever anything it was made of has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from keywords import Matcher, Vocabulary, load_terms, matcher_of
from keywords import imported as module
from keywords.importing.record import ImportedTaxon
from keywords.index import Index
from keywords.walking import read
from tests.species.test_placing import cat, kept


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return kept(
        tmp_path / "data",
        cat(names=(("en", "Wonder Beast"), ("fr", "Bête étrange"))),
        cat("Felis inventa minor"),
    )


@pytest.fixture
def making(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often the imports were read and placed."""
    made: list[int] = []
    real = module.make_imported

    def counted(*given: object) -> module.Imported:
        made.append(1)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "make_imported", counted)
    return made


def everything(vocab: Vocabulary) -> tuple[object, ...]:
    return (list(vocab.terms), sorted(vocab.targets.items()), vocab.terms_version, vocab.languages)


def test_a_second_load_reads_the_cache_and_says_the_same(data: Path, making: list[int]) -> None:
    first, second = load_terms([data]), load_terms([data])
    assert everything(first) == everything(second)
    assert making == [1]


@pytest.mark.parametrize("broken", [b"", b"x" * 50])
def test_a_broken_cache_is_made_again(data: Path, making: list[int], broken: bytes) -> None:
    first = everything(load_terms([data]))
    (path,) = (data / "cache").glob("species-*.bin")
    path.write_bytes(broken)
    assert everything(load_terms([data])) == first
    assert making == [1, 1]


def test_another_import_makes_another_vocabulary_and_no_heap_of_files(data: Path, making: list[int]) -> None:
    first = load_terms([data]).terms_version
    kept(data, cat(names=(("en", "Wonder Beast"),)))
    second = load_terms([data])
    assert second.terms_version != first and making == [1, 1]
    assert len(list((data / "cache").glob("species-*.bin"))) == 1


def test_a_note_of_an_import_changes_no_version(data: Path) -> None:
    first = load_terms([data]).terms_version
    kept(
        data,
        cat(author="Muster, 1801", names=(("en", "Wonder Beast"), ("fr", "Bête étrange"))),
        cat("Felis inventa minor"),
    )
    assert load_terms([data]).terms_version == first


def test_without_imports_nothing_is_written_and_the_version_is_the_lists(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    assert load_terms([own]).terms_version == load_terms().terms_version
    assert list(own.iterdir()) == []


def test_a_list_of_terms_by_place(data: Path) -> None:
    terms = load_terms([data]).terms
    made = list(terms)
    assert [terms[at] for at in range(len(terms))] == made
    assert terms[-1] == made[-1] and list(terms[-3:]) == made[-3:]
    with pytest.raises(IndexError):
        terms[len(terms)]


def test_a_term_is_found_by_its_id(data: Path) -> None:
    vocab = load_terms([data])
    last = vocab.terms[-1]
    assert last.origin == "imported" and vocab.term(last.id) == last
    assert vocab.term("nothing") is None and vocab.targets.get("nothing") is None


def test_a_ready_matcher_is_kept_and_answers_the_same(data: Path) -> None:
    vocab = load_terms([data])
    title = "Wonder Beast skull, ivory tusk"
    fresh = Matcher(vocab).assess(title)
    assert matcher_of(vocab).assess(title) == matcher_of(load_terms([data])).assess(title) == fresh
    (kept_index,) = (data / "cache").glob("terms-*.idx")
    assert vocab.terms_version in kept_index.name


def test_words_of_restricted_terms_never_lie_in_the_cache(data: Path, tmp_path: Path) -> None:
    own = tmp_path / "own" / "terms"
    own.mkdir(parents=True)
    (own / "en.csv").write_text("id,term,kind,target,sensitivity\nX9,moonwhistle,code,elephant,restricted\n")
    vocab = load_terms([data, tmp_path / "own"])
    for _ in range(2):  # made, and from its file
        assert matcher_of(vocab).assess("moonwhistle").targets != []
    found = [path.name for path in data.rglob("*") if path.is_file() and b"moonwhistle" in path.read_bytes()]
    (path,) = (data / "cache").glob("terms-*.idx")
    kept_index = Index.load(path.read_bytes())
    assert found == [] and kept_index is not None and kept_index.look(read("moonwhistle")) is None


def test_an_empty_import_is_no_fault(tmp_path: Path) -> None:
    data = kept(tmp_path, ImportedTaxon("Felidae", "FAMILY"))
    made = everything(load_terms([data]))
    assert made == everything(load_terms([data]))
