"""Small word lists written for one test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from keywords import Matcher, load_terms

MakeList = Callable[..., Path]


@pytest.fixture
def overlay(tmp_path: Path) -> MakeList:
    """``overlay(en="term,kind…\\n…")`` writes an overlay directory and returns it."""

    def make(name: str = "own", **terms: str) -> Path:
        folder = tmp_path / name
        (folder / "terms").mkdir(parents=True, exist_ok=True)
        for lang, text in terms.items():
            (folder / "terms" / f"{lang.replace('_', '-')}.csv").write_text(text, encoding="utf-8")
        return folder

    return make


@pytest.fixture(scope="session")
def shipped() -> Matcher:
    return Matcher(load_terms())
