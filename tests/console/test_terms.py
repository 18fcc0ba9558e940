"""The curators' pages: a restricted word is theirs alone; what terms cost; what a new one would catch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import Console, filled
from tests.console.test_runs import look

SignIn = Callable[..., Page]
SECRET_WORD = "moonwhite"
COLUMNS = "id,term,kind,target,product,weight,sensitivity,search,status,gloss\n"


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    terms = tmp_path / "own" / "terms"
    terms.mkdir(parents=True)
    row = f"X-1,{SECRET_WORD},code,elephant,ivory_worked,strong,restricted,yes,candidate,told in the dark\n"
    (terms / "en.csv").write_text(COLUMNS + row, encoding="utf-8")
    more = {"WARDEN_TERMS": str(terms.parent)}
    made = Console(tmp_path, f"sqlite:///{tmp_path / 'warden.db'}", more=more)
    with made.store() as store:
        filled(store)
    with made.serving():
        yield made


def test_a_curator_sees_a_restricted_word_and_a_reader_does_not(console: Console, sign_in: SignIn) -> None:
    place = f"{console.address}/terms/?lang=en&target=elephant"
    curator = sign_in("cora", "curator")
    curator.goto(place)
    expect(curator.locator("table")).to_contain_text(SECRET_WORD)
    look(curator)
    reader = sign_in("rita", "reader")
    for address in (place, f"{console.address}/terms/?q={SECRET_WORD}", f"{console.address}/terms/?q=X-1"):
        text = reader.request.get(address).text()
        assert "told in the dark" not in text
        # What the reader typed stands in the field and in the address the page was asked by.
        told = text.replace(f'value="{SECRET_WORD}"', "").replace(f'value="/terms/?q={SECRET_WORD}"', "")
        assert SECRET_WORD not in told
    reader.goto(place)
    expect(reader.locator("table")).to_contain_text("X-1")
    assert reader.request.get(f"{console.address}/terms/try").status == 403
    ada = sign_in("ada", "administrator")
    ada.goto(f"{console.address}/people/audit?person=cora")
    expect(ada.locator("table")).to_contain_text("saw restricted words")


def test_a_term_is_tried_on_what_is_stored(console: Console, sign_in: SignIn) -> None:
    page = sign_in("cora", "curator")
    page.goto(f"{console.address}/terms/try")
    look(page)
    page.fill("#id_term", "netsuke")
    page.select_option("#id_lang", "en")
    page.fill("#id_target", "elephant")
    page.click("button.main")
    expect(page.locator("p[role=status]")).to_contain_text("It stands in 1 listings")
    assert "netsuke" not in page.url
    look(page)
    page.goto(f"{console.address}/terms/ledger")
    look(page)
