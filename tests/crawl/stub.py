"""A web server in a thread that answers as a test says, and remembers when it was asked what."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass(slots=True)
class Asked:
    """One request: when it came (``began``), when its answer was sent, and what it asked."""

    began: float
    ended: float
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""


@dataclass(slots=True)
class Said:
    """An answer. ``stream`` is sent instead of ``body``, without a length, until it ends."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    stream: Iterator[bytes] | None = None
    delay: float = 0.0


Answerer = Callable[[Asked], Said]


class Stub:
    """``url`` of the server, ``asked`` all it was asked so far."""

    def __init__(self, answer: Answerer) -> None:
        self.asked: list[Asked] = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                asked = Asked(time.time(), 0.0, parts.path, query, dict(self.headers), sent)
                said = answer(asked)
                stub.asked.append(asked)  # before the delay: who gives up meanwhile has asked too
                time.sleep(said.delay)
                try:
                    self._send(said)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True
                asked.ended = time.time()

            do_POST = do_GET

            def _send(self, said: Said) -> None:
                self.send_response(said.status)
                headers = {"Content-Type": "text/html; charset=utf-8", **said.headers}
                if said.stream is None:
                    headers.setdefault("Content-Length", str(len(said.body)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                for piece in said.stream or [said.body]:
                    self.wfile.write(piece)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.netloc = f"127.0.0.1:{self._server.server_port}"
        self.url = f"http://{self.netloc}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def pages(self, path: str = "/search") -> list[Asked]:
        """Requests of one path, in order."""
        return sorted((asked for asked in self.asked if asked.path == path), key=lambda asked: asked.began)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


@contextmanager
def stub(answer: Answerer) -> Iterator[Stub]:
    server = Stub(answer)
    try:
        yield server
    finally:
        server.close()


def row(number: int | str, title: str, price: str = "£10.00", extra: str = "") -> str:
    return (
        f'<li class="offer" data-number="{number}"><a href="/o/{number}"><h3>{title}</h3></a>'
        f'<span class="price">{price}</span>{extra}</li>'
    )


def listing_page(*rows: str) -> bytes:
    text = "".join(rows) or '<p class="nothing">nothing found</p>'
    return f"<!doctype html><html><body><ul>{text}</ul></body></html>".encode()


def item_page(number: int | str, title: str, text: str = "") -> bytes:
    return (
        f'<!doctype html><html><body><article data-number="{number}"><h1>{title}</h1>'
        f'<span class="price">£10.00</span><div class="text">{text}</div></article></body></html>'
    ).encode()
