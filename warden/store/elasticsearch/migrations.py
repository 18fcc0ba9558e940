"""From one schema of the indices to the next: kinds that change are written anew, and their alias is moved.

What is written anew stands beside the old until it is whole, so a killed migration loses nothing: the same command
goes on. Nobody may write meanwhile. The old indices take no writes from the first moment, and every program looks each
``LOOK_EVERY`` seconds, before each request that writes, whether the store is still of its schema; the aliases are moved
when the last request that may have been sent without a look has come to its end.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from warden.errors import CannotContinue
from warden.store.elasticsearch import indices as schema
from warden.store.elasticsearch.bulks import LOOK_EVERY
from warden.store.elasticsearch.documents import Doc, Documents, Write, at_once
from warden.store.elasticsearch.listing import held_of
from warden.store.elasticsearch.patience import LONGEST
from warden.store.elasticsearch.texts import Texts
from warden.store.figures import plain_price
from warden.store.rows import chunks

QUIET = LOOK_EVERY + LONGEST
"""Seconds after which nobody who has not looked is still writing."""

Move = Callable[[dict[str, Any]], dict[str, Any]]
"""A document as the schema before told it, as this one does."""

Fill = Callable[[Documents, Sequence[Doc]], list[Doc]]
"""Some documents with what others of the store tell of them, before they are moved."""


def _numbered(source: dict[str, Any]) -> dict[str, Any]:
    """Of what was erased before they were kept, nobody knows country, products or price."""
    unknown = {"country": "", "products": [""], "amount": None, "currency": None}
    return {**source, "contributions": [{**unknown, **row} for row in source["contributions"]]}


def _same(source: dict[str, Any]) -> dict[str, Any]:
    return source


def _told(docs: Documents, listings: Sequence[Doc]) -> list[Doc]:
    """Listings whose revisions know their products and prices, with the rows that follow."""
    texts = Texts(docs)
    revs = [told["rev"] for doc in listings if doc.source for told in doc.source["state"]["revisions"]]
    texts.load(rev["revision_id"] for rev in revs)
    for rev in revs:
        name = rev["revision_id"]
        if texts.has(name):
            rev["products"] = texts.reading(name, rev["recipe"]).get("products") or []
            rev["amount"], rev["currency"] = plain_price(texts.content(name).get("price") or {})
    return [_counted(doc) for doc in listings]


def _counted(doc: Doc) -> Doc:
    held = held_of(doc)
    made = held.source()
    names = ("contributions", "counted", "up_days")
    return replace(doc, source={**(doc.source or {}), **{name: made[name] for name in names}})


MIGRATIONS: dict[int, Mapping[str, Move]] = {2: {"listing": _same, "erased": _numbered}}
"""To each schema from 2 on: the kinds whose mapping or documents are others now. Kinds that are new need none."""
FILLS: dict[int, Mapping[str, Fill]] = {2: {"listing": _told}}
"""What is done to documents before all moves, on the way to a schema."""


def migrate(docs: Documents) -> Iterator[str]:
    """Bring the indices to this program's schema; what was done, as it is done.

    Raises ``StoreTooNew`` for indices of a newer one.
    """
    indices = docs.indices
    stated = docs.asked(indices.version)
    indices.refuse_newer(stated)
    if not 0 < stated < schema.SCHEMA:
        return
    moves = _moves(stated)
    # Not again by one that goes on: the killed one has, and may have blocked the settings since.
    if docs.asked(indices.announced) < schema.SCHEMA:
        docs.asked(indices.announce)
    old = {kind: name for kind in moves if (name := docs.asked(partial(indices.index_of, kind)))}
    left = {kind: name for kind, name in old.items() if name != indices.newest(kind)}
    for name in left.values():
        docs.asked(partial(docs.client.indices.add_block, index=name, block="write"))
    shut = time.monotonic()
    for kind in schema.KINDS:
        if kind not in old and docs.asked(partial(indices.index_of, kind)) is None:
            yield f"index {docs.asked(partial(indices.make, kind))} made"
    counts = {kind: _copy(docs, kind, moves[kind], _fills(stated, kind)) for kind in left}
    docs.wait(QUIET - (time.monotonic() - shut) if left else 0.0)
    for kind, name in left.items():
        docs.asked(partial(indices.move_alias, kind, name))
        yield f"{kind}: {counts[kind]:,} documents written anew"
    docs.asked(indices.state)
    yield f"schema {schema.SCHEMA}"


def _moves(stated: int) -> dict[str, Move]:
    """What becomes of each kind that changes between a schema and ours."""
    steps: dict[str, list[Move]] = {}
    for version in range(stated + 1, schema.SCHEMA + 1):
        for kind, move in MIGRATIONS[version].items():
            steps.setdefault(kind, []).append(move)
    return {kind: _chained(moves) for kind, moves in steps.items()}


def _fills(stated: int, kind: str) -> list[Fill]:
    versions = range(stated + 1, schema.SCHEMA + 1)
    return [fills[kind] for version in versions if kind in (fills := FILLS.get(version, {}))]


def _chained(moves: list[Move]) -> Move:
    def chained(source: dict[str, Any]) -> dict[str, Any]:
        for move in moves:
            source = move(source)
        return source

    return chained


def _copy(docs: Documents, kind: str, move: Move, fills: Sequence[Fill] = ()) -> int:
    """Write a kind's documents into its newest index, their versions kept; how many there are.

    Raises ``CannotContinue`` when they are not all there afterwards.
    """
    indices = docs.indices
    target = indices.newest(kind)
    docs.asked(lambda: indices.make(kind, behind_alias=False))
    count = 0
    for some in chunks(docs.each(kind, {"match_all": {}}, [{"_seq_no": "asc"}], version=True), at_once(kind)):
        for fill in fills:
            some = fill(docs, some)
        docs.write([_moved(kind, doc, move, target) for doc in some])
        count += len(some)
    docs.asked(lambda: docs.client.indices.refresh(index=target))
    there = int(docs.asked(lambda: docs.client.count(index=target))["count"])
    if there != count:
        raise CannotContinue(
            f"{docs.place.shown}: {target} has {there:,} documents and should have {count:,}. Nothing was switched "
            f"over. Delete the index {target} and run `warden store migrate` again."
        )
    return count


def _moved(kind: str, doc: Doc, move: Move, target: str) -> Write:
    # With its version: a projection's is the generation it was made of, and a late writer must still come too late.
    return Write(kind, doc.id, move(dict(doc.source or {})), version=doc.version, into=target)
