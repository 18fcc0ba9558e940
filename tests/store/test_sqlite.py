"""What only the embedded engine can suffer: files, locks, processes, disks."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace

import pytest

import warden.store as opening
from warden.errors import CannotContinue, DiskFull, StoreLocked, StoreTooNew, UsageError
from warden.store import open_store, sqlite_path
from warden.store.base import HitQuery
from warden.store.snapshot import of, snapshot
from warden.store.sqlite import SqliteStore, schema
from warden.store.sqlite.connection import Database, explained

from . import build as b


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "warden.db"


def _open(path: Path, **more: object) -> SqliteStore:
    store = open_store(str(path), **more)  # type: ignore[arg-type]
    assert isinstance(store, SqliteStore)
    return store


# -- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:///warden.db", Path("warden.db")),
        ("sqlite:////data/ä b/warden.db", Path("/data/ä b/warden.db")),
        ("SQLITE:///100%25.db", Path("100%25.db")),
        ("sqlite:///C:/Users/x/warden.db", Path("C:/Users/x/warden.db")),
        ("C:\\Users\\x\\warden.db", Path("C:\\Users\\x\\warden.db")),
        ("some dir/warden.db", Path("some dir/warden.db")),
        ("https://127.0.0.1:9200/warden", None),
    ],
)
def test_addresses(url: str, expected: Path | None) -> None:
    assert sqlite_path(url) == expected


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite://warden.db"])
def test_an_address_without_a_file_is_told(url: str) -> None:
    with pytest.raises(UsageError, match=r"sqlite:///warden\.db"):
        open_store(url)


def test_unknown_engines_are_told() -> None:
    with pytest.raises(UsageError, match=r"postgresql.*Known: sqlite:///"):
        open_store("postgresql://somewhere/warden")


def test_a_network_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="network share"):
        open_store("\\\\server\\share\\warden.db")
    mounts = tmp_path / "mounts"
    share = tmp_path / "our share"
    escaped = str(share).replace(" ", "\\040")
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {escaped} nfs4 rw 0 0\nbroken\n", encoding="utf-8")
    monkeypatch.setattr(opening, "MOUNTS", mounts)
    with pytest.raises(UsageError, match="network share"):
        open_store(str(share / "warden.db"))
    assert not share.exists()
    open_store(str(tmp_path / "local" / "warden.db")).close()


def test_a_missing_file_is_made_only_when_asked(path: Path) -> None:
    with pytest.raises(UsageError, match="no store"):
        open_store(str(path), create=False)
    assert not path.exists()
    with pytest.raises(UsageError, match="directory"):
        open_store(str(path.parent))


# -- schema --------------------------------------------------------------------------------------


def test_a_new_file_gets_every_migration(path: Path) -> None:
    store = _open(path)
    assert store.migrate() == [name for name, _ in schema.shipped().values()]
    assert store.migrate() == []
    store.close()
    assert _open(path).check() == []


def test_an_older_file_is_brought_up_to_date(path: Path) -> None:
    db = Database(path)
    first = schema.shipped()[1]
    assert schema.migrate(db, {1: first}) == ["0001_initial.sql"]
    later = {1: first, 2: ("0002_more.sql", "CREATE TABLE more (x); -- note;\nINSERT INTO more VALUES (1);")}
    assert schema.migrate(db, later) == ["0002_more.sql"]
    assert (schema.version(db), db.value("SELECT x FROM more")) == (2, 1)
    broken = later | {3: ("0003_bad.sql", "CREATE TABLE third (x); INSERT INTO nowhere VALUES (1);")}
    with pytest.raises(CannotContinue):
        schema.migrate(db, broken)
    assert (schema.version(db), db.column("SELECT name FROM sqlite_master WHERE name = 'third'")) == (2, [])
    db.close()


def test_a_newer_file_is_refused_and_left_alone(path: Path) -> None:
    store = _open(path)
    store.db.run("UPDATE meta SET value = '99' WHERE name = 'schema_version'")
    store.close()
    before = path.read_bytes()
    with pytest.raises(StoreTooNew, match=r"99.*Update Warden"):
        open_store(str(path))
    assert path.read_bytes() == before


def test_another_programs_database_is_refused(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE notes (x)")
    other.commit()
    other.close()
    with pytest.raises(CannotContinue, match="not one of Warden"):
        open_store(str(path))


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_bytes(b"\x89PNG not a database at all" * 100)
    with pytest.raises(CannotContinue, match="Restore it from a backup"):
        open_store(str(path))


def test_a_damaged_file_is_told(path: Path) -> None:
    store = _open(path)
    b.begin(store)
    for number in range(30):
        shown = b.listing(str(number), description="ivory " * 200)
        store.ingest(b.batch(b.page(number=number), (shown, b.assessment("loxodonta"))))
    store.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        for place in range(8192, size - 4096, 4096):
            file.seek(place)
            file.write(os.urandom(512))
    with pytest.raises(CannotContinue, match=r"backup|sound"):
        damaged = _open(path)
        try:
            found = damaged.check()
            assert found, "the damage went unseen"
            raise CannotContinue(f"{found[0].what}: {found[0].cure}")
        finally:
            damaged.close()


def test_other_tokens_rebuild_the_index(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = _open(path)
    b.seen(store)
    store.db.run("INSERT INTO words (words) VALUES ('delete-all')")
    assert [problem.what for problem in store.check()] == ["listings that search finds wrongly"]
    store.close()
    monkeypatch.setattr("warden.store.sqlite.index._CONTENTS", "another version")
    store = _open(path)
    assert store.count(HitQuery(text="ivory")) == 1
    assert store.check() == []
    store.close()


def test_check_names_what_is_wrong_and_migrate_mends_what_is_derived(path: Path) -> None:
    store = _open(path)
    hit = b.seen(store)
    store.add_verdict(b.verdict(hit, "scam"))
    store.db.run("UPDATE hit SET state = 'new'")
    store.db.run("DELETE FROM rollup")
    store.db.run("INSERT INTO lasted_alike VALUES ('demo', '[]', 1, 0, '', 5)")
    store.db.run(
        "INSERT INTO contribution (listing_n, week, site, probe_id, target, language, sightings, new) "
        "VALUES (1, '2026-W45', 'demo', 'p', 't', 'en', 1, 1)"
    )
    store.db.run("INSERT INTO words (words) VALUES ('delete-all')")
    assert {problem.what.split(" whose ")[0] for problem in store.check()} == {
        "hits",
        "listings that search finds wrongly",
        "listings",
        "numbers of how long listings stayed up that differ from the listings",
        "rollup numbers that differ from the contributions",
    }
    assert len(store.migrate()) == len(schema.shipped()) + 3
    assert store.check() == []
    store.db.run("PRAGMA foreign_keys = OFF")
    store.db.run("DELETE FROM page")
    assert "rows that refer to rows which are not there" in {problem.what for problem in store.check()}
    store.close()


def test_hits_are_filed_where_their_listing_is(path: Path) -> None:
    store = _open(path)
    b.seen(store)
    assert store.count(HitQuery(sites=["demo"])) == 1
    store.db.run("UPDATE listing SET site = 'elsewhere', country = 'VN', language = NULL")
    assert store.count(HitQuery(sites=["demo"])) == 0
    assert store.count(HitQuery(sites=["elsewhere"], countries=["VN"])) == 1
    store.rebuild_trends()
    assert store.check() == []
    store.db.run("UPDATE hit SET site = 'demo'")
    assert [problem.count for problem in store.check()] == [1]
    store.close()


# -- locks, disks --------------------------------------------------------------------------------


def test_a_locked_file_is_told_and_serves_again(path: Path) -> None:
    store = _open(path, timeout=0.05)
    b.begin(store)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreLocked, match="locked by another process"):
        store.ingest(b.batch(b.page(), (b.listing(), b.assessment("loxodonta"))))
    assert store.count(HitQuery()) == 0
    other.execute("ROLLBACK")
    other.close()
    store.ingest(b.batch(b.page(), (b.listing(), b.assessment("loxodonta"))))
    assert store.count(HitQuery()) == 1
    store.close()


def test_a_full_disk_is_told_and_nothing_is_half_written(path: Path) -> None:
    store = _open(path)
    b.begin(store)
    store.db.run(f"PRAGMA max_page_count = {store.db.value('PRAGMA page_count') + 2}")
    full = b.listing(description="ivory " * 100_000)
    with pytest.raises(DiskFull, match="Free some space"):
        store.ingest(b.batch(b.page(), (full, b.assessment("loxodonta"))))
    assert store.counts()["listing"] == store.counts()["page"] == 0
    store.db.run("PRAGMA max_page_count = 1000000")
    store.ingest(b.batch(b.page(), (full, b.assessment("loxodonta"))))
    assert store.check() == []
    store.close()


def test_a_failed_write_on_a_disk_without_room_is_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
    assert not isinstance(explained(error, Path("warden.db")), DiskFull)
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=4096))
    assert isinstance(explained(error, Path("warden.db")), DiskFull)


def test_an_error_inside_a_transaction_leaves_nothing(path: Path) -> None:
    store = _open(path)
    with pytest.raises(RuntimeError), store.db.write():
        store.put_setting("x", 1)
        raise RuntimeError
    assert store.get_setting("x") is None
    store.close()


# -- processes -----------------------------------------------------------------------------------

_LEASE = """
    import sys
    from warden.store import open_store
    store = open_store(sys.argv[1])
    sys.stdin.readline()
    lease = store.take_lease("lane", sys.argv[2], 1000.0, 90)
    print("got" if lease else "none", flush=True)
"""

_WRITER = """
    import sys
    from warden.store import open_store
    from tests.store import build as b
    store = open_store(sys.argv[1])
    print("ready", flush=True)
    for number in range(int(sys.argv[2]), 400):
        store.ingest(b.numbered(number))
        print(number, flush=True)
"""

_REVIEWER = """
    import sys
    from warden.store import open_store
    from tests.store import build as b
    store = open_store(sys.argv[1])
    sys.stdin.readline()
    for number in range(40):
        store.add_verdict(b.verdict(sys.argv[2], "scam" if number % 2 else "cannot_tell", sys.argv[3]))
    print("done", flush=True)
"""


def _start(script: str, *arguments: str) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )


def _answers(processes: list[subprocess.Popen[str]]) -> list[str]:
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    return [process.communicate(timeout=60)[0].strip() for process in processes]


def test_of_two_processes_one_gets_the_lane(path: Path) -> None:
    # The file does not exist yet: they also race to make it.
    found = _answers([_start(_LEASE, str(path), owner) for owner in "abc"])
    assert sorted(found) == ["got", "none", "none"]


def test_two_reviewers_at_once_lose_no_verdict(path: Path) -> None:
    store = _open(path)
    hit = b.seen(store)
    assert _answers([_start(_REVIEWER, str(path), hit, name) for name in ("anna", "ben")]) == ["done", "done"]
    assert len(store.verdicts(hit)) == 80
    assert store.check() == []
    store.close()


def test_a_writer_killed_at_any_moment_leaves_whole_pages(path: Path, tmp_path: Path) -> None:
    chance = random.Random(11)
    whole = _open(tmp_path / "whole.db")
    b.begin(whole)
    killed = _open(path)
    b.begin(killed)
    known = 0
    for _ in range(4):
        process = _start(_WRITER, str(path), str(known))
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        for _ in range(chance.randint(1, 25)):
            process.stdout.readline()
        process.kill()
        process.communicate(timeout=60)
        assert killed.check() == []
        pages = killed.counts()["page"]
        assert pages > known
        known = pages - 1  # the last page is told again
    for number in range(killed.counts()["page"]):
        whole.ingest(b.numbered(number))
    assert of(whole) == of(killed) == snapshot(str(path))
    whole.close()
    killed.close()


def test_a_rebuild_counts_pages_anew(path: Path) -> None:
    store = _open(path)
    b.seen(store)
    store.db.run("UPDATE looked SET pages = 7")
    assert [(one.what, one.count) for one in store.rebuild_trends()] == [
        ("numbers of pages asked for that differ from the pages", 2)
    ]
    assert [row.pages for row in store.looked(None, None)] == [1]
    store.close()
