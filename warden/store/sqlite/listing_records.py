"""Listings as records, each with all that hangs on it; what follows from that is made again where they arrive."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from warden.store.copied import LISTING, SIGHTING
from warden.store.rows import dumps
from warden.store.sqlite import index, trends
from warden.store.sqlite.arrivals import add_contacts
from warden.store.sqlite.connection import Database

Record = dict[str, Any]

_REVISION = (
    *("revision_id", "site", "page_kind", "content_hash", "first_at", "last_at", "cause", "difference"),
    *("site_version", "parser_version", "page_id", "recipe", "content", "seq", "change"),
)
_READING = ("recipe", "at", "grade", "score", "targets", "assessment")
_HIT = (
    *("hit_id", "target", "origins", "grade", "score", "revision_id", "restricted", "withdrawn", "state"),
    *("changed", "decision", "verdict_id", "counted", "claimed_by", "claimed_until", "first_seen_at"),
    *("created_at", "made_by"),
)
_VERDICT = (
    *("verdict_id", "hit_id", "revision_id", "recipe", "decision", "reviewer", "at", "taxon", "reasons"),
    *("note", "via", "adjudicates", "after_seq", "seen"),
)
_SELECTION = ("reviewer", "queue", "at", "stratum", "probability")
_JSON = frozenset({"difference", "targets", "assessment", "reasons", "seen"})
_FLAGS = frozenset({"restricted", "withdrawn", "changed", "counted", "adjudicates"})
_AT_ONCE = 100

_PARTS = {
    "contacts": "SELECT * FROM contact WHERE listing_n IN ({}) ORDER BY contact_key",
    "marks": "SELECT * FROM likeness WHERE listing_n IN ({}) ORDER BY mark",
    "revisions": "SELECT * FROM revision WHERE listing_n IN ({}) ORDER BY seq, revision_id",
    "readings": "SELECT r.listing_n, g.* FROM reading g JOIN revision r USING (revision_n) "
    "WHERE r.listing_n IN ({}) ORDER BY g.recipe",
    "sightings": "SELECT * FROM sighting WHERE listing_n IN ({}) ORDER BY page_id",
    "hits": "SELECT * FROM hit WHERE listing_n IN ({}) ORDER BY hit_id",
    "verdicts": "SELECT h.listing_n, v.*, u.at AS undone_at FROM verdict v JOIN hit h USING (hit_id) "
    "LEFT JOIN undo u ON u.verdict_id = v.verdict_id WHERE h.listing_n IN ({}) ORDER BY v.at, v.verdict_id",
    "selections": "SELECT h.listing_n, s.* FROM selection s JOIN hit h USING (hit_id) "
    "WHERE h.listing_n IN ({}) ORDER BY s.at, s.reviewer, s.queue",
}

Parts = dict[str, list[sqlite3.Row]]


def _told(row: sqlite3.Row, columns: Sequence[str]) -> Record:
    def plain(name: str) -> Any:
        if name in _JSON:
            return json.loads(row[name])
        return bool(row[name]) if name in _FLAGS else row[name]

    return {name: plain(name) for name in columns}


def _values(record: Record, columns: Sequence[str]) -> list[Any]:
    return [dumps(record[name]) if name in _JSON else record[name] for name in columns]


# -- reading -------------------------------------------------------------------------------------


def read(db: Database, after: str) -> Iterator[tuple[str, Record]]:
    sql = "SELECT * FROM listing WHERE listing_key > ? ORDER BY listing_key LIMIT ?"
    while rows := db.all(sql, (after, _AT_ONCE)):
        for _, record in _records(db, rows):
            yield record["listing_key"], record
        after = rows[-1]["listing_key"]


def _records(db: Database, rows: Sequence[sqlite3.Row]) -> Iterator[tuple[int, Record]]:
    """(number, record) of each listing."""
    parts: dict[int, Parts] = {row["n"]: {name: [] for name in _PARTS} for row in rows}
    for name, sql in _PARTS.items():
        for part in db.among(sql, list(parts)):
            parts[part["listing_n"]][name].append(part)
    for row in rows:
        yield row["n"], _record(row, parts[row["n"]])


def _record(row: sqlite3.Row, parts: Parts) -> Record:
    readings: dict[int, list[Record]] = {}
    for reading in parts["readings"]:
        readings.setdefault(reading["revision_n"], []).append(_told(reading, _READING))
    return {
        **_told(row, LISTING),
        "contact_keys": [part["contact_key"] for part in parts["contacts"]],
        "marks": [part["mark"] for part in parts["marks"]],
        "revisions": [
            {**_told(part, _REVISION), "readings": readings.get(part["revision_n"], [])}
            for part in parts["revisions"]
        ],
        "sightings": [_told(part, SIGHTING) for part in parts["sightings"]],
        "hits": [_hit(part, parts) for part in parts["hits"]],
    }


def _hit(row: sqlite3.Row, parts: Parts) -> Record:
    mine = row["hit_id"]
    return {
        **_told(row, _HIT),
        "verdicts": [
            {**_told(part, _VERDICT), "undone_at": part["undone_at"]}
            for part in parts["verdicts"]
            if part["hit_id"] == mine
        ],
        "selections": [_told(part, _SELECTION) for part in parts["selections"] if part["hit_id"] == mine],
    }


# -- writing -------------------------------------------------------------------------------------


def write(db: Database, records: Sequence[Record]) -> None:
    """Write listings with what follows from them; inside a transaction."""
    rows = db.among(
        "SELECT * FROM listing WHERE listing_key IN ({})", [record["listing_key"] for record in records]
    )
    known = {record["listing_key"]: (number, record) for number, record in _records(db, rows)}
    for record in records:
        number, kept = known.get(record["listing_key"], (None, None))
        wanted = _renumbered(record, _moments(db, record, number, kept))
        if kept == wanted:
            continue
        if number is not None and kept is not None:
            _clear(db, number, kept)
        _write(db, wanted)


def _moments(db: Database, record: Record, number: int | None, kept: Record | None) -> list[int]:
    """The moments at which its revisions became the newest. They are unique in this store: kept where nobody has
    them or these revisions stand here in this order, else new ones."""
    told = [(revision["revision_id"], revision["seq"]) for revision in record["revisions"]]
    here = [(revision["revision_id"], revision["seq"]) for revision in kept["revisions"]] if kept else []
    if here and [name for name, _ in here] == [name for name, _ in told]:
        return [seq for _, seq in here]
    rows = db.among("SELECT listing_n FROM revision WHERE seq IN ({})", [seq for _, seq in told])
    if all(row["listing_n"] == number for row in rows):
        return [seq for _, seq in told]
    last = int(db.value("SELECT COALESCE(MAX(seq), 0) FROM revision"))
    return [last + place for place in range(1, len(told) + 1)]


def _renumbered(record: Record, moments: list[int]) -> Record:
    """The record with other moments in the same order: what was seen after a change still was."""
    old = [revision["seq"] for revision in record["revisions"]]

    def moved(moment: int) -> int:
        place = bisect_right(old, moment)
        return moments[place - 1] if place else min(moments, default=1) - 1

    if old == moments:
        return record
    return {
        **record,
        "revisions": [
            {
                **revision,
                "seq": moved(revision["seq"]),
                "change": None if revision["change"] is None else moved(revision["change"]),
            }
            for revision in record["revisions"]
        ],
        "hits": [
            {
                **hit,
                "verdicts": [
                    {**verdict, "after_seq": moved(verdict["after_seq"])} for verdict in hit["verdicts"]
                ],
            }
            for hit in record["hits"]
        ],
    }


def _clear(db: Database, number: int, kept: Record) -> None:
    """Take out what is written anew. The counts stay: they are told what to take back."""
    if kept["hits"]:
        content = next(part["content"] for part in kept["revisions"] if part["revision_id"] == kept["card"])
        index.remove(db, [(number, index.content_tokens(content))])
    for table in ("hit", "sighting", "revision", "contact", "likeness"):
        db.run(f"DELETE FROM {table} WHERE listing_n = ?", (number,))


def _insert(db: Database, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    marks = ", ".join("?" * len(columns))
    db.many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


def _write(db: Database, record: Record) -> None:
    columns = (*LISTING, "sightings", "revisions")
    counts = [len(record["sightings"]), len(record["revisions"])]
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    number = db.value(
        f"INSERT INTO listing ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
        f"ON CONFLICT (listing_key) DO UPDATE SET {changes} RETURNING n",
        [*_values(record, LISTING), *counts],
    )
    add_contacts(db, number, record["contact_keys"])
    _insert(db, "likeness", ("mark", "listing_n"), [(mark, number) for mark in record["marks"]])
    _revisions(db, number, record["revisions"])
    sightings = [[number, *_values(part, SIGHTING)] for part in record["sightings"]]
    _insert(db, "sighting", ("listing_n", *SIGHTING), sightings)
    _insert(db, "hit", ("listing_n", *_HIT), [[number, *_values(hit, _HIT)] for hit in record["hits"]])
    for hit in record["hits"]:
        _people(db, hit)
    if record["hits"]:
        index.enter(db, number)
    trends.recount(db, trends.concerned(db, [number]))


def _revisions(db: Database, number: int, revisions: Sequence[Record]) -> None:
    columns = ("listing_n", *_REVISION)
    sql = f"INSERT INTO revision ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    for revision in revisions:
        made = db.value(f"{sql} RETURNING revision_n", [number, *_values(revision, _REVISION)])
        readings = [[made, *_values(reading, _READING)] for reading in revision["readings"]]
        _insert(db, "reading", ("revision_n", *_READING), readings)


def _people(db: Database, hit: Record) -> None:
    """What people decided about a hit and were shown it for."""
    _insert(db, "verdict", _VERDICT, [_values(row, _VERDICT) for row in hit["verdicts"]])
    undone = [
        (row["verdict_id"], row["undone_at"]) for row in hit["verdicts"] if row["undone_at"] is not None
    ]
    _insert(db, "undo", ("verdict_id", "at"), undone)
    shown = [[hit["hit_id"], *_values(row, _SELECTION)] for row in hit["selections"]]
    _insert(db, "selection", ("hit_id", *_SELECTION), shown)
