"""Indices of the schema before become those of the next: whole, once, and with nobody writing into the old ones."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.elastic.node import Node
from tests.store import build as b
from warden.errors import CannotContinue, StoreTooNew
from warden.store import open_store
from warden.store.base import HitQuery
from warden.store.elasticsearch import bulks, documents, indices, migrations
from warden.store.elasticsearch.connection import connect, place_of
from warden.store.elasticsearch.documents import Write
from warden.store.elasticsearch.store import ElasticStore

KEY, HIT = b.key_of("1"), b.hit_of("1")


@pytest.fixture
def url(node: Node) -> Iterator[str]:
    place = f"elasticsearch://127.0.0.1:{node.port}/test-{uuid.uuid4().hex[:12]}"
    yield place
    where = place_of(place, {})
    with connect(where) as client:
        for name in client.indices.get(index=f"{where.prefix}-*").body:
            client.indices.delete(index=name)
        for template in client.indices.get_index_template(name=f"{where.prefix}-*")["index_templates"]:
            client.indices.delete_index_template(name=template["name"])


@pytest.fixture
def old(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[ElasticStore]:
    """A store of the schema before, opened by a program of then."""
    monkeypatch.setattr(bulks, "LOOK_EVERY", 0.2)
    monkeypatch.setattr(migrations, "QUIET", 0.2)
    with ElasticStore(url) as store:
        b.begin(store)
        rows = [(b.listing(str(n)), b.assessment("loxodonta")) for n in range(1, 40)]
        store.ingest(b.batch(b.page(), *rows, (b.listing("99"), b.assessment())))
        store.add_verdict(b.verdict(HIT, "relevant_prohibited"))
        assert store.check() == []
        yield store


class Killed(BaseException):
    """The process ended here."""


def same(source: dict[str, Any]) -> dict[str, Any]:
    return source


def letter(source: dict[str, Any]) -> dict[str, Any]:
    return source | {"letter": source["outcome"][0]}


def twice(source: dict[str, Any]) -> dict[str, Any]:
    return source | {"letter": source["letter"] * 2}


@pytest.fixture
def newer(old: ElasticStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """This program is two schemas further from here on: hits have another mapping, settings are written anew, pages a field more that is then told
    otherwise, and notes are a new kind."""
    keyword = {"type": "keyword"}
    more = {kind: indices.KINDS[kind] | {"letter": keyword} for kind in ("hit", "page")}
    kinds = indices.KINDS | more | {"note": {"text": keyword}}
    monkeypatch.setattr(indices, "KINDS", kinds)
    monkeypatch.setattr(indices, "SCHEMA", 4)
    monkeypatch.setattr(
        migrations, "MIGRATIONS", {3: {"setting": same, "hit": same, "page": letter}, 4: {"page": twice}}
    )


def everything(store: ElasticStore) -> dict[str, dict[str, Any]]:
    kinds = [kind for kind in indices.KINDS if store.docs.indices.index_of(kind)]
    return {
        f"{kind} {doc.id}": doc.source or {}
        for kind in kinds
        for doc in store.docs.each(kind, {"match_all": {}}, [{"_shard_doc": "asc"}])
    }


@pytest.mark.usefixtures("newer")
def test_an_older_store_is_refused_until_it_is_migrated(old: ElasticStore, url: str) -> None:
    before = old.rows()
    with pytest.raises(CannotContinue, match="Stop every Warden that uses it"):
        open_store(url)
    with ElasticStore(url, create=False, to_migrate=True) as store:
        done = list(store.migrate())
        prefix = store.docs.place.prefix
        assert done == [
            f"index {prefix}-note-4 made",
            "setting: 2 documents written anew",
            "hit: 39 documents written anew",
            "page: 1 documents written anew",
            "schema 4",
        ]
        assert list(store.migrate()) == []
    with ElasticStore(url) as store:
        assert store.rows() == before
        assert store.check() == []
        assert store.docs.indices.index_of("hit") == f"{prefix}-hit-4"
        assert store.docs.indices.index_of("listing") == f"{prefix}-listing-2"
        assert not store.docs.client.indices.exists(index=f"{prefix}-hit-2")
        pages = [doc for name, doc in everything(store).items() if name.startswith("page ")]
        assert [doc["letter"] for doc in pages] == ["rr"]
        assert len(list(store.search(HitQuery(limit=50)))) == 39


@pytest.mark.usefixtures("newer")
def test_versions_stay_so_that_a_late_writer_comes_too_late(old: ElasticStore, url: str) -> None:
    hit, listing = old.docs.get("hit", HIT).source, old.docs.get("listing", KEY).source
    assert hit is not None and listing is not None
    with ElasticStore(url, to_migrate=True) as store:
        list(store.migrate())
        late = hit | {"letter": "late"}
        store.docs.write([Write("hit", HIT, late, version=listing["generation"] - 1)])
        kept = store.docs.get("hit", HIT).source
        assert kept == hit


def test_a_killed_migration_goes_on(
    old: ElasticStore, newer: None, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At every third request: killed there, the same command ends it, and nothing differs."""
    before = everything(old)
    calls = deadly = 0

    def counted(self: Any, call: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == deadly:
            raise Killed
        return asked(self, call)

    asked = documents.Documents.asked
    monkeypatch.setattr(bulks, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(migrations, "QUIET", 0.01)
    monkeypatch.setattr(documents.Documents, "asked", counted)
    for deadly in range(2, 200, 3):  # noqa: B007 - told to ``counted``
        calls = 0
        try:
            with ElasticStore(url, to_migrate=True) as store:
                list(store.migrate())
            break
        except Killed:
            continue
    assert 15 < deadly < 190
    deadly = -1
    with ElasticStore(url) as store:
        store.docs._looked = 1e12
        now = everything(store)
        assert store.check() == []
    assert [name for name in before if name not in now] == []
    changed = {name for name, doc in now.items() if before.get(name) != doc}
    assert {name.split()[0] for name in changed} == {"page", "setting"}
    assert "setting schema_next" not in now


@pytest.mark.usefixtures("newer")
def test_nobody_writes_the_old_way_meanwhile_or_afterwards(
    old: ElasticStore, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    copy = migrations._copy

    def watched(*args: Any) -> int:
        # The indices that are being copied take nothing.
        with pytest.raises(CannotContinue, match="`warden store migrate` is under way"):
            old.docs.write([Write("hit", HIT, None)])
        told.append("shut")
        return copy(*args)

    monkeypatch.setattr(migrations, "_copy", watched)
    monkeypatch.setattr(bulks, "LOOK_EVERY", 30.0)  # the old program has looked just now
    old.docs._looked += 3_600
    with ElasticStore(url, to_migrate=True) as store:
        list(store.migrate())
    assert told == ["shut"] * 3
    old.docs._looked = -1e12
    # The program of before knows schema 2.
    monkeypatch.setattr(indices, "SCHEMA", 2)
    with pytest.raises(StoreTooNew, match="newer Warden"):
        old.docs.write([Write("hit", HIT, None)])
    with pytest.raises(StoreTooNew, match="newer Warden"):
        ElasticStore(url)
