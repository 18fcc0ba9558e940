"""Every page that links lead to: it is there, axe finds nothing, it fits a narrow screen; on both stores."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from tests.console.conftest import Console
from tests.console.test_access import violations

SignIn = Callable[..., Page]
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}")
LINKS = "[...document.querySelectorAll('a[href]:not([download])')].map((one) => one.href)"
FILES = (".csv", ".svg", ".png", ".json", ".page")
LEAST = 25
"""Kinds of pages that an administrator comes to."""


def kind(address: str) -> str:
    """One hit's card is like another's: ids in an address, and all its parameters, do not matter."""
    return ID.sub("*", urlsplit(address).path)


@pytest.mark.timeout(600)
def test_every_page_is_there_and_hinders_nobody(console: Console, sign_in: SignIn) -> None:
    wide = sign_in("ada", "administrator", bypass_csp=True)
    state = wide.context.storage_state()
    assert wide.context.browser is not None
    narrow = wide.context.browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme="dark", bypass_csp=True, storage_state=state
    )
    try:
        found = _walked(console, wide, narrow.new_page())
    finally:
        narrow.close()
    assert len(found) >= LEAST, sorted(found)
    assert {name: faults for name, faults in found.items() if faults} == {}


def _walked(console: Console, wide: Page, narrow: Page) -> dict[str, list[str]]:
    """{kind of page: what is wrong with it}"""
    waiting, found = [f"{console.address}/"], dict[str, list[str]]()
    while waiting:
        address = waiting.pop(0)
        if kind(address) in found or address.endswith(FILES):
            continue
        answer = wide.goto(address)
        faults = found[kind(address)] = []
        if answer is None or answer.status != 200:
            faults.append(f"{address}: {answer.status if answer else 'no answer'}")
            continue
        waiting += [
            urljoin(address, link) for link in wide.evaluate(LINKS) if link.startswith(console.address)
        ]
        faults += violations(wide)
        narrow.goto(address)
        faults += violations(narrow)
        if not narrow.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
            faults.append("wider than a narrow screen")
    return found
