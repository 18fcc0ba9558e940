"""What the example marketplaces sell: planted offers from a table, innocent ones made by seed."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
SEED = 20261121
OPENED = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
"""The catalogue's first day; later days (``Catalogue.day``) change prices, texts and stock."""

INNOCENTS = {"bazaar": 1900, "pavilion": 1000, "exchange": 1000, "circle": 40, "gate": 30, "vitrine": 60}
LANGUAGES = {
    "bazaar": ("en", "de", "fr", "nl", "es", "it", "pl", "ru"),
    "pavilion": ("zh-Hans", "zh-Hant", "ja", "ko", "th", "vi"),
    "exchange": ("pt", "id", "ar", "hi", "hi-Latn", "sw", "te"),
    "circle": ("en",),
    "gate": ("en",),
    "vitrine": ("it", "es", "en"),
}
CURRENCY = {
    "en": "GBP", "de": "EUR", "fr": "EUR", "nl": "EUR", "es": "EUR", "it": "EUR", "pl": "PLN", "ru": "RUB",
    "zh-Hans": "CNY", "zh-Hant": "TWD", "ja": "JPY", "ko": "KRW", "th": "THB", "vi": "VND", "pt": "EUR",
    "id": "IDR", "ar": "AED", "hi": "INR", "hi-Latn": "INR", "sw": "TZS", "te": "INR",
}  # fmt: skip
SCALE = {"RUB": 90, "CNY": 7, "TWD": 35, "JPY": 150, "KRW": 1400, "THB": 38, "VND": 27000, "IDR": 17000}
SCALE |= {"INR": 90, "TZS": 2900, "PLN": 4, "AED": 4}

UNLISTED = frozenset({*range(43_000, 44_000), *range(54_000, 55_000)})
"""Numbers of the offers with code words that are on no list: the newest ones, so that a list of the newest shows them."""

SELLER = "quillon_vantrask_88"
"""A made-up account, and below a made-up number: no store, log or export may show them in the clear."""
PHONE = "+44 7700 900123"


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer; ``state`` is on, sold, ended or removed."""

    market: str
    number: int
    lang: str
    title: str
    description: str
    amount: float
    currency: str
    seller: str
    place: str
    listed: datetime
    state: str = "on"


class Catalogue:
    """All offers of one day. ``day`` 1 is the first; from day 2 some have changed."""

    def __init__(self, day: int = 1) -> None:
        rng = random.Random(SEED)
        words = _words()
        offers = [*_planted(rng, words), *_innocent(rng, words)]
        offers += _relisted(offers)
        self.offers = {(o.market, o.number): _on_day(o, day) for o in offers}

    def newest(self, market: str) -> list[Offer]:
        """Offers on sale, newest first."""
        mine = [o for o in self.offers.values() if o.market == market and o.state == "on"]
        return sorted(mine, key=lambda o: (o.listed, o.number), reverse=True)

    def get(self, market: str, number: int) -> Offer | None:
        return self.offers.get((market, number))


def _words() -> dict[str, dict[str, list[str]]]:
    with (HERE / "innocents.tsv").open(encoding="utf-8", newline="") as table:
        return {
            row["lang"]: {name: text.split(";") for name, text in row.items() if name != "lang"}
            for row in csv.DictReader(table, delimiter="\t")
        }


def _planted(rng: random.Random, words: dict[str, dict[str, list[str]]]) -> Iterator[Offer]:
    later = random.Random(SEED + 1)
    with (HERE / "planted.tsv").open(encoding="utf-8", newline="") as table:
        for count, row in enumerate(csv.DictReader(table, delimiter="\t")):
            if row["market"] == "vitrine":  # came later: the others' prices and days stay what they were
                rng = later
            offer = _offer(rng, words, row["market"], int(row["number"]), row["lang"])
            offer = replace(offer, title=row["title"], description=row["description"])
            if offer.number in UNLISTED:
                offer = replace(offer, listed=OPENED + timedelta(days=19, minutes=count))
            if count % 17 == 0:
                offer = replace(offer, seller=SELLER, description=f"{offer.description} Tel. {PHONE}")
            if count % 61 == 5:
                offer = replace(offer, state="removed" if count % 2 else "sold")
            yield offer


def _innocent(rng: random.Random, words: dict[str, dict[str, list[str]]]) -> Iterator[Offer]:
    first = 100_000
    for market, count in INNOCENTS.items():
        for index in range(count):
            lang = LANGUAGES[market][index % len(LANGUAGES[market])]
            offer = _offer(rng, words, market, first + index * 7, lang)
            told = words[lang]
            title = f"{rng.choice(told['adjectives'])} {rng.choice(told['nouns'])}"
            remarks = " ".join(rng.sample(told["remarks"], k=2))
            yield replace(offer, title=title, description=f"{remarks} #{index}")


def _offer(
    rng: random.Random, words: dict[str, dict[str, list[str]]], market: str, number: int, lang: str
) -> Offer:
    currency = CURRENCY[lang]
    amount = round(rng.uniform(5, 900) * SCALE.get(currency, 1), 0 if currency in SCALE else 2)
    seller = f"shop_{rng.randrange(16**6):06x}"
    listed = OPENED + timedelta(minutes=rng.randrange(60 * 24 * 19))
    place = rng.choice(words[lang]["places"])
    return Offer(market, number, lang, "", "", amount, currency, seller, place, listed)


def _relisted(offers: list[Offer]) -> list[Offer]:
    """The same goods under a new number, as sellers do after a removal."""
    again = [o for o in offers if o.number < 100_000 and o.number % 29 == 3]
    return [
        replace(o, number=o.number + 900_000, listed=o.listed + timedelta(days=2), state="on") for o in again
    ]


def _on_day(offer: Offer, day: int) -> Offer:
    if day < 2:
        return offer
    if offer.number % 11 == 4:
        offer = replace(offer, amount=round(offer.amount * 0.8, 2))
    if offer.number % 13 == 6:
        offer = replace(offer, description=offer.description + " *")
    if offer.number % 19 == 8:
        offer = replace(offer, state="sold")
    return offer
