"""``warden import`` as its user meets it: what is said, refused and kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler import archive
from tests.crawl.conftest import Warden, make_warden
from tests.crawl.stub import listing_page, row
from warden.errors import CannotContinue, DiskFull

FUTURE = "2131-05-01"


@pytest.fixture
def warden(tmp_path: Path) -> Warden:
    made = make_warden(tmp_path)
    made.site("stub", "http://127.0.0.1:9")
    (made.root / "page.html").write_bytes(listing_page(row(1, "raw ivory tusk")))
    return made


def imported(warden: Warden, *more: str, code: int = 0) -> tuple[str, str]:
    done = warden.run("import", str(warden.root / "page.html"), "--site", "stub", *more, code=code)
    return done.stdout, done.stderr


@pytest.mark.parametrize(
    ("captured", "said"), [(FUTURE, "future"), ("yesterday", "no ISO day"), ("2026-02-31", "no ISO day")]
)
def test_an_impossible_capture_time_is_ignored_and_said(warden: Warden, captured: str, said: str) -> None:
    _, told = imported(warden, "--captured", captured, "--dry-run")
    assert f"--captured {captured}" in told
    assert said in told
    assert "ignored" in told


def test_a_manifest_s_future_counts_as_unknown_and_is_said(warden: Warden) -> None:
    manifest = warden.root / "pages.tsv"
    manifest.write_text(f"file\tsite\tcaptured\npage.html\tstub\t{FUTURE}\n")
    done = warden.run("import", "--manifest", str(manifest))
    assert "lies in the future" in done.stderr
    (line,) = warden.run("search", "", "--json").stdout.splitlines()
    assert json.loads(line)["last_seen_at"] < (datetime.now(UTC) + timedelta(days=1)).isoformat()


def test_a_manifest_s_row_that_says_nothing_is_named(warden: Warden) -> None:
    manifest = warden.root / "pages.tsv"
    manifest.write_text("file\tsite\tcaptured\npage.html\tstubb\t12.5.2026\npage.html\tstub\t2026-05-12\n")
    told = warden.run("import", "--manifest", str(manifest), "--dry-run", code=1).stderr
    assert "line 2 (page.html): no site, platform or company is called 'stubb'" in told
    assert "line 2 (page.html): captured '12.5.2026' is no ISO day" in told
    assert "line 3" not in told
    manifest.write_text("file\tsite\tcaptured\npage.html\tgeneric\t\npage.html\tstub\t2026-05\n")
    assert (
        "line"
        not in warden.run(
            "import", str(warden.root / "page.html"), "--site", "stub", "--manifest", str(manifest)
        ).stderr
    )


def test_a_time_zone_ahead_is_no_future(warden: Warden) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(hours=10)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert "future" not in imported(warden, "--captured", tomorrow, "--dry-run")[1]


def test_an_address_that_is_none_is_refused(warden: Warden) -> None:
    assert "--url 'foo' is no address" in imported(warden, "--url", "foo", "--dry-run", code=2)[1]
    assert "not whole" in imported(warden, "--url", "https://shop.example/…", "--dry-run")[1]
    manifest = warden.root / "pages.tsv"
    manifest.write_text("file\tsite\turl\npage.html\tstub\tfoo\n")
    done = warden.run("import", "--manifest", str(manifest), "--dry-run", "--json")
    assert json.loads(done.stdout)["url"] is None


def test_the_sums_are_words_of_one_language(warden: Warden) -> None:
    assert imported(warden)[1].splitlines()[-1] == "1 page, 1 listing"
    assert imported(warden)[1].splitlines()[-1] == "1 page, 1 listing (1 page known already)"


def test_a_table_without_addresses_names_none(warden: Warden) -> None:
    table = warden.root / "table.csv"
    table.write_text("id,title\n1,raw ivory tusk\n")
    told = warden.run("import", str(table), "--site", "stub").stdout
    assert "1 of them hits" in told
    assert "None" not in told


def test_a_page_without_a_known_address_is_whole_to_the_doctor(warden: Warden) -> None:
    imported(warden)
    assert archive.verify(warden.data / "archive") == []
    assert '"bad"' not in warden.run("doctor", "--json", code=None).stdout
    told = json.loads(warden.run("reparse", "--json").stdout)
    assert told["read"]
    assert told["missing"] == 0


def test_a_full_disk_is_one_clear_line(warden: Warden, monkeypatch: pytest.MonkeyPatch) -> None:
    from crawler import capturelog, warcrecords
    from warden.cli.imports import import_pages
    from warden.cli.state import State

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(warcrecords, "put", full)
    monkeypatch.setattr(capturelog, "put", full)
    for name, value in warden.env.items():
        if name.startswith("WARDEN_"):
            monkeypatch.setenv(name, value)

    class Context:
        obj = State(None, None, warden.data)

    for _ in range(2):
        with pytest.raises(DiskFull) as fault:
            import_pages(Context(), [warden.root / "page.html"], site="stub")  # type: ignore[arg-type]
        assert not isinstance(fault.value.__context__, CannotContinue)
    monkeypatch.undo()
    imported(warden)
    assert archive.verify(warden.data / "archive") == []
