"""The suite is written against ``warden.store.base.Store`` and runs on both engines."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.elastic.node import Node
from warden.store import open_store
from warden.store.base import Store
from warden.store.elasticsearch.store import ElasticStore


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


class Stores:
    """Stores of either engine, taken away at the end of a test."""

    def __init__(self, ends: ExitStack, folder: Path, request: pytest.FixtureRequest) -> None:
        self._ends, self._folder, self._request = ends, folder, request

    def new(self, engine: str) -> Store:
        name = uuid.uuid4().hex[:12]
        if engine == "sqlite":
            store = open_store(f"sqlite:///{self._folder / f'{name}.db'}")
        else:
            node: Node = self._request.getfixturevalue("node")
            store = open_store(f"elasticsearch://127.0.0.1:{node.port}/copy-{name}")
        self._ends.callback(store.close)
        if isinstance(store, ElasticStore):
            self._ends.callback(store.docs.indices.drop)
        return store


@pytest.fixture
def stores(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stores]:
    with ExitStack() as ends:
        yield Stores(ends, tmp_path, request)
