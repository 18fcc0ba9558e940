"""Files and directories only their owner may read. On Windows the modes say nothing and do no harm."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

DIRECTORY = 0o700
FILE = 0o600


def make_directory(path: Path) -> None:
    """Make a directory and those above it; of one that is there already nothing is changed."""
    missing = []
    while not path.exists():
        missing.append(path)
        path = path.parent
    for one in reversed(missing):
        one.mkdir(DIRECTORY, exist_ok=True)


def opener(path: str, flags: int) -> int:
    """For ``open(…, opener=…)``: a file that is made is its owner's alone."""
    return os.open(path, flags, FILE)


def write_whole(path: Path, content: bytes | Iterable[bytes], lasting: bool = False) -> None:
    """Write a file under another name and rename it: a reader, or a killed process, never leaves half of it.

    ``lasting``: on disk before the name is. Raises OSError; what stood there before is then untouched.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    make_directory(path.parent)
    try:
        with open(beside, "wb", opener=opener) as file:
            file.writelines((content,) if isinstance(content, bytes) else content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def touch(path: Path) -> None:
    """Make an empty file, unless there is one.

    One that is there is not opened: closing it would drop the locks that another connection of this
    process holds on a SQLite file (POSIX locks belong to the process).
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE))
