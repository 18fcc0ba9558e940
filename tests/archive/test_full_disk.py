"""The page archive on a disk that is full: nothing half written stays, and what is lost is told."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from crawler import archive as archives
from crawler import capturelog, warcrecords
from crawler.archive import Archive, read_page, recover, verify
from tests.archive.written import AT, written
from warden.errors import DiskFull


def test_a_disk_that_fills_up_while_logging_leaves_no_half_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, kept = written(tmp_path, 1, close=False)
    real = capturelog.put

    def half(out: object, line: bytes) -> None:
        real(out, line[: len(line) // 2])  # type: ignore[arg-type]
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(capturelog, "put", half)
    with pytest.raises(DiskFull, match="free some space"):
        archive.write("http://a.example/", 200, {}, b"x", AT)
    archive.close()
    monkeypatch.setattr(capturelog, "put", real)
    monkeypatch.setattr(archives, "is_dead", lambda _: True)
    assert any("no log line" in line for line in recover(tmp_path))
    assert verify(tmp_path) == []
    assert read_page(tmp_path, kept[0][0]).body == kept[0][1]


class Full:
    """A disk that takes ``room`` bytes more of records, and then no log line either."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
        self.room, self.patch = room, monkeypatch
        monkeypatch.setattr(warcrecords, "put", self.put)
        monkeypatch.setattr(capturelog, "put", self.put)

    def put(self, out: Any, data: bytes) -> None:
        taken = min(self.room, len(data))
        out.write(data[:taken])
        self.room -= taken
        if taken < len(data):
            raise OSError(28, "No space left on device")


@pytest.mark.parametrize("room", [0, 1, 200, 700])
def test_a_full_disk_leaves_an_archive_that_can_be_proved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    for _ in range(2):  # the same command again on the disk that is still full
        with monkeypatch.context() as disk:
            Full(disk, room)
            archive = Archive(tmp_path)
            archive.writer = f"gone-1-{time.monotonic_ns()}"
            with pytest.raises(DiskFull):
                archive.write("http://a.example/", 200, {}, os.urandom(900), AT)
                archive.write("http://a.example/", 200, {}, os.urandom(900), AT)
            archive.close()
        assert verify(tmp_path) == []
    monkeypatch.setattr(archives, "is_dead", lambda _: True)
    recover(tmp_path)
    assert verify(tmp_path) == []
    assert not [file for file in tmp_path.glob("*.warc.gz") if not file.stat().st_size]


def test_a_file_of_an_earlier_full_disk_goes_with_the_next_start(tmp_path: Path, dead: None) -> None:
    (tmp_path / "host-1-1_0001.warc.gz").write_bytes(b"")
    recover(tmp_path)
    assert verify(tmp_path) == []


def test_what_does_not_reach_the_disk_is_told_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, _ = written(tmp_path, 1, close=False)
    archive.write("http://a.example/", 200, {}, b"x", AT)
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(DiskFull, match="free some space"):
        archive.close()
    archive.close()


def test_mending_on_a_full_disk_is_told(tmp_path: Path, dead: None, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, 1, close=False)
    with monkeypatch.context() as disk:
        Full(disk, 0)
        with pytest.raises(DiskFull, match="free some space"):
            recover(tmp_path)
    recover(tmp_path)
    assert verify(tmp_path) == []
