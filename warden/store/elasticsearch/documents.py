"""Reading and writing documents: compare-and-set, many at once with patience, walks through whole indices."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from elasticsearch import (
    ApiError,
    ConflictError,
    ConnectionTimeout,
    Elasticsearch,
    NotFoundError,
    TransportError,
)

from warden.errors import CannotContinue, StoreAway, WardenError
from warden.store.elasticsearch.connection import BLOCKED, NO_SHARD, Place, blocked, explained, red
from warden.store.elasticsearch.indices import Indices
from warden.store.rows import storable_values

ATTEMPTS = 8
"""Tries of a write that others overtake, or that the cluster has no room for just now."""
FIRST_WAIT = 0.05
LONGEST_WAIT = 10.0
CHUNK = 500
"""Documents in one request."""
KEEP_ALIVE = "5m"
SAME_COPY = "warden"
"""Copies of a shard weigh words a little differently; one page after the other comes from the same one."""
SAME = 30.0
"""Seconds a process may write without a look whether the store is still of its schema."""
PATIENCE = 20.0
"""Seconds a cluster that answered before may be away: well below a lease, which is not renewed meanwhile."""

Ask = Callable[..., dict[str, Any]]
"""A search of indices as they stood at one moment."""


@dataclass(slots=True)
class Doc:
    """A document with what compare-and-set needs; ``source`` is ``None`` when there is none yet."""

    id: str
    source: dict[str, Any] | None = None
    seq_no: int | None = None
    primary_term: int | None = None
    version: int | None = None
    """Where it was asked for."""


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


class Documents:
    """The documents of one store."""

    def __init__(
        self, client: Elasticsearch, place: Place, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.client, self.place, self._sleep = client, place, sleep
        self.indices = Indices(client, place.prefix, place.shown)
        self._answered = False
        self._looked = time.monotonic()
        self._kept: set[tuple[str, str]] = set()
        """Facts this process has seen written: they never change."""

    def asked(self, call: Callable[[], Any]) -> Any:
        """The answer of a call; a failure named by its consequence.

        A cluster that chooses a new master, or starts again, is waited for a while, once it has answered before.
        """
        until = time.monotonic() + (PATIENCE if self._answered else 0.0)
        attempt = 0
        while True:
            try:
                answer = call()
            except (ConflictError, NotFoundError):
                raise
            except (ApiError, TransportError) as error:
                told = red(self.place.shown) if self._is_red(error) else explained(error, self.place)
                if not isinstance(told, StoreAway) or time.monotonic() >= until:
                    # Not every call after this one is to wait as long.
                    self._answered = self._answered and not isinstance(told, StoreAway)
                    raise told from error
            else:
                self._answered = True
                return answer
            self._wait(attempt)
            attempt += 1

    def _is_red(self, error: Exception) -> bool:
        """Whether an answer did not come because a shard has no node: a refresh waits for it, and says nothing."""
        if not isinstance(error, ConnectionTimeout):
            return False
        try:
            health = self.client.options(request_timeout=5.0).cluster.health(timeout="1s")
        except (ApiError, TransportError):
            return False
        return bool(health["status"] == "red")

    def get(self, kind: str, name: str) -> Doc:
        """In real time: what was written last."""
        return self.get_all(kind, [name])[0]

    def get_all(self, kind: str, names: Sequence[str], source: Sequence[str] | None = None) -> list[Doc]:
        """In real time and in the order asked for; with ``source`` only those fields."""
        found: list[Doc] = []
        for start in range(0, len(names), CHUNK):
            part = list(names[start : start + CHUNK])
            answer = self.asked(
                partial(self.client.mget, index=self.indices[kind], ids=part, source_includes=source)
            )
            if any(one.get("error", {}).get("type") in NO_SHARD for one in answer["docs"]):
                raise red(self.place.shown)
            found += [_doc(one) for one in answer["docs"]]
        return found

    def put(self, kind: str, doc: Doc, source: dict[str, Any]) -> bool:
        """Write over exactly the document that was read; false when somebody was faster."""
        return not self.write([Write(kind, doc.id, source, over=doc)])

    def change(
        self, kind: str, name: str, change: Callable[[dict[str, Any] | None], dict[str, Any] | None]
    ) -> Any:
        """Read, change and write until nobody comes between; what was written, ``None`` for no change."""
        for attempt in range(ATTEMPTS):
            doc = self.get(kind, name)
            made = change(doc.source)
            if made is None or self.put(kind, doc, made):
                return made
            self._wait(attempt)
        raise CannotContinue(
            f"{self.place.shown}: {kind} {name} was changed by others {ATTEMPTS} times in a row. Run it again."
        )

    def write(self, writes: Sequence[Write]) -> list[Write]:
        """Write all; those overtaken by another writer are returned and must be thought over.

        What the cluster has no room for is tried again with growing pauses. Raises ``StoreAway`` when it stays
        so, ``CannotContinue`` for a document the mapping refuses; all others of the request are then written.
        """
        return self._written(writes)[0]

    def create(self, kind: str, documents: Mapping[str, dict[str, Any]]) -> int:
        """Write those that are not there yet; how many."""
        writes = [Write(kind, name, source, create=True) for name, source in documents.items()]
        return len(writes) - len(self._written(writes)[1])

    def once(self, kind: str, name: str, source: dict[str, Any]) -> None:
        """Write a fact that never changes, unless it is there; asked again it costs nothing."""
        if (kind, name) not in self._kept:
            self.create(kind, {name: storable_values(source)})
            self._kept.add((kind, name))

    def _written(self, writes: Sequence[Write]) -> tuple[list[Write], list[Write]]:
        """(overtaken, known before)."""
        self._refuse_another_schema()
        overtaken: list[Write] = []
        known: list[Write] = []
        for start in range(0, len(writes), CHUNK):
            left = list(writes[start : start + CHUNK])
            for attempt in range(ATTEMPTS):
                left = self._bulk(left, overtaken, known)
                if not left:
                    break
                self._wait(attempt)
            if left:
                raise StoreAway(
                    f"{self.place.shown} has no room for more writes (tried {ATTEMPTS} times). Slow down, or give it "
                    "more nodes."
                )
        return overtaken, known

    def _refuse_another_schema(self) -> None:
        """A store that was migrated while this process ran takes nothing more from it."""
        if time.monotonic() - self._looked >= SAME:
            self.indices.refuse_newer(self.asked(self.indices.announced))
            self._looked = time.monotonic()

    def _bulk(self, writes: list[Write], overtaken: list[Write], known: list[Write]) -> list[Write]:
        """One request; those to try again. Adds to the lists what was written by others."""
        lines: list[dict[str, Any]] = []
        for write in writes:
            lines += self._lines(write)
        answer = self.asked(lambda: self.client.bulk(operations=lines, timeout=f"{PATIENCE:.0f}s"))
        again: list[Write] = []
        refused: list[str] = []
        for write, item in zip(writes, answer["items"], strict=True):
            (told,) = item.values()
            status, fault = told["status"], told.get("error", {}).get("type")
            if fault == BLOCKED:
                raise blocked(self.place.shown)
            if fault in NO_SHARD:  # it has waited for the shard already
                raise red(self.place.shown)
            if status == 409:
                # Of a fact that is there already, and of an older projection, nothing is lost.
                (known if write.create or write.version is not None else overtaken).append(write)
            elif status in (429, 503):
                again.append(write)
            elif status >= 300 and not (write.source is None and status == 404):
                refused.append(f"{write.kind} {write.id}: {told.get('error', {}).get('reason', status)}")
        if refused:
            raise self._refused(refused)
        return again

    def _refused(self, refused: Sequence[str]) -> WardenError:
        more = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
        return CannotContinue(
            f"{self.place.shown} refuses a document: {refused[0][:300]}{more}. Run `warden store check`; the page "
            "stays in the spool."
        )

    def _lines(self, write: Write) -> Iterator[dict[str, Any]]:
        about: dict[str, Any] = {"_index": write.into or self.indices[write.kind], "_id": write.id}
        over = write.over
        if over is not None and over.source is not None:
            about |= {"if_seq_no": over.seq_no, "if_primary_term": over.primary_term}
        if write.version is not None:
            about |= {"version": write.version, "version_type": "external_gte"}
        if write.source is None:
            yield {"delete": about}
            return
        new = write.create or (over is not None and over.source is None)
        yield {("create" if new else "index"): about}
        yield write.source

    def wait(self, seconds: float) -> None:
        if seconds > 0:
            self._sleep(seconds)

    def _wait(self, attempt: int) -> None:
        # Not all at the same moment again.
        self._sleep(min(LONGEST_WAIT, FIRST_WAIT * 2**attempt) * (0.5 + random.random() / 2))

    def search(self, kind: str, *, fresh: bool = True, **body: Any) -> dict[str, Any]:
        """One search, by default over all that was written."""
        if fresh:
            self.asked(lambda: self.indices.refresh(kind))
        found: dict[str, Any] = self.asked(
            lambda: self.client.search(
                index=self.indices[kind],
                seq_no_primary_term=True,
                # An answer that lacks a shard's documents would be a wrong one.
                allow_partial_search_results=False,
                **body,
            )
        )
        return found

    def count(self, kind: str, query: dict[str, Any]) -> int:
        self.asked(lambda: self.indices.refresh(kind))
        return int(self.asked(lambda: self.client.count(index=self.indices[kind], query=query))["count"])

    def counted(
        self,
        kind: str,
        query: dict[str, Any],
        fields: Sequence[str],
        aggs: dict[str, Any] | None = None,
    ) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
        """Exact groups by the values of fields, in their order, ``None`` for a missing one: (values, the bucket)."""
        sources = [{name: {"terms": {"field": name, "missing_bucket": True}}} for name in fields]
        after: dict[str, Any] | None = None
        fresh = True
        while True:
            composite: dict[str, Any] = {"size": 1_000, "sources": sources}
            if after is not None:
                composite["after"] = after
            asked = {"by": {"composite": composite, "aggs": aggs or {}}}
            found = self.search(kind, fresh=fresh, query=query, size=0, aggs=asked)["aggregations"]["by"]
            for row in found["buckets"]:
                yield tuple(row["key"][name] for name in fields), row
            after, fresh = found.get("after_key"), False
            if not found["buckets"] or after is None:
                return

    def each(
        self, kind: str, query: dict[str, Any], order: Sequence[dict[str, str]], **more: Any
    ) -> Iterator[Doc]:
        """Every document of a query as the index stood at the first, in order (point in time, search_after).

        ``source``: the names of the fields that are wanted, where not all are.
        """
        after = None
        with self.still(kind) as ask:
            while True:
                if after is not None:
                    more["search_after"] = after
                rows = ask(query=query, sort=list(order), size=CHUNK, seq_no_primary_term=True, **more)[
                    "hits"
                ]["hits"]
                yield from map(_doc, rows)
                if len(rows) < CHUNK:
                    return
                after = rows[-1]["sort"]

    @contextmanager
    def still(self, *kinds: str) -> Iterator[Ask]:
        """Searches of indices as they stand now, whatever is written meanwhile; half an answer is none."""
        self.asked(lambda: self.indices.refresh(*kinds))
        names = ",".join(self.indices[kind] for kind in kinds)
        opening = partial(self.client.open_point_in_time, keep_alive=KEEP_ALIVE, preference=SAME_COPY)
        pit = self.asked(lambda: opening(index=names))["id"]

        def ask(**body: Any) -> dict[str, Any]:
            nonlocal pit
            told = {"pit": {"id": pit, "keep_alive": KEEP_ALIVE}, "track_total_hits": False, **body}
            found: dict[str, Any] = self.asked(
                lambda: self.client.search(allow_partial_search_results=False, **told)
            )
            pit = found["pit_id"]
            return found

        try:
            yield ask
        finally:
            self.client.options(ignore_status=404).close_point_in_time(id=pit)


def _doc(row: Any) -> Doc:
    if "error" in row:
        raise CannotContinue(f"Elasticsearch cannot read {row.get('_id')}: {row['error'].get('reason')}")
    return Doc(
        row["_id"], row.get("_source"), row.get("_seq_no"), row.get("_primary_term"), row.get("_version")
    )


def every(*filters: dict[str, Any] | None) -> dict[str, Any]:
    """The query that all of these hold."""
    told = [one for one in filters if one is not None]
    return {"bool": {"filter": told}} if told else {"match_all": {}}


def term(name: str, value: Any) -> dict[str, Any] | None:
    """The filter that a field has a value, or one of several; ``None`` (no filter) for no value."""
    if value is None:
        return None
    if isinstance(value, Iterable) and not isinstance(value, str):
        return {"terms": {name: list(value)}}
    return {"term": {name: value}}
