"""What is refused leaves nothing behind: no store, no run, no work in the ledger."""

from __future__ import annotations

import pytest

from tests.crawl.conftest import Warden
from warden.store import open_store, store_exists


def planned(warden: Warden) -> tuple[int, int]:
    """Runs of the ledger, and its work."""
    store = open_store(warden.store_url)
    try:
        runs = store.runs()
        return len(runs), sum(len(list(store.works(run.run_id))) for run in runs)
    finally:
        store.close()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--site", "far", "--term", "kettle"), "WARDEN_CONTACT"),
        (("--site", "near", "--site", "far", "--term", "kettle"), "WARDEN_CONTACT"),
        (("--site", "near", "--place", "category"), "no place 'category'"),
        (("--site", "near", "--lang", "xx"), "no terms of the language"),
        (("--site", "near", "--target", "unicorn"), "no target named"),
        (("--site", "saved", "--term", "kettle"), "nothing may be sent there"),
        (("--site", "near", "--term", "kettle", "--domain", "goofish.com"), "--domain is for search engines"),
        (("--site", "keyed", "--term", "kettle"), "KEY_OF_THE_TEST is not set"),
        (("--watch", "unknown"), "no watch named unknown"),
    ],
)
def test_a_refused_crawl_makes_no_store(warden: Warden, words: tuple[str, ...], why: str) -> None:
    warden.site("near", "http://127.0.0.1:9")
    warden.site("far", "https://shop.example", policy="pace = 5.0")
    warden.site("keyed", "http://127.0.0.1:9")
    file = warden.root / "sites" / "keyed.toml"
    keys = '[auth]\ntype = "api-key"\nkey_env = "KEY_OF_THE_TEST"\nheader = "X-Key"\n\n[search]'
    file.write_text(file.read_text("utf-8").replace("[search]", keys, 1), "utf-8")
    warden.site("saved", "https://saved.example")
    file = warden.root / "sites" / "saved.toml"
    file.write_text(file.read_text("utf-8").replace('access = "html"', 'access = "import"'), "utf-8")
    assert why in warden.run("crawl", *words, code=2).stderr
    assert not store_exists(warden.store_url)


def test_a_watch_without_a_contact_plans_nothing(warden: Warden) -> None:
    for name, base in (("near", "http://127.0.0.1:9"), ("far", "https://shop.example")):
        warden.site(name, base, policy="pace = 5.0", platform=name)
        file = warden.root / f"{name}.toml"
        file.write_text(f'name = "{name}s"\nsites = ["{name}"]\nplaces = ["newest"]\n', "utf-8")
        warden.run("watches", "add", str(file))
    for words in (["--watch", "fars"], ["--due"]):
        assert "WARDEN_CONTACT" in warden.run("crawl", *words, code=2).stderr
        assert planned(warden) == (0, 0)
