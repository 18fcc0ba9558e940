"""The page of one's own tokens, for everybody: axe finds nothing, it fits a narrow screen, the new token is there once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.console.conftest import Console
from tests.console.test_access import SignIn, violations

SHOTS = os.environ.get("WARDEN_SHOTS")
"""A directory for pictures of the page, for people to look at."""


def looked_at(page: Page, name: str, scheme: str) -> dict[str, list[str]]:
    found = {}
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        found[f"{name} {width}"] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}-{scheme}.png", full_page=True)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("console", ["sqlite"], indirect=True)
def test_the_page_of_tokens(console: Console, sign_in: SignIn, scheme: str) -> None:
    page = sign_in("anna", "reviewer", color_scheme=scheme, bypass_csp=True)
    page.goto(f"{console.address}/people/tokens")
    found = looked_at(page, "empty", scheme)
    page.fill("#id_name", "weekly report")
    page.click("button.main")
    assert page.inner_text(".errorlist") == "This field is required."
    found |= looked_at(page, "wrong", scheme)
    page.check("input[value=read]")
    page.check("input[value=trends]")
    page.click("button.main")
    assert page.input_value("#made").startswith("warden_")
    found |= looked_at(page, "made", scheme)
    page.goto(f"{console.address}/people/tokens")
    assert page.locator("#made").count() == 0
    page.click("button[aria-label='Revoke weekly report']")
    found |= looked_at(page, "revoked", scheme)
    assert page.inner_text("tbody tr").split("\t")[-1].strip() == "revoked"
    assert {name: some for name, some in found.items() if some} == {}
