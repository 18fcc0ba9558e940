"""A lane lost to another process, a block that others of the lane wait through, a store that fails."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from crawler import lanes
from crawler.lanes import LaneKeeper, Pace
from tests.crawl.conftest import Warden
from tests.crawl.stub import Asked, Said, item_page, listing_page, row, stub
from warden.errors import LeaseLost
from warden.store import open_store
from warden.store.base import HitQuery, Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(str(tmp_path / "warden.db"))


def keeper(store: Store, say: list[str]) -> LaneKeeper:
    return LaneKeeper(store, longest_wait=60.0, say=say.append)


async def test_who_waits_for_a_lane_that_was_lost_is_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "RENEW_SECONDS", 0.0)
    said: list[str] = []
    mine = keeper(store, said)
    await mine.take("x")
    await mine.enter("x")
    waiting = asyncio.ensure_future(mine.enter("x"))
    await asyncio.sleep(0.05)
    assert store.take_lease("x", "another", time.time(), 90.0, dead=mine.lease("x").owner)
    beat = asyncio.ensure_future(mine.beat())
    await asyncio.sleep(0.1)
    beat.cancel()
    mine.leave("x")
    with pytest.raises(LeaseLost):
        await asyncio.wait_for(waiting, 2.0)
    assert not mine.holds("x")
    with pytest.raises(LeaseLost):
        mine.lease("x")
    mine.give_back("x")
    assert store.lane("x").owner == "another", "what another holds is not given back"


async def test_a_block_holds_up_who_waits_already(store: Store) -> None:
    mine = keeper(store, [])
    mine.ask("x", Pace(0.4))
    await mine.take("x")
    await mine.enter("x")
    mine.leave("x")
    began = time.time()
    waiting = asyncio.ensure_future(mine.enter("x"))
    await asyncio.sleep(0.1)
    mine.blocked("x", 1.2)
    await asyncio.wait_for(waiting, 5.0)
    assert time.time() - began >= 1.2


def test_pace_is_never_lowered(store: Store) -> None:
    store.set_pace("x", not_before=200.0)
    store.set_pace("x", not_before=100.0)
    assert store.lane("x").not_before == 200.0


def test_a_page_of_another_listing_that_is_sold_proves_nothing(warden: Warden) -> None:
    sold = item_page(99, "a sofa").replace(b"<article", b'<p class="removed">removed</p><article')

    def answer(asked: Asked) -> Said:
        if asked.path == "/robots.txt":
            return Said(b"", 404)
        return Said(sold) if asked.path.startswith("/o/") else Said(listing_page(row(1, "raw ivory tusk")))

    with stub(answer) as server:
        warden.site("stub", server.url)
        warden.run("crawl", "--site", "stub", "--term", "kettle", code=1)
    with open_store(warden.store_url) as kept:
        (hit,) = list(kept.search(HitQuery()))
    assert (hit.gone_at, hit.gone_reason) == (None, None)


@pytest.mark.parametrize(("status", "outcome"), [(404, "none"), (503, "failed"), (403, "failed")])
def test_a_picture_that_may_come_later_is_asked_again(warden: Warden, status: int, outcome: str) -> None:
    def answer(asked: Asked) -> Said:
        if asked.path == "/robots.txt":
            return Said(b"", 404)
        if asked.path == "/p.png":
            return Said(b"", status)
        if asked.path.startswith("/o/"):
            return Said(item_page(1, "raw ivory tusk"))
        return Said(listing_page(row(1, "raw ivory tusk", extra=f'<img src="{server.url}/p.png">')))

    with stub(answer) as server:
        warden.site("stub", server.url)
        warden.run("crawl", "--site", "stub", "--term", "kettle", code=None)
    with open_store(warden.store_url) as kept:
        pictures = [work for run in kept.runs() for work in kept.works(run.run_id) if work.kind == "picture"]
    assert [work.outcome for work in pictures] == [outcome]
