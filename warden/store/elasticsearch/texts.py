"""Contents and readings of revisions: one document each, its content never changed, readings appended."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from warden.records import Assessment, Listing
from warden.store.elasticsearch.documents import Doc, Documents, Write
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


class Texts:
    """Revision documents of one batch: each is read once, and what is new is written together."""

    def __init__(self, docs: Documents) -> None:
        self._docs = docs
        self._known: dict[str, Doc] = {}
        self._changed: dict[str, dict[str, Any]] = {}

    def load(self, names: Iterable[str]) -> None:
        """Read those not read yet, in one request."""
        wanted = sorted({name for name in names if name not in self._known and name not in self._changed})
        for doc in self._docs.get_all("revision", wanted) if wanted else ():
            self._known[doc.id] = doc

    def source(self, name: str) -> dict[str, Any]:
        if name in self._changed:
            return self._changed[name]
        self.load([name])
        found = self._known[name].source
        return found if found is not None else {"content": "{}", "readings": {}}

    def content(self, name: str) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.source(name)["content"])
        return told

    def reading(self, name: str, recipe: str | None) -> dict[str, Any]:
        """The assessment of a revision under a recipe; empty when there is none."""
        found = self.source(name)["readings"].get(recipe or "", {})
        told: dict[str, Any] = found.get("assessment", {})
        return told

    def add(self, key: str, rev: Rev, listing: Listing) -> None:
        """A revision never seen before; left alone where its document is there already."""
        self.load([rev.revision_id])
        if self._known[rev.revision_id].source is None:
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
        """Write what was added; others may have added readings meanwhile, which stay."""
        while self._changed:
            writes = [
                Write("revision", name, source, over=self._known.get(name) or Doc(name))
                for name, source in self._changed.items()
            ]
            overtaken = {write.id for write in self._docs.write(writes)}
            mine = {name: source for name, source in self._changed.items() if name in overtaken}
            for name in self._changed:
                self._known.pop(name, None)
            self._changed = {}
            if mine:
                self.load(mine)
                for name, source in mine.items():
                    now = self.source(name)
                    self._changed[name] = {**now, "readings": {**now["readings"], **source["readings"]}}
