"""Addresses behind which something else answers, and passwords of any letters."""

from __future__ import annotations

import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tests.elastic.node import Node
from warden.errors import CannotContinue
from warden.store import open_store, store_exists
from warden.store.elasticsearch.connection import connect, place_of
from warden.store.elasticsearch.documents import Documents


@contextmanager
def answering(status: int, body: bytes, kind: str, asked: list[str]) -> Iterator[int]:
    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers.get("Authorization", ""))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_PUT = do_POST = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Other)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [(404, b"404: Not Found", "text/plain"), (200, b"<html>router</html>", "text/html")],
)
def test_another_server_is_no_elasticsearch(status: int, body: bytes, kind: str) -> None:
    with answering(status, body, kind, []) as port:
        for create in (True, False):
            with pytest.raises(CannotContinue, match="is no Elasticsearch"):
                open_store(f"elasticsearch://127.0.0.1:{port}/x", create=create)
        with pytest.raises(CannotContinue, match="is no Elasticsearch"):
            store_exists(f"elasticsearch://127.0.0.1:{port}/x")


def test_a_password_may_have_any_letters() -> None:
    asked: list[str] = []
    with answering(401, b"{}", "application/json", asked) as port:
        place = place_of(f"elasticsearch://anna@127.0.0.1:{port}", {"WARDEN_STORE_PASSWORD": "gehéim 象"})
        documents = Documents(connect(place), place)
        with pytest.raises(CannotContinue, match="refuses these credentials"):
            documents.asked(lambda: documents.client.cluster.health())
    assert b64decode(asked[0].removeprefix("Basic ")).decode() == "anna:gehéim 象"


def test_a_node_without_tls_is_told_apart_from_a_wrong_certificate(node: Node) -> None:
    with pytest.raises(CannotContinue, match="speaks plain HTTP"):
        store_exists(f"elasticsearch+https://127.0.0.1:{node.port}/suite")


def test_whether_a_store_is_there_is_asked_and_nothing_made(node: Node) -> None:
    url = f"elasticsearch://127.0.0.1:{node.port}/not-there"
    assert not store_exists(url)
    place = place_of(url)
    with connect(place) as client:
        assert not client.indices.exists_alias(name=f"{place.prefix}-setting")
