"""What a reviewer does all day, in a real browser on both stores."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.console.conftest import PASSWORD, Console
from tests.console.test_runs import look
from tests.store import build as b

SignIn = Callable[..., Page]


def states(console: Console) -> dict[str, str]:
    with console.store() as store:
        found = {
            name: store.hit(b.hit_of(number, name))
            for number, name in (("1", "elephant"), ("2", "pangolin"), ("3", "tiger"))
        }
    return {name: line.state for name, line in found.items() if line}


def press(page: Page, key: str) -> None:
    """A key and the page that follows; keys are heard once the script is there."""
    page.wait_for_load_state("load")
    with page.expect_navigation():
        page.keyboard.press(key)


def test_first_account_is_made_by_who_reads_the_terminal(console: Console, browser_page: Page) -> None:
    [link] = [line.rpartition(" ")[2] for line in console.said if "/people/first/" in line]
    answer = browser_page.goto(f"{link}x")
    assert answer and answer.status == 404
    browser_page.goto(link)
    browser_page.fill("#id_username", "amina")
    browser_page.fill("#id_password1", "12345")
    browser_page.fill("#id_password2", "12345")
    browser_page.click("button.main")
    expect(browser_page.locator(".errorlist").first).to_be_visible()
    browser_page.fill("#id_password1", PASSWORD)
    browser_page.fill("#id_password2", PASSWORD)
    browser_page.click("button.main")
    expect(browser_page.locator("header")).to_contain_text("administrator")
    again = browser_page.goto(link)
    assert again and again.status == 404


def test_triage_by_keyboard(console: Console, sign_in: SignIn) -> None:
    page = sign_in("anna")
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator("tbody")).to_contain_text("23,835,000 VND")
    page.click("text=Decide these")
    expect(page.locator("h1")).to_have_text("Old ivory netsuke")
    expect(page.locator("h1 mark.signal")).to_have_text("ivory")
    expect(page.locator(".law").first).to_contain_text("cites international: depends I/II")
    press(page, "2")
    expect(page.locator(".messages")).to_contain_text("Possibly illegal")
    expect(page.locator("h1")).to_have_text("Pangolin scales, 1 kg")
    page.keyboard.press("t")
    page.keyboard.type("Manis javanica")
    page.keyboard.press("Escape")
    page.select_option("#id_rank", "species")
    page.select_option("#id_basis", "image_morphology")
    page.locator("#id_basis").blur()
    press(page, "4")
    assert states(console) == {"elephant": "decided", "pangolin": "decided", "tiger": "claimed"}
    with console.store() as store:
        [verdict] = store.verdicts(b.hit_of("2", "pangolin"))
    assert (verdict.decision, verdict.reviewer, verdict.taxon) == (
        "relevant_legality_unknown",
        "anna",
        "Manis javanica",
    )
    assert (verdict.seen.rank, verdict.seen.basis, verdict.seen.material) == (
        "species",
        "image_morphology",
        None,
    )
    assert verdict.seen.seconds is not None and verdict.seen.seconds < 60
    press(page, "z")
    expect(page.locator("h1")).to_have_text("Pangolin scales, 1 kg")
    expect(page.locator(".undone")).to_contain_text("anna: Protected, law unclear")
    assert states(console)["pangolin"] in ("new", "claimed")
    press(page, "c")
    press(page, "9")
    expect(page.locator(".messages")).to_contain_text("Nothing is left")
    assert states(console) == {"elephant": "decided", "pangolin": "cannot_tell", "tiger": "decided"}


def test_skipping_goes_round(console: Console, sign_in: SignIn) -> None:
    page = sign_in("anna")
    page.click("text=Next to decide")
    seen = []
    for _ in range(4):
        seen.append(page.url.rpartition("/")[2])
        press(page, "j")
    assert states(console) == {"elephant": "new", "pangolin": "claimed", "tiger": "new"}  # skipped is let go
    names = [
        b.hit_of(number, name) for number, name in (("1", "elephant"), ("2", "pangolin"), ("3", "tiger"))
    ]
    assert seen == [*names, names[0]]
    other = sign_in("ben")
    other.click("text=Next to decide")
    expect(other.locator("h1")).to_have_text("Old ivory netsuke")
    other.goto(f"{console.address}/hits/{names[1]}")
    expect(other.locator(".look .flag")).to_contain_text("anna has held this hit since")
    reader = sign_in("rita", "reader")
    reader.goto(f"{console.address}/hits/{names[1]}")
    expect(reader.locator(".look .flag")).to_contain_text("Somebody has held this hit since")


def test_filters_go_along(console: Console, sign_in: SignIn) -> None:
    page = sign_in("anna")
    page.fill("#id_target", "pangolin")
    page.click("button:has-text('Show')")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.click("text=Decide these")
    expect(page).to_have_url(re.compile("target=pangolin"))
    press(page, "1")
    expect(page).to_have_url(re.compile(r"/\?target=pangolin"))
    assert states(console)["elephant"] == "new"
    page.fill("#id_target", "no such animal")
    page.click("button:has-text('Show')")
    expect(page.locator(".errorlist")).to_contain_text("no such target")


def test_two_reviewers_at_once_are_both_kept(console: Console, sign_in: SignIn) -> None:
    hit = b.hit_of("1", "elephant")
    pages = [sign_in(name) for name in ("anna", "ben")]
    for page in pages:
        page.goto(f"{console.address}/hits/{hit}")
    press(pages[0], "1")
    expect(pages[0].locator(".messages")).not_to_contain_text("Meanwhile")
    press(pages[1], "5")
    expect(pages[1].locator(".messages")).to_contain_text(
        "Meanwhile anna decided: Prohibited by the platform"
    )
    with console.store() as store:
        line, verdicts = store.hit(hit), store.verdicts(hit)
    assert line is not None and line.state == "disputed"
    assert {(one.reviewer, one.decision) for one in verdicts} == {
        ("anna", "relevant_prohibited"),
        ("ben", "replica_or_not_wildlife"),
    }


def test_without_script_all_works(console: Console, sign_in: SignIn) -> None:
    page = sign_in("anna", java_script_enabled=False)
    page.click("text=Next to decide")
    page.fill("#id_note", "head of a cane")
    page.click("button:has-text('Possibly illegal')")
    assert states(console)["elephant"] == "decided"
    page.click("button:has-text('Undo')")
    assert states(console)["elephant"] == "claimed"


def test_narrow_and_dark(console: Console, sign_in: SignIn) -> None:
    page = sign_in("anna", color_scheme="dark")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for place in ("/", "/next"):
            page.goto(f"{console.address}{place}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, place)
    _folded_on_a_telephone(page, console)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(251, 250, 247)"


def _folded_on_a_telephone(page: Page, console: Console) -> None:
    """Menu and filters leave the first screen to the first listing; in a wide window they are open."""
    for place in ("/?site=nowhere", "/next", "/names?name=african+elephant"):
        page.goto(f"{console.address}{place}")
        look(page)
    page.goto(f"{console.address}/?site=nowhere")
    expect(page.locator("header nav")).to_be_visible()
    expect(page.locator("#id_site")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{console.address}/")
    expect(page.locator("header nav")).to_be_hidden()
    expect(page.locator("#id_site")).to_be_hidden()
    box = page.locator("table.hits tbody tr").first.bounding_box()
    assert box is not None and box["y"] + box["height"] < 800
    page.click(".menu summary")
    page.click("header nav a >> nth=0")
    page.click("main .fold > summary")
    page.select_option("#id_site", "demo")
    page.click("button:has-text('Show')")
    expect(page).to_have_url(re.compile("site=demo"))
