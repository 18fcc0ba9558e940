"""docs/how-to/add-a-platform.md, followed to the letter on pages of a shop that no file reads.

Its commands and its site file are taken out of the page and run as they stand there; what the page
tells a person to do by hand is done here, where the page says so.
"""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crawler.reading import Answer, read
from crawler.sites.load import load_site, load_sites
from crawler.sites.requests import place_request
from warden.cli import app

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-platform.md"
TEXT = PAGE.read_text("utf-8")
CONTRIBUTING = (PAGE.parents[2] / "CONTRIBUTING.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"(?sm)^```{kind}\n(.*?)```", TEXT)


def offer(number: int) -> str:
    price = f'<span class="price">€ {number},-</span>' if number % 4 else ""
    return (
        f'<article class="offer" data-id="{1200 + number}"><a href="/offer/{1200 + number}?from=list">'
        f'<img src="/pic/{number}.jpg" alt="stoel {number}"></a><h2>Stoel nummer {number}</h2>{price}</article>'
    )


def page(body: str, head: str = "") -> str:
    return (
        f'<!doctype html><html lang="nl"><head><title>Corner</title>{head}</head><body>{body}</body></html>'
    )


SAVED = {
    "list.html": page("".join(map(offer, range(1, 13)))),
    "none.html": page("<p>Sorry, nothing found for this word.</p>"),
    "item.html": page(
        '<h1>Stoel nummer 1</h1><p class="price">€ 1,-</p>',
        '<link rel="canonical" href="https://shop.example/offer/1201">',
    ),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own with the three saved pages, the command line as it is on a new machine."""
    for name in ("CONFIG", "STORE", "DATA", "SITES", "TERMS", "SECRET", "SECRET_FILE", "CONTACT"):
        monkeypatch.delenv(f"WARDEN_{name}", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "saved").mkdir()
    for name, text in SAVED.items():
        (tmp_path / "saved" / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(line: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """One line of the page's commands."""
    words = shlex.split(line)
    if words[0] == "export":
        name, _, value = words[1].partition("=")
        monkeypatch.setenv(name, value)
        return 0, ""
    assert words[0] == "warden", line
    done = CliRunner().invoke(app, words[1:])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout


def told(out: str) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(out.splitlines()[0])
    return line


def test_the_page_to_the_letter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known, forum, asked, environment, listed, others, checked, broken = blocks("sh")
    assert run(known, monkeypatch)[0] == 0  # 1. a shop of known software
    assert load_site(folder / "warden-data" / "sites" / "shop-example.toml").file.search is not None
    added, crawled = forum.splitlines()
    assert run(added, monkeypatch)[0] == 0
    board = load_site(folder / "warden-data" / "sites" / "forum-example.toml").file.place["list"]
    assert board.url.endswith("viewforum.php?f=12")
    assert run(f"{crawled} --dry-run", monkeypatch)[0] == 0

    _, out = run(asked, monkeypatch)  # 2. does no file read the site yet?
    assert told(out)["site"] in ("generic", None)

    (folder / "sites").mkdir()  # 3. "Make the folder `sites`, and in it …"
    assert "`sites/corner_nl.toml`" in TEXT
    (folder / "sites" / "corner_nl.toml").write_text(blocks("toml")[0], encoding="utf-8")

    run(environment, monkeypatch)  # 4.
    code, out = run(listed, monkeypatch)
    assert code == 0, out
    assert "saved/list.html: results, 12 listings, read by cards" in out
    rows = {line.split("\t")[0]: line.split("\t")[1:] for line in out.splitlines()[2:-1]}
    assert rows["title"] == ["12 of 12", "Stoel nummer 1"]
    assert rows["price"] == ["9 of 12", "€ 1,-"]
    assert rows["id"][0] == rows["url"][0] == rows["image"][0] == "12 of 12"

    none, item = others.splitlines()  # 5. `none`, not `changed`; `results` with one offer
    assert "none.html: none, 0 listings" in run(none, monkeypatch)[1]
    assert "item.html: results, 1 listing, read by page" in run(item, monkeypatch)[1]

    code, out = run(checked, monkeypatch)  # 6. nobody has looked yet
    assert (code, out.count("nobody has looked at")) == (1, 3)
    assert '`"checked": false` to `"checked": true`' in TEXT
    for name in ("list", "none", "item"):
        file = folder / "warden-data" / "captures" / "corner_nl" / name / "listings.json"
        file.write_text(file.read_text("utf-8").replace('"checked": false', '"checked": true'), "utf-8")
    code, out = run(checked, monkeypatch)
    assert (code, out.splitlines()[1].split("\t")[:4]) == (0, ["corner_nl", "unverified", "3", "13"])

    text = SAVED["list.html"].replace("offer", "thing")  # 7. "replace all"
    assert "the class of the offers, here `offer`" in TEXT
    (folder / "saved" / "broken.html").write_text(text, encoding="utf-8")
    assert told(run(broken, monkeypatch)[1])["outcome"] == "changed"

    monkeypatch.setenv("WARDEN_CONTACT", "you@example.org")
    for line in re.findall(r"`(warden (?:crawl|sites status|import saved)[^`]*)`", TEXT):  # 8.
        assert run(line, monkeypatch)[0] == 0, line
    hand = re.search(r"`(warden sites capture [^`]*--to tests/captures[^`]*)`", TEXT)
    assert hand
    (folder / "saved" / "mine.html").write_text(SAVED["list.html"], encoding="utf-8")
    assert run(hand[1].replace("ADDRESS", "https://shop.example/search?q=stoel"), monkeypatch)[0] == 0
    assert (folder / "tests" / "captures" / "corner_nl" / "list_cards" / "page.html").is_file()


def test_a_file_that_only_reads_saved_pages(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the page says to leave out with `access = "import"`."""
    text = blocks("toml")[0].replace('access = "html"', 'access = "import"')
    for gone in (
        r"pace = .*\n",
        r"(?s)\[search\].*?(?=\[paging\])",
        r"(?s)\[paging\].*?(?=\[response)",
        r"calibration = .*\n",
    ):
        text, count = re.subn(gone, "", text)
        assert count == 1, gone
    (folder / "sites").mkdir()
    (folder / "sites" / "corner_nl.toml").write_text(text, encoding="utf-8")
    _, _, environment, listed, *_ = blocks("sh")
    run(environment, monkeypatch)
    assert run(listed, monkeypatch)[0] == 0


def test_contributing_has_the_short_form_and_the_way_here() -> None:
    assert "(docs/how-to/add-a-platform.md)" in CONTRIBUTING
    for verb in ("sites capture", "sites check"):
        assert f"warden {verb}" in CONTRIBUTING


def test_a_host_that_is_a_number_is_no_listing_number(tmp_path: Path) -> None:
    text = blocks("toml")[0].replace("https://shop.example", "http://127.0.0.1")
    (tmp_path / "corner_nl.toml").write_text(text, encoding="utf-8")
    site = load_sites([tmp_path])["corner_nl"]
    address = "http://127.0.0.1/offer/5"
    body = (
        f'<!doctype html><html><head><link rel="canonical" href="{address}"></head>'
        '<body><h1>stoel</h1><p class="price">5</p></body></html>'
    )
    reading = read(Answer(address, 200, {"content-type": "text/html"}, body.encode(), None), site, "item", 1)
    assert [listing.listing_id for listing in reading.listings] == ["5"], reading.reason


def test_a_newest_list_is_added(tmp_path: Path) -> None:
    file = tmp_path / "corner_nl.toml"
    file.write_text("\n".join(blocks("toml")[:2]), encoding="utf-8")
    assert place_request(load_site(file), "newest", 2).url == "https://shop.example/new?page=2"
