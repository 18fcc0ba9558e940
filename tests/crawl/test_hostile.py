"""Hostile input: each a clear line, nothing lost, nothing run."""

from __future__ import annotations

import gzip
import json
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawl.conftest import Warden
from tests.crawl.stub import Answerer, Asked, Said, item_page, listing_page, row, stub

GOOD = ["--term", "kettle"]
BAD = ["--term", "bicycle"]


def sometimes(bad: Said) -> Answerer:
    """One search is answered badly, the other well, so that it can be seen that the run goes on."""

    def answer(asked: Asked) -> Said:
        if asked.path == "/robots.txt":
            return Said(b"", 404)
        if asked.path == "/search" and asked.query["q"] == "bicycle":
            return bad
        return Said(listing_page(row(7, "a kettle"), row(8, "another kettle")))

    return answer


def make_store(warden: Warden) -> None:
    warden.run("effort", "add", "--site", "olx_pl", "--place", "newest", "--minutes", "5", "--found", "0")


def crawl(warden: Warden, bad: Said) -> tuple[str, list[tuple[str, str | None]]]:
    """(what was said, (outcome, reason) of each page), after one bad and one good answer."""
    with stub(sometimes(bad)) as server:
        warden.site("stub", server.url)
        done = warden.run("crawl", "--site", "stub", *BAD, *GOOD, code=1)
        assert [asked.query["q"] for asked in server.pages()][-1] == "kettle"
    return done.stderr, pages(warden)


def pages(warden: Warden) -> list[tuple[str, str | None]]:
    with sqlite3.connect(warden.data / "warden.db") as store:
        return store.execute("SELECT outcome, reason FROM page ORDER BY stored_at, outcome").fetchall()


def only_bad(found: list[tuple[str, str | None]]) -> tuple[str, str]:
    assert ("results", None) in found, "the good answer was lost"
    outcome, reason = next(one for one in found if one[0] != "results")
    assert reason
    return outcome, reason


def endless(size: int) -> Iterator[bytes]:
    piece = b"<p>" + b"x" * 65_000
    for _ in range(size // len(piece) + 1):
        yield piece


def test_a_page_of_two_gigabytes_announced(warden: Warden) -> None:
    bad = Said(headers={"Content-Length": str(2 * 1024**3)}, stream=endless(2 * 1024**3))
    _, found = crawl(warden, bad)
    outcome, reason = only_bad(found)
    assert outcome == "failed"
    assert "too large" in reason


def test_a_page_of_two_gigabytes_without_a_length(warden: Warden) -> None:
    _, found = crawl(warden, Said(stream=endless(2 * 1024**3), headers={"Connection": "close"}))
    assert only_bad(found)[0] == "failed"
    assert "too large" in only_bad(found)[1]


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_compression_bomb(warden: Warden, encoding: str) -> None:
    plain = b"0" * (200 * 1024 * 1024)
    bomb = gzip.compress(plain, 9) if encoding == "gzip" else zlib.compress(plain, 9)
    _, found = crawl(warden, Said(bomb, headers={"Content-Encoding": encoding}))
    outcome, reason = only_bad(found)
    assert outcome == "failed"
    assert "DOWNLOAD_MAXSIZE" in reason or "too large" in reason


def test_endless_redirects(warden: Warden) -> None:
    _, found = crawl(warden, Said(status=302, headers={"Location": "/search?q=bicycle&again=1"}))
    assert only_bad(found) == ("failed", "max redirections reached")


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/search",
        "http://10.0.0.7/admin",
        "http://169.254.169.254/latest/meta-data",
        "http://localhost:22/",
        "file:///etc/passwd",
        "http://[::1]/",
    ],
)
def test_redirects_elsewhere_are_refused(warden: Warden, target: str) -> None:
    _, found = crawl(warden, Said(status=302, headers={"Location": target}))
    outcome, reason = only_bad(found)
    assert outcome == "failed"
    assert "refused" in reason or "not followed" in reason


def test_a_redirect_to_another_port_of_this_machine_is_refused(warden: Warden) -> None:
    with stub(lambda _: Said(listing_page(row(1, "secret")))) as other:
        _, found = crawl(warden, Said(status=302, headers={"Location": other.url + "/search"}))
        assert "another host" in only_bad(found)[1]
        assert other.asked == []


@pytest.mark.parametrize("charset", ["utf-16", "gbk", "no-such-charset", "utf-7"])
def test_broken_encodings(warden: Warden, charset: str) -> None:
    body = listing_page(row(1, "a bicycle")) + bytes(range(128, 256)) * 20
    headers = {"Content-Type": f"text/html; charset={charset}"}
    with stub(sometimes(Said(body, headers=headers))) as server:
        warden.site("stub", server.url)
        warden.run("crawl", "--site", "stub", *BAD, *GOOD, code=None)
    assert ("results", None) in pages(warden)
    assert len(pages(warden)) == 2


def test_a_hundred_thousand_rows(warden: Warden) -> None:
    body = listing_page(*(row(n, "b") for n in range(100_000)))
    _, found = crawl(warden, Said(body))
    assert only_bad(found)[0] in ("failed", "changed")


def test_json_nested_a_hundred_thousand_deep(warden: Warden, tmp_path: Path) -> None:
    file = tmp_path / "deep.json"
    file.write_bytes(b'{"listings":' + b"[" * 100_000 + b"]" * 100_000 + b"}")
    done = warden.run("import", str(file), "--site", "marktplaats", "--dry-run", "--json", code=1)
    line = json.loads(done.stdout)
    assert line["outcome"] in ("failed", "changed")
    assert line["listings"] == []
    assert line["reason"]


def test_scripts_and_control_characters_are_only_text(warden: Warden) -> None:
    nasty = "ivory tusk \x1b[31m\x00\u202e&lt;script&gt;alert(1)&lt;/script&gt; =cmd|'/c calc'!A0"
    rows = [
        row(n, f"{nasty} {n}", price="=1+1 £5", extra="<span class='text'>\x1b]0;x\x07 $(rm -rf)</span>")
        for n in (1, 2)
    ]

    def answer(asked: Asked) -> Said:
        if asked.path == "/robots.txt":
            return Said(b"", 404)
        if asked.path.startswith("/o/"):
            return Said(item_page(asked.path[3:], nasty, "<script>alert(2)</script>\x1b[2J"))
        return Said(listing_page(*rows))

    with stub(answer) as server:
        warden.site("stub", server.url)
        warden.run("crawl", "--site", "stub", *BAD)
    shown = warden.run("search", "ivory")
    assert "\x1b[31m" not in shown.stdout
    assert "\x1b]0" not in shown.stdout
    lines = [json.loads(line) for line in warden.run("search", "ivory", "--json").stdout.splitlines()]
    assert len(lines) == 2
    for line in lines:
        text = line["title"] + (line["description"] or "")
        assert not any(ord(char) < 32 and char not in "\n\t" for char in text)
        assert "\u202e" not in text
    table = warden.run("export", "--format", "csv").stdout
    assert not any(
        cell.startswith(("=", "+", "@")) for line in table.splitlines() for cell in line.split(",")
    )


def picture_site(warden: Warden, body: bytes, kind: str) -> tuple[list[str], str]:
    """What evidence there is of a hit whose picture is ``body``, and what was said."""

    def answer(asked: Asked) -> Said:
        if asked.path == "/robots.txt":
            return Said(b"", 404)
        if asked.path == "/p.png":
            return Said(body, headers={"Content-Type": kind})
        if asked.path.startswith("/o/"):
            return Said(item_page(1, "ivory tusk"))
        return Said(listing_page(row(1, "raw ivory tusk", extra=f'<img src="{server.url}/p.png">')))

    with stub(answer) as server:
        warden.site("stub", server.url)
        warden.run("crawl", "--site", "stub", *BAD, code=None)
        assert len(server.pages("/p.png")) == 1
    with sqlite3.connect(warden.data / "warden.db") as store:
        kinds = [kind for (kind,) in store.execute("SELECT kind FROM evidence ORDER BY kind")]
        reason = store.execute("SELECT reason FROM work WHERE kind = 'picture'").fetchone()[0]
    return kinds, reason or ""


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<html><script>alert(1)</script></html>", "image/png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "image/svg+xml"),
        (b"MZ" + b"\0" * 400, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "image/png"),
        (b"GIF89a", "text/html"),
    ],
)
def test_a_picture_that_is_none(warden: Warden, body: bytes, kind: str) -> None:
    kinds, reason = picture_site(warden, body, kind)
    assert kinds == ["card", "item"]
    assert "picture" in reason


def test_a_picture_that_is_too_large(warden: Warden) -> None:
    kinds, reason = picture_site(warden, b"\xff\xd8" + b"\0" * (5 * 1024 * 1024), "image/jpeg")
    assert kinds == ["card", "item"]
    assert "too large" in reason


def test_a_site_file_with_an_unknown_key_is_named_with_its_line(warden: Warden) -> None:
    warden.site("stub", "http://127.0.0.1:9", policy='robotz = "ignore"')
    done = warden.run("crawl", "--site", "stub", *BAD, code=2)
    assert "stub.toml" in done.stderr
    assert "policy.robotz" in done.stderr
    lines = (warden.root / "sites" / "stub.toml").read_text().splitlines()
    number = lines.index('robotz = "ignore"') + 1
    assert f":{number}" in done.stderr


def test_a_term_file_with_broken_rows_is_named_with_line_and_column(warden: Warden, tmp_path: Path) -> None:
    terms = tmp_path / "mine" / "terms"
    terms.mkdir(parents=True)
    (terms / "en.csv").write_text(
        "term,kind,target,match\nmy word,nonsense,elephant,word\n,combined,elephant,word\n"
    )
    done = warden.run("terms", "check", code=1, WARDEN_TERMS=str(tmp_path / "mine"))
    assert "en.csv:2:" in done.stdout + done.stderr
    assert "en.csv:3:" in done.stdout + done.stderr


def test_a_newer_database_is_refused_and_left_alone(warden: Warden) -> None:
    make_store(warden)
    with sqlite3.connect(warden.data / "warden.db") as store:
        table = store.execute("SELECT name, value FROM meta").fetchall()
        name = next(name for name, value in table if "schema" in name)
        store.execute("UPDATE meta SET value = '999' WHERE name = ?", (name,))
    done = warden.run("search", "x", code=3)
    assert "newer" in done.stderr
    with sqlite3.connect(warden.data / "warden.db") as store:
        assert store.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone() == ("999",)


def test_another_secret_is_refused_with_the_cure(warden: Warden) -> None:
    with stub(sometimes(Said(listing_page(row(1, "b"))))) as server:
        warden.site("stub", server.url)
        warden.run("crawl", "--site", "stub", *GOOD)
        done = warden.run(
            "crawl", "--site", "stub", *BAD, code=3, WARDEN_SECRET="another secret of 32 characters!"
        )
        assert "another secret" in done.stderr
        assert len(server.pages()) == 1


def test_a_locked_database_is_waited_for_and_then_said(warden: Warden) -> None:
    make_store(warden)
    blocker = sqlite3.connect(warden.data / "warden.db", isolation_level=None)
    blocker.execute("BEGIN EXCLUSIVE")
    try:
        with stub(sometimes(Said(listing_page(row(1, "b"))))) as server:
            warden.site("stub", server.url)
            done = warden.run("crawl", "--site", "stub", *GOOD, code=3)
            assert "locked" in done.stderr or "busy" in done.stderr
    finally:
        blocker.close()


def test_a_warc_cut_short_gives_what_is_whole(warden: Warden, tmp_path: Path) -> None:
    with stub(sometimes(Said(listing_page(row(1, "a bicycle"))))) as server:
        warden.site("stub", server.url)
        warden.run("crawl", "--site", "stub", *BAD, *GOOD)
    archive = next((warden.data / "archive").glob("*.warc.gz"))
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(archive.read_bytes()[:-60])
    done = warden.run("import", str(cut), "--dry-run", "--json", code=None)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert next(line["outcome"] for line in lines) == "results"
    assert (
        any("cut" in (line["reason"] or "") or "short" in (line["reason"] or "") for line in lines)
        or "cut" in done.stderr
    )
