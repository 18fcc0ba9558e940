"""Reading documents: by id in real time, by searches, and in walks through whole indices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from elasticsearch import ApiError, TransportError

from warden.store.elasticsearch.connection import LEAST, NO_INDEX, NO_SHARD, WalkEnded, missing, red
from warden.store.elasticsearch.doc import Doc, at_once, doc_of, id_of, without_token
from warden.store.elasticsearch.patience import Patient

KEEP_ALIVE = "5m"
SAME_COPY = "warden"
"""Copies of a shard weigh words a little differently; one page after the other comes from the same one."""
_TIE = {"_seq_no": "asc"}
"""Parts documents that are alike in all that a walk is ordered by, also when it goes on in another point in time."""
_ONE_POINT = ("_shard_doc", "_doc")
"""Orders that mean nothing in another point in time."""

Ask = Callable[..., dict[str, Any]]
"""A search of indices as they stood at one moment."""


class Reading(Patient):
    """What is asked of one store's documents."""

    def get(self, kind: str, name: str) -> Doc:
        """In real time: what was written last."""
        return self.get_all(kind, [name])[0]

    def get_all(self, kind: str, names: Sequence[str], source: Sequence[str] | None = None) -> list[Doc]:
        """In real time and in the order asked for; with ``source`` only those fields. Nothing has an empty id."""
        found: list[Doc] = []
        size = at_once(kind)
        for start in range(0, len(names), size):
            part = names[start : start + size]
            rows = iter(self._rows(kind, [id_of(name) for name in part if name], source))
            found += [doc_of(next(rows), name) if name else Doc(name) for name in part]
        return found

    def _rows(self, kind: str, ids: list[str], source: Sequence[str] | None) -> list[dict[str, Any]]:
        if not ids:
            return []
        asking = partial(self.client.mget, index=self.indices[kind], ids=ids, source_includes=source)
        rows: list[dict[str, Any]] = self.asked(asking)["docs"]
        faults = {row.get("error", {}).get("type") for row in rows}
        if faults & NO_SHARD:
            raise red(self.place.shown)
        if NO_INDEX in faults:
            raise missing(self.place.shown, self.indices[kind])
        return rows

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
        for row in found["hits"]["hits"]:
            without_token(row)
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

        Who takes long between two of them sees the rest as it stands when the walk goes on. ``source``: the names of
        the fields that are wanted, where not all are.
        """
        size, by = at_once(kind), [*order]
        if _lasts(by):
            by.append(_TIE)
        told: set[str] = set()
        with self.still(kind) as ask:
            while True:
                found = ask(query=query, sort=by, size=size, seq_no_primary_term=True, **more)
                rows = found["hits"]["hits"]
                # One that was changed meanwhile comes behind itself.
                yield from (doc_of(row) for row in rows if row["_id"] not in told)
                if len(rows) < size:
                    return
                more["search_after"] = rows[-1]["sort"]
                told = {row["_id"] for row in rows}

    @contextmanager
    def still(self, *kinds: str) -> Iterator[Ask]:
        """Searches of indices as they stand now, whatever is written meanwhile; half an answer is none.

        A point in time that has ended, because nothing was asked for long or the cluster was started again, is followed
        by another one.
        """
        self.asked(lambda: self.indices.refresh(*kinds))
        pit = self._opened(kinds)

        def ask(**body: Any) -> dict[str, Any]:
            nonlocal pit
            try:
                found = self._at(pit, body)
            except WalkEnded:
                sort = body.get("sort", [])
                if not _lasts(sort):
                    raise
                pit = self._opened(kinds)
                if "search_after" in body:  # without what tells documents apart in one point in time only
                    body["search_after"] = body["search_after"][: len(sort)]
                found = self._at(pit, body)
            pit = found["pit_id"]
            return found

        try:
            yield ask
        finally:
            # It ends by itself too; and what went wrong before must not be hidden.
            with suppress(ApiError, TransportError):
                self.client.options(ignore_status=404, request_timeout=LEAST).close_point_in_time(id=pit)

    def _opened(self, kinds: Sequence[str]) -> str:
        names = ",".join(self.indices[kind] for kind in kinds)
        opening = partial(self.client.open_point_in_time, keep_alive=KEEP_ALIVE, preference=SAME_COPY)
        return str(self.asked(lambda: opening(index=names))["id"])

    def _at(self, pit: str, body: dict[str, Any]) -> dict[str, Any]:
        told = {"pit": {"id": pit, "keep_alive": KEEP_ALIVE}, "track_total_hits": False, **body}
        found: dict[str, Any] = self.asked(
            lambda: self.client.search(allow_partial_search_results=False, **told)
        )
        return found


def _lasts(order: Sequence[dict[str, Any]]) -> bool:
    return not any(name in part for part in order for name in _ONE_POINT)
