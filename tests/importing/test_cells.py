"""What stands in the cells of a table, whatever its type: read, or left out and said; never a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.importing import read_files, to_page
from crawler.importing.cells import KNOWN, cleaned, is_measure
from pipelines.normalise import normalise
from pipelines.normalise.money import currency_of
from tests.crawl.conftest import Warden, make_warden
from tests.importing.saving import sites, write
from warden.records import Listing

PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
JSON = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
PRICE = st.dictionaries(st.sampled_from(["amount", "amount_max", "currency", "text", "type"]), JSON)


def listings(path: Path, **told: Any) -> list[Listing]:
    made = [to_page(saved, currency_of=currency_of) for saved in read_files([path], sites=sites(), **told)]
    return [normalise(row, page.facts, page.captured_at, None) for page in made for row in page.listings]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(row=st.dictionaries(st.sampled_from([*KNOWN, "price"]), JSON | PRICE, max_size=6))
def test_no_type_in_any_column_is_a_traceback(tmp_path: Path, row: dict[str, Any]) -> None:
    text = json.dumps({"title": "raw ivory tusk", "id": "1"} | row) + '\n{"title":"a chair","id":"2"}\n'
    for made in listings(write(tmp_path, "a.jsonl", text)):
        assert isinstance(made.title, str)
        assert isinstance(made.listing_id, str)
        price = made.price
        assert price.amount is None or 0 <= price.amount < 1e15
        assert all(value is None or isinstance(value, str) for value in (price.currency, price.text))
        texts = (made.url, made.image, made.description, made.location, made.country, made.sku, *made.images)
        assert all(value is None or isinstance(value, str) for value in texts)


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("value", [True, 5, 1.5, "5", [5], [[]], {}, {"a": {}}, 10**30, "\ud800"])
def test_each_column_takes_each_type(name: str, value: Any) -> None:
    kept, faults = cleaned({name: value})
    assert faults or kept or value in ({}, [[]], "\ud800") or name in ("price", "images")
    assert set(kept) <= {name}


@pytest.fixture
def warden(tmp_path: Path) -> Warden:
    return make_warden(tmp_path)


def test_an_odd_row_is_told_and_the_others_are_kept(warden: Warden) -> None:
    rows = [
        {"title": "raw ivory tusk", "id": 1, "price": {"amount": "12.50", "currency": "EUR"}},
        {"title": "raw ivory tusk", "id": 2, "price": {"text": 5}, "seller": ["x"]},
        {"title": ["x"], "id": 3},
    ]
    table = write(warden.root, "a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    done = warden.run("import", str(table), code=1)
    assert f"{table}, line 2: seller is a list, not a text: left out, the rest is kept" in done.stderr
    assert "line 3: the title is no text: the row is left out" in done.stdout
    lines = warden.run("search", "ivory", "--json").stdout.splitlines()
    assert {json.loads(one)["price"]["amount"] for one in lines} == {12.5, 5.0}


def test_many_rows_of_one_fault_are_one_line(tmp_path: Path) -> None:
    text = '{"title":"a","id":1,"seller":[]}\n' + '{"title":"a","id":1,"seller":{}}\n' * 9
    (saved,) = read_files([write(tmp_path, "a.jsonl", text)], sites=sites())
    assert saved.told == [
        "line 1: seller is a list, not a text: left out, the rest is kept",
        "lines 2, 3, 4, 5, 6 and 4 more: seller is an object, not a text: left out, the rest is kept",
    ]


@pytest.mark.parametrize(
    ("written", "code"),
    [("il y a 3 jours", None), ("€", "EUR"), ("eur", "EUR"), ("XYZ", None), ("", None), ("zł", "PLN")],
)
def test_a_currency_is_a_code_or_unknown(tmp_path: Path, written: str, code: str | None) -> None:
    table = write(tmp_path, "a.csv", f"id,title,amount,currency\n1,raw ivory tusk,12.50,{written}\n")
    (made,) = listings(table)
    assert (made.price.amount, made.price.currency) == (12.5, code)


def test_a_dollar_is_the_one_of_the_site(tmp_path: Path) -> None:
    (made,) = listings(write(tmp_path, "a.csv", "id,title,amount,currency\n1,a,5,$\n"), site="gumtree_au")
    assert made.price.currency == "AUD"


@pytest.mark.parametrize("words", ["5 kg", "3 pcs", "1,5 kg", "2 Stück", "10 шт.", "3件", "1/2 lb"])
def test_a_weight_or_a_count_is_no_price(tmp_path: Path, words: str) -> None:
    assert is_measure(words)
    for column in ("price", "amount"):
        (made,) = listings(write(tmp_path, "a.csv", f'id,title,{column}\n1,a,"{words}"\n'))
        assert (made.price.amount, made.price.text) == (None, None)


@pytest.mark.parametrize("words", ["5", "5 €", "£5", "12.50 EUR", "5 zł", "free", "50p"])
def test_money_is_no_measure(words: str) -> None:
    assert not is_measure(words)


@pytest.mark.parametrize("words", ["il y a 3 jours", "3 - 5", "-5", "x"])
def test_words_with_a_number_are_no_amount(words: str) -> None:
    assert cleaned({"amount": words}) == ({}, ["amount is no amount of money"])
