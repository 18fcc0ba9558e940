"""Second opinions, disputes, listings edited after their verdict, one decision for all re-listings; on both stores."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import Console
from tests.console.test_queue import press, states
from tests.store import build as b

SignIn = Callable[..., Page]


@pytest.fixture
def settings() -> str:
    return "[console]\nsecond_share = 1.0\naudit_share = 0.0\n"


def test_a_second_opinion_is_blind_and_an_expert_settles_the_dispute(
    console: Console, sign_in: SignIn
) -> None:
    elephant, pangolin = b.hit_of("1", "elephant"), b.hit_of("2", "pangolin")
    anna = sign_in("anna")
    anna.goto(f"{console.address}/next")
    anna.fill("#id_note", "the tip of a tusk")
    anna.locator("#id_note").blur()
    for key in ("2", "5", "7"):
        press(anna, key)
    anna.goto(f"{console.address}/next")
    expect(anna.locator(".messages")).to_contain_text("Nothing is left")  # of her own none again
    ben = sign_in("ben")
    ben.goto(f"{console.address}/next")
    expect(ben.locator("h1")).to_have_text("Old ivory netsuke")
    expect(ben.locator(".flag")).to_contain_text("A second opinion")
    shown = ben.locator(".look").inner_text() + ben.locator(".facts").inner_text()
    for told in ("anna", "relevant_potentially_illegal", "Decided before", "tip of a tusk", "decided"):
        assert told not in shown.replace("what was decided before is not shown", ""), told
    press(ben, "5")
    expect(ben.locator("h1")).to_have_text("Pangolin scales, 1 kg")
    press(ben, "5")
    assert states(console) == {"elephant": "disputed", "pangolin": "decided", "tiger": "decided"}
    with console.store() as store:
        assert [(one.reviewer, one.seen.blind) for one in store.verdicts(pangolin)] == [
            ("anna", None),
            ("ben", True),
        ]
        assert {row["queue"] for row in store.selections(pangolin)} == {"priority", "second"}
        assert {row["stratum"] for row in store.selections(pangolin)} == {"hit", "pangolin/not_relevant"}
    carla = sign_in("carla", "expert")
    carla.click("text=Disputed")
    expect(carla.locator(".sides")).to_contain_text("Possibly illegal anna — the tip of a tusk")
    expect(carla.locator(".sides")).to_contain_text("Replica, or no wildlife ben, blind")
    carla.click("text=Old ivory netsuke")
    expect(carla.locator(".decide .flag")).to_contain_text("settles the dispute")
    press(carla, "2")
    assert states(console)["elephant"] == "adjudicated"
    with console.store() as store:
        assert [one.adjudicates for one in store.verdicts(elephant)] == [False, False, True]
    _agreement(console, ben, carla, sign_in("dora", "administrator"))


def _agreement(console: Console, reviewer: Page, expert: Page, administrator: Page) -> None:
    """Totals for everybody; of a person only for that person and who has the right."""
    for page in (reviewer, expert, administrator):
        page.goto(f"{console.address}/agreement")
        expect(page.locator("table").first).to_contain_text("elephant")
        expect(page.locator("table").first).to_contain_text("too few")
    people = "table:nth-of-type(2) tbody th"
    assert reviewer.locator(people).all_text_contents() == ["ben"]
    assert expert.locator(people).all_text_contents() == []
    assert administrator.locator(people).all_text_contents() == ["anna", "ben"]
    assert reviewer.request.get(f"{console.address}/disputed").status == 403


def test_a_listing_edited_after_its_verdict_comes_back_with_the_difference(
    console: Console, sign_in: SignIn
) -> None:
    hit = b.hit_of("2", "pangolin")
    with console.store() as store:
        [old] = store.revisions(b.key_of("2"))
        store.add_verdict(b.verdict(hit, "replica_or_not_wildlife", "ben", revision_id=old["revision_id"]))
        changed = b.listing("2", "Pangolin scales, 2 kg", price=b.Price(40_000_000.0, currency="VND"))
        store.ingest(
            b.batch(b.page(number=4, captured=b.at(4)), (changed, b.assessment("pangolin", score=0.8)))
        )
    page = sign_in("anna")
    expect(page.locator("tbody")).to_contain_text("changed")
    page.goto(f"{console.address}/hits/{hit}")
    rows = page.locator(".changes tbody tr")
    assert [[cell.strip() for cell in row.locator("th, td").all_text_contents()] for row in rows.all()] == [
        ["Title", "Pangolin scales, 1 kg", "Pangolin scales, 2 kg"],
        ["Price", "23,835,000 VND", "40,000,000 VND"],
    ]
    press(page, "2")
    assert states(console)["pangolin"] == "decided"


def test_one_decision_for_all_re_listings(console: Console, sign_in: SignIn) -> None:
    with console.store() as store:
        again = (b.listing("11", "Old ivory netsuke"), b.assessment("elephant", score=0.6))
        store.ingest(b.batch(b.page(number=3), again))
    page = sign_in("anna")
    page.goto(f"{console.address}/hits/{b.hit_of('1', 'elephant')}")
    expect(page.locator(".facts")).to_contain_text("Offered again")
    press(page, "2")
    expect(page.locator(".messages")).to_contain_text("2 verdicts")
    with console.store() as store:
        [verdict] = store.verdicts(b.hit_of("11", "elephant"))
    assert verdict.via is not None
    press(page, "z")
    with console.store() as store:
        [verdict] = store.verdicts(b.hit_of("11", "elephant"))
    assert verdict.undone
