"""The days after: prices, edits, sales, a new layout, an outage; and the manners of the first one."""

from __future__ import annotations

import itertools
import json
import sqlite3
from dataclasses import asdict
from typing import Any

import pytest

from tests.demo.conftest import Markets
from warden.store import open_store
from warden.store.base import HitQuery

pytestmark = pytest.mark.xdist_group("markets")

WORDS = ("giant clam", "tiger cubs", "hyacinth macaw", "marmoset", "ivory brooch")
CRAWL = ("crawl", "--site", "demo_bazaar", *(word for term in WORDS for word in ("--term", term)))
CLAM, CUBS, MACAW, MARMOSET, BROOCH = 41232, 41112, 41268, 41295, 41038
"""On the second day: cheaper, edited, edited, sold; the last one is offered twice."""


def test_a_crawl_delay_is_kept(markets: Markets) -> None:
    markets.warden.run("crawl", "--site", "demo_circle", "--place", "group")
    log = markets.log("circle")
    assert log[0][2] == "/robots.txt"
    assert len(log) >= 4
    gaps = [after[0] - before[0] for before, after in itertools.pairwise(log[1:])]
    assert min(gaps) >= 1.0, gaps
    assert not any(path.startswith("/members") for _, _, path in log)


def test_too_many_requests_are_answered_by_waiting(markets: Markets) -> None:
    markets.warden.run("crawl", "--site", "demo_exchange", "--lang", "ar", "--max-pages", "1")
    log = markets.log("exchange")
    searches = [one for one in log if one[2].startswith("/v1/offers?q=")]
    assert len(searches) > 25
    refused = searches[24]
    after = next(one for one in log if one[0] > refused[0])
    assert after[0] - refused[0] >= 2.0 - 0.05
    assert after[2] == refused[2], "it is asked again, not left out"
    assert markets.rows("SELECT count(*) FROM page WHERE site = 'demo_exchange' AND outcome NOT IN ('results', 'none')") == [(0,)]  # fmt: skip


@pytest.fixture(scope="module")
def second_day(markets: Markets) -> Markets:
    """A first day with a decision, then the second: crawled again, then known hits looked at again."""
    warden = markets.warden
    warden.run(*CRAWL)
    hit = hit_of(markets, CLAM)
    warden.run("decide", hit["hit_id"], "--decision", "relevant_prohibited", "--reviewer", "r1")
    cubs = hit_of(markets, CUBS)
    warden.run("decide", cubs["hit_id"], "--decision", "relevant_prohibited", "--reviewer", "r1")
    assert hit_of(markets, CLAM)["state"] == "decided"
    markets.switch("bazaar", "day", "n=2")
    markets.told["again"] = warden.run(*CRAWL)
    markets.told["gone before"] = [number for (number,) in markets.rows("SELECT listing_id FROM listing WHERE gone_at IS NOT NULL")]  # fmt: skip
    markets.told["clam before"] = hit_of(markets, CLAM)
    with sqlite3.connect(warden.data / "warden.db") as store:
        store.execute("UPDATE listing SET recheck_at = '2020-01-01T00:00:00Z' WHERE recheck_at IS NOT NULL")
    markets.told["recheck"] = warden.run("crawl", "--recheck")
    return markets


def hit_of(markets: Markets, number: int) -> dict[str, Any]:
    store = open_store(markets.warden.store_url, create=False)
    try:
        return next(asdict(line) for line in store.search(HitQuery()) if line.listing_id == str(number))
    finally:
        store.close()


def causes(markets: Markets, number: int) -> list[tuple[str, str, list[str]]]:
    """(list or item, cause, fields that differ) of a listing's revisions, in order."""
    rows = markets.rows(
        "SELECT r.page_kind, r.cause, r.difference FROM revision r JOIN listing l ON l.n = r.listing_n "
        f"WHERE l.listing_id = '{number}' ORDER BY r.page_kind, r.first_at, r.seq"
    )
    return [(kind, cause, json.loads(fields)) for kind, cause, fields in rows]


def test_a_price_change_is_a_revision(second_day: Markets) -> None:
    assert ("list", "changed", ["price"]) in causes(second_day, CLAM)


def test_a_decided_hit_that_changed_comes_up_again(second_day: Markets) -> None:
    before = second_day.told["clam before"]
    assert (before["state"], before["changed"]) == ("new", True)
    assert before["verdict"]["decision"] == "relevant_prohibited"


@pytest.mark.parametrize("number", [CUBS, MACAW])
def test_an_edit_is_seen_on_the_listings_own_page(second_day: Markets, number: int) -> None:
    assert ("item", "changed", ["description"]) in causes(second_day, number)
    assert [cause for kind, cause, _ in causes(second_day, number) if kind == "list"] == ["first"]


def test_an_edit_after_review_comes_up_again(second_day: Markets) -> None:
    hit = hit_of(second_day, CUBS)
    assert (hit["state"], hit["changed"]) == ("new", True)


def test_what_did_not_change_has_one_revision_a_road(second_day: Markets) -> None:
    assert [cause for _, cause, _ in causes(second_day, BROOCH)] == ["first", "first"]
    assert hit_of(second_day, BROOCH)["changed"] is False


def test_missing_from_a_list_is_not_gone_and_sold_is(second_day: Markets) -> None:
    assert second_day.told["gone before"] == []
    gone = second_day.rows("SELECT listing_id, gone_reason FROM listing WHERE gone_at IS NOT NULL")
    assert (str(MARMOSET), "sold") in gone
    hit = hit_of(second_day, MARMOSET)
    assert hit["gone_reason"] == "sold"
    assert hit["gone_at"]


def test_a_relisting_joins_its_cluster_and_is_decided_by_nobody(second_day: Markets) -> None:
    first, again = hit_of(second_day, BROOCH), hit_of(second_day, BROOCH + 900_000)
    assert first["cluster_id"] == again["cluster_id"] is not None
    assert again["state"] == "new"


def test_a_new_layout_is_an_alarm(second_day: Markets) -> None:
    second_day.switch("bazaar", "layout", "n=2")
    done = second_day.warden.run(
        "crawl", "--site", "demo_bazaar", "--term", "teapot", "--term", "ivory", code=1
    )
    second_day.switch("bazaar", "layout", "n=1")
    assert "demo_bazaar: changed" in done.stderr
    assert ".warc.gz at " in done.stderr, "the saved page is named"
    ((status,),) = second_day.rows("SELECT status FROM run ORDER BY started_at DESC, run_id DESC LIMIT 1")
    assert status == "failed"


def test_an_outage_fails_and_ends_no_listing(second_day: Markets) -> None:
    before = second_day.rows("SELECT count(*) FROM listing WHERE gone_at IS NOT NULL")
    second_day.switch("bazaar", "outage", "on=1")
    done = second_day.warden.run("crawl", "--site", "demo_bazaar", "--term", "ivory", "--json", code=1)
    second_day.switch("bazaar", "outage", "on=0")
    (line,) = (json.loads(line) for line in done.stdout.splitlines())
    assert (line["failed"], line["status"]) == (1, "failed")
    assert second_day.rows("SELECT count(*) FROM listing WHERE gone_at IS NOT NULL") == before
