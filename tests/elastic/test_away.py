"""Elasticsearch goes away in the middle of a crawl and comes back: the same final state as without."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.crawl.conftest import Warden, make_warden
from tests.crawl.stub import Asked, Said, Stub, listing_page, row, stub
from tests.elastic.node import Node
from tests.waiting import until
from warden.errors import StoreAway
from warden.store import open_store, snapshot
from warden.store.elasticsearch.documents import PATIENCE

PAGES = 12
WATCH = f'name = "all"\nsites = ["one"]\nplaces = ["newest"]\nevery = "1d"\npages = {PAGES}\n'


class Shop:
    """A shop whose fourth page comes only when the store has gone."""

    def __init__(self) -> None:
        self.asked, self.gone = threading.Event(), threading.Event()

    def answer(self, asked: Asked) -> Said:
        if asked.path != "/newest":
            return Said(b"", 404)
        page = int(asked.query.get("page", "1"))
        if page == 4:
            self.asked.set()
            self.gone.wait(60)
        rows = (row(10 * page + n, "raw ivory tusk" if n else f"sofa {page}") for n in range(2))
        return Said(listing_page(*rows), delay=0.3)


@pytest.fixture
def own(folder: Path) -> Iterator[Node]:
    """A node that may be stopped."""
    started = Node(folder / "away").start()
    yield started
    started.stop()


def watch(warden: Warden, server: Stub, store: str) -> None:
    warden.site("one", server.url, paging="page")
    file = warden.root / "watch.toml"
    file.write_text(WATCH, encoding="utf-8")
    warden.run("--store", store, "watches", "add", str(file))


def test_a_store_away_for_longer_than_patience_loses_nothing(own: Node, tmp_path: Path) -> None:
    url = f"elasticsearch://127.0.0.1:{own.port}/away"
    shop = Shop()
    with stub(shop.answer) as server:
        warden = make_warden(tmp_path)
        watch(warden, server, url)
        worker = warden.start("--store", url, "worker", "--look", "2")
        try:
            assert shop.asked.wait(120)
            own.stop()
            shop.gone.set()
            until(lambda: list((warden.data / "spool").glob("*.json")), PATIENCE + 30)
            time.sleep(2)
            assert len(server.pages("/newest")) == 4, "nothing is sent that cannot be kept"
            own.start()
            until(lambda: _finished(url), 120)
        finally:
            worker.send_signal(signal.SIGTERM)
            _, said = worker.communicate(timeout=60)
        assert said.count("Trying again until it answers") == 1, said
        assert "Traceback" not in said
        assert len(server.pages("/newest")) == PAGES, "what waited was not asked for again"
        assert not list((warden.data / "spool").glob("*.json"))
        undisturbed = make_warden(tmp_path / "other")
        watch(undisturbed, server, undisturbed.store_url)
        undisturbed.run("crawl", "--due", code=None)
    assert snapshot.snapshot(url) == snapshot.snapshot(undisturbed.store_url)


def _finished(url: str) -> bool:
    try:
        with closing(open_store(url, create=False)) as store:
            return bool(store.runs(watch="all"))
    except StoreAway:  # still starting
        return False
