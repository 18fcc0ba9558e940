"""The spool: pages that were read while the store did not answer, kept on disk until it does.

One file a page, named by its id, in ``<data>/spool``. What stands there is what the store would have been told:
listings without sellers' names, readings, the step in the ledger. Written under the lane's lease or not, it is told
without one: whoever fetched the page again meanwhile knows better, and the older copy is dropped.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from warden import private
from warden.errors import DiskFull
from warden.store.base import Batch, Entry, Store

_BATCH = TypeAdapter(Batch)


def keep(folder: Path, batch: Batch) -> Path:
    """Write a batch; the file. Raises ``DiskFull`` when there is no room."""
    step = replace(batch.step, lease=None) if batch.step else None
    path = folder / f"{batch.page.page_id}.json"
    try:
        private.make_directory(folder)
        half = path.with_suffix(".half")
        private.touch(half)
        half.write_bytes(
            _BATCH.dump_json(replace(batch, step=step, entries=list(map(_hushed, batch.entries))))
        )
        half.replace(path)
    except OSError as fault:
        raise DiskFull(
            f"{folder} cannot keep the page that the store did not take ({fault.strerror}). It stands in the page "
            "archive and is fetched again; free some space."
        ) from fault
    return path


def _hushed(entry: Entry) -> Entry:
    """Of a restricted reading only what a store keeps: ids, fields and roles."""
    found = entry.assessment
    if not found.restricted:
        return entry
    matches = [
        replace(match, term=match.term_id, lang="", langs=[], target=None, product=None, start=None, end=None)
        for match in found.matches
    ]
    return replace(entry, assessment=replace(found, matches=matches))


def waiting(folder: Path) -> list[Path]:
    """The files of pages that wait, the oldest first."""
    found = folder.glob("*.json") if folder.is_dir() else ()
    return sorted(found, key=lambda path: (path.stat().st_mtime, path.name))


def replay(folder: Path, store: Store, say: Callable[[str], None]) -> int:
    """Tell the store the pages that wait; how many. What a store refuses stays and is told."""
    told = 0
    for path in waiting(folder):
        try:
            batch = _BATCH.validate_json(path.read_bytes())
        except (OSError, ValidationError) as fault:
            say(f"{path} is no page of the spool any more ({type(fault).__name__}); it stays where it is")
            continue
        if not _known_better(store, batch):
            store.ingest(batch)
            told += 1
        with contextlib.suppress(FileNotFoundError):  # another process was faster; both told the same
            path.unlink()
    if told:
        say(f"stored from the spool: {told} page{'s' * (told != 1)} that the store could not take before")
    return told


def _known_better(store: Store, batch: Batch) -> bool:
    """Whether the page was fetched again since."""
    seen = store.seen_page(batch.page.page_id)
    captured = batch.page.captured_at
    return seen is not None and captured is not None and seen.at > captured
