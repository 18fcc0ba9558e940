"""The page archive: torn ends, chained logs, rotation, retention, refusals."""

from __future__ import annotations

import gzip
import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from crawler import archive as archives
from crawler import capturelog
from crawler.archive import Archive, apply_retention, read_page, recover, verify
from tests.archive.written import AT, lines_of, log_of, written
from warden.errors import CannotContinue


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    _, kept = written(tmp_path)
    for number, (ref, body) in enumerate(kept):
        found = read_page(tmp_path, ref)
        assert found.body == body
        assert found.url == f"http://shop.example/{number}"
        assert found.status == 200
        assert found.headers["Content-Type"] == "text/html"
        assert found.captured_at == "2026-11-21T10:30:00Z"
    assert verify(tmp_path) == []


def test_the_log_says_who_when_what_and_how_far_our_clock_is_off(tmp_path: Path) -> None:
    archive = Archive(tmp_path, "an operator")
    archive.write("http://shop.example/", 200, {"date": "Sat, 21 Nov 2026 10:29:58 GMT"}, b"x", AT)
    archive.close()
    first, last = lines_of(tmp_path)
    assert first["operator"] == "an operator"
    assert str(first["tool"]).startswith("warden ")
    assert first["clock_ahead"] == 2.0
    assert first["prev"] == "0" * 64
    assert last["closed"] is True


def test_without_an_answer_nothing_is_made(tmp_path: Path) -> None:
    Archive(tmp_path / "archive").close()
    assert not (tmp_path / "archive").exists()
    assert verify(tmp_path / "archive") == []
    assert recover(tmp_path / "archive") == []


def test_a_record_cut_at_any_byte_is_cut_away_and_earlier_ones_stay(tmp_path: Path, dead: None) -> None:
    source = tmp_path / "source"
    _, kept = written(source, 3, close=False)
    last, _ = kept[-1]
    whole = (source / last.archive).read_bytes()
    log = log_of(source).read_bytes().splitlines(keepends=True)
    for end in range(last.offset + 1, len(whole)):
        place = tmp_path / "torn"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        (place / last.archive).write_bytes(whole[:end])
        # Record first, then its log line: a torn record never has one.
        (place / log_of(source).name).write_bytes(b"".join(log[:2]))
        told = recover(place)
        assert (place / last.archive).stat().st_size == last.offset, f"cut at {end} of {len(whole)}"
        assert any("torn" in line for line in told)
        assert verify(place) == []
        for ref, body in kept[:2]:
            assert read_page(place, ref).body == body
        with pytest.raises(CannotContinue):
            read_page(place, last)


def test_a_whole_record_without_its_line_is_logged_as_recovered(tmp_path: Path, dead: None) -> None:
    _, kept = written(tmp_path, 3, close=False)
    log = log_of(tmp_path)
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:2]))
    told = recover(tmp_path)
    assert any("no log line" in line for line in told)
    third, closed = lines_of(tmp_path)[2:]
    assert third["recovered"] is True
    assert (third["offset"], third["sha256"]) == (kept[2][0].offset, kept[2][0].sha256)
    assert closed["closed"] is True
    assert read_page(tmp_path, kept[2][0]).body == kept[2][1]
    assert verify(tmp_path) == []
    assert recover(tmp_path) == [], "mended once, it is whole"


@pytest.mark.parametrize("cut", [1, 20, 80])
def test_a_torn_log_line_is_cut_and_its_record_logged_again(tmp_path: Path, dead: None, cut: int) -> None:
    _, kept = written(tmp_path, 3, close=False)
    log = log_of(tmp_path)
    log.write_bytes(log.read_bytes()[:-cut])
    assert any("torn last line" in line for line in recover(tmp_path))
    assert verify(tmp_path) == []
    assert [line.get("offset") for line in lines_of(tmp_path)][:3] == [ref.offset for ref, _ in kept]


def test_living_writers_are_left_alone(tmp_path: Path) -> None:
    archive, _ = written(tmp_path, 2, close=False)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert recover(tmp_path) == []
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    archive.close()


def edit(directory: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    log = log_of(directory)
    log.write_bytes(b"".join(line + b"\n" for line in change(log.read_bytes().splitlines())))


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[1:],
        lambda lines: [lines[0], *lines[2:]],
        lambda lines: [lines[1], lines[0], *lines[2:]],
        lambda lines: [lines[0].replace(b"shop.example/0", b"shop.example/9"), *lines[1:]],
        lambda lines: [lines[0], lines[1].replace(b'"status":200', b'"status":404'), *lines[2:]],
        lambda lines: [*lines[:-2], lines[-1]],
        lambda lines: [lines[0], lines[0], *lines[1:]],
        lambda lines: [lines[0], b"[]", *lines[1:]],
        lambda lines: [lines[0], b'{"prev"', *lines[1:]],
    ],
    ids=["first gone", "middle gone", "swapped", "changed", "status changed", "last gone", "doubled", "no object", "no JSON"],
)  # fmt: skip
def test_a_log_that_was_tampered_with_is_found(
    tmp_path: Path, change: Callable[[list[bytes]], list[bytes]]
) -> None:
    written(tmp_path, 3)
    assert verify(tmp_path) == []
    edit(tmp_path, change)
    assert verify(tmp_path) != []


def test_the_end_of_a_log_taken_away_is_found(tmp_path: Path) -> None:
    """Without its last lines the chain is whole, but a record stands where no line names one."""
    written(tmp_path, 3)
    last = lines_of(tmp_path)[1]
    edit(tmp_path, lambda lines: lines[:2])
    log = capturelog.CaptureLog(log_of(tmp_path))
    log.append({"closed": True, "at": "2026-11-21T11:00:00Z"})
    assert last
    assert any("no line of" in fault for fault in verify(tmp_path))


def test_a_log_taken_away_is_found(tmp_path: Path) -> None:
    written(tmp_path, 1)
    log_of(tmp_path).unlink()
    assert any("no capture log" in fault for fault in verify(tmp_path))


def rewrite(path: Path, offset: int, old: bytes, new: bytes) -> None:
    """Another body in a record's place: unpacked, changed and packed again, as a forger would."""
    content = path.read_bytes()
    text = gzip.decompress(content[offset:])
    path.write_bytes(content[:offset] + gzip.compress(text.replace(old, new)))


def test_a_changed_body_is_refused_and_found(tmp_path: Path) -> None:
    _, kept = written(tmp_path, 2)
    ref, _ = kept[1]
    rewrite(tmp_path / ref.archive, ref.offset, b"page 1", b"page 7")
    with pytest.raises(CannotContinue, match="changed after it was kept"):
        read_page(tmp_path, ref)
    assert any("changed after it was kept" in fault for fault in verify(tmp_path))
    assert read_page(tmp_path, kept[0][0]).body == kept[0][1]


@pytest.mark.parametrize("at", [3, 12, 60])
def test_broken_bytes_are_refused_with_a_clear_line(tmp_path: Path, at: int) -> None:
    _, kept = written(tmp_path, 2)
    ref, _ = kept[1]
    path = tmp_path / ref.archive
    content = bytearray(path.read_bytes())
    content[ref.offset + at] ^= 0xFF
    path.write_bytes(bytes(content))
    assert verify(tmp_path) == [] or all(ref.archive in fault for fault in verify(tmp_path))
    try:
        assert read_page(tmp_path, ref).body == kept[1][1]
    except CannotContinue as fault:
        assert ref.archive in str(fault)


def test_a_reference_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    _, kept = written(tmp_path, 1)
    ref = kept[0][0]
    with pytest.raises(CannotContinue, match="deleted after its retention"):
        read_page(tmp_path, replace(ref, archive="gone.warc.gz"))
    with pytest.raises(CannotContinue, match="no record"):
        read_page(tmp_path, replace(ref, offset=10_000_000))
    with pytest.raises(CannotContinue):
        read_page(tmp_path, replace(ref, offset=ref.offset + 5))


def test_files_are_closed_by_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "CLOSE_BYTES", 1500)
    _, kept = written(tmp_path, 8)
    files = sorted(path.name for path in tmp_path.glob("*.warc.gz"))
    assert len(files) >= 2
    assert sorted({ref.archive for ref, _ in kept}) == files
    assert len(list(tmp_path.glob("*.log.jsonl"))) == 1, "one chain a writer"
    assert verify(tmp_path) == []
    assert all(read_page(tmp_path, ref).body == body for ref, body in kept)


def test_files_are_closed_by_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(archives.time, "monotonic", lambda: clock[0])
    archive = Archive(tmp_path)
    first = archive.write("http://a.example/", 200, {}, b"1", AT)
    clock[0] += archives.CLOSE_SECONDS - 1
    second = archive.write("http://a.example/", 200, {}, b"2", AT)
    clock[0] += 2
    third = archive.write("http://a.example/", 200, {}, b"3", AT)
    archive.close()
    assert first.archive == second.archive != third.archive
    assert verify(tmp_path) == []


def test_lines_in_headers_and_addresses_stay_one_line(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    headers = {"X-Bad": "a\r\nX-Injected: yes\0", "Content-Encoding": "gzip", "X-Ümlaut": "日本語"}
    ref = archive.write("http://a.example/\r\nWARC-Type: metadata", 200, headers, b"body", AT)
    after = archive.write("http://a.example/2", None, {}, b"", AT)
    archive.close()
    found = read_page(tmp_path, ref)
    assert found.body == b"body"
    assert "X-Injected" not in found.headers
    assert found.headers["X-%C3%9Cmlaut"] == "%E6%97%A5%E6%9C%AC%E8%AA%9E"
    assert "Content-Encoding" not in found.headers, "the body stands decoded"
    assert "\n" not in found.url
    assert read_page(tmp_path, after).body == b""
    assert verify(tmp_path) == []


def test_retention_deletes_old_files_only_and_the_logs_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "CLOSE_BYTES", 1)
    _, kept = written(tmp_path, 3)
    old = tmp_path / kept[0][0].archive
    os.utime(old, (time.time() - 40 * 86_400,) * 2)
    assert apply_retention(tmp_path, time.time() - 30 * 86_400) == [old.name]
    assert not old.exists()
    assert read_page(tmp_path, kept[1][0]).body == kept[1][1]
    assert log_of(tmp_path).exists()
    assert verify(tmp_path) == [], "a file past its retention is no fault"


def test_two_processes_write_separate_files(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib, datetime\n"
        "from crawler.archive import Archive\n"
        "archive = Archive(pathlib.Path(sys.argv[1]))\n"
        "for n in range(5):\n"
        "    archive.write('http://a.example/', 200, {}, sys.argv[2].encode() * 9, datetime.datetime.now(datetime.UTC))\n"
        "archive.close()\n"
    )
    runs = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path), name]) for name in "ab"]
    assert [run.wait(60) for run in runs] == [0, 0]
    assert len(list(tmp_path.glob("*.warc.gz"))) == 2
    assert len(list(tmp_path.glob("*.log.jsonl"))) == 2
    assert verify(tmp_path) == []


def test_whether_a_log_is_closed_is_told_by_its_end(tmp_path: Path) -> None:
    """Logs are kept for ever: a start may not read all of them."""
    archive, _ = written(tmp_path, 2, close=False)
    log = log_of(tmp_path)
    assert not capturelog.is_closed(log)
    archive.close()
    assert capturelog.is_closed(log)
    with log.open("ab") as out:
        out.write(b'{"half')
    assert not capturelog.is_closed(log)
    empty = tmp_path / "x.log.jsonl"
    empty.write_bytes(b"")
    assert not capturelog.is_closed(empty)


def test_a_page_without_a_known_address_is_read_back(tmp_path: Path) -> None:
    """warcio does not take the HTTP headers off such a record; it is no changed page."""
    archive = Archive(tmp_path)
    ref = archive.write("urn:warden:unknown", 404, {"Content-Type": "text/html"}, b"<html>saved</html>", AT)
    archive.close()
    found = read_page(tmp_path, ref)
    assert (found.body, found.status) == (b"<html>saved</html>", 404)
    assert found.headers["Content-Type"] == "text/html"
    assert verify(tmp_path) == []


def test_only_the_owner_reads_the_archive(tmp_path: Path) -> None:
    place = tmp_path / "data" / "archive"
    written(place, 1)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (place, place.parent)} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()} == {0o600}
