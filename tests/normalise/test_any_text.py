"""Whatever a page writes, normalising neither raises nor works for ever."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

import pipelines.normalise
from pipelines.normalise import DESCRIPTION_CUT, TITLE_CUT, normalise
from pipelines.normalise.contacts import hide_contacts
from pipelines.normalise.dates import WORDS_CUT, listed_at
from pipelines.normalise.price import TEXT_CUT, normalise_price
from pipelines.normalise.quantity import CUT, quantity_of
from warden.records import Listing, Price, SiteFacts

CAPTURED = datetime(2026, 2, 6, 20, 30, tzinfo=UTC)
SITES = (
    SiteFacts("a", "a"),
    SiteFacts("b", "b", "PL", ("PL",), ("pl",), "PLN", "Europe/Warsaw"),
    SiteFacts("c", "c", "CN", ("CN",), ("zh",), "CNY", "Asia/Shanghai"),
    SiteFacts("d", "d", "US", ("US",), ("en",), "USD", "America/New_York"),
    SiteFacts("e", "e", "TH", ("TH",), ("th", "en"), "THB", "Asia/Bangkok"),
    SiteFacts("f", "f", "VN", ("VN",), ("vi",), "VND", "No/Where"),
    SiteFacts("g", "g", "SA", ("SA", "AE"), ("ar",), "SAR", "Asia/Riyadh"),
)
CHARS = (
    "0123456789" * 6
    + "$€£¥₹₫฿₱元円万億千都.,'’ -–~/:()+@#%&" * 2
    + "abcdefghijklmnopqrstuvwxyzÄÖßłđơ"
    + "年月日時分前กขคงจ가나다원अआक०१२٠١٢دينارతెలుгдеж"
    + "\x00\x1b\u202e\u200b\ufeff\ufdd0\ud800\udfff\U0001f600\U0001d7d8\U00010924²½①Ⅷ٫٬"
)
PIECES = (
    "tel ", "WhatsApp ", "VB", " ago", "siku ", "vor ", "前", "t.me/", "微信", "@", "(at)", "1.234.567,89 ", "9" * 40, "0" * 25, "2026-02-", "set of ", "1.2.0 ", "5. mai ",
    "令和", "-99:99", "12:61", "31/31/31", "1e999", "٫" * 9, "tr", "1 2 3 4 ", "kg", "১২", "Set of", "一对", "99999999999999999", "GMT+99", "wa.me/", "QQ", "USD",
)  # fmt: skip


_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d(?:T[\d:]{8}Z)?)?\Z")


class Keys:
    def seller(self, platform: str, account: str) -> str:
        return "s"

    def contact(self, kind: str, value: str) -> str:
        assert kind and value
        return kind


def texts(seed: int) -> Iterator[str]:
    rng = Random(seed)
    while True:
        text = "".join(rng.choices(CHARS, k=rng.randrange(24)))
        if rng.random() < 0.5:
            text = f"{text}{rng.choice(PIECES)}{''.join(rng.choices(CHARS, k=rng.randrange(12)))}"
        yield text


def _normalise_many(count: int, seed: int) -> int:
    """Normalise ``count`` listings of six random texts each; says how many."""
    source, keys, done = texts(seed), Keys(), 0
    for number in range(count):
        title, words, price, place, date, seller = itertools.islice(source, 6)
        row = Listing("1", title, None, description=words, location=place, listed_text=date, seller=seller)
        row.price = Price(text=price)
        captured = CAPTURED if number % 3 else None
        found = normalise(row, SITES[number % len(SITES)], captured, keys if number % 2 else None)
        amount, value = found.price.amount, found.quantity.value
        assert amount is None or 0 <= amount < 1e15, price
        assert value is None or 0 < value < 1e7, (title, words)
        assert found.listed_at is None or _DATE.match(found.listed_at), date
        done += found.seller is None
    return done


def test_a_hundred_thousand_texts_can_be_normalised() -> None:
    assert _normalise_many(16_700, 1) == 16_700


@pytest.mark.soak
def test_a_million_texts_can_be_normalised() -> None:
    assert _normalise_many(167_000, 2) == 167_000


LONG = ("9" * 10_000, "1 " * 5_000, "1.", "1,000 ", "$1 ", "a@", "@", "+1 ", "微信", "x 1 ", "1x", "- ", "\u0e01", "ago 1 ", "vor ", "1:1", "1-1-", "tel", "set of ", "1.2.", "(((", "\ud800", "万", "k ", "de ")  # fmt: skip


@pytest.mark.parametrize("unit", LONG, ids=lambda unit: ascii(unit[:8]))
def test_long_runs_are_cut_before_they_are_read(unit: str) -> None:
    text = (unit * 10_000)[:10_000]
    row = Listing("1", text, None, description=text * 5, location=text, listed_text=text, seller=text)
    row.price = Price(text=text)
    found = normalise(row, SITES[3], CAPTURED, Keys())
    assert len(found.title) <= 10 * TITLE_CUT
    assert len(found.description or "") <= 10 * DESCRIPTION_CUT


def test_what_stands_behind_the_cuts_is_not_read() -> None:
    price = Price(text=" " * TEXT_CUT + "45 €")
    normalise_price(price, "EUR")
    assert price.amount is None
    assert listed_at("x" * 2 * WORDS_CUT + " 2026-02-05", SITES[1], CAPTURED)[0] is None
    assert quantity_of("x" * CUT + " 5 kg", "y" * CUT + " 5 kg").value is None


def test_each_phone_number_is_looked_at_once() -> None:
    made: list[str] = []

    def token(kind: str, value: str) -> str:
        made.append(value)
        return "[n]"

    hide_contacts("call +44 7700 900123 " * 400, "GB", token)
    assert made == ["+447700900123"] * 400


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module in pkgutil.iter_modules(pipelines.normalise.__path__):
        for name, value in vars(importlib.import_module(f"pipelines.normalise.{module.name}")).items():
            values = value if isinstance(value, tuple) else (value,)
            for one in values:
                inner = one if isinstance(one, tuple) else (one,)
                yield from ((f"{module.name}.{name}", part) for part in inner if isinstance(part, re.Pattern))


def _unbounded_inside_unbounded(tree: Any, inside: bool = False) -> bool:
    """Whether a repetition without limit stands in another: what makes a pattern slow beyond measure."""
    for kind, value in tree:
        name = str(kind)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            _, most, body = value
            endless = most > 10_000
            if (endless and inside) or _unbounded_inside_unbounded(body, inside or endless):
                return True
        ways = [value[-1]] if name == "SUBPATTERN" else value[1] if name == "BRANCH" else []
        if any(_unbounded_inside_unbounded(way, inside) for way in ways):
            return True
    return False


def test_no_pattern_repeats_within_a_repetition_without_limit() -> None:
    parser = importlib.import_module("re._parser")
    patterns = list(_patterns())
    assert len(patterns) > 60
    slow = {
        name for name, one in patterns if _unbounded_inside_unbounded(parser.parse(one.pattern, one.flags))
    }
    assert slow == set()
