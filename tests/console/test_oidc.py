"""Signing in with a provider: a small one of our own, that signs its tokens as real ones do."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from playwright.sync_api import Browser, expect

from tests.console.conftest import Console, filled
from tests.crawl.stub import Asked, Said, stub

CLIENT = "warden-console"


@dataclass
class Provider:
    """What it says of who comes, and what it signs."""

    address: str = ""
    email: str = "eva@example.org"
    told: dict[str, Any] = field(default_factory=dict)
    nonce: str = ""
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def answer(self, asked: Asked) -> Said:
        if asked.path == "/authorize":
            self.nonce = asked.query["nonce"]
            back = f"{asked.query['redirect_uri']}?code=abc&state={asked.query['state']}"
            return Said(b"", 302, headers={"Location": back})
        if asked.path == "/token":
            return _json({"access_token": "x", "id_token": self.token(), "token_type": "Bearer"})
        if asked.path == "/user":
            return _json({"sub": "1", "email": self.email, "email_verified": True, **self.told})
        return _json({"keys": [self.public()]})

    def token(self) -> str:
        told = {"iss": self.address, "aud": CLIENT, "sub": "1", "nonce": self.nonce, "email": self.email}
        told |= {"iat": int(time.time()), "exp": int(time.time()) + 60}
        return jwt.encode(told | self.told, self.key, algorithm="RS256", headers={"kid": "k1"})

    def public(self) -> dict[str, Any]:
        made = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {**made, "kid": "k1", "alg": "RS256"}


def _json(value: Any) -> Said:
    return Said(json.dumps(value).encode(), headers={"Content-Type": "application/json"})


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    with stub(made.answer) as server:
        made.address = server.url
        yield made


@pytest.fixture
def console(tmp_path: Path, provider: Provider) -> Iterator[Console]:
    names = {"authorize": "authorize", "token": "token", "user": "user", "keys": "keys"}
    lines = [f'{name} = "{provider.address}/{place}"' for name, place in names.items()]
    text = "\n".join(["[oidc]", f'client = "{CLIENT}"', f'issuer = "{provider.address}"', *lines])
    (tmp_path / "warden.toml").write_text(text, encoding="utf-8")
    more = {"WARDEN_CONFIG": str(tmp_path / "warden.toml"), "WARDEN_OIDC_SECRET": "s" * 40}
    made = Console(tmp_path, f"sqlite:///{tmp_path / 'warden.db'}", more=more)
    with made.store() as store:
        filled(store)
    made.account("eva@example.org", "expert")
    made.account("old@example.org", "reviewer")
    made.run("people", "set", "old@example.org", "--inactive")
    with made.serving():
        yield made


def test_who_has_an_account_comes_in_with_their_role(console: Console, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{console.address}/people/sign-in")
        page.click("text=Sign in with your organisation")
        expect(page.locator(".who")).to_contain_text("expert")


@pytest.mark.parametrize(
    ("email", "told"),
    [
        ("stranger@example.org", {}),
        ("old@example.org", {}),
        ("eva@example.org", {"email_verified": False}),
        ("eva@example.org", {"aud": "another program"}),
        ("eva@example.org", {"iss": "https://another.example"}),
        ("eva@example.org", {"exp": 1}),
        ("eva@example.org", {"nonce": "of another sign-in"}),
    ],
)
def test_nobody_else_does(
    console: Console, browser: Browser, provider: Provider, email: str, told: dict[str, Any]
) -> None:
    provider.email, provider.told = email, told
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{console.address}/people/sign-in")
        page.click("text=Sign in with your organisation")
        assert page.locator(".who").count() == 0
        page.goto(f"{console.address}/")
        expect(page).to_have_url(f"{console.address}/people/sign-in?next=/")
