"""The first run, a watch with its forecast, a crawl that is started, watched, stopped: in the browser, with its worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.console.conftest import PASSWORD, Console
from tests.crawl.conftest import SITE
from tests.crawl.stub import Asked, Said, Stub, listing_page, row, stub
from warden.store.base import HitQuery

WIDE = {"width": 1280, "height": 900}


def answer(asked: Asked) -> Said:
    """A shop with ivory on each of its pages, half a second slow."""
    if asked.path == "/robots.txt":
        return Said(b"", 404)
    if asked.path.startswith("/o/"):
        return Said(b"", 404)
    first = 10 * int(asked.query.get("page", "1"))
    rows = (row(first + n, f"Old elephant ivory carving {n}, real tusk") for n in range(2))
    return Said(listing_page(*rows), delay=0.5)


@pytest.fixture
def shop() -> Iterator[Stub]:
    with stub(answer) as server:
        yield server


@pytest.fixture(params=["sqlite", "elastic"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path, shop: Stub) -> Iterator[Console]:
    """A console on nothing at all, with a worker beside it and one site that is here."""
    url = f"sqlite:///{tmp_path / 'warden.db'}"
    if request.param == "elastic":
        url = str(request.getfixturevalue("elastic_url"))
    sites = tmp_path / "sites"
    sites.mkdir()
    text = SITE.format(base=shop.url, policy="", paging="page", platform="stub")
    (sites / "near.toml").write_text(text, encoding="utf-8")
    (tmp_path / "data").mkdir()
    made = Console(tmp_path / "data", url, options=(), more={"WARDEN_SITES": str(sites)})
    with made.serving():
        yield made


def look(page: Page) -> None:
    """Nothing that hinders anybody, at both widths."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page)
        assert not found.response["violations"], found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def test_from_an_empty_directory_to_the_first_hit(fresh: Console, browser: Browser) -> None:
    (first,) = [line.split()[-1] for line in fresh.said if "/people/first/" in line]
    with browser.new_context(viewport=WIDE) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(first)
        page.fill("#id_username", "ada")
        page.fill("#id_password1", PASSWORD)
        page.fill("#id_password2", PASSWORD)
        page.click("button.main")
        expect(page).to_have_url(f"{fresh.address}/begin")
        look(page)

        page.fill("#id_contact", "ada@example.org")
        page.check("input[name=targets][value=elephant]")
        page.check("input[name=langs][value=en]")
        page.click("button[name=forecast]")
        expect(page.locator("tfoot")).to_contain_text("in all")
        look(page)
        page.click("button[name=start]")
        expect(page.locator("h1")).to_contain_text("first")
        expect(page.locator("#standing-word")).to_contain_text("done", timeout=90_000)
        look(page)

        page.click("text=The newest hits")
        page.locator("table.hits a").first.click()
        page.wait_for_load_state("networkidle")
        page.keyboard.press("2")
        expect(page.locator(".messages")).to_contain_text("Possibly illegal")
    with fresh.store() as store:
        (run,) = store.runs()
        assert (run.watch, run.by, run.status) == ("first", "ada", "done")
        assert store.get_setting("settings")["crawl.contact"] == "ada@example.org"
        assert any(line.verdict for line in store.search(HitQuery()))


def signed_in(fresh: Console, browser: Browser, stack: ExitStack, name: str, role: str) -> Page:
    fresh.account(name, role)
    context = stack.enter_context(browser.new_context(viewport=WIDE))  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{fresh.address}/people/sign-in")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.click("button.main")
    return page


def test_a_crawl_is_started_watched_stopped_and_resumed(fresh: Console, browser: Browser, shop: Stub) -> None:
    with ExitStack() as stack:
        page = signed_in(fresh, browser, stack, "cora", "curator")
        page.goto(f"{fresh.address}/runs/new")
        page.select_option("#id_sites", ["near"])
        page.fill("#id_places", "newest")
        page.fill("#id_pages", "30")
        page.click("button[name=forecast]")
        expect(page.locator("tfoot")).to_contain_text("30")
        page.click("button[name=start]")
        expect(page.locator("#standing")).to_contain_text("results", timeout=60_000)  # while it is under way
        page.click("text=Stop")
        expect(page.locator("#standing-word")).to_contain_text("by cora")
        page.wait_for_timeout(4_000)
        asked = len(shop.asked)
        page.wait_for_timeout(3_000)
        assert len(shop.asked) == asked
        look(page)
        page.click("text=Go on")
        expect(page.locator("#standing-word")).to_contain_text("done", timeout=120_000)

        reader = signed_in(fresh, browser, stack, "rita", "reader")
        reader.goto(page.url)
        assert reader.locator("text=Stop").count() == 0
        told = reader.request.post(f"{page.url}/stop")
        assert told.status == 403
        reader.goto(f"{fresh.address}/runs/new")
        expect(reader.locator("h1")).to_contain_text("may not")


def test_a_watch_is_made_with_its_forecast_changed_and_retired(fresh: Console, browser: Browser) -> None:
    with ExitStack() as stack:
        page = signed_in(fresh, browser, stack, "eva", "expert")
        page.goto(f"{fresh.address}/watches/new")
        page.fill("#id_name", "ivory")
        page.select_option("#id_sites", ["near"])
        page.select_option("#id_langs", ["en"])
        page.fill("#id_targets", "Elephant")
        page.click("button[name=forecast]")
        expect(page.locator("tfoot")).to_contain_text("in all")
        look(page)
        page.click("button[name=save]")
        expect(page.locator(".messages")).to_contain_text("version 1")
        look(page)
        page.click("text=Change it")
        assert page.locator("#id_targets").input_value() == "elephant"
        page.fill("#id_pages", "1")
        page.click("button[name=save]")
        expect(page.locator(".messages")).to_contain_text("version 2")
        page.goto(f"{fresh.address}/watches/new")
        page.fill("#id_name", "wrong")
        page.select_option("#id_sites", ["near"])
        page.fill("#id_targets", "no such animal")
        page.click("button[name=save]")
        expect(page.locator(".errorlist").first).to_contain_text("no such animal")
        page.goto(f"{fresh.address}/watches/ivory")
        page.click("text=Retire it")
        expect(page.locator("main")).to_contain_text("retired")
    with fresh.store() as store:
        (kept,) = store.watches()
        assert (kept["version"], kept["spec"]["pages"]) == (2, 1)


def test_the_saved_page_behind_an_alarm_is_text(
    fresh: Console, browser: Browser, sites_page: Callable[[Page], None] = look
) -> None:
    fresh.run("crawl", "--site", "near", "--term", "ivory", "--max-pages", "1")
    with ExitStack() as stack:
        page = signed_in(fresh, browser, stack, "cora", "curator")
        page.goto(f"{fresh.address}/sites")
        sites_page(page)
        with fresh.store() as store:
            seen = store.last_pages()["near"]["results"]
        page.goto(f"{fresh.address}/pages/{seen.page_id}")
        expect(page.locator("pre.saved")).to_contain_text("<li class=")
        sites_page(page)
        with page.expect_download() as download:
            page.click("text=Take all")
        expert = signed_in(fresh, browser, stack, "eva", "expert")
        assert expert.request.get(f"{fresh.address}/pages/{seen.page_id}").status == 200
        assert expert.request.get(f"{fresh.address}/pages/{seen.page_id}?whole").status == 403
        assert b"<li" in Path(str(download.value.path())).read_bytes()
        reader = signed_in(fresh, browser, stack, "rita", "reader")
        assert reader.request.get(f"{fresh.address}/pages/{seen.page_id}").status == 403
