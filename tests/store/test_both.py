"""The same many things in both engines: 20,000 listings in 12 languages, and every answer the same."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from warden.records import Assessment, Listing, Price
from warden.store import open_store, snapshot
from warden.store.base import Batch, HitQuery, Store
from warden.store.figures import DIMENSIONS

from . import build as b

PAGES, ROWS = 450, 50
WORDS = {
    "en": "old ivory tusk carved netsuke rare box antique horn tooth",
    "de": "alte Schnitzerei aus Elfenbein Schildkröte Zahn Kette selten schön groß",
    "fr": "ancienne défense sculptée ivoire véritable boîte écaille collier âge été",
    "es": "colmillo antiguo tallado marfil caparazón pequeño año señora único piel",
    "pt": "presa de marfim coração pele jacaré coleção antiga avó mão não",
    "pl": "kość słoniowa żółw skóra rzeźba mała łódź ząb źrebię ćwierć",
    "ru": "бивень мамонта старый резьба кость шкура редкий подсвечник ёлка йод",
    "zh": "象牙 手镯 雕件 老 料 牌子 犀角 玳瑁 把件 珠",
    "ja": "象牙 根付 古い 印鑑 べっ甲 ヴィンテージ 髪飾り 置物 美品 箱",
    "th": "งาช้าง แท้ กำไล เก่า พระ เขี้ยวเสือ แกะสลัก หายาก ของ สะสม",
    "ar": "عاج قديم سوار منحوت نادر سلحفاة جلد قرن أصلي مسبحة",
    "vi": "ngà voi vòng tay thật cổ vẩy tê tê đồi mồi khắc",
}
SITES = ("demo", "demo_fr", "demo_pl")
TARGETS = ("loxodonta", "panthera", "manis")


def story(seed: int) -> Iterator[Batch]:
    """Result pages over eight weeks: some listings come back, some changed, some read otherwise."""
    chance = random.Random(seed)
    probes = [b.probe(term, site) for site in SITES for term in ("ivory", "tusk", "comb", "scale")]
    shown = 0
    for number in range(PAGES):
        p = chance.choice(probes)
        captured = b.at(1 + number % 28, number // 28 % 24, month=9 + number * 3 // PAGES)
        on = b.page(p=p, number=number, captured=captured, recipe=b.recipe(parser=1 + number * 2 // PAGES))
        rows = []
        for row in range(ROWS):
            again = shown > ROWS and row < 5
            shown += not again
            rows.append(offer(chance, chance.randrange(shown) if again else shown))
        yield b.batch(on, *rows)


def offer(chance: random.Random, number: int) -> tuple[Listing, Assessment]:
    lang = list(WORDS)[number % len(WORDS)]
    words = WORDS[lang].split()
    price = Price(float(chance.choice((10, 20, 30)) + number % 7), None, "EUR", None, "asking")
    listing = b.listing(
        str(number),
        title=" ".join(chance.choices(words, k=4)),
        description=" ".join(chance.choices(words, k=12)),
        price=price,
        language=lang,
        seller_key=f"seller-{number % 900}",
        country=("DE", "FR", None)[number % 3],
    )
    made = b.assessment(*TARGETS[: number % 5 % 4]) if number % 4 == 0 else b.assessment()
    return listing, made


@pytest.mark.xdist_group("elastic")
def test_twenty_thousand_listings_in_twelve_languages(elastic_url: str, tmp_path: Path) -> None:
    with closing(open_store(str(tmp_path / "warden.db"))) as one, closing(open_store(elastic_url)) as other:
        for store in (one, other):
            b.begin(store)
            for batch in story(5):
                store.ingest(batch)
        assert one.counts()["listing"] > 20_000
        alike(one, other)
        for store in (one, other):
            change(store)
        alike(one, other)
        assert (one.check(), other.check()) == ([], [])


def change(store: Store) -> None:
    """Verdicts, another reading, erasure."""
    chance = random.Random(8)
    lines = list(store.search(HitQuery(limit=300)))
    for number, line in enumerate(lines[:60]):
        decision = ("relevant_prohibited", "replica_or_not_wildlife", "cannot_tell")[number % 3]
        store.add_verdict(b.verdict(line.hit_id, decision, f"r{number % 2}", verdict_id=f"v{number}"))
    for line in chance.sample(lines, 40):
        newest = store.revisions(line.listing_key)[-1]["revision_id"]
        made = b.assessment(*chance.choice([(), ("panthera",), ("manis", "loxodonta")]))
        store.add_reading(line.listing_key, newest, made, b.recipe(terms="t2"), b.at(29))
    store.apply_retention(other_before=b.at(20, month=9), hits_before=b.at(6, month=9))


def alike(one: Store, other: Store) -> None:
    """Everything that is stored, and every kind of answer."""
    mine, theirs = snapshot.of(one), snapshot.of(other)
    for section in mine:
        assert mine[section] == theirs[section], section
    assert one.counts() == other.counts()
    for query in queries():
        names = [line.hit_id for line in one.search(query)]
        assert [line.hit_id for line in other.search(query)] == names, query
        assert one.count(query) == other.count(query) >= len(names)
    for size, same in itertools.product(range(4), (True, False)):
        for by in itertools.combinations(DIMENSIONS, size):
            for kept in (
                {},
                {"targets": ["panthera"]},
                {"sites": ["demo", "demo_pl"], "languages": ["th", "pl"]},
            ):
                asked = {
                    "since": None,
                    "until": "2026-W47",
                    "targets": [],
                    "sites": [],
                    "languages": [],
                } | kept
                answers = [store.trends(**asked, by=by, same_basket=same) for store in (one, other)]  # type: ignore[arg-type]
                assert answers[0] == answers[1], (by, kept, same)
    assert one.page_tallies(b.at(1, month=9)) == other.page_tallies(b.at(1, month=9))
    assert one.site_totals() == other.site_totals()
    assert list(one.due_rechecks(b.at(30))) == list(other.due_rechecks(b.at(30)))


def queries() -> Iterator[HitQuery]:
    for lang, words in WORDS.items():
        yield HitQuery(languages=[lang], order="oldest", limit=30)
        yield HitQuery(text=" ".join(words.split()[:2]))
        yield HitQuery(text=words.split()[3], order="newest")
    base = HitQuery(order="score")
    yield replace(base, targets=["manis"], withdrawn=True)
    yield replace(base, sites=["demo_fr"], countries=["FR"])
    yield replace(base, states=["decided", "cannot_tell"])
    yield replace(base, decisions=["relevant_prohibited"])
    yield replace(base, seller_key="seller-12")
    yield replace(base, since=b.at(10, month=10), until="2026-10")
