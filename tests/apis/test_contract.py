"""Every official interface against its fake: all pages, each refusal told apart, nothing lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.apis.engines import ENGINES
from tests.apis.fakes import ROWS, Api, Fake
from tests.apis.local import localise
from tests.apis.shops import SHOPS
from tests.crawl.conftest import Warden, make_warden
from tests.crawl.stub import Stub, stub
from warden.store import store_exists

TERMS = ("paged", "torn", "hollow", "soon", "down", "wrong", "shifted", "nothing")
APIS = pytest.mark.parametrize("api", (*SHOPS, *ENGINES), ids=lambda api: api.site)


@dataclass
class Place:
    """An installation beside a fake."""

    warden: Warden
    fake: Fake
    server: Stub

    def crawl(self, *terms: str, code: int = 0, **env: str) -> str:
        """What a crawl of these terms says."""
        words = [word for term in terms for word in ("--term", term)]
        told = ("crawl", "--site", self.fake.api.site, *self.fake.api.options, *words, "--max-pages", "9")
        return self.warden.run(*told, code=code, **{**self.fake.api.keys, **env}).stderr

    def works(self) -> list[tuple[str, int, str, str | None, str | None]]:
        """(term, page, status, outcome, reason) of the ledger."""
        with sqlite3.connect(self.warden.data / "warden.db") as store:
            return store.execute(
                "SELECT probe.form, work.page, work.status, work.outcome, work.reason FROM work "
                "JOIN probe USING (probe_id) ORDER BY probe.form, work.page"
            ).fetchall()

    def listings(self) -> int:
        with sqlite3.connect(self.warden.data / "warden.db") as store:
            return int(store.execute("SELECT count(*) FROM listing").fetchone()[0])


def opened(folder: Path, api: Api, pause: float = 0.5) -> Iterator[Place]:
    warden = make_warden(folder)
    fake = Fake(api)
    with stub(fake) as server:
        localise(warden, api.site, server.url, pause=pause)
        yield Place(warden, fake, server)


@pytest.fixture
def place(tmp_path: Path, api: Api) -> Iterator[Place]:
    yield from opened(tmp_path, api)


@APIS
def test_pages_to_the_end_and_each_trouble_by_itself(place: Place) -> None:
    told = place.crawl(*TERMS, code=1)
    found = {(term, page): (status, outcome) for term, page, status, outcome, _ in place.works()}
    pages = place.fake.api.pages
    assert [page for term, page in found if term == "paged"] == list(range(1, pages + 1))
    good = {"paged", "torn", "hollow", "soon", "down"}
    assert {one for (term, _), one in found.items() if term in good} == {("done", "results")}
    assert found["wrong", 1] == ("failed", "failed")
    assert found["shifted", 1] == ("done", "changed")
    assert found["nothing", 1] == ("done", "none")
    assert place.listings() == (pages - 1) * ROWS + 1 + 4
    reasons = {term: reason or "" for term, _, _, _, reason in place.works()}
    assert "the interface does not take this query (" in reasons["wrong"]
    assert "does not take this query" in told
    assert "changed" in told
    asked = place.fake.searches
    assert [page for term, page in asked if term == "paged"] == list(range(1, pages + 1))
    assert {term: sum(one == term for one, _ in asked) for term in ("torn", "hollow", "soon", "wrong")} == {
        "torn": 2,
        "hollow": 2,
        "soon": 2,
        "wrong": 1,
    }


@APIS
def test_a_refused_key_stops_the_site_and_nothing_is_lost(place: Place) -> None:
    api = place.fake.api
    secret = [name for name in api.keys if not name.endswith("_ID")][-1]
    told = place.crawl("paged", "torn", code=1, **{secret: "wrong-key-of-tests"})
    assert len(place.fake.refused) <= 1, "a key that was refused is not tried again"
    assert secret in told
    assert "what is left stays due" in told
    assert "wrong-key-of-tests" not in told
    assert {(term, status) for term, _, status, _, _ in place.works()} == {("paged", "due"), ("torn", "due")}
    again = place.crawl("paged", "torn")
    assert "going on with the run" in again
    assert {(status, outcome) for _, _, status, outcome, _ in place.works()} == {("done", "results")}
    written = b"".join(path.read_bytes() for path in place.warden.data.rglob("*") if path.is_file())
    for value in api.keys.values():
        assert len(value) < 9 or value.encode() not in written, "a key is in no file"


@APIS
def test_a_used_up_quota_is_waited_for_across_runs(place: Place) -> None:
    place.fake.mood["quota"] = "now"
    told = place.crawl("paged", code=1)
    assert "rests until" in told
    assert "stays due" in told
    asked = len(place.fake.searches)
    last = [(2, "due")] if place.fake.api.pages > 1 else []
    first = (1, "done" if last else "due")
    assert [(page, status) for _, page, status, _, _ in place.works()] == [first, *last]
    place.fake.mood.clear()
    later = place.crawl("paged", code=1)
    assert len(place.fake.searches) == asked, "nothing is sent before the lane may be used again"
    assert "work is left" in later


@APIS
def test_too_many_requests_without_a_word_is_a_rest_and_then_goes_on(place: Place) -> None:
    (place.warden.root / "warden.toml").write_text(
        '[crawl]\npictures = "none"\nlongest_wait = 5\nblock_pause = 600\n'
    )
    place.fake.mood["busy"] = "now"
    told = place.crawl("paged", code=1)
    assert "too many requests at once" in told
    last = [(2, "due")] if place.fake.api.pages > 1 else []
    first = (1, "done" if last else "due")
    assert [(page, status) for _, page, status, _, _ in place.works()] == [first, *last]
    place.fake.mood.clear()
    with sqlite3.connect(place.warden.data / "warden.db") as store:  # ten minutes pass
        store.execute("UPDATE lane SET paused_until = 0, not_before = 0")
        store.execute("UPDATE work SET due_at = NULL")
    place.crawl("paged")
    pages = place.fake.api.pages
    again = 1 if pages > 1 else 2
    assert [page for term, page in place.fake.searches if page == 1] == [1] * again
    assert [page for _, page, status, _, _ in place.works() if status == "done"] == list(range(1, pages + 1))


@APIS
def test_without_keys_nothing_is_sent(place: Place) -> None:
    told = place.crawl("paged", code=2, **dict.fromkeys(place.fake.api.keys, ""))
    assert place.server.asked == []
    for name in place.fake.api.keys:
        assert name in told
    assert "docs/how-to/keys.md" in told
    assert not store_exists(place.warden.store_url), "nothing could be asked, so nothing is planned"
