"""Result pages made by seed: 50 offers of about 440 characters each, as one shop's markup shows them.

Words are syllables put together, an offer in one of four scripts, so nothing is anybody's text. One offer in five
hundred carries one of the terms, whole; others carry pieces of one, which must not match.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import lru_cache
from random import Random

ROWS = 50
DIFFERENT = 200
"""Pages that differ in their words; further ones repeat them under other numbers."""
SYLLABLES = (
    [
        "ba",
        "be",
        "bi",
        "bo",
        "da",
        "de",
        "di",
        "do",
        "fa",
        "fe",
        "ga",
        "ge",
        "ka",
        "ke",
        "ki",
        "ko",
        "la",
        "le",
        "li",
        "lo",
        "ma",
        "me",
        "mi",
        "mo",
        "na",
        "ne",
        "ni",
        "no",
        "pa",
        "pe",
        "ra",
        "re",
        "ri",
        "ro",
        "sa",
        "se",
        "si",
        "so",
        "ta",
        "te",
        "ti",
        "to",
        "va",
        "ve",
    ],
    [
        "ба",
        "бе",
        "би",
        "бо",
        "да",
        "де",
        "ди",
        "до",
        "га",
        "ге",
        "ка",
        "ке",
        "ки",
        "ко",
        "ла",
        "ле",
        "ли",
        "ло",
        "ма",
        "ме",
        "ми",
        "мо",
        "на",
        "не",
        "ни",
        "но",
        "па",
        "пе",
        "ра",
        "ре",
        "ри",
        "ро",
        "са",
        "се",
        "та",
        "те",
    ],
    "桌椅窗門燈盒書筆紙布碗盤杯壺瓶籃鏡鐘梳扇傘帽鞋衣褲巾毯枕席簾框架台".replace("", " ").split(),
    [
        "กะ",
        "ขา",
        "คำ",
        "จี",
        "ชา",
        "ดู",
        "ตา",
        "ทา",
        "นา",
        "บา",
        "ปา",
        "พา",
        "มา",
        "รา",
        "ลา",
        "วา",
        "สา",
        "หา",
    ],
)
MARK = "@@@@@"
"""Stands in a page's text for the page's number, five digits."""


def word(rng: Random, script: int) -> str:
    return "".join(rng.choices(SYLLABLES[script], k=rng.randint(2, 4)))


@lru_cache(maxsize=2)
def terms(count: int) -> tuple[str, ...]:
    """``count`` terms of two words, each once, always the same ones."""
    rng = Random(1901)
    made: dict[str, None] = {}
    while len(made) < count:
        script = rng.choices((0, 1), (80, 20))[0]
        made[f"{word(rng, script)}x {word(rng, script)}q".replace("x ", "х " if script else "x ")] = None
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Offer:
    number: str
    title: str
    text: str
    price: str
    place: str


def offers(page: int, known: tuple[str, ...]) -> list[Offer]:
    """The offers of one of the different pages."""
    rng = Random(7_000 + page)
    made = []
    for row in range(ROWS):
        script = rng.choices(range(4), (70, 12, 12, 6))[0]
        title = [word(rng, script) for _ in range(7)]
        if page % 10 == 3 and row == page % ROWS:
            title[3] = rng.choice(known)
        elif row % 10 == 4:
            title[3] = rng.choice(known).split()[0]
        text = " ".join(word(rng, script) for _ in range(58))
        price = f"€ {rng.randint(2, 900)},{rng.randint(0, 99):02}"
        made.append(
            Offer(
                f"7{MARK}{row:03}",
                f"{' '.join(title).capitalize()} nr {MARK}",
                text,
                price,
                word(rng, script).capitalize(),
            )
        )
    return made


def page_text(page: int, known: tuple[str, ...]) -> str:
    """The HTML of one of the different pages, with ``MARK`` for its number."""
    rows = "\n".join(
        f'<article class="offer" data-id="{one.number}"><a class="offer__link" href="/offer/{one.number}">'
        f'<img class="offer__image" src="/pictures/{one.number}.jpg" alt=""><h2 class="offer__title">{html.escape(one.title)}</h2></a>'
        f'<p class="offer__text">{html.escape(one.text)}</p><div class="offer__row"><span class="offer__price">{one.price}</span>'
        f'<span class="offer__place">{one.place}</span></div></article>'
        for one in offers(page % DIFFERENT, known)
    )
    return (
        '<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><title>Offers</title></head><body><header><nav>'
        '<a href="/">Home</a><a href="/help">Help</a></nav></header><main class="results"><h1>Newest offers</h1>\n'
        f'{rows}\n</main><a class="next" rel="next" href="/newest?page=@NEXT@">Next</a></body></html>'
    )
