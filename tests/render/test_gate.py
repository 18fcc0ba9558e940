"""What a page may send, decided without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scrapy import Request

from crawler import rendering
from crawler.lanes import LanePaused
from crawler.middlewares.robots import RobotsMiddleware
from crawler.rendering import Gate
from crawler.runtime import attach_runtime
from crawler.sites.load import load_sites
from crawler.sites.site import Site
from tests.crawl.conftest import Warden
from tests.render.conftest import drawn_site


class Lanes:
    """As many requests as the quota leaves."""

    def __init__(self, left: int) -> None:
        self.left = left

    def count(self, lane: str) -> None:
        if not self.left:
            raise LanePaused(lane, 0.0, "its requests of today are used up")
        self.left -= 1


class Rules:
    def allowed(self, url: str, agent: str) -> bool:
        return agent == "Warden" and "/private" not in url


class Crawler:
    """What the gate uses of Scrapy's Crawler."""

    def __init__(self, left: int = 1000) -> None:
        self.lanes = Lanes(left)

    def get_downloader_middleware(self, kind: type) -> Any:
        assert kind is RobotsMiddleware

        class Middleware:
            async def robot_parser(self, request: Request) -> Rules:
                return Rules()

        return Middleware()


def site_at(warden: Warden, base: str) -> Site:
    drawn_site(warden, "drawn", base, policy="pace = 9.0")
    return load_sites([warden.root / "sites"])["drawn"]


def gate_of(site: Site, crawler: Crawler) -> Gate:
    attach_runtime(crawler, crawler)  # type: ignore[arg-type]
    request = Request(f"{site.file.identity.base}/search", meta={"lane": site.lane})
    return Gate(crawler, site, request)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("url", "kind", "why"),
    [
        ("https://93.184.216.34/app.js", "script", None),
        ("data:text/css,x", "stylesheet", None),
        ("https://93.184.216.34/a.png", "image", "image is not fetched"),
        ("https://93.184.216.34/favicon.ico", "other", "other is not fetched"),
        ("https://93.184.216.34/count", "ping", "ping is not fetched"),
        ("https://93.184.216.34/private/x", "fetch", "robots.txt disallows this address"),
        ("https://counter.example/x", "script", "leads to another host, counter.example"),
        ("ftp://93.184.216.34/x", "fetch", "ftp scheme"),
        ("file:///etc/hostname", "document", "file scheme"),
        ("http://127.0.0.1:9200/", "fetch", "leads to another host, 127.0.0.1"),
    ],
)
async def test_what_may_be_asked(warden: Warden, url: str, kind: str, why: str | None) -> None:
    gate = gate_of(site_at(warden, "https://93.184.216.34"), Crawler())
    assert await gate.refusal(url, kind) == why
    assert gate.sent == (1 if why is None and url.startswith("https") else 0)


async def test_a_name_that_leads_into_a_private_network_is_refused(warden: Warden) -> None:
    gate = gate_of(site_at(warden, "https://10.1.2.3"), Crawler())
    assert await gate.refusal("https://10.1.2.3/x", "fetch") == "leads to a private address, 10.1.2.3"


async def test_a_page_sends_so_many_requests_and_no_more(warden: Warden) -> None:
    gate = gate_of(site_at(warden, "https://93.184.216.34"), Crawler())
    told = [
        await gate.refusal("https://93.184.216.34/x", "fetch") for _ in range(rendering.MOST_REQUESTS + 3)
    ]
    assert told.count(None) == gate.sent == rendering.MOST_REQUESTS


async def test_the_lanes_quota_ends_it(warden: Warden) -> None:
    gate = gate_of(site_at(warden, "https://93.184.216.34"), Crawler(left=2))
    told = [await gate.refusal("https://93.184.216.34/x", "fetch") for _ in range(3)]
    assert told[:2] == [None, None]
    assert isinstance(gate.paused, LanePaused)


def test_names_of_no_drawn_site_do_not_exist_for_the_browser(warden: Warden) -> None:
    rule = rendering.resolver_rule([site_at(warden, "https://shop.example")])
    assert rule == "MAP * ~NOTFOUND , EXCLUDE *.shop.example , EXCLUDE shop.example"


def test_the_sandbox_is_given_up_by_root_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering.os, "geteuid", lambda: 1000, raising=False)
    assert "--no-sandbox" not in rendering.launch_options()["args"]
    monkeypatch.setattr(rendering.os, "geteuid", lambda: 0, raising=False)
    assert "--no-sandbox" in rendering.launch_options()["args"]


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, warden: Warden) -> None:
    site = site_at(warden, "https://shop.example")
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    assert "apt-get install chromium" in (rendering.cannot_draw(site) or "")
    monkeypatch.setattr(rendering.importlib.util, "find_spec", lambda _: None)
    assert "pip install 'warden-monitor[crawl,browser]'" in (rendering.cannot_draw(site) or "")
