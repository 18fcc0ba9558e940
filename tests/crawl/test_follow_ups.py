"""What is fetched of a hit beside the list it was found on: its own page, its pictures, later again."""

from __future__ import annotations

import io
import sqlite3
from dataclasses import dataclass, field

import pytest
from PIL import Image

from tests.crawl.conftest import Warden
from tests.crawl.stub import Asked, Said, Stub, item_page, listing_page, row, stub


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (16, 12), (200, 180, 90)).save(out, "PNG")
    return out.getvalue()


PICTURE = Said(png(), headers={"Content-Type": "image/png"})
TUSK = "raw ivory tusk"


@dataclass
class Shop:
    """Two pages of results; offers 1 and 2 are hits, the others a lamp and a bicycle."""

    items: dict[str, Said] = field(default_factory=dict)
    robots: str = ""
    pictures: int = 2
    elsewhere: str = ""
    """Another host that has the pictures."""

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/robots.txt":
            return Said(self.robots.encode(), 200 if self.robots else 404)
        if asked.path.startswith("/p/"):
            return PICTURE
        if asked.path.startswith("/o/"):
            number = asked.path[3:]
            return self.items.get(number) or Said(self._item(number))
        return Said(self._list(asked))

    def _item(self, number: str) -> bytes:
        pictures = "".join(
            f'<img src="{self.elsewhere}/p/{number}-{n}.png">' for n in range(1, self.pictures + 1)
        )
        return item_page(number, f"{TUSK} no {number}", pictures + "with a stand")

    def _list(self, asked: Asked) -> bytes:
        page = int(asked.query.get("page", "1"))
        offers = {
            1: [row(1, f"{TUSK} no 1", extra=self._thumb(1)), row(3, "a lamp", extra=self._thumb(3))],
            2: [row(2, f"{TUSK} no 2", extra=self._thumb(2)), row(4, "a bicycle")],
        }
        return listing_page(*offers.get(page, []))

    def _thumb(self, number: int) -> str:
        return f'<img src="{self.elsewhere}/p/{number}-1.png">'


def crawl(
    warden: Warden, server: Stub, *words: str, code: int = 0, policy: str = "", settings: str = ""
) -> list[str]:
    """Paths asked for, in order, robots.txt left out; ``settings`` stand under [crawl]."""
    warden.site("stub", server.url, policy=policy, paging="page")
    (warden.root / "warden.toml").write_text(f"[crawl]\n{settings}\n", "utf-8")
    options = words or ("--site", "stub", "--term", "tusk", "--max-pages", "2")
    warden.run("crawl", *options, code=code, WARDEN_CONFIG=str(warden.root / "warden.toml"))
    asked = [one for one in server.asked if one.path != "/robots.txt"]
    asked.sort(key=lambda one: one.began)
    return [one.path + ("?page=" + one.query["page"] if "page" in one.query else "") for one in asked]


def rows(warden: Warden, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(warden.data / "warden.db") as store:
        return store.execute(sql).fetchall()


GONE = "SELECT listing_id, gone_reason FROM listing WHERE gone_at IS NOT NULL ORDER BY listing_id"


def test_a_hits_page_and_first_picture_go_before_the_next_search_page(warden: Warden) -> None:
    with stub(Shop()) as server:
        asked = crawl(warden, server)
        assert asked == ["/search?page=1", "/o/1", "/p/1-1.png", "/search?page=2", "/o/2", "/p/2-1.png"]
        kinds = rows(warden, "SELECT kind, count(*) FROM evidence GROUP BY kind ORDER BY kind")
        assert kinds == [("card", 2), ("item", 2), ("picture", 2)]
        before = len(server.asked)
        again = crawl(warden, server, "--site", "stub", "--term", "tusk", "--max-pages", "2")[len(asked) :]
        assert again == ["/search?page=1", "/search?page=2"], "what is done is not fetched again"
        assert len(server.asked) - before == 3  # with robots.txt


def test_without_pictures(warden: Warden) -> None:
    with stub(Shop()) as server:
        asked = crawl(warden, server, settings='pictures = "none"')
        assert asked == ["/search?page=1", "/o/1", "/search?page=2", "/o/2"]


def test_without_the_hits_own_pages(warden: Warden) -> None:
    with stub(Shop()) as server:
        asked = crawl(warden, server, settings='item_pages = false\npictures = "none"')
        assert asked == ["/search?page=1", "/search?page=2"]
        kinds = rows(warden, "SELECT kind, count(*) FROM evidence GROUP BY kind")
        assert kinds == [("card", 2)]


def test_with_all_pictures(warden: Warden) -> None:
    with stub(Shop(pictures=3)) as server:
        asked = crawl(warden, server, settings='pictures = "all"')
        assert sorted(path for path in asked if path.startswith("/p/")) == [
            f"/p/{number}-{n}.png" for number in (1, 2) for n in (1, 2, 3)
        ]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (Said(b"gone", 410), "gone"),
        (Said(b"not here", 404), "gone"),
        (Said(b'<html><p class="removed">This offer was removed.</p></html>'), "removed"),
    ],
    ids=["410", "404", "mark"],
)
def test_a_page_that_says_it_is_over_ends_the_listing(warden: Warden, said: Said, reason: str) -> None:
    with stub(Shop(items={"1": said})) as server:
        crawl(warden, server)
    found = rows(warden, GONE)
    assert [number for number, _ in found] == ["1"]
    assert found[0][1] in (reason, "removed"), found
    outcomes = rows(warden, "SELECT outcome, status FROM work WHERE kind = 'item' ORDER BY outcome")
    assert outcomes == [("none", "done"), ("results", "done")]


def test_not_being_in_a_list_proves_nothing(warden: Warden) -> None:
    shop = Shop()
    with stub(shop) as server:
        crawl(warden, server)
        shop._list = lambda asked: listing_page()  # type: ignore[method-assign]
        crawl(warden, server, "--site", "stub", "--term", "tusk", "--max-pages", "2")
    assert rows(warden, GONE) == []


def test_a_page_that_shows_another_listing_is_an_alarm(warden: Warden) -> None:
    with stub(Shop(items={"1": Said(item_page(99, "a sofa"))})) as server:
        crawl(warden, server, code=1)
    told = rows(warden, "SELECT outcome, reason FROM page WHERE page_kind = 'item' ORDER BY outcome")
    assert [outcome for outcome, _ in told] == ["changed", "results"]
    assert "another listing" in str(told[0][1])
    assert rows(warden, "SELECT count(*) FROM listing WHERE listing_id = '99'") == [(0,)]
    assert rows(warden, GONE) == []


def test_the_robots_txt_of_the_pictures_host_is_obeyed(warden: Warden) -> None:
    other = Shop(robots="User-agent: *\nDisallow: /p/\n")
    with stub(other) as pictures, stub(Shop(elsewhere=pictures.url)) as server:
        asked = crawl(warden, server)
        assert [path for path in asked if path.startswith("/p/")] == []
        assert {one.path for one in pictures.asked} == {"/robots.txt"}
        reasons = rows(warden, "SELECT DISTINCT outcome, reason FROM work WHERE kind = 'picture'")
        assert reasons == [("none", "robots.txt disallows this address")]


def test_a_site_that_may_not_be_asked_gets_no_follow_up(
    warden: Warden, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with stub(Shop()) as server:
        warden.site("stub", server.url)
        site = warden.root / "sites" / "stub.toml"
        site.write_text(site.read_text("utf-8").replace('access = "html"', 'access = "import"'), "utf-8")
        saved = tmp_path_factory.mktemp("saved") / "list.html"
        saved.write_bytes(Shop()(Asked(0, 0, "/search", {"q": "tusk"}, {})).body)
        warden.run("import", str(saved), "--site", "stub", "--url", server.url + "/search?q=tusk")
        refused = warden.run("crawl", "--site", "stub", "--term", "tusk", code=2)
        assert "warden import" in refused.stderr
        assert server.asked == []
    assert rows(warden, "SELECT count(*) FROM hit") == [(1,)]
    assert rows(warden, "SELECT count(*) FROM work") == [(0,)]


def test_known_hits_are_looked_at_again_when_their_time_has_come(warden: Warden) -> None:
    shop = Shop()
    with stub(shop) as server:
        first = crawl(warden, server)
        warden.run("crawl", "--recheck")
        assert len(server.asked) == len(first) + 1, "nothing is due yet"
        with sqlite3.connect(warden.data / "warden.db") as store:
            assert store.execute("SELECT count(*) FROM listing WHERE recheck_at IS NOT NULL").fetchone() == (
                2,
            )
            store.execute(
                "UPDATE listing SET recheck_at = '2020-01-01T00:00:00Z' WHERE recheck_at IS NOT NULL"
            )
        shop.items["2"] = Said(b"gone", 410)
        again = crawl(warden, server, "--recheck")[len(first) :]
        assert sorted(path for path in again if path.startswith("/o/")) == ["/o/1", "/o/2"]
        assert [number for number, _ in rows(warden, GONE)] == ["2"]
        due = rows(warden, "SELECT count(*) FROM listing WHERE recheck_at < '2026'")
        assert due == [(0,)], "the next look is later"
