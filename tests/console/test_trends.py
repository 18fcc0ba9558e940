"""What is changing, in a real browser on both stores."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from math import nan
from pathlib import Path
from statistics import median

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import HOSTILE, Console
from tests.console.test_access import violations
from tests.store import build as b
from warden.identity import iso_week, now
from warden.store.base import Batch, Gone, Store

SignIn = Callable[..., Page]
WINDOW = "since=2026-W44&until=2026-W48"


def traded(store: Store) -> None:
    """Beside what ``filled`` left in week 45: five weeks of a site that lets nobody in in the fourth, and in the fifth
    other terms are looked for; two targets, of which one rises."""
    p = b.probe("tusk", "bazaar")
    b.begin(store, "run-2", p)
    number = 0
    for week, day in enumerate((2, 9, 16, 23)):
        shown = []
        for target, count in (("pangolin", (2, 3, 0, 24)[week]), ("elephant", 5)):
            for _ in range(count):
                number += 1
                price = (
                    b.Price(float(10 * number), None, "EUR", None, "asking") if priced(number) else b.Price()
                )
                title = "=HYPERLINK(1)" if number == 1 else f"Piece {number}"
                offer = b.listing(
                    f"t{number}", title, price=price, country="VN", seller_key=f"s{number % 7}", image=None
                )
                shown.append((offer, b.assessment(target)))
        blocked = week == 2
        more = {"outcome": "blocked"} if blocked else {}
        on = b.page(
            "run-2", p, number=week, captured=b.at(day), recipe=b.recipe("t2" if week == 3 else "t1"), **more
        )
        store.ingest(b.batch(on, *([] if blocked else shown)))
    key = b.key_of("t1")
    gone = b.page("run-2", key=key, captured=b.at(12), outcome="none")
    store.ingest(Batch(gone, [], Gone(key, "removed", b.at(12))))


@pytest.fixture
def reader(console: Console, sign_in: SignIn) -> Iterator[Page]:
    with console.store() as store:
        traded(store)
    yield sign_in("rita", "reader")


def table(page: Page) -> dict[str, list[str]]:
    rows = page.locator("table.numbers tbody tr").all()
    return {row.locator("time").inner_text(): row.locator("td").all_inner_texts() for row in rows}


def test_a_chart_its_numbers_and_their_listings(console: Console, reader: Page) -> None:
    reader.goto(f"{console.address}/")
    reader.click("nav >> text=Trends")
    reader.select_option("#id_by", "target")
    reader.fill("#id_site", "bazaar")
    reader.fill("#id_since", "2026-W44")
    reader.fill("#id_until", "2026-11-25")
    reader.click("button:has-text('Show')")
    expect(reader.locator("h1")).to_have_text("Listings with a hit by target")
    assert table(reader) == {
        "2026-W48": ["24", "5", "the list of terms"],
        "2026-W47": ["broken", "broken", ""],
        "2026-W46": ["3", "5", ""],
        "2026-W45": ["2", "5", ""],
        "2026-W44": ["not looked", "not looked", ""],
    }
    reader.wait_for_load_state("networkidle")
    assert reader.evaluate("document.querySelector('.chart img').naturalWidth") > 500
    reader.click("text='24'")
    expect(reader.locator("main")).to_contain_text("24 listings are counted")
    assert reader.locator("tbody tr").count() == 24
    reader.locator("tbody a").first.click()
    expect(reader.locator("h1")).to_contain_text("Piece")
    reader.goto(f"{console.address}/trends/?{WINDOW}&measure=new&by=country&basket=all&target=pangolin")
    reader.click("tr:has-text('W46') a")
    expect(reader.locator("main")).to_contain_text("3 listings are counted")
    assert reader.locator("tbody tr").count() == 3
    reader.click("text=First seen in this week")
    expect(reader.locator(".bar")).to_contain_text("3 hits")


LINKS = """trs => trs.flatMap(tr => [...tr.querySelectorAll('td.number a')].map(a =>
    [a.innerText, a.getAttribute('href')]))"""


@pytest.mark.parametrize("measure", ["listings", "new", "sellers", "rate", "price"])
def test_every_number_is_that_of_the_list_it_leads_to(console: Console, reader: Page, measure: str) -> None:
    """All links of a table are followed; the listings found there are counted by hand."""
    for apart in ("", "target", "country") if measure != "rate" else ("",):
        query = f"{WINDOW}&measure={measure}&by={apart}&basket=all&site=bazaar"
        reader.goto(f"{console.address}/trends/?{query}")
        links = reader.locator("table.numbers tbody tr").evaluate_all(LINKS)
        assert links, apart
        for number, link in links:
            told = listed(reader, f"{console.address}{link}")
            assert number_of(measure, told) == pytest.approx(float(number.replace(",", ""))), link
    if measure == "price":
        assert "Each states a plain price in EUR" in reader.request.get(f"{console.address}{link}").text()


def number_of(measure: str, told: list[tuple[str, float]]) -> float:
    """(seller, price) of each; one probe answered in each week."""
    match measure:
        case "sellers":
            return len({seller for seller, _ in told})
        case "rate":
            return 100 * len(told)
        case "price":
            assert all(price == price for _, price in told), "one that states no price"
            return median(price for _, price in told)
    return len(told)


def listed(page: Page, address: str) -> list[tuple[str, float]]:
    """Who sells and for how much, by the title that ``traded`` has given."""
    page.goto(address)
    rows = page.locator("table.hits tbody tr").all_inner_texts()
    found = []
    for row in rows:
        number = int(found_n[1]) if (found_n := re.search(r"Piece (\d+)", row)) else 1
        found.append((f"s{number % 7}", float(10 * number)) if priced(number) else (f"s{number % 7}", nan))
    return found


def priced(number: int) -> bool:
    return number % 4 != 0


def test_downloads(console: Console, reader: Page, tmp_path: Path) -> None:
    reader.goto(f"{console.address}/trends/?{WINDOW}&by=site&basket=all")
    kept = {}
    for name in ("CSV", "PNG", "SVG", "Vega-Lite"):
        with reader.expect_download() as waiting:
            reader.click(f".saves >> text='{name}'")
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        kept[name] = path
    assert kept["CSV"].name == "trends-listings-site-2026-W44-2026-W48.csv"
    rows = list(csv.DictReader(io.StringIO(kept["CSV"].read_text(encoding="utf-8"))))
    values = {(row["week"], row["series"]): (row["state"], row["value"]) for row in rows}
    assert values["2026-W48", "bazaar"] == ("counted", "29")
    assert values["2026-W47", "bazaar"] == ("broken", "")
    assert values["2026-W45", "demo"] == ("counted", "3")
    assert kept["PNG"].read_bytes().startswith(b"\x89PNG")
    assert kept["SVG"].read_text(encoding="utf-8").startswith("<svg")
    told = json.loads(kept["Vega-Lite"].read_text(encoding="utf-8"))
    assert "vega-lite" in told["$schema"]


def test_what_is_said_of_weeks(console: Console, reader: Page) -> None:
    reader.goto(f"{console.address}/trends/?{WINDOW}&site=bazaar")
    told = reader.locator("h1 ~ p").first
    expect(told).to_contain_text("the one probe that answered in all weeks in which any did (3)")
    expect(told).to_contain_text("In one week nobody looked: 2026-W44")
    running = iso_week(now())
    reader.goto(f"{console.address}/trends/?since=2026-W44&until={running}&basket=all&by=target")
    expect(told).to_contain_text(f"{running} is not over yet")
    expect(reader.locator(f"tr:has(time[datetime='{running}']) th")).to_contain_text("not over yet")
    expect(reader.locator("thead")).to_contain_text("pangolins")
    reader.goto(f"{console.address}/trends/")
    assert running not in table(reader), "the usual window holds whole weeks"
    reader.goto(f"{console.address}/trends/?target=pangolin")
    assert reader.input_value("#id_target") == "pangolins"


def test_rising_and_staying(console: Console, reader: Page) -> None:
    reader.goto(f"{console.address}/trends/changes?site=bazaar&weeks=2")
    expect(reader.locator("h1")).to_have_text("Rising and falling")
    reader.goto(f"{console.address}/trends/lifetimes?site=bazaar")
    row = reader.locator("tbody tr").first
    expect(row).to_contain_text("removed (1)")
    expect(row).to_contain_text("too few")
    reader.fill("#id_target", "no such animal")
    reader.click("button:has-text('Show')")
    expect(reader.locator(".errorlist")).to_contain_text("no such target")


def test_prices_and_what_is_asked_wrongly(console: Console, reader: Page) -> None:
    reader.goto(f"{console.address}/trends/?{WINDOW}&measure=price&basket=all&site=bazaar")
    assert table(reader)["2026-W45"][0] == "40.00"
    places = {
        "/trends/?since=2026-W99": 400,
        "/trends/?since=soon": 400,
        "/trends/?measure=clicks": 400,
        "/trends/?since=2026-W10&until=2026-W09": 400,
        "/trends/?since=1990-W01": 400,
        "/trends/chart.exe": 404,
        "/trends/chart.svg?by=seller": 404,
        "/trends/numbers.csv?by=seller": 404,
        "/trends/listings?week=now": 404,
        "/trends/listings?week=2026-W99": 400,
        "/trends/changes?weeks=0": 400,
        f"/trends/listings?{WINDOW}&week=2026-W45&key={HOSTILE[:30]}&by=site": 200,
    }
    assert {place: reader.request.get(f"{console.address}{place}").status for place in places} == places


def test_who_may_not_read_sees_no_figures(console: Console, sign_in: SignIn) -> None:
    page = sign_in("vera", "volunteer")
    for place in ("", "chart.svg", "numbers.csv", "listings?week=2026-W45", "changes", "lifetimes"):
        assert page.request.get(f"{console.address}/trends/{place}").status == 403, place


@pytest.mark.parametrize(
    ("console", "scheme"),
    [("sqlite", "light"), ("sqlite", "dark"), ("elastic", "light")],
    indirect=["console"],
)
def test_everybody_can_read_it(console: Console, sign_in: SignIn, scheme: str, tmp_path: Path) -> None:
    with console.store() as store:
        traded(store)
    page = sign_in("rita", "reader", color_scheme=scheme, bypass_csp=True)
    found = {}
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for n, place in enumerate(
            (
                f"?{WINDOW}&by=target&basket=all",
                f"?{WINDOW}&by=site&measure=price&basket=all",
                "?since=2026-W99",
                f"listings?{WINDOW}&week=2026-W48&basket=all",
                "changes?weeks=2",
                "lifetimes?by=target",
            )
        ):
            page.goto(f"{console.address}/trends/{place}", wait_until="networkidle")
            found[place, width] = violations(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (place, width)
            page.screenshot(path=tmp_path / f"{scheme}-{width}-{n}.png", full_page=True)
    assert {place: some for place, some in found.items() if some} == {}
