"""Behind a proxy that speaks HTTPS: its word is taken, nobody else's; what is too large is not taken in."""

from __future__ import annotations

import http.client
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.console.conftest import Console, filled


@pytest.fixture(params=["127.0.0.1", "192.0.2.1"])
def console(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Console]:
    settings = f'[console]\nhttps = true\nhosts = ["console.example.org"]\nproxy = "{request.param}"\n'
    made = Console(tmp_path, f"sqlite:///{tmp_path / 'warden.db'}", settings=settings)
    with made.store() as store:
        filled(store)
    with made.serving():
        yield made


def ask(console: Console, **headers: str) -> http.client.HTTPResponse:
    with closing(http.client.HTTPConnection(urlsplit(console.address).netloc, timeout=30)) as opened:
        opened.request("GET", "/people/sign-in", headers={"Host": "console.example.org", **headers})
        answer = opened.getresponse()
        answer.read()
    return answer


def test_only_the_proxy_says_how_it_was_asked(console: Console) -> None:
    answer = ask(console, **{"X-Forwarded-Proto": "https"})
    if "192.0.2.1" in console.settings:  # we are not the proxy it knows
        assert (answer.status, answer.headers["Location"]) == (
            301,
            "https://console.example.org/people/sign-in",
        )
        return
    assert answer.status == 200
    assert "Secure" in str(answer.headers["Set-Cookie"])
    assert ask(console).status == 301


def test_accounts_are_their_owners_alone_and_a_flood_is_refused(console: Console) -> None:
    assert stat.S_IMODE((console.data / "console.db").stat().st_mode) == 0o600
    with closing(http.client.HTTPConnection(urlsplit(console.address).netloc, timeout=30)) as opened:
        opened.putrequest("POST", "/reports")
        opened.putheader("Content-Length", str(500_000_000))
        opened.endheaders()
        answer = opened.getresponse()
        answer.read()
    assert answer.status == 413
