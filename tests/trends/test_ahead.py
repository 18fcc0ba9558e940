"""What is counted ahead is what the pages ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store import build as b
from tests.store.conftest import store, store_url  # noqa: F401
from warden.identity import parse_instant
from warden.store.base import Store
from warden.store.sqlite import SqliteStore, remembering
from warden.trends.ahead import count_ahead
from warden.trends.answers import answer
from warden.trends.changes import SPAN, changes
from warden.trends.questions import BY, Question, window

NOW = parse_instant(b.at(18))


def _filled(opened: Store) -> None:
    b.begin(opened)
    for day in (2, 9):
        shown = [(b.listing(f"{day}-{n}", country="DE"), b.assessment("loxodonta")) for n in range(3)]
        opened.ingest(b.batch(b.page(number=day, captured=b.at(day)), *shown))


def test_pages_that_nobody_has_narrowed_need_no_counting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "warden.db"
    remembering._kept.clear()
    with SqliteStore(path, f"sqlite:///{path}") as opened:
        _filled(opened)
        count_ahead(opened, NOW)
    remembering._kept.clear()
    counted: list[list[str]] = []
    count = remembering._counted
    monkeypatch.setattr(
        remembering, "_counted", lambda q, c, weeks: counted.append(weeks) or count(q, c, weeks)
    )
    with SqliteStore(path, f"sqlite:///{path}") as opened:
        since, until = window(opened, NOW)
        assert (since, until) == ("2026-W35", "2026-W46")
        found = [answer(opened, Question(since, until, by=by)) for by in ("", *BY)]
        found.append(answer(opened, Question(since, until, measure="new", by="target")))
        assert all(one.series for one in found)
        assert answer(opened, Question(since, until, measure="price")).series
        for of in ("target", "term"):
            assert changes(opened, Question(since, until, "new"), SPAN, of).recent_weeks
        assert counted == []
        assert answer(opened, Question(since, until, by="country", countries=("DE",))).series
        assert counted == [["2026-W45", "2026-W46"]] * 2


def test_either_store_can_be_told_to(store: Store) -> None:  # noqa: F811
    _filled(store)
    count_ahead(store, NOW)
    assert store.keeps_counts == isinstance(store, SqliteStore)
