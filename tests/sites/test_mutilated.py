"""A mutilated page never gives wrong listings: an alarm, a wall, or what the whole page says.

Run over the hand-written pages of every site and, where they are, over the real ones.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest

from crawler.reading import Answer, Reading, read
from crawler.sites.captures import Case, cases
from crawler.sites.load import load_sites
from crawler.sites.site import Site
from tests.sites.mutilations import WAYS, translated
from tests.sites.test_real_pages import FOLDER, PAGES, shown
from warden.records import Listing, PageKind

CASES = [
    case
    for case in cases(Path(__file__).parents[1] / "captures")
    if case.expected["outcome"] == "results" and case.request.get("status", 200) == 200
]
HONEST = {"results", "changed", "blocked"}
WEAK: dict[str, set[str]] = {}
"""What is known to go wrong: nothing at present."""
CUT = 40
"""Characters of a title that are compared: a post's is the beginning of its text, cut to a length."""
MAY_LOSE = 0.25
"""Share of listings that may come without the price or address the whole page shows: more must be an alarm."""


@lru_cache(maxsize=1)
def sites() -> dict[str, Site]:
    return load_sites()


def wrong(mutilated: Reading, whole: Reading, way: str, text: str) -> list[str]:
    """What a reading of the mutilated page says that the whole page does not, a line each."""
    good = {one.listing_id: one for one in whole.listings}
    honest = mutilated.outcome in HONEST or (
        mutilated.gone_reason and mutilated.gone_reason == whole.gone_reason
    )
    found = [] if honest else [f"{mutilated.outcome}: {mutilated.reason}"]
    lost = 0
    for one in mutilated.listings:
        then = good.get(one.listing_id)
        if then is None:
            found.append(f"{one.listing_id} ({one.title!r}) is not on the page")
            continue
        found += [f"{one.listing_id}: {now!r} instead of {was!r}" for now, was in _differing(one, then, way)]
        if not _same_address(one, then, text):
            found.append(f"{one.listing_id}: {one.url} instead of {then.url}")
        lost += (_priced(then) and not _priced(one)) or (then.url is not None and one.url is None)
    if lost > MAY_LOSE * len(mutilated.listings) and not whole.gone_reason:
        found.append(f"{lost} of {len(mutilated.listings)} listings lost their price or address unnoticed")
    return found


def _priced(one: Listing) -> bool:
    return one.price.text is not None or one.price.amount is not None


def _differing(now: Listing, then: Listing, way: str) -> list[tuple[object, object]]:
    said = translated if way == "interface translated" else str
    pairs: list[tuple[object, object]] = []
    if now.title != then.title and not now.title.endswith(
        "without text)"
    ):  # a title out of an attribute or a script stays as it was
        pairs.append((now.title[:CUT], said(then.title)[:CUT]))
    if now.price.text and then.price.text:
        pairs.append((now.price.text, said(then.price.text)))
    pairs += [
        (getattr(now.price, name), getattr(then.price, name))
        for name in ("amount", "amount_max", "currency")
        if getattr(now.price, name) is not None and getattr(then.price, name) is not None
    ]
    return [(a, b) for a, b in pairs if a != b]


def _same_address(now: Listing, then: Listing, text: str) -> bool:
    """The same, or another one of the same listing: with its number, or beside it on the whole page."""
    if now.url is None or now.url == then.url:
        return True
    return now.listing_id in now.url or now.url in text


ANYWHERE = "addresses lead elsewhere"
"""What a search engine finds leads anywhere, and is known by where it leads: no mutilation of its pages."""
EMPTY_IS_NONE = {"baidu", "shopify"}
"""Interfaces that tell no count: an empty list is all they say when they find nothing."""


def charset_of(body: bytes) -> str:
    """UTF-8, unless the page says GBK and is no UTF-8."""
    said = re.search(rb"charset=[\"']?gb(?:k|2312)\b", body[:300_000], re.IGNORECASE)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030" if said else "utf-8"
    return "utf-8"


def complaints(body: bytes, url: str | None, kind: PageKind, site: Site) -> dict[str, list[str]]:
    """What is wrong with the readings of a page mutilated in every way: the way, the first lines."""
    whole = read(Answer(url, 200, {}, body), site, kind)
    charset = charset_of(body)
    text = body.decode(charset, "surrogateescape")
    told = {}
    for way, mutilate in WAYS.items():
        torn = mutilate(text, site)
        if torn == text or (way == "all rows gone" and site.id in EMPTY_IS_NONE):
            continue
        if way == ANYWHERE and site.file.identity.kind == "search-engine":
            continue
        reading = read(Answer(url, 200, {}, torn.encode(charset, "surrogateescape")), site, kind)
        if bad := wrong(reading, whole, way, text):
            told[way] = bad[:3]
    return told


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.site}-{case.name}")
def test_hand_written_pages(case: Case) -> None:
    answer = case.answer()
    assert complaints(answer.body, answer.url, case.request["kind"], sites()[case.site]) == {}


@pytest.mark.captures
@pytest.mark.parametrize("row", PAGES, ids=lambda row: row["file"])
def test_real_pages(row: dict[str, str]) -> None:
    page = shown(row["file"])
    body = (FOLDER / row["file"]).read_bytes()
    if page.outcome == "results":
        told = complaints(body, page.url, page.page_kind, sites()[row["site"]])
        assert set(told) == WEAK.get(row["file"], set()), told
    else:
        assert page.outcome == "none"
