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
from warden.errors import DiskFull, StoreAway, StoreLocked, WardenError
from warden.store.base import Batch, Entry, Store

_BATCH = TypeAdapter(Batch)


def keep(folder: Path, batch: Batch) -> Path:
    """Write a batch; the file. Raises ``DiskFull`` when there is no room."""
    step = replace(batch.step, lease=None) if batch.step else None
    path = folder / f"{batch.page.page_id}.json"
    try:
        hushed = replace(batch, step=step, entries=list(map(_hushed, batch.entries)))
        private.write_whole(path, _BATCH.dump_json(hushed))
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
    found: list[tuple[float, str, Path]] = []
    for path in folder.glob("*.json") if folder.is_dir() else ():
        with contextlib.suppress(FileNotFoundError):  # another process has told it meanwhile
            found.append((path.stat().st_mtime, path.name, path))
    return [path for _, _, path in sorted(found)]


def replay(folder: Path, store: Store, say: Callable[[str], None]) -> int:
    """Tell the store the pages that wait; how many. A page the store refuses is put aside as ``.refused`` and told.

    Raises ``StoreAway``, ``StoreLocked`` or ``DiskFull`` when the store can take nothing now.
    """
    told = 0
    for path in waiting(folder):
        with contextlib.suppress(FileNotFoundError):  # another process was faster; both told the same
            told += _told(path, store, say)
            path.unlink()
    if told:
        say(f"stored from the spool: {told} page{'s' * (told != 1)} that the store could not take before")
    return told


def _told(path: Path, store: Store, say: Callable[[str], None]) -> bool:
    """Whether the store took the page of a file."""
    try:
        batch = _BATCH.validate_json(path.read_bytes())
        if _known_better(store, batch):
            return False
        store.ingest(batch)
    except (StoreAway, StoreLocked, DiskFull):
        raise
    except (ValidationError, WardenError) as fault:
        # One page that no store takes must not stop every crawl from here on.
        aside = path.with_suffix(".refused")
        path.replace(aside)
        why = "it is no page of the spool" if isinstance(fault, ValidationError) else str(fault)
        say(
            f"a page that waited for the store is not taken: {why} It is kept as {aside}; crawl its site again."
        )
        return False
    return True


def _known_better(store: Store, batch: Batch) -> bool:
    """Whether the page was fetched again since."""
    seen = store.seen_page(batch.page.page_id)
    captured = batch.page.captured_at
    return seen is not None and captured is not None and seen.at > captured
