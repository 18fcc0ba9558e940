"""The page of settings, and the audit log in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import Console
from tests.console.test_runs import look
from tests.store import build as b
from warden.planning.settings import SETTING

SignIn = Callable[..., Page]
pytestmark = pytest.mark.parametrize("console", ["sqlite"], indirect=True)


@pytest.fixture
def settings() -> str:
    return "[crawl]\nmax_pages = 3\n"


def test_an_administrator_changes_what_is_not_said_elsewhere(console: Console, sign_in: SignIn) -> None:
    page = sign_in("ada", "administrator")
    page.goto(f"{console.address}/people/")
    page.click("nav >> text='Settings'")
    look(page)
    expect(page.locator("#id_max_pages")).to_be_disabled()
    expect(page.locator(".note")).to_contain_text("Pages of each search at most")
    page.fill("#id_contact", "watch@example.org")
    page.select_option("#id_pictures", "none")
    page.click("button.main")
    expect(page.locator(".messages")).to_contain_text("Kept")
    assert page.input_value("#id_contact") == "watch@example.org"
    with console.store() as store:
        assert store.get_setting(SETTING) == {"crawl.contact": "watch@example.org", "crawl.pictures": "none"}
    # What is fixed above stays, whatever a form is made to say.
    token = page.locator("main input[name=csrfmiddlewaretoken]").get_attribute("value")
    told = {"csrfmiddlewaretoken": str(token), "max_pages": "900", "pictures": "odd"}
    assert page.request.post(f"{console.address}/settings", form=told).status == 400
    with console.store() as store:
        assert "crawl.max_pages" not in store.get_setting(SETTING)


def test_settings_are_the_administrators(console: Console, sign_in: SignIn) -> None:
    page = sign_in("xena", "expert")
    assert page.request.get(f"{console.address}/settings").status == 403


def test_the_audit_log_names_what_it_is_about(console: Console, sign_in: SignIn) -> None:
    page = sign_in("ada", "administrator")
    hit = b.hit_of("1", "elephant")
    page.goto(f"{console.address}/hits/{hit}")
    page.goto(f"{console.address}/people/audit")
    page.click("table >> text=Old ivory netsuke")
    expect(page).to_have_url(f"{console.address}/hits/{hit}")
