"""Writing documents: many at once, in requests that no cluster is too small for, and never over what is newer."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch.serializer import JsonSerializer

from warden.errors import CannotContinue, StoreAway, WardenError
from warden.identity import drawn
from warden.store.elasticsearch.connection import BLOCKED, NO_INDEX, NO_SHARD, blocked, missing, red
from warden.store.elasticsearch.doc import CHUNK, Doc, id_of
from warden.store.elasticsearch.indices import TOKEN
from warden.store.elasticsearch.patience import PATIENCE
from warden.store.elasticsearch.reading import Reading

ATTEMPTS = 8
"""Tries of a write that others overtake, or that the cluster has no room for just now."""
MOST_BYTES = 5_000_000
"""In one request: a small node holds several of them at a time, and refuses those of 100 MB."""
LOOK_EVERY = 30.0
"""Seconds a process may write without a look whether the store is still of its schema."""
SHARD_WAIT = PATIENCE - 2
"""Seconds for which Elasticsearch waits for a shard: it says so before we hang up."""
_JSON = JsonSerializer()


@dataclass(slots=True)
class Write:
    """One document of a bulk. With ``over`` only while that is still the newest; without one, ``create`` says
    whether a document that is there stays. ``version``: never over one of a higher version. ``into``: another
    index than the one behind the kind's alias."""

    kind: str
    id: str
    source: dict[str, Any] | None
    over: Doc | None = None
    create: bool = False
    version: int | None = None
    into: str | None = None


@dataclass(slots=True)
class _Packed:
    """A write as it is sent."""

    write: Write
    lines: bytes
    token: str | None
    """By which a write that was sent twice, because its answer was lost, is known for our own."""


@dataclass(slots=True)
class _Outcome:
    """What became of writes: those that others were faster with, those that were there before."""

    overtaken: list[Write]
    known: list[Write]


class Writing(Reading):
    """What is written of one store's documents."""

    _looked: float
    """When the store's schema was looked at."""

    def write(self, writes: Sequence[Write]) -> list[Write]:
        """Write all; those overtaken by another writer are returned and must be thought over.

        What the cluster has no room for is tried again with growing pauses. Raises ``StoreAway`` when it stays
        so, ``CannotContinue`` for a document the mapping refuses; all others of the request are then written.
        """
        return self._written(writes).overtaken

    def create(self, kind: str, documents: Mapping[str, dict[str, Any]]) -> int:
        """Write those that are not there yet; how many."""
        writes = [Write(kind, name, source, create=True) for name, source in documents.items()]
        return len(writes) - len(self._written(writes).known)

    def _written(self, writes: Sequence[Write]) -> _Outcome:
        outcome = _Outcome([], [])
        for part in _requests(map(self._packed, writes)):
            left = part
            for attempt in range(ATTEMPTS):
                left = self._bulk(left, outcome)
                if not left:
                    break
                self._wait(attempt)
            if left:
                raise StoreAway(
                    f"{self.place.shown} has no room for more writes (tried {ATTEMPTS} times). Slow down, or give it "
                    "more nodes."
                )
        return outcome

    def _refuse_another_schema(self) -> None:
        """A store that was migrated while this process ran takes nothing more from it."""
        now = time.monotonic()
        if now - self._looked >= LOOK_EVERY:
            self.indices.refuse_newer(self.asked(self.indices.announced))
            self._looked = now

    def _bulk(self, part: list[_Packed], outcome: _Outcome) -> list[_Packed]:
        """One request; those to try again."""
        self._refuse_another_schema()
        lines: Any = [packed.lines for packed in part]
        answer = self.asked(lambda: self.client.bulk(operations=lines, timeout=f"{SHARD_WAIT:.0f}s"))
        again: list[_Packed] = []
        contested: list[_Packed] = []
        refused: list[str] = []
        for packed, item in zip(part, answer["items"], strict=True):
            (told,) = item.values()
            write, status = packed.write, told["status"]
            if status == 409:
                contested.append(packed)
            elif status in (429, 503) and not self._fatal(write, told):
                again.append(packed)
            elif status >= 300 and not (write.source is None and status == 404 and not _fault(told)):
                self._fatal(write, told)
                refused.append(f"{write.kind} {write.id}: {told.get('error', {}).get('reason', status)}")
        self._settle(contested, outcome)
        if refused:
            raise self._refused(refused)
        return again

    def _fatal(self, write: Write, told: dict[str, Any]) -> bool:
        """Raises what ends all writing; false for a fault of one document."""
        fault, where = _fault(told), self.place.shown
        if fault == BLOCKED:
            raise blocked(where, told["error"].get("reason"))
        if fault in NO_SHARD:  # it has waited for the shard already
            raise red(where)
        if fault == NO_INDEX:
            raise missing(where, write.into or self.indices[write.kind])
        return False

    def _settle(self, contested: Iterable[_Packed], outcome: _Outcome) -> None:
        """Tell those that others were faster with from our own, whose first answer was lost."""
        by_kind: dict[str, list[_Packed]] = {}
        for packed in contested:
            if packed.token is not None:
                by_kind.setdefault(packed.write.kind, []).append(packed)
            else:
                # Of a fact that is there already, and of an older projection, nothing is lost.
                lost = packed.write.over is not None
                (outcome.overtaken if lost else outcome.known).append(packed.write)
        for kind, some in by_kind.items():
            now = self.get_all(kind, [packed.write.id for packed in some], source=[TOKEN])
            pairs = zip(some, now, strict=True)
            outcome.overtaken += [packed.write for packed, doc in pairs if doc.token != packed.token]

    def _refused(self, refused: Sequence[str]) -> WardenError:
        more = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
        return CannotContinue(
            f"{self.place.shown} refuses a document: {refused[0][:300]}{more}. Run `warden store check`; the page "
            "stays in the spool."
        )

    def _packed(self, write: Write) -> _Packed:
        about: dict[str, Any] = {"_index": write.into or self.indices[write.kind], "_id": id_of(write.id)}
        if write.into is None:
            # Where the store was dropped nothing may come about by being written to.
            about["require_alias"] = True
        over = write.over
        if over is not None and over.source is not None:
            about |= {"if_seq_no": over.seq_no, "if_primary_term": over.primary_term}
        if write.version is not None:
            about |= {"version": write.version, "version_type": "external_gte"}
        if write.source is None:
            return _Packed(write, _line({"delete": about}), None)
        new = write.create or (over is not None and over.source is None)
        token, source = None, write.source
        if over is not None:
            token = drawn()
            source = {**source, TOKEN: token}
        return _Packed(write, _line({("create" if new else "index"): about}) + _line(source), token)


def _line(value: dict[str, Any]) -> bytes:
    return _JSON.dumps(value) + b"\n"


def _fault(told: dict[str, Any]) -> str | None:
    fault: str | None = told.get("error", {}).get("type")
    return fault


def _requests(writes: Iterable[_Packed]) -> Iterator[list[_Packed]]:
    """The writes, cut by their number and by their bytes."""
    part: list[_Packed] = []
    size = 0
    for packed in writes:
        if part and (len(part) >= CHUNK or size + len(packed.lines) > MOST_BYTES):
            yield part
            part, size = [], 0
        part.append(packed)
        size += len(packed.lines)
    if part:
        yield part
