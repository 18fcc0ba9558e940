"""The page archive: every answer, of every outcome, before it is parsed.

Each process writes files of its own, ``<writer>-<n>.warc.gz`` (WARC 1.1, one gzip member a record),
and one capture log ``<writer>.log.jsonl``. Every log line carries the hash of the line before, so
that nothing can be added or taken out later. Record first, then its log line; what a killed process
left torn is cut, and a record without a log line is logged as recovered, by the next one that starts.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import time
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler import capturelog
from crawler import warcrecords as records
from crawler.capturelog import CaptureLog
from crawler.members import Broken, Member, members
from crawler.warcrecords import Captured, captured_in
from warden import __version__, private
from warden.errors import CannotContinue, DiskFull
from warden.identity import instant, now
from warden.owners import is_dead, this_owner
from warden.records import PageRef

CLOSE_BYTES = 256 * 1024 * 1024
CLOSE_SECONDS = 3600.0


class Archive:
    """Writes answers; one a process. ``directory`` is made when the first answer comes."""

    def __init__(self, directory: Path, operator: str = "") -> None:
        self.directory = directory
        self.operator = operator
        self.writer = this_owner()
        self._out: io.FileIO | None = None
        self._name = ""
        self._opened = 0.0
        self._log: CaptureLog | None = None

    def write(
        self, url: str, status: int | None, headers: Mapping[str, str], body: bytes, captured_at: datetime
    ) -> PageRef:
        """Append one answer and flush it. Raises ``DiskFull`` when there is no room."""
        try:
            out = self._file()
            offset = out.tell()
            records.append(out, offset, url, status, headers, body, captured_at)
            ref = PageRef(self._name, offset, hashlib.sha256(body).hexdigest(), instant(captured_at))
            assert self._log is not None
            self._log.append(self._facts(ref, url, status, headers, captured_at, out.tell() - offset))
        except OSError as fault:
            raise _full(fault, self.directory) from fault
        return ref

    def close(self) -> None:
        """Close the file and end the log's chain; without any answer nothing was made.

        Raises ``DiskFull`` when what was written does not reach the disk; the file is closed then too.
        """
        out, self._out = self._out, None
        try:
            if out:
                records.close(out, self.directory / self._name)
        except OSError as fault:
            raise _full(fault, self.directory) from fault
        finally:
            self._end_log()

    def _end_log(self) -> None:
        if self._log:
            # On a full disk the log stays open; the next start ends it.
            with contextlib.suppress(OSError):
                self._log.append({"closed": True, "at": instant(now())})
            self._log = None

    def _file(self) -> io.FileIO:
        if self._out and (self._out.tell() >= CLOSE_BYTES or time.monotonic() - self._opened > CLOSE_SECONDS):
            out, self._out = self._out, None
            records.close(out, self.directory / self._name)
        if self._out is None:
            private.make_directory(self.directory)
            if self._log is None:
                # Before the first record: a file of records without any log is one that somebody took away.
                private.touch(log := _free(self.directory, self.writer, ".log.jsonl"))
                self._log = CaptureLog(log)
            path = _free(self.directory, self.writer, ".warc.gz")
            # Unbuffered: what a full disk refused must not be waiting to be written later.
            self._out = open(path, "xb", buffering=0, opener=private.opener)  # noqa: SIM115
            self._name, self._opened = path.name, time.monotonic()
        return self._out

    def _facts(
        self,
        ref: PageRef,
        url: str,
        status: int | None,
        headers: Mapping[str, str],
        at: datetime,
        length: int,
    ) -> dict[str, Any]:
        server = next((v for k, v in headers.items() if k.lower() == "date"), None)
        return {
            "file": ref.archive,
            "offset": ref.offset,
            "length": length,
            "sha256": ref.sha256,
            "url": url,
            "status": status,
            "at": instant(at),
            "server_date": server,
            "clock_ahead": _ahead(server, at),
            "operator": self.operator,
            "tool": f"warden {__version__}",
        }


def read_page(directory: Path, ref: PageRef) -> Captured:
    """The answer a reference names. Raises ``CannotContinue`` when it is gone or was changed."""
    path = directory / ref.archive
    if not path.is_file():
        raise CannotContinue(
            f"{ref.archive} is not in {directory}: deleted after its retention, or elsewhere."
        )
    try:
        captured = _record_at(path, ref.offset)
    except (ArchiveLoadFailed, zlib.error, EOFError, ValueError, OSError) as fault:
        raise CannotContinue(f"{ref.archive} at {ref.offset}: no readable record ({fault}).") from fault
    if captured is None:
        raise CannotContinue(f"{ref.archive} holds no record at {ref.offset}.")
    if hashlib.sha256(captured.body).hexdigest() != ref.sha256:
        raise CannotContinue(f"{ref.archive} at {ref.offset}: the page was changed after it was kept.")
    return captured


def recover(directory: Path) -> list[str]:
    """Mend what killed writers left: cut torn records, log whole ones that have no log line.

    Returns a line for each thing done. Files of living writers are left alone. Raises ``DiskFull`` when
    there is no room to log what was found.
    """
    done: list[str] = []
    try:
        _recover(directory, done)
    except OSError as fault:
        raise _full(fault, directory) from fault
    return done


def _recover(directory: Path, done: list[str]) -> None:
    for path in sorted(directory.glob("*.warc.gz")) if directory.is_dir() else ():
        if not path.stat().st_size and is_dead(_writer(path)):
            path.unlink()  # its writer found no room for a record
    for log in sorted(directory.glob("*.log.jsonl")) if directory.is_dir() else ():
        writer = _writer(log)
        if not is_dead(writer) or capturelog.is_closed(log):
            continue
        if capturelog.cut_torn(log):
            done.append(f"{log.name}: a torn last line was cut")
        logged = {(line["file"], line["offset"]) for line in _facts_of(log) if "file" in line}
        chain = CaptureLog(log)
        for path in sorted(directory.glob(f"{writer}_*.warc.gz")):
            _recover_file(path, logged, chain, done)
        chain.append({"closed": True, "at": instant(now()), "recovered_by": this_owner()})


def verify(directory: Path) -> list[str]:
    """Faults of all capture logs and the records they name; empty when the archive is whole.

    Every record is read once; files deleted after their retention are no fault.
    """
    faults: list[str] = []
    writers: set[str] = set()
    for log in sorted(directory.glob("*.log.jsonl")) if directory.is_dir() else ():
        writers.add(_writer(log))
        faults += _verify_log(directory, log)
    for path in sorted(directory.glob("*.warc.gz")) if directory.is_dir() else ():
        if _writer(path) not in writers:
            faults.append(f"{path.name}: there is no capture log of its writer")
    return faults


def apply_retention(directory: Path, before: float) -> list[str]:
    """Delete archive files last written before ``before`` (UNIX seconds); the logs stay."""
    gone: list[str] = []
    for path in sorted(directory.glob("*.warc.gz")) if directory.is_dir() else ():
        if path.stat().st_mtime < before:
            path.unlink()
            gone.append(path.name)
    return gone


def _writer(path: Path) -> str:
    return path.name.removesuffix(".log.jsonl").removesuffix(".warc.gz").rsplit("_", 1)[0]


def _verify_log(directory: Path, log: Path) -> list[str]:
    faults: list[str] = []
    last = capturelog.START
    ends: dict[str, int] = {}
    for number, line in capturelog.lines(log):
        try:
            facts = dict(json.loads(line))
            name, offset = facts.get("file"), facts.get("offset", 0)
            ends[str(name)] = max(ends.get(str(name), 0), offset + facts.get("length", 0))
        except (ValueError, TypeError):
            return [*faults, f"{log.name}:{number}: not a whole line"]
        if facts.get("prev") != last:
            faults.append(f"{log.name}:{number}: the chain is broken here")
        last = hashlib.sha256(line).hexdigest()
        faults += _verify_record(directory, log.name, number, facts)
    # An open log may be one line behind its archive; an ended one may not.
    return faults + (_unnamed(directory, log, ends) if capturelog.is_closed(log) else [])


def _verify_record(directory: Path, log: str, number: int, facts: dict[str, Any]) -> list[str]:
    if "file" not in facts or not (directory / facts["file"]).is_file():
        return []  # deleted after its retention; the line stays as proof of what was there
    try:
        read_page(directory, PageRef(facts["file"], facts["offset"], facts["sha256"]))
    except CannotContinue as fault:
        return [f"{log}:{number}: {fault}"]
    return []


def _unnamed(directory: Path, log: Path, ends: Mapping[str, int]) -> list[str]:
    """Archive files that go on after the last record their ended log names."""
    return [
        f"{path.name}: a record after {ends.get(path.name, 0)} bytes stands in no line of {log.name}"
        for path in sorted(directory.glob(f"{_writer(log)}_*.warc.gz"))
        if path.stat().st_size > ends.get(path.name, 0)
    ]


def _record_at(path: Path, offset: int) -> Captured | None:
    """The record that begins at ``offset``; ``None`` at the file's end."""
    with path.open("rb") as handle:
        handle.seek(offset)
        for record in ArchiveIterator(handle, no_record_parse=False):
            return captured_in(record)
    return None


def _recover_file(path: Path, logged: set[tuple[str, int]], chain: CaptureLog, done: list[str]) -> None:
    whole = 0
    try:
        for member in members(path):
            whole = member.end
            if (path.name, member.start) not in logged:
                chain.append(_recovered(path.name, member))
                done.append(f"{path.name}: the record at {member.start} had no log line and is logged now")
    except (Broken, ArchiveLoadFailed) as fault:
        # Not torn but changed: cutting here would take whole records after it along.
        done.append(f"{path.name}: {fault}; left as it is, `warden doctor` shows it")
        return
    if whole < path.stat().st_size:
        with path.open("r+b") as handle:
            handle.truncate(whole)
        done.append(f"{path.name}: a torn record after {whole} bytes was cut")


def _recovered(name: str, member: Member) -> dict[str, Any]:
    captured = next(captured_in(record) for record in ArchiveIterator(io.BytesIO(member.content)))
    return {
        "file": name,
        "offset": member.start,
        "length": member.end - member.start,
        "sha256": hashlib.sha256(captured.body).hexdigest(),
        "url": captured.url,
        "status": captured.status,
        "at": captured.captured_at,
        "recovered": True,
        "tool": f"warden {__version__}",
    }


def _facts_of(log: Path) -> Iterator[dict[str, Any]]:
    for _, line in capturelog.lines(log):
        with contextlib.suppress(ValueError):
            yield dict(json.loads(line))


def _free(directory: Path, writer: str, suffix: str) -> Path:
    number = 1
    while (path := directory / f"{writer}_{number:04d}{suffix}").exists():
        number += 1
    return path


def _ahead(server: str | None, at: datetime) -> float | None:
    """Seconds our clock is ahead of the server's Date, if it sent one."""
    try:
        return round((at - parsedate_to_datetime(server)).total_seconds(), 1) if server else None
    except (TypeError, ValueError):
        return None


def _full(fault: OSError, directory: Path) -> Exception:
    if fault.errno in (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return DiskFull(f"No room left in {directory}: free some space, then run the same command again.")
    return CannotContinue(f"{directory}: the page archive cannot be written: {fault.strerror or fault}.")
