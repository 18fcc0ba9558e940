"""Paging in the wild: lists that never end, cursors that are refused, lists that say 404."""

from __future__ import annotations

import sqlite3

from tests.crawl.conftest import Warden
from tests.crawl.stub import Asked, Said, listing_page, row, stub

TERM = ("crawl", "--site", "stub", "--term", "kettle", "--max-pages", "9")


def page(number: int, *rows: str, next_url: str | None) -> Said:
    more = f'<a rel="next" href="{next_url}">more</a>' if next_url else ""
    return Said(listing_page(*rows).replace(b"</ul>", f"</ul>{more}".encode()))


def with_next(warden: Warden) -> None:
    file = warden.root / "sites" / "stub.toml"
    text = file.read_text("utf-8")
    next_rule = 'next = { css = "a[rel=next]::attr(href)", filters = ["absolute_url"] }\n'
    file.write_text(text.replace('rows = "li.offer"\n', 'rows = "li.offer"\n' + next_rule, 1), "utf-8")


def test_a_list_that_shows_page_one_for_ever_ends(warden: Warden) -> None:
    def answer(asked: Asked) -> Said:
        if asked.path == "/robots.txt":
            return Said(b"", 404)
        return Said(listing_page(row(1, "a kettle"), row(2, "a second kettle")))

    with stub(answer) as server:
        warden.site("stub", server.url, paging="page")
        warden.run(*TERM)
        assert [asked.query["page"] for asked in server.pages()] == ["1", "2"]


def test_a_404_after_the_first_page_is_the_end(warden: Warden) -> None:
    def answer(asked: Asked) -> Said:
        number = int(asked.query.get("page", "0"))
        if asked.path == "/robots.txt" or number > 3:
            return Said(b"", 404)
        return Said(listing_page(row(2 * number, "a kettle"), row(2 * number + 1, "another")))

    with stub(answer) as server:
        warden.site("stub", server.url, paging="page")
        warden.run(*TERM)
        assert len(server.pages()) == 4


def test_a_404_on_the_first_page_has_failed(warden: Warden) -> None:
    with stub(lambda _: Said(b"", 404)) as server:
        warden.site("stub", server.url, paging="page")
        done = warden.run(*TERM, "--json", code=1)
        assert '"failed": 1' in done.stdout


def test_a_refused_cursor_starts_its_probe_again_once(warden: Warden) -> None:
    asked_for: list[str] = []

    def answer(asked: Asked) -> Said:
        if asked.path == "/robots.txt":
            return Said(b"", 404)
        cursor = asked.query.get("cursor", "first")
        asked_for.append(cursor)
        if cursor == "first":
            fresh = asked_for.count("first")
            return page(
                1, row(1, "a kettle"), row(2, "another"), next_url=f"/search?q=kettle&cursor=c{fresh}"
            )
        if cursor == "c1":
            return Said(b"cursor expired", 410)
        return page(2, row(3, "a third kettle"), next_url=None)

    with stub(answer) as server:
        warden.site("stub", server.url, paging="next")
        with_next(warden)
        done = warden.run(*TERM)
    assert asked_for == ["first", "c1", "first", "c2"]
    assert "starts again from page 1" in done.stderr
    with sqlite3.connect(warden.data / "warden.db") as store:
        assert store.execute("SELECT COUNT(*) FROM listing").fetchone() == (3,)
        assert store.execute("SELECT MAX(restarted) FROM work").fetchone() == (1,)


def test_a_cursor_that_is_always_refused_ends(warden: Warden) -> None:
    def answer(asked: Asked) -> Said:
        if asked.path == "/robots.txt":
            return Said(b"", 404)
        if "cursor" in asked.query:
            return Said(b"cursor expired", 400)
        return page(1, row(1, "a kettle"), row(2, "another"), next_url="/search?q=kettle&cursor=c")

    with stub(answer) as server:
        warden.site("stub", server.url, paging="next")
        with_next(warden)
        warden.run(*TERM, code=1)
        assert len(server.pages()) == 4


def test_a_place_pages_in_its_own_way(warden: Warden) -> None:
    def answer(asked: Asked) -> Said:
        number = int(asked.query.get("page", "0"))
        if asked.path == "/robots.txt" or number > 3:
            return Said(b"", 404)
        return Said(listing_page(row(2 * number, "a kettle"), row(2 * number + 1, "another")))

    with stub(answer) as server:
        warden.site("stub", server.url, paging="none")
        with (warden.root / "sites" / "stub.toml").open("a", encoding="utf-8") as file:
            file.write('\n[place.newest.paging]\ntype = "page"\nmax_pages = 9\n')
        warden.run("crawl", "--site", "stub", "--place", "newest")
        assert len(server.pages("/newest")) == 4


def test_after_a_restart_what_was_seen_before_does_not_end_the_walk(warden: Warden) -> None:
    """Rows 1 to 6 were shown before the cursor was refused; the walk must still reach rows 7 and 8."""
    began: list[str] = []

    def answer(asked: Asked) -> Said:
        if asked.path == "/robots.txt":
            return Said(b"", 404)
        cursor = asked.query.get("cursor", "first")
        if cursor == "first":
            began.append(cursor)
        turn, step = len(began), {"first": 0}.get(cursor, int(cursor[-1]) if cursor[-1].isdigit() else 0)
        if turn == 1 and step == 3:
            return Said(b"cursor expired", 410)
        more = f"/search?q=kettle&cursor=t{turn}s{step + 1}" if step < 3 else None
        return page(step, row(2 * step + 1, "a kettle"), row(2 * step + 2, "another"), next_url=more)

    with stub(answer) as server:
        warden.site("stub", server.url, paging="next")
        with_next(warden)
        warden.run(*TERM)
    with sqlite3.connect(warden.data / "warden.db") as store:
        assert store.execute("SELECT COUNT(*) FROM listing").fetchone() == (8,)
