"""The suite is written against ``warden.store.base.Store`` and runs on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from warden.store import open_store
from warden.store.base import Store


@pytest.fixture(params=["sqlite", "elastic"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "elastic":
        return str(request.getfixturevalue("elastic_url"))
    return f"sqlite:///{tmp_path / 'wärden store' / 'warden.db'}"


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    try:
        yield opened
        assert opened.check() == []
    finally:
        opened.close()
