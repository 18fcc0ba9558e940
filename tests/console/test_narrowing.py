"""What a person is shown: facets, saved searches, own languages and groups, assigned hits, pictures, names; both stores."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.console.conftest import Console
from tests.console.programs import Visitor
from tests.store import build as b

SignIn = Callable[..., Page]
ROWS = "table.hits tbody tr"


def test_facets_and_saved_searches(console: Console, sign_in: SignIn) -> None:
    page = sign_in("anna")
    expect(page.locator(".facets")).to_contain_text(
        re.compile(r"Target\s*elephants 1\s*pangolins 1\s*tiger 1")
    )
    expect(page.locator(".facets")).to_contain_text("ivory 3")
    page.click(".facets a:has-text('pangolin')")
    expect(page).to_have_url(re.compile("target=pangolin"))
    expect(page.locator(ROWS)).to_have_count(1)
    page.click("summary:has-text('Saved searches')")
    page.fill("#id_search_name", "my pangolins")
    page.check("#id_shared")
    page.click("button:has-text('Keep')")
    expect(page.locator(".messages")).to_contain_text("my pangolins")
    other = sign_in("ben", "reader")
    other.click("summary:has-text('Saved searches')")
    other.click("a:has-text('my pangolins')")
    expect(other.locator(ROWS)).to_have_count(1)
    other.goto(f"{console.address}/mine")
    expect(other.locator("main")).not_to_contain_text("my pangolins")
    page.goto(f"{console.address}/mine")
    page.click("button:has-text('forget')")
    expect(page.locator("main")).not_to_contain_text("my pangolins")


def _count(text: str) -> int:
    """The hits a list says it has."""
    found = re.search(r"(One|\d+) hits?\b", text.partition("<main")[2])
    return 0 if found is None else 1 if found[1] == "One" else int(found[1])


def test_a_number_beside_a_link_is_what_the_link_leads_to(console: Console) -> None:
    with console.store() as store:
        more = [
            (
                b.listing("21", "Cub", language=None),
                b.assessment("cats", score=0.5, products=["claw", "skin"]),
            ),
            (b.listing("22", "Tooth"), b.assessment("tiger", score=0.4, products=["claw"])),
            (b.listing("23", "Plain thing"), b.assessment()),
        ]
        store.ingest(b.batch(b.page(number=2), *more))
        store.audit(b.key_of("23"), "carla", b.at(3))
        store.audit(b.key_of("22"), "carla", b.at(3))
        store.add_verdict(b.verdict(b.hit_of("1", "elephant"), "scam", "carla"))
        store.claim(b.hit_of("2", "pangolin"), "carla", b.at(3), "2999-01-01T00:00:00Z")
    anna = Visitor(console, "anna", "reviewer")

    def read(address: str) -> str:
        return anna.session.get(f"{console.address}/{address}", timeout=30).text

    followed = 0
    for start in ("", "?target=cats", "?product=claw", "?origin=match&state=new", "?q=cub&order=newest"):
        facets = read(start).partition('class="facets"')[2].partition("</details>")[0]
        links = re.findall(r'<a href="([^"]+)">.*?</a> <span class="quiet">(\d+)</span>', facets)
        assert links, start
        for address, count in links:
            assert _count(read(address.replace("&amp;", "&"))) == int(count), (start, address)
            followed += 1
    assert followed > 40
    facets = read("?target=cats").partition('class="facets"')[2]
    assert re.search(r"target=cats\b[^>]*>.*?</a> <span class=\"quiet\">3<", facets)  # with the tigers below


def test_nonsense_in_an_address_is_told_and_left_out(console: Console) -> None:
    anna = Visitor(console, "anna", "reader")
    for name, value in (("site", "nowhere"), ("language", "xx"), ("country", "QQ"), ("product", "soup")):
        answer = anna.session.get(f"{console.address}/?{name}={value}&order=newest", timeout=30)
        assert answer.status_code == 400
        assert "The list is shown without this filter" in answer.text
        main = answer.text.partition("<main")[2].partition("<footer")[0]
        assert _count(answer.text) == 3 and f"{name}={value}&amp;" not in main


def test_a_person_is_shown_what_they_know(console: Console, sign_in: SignIn) -> None:
    page = sign_in("anna")
    page.click("text=My settings")
    page.fill("#id_languages", "en, vi")
    page.check("input[value=elephant]")
    page.click("button.main")
    page.goto(f"{console.address}/")
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator(".flag")).to_contain_text("Only your languages and groups")
    page.click("text=Show everything")
    expect(page.locator(ROWS)).to_have_count(3)
    page.click(".facets a:has-text('tiger')")
    expect(page.locator(ROWS)).to_have_count(1)
    # What an expert gives somebody is shown to that person, whatever they know, and to nobody else in turn.
    tiger = b.hit_of("3", "tiger")
    expert = sign_in("carla", "expert")
    expert.goto(f"{console.address}/hits/{tiger}")
    expert.select_option("#id_person", "anna")
    expert.click("button:has-text('Assign')")
    expert.goto(f"{console.address}/?target=tiger")
    expert.click("text=Decide these")
    expect(expert.locator(".messages")).to_contain_text("Nothing is left")
    page.goto(f"{console.address}/?mine=on")
    expect(page.locator(ROWS)).to_have_count(1)
    assert page.locator(f"{ROWS} a").get_attribute("href") == f"/hits/{tiger}?mine=on"


def _with_picture(console: Console) -> None:
    file = Path("pictures/one.png")
    (console.data / "evidence/pictures").mkdir(parents=True)
    Image.new("RGB", (80, 60), "red").save(console.data / "evidence" / file)
    with console.store() as store:
        store.add_evidence(b.key_of("1"), "picture", str(file), "a" * 64, {})


def test_pictures_as_a_person_likes_them(console: Console, sign_in: SignIn) -> None:
    _with_picture(console)
    card = f"{console.address}/hits/{b.hit_of('1', 'elephant')}"
    page = sign_in("anna")
    page.goto(card)
    expect(page.locator(".pictures.shown img")).to_be_visible()
    for choice in ("blurred", "none"):
        page.goto(f"{console.address}/mine")
        page.check(f"input[value={choice}]")
        page.click("button.main")
        page.goto(card)
        expect(page.locator(f".pictures.{choice} img")).to_have_count(1 if choice == "blurred" else 0)
        if choice == "blurred":
            picture = page.locator(".pictures img")
            assert "blur" in picture.evaluate("one => getComputedStyle(one).filter")
            page.wait_for_load_state("load")
            page.keyboard.press("b")
            assert picture.evaluate("one => getComputedStyle(one).filter") == "none"
        else:
            page.click("#unblur")
            expect(page.locator(".pictures.shown img")).to_be_visible()


def test_a_name_is_found_by_its_other_names(console: Console, sign_in: SignIn) -> None:
    page = sign_in("anna")
    page.goto(f"{console.address}/hits/{b.hit_of('3', 'tiger')}")
    page.wait_for_load_state("load")
    page.click("#id_taxon")
    page.keyboard.type("panthera tig")
    expect(page.locator("#taxa option").first).to_have_attribute("value", "tiger")
    page.click("text=look up a name")
    page.fill("#id_name", "manis")
    page.click("button.main")
    page.click("main ul a >> nth=0")
    expect(page.locator("#id_taxon")).to_have_value(re.compile("pangolin|Manis"))


@pytest.mark.parametrize("console", ["sqlite"], indirect=True)
def test_what_is_anothers_stays(console: Console, sign_in: SignIn) -> None:
    page = sign_in("anna")
    page.click("summary:has-text('Saved searches')")
    page.fill("#id_search_name", "mine alone")
    page.click("button:has-text('Keep')")
    other = sign_in("ben", "reader")
    expect(other.locator(".searches")).not_to_contain_text("mine alone")
    [csrf] = [one["value"] for one in other.context.cookies() if one["name"] == "warden_csrf"]
    hit = b.hit_of("1", "elephant")

    def post(place: str, **told: str) -> int:
        answer = other.request.post(
            f"{console.address}{place}",
            form={"csrfmiddlewaretoken": csrf, **told},
            headers={"Origin": console.address},
            max_redirects=0,
        )
        return answer.status

    assert post("/searches/1/drop") == 302
    page.goto(f"{console.address}/mine")
    expect(page.locator("main")).to_contain_text("mine alone")
    assert post(f"/hits/{hit}/assign", person="ben") == post("/audit") == 403
    assert post("/searches", name="x", query="next=//example.org&target=tiger") == 302
    other.goto(f"{console.address}/mine")
    assert other.locator("main li a").get_attribute("href") == "/?target=tiger"
    for place in ("/disputed", "/names", "/names.json?name=a", "/next"):
        assert other.request.get(f"{console.address}{place}").status == 403, place
