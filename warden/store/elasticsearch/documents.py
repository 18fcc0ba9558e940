"""The documents of one store: compare-and-set, facts that are written once, and the words of queries."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from elasticsearch import Elasticsearch

from warden.errors import CannotContinue
from warden.store.elasticsearch.bulks import ATTEMPTS, Write, Writing
from warden.store.elasticsearch.connection import Place
from warden.store.elasticsearch.doc import CHUNK, Doc, at_once
from warden.store.elasticsearch.patience import PATIENCE
from warden.store.elasticsearch.reading import Ask
from warden.store.rows import storable_values

__all__ = [
    "ATTEMPTS",
    "CHUNK",
    "PATIENCE",
    "Ask",
    "Doc",
    "Documents",
    "Write",
    "at_once",
    "every",
    "term",
]


class Documents(Writing):
    """The documents of one store."""

    def __init__(
        self, client: Elasticsearch, place: Place, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        super().__init__(client, place, sleep)
        self._looked = time.monotonic()
        self._kept: set[tuple[str, str]] = set()
        """Facts this process has seen written: they never change."""

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

    def once(self, kind: str, name: str, source: dict[str, Any]) -> None:
        """Write a fact that never changes, unless it is there; asked again it costs nothing."""
        if (kind, name) not in self._kept:
            self.create(kind, {name: storable_values(source)})
            self._kept.add((kind, name))


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
