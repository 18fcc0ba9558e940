"""An index of sitemaps: each of them is read, one after another, whatever the one before it was."""

from __future__ import annotations

import json
import sqlite3
from datetime import date

from crawler.sites.adding import Shop, add
from tests.crawl.conftest import Warden
from tests.crawl.stub import Asked, Said, Stub, stub

MAPS = ("pages", "products-1", "gone", "broken", "products-2")


def _map(base: str, name: str) -> bytes:
    entries = "".join(f"<url><loc>{base}/p/{name}-ivory-tusk-{n}</loc></url>" for n in (1, 2))
    return f"<urlset>{entries}</urlset>".encode()


def _answer(asked: Asked) -> Said:
    base = f"http://{asked.headers['Host']}"
    name = asked.path.strip("/").removesuffix(".xml")
    if name == "sitemap":
        listed = "".join(f"<sitemap><loc>{base}/{one}.xml</loc></sitemap>" for one in MAPS)
        return Said(f"<sitemapindex>{listed}</sitemapindex>".encode())
    if name == "broken":
        return Said(b"<html><body><p>Something went wrong.</p></body></html>")
    return Said(_map(base, name)) if name in MAPS and name != "gone" else Said(b"", 404)


def _add(warden: Warden, address: str) -> None:
    made = add(Shop(address, "any", name="shop"), warden.root / "sites", date(2026, 11, 22))
    made.path.write_text(made.path.read_text("utf-8") + "\n[policy]\npace = 0.01\n", "utf-8")


def _asked(server: Stub) -> list[str]:
    return [one.path.strip("/") for one in server.asked if one.path.endswith(".xml")]


def test_every_sitemap_of_an_index_is_read(warden: Warden) -> None:
    with stub(_answer) as server:
        _add(warden, server.url + "/")
        warden.run("crawl", "--site", "shop", "--place", "sitemap", "--max-pages", "20", code=None)
        order = ["products-1.xml", "products-2.xml", "pages.xml", "gone.xml", "broken.xml"]
        assert _asked(server) == ["sitemap.xml", *order]
    assert _titles(warden) == [
        f"{name} ivory tusk {n}" for name in ("pages", "products 1", "products 2") for n in (1, 2)
    ]


def test_lists_beyond_the_pages_allowed_are_told(warden: Warden) -> None:
    with stub(_answer) as server:
        _add(warden, server.url + "/")
        warden.run("crawl", "--site", "shop", "--place", "sitemap", "--max-pages", "2")
        assert _asked(server) == ["sitemap.xml", "products-1.xml"]
    assert "4 further lists stay unread: more --max-pages reads them" in _reasons(warden)


def _titles(warden: Warden) -> list[str]:
    done = warden.run("search", "ivory", "--json")
    return sorted(str(json.loads(line)["title"]) for line in done.stdout.splitlines())


def _reasons(warden: Warden) -> list[str]:
    return _column(warden, "SELECT reason FROM work WHERE reason IS NOT NULL")


def _column(warden: Warden, sql: str) -> list[str]:
    with sqlite3.connect(warden.data / "warden.db") as db:
        return [row[0] for row in db.execute(sql)]
