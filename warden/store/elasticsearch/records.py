"""An Elasticsearch store as plain records; see ``warden.store.copied``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from warden.store.copied import FINGERPRINT, NOTE, USER
from warden.store.elasticsearch import listing_records
from warden.store.elasticsearch.documents import Documents, Write
from warden.store.leases import LaneState
from warden.store.rows import chunks

Record = dict[str, Any]

_KEYS = {
    **{"recipe": "recipe", "run": "run_id", "probe": "probe_id", "work": "work_id", "page": "page_id"},
    **{"effort": "page_id", "watch": "name", "lane": "lane", "request": "run_id"},
}
"""Kinds whose documents are the records, and the field of their ids."""
_OWN = {"page": ("epoch",), "lane": ("owner", "epoch", "ends")}
"""Fields that mean something in this store only: who holds or held a lane."""
_DIGITS = 15
"""Of an erased listing's id: as many as other engines keep."""
_AT_ONCE = 100


def _each(docs: Documents, kind: str, after: str, *order: str) -> Iterator[Record]:
    later = {"range": {order[0]: {"gt": after}}}
    for doc in docs.each(kind, later, [{name: "asc"} for name in order]):
        yield doc.source or {}


def _documents(docs: Documents, kind: str, after: str) -> Iterator[tuple[str, Record]]:
    own = _OWN.get(kind, ())
    for source in _each(docs, kind, after, _KEYS[kind]):
        yield source[_KEYS[kind]], {name: value for name, value in source.items() if name not in own}


def _settings(docs: Documents, after: str) -> Iterator[tuple[str, Record]]:
    told: dict[str, Record] = {}
    for doc in docs.each("setting", {"match_all": {}}, [{"name": "asc"}]):
        source = doc.source or {}
        if doc.id.startswith(USER) and not source["name"].startswith(NOTE):
            told[doc.id] = {"name": source["name"], "value": source["value"]}
        elif doc.id == FINGERPRINT:
            told[doc.id] = {"fingerprint": True, "value": source["value"]}
    for key in sorted(told):
        if key > after:
            yield key, told[key]


def _run_probes(docs: Documents, after: str) -> Iterator[tuple[str, Record]]:
    rows = _each(docs, "run_probe", after, "run_id", "position", "probe_id")
    for name, group in groupby(rows, key=lambda row: str(row["run_id"])):
        yield name, {"run_id": name, "probes": [[row["probe_id"], row["position"]] for row in group]}


def _evidence(docs: Documents, after: str) -> Iterator[tuple[str, Record]]:
    rows = _each(docs, "evidence", after, "listing_key", "kind", "sha256")
    for key, group in groupby(rows, key=lambda row: str(row["listing_key"])):
        pieces = [{name: row[name] for name in ("kind", "file", "sha256", "meta")} for row in group]
        yield key, {"listing_key": key, "pieces": sorted(pieces, key=lambda row: (row["kind"], row["file"]))}


def _erased_ids(docs: Documents) -> dict[str, str]:
    """{name: id} of the numbers of erased listings; an id from another store is its name."""
    rows = docs.each("erased", {"match_all": {}}, [{"_seq_no": "asc"}], source=False)
    return {row.id.replace("-", "")[:_DIGITS]: row.id for row in rows}


def _erased(docs: Documents, after: str) -> Iterator[tuple[str, Record]]:
    ids = _erased_ids(docs)
    for part in chunks((name for name in sorted(ids) if name > after), _AT_ONCE):
        for name, doc in zip(part, docs.get_all("erased", [ids[name] for name in part]), strict=True):
            rows = (doc.source or {}).get("contributions", [])
            told = [{field: value for field, value in row.items() if field != "erased"} for row in rows]
            yield name, {"erased": name, "rows": told}


_READ: dict[str, Callable[[Documents, str], Iterator[tuple[str, Record]]]] = {
    "setting": _settings,
    "run_probe": _run_probes,
    "evidence": _evidence,
    "erased": _erased,
    "listing": listing_records.read,
}


# -- writing them --------------------------------------------------------------------------------


def _put_documents(docs: Documents, kind: str, records: Sequence[Record]) -> None:
    key = _KEYS[kind]
    own = _own(docs, kind, [record[key] for record in records])
    docs.write([Write(kind, record[key], {**own.get(record[key], {}), **record}) for record in records])


def _own(docs: Documents, kind: str, names: Sequence[str]) -> dict[str, Record]:
    """The fields that documents keep, or begin with, whatever is copied over them."""
    if kind not in _OWN:
        return {}
    first: Record = {"epoch": 0} if kind == "page" else asdict(LaneState(""))
    kept = {doc.id: doc.source or first for doc in docs.get_all(kind, names)}
    return {
        name: {field: source[field] for field in _OWN[kind] if field in source}
        for name, source in kept.items()
    }


def _put_settings(docs: Documents, records: Sequence[Record]) -> None:
    docs.write(
        [
            Write("setting", USER + record["name"], None if record["value"] is None else record)
            for record in records
        ]
    )


def _put_run_probes(docs: Documents, records: Sequence[Record]) -> None:
    docs.write(
        [
            Write(
                "run_probe",
                f"{record['run_id']} {probe}",
                {"run_id": record["run_id"], "probe_id": probe, "position": position},
            )
            for record in records
            for probe, position in record["probes"]
        ]
    )


def _put_evidence(docs: Documents, records: Sequence[Record]) -> None:
    pieces = [
        {"listing_key": record["listing_key"], **piece} for record in records for piece in record["pieces"]
    ]
    docs.write(
        [Write("evidence", f"{row['listing_key']} {row['kind']} {row['file']}", row) for row in pieces]
    )


def _put_erased(docs: Documents, records: Sequence[Record], known: dict[str, str]) -> None:
    writes = []
    for record in records:
        name: str = record["erased"]
        rows = [{**row, "erased": True} for row in record["rows"]]
        writes.append(Write("erased", known.setdefault(name, name), {"contributions": rows}))
    docs.write(writes)


_WRITE: dict[str, Callable[[Documents, Sequence[Record]], None]] = {
    "setting": _put_settings,
    "run_probe": _put_run_probes,
    "evidence": _put_evidence,
    "listing": listing_records.write,
}


class Records:
    """See ``warden.store.base.Store``."""

    docs: Documents
    _erased: dict[str, str] | None = None
    """What ``_erased_ids`` has found, and what was added since."""

    def records(self, kind: str, after: str) -> Iterator[tuple[str, Record]]:
        if kind in _KEYS:
            return _documents(self.docs, kind, after)
        return _READ[kind](self.docs, after)

    def add_records(self, kind: str, records: Sequence[Record]) -> None:
        # The fingerprint is kept before all else, by copying itself.
        told = [record for record in records if "fingerprint" not in record]
        if kind in _KEYS:
            _put_documents(self.docs, kind, told)
        elif kind == "erased":
            _put_erased(self.docs, told, self._erased_known())
        else:
            _WRITE[kind](self.docs, told)

    def _erased_known(self) -> dict[str, str]:
        """All of them are walked through once, and again when others have added some: they are never taken away."""
        if self._erased is None or len(self._erased) != self.docs.count("erased", {"match_all": {}}):
            self._erased = _erased_ids(self.docs)
        return self._erased
