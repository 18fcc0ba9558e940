"""Everybody can use it: axe finds nothing on any page, light and dark, wide and narrow; keys alone reach everything."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.console.conftest import Console
from tests.store import build as b

SignIn = Callable[..., Page]


def violations(page: Page) -> list[str]:
    found = Axe().run(page)
    return [f"{one['id']}: {node['html']}" for one in found.response["violations"] for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("console", ["sqlite"], indirect=True)
def test_axe_finds_nothing(console: Console, sign_in: SignIn, scheme: str) -> None:
    # axe itself is a script of nobody's: the policy that keeps it out is tested elsewhere.
    page = sign_in("anna", "expert", color_scheme=scheme, bypass_csp=True)
    hit = b.hit_of("1", "elephant")
    places = [
        "/",
        "/?grade=none",
        f"/hits/{hit}",
        f"/hits/{b.hit_of('3', 'tiger')}",
        "/people/password",
        "/hits/none",
        "/mine",
        "/agreement",
        "/estimates",
        "/disputed",
        f"/names?name=tig&hit={hit}",
        "/?mine=on",
    ]
    found = {}
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for place in places:
            page.goto(f"{console.address}{place}")
            found[place, width] = violations(page)
    page.goto(f"{console.address}/next")
    page.click("summary")
    page.keyboard.press("5")
    page.wait_for_selector(".messages")
    found["decided", 0] = violations(page)
    page.context.clear_cookies()
    page.goto(f"{console.address}/people/sign-in")
    found["sign-in", 0] = violations(page)
    assert {place: some for place, some in found.items() if some} == {}


@pytest.mark.parametrize("console", ["sqlite"], indirect=True)
def test_tab_reaches_every_button(console: Console, sign_in: SignIn) -> None:
    page = sign_in("anna")
    page.goto(f"{console.address}/hits/{b.hit_of('1', 'elephant')}")
    wanted = page.evaluate("[...document.querySelectorAll('.decide button')].map((one) => one.value)")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.value"))
    assert set(wanted) <= reached and len(wanted) == 11
