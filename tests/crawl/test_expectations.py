"""A search that has gone blind: the calibration term tells it from a site where nothing is offered."""

from __future__ import annotations

import json

from tests.crawl.conftest import SITE, Warden
from tests.crawl.stub import Asked, Said, Stub, item_page, listing_page, row, stub

ROWS = [row(n, f"a bicycle no {n}") for n in range(1, 4)]


def site(warden: Warden, server: Stub) -> None:
    text = SITE.format(base=server.url, policy="", paging="none", platform="stub")
    text += 'calibration = "bicycle"\nmin_rows = 2\n'
    (warden.root / "sites" / "stub.toml").write_text(text, "utf-8")


def searched(server: Stub) -> list[str]:
    return [asked.query["q"] for asked in server.pages()]


def shop(**found: list[str]) -> object:
    def answer(asked: Asked) -> Said:
        if asked.path == "/robots.txt":
            return Said(b"", 404)
        if asked.path.startswith("/o/"):
            return Said(item_page(asked.path[3:], "raw ivory tusk"))
        return Said(listing_page(*found.get(asked.query["q"], [])))

    return answer


def test_a_site_that_finds_nothing_is_asked_for_what_it_always_has(warden: Warden) -> None:
    with stub(shop(bicycle=ROWS)) as server:  # type: ignore[arg-type]
        site(warden, server)
        warden.run("crawl", "--site", "stub", "--term", "tusk", "--term", "kettle")
        assert sorted(searched(server)[:2]) == ["kettle", "tusk"]
        assert searched(server)[2:] == ["bicycle"]
        warden.run("crawl", "--site", "stub", "--term", "tusk", "--term", "kettle")
        assert searched(server)[5:] == ["bicycle"], "once a run"


def test_a_site_that_finds_something_is_not_asked_more(warden: Warden) -> None:
    with stub(shop(tusk=[row(7, "raw ivory tusk")], bicycle=ROWS)) as server:  # type: ignore[arg-type]
        site(warden, server)
        warden.run("crawl", "--site", "stub", "--term", "tusk", "--term", "kettle")
        assert sorted(searched(server)) == ["kettle", "tusk"]


def test_nothing_for_the_calibration_term_fails_the_run(warden: Warden) -> None:
    with stub(shop()) as server:  # type: ignore[arg-type]
        site(warden, server)
        done = warden.run("crawl", "--site", "stub", "--term", "tusk", "--json", code=1)
    assert "'bicycle' brought 0 rows" in done.stderr
    assert "stub: changed" in done.stderr
    assert ".warc.gz at " in done.stderr, "the saved page is named"
    (line,) = (json.loads(line) for line in done.stdout.splitlines())
    assert (line["status"], line["none"], line["changed"]) == ("failed", 1, 1)


def test_too_little_for_the_calibration_term_fails_the_run(warden: Warden) -> None:
    with stub(shop(bicycle=ROWS[:1])) as server:  # type: ignore[arg-type]
        site(warden, server)
        done = warden.run("crawl", "--site", "stub", "--term", "bicycle", code=1)
        assert searched(server) == ["bicycle"]
    assert "at least 2 expected" in done.stderr
