"""Two stores walked in step, record by record in order of their keys: neither is ever held as a whole."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from warden.store.copied import FINGERPRINT, LISTING, Copied
from warden.store.rows import dumps

Record = dict[str, Any]
Rows = dict[tuple[str, ...], Any]
"""{(section, what names the row): the row}. Equal in two stores exactly when they hold the same."""

_DIGITS = 15
"""Of the name of an erased listing's seller: as many as every engine keeps."""


class Pair(NamedTuple):
    """What two stores hold under one key; ``None`` is what one of them lacks."""

    key: str
    one: Record | None
    two: Record | None


def walk(store: Copied, other: Copied, kind: str) -> Iterator[Pair]:
    """All records of a kind, those of both stores together; the other store may be written up to the key reached."""
    ours, theirs = store.records(kind, ""), other.records(kind, "")
    one, two = next(ours, None), next(theirs, None)
    while one is not None or two is not None:
        if two is None or (one is not None and one[0] < two[0]):
            assert one is not None
            yield Pair(one[0], one[1], None)
            one = next(ours, None)
        elif one is None or two[0] < one[0]:
            yield Pair(two[0], None, two[1])
            two = next(theirs, None)
        else:
            yield Pair(one[0], one[1], two[1])
            one, two = next(ours, None), next(theirs, None)


def rows(kind: str, key: str, record: Record | None) -> Rows:
    """The rows a record is made of."""
    if record is None or (kind == "setting" and key == FINGERPRINT):
        return {}  # the fingerprint is compared, and kept, before all else
    if kind == "listing":
        return _listing(key, record)
    if kind == "evidence":
        return {("evidence", key, row["kind"], row["file"]): row for row in record["pieces"]}
    if kind == "run_probe":
        return {("run_probe", key, probe): position for probe, position in record["probes"]}
    if kind == "watch":
        return {
            ("watch", key, str(n)): [record["retired_at"], row] for n, row in enumerate(record["versions"], 1)
        }
    if kind == "erased":
        return {("erased", key): sorted(map(_erased, record["rows"]), key=dumps)}
    return {(kind, key): record}


def _listing(key: str, record: Record) -> Rows:
    moments = sorted(revision["seq"] for revision in record["revisions"])
    found: Rows = {
        ("listing", key): [*(record[name] for name in LISTING), record["contact_keys"], record["marks"]]
    }
    for revision in record["revisions"]:
        name = revision["revision_id"]
        found["revision", key, name] = _moved(_without(revision, "readings"), moments)
        found |= {("reading", key, name, row["recipe"]): row for row in revision["readings"]}
    found |= {("sighting", key, row["page_id"]): row for row in record["sightings"]}
    for hit in record["hits"]:
        found |= _hit(hit, moments)
    return found


def _hit(hit: Record, moments: list[int]) -> Rows:
    name = hit["hit_id"]
    found: Rows = {("hit", name): _without(hit, "verdicts", "selections")}
    for row in hit["verdicts"]:
        found["verdict", row["verdict_id"]] = _moved(_without(row, "undone_at"), moments)
        if row["undone_at"] is not None:
            found["undo", row["verdict_id"]] = row["undone_at"]
    found |= {("selection", name, row["at"], row["reviewer"], row["queue"]): row for row in hit["selections"]}
    return found


def _erased(row: Record) -> Record:
    """One engine keeps the whole name of a seller, another as much of it as a number holds."""
    seller = row["seller"] and row["seller"].replace("-", "")[:_DIGITS]
    return {**row, "targets": sorted(row["targets"]), "seller": seller}


def _without(record: Record, *names: str) -> Record:
    return {name: value for name, value in record.items() if name not in names}


def _moved(row: Record, moments: list[int]) -> Record:
    """A moment is a number of one store only: what another one keeps is its place among the others."""
    places: Record = {
        name: None if row[name] is None else bisect_right(moments, row[name])
        for name in ("seq", "change", "after_seq")
        if name in row
    }
    return {**row, **places}
