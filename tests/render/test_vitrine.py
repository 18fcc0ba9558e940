"""The example marketplace that is drawn by script, from the server's side."""

from __future__ import annotations

import json
import urllib.request

import pytest

from crawler.demo.catalogue import Catalogue
from crawler.demo.run import marketplaces
from tests.crawl.conftest import Warden
from tests.render.conftest import stored


def test_its_rows_are_read_and_its_forbidden_address_is_never_asked(
    warden: Warden, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WARDEN_DEMO_CLIENT_ID", "WARDEN_DEMO_CLIENT_SECRET"):
        monkeypatch.setenv(name, "")
    with marketplaces(warden.root / "sites") as addresses:
        warden.run(
            "crawl", "--site", "demo_vitrine", "--place", "newest", "--term", "avorio", "--max-pages", "9"
        )
        ask = urllib.request.Request(f"{addresses['vitrine']}/_demo/log", method="POST")
        with urllib.request.urlopen(ask, timeout=10) as answer:
            asked = [path for _, _, path in json.load(answer)["log"] if not path.startswith("/_demo")]
    on_sale = Catalogue().newest("vitrine")
    assert stored(warden) == sorted(str(offer.number) for offer in on_sale)
    assert asked[0] == "/robots.txt"
    assert not any(path.startswith("/api/private") for path in asked)
    drawn = [path for path in asked if path.startswith(("/newest", "/search", "/o/"))]
    assert len([path for path in asked if path.startswith("/api/cards")]) == len(drawn)
    pictures = [path for path in asked if path.startswith("/pictures")]
    assert len(pictures) == len(set(pictures)), "only as evidence, never by the page"
