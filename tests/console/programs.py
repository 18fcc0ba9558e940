"""A program that asks the JSON interface of a console: its token made on the page, as a person makes it."""

from __future__ import annotations

import re
from typing import Any

import requests

from tests.console.conftest import PASSWORD, Console

FIELD = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """Somebody signed in, without a browser."""

    def __init__(self, console: Console, name: str, role: str) -> None:
        self.address = console.address
        console.account(name, role)
        self.session = requests.Session()
        self.send("/people/sign-in", {"username": name, "password": PASSWORD})

    def send(self, path: str, told: dict[str, Any]) -> requests.Response:
        """A form of a page, filled in and sent."""
        page = self.session.get(self.address + path, timeout=30)
        found = FIELD.search(page.text)
        hidden = {"csrfmiddlewaretoken": found[1]} if found else {}
        return self.session.post(self.address + path, {**hidden, **told}, timeout=30)

    def token(self, *scopes: str, name: str = "a program", days: int = 30) -> str:
        """A new token of theirs."""
        page = self.send("/people/tokens", {"name": name, "scopes": scopes, "days": days})
        found = re.search(r'id="made"[^>]* value="(warden_[\w-]{43})"', page.text)
        assert found, page.text
        return found[1]


class Program:
    """What has a token."""

    def __init__(self, console: Console, token: str | None) -> None:
        self.base = f"{console.address}/api/v1"
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **query: Any) -> Any:
        """The answer, which must be 200."""
        answer = self.ask("GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """Any answer."""
        return requests.request(method, self.base + path, headers=self.headers, timeout=30, **more)
