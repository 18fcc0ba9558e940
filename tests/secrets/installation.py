"""One installation with two restricted words, after every verb has been run and much has gone wrong."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from tests.crawl.conftest import make_warden
from tests.crawl.stub import Asked, Said, Stub, item_page, listing_page, row, stub
from tests.secrets.needles import Needles

ECHOED, SILENT = "zorblequist", "Quenterflöm gris"
"""Pages write the first; none writes the second, which has a capital, an umlaut and a blank."""
KEY = ("en", "elephant", "code")
COLUMNS = "id,term,kind,target,product,weight,sensitivity,search,status,forms\n"
HOOK = '''"""Tells all it does, and breaks on some requests, as a hook under work does."""
import logging
import sys

handler = logging.StreamHandler(sys.stderr)
handler.setLevel(logging.DEBUG)
logging.getLogger().addHandler(handler)
logging.getLogger().setLevel(logging.DEBUG)


def prepare(request):
    logging.getLogger("scrapy").setLevel(logging.DEBUG)
    if "zorblequist" in request.url and "page=1" in request.url:
        raise ValueError(f"cannot ask {request.url}")
    return request
'''


class Installation:
    """``said``: (verb, standard output, standard error) of everything that was run."""

    def __init__(self, root: Path, store: str | None) -> None:
        self.warden = make_warden(root)
        self.root, self.store = root, store
        self.overlay = root / "overlay"
        self.said: list[tuple[str, str, str]] = []
        self.asked: list[str] = []
        (self.overlay / "terms").mkdir(parents=True)
        self.write_overlay()
        self.warden.env["WARDEN_TERMS"] = str(self.overlay)
        with stub(self.answer) as server:
            self.sites(server)
            self.everything(server)

    @property
    def data(self) -> Path:
        return self.warden.data

    def write_overlay(self, more: str = "") -> None:
        (self.overlay / "terms" / "en.csv").write_text(
            f"{COLUMNS}X-1,{ECHOED},code,elephant,ivory_worked,strong,restricted,yes,candidate,\n"
            f"X-2,{SILENT},code,elephant,ivory_worked,strong,restricted,yes,candidate,\n{more}",
            encoding="utf-8",
        )

    def answer(self, asked: Asked) -> Said:
        query = asked.query.get("q", "")
        self.asked.append(query)
        if asked.path == "/robots.txt":
            return Said(b"", 404)
        if asked.path.startswith("/o/"):
            return Said(item_page(asked.path[3:].split("-")[0], f"ring of {ECHOED}", f"all of {ECHOED}"))
        if query == SILENT:
            # A redirect that is refused, then a server that is down.
            away = {"Location": "ftp://elsewhere.example/"}
            return Said(status=302, headers=away) if self.asked.count(SILENT) < 2 else Said(status=500)
        more = f'<a rel="next" href="/search?q={quote(query)}&amp;page=2">more</a>'
        heading = f"<h2>You searched for {ECHOED}</h2>" if query == ECHOED else ""
        named = f'<a href="/s/{ECHOED}">see all {ECHOED}</a>' if query == ECHOED else ""
        offer = f'<a href="/o/12-{ECHOED}-ring"><h3>ivory tusk, {ECHOED}</h3></a>'
        slug = f'<li class="offer" data-number="12">{offer}</li>'
        rows = [
            slug,
            row(7, f"ring of {ECHOED}"),
            row(8, "a kettle"),
            row(9, f"ivory tusk with {ECHOED}"),
            row(11, "raw ivory tusk"),
        ]
        return Said(
            listing_page(heading, *rows, named, more)
            if asked.query.get("page", "1") == "1"
            else listing_page()
        )

    def sites(self, server: Stub) -> None:
        for name in ("stub", "loud"):
            self.warden.site(name, server.url, paging="next", platform=name)
            file = self.warden.root / "sites" / f"{name}.toml"
            rule = '[response.rows]\nnext = { css = "a[rel=next]::attr(href)", filters = ["absolute_url"] }\n'
            hook = 'hook = ["prepare"]\n' if name == "loud" else ""
            file.write_text(hook + file.read_text("utf-8").replace("[response.rows]\n", rule), "utf-8")
        (self.warden.root / "sites" / "loud.py").write_text(HOOK, encoding="utf-8")

    def run(self, *words: str, stdin: str | None = None, store: str | None = None, **env: str) -> str:
        """Run a verb, whatever becomes of it; its output."""
        place = store or self.store
        told = self.warden.command(*(("--store", place) if place else ()), *words)
        done = subprocess.run(
            told,
            env={**self.warden.env, **env},
            capture_output=True,
            input=stdin and stdin.encode(),
            timeout=120,
        )
        out, err = done.stdout.decode(), done.stderr.decode()
        self.said.append((" ".join(words[:2]), out, err))
        return out

    def everything(self, server: Stub) -> None:
        self.looked_at()
        self.crawled(server)
        self.brought(server)
        self.decided()
        self.told()
        self.bench()
        self.again()
        self.broken()

    def looked_at(self) -> None:
        self.run("terms", "check")
        self.run("terms", "check", "--json")
        self.run("terms", "list")
        self.run("terms", "list", "--json")

    def crawled(self, server: Stub) -> None:
        both = ("--term", "X-1", "--term", SILENT)
        self.run("crawl", "--site", "stub", *both, "--dry-run")
        self.run("crawl", "--site", "stub", *both)
        self.run("crawl", "--site", "stub", *both, "--json")
        self.run("crawl", "--site", "loud", *both)
        self.run("crawl", "--site", "loud", "--term", "tusk")
        self.run("crawl", "--site", "stub", "--term", f"old {SILENT} ring")
        self.run("crawl", "--site", SILENT, "--place", SILENT, "--target", SILENT)
        self.run("crawl", "--site", "stub", "--lang", SILENT)
        self.run("sites", "status", "--json")
        self.run("sites", "check", "stub", "--json")
        self.run("sites", "capture", "stub", "--term", "X-2")
        self.run("sites", "capture", "stub", "--url", f"{server.url}/search?q={quote(SILENT)}")

    def brought(self, server: Stub) -> None:
        for name, word in (("one", SILENT), ("two", ECHOED)):
            page = self.root / f"{name}.html"
            page.write_bytes(
                self.answer(Asked(0, 0, "/search", {"q": "x" if word == SILENT else word}, {})).body
            )
            address = f"{server.url}/search?q={quote(word)}&page=3"
            self.run("import", str(page), "--site", "stub", "--url", address)
            self.run("import", str(page), "--site", "stub", "--url", address, "--dry-run", "--json")
        found = ("--minutes", "1", "--found", "0")
        for words in (
            ("--term", SILENT, "--lang", "en"),
            ("--place", SILENT),
            ("--place", "newest", "--by", SILENT),
        ):
            self.run("effort", "add", "--site", "stub", *words, *found)
        self.run("hit", "add", "--url", f"{server.url}/s/{quote(SILENT)}", "--title", "a thing", "--by", "v1")
        self.run("hit", "add", "--url", f"{server.url}/o/77", "--by", SILENT)
        watch = self.root / "w.toml"
        for terms, name in ((["X-1", SILENT], "w"), ([f"more {SILENT}"], "v"), (["tusk"], SILENT)):
            watch.write_text(
                f'name = "{name}"\nsites = ["stub"]\nterms = {json.dumps(terms)}\n', encoding="utf-8"
            )
            self.run("watches", "add", str(watch), "--json")
        self.run("watches", "show", "w", "--json")
        self.run("watches", "list", "--json")

    def decided(self) -> None:
        self.hits = [json.loads(line) for line in self.run("search", "ring", "--json").splitlines()]
        for hit in self.hits:
            self.run("hit", "show", hit["hit_id"], "--json")
            self.run("hit", "show", hit["hit_id"])
            self.run("decide", hit["hit_id"], "--decision", "relevant_prohibited", "--reviewer", "r1")

    def told(self) -> None:
        self.run("search", "ring")
        self.run("search", SILENT, "--json")
        for profile in ("public", "partner", "enforcement"):
            for form in ("csv", "jsonl"):
                self.run("export", "--format", form, "--profile", profile)
        asked = [
            {"id": n, "title": f"a ring of {word}"} for n, word in enumerate((ECHOED, SILENT, SILENT.upper()))
        ]
        asked.append({"id": 9, "title": ".".join(ECHOED)})
        lines = self.run("match", stdin="\n".join(map(json.dumps, asked)) + f'\n{{"title": "{SILENT}"\n')
        self.matched = [json.loads(line) for line in lines.splitlines()]
        self.run("trends", "--all-probes", "--json")

    def bench(self) -> None:
        on = ("--lang", "en", "--target", "elephant")
        for word in ("X-1", "X-2", ECHOED, SILENT, SILENT.upper(), f"old {SILENT}", "kettle"):
            self.run("terms", "try", word, *on, "--json")
            self.run("terms", "try", word, *on)
        self.run("terms", "try", f"({SILENT}", *on, "--match", "regex")
        self.run("terms", "try", "kettle", "--lang", "en", "--target", SILENT)
        self.run("terms", "try", "kettle", *on, "--needs", SILENT)
        self.run("terms", "try", "kettle", *on, "--kind", SILENT)
        self.run("terms", "try", "kettle", "--lang", SILENT, "--target", "elephant")
        for least in ("1", "3"):
            self.run("terms", "suggest", "--min-count", least, "--json")
            self.run("terms", "suggest", "--min-count", least)
        self.ledger = [json.loads(line) for line in self.run("terms", "ledger", "--json").splitlines()]
        self.run("terms", "ledger")
        self.run("terms", "ledger", "--lang", SILENT)

    def again(self) -> None:
        self.run("rematch", "--json")
        self.run("reparse", "--json")
        self.run("store", "check")
        self.run("store", "copy", "--to", f"sqlite:///{self.data / 'copy.db'}")
        self.run("store", "check", "--with", f"sqlite:///{self.data / 'copy.db'}")
        self.run("doctor")
        self.run("doctor", "--json")

    def broken(self) -> None:
        """A bad row, a broken site file, stores that fail: what errors say, and to whom."""
        self.write_overlay(
            f'X-3,"{SILENT}(",code,elephant,,strong,restricted,yes,candidate,\n,{SILENT} two,code,nobody,,,restricted,maybe,,"{SILENT} a|b"\nX-4,{SILENT} q,code,elephant,,strong,restricted,"\n'
        )
        for words in (("terms", "check"), ("terms", "check", "--json"), ("terms", "list"), ("doctor",)):
            self.run(*words)
        self.run("crawl", "--site", "stub", "--term", SILENT, "--dry-run")
        self.write_overlay()
        site = self.warden.root / "sites" / "broken.toml"
        site.write_text(
            '[identity]\nname = "x"\n[search]\nurl = "http://127.0.0.1:9/{term}"\n', encoding="utf-8"
        )
        self.run("crawl", "--site", "broken", "--term", SILENT)
        self.run("sites", "check", "broken")
        site.unlink()
        nowhere: Sequence[str] = (
            "elasticsearch://127.0.0.1:9/none",
            f"sqlite:///{self.warden.root / 'sites'}",
        )
        for store in nowhere:
            for words in (
                ("crawl", "--site", "stub", "--term", SILENT),
                ("terms", "try", SILENT, "--lang", "en"),
                ("search", SILENT),
            ):
                self.run(*words, store=store)


def needles() -> tuple[Needles, Needles]:
    return Needles(ECHOED, KEY), Needles(SILENT, KEY)
