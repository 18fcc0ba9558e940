"""One site file of a user that does not hold: its site is left out, everything else goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawl.conftest import Warden
from tests.crawl.stub import Asked, Said, Stub, listing_page, row, stub
from warden.cli.state import State
from warden.cli.worker import has_work
from warden.store import open_store, store_exists


def answer(asked: Asked) -> Said:
    if asked.path == "/robots.txt" or asked.path.startswith("/o/"):
        return Said(b"", 404)
    return Said(listing_page(row(1, "a kettle"), row(2, "a pan")))


@pytest.fixture
def shop(warden: Warden) -> Iterator[Stub]:
    """A site that holds, and one that is broken on line 14."""
    with stub(answer) as server:
        warden.site("good", server.url)
        warden.site("bad", "http://broken.example", policy="pace = [")
        yield server


def told(said: str) -> str:
    """The line about the broken file; there is exactly one."""
    (line,) = [line for line in said.splitlines() if "bad.toml" in line]
    assert "bad.toml:" in line
    assert "no TOML" in line
    return line


def test_verbs_that_use_other_sites_go_on(warden: Warden, shop: Stub, tmp_path: Path) -> None:
    done = warden.run("crawl", "--site", "good", "--place", "newest")
    assert "bad is left out: mend the file" in told(done.stderr)
    assert "2 new" in done.stderr
    page = tmp_path / "page.html"
    page.write_bytes(listing_page(row(3, "a spoon")))
    told(warden.run("import", str(page), "--site", "good", "--url", f"{shop.url}/search?q=x").stderr)
    told(warden.run("reparse").stderr)
    told(warden.run("hit", "add", "--url", f"{shop.url}/o/7").stderr)
    told(
        warden.run(
            "effort", "add", "--site", "good", "--place", "newest", "--minutes", "5", "--found", "0"
        ).stderr
    )
    told(warden.run("sites", "show", "good").stderr)
    told(warden.run("sites", "status", "good").stderr)


def test_verbs_that_report_state_tell_it(warden: Warden, shop: Stub) -> None:
    rows = [json.loads(line) for line in warden.run("sites", "list", "--json").stdout.splitlines()]
    assert "good" in [one["site"] for one in rows]
    told(warden.run("sites", "list").stderr)
    found = warden.run("sites", "check", "--json", code=1)
    told(found.stderr)
    (bad,) = [one for one in map(json.loads, found.stdout.splitlines()) if one["site"] == "bad"]
    assert not bad["ok"]
    assert "mend the file" in bad["next"]
    seen = warden.run("doctor", code=1).stdout
    assert "bad   sites: " in told(seen)
    assert "bad is left out until then" in seen


@pytest.mark.parametrize(
    "words",
    [
        ("crawl", "--site", "good", "--site", "bad", "--place", "newest"),
        ("crawl", "--site", "bad", "--dry-run"),
        ("import", "page.html", "--site", "bad"),
        ("sites", "show", "bad"),
        ("sites", "capture", "bad", "--place", "newest"),
        ("sites", "status", "bad"),
        ("sites", "check", "bad"),
        ("terms", "try", "ivory", "--lang", "en", "--live", "--site", "bad"),
    ],
)
def test_a_verb_that_names_the_broken_site_refuses(
    warden: Warden, shop: Stub, words: tuple[str, ...]
) -> None:
    page = warden.root / "page.html"
    page.write_bytes(listing_page(row(3, "a spoon")))
    done = warden.run(*(str(page) if word == "page.html" else word for word in words), code=2)
    assert "cannot be used until its file is mended" in done.stderr
    assert not store_exists(warden.store_url)
    assert not shop.asked


def test_a_site_of_the_settings_keeps_no_other_away(warden: Warden, shop: Stub) -> None:
    settings = warden.root / "warden.toml"
    settings.write_text('[crawl]\nsites = ["bad", "good"]\n', "utf-8")
    done = warden.run("--config", str(settings), "crawl", "--term", "kettle", code=1)
    told(done.stderr)
    assert "2 new" in done.stderr
    settings.write_text('[crawl]\nsites = ["bad"]\n', "utf-8")
    assert (
        "cannot be used" in warden.run("--config", str(settings), "crawl", "--term", "kettle", code=2).stderr
    )


def test_a_watch_of_a_broken_site_keeps_no_other_away(
    warden: Warden, shop: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = (warden.root / "sites" / "good.toml").read_text("utf-8")
    broken = (warden.root / "sites" / "bad.toml").read_text("utf-8")
    (warden.root / "sites" / "bad.toml").write_text(whole.replace('"stub"', '"bad"'), "utf-8")
    for name in ("bad", "good"):
        file = warden.root / f"{name}.toml"
        file.write_text(f'name = "{name}s"\nsites = ["{name}"]\nplaces = ["newest"]\n', "utf-8")
        warden.run("watches", "add", str(file))
    (warden.root / "sites" / "bad.toml").write_text(broken, "utf-8")
    assert "cannot be used" in warden.run("crawl", "--watch", "bads", code=2).stderr
    assert "watch bads is left out" in warden.run("crawl", "--due", "--dry-run").stderr
    done = warden.run("crawl", "--due", code=1)
    assert "watch bads is left out" in done.stderr
    assert "2 new" in done.stderr
    assert "nothing is due" in warden.run("crawl", "--due", code=1).stderr
    monkeypatch.setenv("WARDEN_SITES", str(warden.root / "sites"))
    store = open_store(warden.store_url)
    try:
        assert not has_work(State(None, None, warden.data), store), "a worker does not try every minute"
    finally:
        store.close()


def test_pages_of_a_broken_site_wait_for_its_file(warden: Warden, shop: Stub) -> None:
    file = warden.root / "sites" / "bad.toml"
    file.write_text(
        (warden.root / "sites" / "good.toml").read_text("utf-8").replace(shop.url, "http://broken.example"),
        "utf-8",
    )
    whole = file.read_text("utf-8")
    file.write_text(whole.replace('rows = "article"', 'rowz = "article"'), "utf-8")
    page = warden.root / "page.html"
    page.write_bytes(listing_page(row(3, "a spoon")))
    words = ("import", str(page), "--url", "http://broken.example/search?q=x")
    done = warden.run(*words, code=1)
    assert "the file of bad does not hold" in done.stdout
    assert "bad.toml:" in warden.run("hit", "add", "--url", "http://broken.example/o/7", code=2).stderr
    file.write_text(whole, "utf-8")
    assert "1 listing" in warden.run(*words).stdout
