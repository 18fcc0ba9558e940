"""An empty store on the node, whole or as its documents; what a test leaves must be sound."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from warden.store.elasticsearch.connection import Place, place_of
from warden.store.elasticsearch.documents import Documents
from warden.store.elasticsearch.store import ElasticStore


@pytest.fixture
def place(elastic_url: str) -> Place:
    return place_of(elastic_url, {})


@pytest.fixture
def store(elastic_url: str) -> Iterator[ElasticStore]:
    with ElasticStore(elastic_url) as opened:
        yield opened


@pytest.fixture
def documents(store: ElasticStore) -> Documents:
    return store.docs
