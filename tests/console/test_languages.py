"""The language of the pages: the browser's, or the one chosen at the foot."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.console.conftest import Console
from tests.console.test_runs import look
from tests.store import build as b


@pytest.mark.parametrize(("tag", "word"), [("id-ID", "Masuk"), ("zh-CN", "登录"), ("fr-CA", "Se connecter")])
def test_the_browser_says_which(console: Console, browser: Browser, tag: str, word: str) -> None:
    with browser.new_context(locale=tag) as context:
        page = context.new_page()
        page.goto(f"{console.address}/people/sign-in")
        expect(page.locator("h1")).to_have_text(word)
        assert page.locator("html").get_attribute("lang") == tag.split("-")[0].replace("zh", "zh-hans")


def test_it_is_chosen_and_stays(console: Console, sign_in: Callable[..., Page]) -> None:
    page = sign_in("ines", "expert")
    page.goto(f"{console.address}/?order=newest")
    page.select_option("#language", "vi")
    with page.expect_navigation():
        page.click("footer button")
    assert page.url.endswith("/?order=newest")
    assert page.locator("html").get_attribute("lang") == "vi"
    look(page)
    expect(page.locator("table.hits")).to_contain_text("mới")
    page.goto(f"{console.address}/hits/{b.hit_of('1', 'elephant')}")
    expect(page.locator(".law").first).to_contain_text("tùy trường hợp")
    expect(page.locator("#id_material")).to_contain_text("đồ cổ")
    page.goto(f"{console.address}/trends/")
    assert page.locator("html").get_attribute("lang") == "vi"
    told = page.request.post(
        f"{console.address}/language",
        form={
            "language": "es",
            "next": "https://example.org/",
            "csrfmiddlewaretoken": page.locator("footer [name=csrfmiddlewaretoken]").input_value(),
        },
        max_redirects=0,
    )
    assert told.headers.get("location") in ("/", None) or "example.org" not in told.headers["location"]
