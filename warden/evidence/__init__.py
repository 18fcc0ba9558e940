"""Evidence of one hit: copied at once, kept under the hit's retention, erasable by itself.

One folder a listing, ``<evidence>/<first two digits>/<listing key>/``, with the files and a
``manifest.jsonl`` whose lines are chained by hash: kind, file, SHA-256, bytes, address, time.
"""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warden import private
from warden.errors import CannotContinue, DiskFull

_START = "0" * 64


@dataclass(frozen=True, slots=True)
class Kept:
    """``file`` is relative to the evidence directory, with ``/``."""

    file: str
    sha256: str
    facts: dict[str, Any]


def folder(directory: Path, listing_key: str) -> Path:
    return directory / listing_key[:2] / listing_key


def keep(
    directory: Path, listing_key: str, kind: str, content: bytes, *, suffix: str, facts: dict[str, Any]
) -> Kept:
    """Write one piece of evidence; the same content twice is kept once. Raises ``DiskFull``."""
    digest = hashlib.sha256(content).hexdigest()
    place = folder(directory, listing_key)
    path = place / f"{kind}-{digest[:16]}{suffix}"
    facts = {"kind": kind, "file": path.name, "sha256": digest, "bytes": len(content), **facts}
    try:
        private.make_directory(place)
        if not (path.exists() and path.stat().st_size == len(content)):
            private.write_whole(path, content)
        _note(place / "manifest.jsonl", facts)
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)):
            raise DiskFull(
                f"No room left in {directory}: free some space, then run the same command again."
            ) from fault
        raise CannotContinue(f"{path}: evidence cannot be written: {fault.strerror or fault}.") from fault
    return Kept(path.relative_to(directory).as_posix(), digest, facts)


def erase(directory: Path, listing_key: str) -> bool:
    """Remove all evidence of a listing; false when there was none."""
    place = folder(directory, listing_key)
    if not place.is_dir():
        return False
    shutil.rmtree(place)
    return True


def verify(directory: Path, listing_key: str) -> list[str]:
    """Faults of a listing's evidence; empty when all files are as they were kept."""
    place = folder(directory, listing_key)
    faults: list[str] = []
    last = _START
    for number, line in enumerate(_lines(place / "manifest.jsonl"), 1):
        facts = json.loads(line)
        if facts["prev"] != last:
            faults.append(f"manifest.jsonl:{number}: the chain is broken here")
        last = hashlib.sha256(line).hexdigest()
        path = place / facts["file"]
        if not path.is_file():
            faults.append(f"{facts['file']}: missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != facts["sha256"]:
            faults.append(f"{facts['file']}: changed after it was kept")
    return faults


def _note(manifest: Path, facts: dict[str, Any]) -> None:
    lines = _lines(manifest)
    if any(json.loads(line)["file"] == facts["file"] for line in lines):
        return
    last = hashlib.sha256(lines[-1]).hexdigest() if lines else _START
    line = json.dumps({"prev": last, **facts}, ensure_ascii=False, separators=(",", ":")).encode()
    with open(manifest, "ab", opener=private.opener) as out:
        out.write(line + b"\n")


def _lines(manifest: Path) -> list[bytes]:
    """Whole lines only: a torn last one, left by a killed process, is cut."""
    if not manifest.exists():
        return []
    content = manifest.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        private.write_whole(manifest, whole)
    return whole.splitlines()
