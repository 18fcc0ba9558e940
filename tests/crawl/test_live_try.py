"""`terms try --live`: one polite page of the site that is named, by the ordinary crawl; nothing else is sent."""

from __future__ import annotations

import json

from tests.crawl.conftest import Warden
from tests.crawl.stub import Asked, Said, item_page, listing_page, row, stub


def shop(asked: Asked) -> Said:
    if asked.path == "/robots.txt":
        return Said(b"User-agent: *\nDisallow: /private\n")
    if asked.path.startswith("/o/"):
        return Said(item_page(asked.path[3:], "raw ivory tusk"))
    named = asked.query.get("q")
    return Said(
        listing_page(*([row(1, "Quorbel bangle, carved"), row(2, "a quorbel")] if named == "quorbel" else []))
    )


TRY = (
    "terms",
    "try",
    "quorbel",
    "--lang",
    "en",
    "--target",
    "elephant",
    "--weight",
    "strong",
    "--site",
    "stub",
)


def test_one_page_is_asked_and_read(warden: Warden) -> None:
    with stub(shop) as server:
        warden.site("stub", server.url, paging="page")
        done = warden.run(*TRY, "--live", "--json")
        assert [asked.query["q"] for asked in server.pages()] == ["quorbel"]
        assert server.asked[0].path == "/robots.txt"
        asked = len(server.asked)
        again = warden.run(*TRY, "--json")
        assert len(server.asked) == asked, "without --live nothing is sent"
    (line,) = (json.loads(text) for text in done.stdout.splitlines())
    assert (line["found"], line["caught"], line["new"]) == (2, 2, 2)
    assert json.loads(again.stdout) == line
    assert "stub answered: results" in done.stderr


def test_a_site_must_be_named(warden: Warden) -> None:
    done = warden.run(*TRY[:-2], "--live", code=2)
    assert "--site" in done.stderr
    assert "nowhere" in warden.run(*TRY[:-1], "nowhere", "--live", code=2).stderr


def test_a_restricted_word_is_not_sent(warden: Warden) -> None:
    folder = warden.root / "overlay" / "terms"
    folder.mkdir(parents=True)
    (folder / "en.csv").write_text("id,term,kind,target,sensitivity\nX-1,quorbel,code,elephant,restricted\n")
    with stub(shop) as server:
        warden.site("stub", server.url)
        done = warden.run(*TRY, "--live", code=2, WARDEN_TERMS=str(folder.parent))
        assert server.asked == []
    assert "quorbel" not in done.stderr + done.stdout
