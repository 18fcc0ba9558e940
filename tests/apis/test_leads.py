"""What search engines find: fetched where a site allows it and is enabled, else told to a person; never restricted words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from crawler.leads import domains_of
from crawler.probes import expand_probes
from crawler.sites.load import load_sites
from keywords import load_terms
from tests.apis.fakes import said
from tests.apis.local import localise
from tests.crawl.conftest import Warden, make_warden
from tests.crawl.stub import Asked, Said, Stub, item_page, stub
from tests.secrets.installation import COLUMNS, ECHOED, SILENT
from tests.secrets.installation import needles as both_needles
from warden.errors import UsageError

KEY = {"BRAVE_API_KEY": "brave-key-of-tests"}


@dataclass
class Web:
    """A search engine that knows one shop, and the shop."""

    warden: Warden
    shop: Stub
    engine: Stub
    asked: list[str] = field(default_factory=list)

    def crawl(self, *words: str, code: int = 0) -> str:
        """What a crawl of the engine says."""
        return self.warden.run("crawl", "--site", "brave", *words, code=code, **KEY).stderr

    def listings(self) -> set[tuple[str, str]]:
        with sqlite3.connect(self.warden.data / "warden.db") as store:
            return set(store.execute("SELECT platform, listing_id FROM listing").fetchall())

    @property
    def fetched(self) -> list[str]:
        return [asked.path for asked in self.shop.asked if asked.path != "/robots.txt"]


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    asked: list[str] = []

    def shop(request: Asked) -> Said:
        if request.path == "/robots.txt":
            return Said(b"User-agent: *\nDisallow: /o/9\n")
        if request.path.startswith("/o/"):
            return Said(item_page(request.path[3:], "raw ivory tusk, twelve inches"))
        return Said(b"", 404)

    with stub(shop) as server:

        def engine(request: Asked) -> Said:
            asked.append(request.query["q"])
            found = [
                (f"{server.url}/o/7", "raw ivory tusk"),
                (f"{server.url}/o/8", "a kettle"),
                (f"{server.url}/o/9", "carved ivory tusk"),
                (f"{server.url}/about", "ivory tusk: what we sell"),
                ("https://elsewhere.example/o/1", "ivory tusk elsewhere"),
            ]
            rows = [{"title": title, "url": url, "description": ""} for url, title in found]
            return said(
                {"type": "search", "query": {"more_results_available": False}, "web": {"results": rows}}
            )

        with stub(engine) as other:
            warden = make_warden(tmp_path)
            localise(warden, "brave", other.url, items=True)
            warden.site("stub", server.url)
            yield Web(warden, server, other, asked)


def enable(web: Web, site: str) -> None:
    config = web.warden.root / "warden.toml"
    config.write_text(config.read_text("utf-8") + f'sites = ["{site}"]\n', "utf-8")


def test_a_lead_to_an_enabled_site_is_fetched_in_the_same_run(web: Web) -> None:
    enable(web, "stub")
    told = web.crawl("--domain", "stub", "--term", "ivory tusk", code=1)
    assert all(query.endswith(" site:127.0.0.1") for query in web.asked)
    assert web.fetched == ["/o/7"], "no kettle, nothing that robots.txt closes"
    assert "robots.txt disallows this address" in told
    assert ("stub", "7") in web.listings()
    assert [platform for platform, _ in web.listings()].count("web") == 4
    assert f"save this page: {web.shop.url}/about" in told
    assert "elsewhere.example" not in told, "only the domain that was asked for"
    with sqlite3.connect(web.warden.data / "warden.db") as store:
        assert store.execute("SELECT count(*) FROM work WHERE status = 'due'").fetchone() == (0,)


def test_a_lead_to_a_site_that_is_not_enabled_is_for_a_person(web: Web) -> None:
    told = web.crawl("--domain", "stub", "--term", "ivory tusk")
    assert web.fetched == []
    for path in ("/o/7", "/o/9", "/about"):
        assert f"save this page: {web.shop.url}{path}" in told
    assert f"save this page: {web.shop.url}/o/8" not in told, "a kettle is no hit"
    hits = web.warden.run("search", "ivory tusk").stdout
    assert "raw ivory tusk" in hits


def test_an_engine_is_asked_about_a_domain_only(web: Web) -> None:
    told = web.crawl("--term", "ivory tusk", code=2)
    assert "name one with --domain" in told
    assert "neither a host" in web.crawl("--domain", "no host", "--term", "ivory tusk", code=2)
    assert web.asked == []
    sites = load_sites()
    assert domains_of(["xianyu", "https.example", "WWW.Shop.example"], sites) == [
        sites["xianyu"].domains[0],
        "https.example",
        "shop.example",
    ]
    with pytest.raises(UsageError):
        domains_of(["https://shop.example/x"], sites)


def test_each_domain_is_a_probe_of_its_own() -> None:
    spec = {"sites": ["baidu", "brave"], "terms": ["ivory tusk"], "domains": ["goofish.com", "weibo.com"]}
    probes = expand_probes(spec, sites=load_sites(), vocabulary=load_terms())
    found = {(probe.site, probe.place) for probe in probes}
    assert found == {(site, place) for site in ("baidu", "brave") for place in ("goofish.com", "weibo.com")}
    assert len({probe.probe_id for probe in probes}) == len(probes)


def test_a_restricted_word_is_never_sent_to_a_search_engine(web: Web) -> None:
    overlay = web.warden.root / "overlay"
    (overlay / "terms").mkdir(parents=True)
    (overlay / "terms" / "en.csv").write_text(
        f"{COLUMNS}X-1,{ECHOED},code,elephant,ivory_worked,strong,restricted,yes,candidate,\n"
        f"X-2,{SILENT},code,elephant,ivory_worked,strong,restricted,yes,candidate,\n",
        encoding="utf-8",
    )
    web.warden.env["WARDEN_TERMS"] = str(overlay)
    words = ("--domain", "stub", "--term", "X-1", "--term", SILENT, "--term", "ivory tusk")
    told = [web.crawl(*words, "--dry-run"), web.crawl(*words)]
    told.append(web.crawl("--domain", "stub", "--term", SILENT, code=2))
    told.append(web.crawl("--domain", "stub", "--term", f"old {ECHOED} ring", code=2))
    told.append(web.crawl("--domain", f"{ECHOED}.example", "--term", "ivory tusk", code=2))
    assert len(web.asked) >= 1
    sent = "\n".join([*web.asked, *(str(one.headers) for one in web.engine.asked)]).encode()
    files = b"".join(path.read_bytes() for path in web.warden.data.rglob("*") if path.is_file())
    for needle in both_needles():
        assert not needle.within(sent)
        assert not needle.within("\n".join(told).encode())
        assert not needle.within(files)
