"""What the tests of the page archive share: an archive with a few pages, and its log."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from crawler.archive import Archive
from warden.records import PageRef

AT = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)


def page(number: int, size: int = 40) -> bytes:
    return f"<html>page {number} {os.urandom(size).hex()}</html>".encode()


def written(
    directory: Path, count: int = 3, *, close: bool = True
) -> tuple[Archive, list[tuple[PageRef, bytes]]]:
    archive = Archive(directory, "operator")
    kept = []
    for number in range(count):
        body = page(number)
        ref = archive.write(f"http://shop.example/{number}", 200, {"Content-Type": "text/html"}, body, AT)
        kept.append((ref, body))
    if close:
        archive.close()
    elif archive._out:  # as a killed process leaves it: the log is not ended
        archive._out.close()
        archive._out = None
    return archive, kept


def log_of(directory: Path) -> Path:
    return next(directory.glob("*.log.jsonl"))


def lines_of(directory: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log_of(directory).read_text("utf-8").splitlines()]
