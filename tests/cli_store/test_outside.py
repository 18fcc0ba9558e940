"""What the machine refuses: full or closed outputs, unreadable settings, read-only media, other secrets, modes."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
from pathlib import Path

import pytest

from tests.crawl.conftest import Warden, make_warden
from tests.crawl.stub import listing_page, row
from warden.config import load_config
from warden.errors import CannotContinue, UsageError
from warden.store import open_store, sqlite
from warden.store.sqlite import connection


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Warden:
    """A store with one hit, made by an import."""
    made = make_warden(tmp_path_factory.mktemp("filled"))
    made.site("stub", "http://127.0.0.1:9")
    page = made.root / "page.html"
    page.write_bytes(listing_page(row(1, "raw ivory tusk")))
    made.run("import", str(page), "--site", "stub", "--url", "http://127.0.0.1:9/search?q=tusk")
    return made


@pytest.mark.parametrize("words", ["export --format csv", "export --format jsonl", "match", "search ''"])
@pytest.mark.parametrize("where", ["> /dev/full", ">&-"])
def test_an_output_that_takes_nothing_is_one_clear_line(filled: Warden, words: str, where: str) -> None:
    if where == ">&-" and words.startswith("search"):
        return
    line = json.dumps({"id": 1, "title": "ivory"})
    verb = " ".join(f"'{part}'" for part in filled.command())
    done = subprocess.run(
        ["sh", "-c", f"{verb} {words} {where}"], input=line, env=filled.env, capture_output=True, text=True
    )
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert sum(text.startswith("warden: ") for text in done.stderr.splitlines()) == 1


def test_settings_that_cannot_be_read_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "warden.toml"
    file.write_text("")

    def refused(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refused)
    with pytest.raises(UsageError, match="cannot be read"):
        load_config(file)


def test_a_wrong_secret_leaves_no_new_one_behind(filled: Warden) -> None:
    env = {name: value for name, value in filled.env.items() if name != "WARDEN_SECRET"}
    other = Warden(filled.root, env)
    page = str(filled.root / "page.html")
    for words in (("import", page), ("effort", "add", "--site", "stub", "--place", "newest", "--minutes", "1", "--found", "0")):  # fmt: skip
        assert "another secret" in other.run(*words, code=3).stderr
        assert not (filled.data / "secret").exists()


@pytest.fixture
def sealed(filled: Warden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store on a medium that cannot be written: only the one file, and nothing can be made beside it."""
    with sqlite3.connect(filled.data / "warden.db") as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    file = tmp_path / "cd rom" / "warden.db"
    file.parent.mkdir()
    shutil.copy(filled.data / "warden.db", file)
    monkeypatch.setattr(sqlite, "writable", lambda _: False)
    real = connection.Database._read_only

    class Refusing:
        def execute(self, _: str) -> None:
            raise sqlite3.OperationalError("unable to open database file")

        def close(self) -> None:
            pass

    def read_only(db: connection.Database, how: str, timeout: float) -> object:
        """As on such a medium: a database in WAL mode can't be opened without writing beside it."""
        return real(db, how, timeout) if how == "immutable=1" else Refusing()

    monkeypatch.setattr(connection.Database, "_read_only", read_only)
    return file


def test_a_store_on_read_only_media_is_read(sealed: Path) -> None:
    from warden.store.base import HitQuery

    with open_store(f"sqlite:///{sealed}", create=False) as store:
        assert [line.title for line in store.search(HitQuery())] == ["raw ivory tusk"]
        assert store.check() == []
        assert store.watches() == []
        with pytest.raises(CannotContinue):
            store.save_watch("w", {}, [], "2026-11-21")
    assert [file.name for file in sealed.parent.iterdir()] == ["warden.db"]


def test_what_is_not_in_the_file_yet_is_not_passed_over(sealed: Path) -> None:
    sealed.with_name("warden.db-wal").write_bytes(b"not yet written")
    with pytest.raises(CannotContinue, match=r"cannot be opened|warden\.db"):
        open_store(f"sqlite:///{sealed}", create=False)


def test_a_first_start_has_nothing_to_show(tmp_path: Path) -> None:
    made = make_warden(tmp_path)
    for words in ("search", "trends", "export --format jsonl", "export --format csv", "watches list", "watches list --json"):  # fmt: skip
        done = made.run(*words.split())
        assert (done.stdout, "othing is stored yet" in done.stderr) == ("", True), words
    assert not made.data.exists()
    made.run("watches", "show", "w", code=2)
    gone = subprocess.run(
        [*made.command(), "--store", "nowhere.db", "search"],
        env=made.env,
        cwd=made.root,
        capture_output=True,
        text=True,
    )
    assert (gone.returncode, "no store" in gone.stderr) == (2, True)


def test_only_the_owner_reads_what_is_kept(filled: Warden) -> None:
    if os.name != "posix":
        return
    assert stat.S_IMODE(filled.data.stat().st_mode) == 0o700
    for path in filled.data.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert {path.name for path in filled.data.iterdir()} >= {"archive", "evidence", "warden.db"}
