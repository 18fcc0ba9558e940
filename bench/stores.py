"""Both stores side by side: ``python -m bench.stores [--listings 100000]``.

The same pages are told to SQLite and to a real Elasticsearch node on this machine (``make elastic`` brings it), in turns.
At a tenth and at the end: listings stored a second, bytes on disk, p50 and p95 of searches and of the figures a
dashboard asks for. Wall time, since most of Elasticsearch's work is done by another process.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from tests.elastic.node import Node
from tests.store import build as b
from tests.store.test_both import SITES, TARGETS, WORDS
from warden.records import Assessment, Listing, Price
from warden.store import open_store
from warden.store.base import Batch, HitQuery, Store
from warden.store.elasticsearch.store import ElasticStore

ROWS = 50
REPEATS = 40
ONE_HIT_IN = 19


def offer(chance: random.Random, number: int) -> tuple[Listing, Assessment]:
    lang = list(WORDS)[number % len(WORDS)]
    words = WORDS[lang].split()
    listing = b.listing(
        str(number),
        title=" ".join(chance.choices(words, k=6)),
        description=" ".join(chance.choices(words, k=60)),
        price=Price(float(chance.randint(5, 900)), None, "EUR", None, "asking"),
        language=lang,
        seller_key=f"seller-{number % 5_000}",
        country=("DE", "FR", "PL")[number % 3],
    )
    made = b.assessment(TARGETS[number % 3]) if number % ONE_HIT_IN == 0 else b.assessment()
    return listing, made


def batches(pages: range) -> Iterator[Batch]:
    """Pages of ten weeks; one row in ten was seen before."""
    probes = [b.probe(term, site) for site in SITES for term in ("ivory", "tusk", "comb", "scale")]
    for number in pages:
        chance = random.Random(number)
        p = probes[number % len(probes)]
        captured = b.at(1 + number % 28, number // 28 % 24, month=8 + number % 3)
        on = b.page(p=p, number=number, captured=captured)
        first = number * ROWS
        rows = [chance.randrange(first + 1) if row % 10 == 9 else first + row for row in range(ROWS)]
        yield b.batch(on, *(offer(random.Random(n), n) for n in rows))


def fill(store: Store, pages: range) -> float:
    """Listings a second."""
    ready = list(batches(pages))
    began = time.perf_counter()
    for batch in ready:
        store.ingest(batch)
    return len(ready) * ROWS / (time.perf_counter() - began)


def spent(work: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000


def asked(store: Store) -> dict[str, list[float]]:
    """Milliseconds of each kind of question."""
    chance = random.Random(3)
    found: dict[str, list[float]] = {}
    for _ in range(REPEATS):
        word, site = chance.choice(chance.choice(list(WORDS.values())).split()), chance.choice(SITES)
        best = HitQuery(sites=[site], targets=["manis"], order="score", limit=50)
        questions: dict[str, Callable[[], object]] = {
            "search: a word, newest 50": partial(_found, store, HitQuery(text=word, limit=50)),
            "search: site and target, best 50": partial(_found, store, best),
            "count of a word": partial(store.count, HitQuery(text=word)),
        }
        for name, question in questions.items():
            found.setdefault(name, []).append(spent(question))
    for _ in range(REPEATS // 4):
        for by, same in (
            (("week",), True),
            (("week", "site"), False),
            (("week", "target", "language"), False),
        ):
            name = f"figures by {' x '.join(by)}{', same basket' if same else ''}"
            found.setdefault(name, []).append(spent(partial(_figures, store, by, same)))
    return found


def _found(store: Store, query: HitQuery) -> int:
    return len(list(store.search(query)))


def _figures(store: Store, by: tuple[str, ...], same: bool) -> int:
    told = store.trends(since=None, until=None, by=by, targets=[], sites=[], languages=[], same_basket=same)
    return len(told)


def size_of(store: Store, path: Path) -> int:
    """Bytes on disk."""
    if isinstance(store, ElasticStore):
        client, where = store.docs.client, f"{store.docs.place.prefix}-*"
        client.indices.refresh(index=where)
        client.indices.flush(index=where)
        return int(
            client.indices.stats(index=where, metric="store")["_all"]["total"]["store"]["size_in_bytes"]
        )
    return sum(file.stat().st_size for file in path.iterdir())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=100_000)
    pages = parser.parse_args().listings // ROWS
    with tempfile.TemporaryDirectory(prefix="warden-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "sqlite").mkdir()
        node = Node(folder / "node").start()
        try:
            url = f"elasticsearch://127.0.0.1:{node.port}/bench"
            with (
                closing(open_store(str(folder / "sqlite" / "warden.db"))) as one,
                closing(open_store(url)) as other,
            ):
                measure({"SQLite": one, "Elasticsearch": other}, pages, folder / "sqlite")
        finally:
            node.stop()


def measure(stores: dict[str, Store], pages: int, folder: Path) -> None:
    for store in stores.values():
        b.begin(store)
    for part in (range(pages // 10), range(pages // 10, pages)):
        rates = {name: fill(store, part) for name, store in stores.items()}
        listings = {name: store.counts()["listing"] for name, store in stores.items()}
        sizes = {name: size_of(store, folder) for name, store in stores.items()}
        answers = {name: asked(store) for name, store in stores.items()}
        print(
            f"\n{part.stop * ROWS:,} rows told; {listings['SQLite']:,} listings in SQLite, {listings['Elasticsearch']:,}"
        )
        for name in stores:
            print(f"  {name:14} {rates[name]:8,.0f} listings/s, {sizes[name] / 1e6:8.1f} MB on disk")
        for question in answers["SQLite"]:
            told = []
            for name in stores:
                values = sorted(answers[name][question])
                told.append(
                    f"{name} p50 {statistics.median(values):7.1f} ms, p95 {values[int(len(values) * 0.95)]:7.1f}"
                )
            print(f"  {question:40} {'; '.join(told)}", flush=True)


if __name__ == "__main__":
    main()
