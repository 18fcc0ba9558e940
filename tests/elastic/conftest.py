"""One node for the whole run, one for its authentication tests; each test has a store of its own on it."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.elastic.node import Node
from warden.store.elasticsearch.connection import Place, connect, place_of
from warden.store.elasticsearch.documents import Documents

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All on one of the suite's processes: a node takes half a gigabyte and a quarter of a minute to start."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("elastic"))


PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """Below the system's temporary directory and open to the ordinary user that the node runs as."""
    with tempfile.TemporaryDirectory(prefix="warden-elastic-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="session")
def node(folder: Path) -> Iterator[Node]:
    started = Node(folder / "open")
    try:
        yield started.start()
    finally:
        started.stop()


@pytest.fixture(scope="session")
def guarded(folder: Path) -> Iterator[Node]:
    """A node with security on."""
    started = Node(folder / "guarded", password=PASSWORD)
    try:
        yield started.start()
    finally:
        started.stop()


@pytest.fixture
def place(node: Node) -> Place:
    return place_of(f"elasticsearch://127.0.0.1:{node.port}/test-{uuid.uuid4().hex[:12]}", {})


@pytest.fixture
def documents(place: Place) -> Iterator[Documents]:
    made = Documents(connect(place), place)
    made.indices.ensure(create=True)
    yield made
    made.indices.drop()
    made.client.close()
