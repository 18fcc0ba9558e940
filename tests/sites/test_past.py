"""A site against its own past: each way of breaking is a line that says what to do, small numbers are none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from crawler.sites.health import against_past, check
from crawler.sites.load import load_sites
from crawler.sites.site import Site
from crawler.sites.status import Seen, status
from tests.sites.test_load import GOOD, write
from tests.store import build as b
from warden.identity import probe_id
from warden.records import Price, Probe
from warden.sitelines import SiteStatusLine
from warden.store import open_store
from warden.store.base import Store

SITE = "corner_nl"
PROBE = b.probe(site=SITE)
EARLY, LATE = (5, 10), (5, 20)
"""(month, day): Sunday of week 19, Wednesday of week 21 of 2026."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(f"sqlite:///{tmp_path / 'warden.db'}")
    b.begin(made, "run-1", PROBE)
    yield made
    made.close()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    write(tmp_path, GOOD)
    return load_sites([tmp_path])[SITE]


def pages(store: Store, when: tuple[int, int], count: int = 6, rows: int = 8, **more: Any) -> None:
    """Result pages of one day with new listings each; ``price`` false: none of them has one."""
    month, day = when
    priced, told = more.pop("price", True), more
    for number in range(1, count + 1):
        at = b.at(day, number % 20, month)
        values = {"variant": "cards", "rows": rows, "listings": rows} | told
        page = b.page(
            p=PROBE, number=number, captured=at, again=f"{at}{sorted(told.items(), key=str)}", **values
        )
        shown = [] if page.outcome != "results" else [
            (b.listing(f"{month}{day}{number}{n}{told.get('variant', '')}"), b.assessment()) for n in range(rows)
        ]  # fmt: skip
        if not priced:
            shown = [(replace(one, price=Price()), made) for one, made in shown]
        store.ingest(b.batch(page, *shown))


def told(site: Site, store: Store) -> tuple[list[str], list[str]]:
    one = against_past(check(site, []), site, store, store.last_pages().get(site.id, {}))
    assert one.ok == (not one.past)
    return list(one.past), list(one.notes)


def test_nothing_is_said_while_all_is_as_before(site: Site, store: Store) -> None:
    assert told(site, store) == ([], [])
    pages(store, LATE)
    assert told(site, store) == ([], []), "no past yet"
    pages(store, EARLY)
    assert told(site, store) == ([], [])


def test_a_field_that_is_no_longer_filled(site: Site, store: Store) -> None:
    pages(store, EARLY)
    pages(store, LATE, price=False)
    (line,), notes = told(site, store)
    assert line.startswith("price is filled in 0 % of 48 listings since 2026-W21, 100 % of 48 before: ")
    assert (
        "archive/a-0001.warc.gz at 600: warden sites capture corner_nl --archived a-0001.warc.gz@600" in line
    )
    number = 1 + site.path.read_text().splitlines().index("[response.cards.fields]")
    assert f"{site.path}:" in line
    assert line.endswith("[response.cards.fields] price")
    assert int(line.split(f"{site.path}:")[1].split(" ")[0]) > number
    assert notes == []
    one = against_past(check(site, []), site, store, store.last_pages()[SITE])
    assert (one.fill_lately.get("price", 0.0), one.fill_before["price"], one.since) == (0.0, 1.0, "2026-W21")


def test_few_listings_say_nothing(site: Site, store: Store) -> None:
    pages(store, EARLY, rows=4)
    pages(store, LATE, rows=4, price=False)
    assert told(site, store) == ([], [])


def test_pages_that_changed_or_were_blocked(site: Site, store: Store) -> None:
    pages(store, EARLY)
    pages(store, LATE, count=2)
    pages(store, LATE, count=3, outcome="changed", reason="no rows", rows=0, listings=0, variant=None)
    pages(store, LATE, count=2, outcome="blocked", reason="captcha", rows=0, listings=0, variant=None)
    (changed, blocked), _ = told(site, store)
    assert changed.startswith(
        "43 % of 7 pages ended changed since 2026-W20, 0 % of 6 before: no rows; look at"
    )
    assert changed.endswith(f"then mend {site.path}")
    assert blocked.startswith("29 % of 7 pages ended blocked")
    assert "captcha" in blocked
    line = status(site, Seen.of(store))
    assert (line.standing, line.last_outcome, line.alarm is not None) == ("changed", "changed", True)
    assert line.outcomes == dict.fromkeys(("results", "none", "blocked", "changed", "failed"), 0), "long ago"


def test_rows_dropped(site: Site, store: Store) -> None:
    pages(store, EARLY)
    pages(store, LATE, rows=8, dropped=5)
    (line,), _ = told(site, store)
    assert line.startswith("62 % of 48 rows were dropped since 2026-W21, 0 % of 48 before")


def test_another_markup_is_a_note(site: Site, store: Store) -> None:
    pages(store, EARLY)
    pages(store, LATE, variant="tiles")
    wrong, notes = told(site, store)
    assert wrong == []
    assert [note.split(":")[0] for note in notes] == [
        "6 pages since 2026-W21 were read as list by tiles, none before",
        "no page since 2026-W21 was read as list by cards, 6 were before",
    ]


def test_a_blind_search(site: Site, store: Store) -> None:
    site = replace(site, file=replace(site.file, expect=replace(site.expect, calibration="stoel")))
    probe = Probe(probe_id(SITE, "search", "", "stoel"), SITE, "search", form="stoel")
    pages(store, LATE)
    store.ingest(b.batch(b.page(p=probe, captured=b.at(21, month=5), outcome="changed", reason="blind")))
    (line,), _ = told(site, store)
    assert line.startswith(
        "the calibration term 'stoel' found nothing on 2026-05-21: the search is blind; look"
    )
    seen = status(site, Seen.of(store))
    assert (seen.standing, seen.calibration) == ("changed", "nothing")
    assert seen.next.startswith("the calibration term")
    store.ingest(b.batch(b.page(p=probe, captured=b.at(22, month=5), again="x", listings=3)))
    assert told(site, store) == ([], [])
    assert status(site, Seen.of(store)).calibration == "found"


def test_a_lane_that_rests(site: Site, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from crawler.sites import status as module
    from warden.identity import parse_instant

    pages(store, LATE, count=1)
    monkeypatch.setattr(module, "now", lambda: parse_instant(b.at(20, 13, month=5)))
    until = parse_instant(b.at(20, 15, month=5)).timestamp()
    store.set_pace(site.lane, paused_until=until)
    line = status(site, Seen.of(store))
    assert (line.standing, line.paused_until) == ("blocked", b.at(20, 15, month=5))
    assert line.outcomes["results"] == 1
    store.set_pace(site.lane, paused_until=0.0, not_before=until)
    assert (
        status(site, Seen.of(store)).next == f"nothing: the site asked to wait until {b.at(20, 15, month=5)}"
    )


def test_what_was_noted_by_hand_is_no_page(site: Site, store: Store) -> None:
    store.add_effort(b.page(p=PROBE, kind="manual", captured=b.at(20, month=5)), 10, 3, "k")
    assert store.last_pages() == {}
    assert store.site_totals() == {}
    assert status(site, Seen.of(store)).standing in ("never", "import")


def test_windows_and_places(store: Store) -> None:
    pages(store, EARLY, count=2)
    pages(store, LATE, count=1)
    since, until = b.at(10, 0, 5), b.at(20, 0, 5)
    (tally,) = store.page_tallies(since, until)
    assert (tally.site, tally.pages, tally.rows, tally.variant) == (SITE, 2, 16, "cards")
    assert store.page_tallies(since, until, ["other"]) == []
    assert store.filled(SITE, since, until).listings == 16
    assert store.filled(SITE, since).share("price") == 1.0
    assert store.filled("other", since).share("price") is None
    page = store.page_at("a-0001.warc.gz", 200)
    assert page is not None
    assert store.seen_page(page.page_id) == page
    assert store.page_at("a-0001.warc.gz", 999) is None
    assert store.site_totals()[SITE].listings == 24


def test_a_status_is_the_line_that_json_prints() -> None:
    """Its keys and their meaning stand in one place, where the reference takes them from."""
    assert get_type_hints(status)["return"] is SiteStatusLine
