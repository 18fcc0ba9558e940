"""The random audit is part of the queue, reaches listings without a hit, and estimates rest on it; on both stores."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import Console
from tests.console.programs import FIELD, Visitor
from tests.console.test_queue import press
from tests.store import build as b

SignIn = Callable[..., Page]


@pytest.fixture
def settings() -> str:
    return "[console]\naudit_share = 1.0\nsecond_share = 0.0\n[retention]\nother = 3650\n"


def test_two_at_once_are_handed_different_listings(console: Console) -> None:
    visitors = [Visitor(console, name, "reviewer") for name in ("anna", "ben")]

    def drawn(visitor: Visitor) -> str:
        token = FIELD.search(visitor.session.get(f"{visitor.address}/", timeout=30).text)
        assert token
        form = {"csrfmiddlewaretoken": token[1]}
        page = visitor.session.post(f"{visitor.address}/audit", form, timeout=60)
        return page.url.partition("/hits/")[2]

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(drawn, visitors))
    assert len({*found}) == 2 and all(found)


def test_the_audit_is_part_of_the_queue(console: Console, sign_in: SignIn) -> None:
    with console.store() as store:
        plain = [
            (b.listing(str(n), f"Plain thing {n}", seller_key=None), b.assessment()) for n in range(20, 26)
        ]
        store.ingest(b.batch(b.page(number=2), *plain))
    page = sign_in("anna")
    page.goto(f"{console.address}/next")
    decided = 0
    while "/hits/" in page.url:
        _decide(page)
        decided += 1
    while True:
        page.goto(f"{console.address}/")
        with page.expect_navigation():
            page.click("text=Look at a random listing")
        if "/hits/" not in page.url:
            break
        _decide(page)
        decided += 1
    assert decided == 9
    with console.store() as store:
        lines = [store.hit(b.hit_of(str(n), None)) for n in range(20, 26)]
        assert [line.origins for line in lines if line] == [["audit"]] * 6
        assert {line.state for line in lines if line} == {"decided"}
        [shown] = store.selections(b.hit_of("22", None))
    assert (shown["queue"], shown["stratum"]) == ("audit", "none")
    assert 0 < shown["probability"] <= 1
    with page.expect_navigation():
        page.click("text=Estimates")
    row = page.locator("tbody tr").first
    assert row.locator("td").all_inner_texts() == ["1", "1", "1 – 1"]
    expect(page.locator("main")).to_contain_text("It rests on 9 listings, 0 of them undecided")
    row = page.locator("tbody tr", has_text="tiger")
    assert row.locator("td").all_inner_texts() == ["1", "1", "1 – 1"]


def _decide(page: Page) -> None:
    """Not for sale; but one is confirmed, and since nothing says what it is, that is asked for."""
    if "Plain thing 22" not in page.locator("h1").inner_text():
        press(page, "7")
        return
    press(page, "1")
    expect(page.locator(".decide .flag")).to_contain_text("name the target or taxon you see")
    expect(page.locator("#id_taxon")).to_be_focused()
    page.keyboard.type("Tiger")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Prohibited by the platform")
