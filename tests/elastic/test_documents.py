"""Documents on a real node: nothing overtaken, nothing lost, everything named."""

from __future__ import annotations

import ssl
import subprocess
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PASSWORD
from tests.elastic.node import Node, free_port
from warden.errors import CannotContinue, DiskFull, NoStore, StoreAway, StoreTooNew, UsageError
from warden.store.elasticsearch.connection import Place, connect, place_of
from warden.store.elasticsearch.documents import CHUNK, Doc, Documents, Write, every, term
from warden.store.elasticsearch.indices import KINDS, SCHEMA


def lane(name: str, epoch: int) -> dict[str, Any]:
    return {"lane": name, "owner": None, "epoch": epoch, "blocks": 0, "requests": 0, "day": "", "ends": 0.0}


def test_a_write_over_what_another_has_changed_is_refused(documents: Documents) -> None:
    first = documents.get("lane", "a:80")
    assert first.source is None
    assert documents.put("lane", first, lane("a:80", 1))
    assert not documents.put("lane", first, lane("a:80", 2))
    second = documents.get("lane", "a:80")
    assert documents.put("lane", second, lane("a:80", 3))
    assert not documents.put("lane", second, lane("a:80", 4))
    assert documents.get("lane", "a:80").source == lane("a:80", 3)


def test_changes_from_all_sides_are_all_kept(documents: Documents) -> None:
    def one_more(_: int) -> None:
        documents.change("lane", "a:80", lambda old: lane("a:80", (old["epoch"] if old else 0) + 1))

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(one_more, range(12)))
    kept = documents.get("lane", "a:80").source
    assert kept is not None
    assert kept["epoch"] == 12


def test_a_fact_stays_and_an_older_projection_comes_too_late(documents: Documents) -> None:
    told = {
        "recipe": "r",
        "terms_version": "t1",
        "site_version": "s",
        "matcher_version": 1,
        "parser_version": 1,
    }
    fact = Write("recipe", "r", told, create=True)
    assert documents.write([fact, Write("recipe", "r", {**told, "terms_version": "t2"}, create=True)]) == []
    assert documents.get("recipe", "r").source == told
    newer, older = ({"page_id": "p", "found": count} for count in (7, 5))
    assert (
        documents.write([Write("effort", "b", newer, version=7), Write("effort", "b", older, version=5)])
        == []
    )
    assert documents.get("effort", "b").source == newer


def test_a_document_the_mapping_refuses_is_told_and_the_others_are_written(documents: Documents) -> None:
    writes = [
        Write("lane", "a", lane("a", 1)),
        Write("lane", "b", {**lane("b", 1), "colour": "red"}),
        Write("lane", "c", lane("c", 1)),
    ]
    with pytest.raises(CannotContinue, match=r"lane b: .*colour"):
        documents.write(writes)
    assert [doc.source is not None for doc in documents.get_all("lane", ["a", "b", "c"])] == [
        True,
        False,
        True,
    ]


def test_a_walk_gives_every_document_once_and_in_order(documents: Documents) -> None:
    count = 2 * CHUNK + 3
    documents.write(
        [
            Write("run_probe", f"{n}", {"run_id": "r", "probe_id": f"p{n:05}", "position": n})
            for n in range(count)
        ]
    )
    order = [{"position": "desc"}, {"probe_id": "asc"}]
    found = [doc.id for doc in documents.each("run_probe", every(term("run_id", "r")), order)]
    assert found == [str(n) for n in reversed(range(count))]
    assert documents.count("run_probe", every(term("probe_id", ["p00001", "p00002"]))) == 2


def test_what_is_deleted_is_gone(documents: Documents) -> None:
    documents.write([Write("lane", "a", lane("a", 1))])
    assert documents.write([Write("lane", "a", None), Write("lane", "nowhere", None)]) == []
    assert documents.get("lane", "a").source is None


# -- the store as a whole ----------------------------------------------------------------------


def test_a_second_start_makes_nothing_and_every_mapping_is_strict(documents: Documents) -> None:
    assert documents.indices.ensure(create=True) == []
    for kind in KINDS:
        told = documents.client.indices.get_mapping(index=documents.indices[kind])
        (index,) = told.body.values()
        assert index["mappings"]["dynamic"] == "strict"


@pytest.fixture
def elsewhere(node: Node) -> Iterator[Place]:
    """A place where nothing is yet."""
    place = place_of(f"elasticsearch://127.0.0.1:{node.port}/test-{uuid.uuid4().hex[:12]}", {})
    yield place
    with connect(place) as client:
        Documents(client, place).indices.drop()


def test_a_store_of_a_newer_warden_is_refused(elsewhere: Place) -> None:
    documents = Documents(connect(elsewhere), elsewhere)
    documents.indices.ensure(create=True)
    version = {"name": "schema_version", "value": str(SCHEMA + 1)}
    documents.write([Write("setting", "schema_version", version)])
    with pytest.raises(StoreTooNew, match="newer Warden"):
        Documents(connect(elsewhere), elsewhere).indices.ensure(create=True)


def test_where_nothing_may_be_made_an_empty_place_is_told(elsewhere: Place) -> None:
    with pytest.raises(NoStore, match="no store of Warden's"):
        Documents(connect(elsewhere), elsewhere).indices.ensure(create=False)


def test_a_full_disk_is_told_and_nothing_is_written(documents: Documents) -> None:
    index = documents.indices["lane"]
    blocks = "index.blocks.read_only_allow_delete"
    documents.client.indices.put_settings(index=index, settings={blocks: True})
    with pytest.raises(DiskFull, match="takes no writes"):
        documents.write([Write("lane", "a", lane("a", 1))])
    documents.client.indices.put_settings(index=index, settings={blocks: None})
    assert documents.get("lane", "a").source is None
    assert documents.write([Write("lane", "a", lane("a", 1))]) == []


@pytest.fixture
def reds(documents: Documents, monkeypatch: pytest.MonkeyPatch) -> Iterator[Documents]:
    """A store whose index of lanes has a place on no node that runs."""
    monkeypatch.setattr("warden.store.elasticsearch.patience.PATIENCE", 1.0)
    monkeypatch.setattr("warden.store.elasticsearch.bulks.SHARD_WAIT", 1.0)
    indices, alias = documents.client.indices, documents.indices["lane"]
    index, nodes = documents.indices.newest("lane"), "index.routing.allocation.require._name"
    indices.delete(index=index)
    made = {nodes: "nowhere"}
    indices.create(index=index, aliases={alias: {}}, settings=made, wait_for_active_shards=0, timeout="1s")
    assert documents.client.cluster.health()["status"] == "red"
    monkeypatch.setattr(documents, "client", documents.client.options(request_timeout=3.0))
    monkeypatch.setattr(documents.indices, "_client", documents.client)
    yield documents
    indices.put_settings(index=index, settings={nodes: None})
    documents.client.cluster.health(wait_for_status="yellow", timeout="30s")
    documents.asked(lambda: None)
    assert documents.write([Write("lane", "a", lane("a", 1))]) == []
    assert [doc.id for doc in documents.each("lane", every(), [{"lane": "asc"}])] == ["a"]


@pytest.mark.parametrize(
    "call",
    [
        lambda documents: documents.get("lane", "a"),
        lambda documents: documents.write([Write("lane", "c", lane("c", 1))]),
        lambda documents: documents.put("lane", Doc("a"), lane("a", 2)),
        lambda documents: documents.search("lane", query=every()),
        lambda documents: documents.count("lane", every()),
        lambda documents: list(documents.each("lane", every(), [{"lane": "asc"}])),
    ],
    ids=["get", "write", "put", "search", "count", "each"],
)
def test_a_red_cluster_is_told(reds: Documents, call: Callable[[Documents], Any]) -> None:
    with pytest.raises(StoreAway, match="is red: no running node has all"):
        call(reds)


# -- connections ----------------------------------------------------------------------------------


def asked(url: str, environment: dict[str, str]) -> None:
    place = place_of(url, environment)
    documents = Documents(connect(place), place)
    documents.asked(lambda: documents.client.cluster.health())


def test_credentials(guarded: Node) -> None:
    where = f"elasticsearch://elastic@127.0.0.1:{guarded.port}"
    asked(where, {"WARDEN_STORE_PASSWORD": PASSWORD})
    for environment in ({}, {"WARDEN_STORE_PASSWORD": "wrong"}):
        with pytest.raises(CannotContinue, match="refuses these credentials"):
            asked(where, environment)


def test_nobody_there() -> None:
    with pytest.raises(StoreAway, match="does not answer"):
        asked(f"elasticsearch://127.0.0.1:{free_port()}", {})


class _Silent(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        return


@pytest.fixture
def unknown_authority(tmp_path: Path) -> Iterator[int]:
    """A TLS server whose certificate nobody has signed but itself."""
    pem = tmp_path / "own.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    subprocess.run(
        [*command.split(), "-keyout", pem, "-out", tmp_path / "c.pem"], check=True, capture_output=True
    )
    pem.write_bytes(pem.read_bytes() + (tmp_path / "c.pem").read_bytes())
    server = HTTPServer(("127.0.0.1", 0), _Silent)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_an_unknown_certificate_is_never_skipped(unknown_authority: int) -> None:
    with pytest.raises(CannotContinue, match="certificate is not trusted"):
        asked(f"elasticsearch+https://127.0.0.1:{unknown_authority}", {})


@pytest.mark.parametrize(
    ("url", "match"),
    [
        ("elasticsearch://", "names no Elasticsearch store"),
        ("elasticsearch://host:99999999", "names no Elasticsearch store"),
        ("elasticsearch://host/Upper", "names no Elasticsearch store"),
        ("elasticsearch://host/a/b", "names no Elasticsearch store"),
        ("elasticsearch+ftp://host", "names no Elasticsearch store"),
        ("elasticsearch://me:secret@host", "does not belong in an address"),
        ("elasticsearch://me:pa/secret@host", "names no Elasticsearch store"),
        ("elasticsearch://me:secret@secret@host", "does not belong in an address"),
        ("elasticsearch://me:12/secret@host/w?x", "names no Elasticsearch store"),
    ],
)
def test_addresses_that_name_no_store(url: str, match: str) -> None:
    with pytest.raises(UsageError, match=match) as told:
        place_of(url, {})
    assert "secret" not in str(told.value)


def test_a_certificate_file_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="is no file"):
        connect(place_of("elasticsearch://host", {"WARDEN_STORE_CA": "/nowhere.pem"}))


@pytest.mark.parametrize(
    ("url", "node"),
    [
        ("elasticsearch://localhost", "http://localhost:9200"),
        ("elasticsearch://10.0.0.2:9201/team", "https://10.0.0.2:9201"),
        ("elasticsearch+http://10.0.0.2", "http://10.0.0.2:9200"),
        ("elasticsearch://[::1]:9200", "http://[::1]:9200"),
    ],
)
def test_plain_http_only_at_home(url: str, node: str) -> None:
    assert place_of(url, {}).nodes == (node,)


def test_several_nodes_of_a_cluster() -> None:
    place = place_of("elasticsearch://anna@127.0.0.1:9201,search.example.org/team", {})
    assert place.nodes == ("http://127.0.0.1:9201", "https://search.example.org:9200")
    assert (place.user, place.prefix) == ("anna", "team")
