"""The capture log beside the page archive: JSON Lines, each carrying the hash of the line before."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from warden import private

START = "0" * 64
"""``prev`` of a log's first line."""
_TAIL = 65_536


class CaptureLog:
    """JSON Lines; each line's ``prev`` is the SHA-256 of the line before."""

    def __init__(self, path: Path) -> None:
        self.path = path
        last = last_line(path) if path.exists() else b""
        self._last = hashlib.sha256(last).hexdigest() if last else START

    def append(self, facts: dict[str, Any]) -> None:
        """Add a line. After an ``OSError`` the log ends where it ended before."""
        line = json.dumps({"prev": self._last, **facts}, ensure_ascii=False, separators=(",", ":")).encode()
        # Unbuffered: what a full disk refused must not be waiting to be written later.
        with open(self.path, "ab", buffering=0, opener=private.opener) as out:
            end = out.tell()
            try:
                put(out, line + b"\n")
            except OSError:
                # A half line would break the chain for every later one.
                with contextlib.suppress(OSError):
                    os.ftruncate(out.fileno(), end)
                raise
        self._last = hashlib.sha256(line).hexdigest()


def put(out: io.FileIO, data: bytes | memoryview) -> None:
    """Write all of it: a disk that is nearly full takes a part and says how much."""
    data = memoryview(data)
    while data:
        data = data[out.write(data) or 0 :]


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """(number from 1, line without its end) of a log, read a line at a time."""
    with path.open("rb") as handle:
        for number, line in enumerate(handle, 1):
            yield number, line.removesuffix(b"\n")


def last_line(path: Path) -> bytes:
    """The last whole line, read from the end: logs are kept for ever and grow long."""
    size, step = path.stat().st_size, _TAIL
    while True:
        with path.open("rb") as handle:
            handle.seek(max(0, size - step))
            tail = handle.read()
        whole = tail[: tail.rfind(b"\n") + 1].removesuffix(b"\n")
        if b"\n" in whole or step >= size:
            return whole.rpartition(b"\n")[2]
        step *= 4


def is_closed(path: Path) -> bool:
    """True when the writer ended its log itself, or a later start did."""
    with path.open("rb") as handle:
        handle.seek(0, os.SEEK_END)
        if handle.tell() == 0:
            return False
        handle.seek(-1, os.SEEK_END)
        if handle.read(1) != b"\n":
            return False
    try:
        told = json.loads(last_line(path))
    except ValueError:
        return False
    return isinstance(told, dict) and told.get("closed") is True


def cut_torn(path: Path) -> bool:
    """Cut a last line that has no end; true when there was one."""
    content = path.read_bytes()
    end = content.rfind(b"\n") + 1
    if end == len(content):
        return False
    with path.open("r+b") as handle:
        handle.truncate(end)
    return True
