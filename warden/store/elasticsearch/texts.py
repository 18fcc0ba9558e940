"""Contents and readings of revisions: one document each, its content never changed, readings appended."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from warden.errors import CannotContinue
from warden.records import Assessment, Listing
from warden.store.elasticsearch.documents import ATTEMPTS, Doc, Documents, Write
from warden.store.elasticsearch.patience import pause
from warden.store.roads import Rev
from warden.store.rows import assessment_of, content_of, dumps


def reading_of(assessment: Assessment, at: str) -> dict[str, Any]:
    """A reading as it is kept under its recipe."""
    return {
        "at": at,
        "grade": assessment.grade,
        "score": assessment.score,
        "targets": [asdict(target) for target in assessment.targets],
        "assessment": json.loads(dumps(assessment_of(assessment))),
    }


def hash_of(reading: dict[str, Any]) -> str:
    """The same for readings that differ only in when they were made."""
    told = {name: value for name, value in reading.items() if name != "at"}
    return hashlib.sha256(dumps(told).encode()).hexdigest()[:16]


class NoRevision(CannotContinue):
    """What a revision says is not there: its listing was erased meanwhile, or the store is damaged."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The content of revision {name} is missing. Run `warden store check`; a page that shows its listing "
            "again brings it back."
        )


class Texts:
    """Revision documents of one batch: each is read once, and what is new is written together."""

    def __init__(self, docs: Documents) -> None:
        self._docs = docs
        self._known: dict[str, Doc] = {}
        self._changed: dict[str, dict[str, Any]] = {}
        self._added: set[str] = set()
        """Those whose content is in our hand, so that they can be written whatever has become of them."""
        self._written: dict[str, dict[str, Any]] = {}

    @property
    def changed(self) -> bool:
        """Whether there is something to write."""
        return bool(self._changed)

    def load(self, names: Iterable[str]) -> None:
        """Read those not read yet, in one request."""
        wanted = sorted({name for name in names if name not in self._known and name not in self._changed})
        for doc in self._docs.get_all("revision", wanted) if wanted else ():
            self._known[doc.id] = doc

    def has(self, name: str) -> bool:
        """Whether the document is there and whole."""
        if name in self._changed:
            return True
        self.load([name])
        return _whole(self._known[name].source)

    def source(self, name: str) -> dict[str, Any]:
        """Raises ``NoRevision`` for one that is not there."""
        if name in self._changed:
            return self._changed[name]
        self.load([name])
        found = self._known[name].source
        if found is None or not _whole(found):
            raise NoRevision(name)
        return found

    def content(self, name: str) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.source(name)["content"])
        return told

    def reading(self, name: str, recipe: str | None) -> dict[str, Any]:
        """The assessment of a revision under a recipe; empty when there is none."""
        found = self.source(name)["readings"].get(recipe or "", {})
        told: dict[str, Any] = found.get("assessment", {})
        return told

    def add(self, key: str, rev: Rev, listing: Listing) -> None:
        """A revision never seen before, or lost; left alone where its document is there already."""
        self._added.add(rev.revision_id)
        if not self.has(rev.revision_id):
            self._changed.setdefault(
                rev.revision_id,
                {
                    "revision_id": rev.revision_id,
                    "listing_key": key,
                    "site": rev.site,
                    "page_kind": rev.page_kind,
                    "content": dumps(content_of(listing)),
                    "readings": {},
                },
            )

    def add_reading(self, name: str, recipe: str, reading: dict[str, Any]) -> None:
        """A reading under a recipe; the newest of those that say so keeps its moment."""
        old = self.source(name)
        before = old["readings"].get(recipe)
        at = max(reading["at"], before["at"]) if before else reading["at"]
        self._changed[name] = {**old, "readings": {**old["readings"], recipe: {**reading, "at": at}}}

    def write(self) -> None:
        """Write what was added; others may have added readings meanwhile, which stay. A reading of a revision that
        was erased meanwhile is given up."""
        for attempt in range(ATTEMPTS):
            if not self._changed:
                return
            writes = [
                Write("revision", name, source, over=self._known.get(name) or Doc(name))
                for name, source in self._changed.items()
            ]
            overtaken = {write.id for write in self._docs.write(writes)}
            self._written |= {name: one for name, one in self._changed.items() if name not in overtaken}
            left = {name: self._changed[name] for name in overtaken}
            for name in self._changed:
                self._known.pop(name, None)
            self._changed = {}
            if left:
                self._docs.wait(pause(attempt))
                self._merge(left)
        if self._changed:
            raise CannotContinue(
                f"{self._docs.place.shown}: {len(self._changed)} revisions were changed by others {ATTEMPTS} times in "
                "a row. Run it again."
            )

    def again(self, names: Iterable[str]) -> None:
        """Write once more those of these that were written: who is about to delete what he found before will not."""
        told = {name: self._written[name] for name in names if name in self._written}
        self._added |= told.keys()
        self._merge(told)
        self.write()

    def _merge(self, told: dict[str, dict[str, Any]]) -> None:
        """What is to be written over what is there now."""
        self.load(told)
        for name, source in told.items():
            now = self._known[name].source
            if now is not None or name in self._added:
                readings = {**(now or {}).get("readings", {}), **source["readings"]}
                self._changed[name] = {**source, **(now or {}), "readings": readings}


def _whole(source: dict[str, Any] | None) -> bool:
    return source is not None and bool(source.get("content")) and bool(source.get("listing_key"))
