"""The example queries of docs/how-to/query-elasticsearch.md, run as they stand, against what Warden itself says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests.store import build as b
from warden.store import open_store
from warden.store.base import HitQuery
from warden.store.elasticsearch.store import ElasticStore

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "query-elasticsearch.md"


@pytest.fixture
def store(elastic_url: str) -> Iterator[ElasticStore]:
    opened = open_store(elastic_url)
    assert isinstance(opened, ElasticStore)
    b.begin(opened)
    for number in range(12):
        opened.ingest(b.numbered(number))
    opened.ingest(b.batch(b.page(number=99), (b.listing("99"), b.assessment("elephant"))))
    opened.add_verdict(b.verdict(b.hit_of("1"), "relevant_prohibited"))
    opened.docs.indices.refresh("hit", "listing", "page", "erased")
    yield opened
    opened.close()


def run(title: str, store: ElasticStore) -> dict[str, Any]:
    """The names that a section's code leaves behind."""
    section = PAGE.read_text(encoding="utf-8").split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]
    code = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    assert code, title
    names: dict[str, Any] = {"client": store.docs.client, "prefix": store.docs.place.prefix}
    exec("\n".join(code), names)
    return names


def test_hits_of_a_species(store: ElasticStore) -> None:
    lines = run("Hits of a species, newest first", store)["lines"]
    told = [line.hit_id for line in store.search(HitQuery(targets=["elephant"]))]
    assert [line["hit_id"] for line in lines] == told != []


def test_words_as_a_phrase(store: ElasticStore) -> None:
    assert len(run("Words as a phrase", store)["titles"]) == store.count(HitQuery(text="Old ivory")) > 0


def test_hits_by_site_and_state(store: ElasticStore) -> None:
    told = run("Hits by site and state", store)["by_site"]
    assert told == {"demo": {"new": store.count(HitQuery(states=["new"])), "decided": 1}}


def test_listings_a_week(store: ElasticStore) -> None:
    rows = store.trends(
        since=None, until=None, by=["week"], targets=[], sites=[], languages=[], same_basket=False
    )
    assert run("Listings a week, each counted once", store)["by_week"] == {
        row.week: row.listings for row in rows
    }


def test_how_often_pages_were_blocked(store: ElasticStore) -> None:
    assert run("How often pages were blocked", store)["outcomes"] == {"2026-W45": {"results": 13}}


def test_all_of_it(store: ElasticStore) -> None:
    everything = run("All of it, however much", store)["everything"]
    assert everything == [
        asdict(line) for line in sorted(store.search(HitQuery()), key=lambda line: line.hit_id)
    ]


def test_every_field_named_on_the_page_is_mapped() -> None:
    from warden.store.elasticsearch.indices import KINDS

    for index, fields in re.findall(
        r"^\| `warden-(\w+)` \|[^|]*\|([^|]*)\|", PAGE.read_text(encoding="utf-8"), re.M
    ):
        known = {*KINDS[index], *KINDS[index].get("contributions", {}).get("properties", {})}
        named = set(re.findall(r"`(\w+)`", fields)) - {"records"}
        assert named <= known | {"contributions"}, (index, named - known)
