"""What was counted outlives the process, is never out of date, and nobody misses it where it cannot be kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store import build as b
from warden.store.counting import PriceRow, TrendQuery, TrendRow
from warden.store.sqlite import SqliteStore, counted_file, remembering

WEEKLY = TrendQuery(by=("week", "country"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "warden.db"


def _opened(path: Path) -> SqliteStore:
    """As by a process that knows nothing yet."""
    remembering._kept.clear()
    return SqliteStore(path, f"sqlite:///{path}")


def _filled(path: Path) -> SqliteStore:
    store = _opened(path)
    b.begin(store)
    for day in (2, 9):
        offers = [(b.listing(f"{day}-{n}", country="DE"), b.assessment("loxodonta")) for n in range(3)]
        store.ingest(b.batch(b.page(number=day, captured=b.at(day)), *offers))
    return store


def _told(store: SqliteStore) -> tuple[list[TrendRow], list[PriceRow]]:
    return store.counted(WEEKLY), store.prices(WEEKLY)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The weeks that were counted, at each time that anything was."""
    found: list[list[str]] = []
    counted = remembering._counted

    def watched(question: remembering.Asked, count: object, weeks: list[str]) -> object:
        found.append(weeks)
        return counted(question, count, weeks)  # type: ignore[arg-type]

    monkeypatch.setattr(remembering, "_counted", watched)
    return found


def test_another_process_need_not_count_again(path: Path, counted: list[list[str]]) -> None:
    with _filled(path) as store:
        first = _told(store)
    assert [row.listings for row in first[0]] == [3, 3] and first[1]
    assert counted == [["2026-W45", "2026-W46"]] * 2
    counted.clear()
    with _opened(path) as store:
        assert _told(store) == first
    assert counted == []
    assert counted_file.beside(path).stat().st_mode & 0o077 == 0


def test_only_weeks_that_changed_are_counted_again(path: Path, counted: list[list[str]]) -> None:
    with _filled(path) as store:
        _told(store)
        counted.clear()
        again = b.page(number=3, captured=b.at(10))
        store.ingest(b.batch(again, (b.listing("2-0", country="DE"), b.assessment("loxodonta"))))
    with _opened(path) as store:
        assert [row.listings for row in _told(store)[0]] == [3, 4]
    assert counted == [["2026-W46"]] * 2


@pytest.mark.parametrize("content", [b"not a database", b""])
def test_a_broken_file_is_made_anew(path: Path, content: bytes, counted: list[list[str]]) -> None:
    with _filled(path) as store:
        first = _told(store)
    counted_file.beside(path).write_bytes(content)
    for _ in range(3):
        with _opened(path) as store:
            assert _told(store) == first
    # Once or twice for each of the two questions, until the file is one again.
    assert 2 <= len(counted) - 2 <= 4


def test_where_nothing_can_be_kept_all_is_counted(path: Path, counted: list[list[str]]) -> None:
    with _filled(path) as store:
        counted_file.beside(path).mkdir()
        first = _told(store)
    with _opened(path) as store:
        assert _told(store) == first
    assert len(counted) == 4


def test_the_oldest_go_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counted_file, "MOST", 3)
    for number in range(5):
        counted_file.write(path, "name", [(f"2026-W0{number}", number, [[number]])])
    marks = {f"2026-W0{number}": number for number in range(5)}
    assert counted_file.read(path, "name", marks) == {f"2026-W0{number}": [[number]] for number in (2, 3, 4)}
    assert counted_file.read(path, "name", {"2026-W04": 5}) == {}
    assert counted_file.read(path, "other", marks) == {}


def test_memory_is_bounded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "MOST", 3)
    with _filled(path) as store:
        first = _told(store)
        assert len(remembering._kept) == 1
        assert _told(store) == first
