"""Reports of volunteers, accounts and the audit log; who may what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import Console
from tests.console.test_runs import look
from tests.crawl.stub import Said, stub
from warden.identity import drawn
from warden.records import Verdict
from warden.store.base import HitQuery

SignIn = Callable[..., Page]
SHUT = ("", "next", "runs", "sites", "watches", "runs/new", "watches/new", "people/", "people/audit", "begin")


def test_a_volunteer_reports_and_learns_what_came_of_it(console: Console, sign_in: SignIn) -> None:
    with stub(lambda asked: Said(b"never")) as server:
        page = sign_in("vera", "volunteer")
        expect(page).to_have_url(f"{console.address}/reports")
        look(page)
        page.fill("#id_url", f"{server.url}/item/77")
        page.fill("#id_title", "Old elephant ivory tusk")
        page.fill("#id_target", "elephant")
        page.click("button.main")
        expect(page.locator("table")).to_contain_text("waits for review")
        expect(page.locator("table")).to_contain_text("Old elephant ivory tusk")
        assert server.asked == []  # an address is kept, never fetched
        page.fill("#id_url", f"{server.url}/item/77")
        page.click("button.main")
        expect(page.locator("table")).to_contain_text("already known")
        page.fill("#id_url", f"{server.url}/item/78")
        page.fill("#id_target", "unicorn")
        page.click("button.main")
        expect(page.locator("table")).to_contain_text("called unicorn")  # taken all the same
        page.fill("#id_url", "javascript:alert(1)")
        page.click("button.main")
        expect(page.locator("table")).to_contain_text("not taken")
        look(page)
    with console.store() as store:
        (line,) = [one for one in store.search(HitQuery(text="old elephant")) if "volunteer" in one.origins]
        store.add_verdict(
            Verdict(drawn(), line.hit_id, None, None, "relevant_prohibited", "anna", "2026-11-20T12:00:00Z")
        )
    page.reload()
    expect(page.locator("table")).to_contain_text("confirmed")
    for place in (*SHUT, f"hits/{line.hit_id}"):
        assert page.request.get(f"{console.address}/{place}").status == 403, place


@pytest.mark.parametrize("console", ["sqlite"], indirect=True)
def test_a_saved_page_that_cannot_be_read_is_no_alarm(
    console: Console, sign_in: SignIn, tmp_path: Path
) -> None:
    saved = tmp_path / "page.html"
    saved.write_text("<html><head><title>Nothing</title></head><body>Loading</body></html>", encoding="utf-8")
    page = sign_in("vera", "volunteer")
    page.fill("#id_url", "https://www.ebay.de/itm/123456789012?seller=somebody")
    page.set_input_files("#id_page", str(saved))
    page.click("button.main")
    expect(page.locator(".messages")).to_contain_text("could not be read")
    expect(page.locator("table")).to_contain_text("the saved page could not be read")
    expect(page.locator("table")).to_contain_text("https://www.ebay.de/itm/123456789012")
    page.fill("#id_url", "javascript:alert(1)//?name=somebody")
    page.click("button.main")
    expect(page.locator("tbody tr").first).to_contain_text("javascript:alert(1)")
    with console.store() as store:
        (line,) = [one for one in store.search(HitQuery()) if "volunteer" in one.origins]
        assert not {"changed", "failed"} & store.last_pages().get("ebay_de", {}).keys()
    reader = sign_in("rob", "reviewer")
    reader.goto(f"{console.address}/hits/{line.hit_id}")
    expect(reader.locator("h1")).to_contain_text("ebay.de/itm/123456789012")
    reader.goto(f"{console.address}/reports?all")
    expect(reader.locator("table")).to_contain_text("the saved page could not be read")


def test_a_table_of_many_is_taken_and_its_faults_are_told(
    console: Console, sign_in: SignIn, tmp_path: Path
) -> None:
    table = tmp_path / "form.csv"
    table.write_text(
        "Timestamp;URL;Title;Target\n1;https://example.org/a;Ivory tusk;elephant\n2;no address;x;\n"
        "3;https://example.org/b;=cmd();\n",
        encoding="utf-8",
    )
    page = sign_in("rob", "reviewer")
    page.goto(f"{console.address}/reports")
    page.set_input_files("#id_table", str(table))
    page.click("button.main")
    expect(page.locator(".messages")).to_contain_text("2 listings")
    expect(page.locator(".messages")).to_contain_text("line 3")
    other = sign_in("vic", "volunteer")
    other.goto(f"{console.address}/reports?all")
    assert other.locator("table").count() == 0  # only one's own


def test_accounts_are_made_changed_and_every_step_is_noted(console: Console, sign_in: SignIn) -> None:
    page = sign_in("ada", "administrator")
    page.goto(f"{console.address}/people/")
    look(page)
    page.fill("#id_username", "new")
    page.fill("#id_password1", "four grey geese fly")
    page.fill("#id_password2", "four grey geese fly")
    page.select_option("#id_role", "volunteer")
    page.click("button.main")
    expect(page.locator(".messages")).to_contain_text("new may sign in")
    page.click("table >> text=new")
    page.select_option("#id_role", "reader")
    page.click("button.main")
    page.click("table >> text=ada")
    look(page)
    page.uncheck("#id_is_active")
    page.click("button.main")
    expect(page.locator(".errorlist").first).to_contain_text("last administrator")
    page.goto(f"{console.address}/people/audit")
    look(page)
    for told in ("signed in", "made an account: volunteer", "changed an account: reader"):
        expect(page.locator("table")).to_contain_text(told)


@pytest.mark.parametrize("field", ["is_superuser", "is_staff", "role"])
def test_nobody_makes_themselves_more_than_they_are(console: Console, sign_in: SignIn, field: str) -> None:
    page = sign_in("rob", "reviewer")
    page.goto(f"{console.address}/people/password")
    told = page.evaluate(
        "async (field) => { const form = document.querySelector('main form'); const data = new URLSearchParams(new FormData(form));"
        "data.set(field, field === 'role' ? 'administrator' : 'on');"
        "return (await fetch(location.href, {method: 'POST', body: data})).status }",
        field,
    )
    assert told in (200, 400)
    rows = console.run("people", "list", "--json").stdout
    assert '"role":"reviewer"' in rows.replace(" ", "")
    page.goto(f"{console.address}/people/")
    expect(page.locator("h1")).to_contain_text("may not")
