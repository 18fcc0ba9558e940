"""A document as it is read: what compare-and-set needs, its id, and how many are read at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from warden.errors import CannotContinue
from warden.store.elasticsearch.indices import TOKEN
from warden.store.rows import storable

CHUNK = 500
"""Documents in one request."""
_FEWER = {"listing": 50, "revision": 100, "watch": 5}
"""Kinds whose documents may be large: a year of sightings, a long text, a basket of thousands of probes."""
LONGEST_ID = 512
"""Bytes that Elasticsearch takes as an id."""
_SHOWN = 400
"""Bytes of a longer id that stay readable, so that what begins alike still does."""


@dataclass(slots=True)
class Doc:
    """A document with what compare-and-set needs; ``source`` is ``None`` when there is none yet."""

    id: str
    source: dict[str, Any] | None = None
    seq_no: int | None = None
    primary_term: int | None = None
    version: int | None = None
    """Where it was asked for."""
    token: str | None = None
    """What the compare-and-set write that made it has drawn."""


def at_once(kind: str) -> int:
    """How many documents of a kind are read in one request, so that memory stays bounded."""
    return _FEWER.get(kind, CHUNK)


def id_of(name: str) -> str:
    """The id under which a document is kept: its name, unless Elasticsearch takes none so long."""
    told = storable(name)
    raw = told.encode()
    if len(raw) <= LONGEST_ID:
        return told
    return f"{raw[:_SHOWN].decode(errors='ignore')} {hashlib.sha256(raw).hexdigest()}"


def doc_of(row: Any, name: str | None = None) -> Doc:
    """A document from an answer; ``name``: the one it was asked for by."""
    if "error" in row:
        raise CannotContinue(f"Elasticsearch cannot read {row.get('_id')}: {row['error'].get('reason')}")
    token = without_token(row)
    return Doc(
        row["_id"] if name is None else name,
        row.get("_source"),
        row.get("_seq_no"),
        row.get("_primary_term"),
        row.get("_version"),
        token,
    )


def without_token(row: Any) -> str | None:
    """Take the token out of an answer's document: it is no part of what is kept."""
    token: str | None = (row.get("_source") or {}).pop(TOKEN, None)
    return token
