"""Three workers on three real nodes: lanes are one worker's at a time, whatever is killed or stopped. ``make soak``."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from tests.crawl.conftest import Warden, make_warden
from tests.crawl.stub import Asked, Said, Stub, listing_page, row, stub
from tests.elastic.node import Node, free_port
from tests.waiting import until
from warden.errors import StoreAway
from warden.store import open_store, snapshot
from warden.store.base import Store

SHOPS, PAGES = 4, 60
DELAY = 1.0
LEASE = 90.0


def answer(asked: Asked) -> Said:
    if asked.path != "/newest":
        return Said(b"", 404)
    first = 10 * int(asked.query.get("page", "1"))
    return Said(
        listing_page(*(row(first + n, "raw ivory tusk" if n else "sofa") for n in range(3))), delay=DELAY
    )


@pytest.fixture
def cluster(folder: Path) -> Iterator[list[Node]]:
    seeds = [(f"team-{n}", free_port()) for n in range(3)]
    nodes = [Node(folder / name, name=name, transport=port, seeds=seeds) for name, port in seeds]
    # A node ends with the thread that started it, so the threads are kept.
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(Node.start, nodes))
        yield nodes
        for node in nodes:
            node.stop()


def watch(warden: Warden, shops: list[Stub], store: str) -> None:
    names = [f"shop{n}" for n in range(len(shops))]
    for name, shop in zip(names, shops, strict=True):
        warden.site(name, shop.url, paging="page", platform=name)
    file = warden.root / "watch.toml"
    told = f'name = "all"\nsites = {names}\nplaces = ["newest"]\nevery = "1d"\npages = {PAGES}\n'
    file.write_text(told.replace("'", '"'), encoding="utf-8")
    warden.run("--store", store, "watches", "add", str(file))


def tree(worker: subprocess.Popen[str]) -> list[psutil.Process]:
    process = psutil.Process(worker.pid)
    return [process, *process.children(recursive=True)]


def overlaps(shop: Stub, killed_at: float) -> int:
    """Requests that were sent before the answer to the one before was there. Of the killed worker's last request the
    shop alone knows: its answer reaches nobody, and who follows cannot wait for it."""
    asked = sorted(shop.asked, key=lambda one: one.began)
    return sum(
        later.began < earlier.ended and not earlier.began <= killed_at <= earlier.ended
        for earlier, later in pairwise(asked)
    )


@pytest.mark.soak
def test_lanes_hold_over_workers_and_nodes(cluster: list[Node], tmp_path: Path) -> None:
    url = f"elasticsearch://{','.join(f'127.0.0.1:{node.port}' for node in cluster)}/team"
    with ExitStack() as stack:
        shops = [stack.enter_context(stub(answer)) for _ in range(SHOPS)]
        installations = [make_warden(tmp_path / f"machine-{n}") for n in range(3)]
        for warden in installations:
            for n, shop in enumerate(shops):
                warden.site(f"shop{n}", shop.url, paging="page", platform=f"shop{n}")
        watch(installations[0], shops, url)
        workers = [warden.start("--store", url, "worker", "--look", "2") for warden in installations]
        try:
            story(cluster, shops, workers, url)
        finally:
            for worker in workers:
                for process in tree(worker) if worker.poll() is None else ():
                    process.kill()
                worker.communicate()
        alone = make_warden(tmp_path / "alone")
        watch(alone, shops, alone.store_url)
        asked = [len(shop.pages("/newest")) for shop in shops]
        alone.run("crawl", "--due", code=None)
    print(f"pages asked for {asked}, {PAGES} each without disturbance")
    assert all(count <= PAGES + 4 for count in asked)
    assert snapshot.snapshot(url) == snapshot.snapshot(alone.store_url)


def story(cluster: list[Node], shops: list[Stub], workers: list[subprocess.Popen[str]], url: str) -> None:
    with closing(open_store(url)) as store:
        until(lambda: all(len(shop.pages("/newest")) >= 5 for shop in shops), 120, "all lanes are at work")
        killed = holder(store, shops, workers)
        for process in tree(workers[killed]):
            process.kill()
        killed_at = time.time()
        left = [len(shop.pages("/newest")) for shop in shops]
        taken = until(lambda: all(moved(shops, left)), 3 * LEASE, "the killed worker's lanes go on")
        print(f"lanes of a killed worker taken over after {taken:.0f} s")
        stopped = next(n for n, worker in enumerate(workers) if n != killed and worker.poll() is None)
        asleep = tree(workers[stopped])
        for process in asleep:
            process.suspend()
        node = cluster[1]
        assert node.process is not None
        node.process.kill()
        node.process.wait()
        time.sleep(2 * LEASE + 10)
        for process in asleep:
            process.resume()
        done = until(lambda: _ended(store), 600, "the run ends")
        print(
            f"with a node killed and a worker asleep for {2 * LEASE + 10:.0f} s it ended after {done:.0f} s more"
        )
    assert [overlaps(shop, killed_at) for shop in shops] == [0] * SHOPS


def moved(shops: list[Stub], left: list[int]) -> list[bool]:
    return [
        len(shop.pages("/newest")) > before or len(shop.pages("/newest")) >= PAGES
        for shop, before in zip(shops, left, strict=True)
    ]


def holder(store: Store, shops: list[Stub], workers: list[subprocess.Popen[str]]) -> int:
    """The worker that holds the most lanes."""
    owners = [store.lane(shop.url.removeprefix("http://")).owner or "" for shop in shops]
    counts = [
        sum(f"-{process.pid}-" in owner for owner in owners for process in tree(worker)) for worker in workers
    ]
    assert max(counts), owners
    return counts.index(max(counts))


def _ended(store: Store) -> bool:
    try:
        return bool(store.runs(watch="all"))
    except StoreAway:
        return False
