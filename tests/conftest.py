"""One Elasticsearch node for each process of the run that needs it, and one with security on for the tests of authentication."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.elastic.node import Node
from warden.store.elasticsearch.documents import Documents
from warden.store.elasticsearch.store import ElasticStore

# The suite starts thousands of processes; where the surroundings forbid compiled modules each would compile all of Warden anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

ELASTIC = Path(__file__).parent / "elastic"
CONSOLE = Path(__file__).parent / "console"
PASSWORD = "correct horse battery"

# The suite draws the same examples every time, so that what fails was broken by the change at hand; `make fuzz` draws others.
settings.register_profile("same", derandomize=True)
settings.register_profile("drawn", print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs the node in two groups: a node takes half a gigabyte and a quarter of a minute to start, so not each process
    has one; but all of it in one process would be what the others wait for at the end."""
    for item in items:
        engines = getattr(getattr(item, "callspec", None), "params", {})
        if ELASTIC in item.path.parents or "elastic" in engines.values():
            group = "elastic-console" if CONSOLE in item.path.parents else "elastic"
            item.add_marker(pytest.mark.xdist_group(group))


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
    """A node with security on, and a user with the role that the docs give Warden."""
    role = json.loads((ELASTIC.parents[1] / "deploy" / "role.json").read_text(encoding="utf-8"))
    started = Node(folder / "guarded", password=PASSWORD, roles={"warden": role})
    try:
        yield started.start()
    finally:
        started.stop()


@pytest.fixture(scope="session")
def _elastic_store(node: Node) -> Iterator[ElasticStore]:
    """One store for all tests: making its indices takes seconds, emptying them a moment."""
    with ElasticStore(f"elasticsearch://127.0.0.1:{node.port}/suite") as made:
        yield made
        made.docs.indices.drop()


@pytest.fixture
def elastic_url(_elastic_store: ElasticStore, node: Node) -> Iterator[str]:
    """The address of an empty store, emptied again afterwards."""
    yield f"elasticsearch://127.0.0.1:{node.port}/suite"
    empty(_elastic_store.docs)


def empty(docs: Documents) -> None:
    """Take every document away but the schema's version."""
    where = f"{docs.place.prefix}-*"
    docs.client.indices.refresh(index=where)
    while True:
        query = {"bool": {"must_not": {"ids": {"values": ["schema_version"]}}}}
        found = docs.client.search(index=where, query=query, size=5_000, source=False)["hits"]["hits"]
        if not found:
            return
        lines: list[dict[str, Any]] = [
            {"delete": {"_index": row["_index"], "_id": row["_id"]}} for row in found
        ]
        docs.client.bulk(operations=lines, refresh=True)
