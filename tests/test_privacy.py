"""Names become keys, and restricted words stay where their curator put them."""

from __future__ import annotations

import gzip
import io
import json
import logging
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from cryptography.fernet import InvalidToken

from crawler.hushed import HideWords
from keywords.hidden import mask
from tests.crawl.conftest import make_warden
from tests.crawl.stub import Asked, Said, Stub, item_page, listing_page, row, stub
from warden.errors import UsageError
from warden.privacy import Keys, load_keys

SECRET = b"a secret of thirty-two bytes, ok"


# -- the secret and its keys -----------------------------------------------------------------------


def test_keys_are_stable_and_differ_by_purpose_and_installation() -> None:
    keys, other = Keys(SECRET), Keys(SECRET + b"!")
    assert keys.seller("stub", " Some_Body ") == keys.seller("stub", "some_body")
    made = [
        keys.seller("stub", "somebody"),
        keys.seller("other", "somebody"),
        keys.contact("stub", "somebody"),
        other.seller("stub", "somebody"),
    ]
    assert len(set(made)) == 4
    assert all(re.fullmatch("[0-9a-f]{32}", key) for key in made)


def test_sub_keys_differ_and_the_fingerprint_tells_nothing_of_them() -> None:
    keys = Keys(SECRET)
    parts = [keys._seller, keys._contact, keys._sealing]
    assert len({*parts, SECRET}) == 4
    assert len(keys.fingerprint) == 16
    assert not any(keys.fingerprint in part.hex() for part in parts)


def test_what_is_sealed_is_read_again_only_with_the_same_secret() -> None:
    keys = Keys(SECRET)
    token = keys.seal("https://shop.example/members/7")
    assert "shop.example" not in token
    assert keys.unseal(token) == "https://shop.example/members/7"
    with pytest.raises(InvalidToken):
        Keys(SECRET + b"!").unseal(token)


def test_a_short_secret_is_refused_with_the_cure() -> None:
    with pytest.raises(UsageError, match="openssl rand"):
        Keys(b"too short")


def test_a_secret_is_made_once_and_only_its_owner_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WARDEN_SECRET", "WARDEN_SECRET_FILE"):
        monkeypatch.delenv(name, raising=False)
    assert load_keys(tmp_path, make=False) is None
    first, second = load_keys(tmp_path), load_keys(tmp_path)
    assert first and second
    assert first.fingerprint == second.fingerprint
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_the_environment_beats_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "mine"
    named.write_bytes(SECRET + b"\n")
    monkeypatch.delenv("WARDEN_SECRET", raising=False)
    monkeypatch.setenv("WARDEN_SECRET_FILE", str(named))
    keys = load_keys(tmp_path)
    assert keys and keys.fingerprint == Keys(SECRET).fingerprint
    assert not (tmp_path / "secret").exists()
    monkeypatch.setenv("WARDEN_SECRET", "another secret of the environment")
    other = load_keys(tmp_path)
    assert other and other.fingerprint != keys.fingerprint
    monkeypatch.delenv("WARDEN_SECRET")
    monkeypatch.setenv("WARDEN_SECRET_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(UsageError, match="WARDEN_SECRET_FILE"):
        load_keys(tmp_path)


@pytest.mark.parametrize("words", ["blue moon", "象牙", "бивень", "fil & dişi"])
def test_every_spelling_of_restricted_words_leaves_an_address(words: str) -> None:
    from urllib.parse import quote, quote_plus

    spellings = [quote(words), quote_plus(words), quote(words, safe=""), words, words.replace(" ", "-")]
    if words == "象牙":
        spellings += [quote(words, encoding="gbk"), quote(words, encoding="big5")]
    if words == "бивень":
        spellings.append(quote(words, encoding="windows-1251"))
    for spelling in spellings:
        for form in (spelling, spelling.lower()):
            masked = mask(f"https://shop.example/s?q={form}&page=2", words, "X-1")
            assert masked == "https://shop.example/s?q=[term:X-1]&page=2", form


def test_restricted_words_leave_log_lines_and_tracebacks() -> None:
    """Scrapy names the address of a request whose answer could not be handled."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(HideWords({"blue moon": "X-1"}))
    log = logging.Logger("of this test")
    log.addHandler(handler)
    try:
        raise ValueError("https://shop.example/s/blue-moon")
    except ValueError:
        log.exception("Spider error processing <GET %s>", "https://shop.example/s?q=blue+moon")
    assert "Spider error" in out.getvalue()
    assert "ValueError" in out.getvalue()
    assert "moon" not in out.getvalue()


# -- two canary words through everything -------------------------------------------------------------

ECHOED, SILENT = "zorblequist", "quenterfloom"
"""Restricted words: pages write the first, none writes the second."""


class Canaries:
    """One installation with both words in a private overlay, after everything was done with them."""

    def __init__(self, root: Path) -> None:
        self.warden = make_warden(root)
        self.overlay = root / "overlay"
        (self.overlay / "terms").mkdir(parents=True)
        (self.overlay / "terms" / "en.csv").write_text(
            "id,term,kind,target,product,weight,sensitivity,search,status\n"
            f"X-1,{ECHOED},code,elephant,ivory_worked,strong,restricted,yes,candidate\n"
            f"X-2,{SILENT},code,elephant,ivory_worked,strong,restricted,yes,candidate\n"
        )
        self.warden.env["WARDEN_TERMS"] = str(self.overlay)
        self.said: list[str] = []
        self.asked: list[str] = []
        self.root = root
        with stub(self.answer) as server:
            self.server = server
            self.use(server)

    def answer(self, asked: Asked) -> Said:
        query = asked.query.get("q", "")
        self.asked.append(query)
        if asked.path == "/robots.txt":
            return Said(b"", 404)
        if asked.path.startswith("/o/"):
            return Said(item_page(asked.path[3:], f"ring of {ECHOED}"))
        if query == SILENT:
            # What error messages are made of: a redirect that is refused, then a server that is down.
            away = {"Location": "ftp://elsewhere.example/"}
            return Said(status=302, headers=away) if self.asked.count(SILENT) < 2 else Said(status=500)
        more = f'<a rel="next" href="/search?q={query}&amp;page=2">more</a>'
        rows = [row(7, f"ring of {ECHOED}"), row(8, "a kettle")]
        return Said(listing_page(*rows, more) if asked.query.get("page", "1") == "1" else listing_page())

    def run(self, *words: str, code: int | None = 0, stdin: str | None = None) -> str:
        done = subprocess.run(
            self.warden.command(*words), env=self.warden.env, capture_output=True, text=True, input=stdin, timeout=120
        )  # fmt: skip
        if code is not None:
            assert done.returncode == code, (words, done.stdout, done.stderr)
        self.said.append(f"$ {' '.join(words[:2])}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def use(self, server: Stub) -> None:
        self.warden.site("stub", server.url, paging="next")
        file = self.warden.root / "sites" / "stub.toml"
        rule = '[response.rows]\nnext = { css = "a[rel=next]::attr(href)", filters = ["absolute_url"] }\n'
        file.write_text(file.read_text("utf-8").replace("[response.rows]\n", rule), "utf-8")
        self.run("terms", "check")
        self.run("terms", "list", "--json")
        self.run("crawl", "--site", "stub", "--term", "X-1", "--term", "X-2", "--dry-run")
        self.run("crawl", "--site", "stub", "--term", "X-1", "--term", "X-2", code=1)
        self.run("crawl", "--site", "stub", "--term", SILENT, "--term", ECHOED, code=1)
        self.saved(server)
        self.run(
            "effort",
            "add",
            "--site",
            "stub",
            "--term",
            SILENT,
            "--lang",
            "en",
            "--minutes",
            "1",
            "--found",
            "0",
        )
        self.watch()
        self.found = [json.loads(line) for line in self.run("search", "ring", "--json").splitlines()]
        self.run("search", "ring")
        for profile in ("public", "partner", "enforcement"):
            for form in ("csv", "jsonl"):
                self.run("export", "--format", form, "--profile", profile)
        asked = "\n".join(
            json.dumps({"id": n, "title": f"a ring of {word}"}) for n, word in enumerate((ECHOED, SILENT))
        )
        self.matched = [json.loads(line) for line in self.run("match", stdin=asked).splitlines()]
        self.run("trends")
        self.run("store", "check")
        self.run("doctor", code=None)

    def saved(self, server: Stub) -> None:
        for name, word, page in (("one.html", SILENT, b"<html>nothing</html>"), ("two.html", ECHOED, self.answer(Asked(0, 0, "/search", {"q": ECHOED}, {})).body)):  # fmt: skip
            file = self.root / name
            file.write_bytes(page)
            self.run(
                "import",
                str(file),
                "--site",
                "stub",
                "--url",
                f"{server.url}/search?q={word}&page=3",
                code=None,
            )

        # A file that its user named after the word: the name may be told to them, but not kept.
        named = self.root / f"all about {SILENT}.html"
        named.write_bytes(self.answer(Asked(0, 0, "/search", {"q": "x"}, {})).body)
        self.run("import", str(named), "--site", "stub", "--captured", "2026-11-20")
        self.said.pop()

    def watch(self) -> None:
        file = self.root / "w.toml"
        file.write_text('name = "w"\nsites = ["stub"]\nterms = ["X-1", "X-2"]\n')
        self.run("watches", "add", str(file))
        self.run("watches", "show", "w", "--json")
        self.run("watches", "show", "w")


@pytest.fixture(scope="module")
def canaries(tmp_path_factory: pytest.TempPathFactory) -> Canaries:
    return Canaries(tmp_path_factory.mktemp("canaries"))


def unpacked(file: Path) -> bytes:
    content = file.read_bytes()
    return gzip.decompress(content) if file.suffix == ".gz" else content


def holding(word: str, data: Path) -> Iterator[Path]:
    """Files below ``data`` that hold the word in any spelling, compressed ones included."""
    for file in sorted(path for path in data.rglob("*") if path.is_file()):
        content = unpacked(file)
        if word.encode() in content.lower() or word.encode("utf-16-le") in content:
            yield file


def test_the_words_were_sent(canaries: Canaries) -> None:
    assert {ECHOED, SILENT} <= set(canaries.asked)
    assert canaries.found, "the echoed word made a hit"
    assert [line["grade"] for line in canaries.matched] != ["none", "none"]


def test_a_word_that_no_page_writes_is_found_nowhere(canaries: Canaries) -> None:
    assert [file.name for file in holding(SILENT, canaries.warden.data)] == []
    for said in canaries.said:
        assert SILENT not in unquote_plus(said).lower(), said


def test_a_word_that_pages_write_stands_only_where_they_wrote_it(canaries: Canaries) -> None:
    data = canaries.warden.data
    found = {file.relative_to(data).parts[0] for file in holding(ECHOED, data)}
    assert found <= {"warden.db", "warden.db-wal", "archive", "evidence"}
    for file in (data / "archive").glob("*.log.jsonl"):
        assert ECHOED not in file.read_text("utf-8"), "a capture log names addresses"


def records(file: Path) -> Iterator[tuple[bytes, bytes]]:
    """(WARC headers, HTTP headers and body) of an archive file's records."""
    for record in unpacked(file).split(b"WARC/1.1\r\n")[1:]:
        head, _, rest = record.partition(b"\r\n\r\n")
        yield head, rest


def test_archived_addresses_are_masked(canaries: Canaries) -> None:
    heads = [
        head for file in (canaries.warden.data / "archive").glob("*.warc.gz") for head, _ in records(file)
    ]
    assert heads
    assert not any(ECHOED.encode() in head or SILENT.encode() in head for head in heads)
    assert any(b"[term:X-1]" in head for head in heads)


def test_in_the_store_only_texts_of_pages_hold_the_word(canaries: Canaries) -> None:
    import sqlite3

    with sqlite3.connect(canaries.warden.data / "warden.db") as store:
        tables = [
            name
            for (name,) in store.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'words%'"
            )
        ]
        holding_word = {
            (table, column)
            for table in tables
            for (column,) in store.execute(f"SELECT name FROM pragma_table_info('{table}')").fetchall()
            if store.execute(f"SELECT count(*) FROM {table} WHERE instr(lower(CAST({column} AS TEXT)), '{ECHOED}')").fetchone()[0]
        }  # fmt: skip
        matches = store.execute("SELECT assessment FROM reading").fetchall()
    assert holding_word == {("revision", "content")}
    assert any('"X-1"' in text for (text,) in matches)


def test_of_a_hit_only_the_page_s_own_words_are_shown(canaries: Canaries) -> None:
    (line,) = canaries.found
    assert ECHOED in line["title"]
    told = json.dumps({**line, "title": "", "description": ""})
    assert ECHOED not in told
    assert "X-1" in {match["term"] for match in line["matches"]}
    assert all(match["start"] is None and match["end"] is None for match in line["matches"])


def test_partner_and_public_exports_leave_the_text_out(canaries: Canaries) -> None:
    exports = [said for said in canaries.said if said.startswith("$ export")]
    assert len(exports) == 6
    for said in exports[:4]:
        assert ECHOED not in said


def test_the_matcher_names_the_id_only(canaries: Canaries) -> None:
    for line in canaries.matched:
        assert ECHOED not in json.dumps(line["matches"])
        for match in line["matches"]:
            if match["term"].startswith("X-"):
                assert match["start"] is None


def test_a_fault_in_a_restricted_row_does_not_spell_it_out(tmp_path: Path) -> None:
    (tmp_path / "terms").mkdir()
    (tmp_path / "terms" / "en.csv").write_text(
        f"id,term,kind,target,sensitivity,match\nX-3,{SILENT}(,code,elephant,restricted,regex\n,{SILENT},code,none,restricted,word\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "warden", "terms", "check"],
        env={**os.environ, "WARDEN_TERMS": str(tmp_path), "WARDEN_DATA": str(tmp_path / "data")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert SILENT not in done.stdout + done.stderr


def test_another_secret_is_refused(canaries: Canaries) -> None:
    env = {**canaries.warden.env, "WARDEN_SECRET": "another secret of 32 characters!"}
    done = subprocess.run(canaries.warden.command("search", "ring"), env=env, capture_output=True, text=True)
    assert done.returncode == 3
    assert "secret" in done.stderr
