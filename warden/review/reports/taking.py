"""Taking a report in: by the same command that a person would type, in a process of its own.

Nothing is asked of the reported address: only what was written, or the page that was saved, is read.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext

REMARK = "the saved page "
SECONDS = 300
"""A page or table of the largest size allowed is read in far less."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Hits that were made or were there, and lines that tell what could not be taken."""

    hits: list[tuple[str, bool]]
    """(hit id, known before)"""
    faults: list[str]
    remarks: list[str]
    """What was wrong with a report that was taken."""


_AT_ONCE = BoundedSemaphore(2)
"""Reports that are read at a time: each keeps a thread of the console busy, and there are few."""
_WAIT = 20


def take(
    by: str, told: dict[str, str], page: UploadedFile[Any] | None, table: UploadedFile[Any] | None
) -> Taken:
    """Report one listing (``url``, ``title``, ``target``), with its saved page if there is one, or all of a table."""
    with TemporaryDirectory(prefix="report") as place:
        words = [f"--by={by}"]
        if table is not None:
            words.append(f"--csv={_kept(table, Path(place) / 'table.csv')}")
        else:
            words += [f"--{name}={value}" for name, value in told.items() if value]
            if page is not None:
                words.append(f"--file={_kept(page, Path(place) / _name(page))}")
        if not _AT_ONCE.acquire(timeout=_WAIT):
            return Taken([], [gettext("Other reports are being read. Try again in a few minutes.")], [])
        try:
            taken = _run(words)
        finally:
            _AT_ONCE.release()
    # Where an upload stood for a moment is nobody's matter.
    return replace(taken, faults=[fault.replace(f"{place}/", "") for fault in taken.faults])


def _name(page: UploadedFile[Any]) -> str:
    """A name of ours with the ending of theirs: the ending says how the page was saved."""
    ending = Path(str(page.name)).suffix.lower()
    return (
        f"page{ending}"
        if ending in (".html", ".htm", ".mhtml", ".mht", ".har", ".json", ".warc", ".gz")
        else "page.html"
    )


def _kept(upload: UploadedFile[Any], place: Path) -> Path:
    with place.open("wb") as out:
        for part in upload.chunks():
            out.write(part)
    return place


def _run(words: Sequence[str]) -> Taken:
    command = [sys.executable, "-m", "warden", "hit", "add", "--json", *words]
    late: list[str] = []
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        out, err, code = done.stdout, done.stderr, done.returncode
    except subprocess.TimeoutExpired as fault:
        # What was taken in by then is there; the last line may be torn.
        out, err, code = (fault.stdout or b"").rpartition(b"\n")[0], fault.stderr or b"", 1
        late = [f"After {SECONDS} seconds this was given up; the rows taken in by then stay. Part the table."]
    lines = [json.loads(line) for line in out.decode("utf-8").splitlines() if line.startswith("{")]
    told = [
        line.removeprefix("warden: ") for line in err.decode("utf-8", "replace").splitlines() if line.strip()
    ]
    hits = [(one["hit_id"], one["known"]) for one in lines]
    remarks = [line for line in told if line.startswith(REMARK)]
    return Taken(hits, [*late, *told] if code else [], remarks if hits else [])
