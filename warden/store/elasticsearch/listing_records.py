"""Listings as records, each with all that hangs on it, out of the two kinds of documents that hold it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from warden.errors import CannotContinue
from warden.store.copied import CHANGED, LISTING, SIGHTING
from warden.store.elasticsearch import listings
from warden.store.elasticsearch.documents import ATTEMPTS, Doc, Documents, Write
from warden.store.elasticsearch.listing import Held, Hit, Revision, Seen, held_of
from warden.store.elasticsearch.texts import Texts, hash_of
from warden.store.figures import plain_price
from warden.store.roads import Rev
from warden.store.rows import chunks

Record = dict[str, Any]

_REV = (
    *("revision_id", "site", "page_kind", "first_at", "last_at", "site_version", "parser_version"),
    *("page_id", "recipe", "seq"),
)
_REVISION = ("content_hash", "cause", "difference", "change")
_PAGE = ("site", "run_id", "stored_at", "probe_id", "work_id")
_HIT = tuple(part.name for part in fields(Hit) if part.name not in ("verdicts", "selections"))
_AT_ONCE = 100


# -- reading -------------------------------------------------------------------------------------


def read(docs: Documents, after: str) -> Iterator[tuple[str, Record]]:
    later = {"range": {"listing_key": {"gt": after}}}
    for part in chunks(docs.each("listing", later, [{"listing_key": "asc"}]), _AT_ONCE):
        texts = Texts(docs)
        all_held = [held_of(doc) for doc in part]
        texts.load(name for held in all_held for name in held.revisions)
        for held in all_held:
            if all(texts.has(name) for name in held.revisions) or listings.stands(docs, held):
                yield held.listing_key, _record(held, texts)  # else erased meanwhile


def _record(held: Held, texts: Texts) -> Record:
    revisions = sorted(held.revisions.values(), key=lambda one: (one.rev.seq, one.rev.revision_id))
    seen = sorted(held.seen.values(), key=lambda one: one.page_id)
    hits = sorted(held.hits.values(), key=lambda hit: hit.hit_id)
    return {
        **{name: getattr(held, name) for name in LISTING},
        "contact_keys": sorted(held.contact_keys),
        "marks": sorted(held.marks),
        "revisions": [_revision(one, texts.source(one.rev.revision_id)) for one in revisions],
        "sightings": [{name: getattr(one, name) for name in SIGHTING} for one in seen],
        "hits": [_hit(hit) for hit in hits],
    }


def _revision(revision: Revision, source: Record) -> Record:
    rev, readings = revision.rev, []
    for name, kept in sorted(source["readings"].items()):
        # The moment of the current reading stands in the listing, which is written with every sighting.
        at = max(kept["at"], rev.read_at) if name == rev.recipe else kept["at"]
        readings.append({**kept, "recipe": name, "at": at})
    return {
        **{name: getattr(rev, name) for name in _REV},
        **{name: getattr(revision, name) for name in _REVISION},
        "content": source["content"],
        "readings": readings,
    }


def _hit(hit: Hit) -> Record:
    verdicts = sorted(hit.verdicts, key=lambda row: (row["at"], row["verdict_id"]))
    shown = sorted(hit.selections, key=lambda row: (row["at"], row["reviewer"], row["queue"]))
    return {
        **{name: getattr(hit, name) for name in _HIT},
        "verdicts": [_verdict(row) for row in verdicts],
        "selections": [dict(row) for row in shown],
    }


def _verdict(row: Record) -> Record:
    told = {name: value for name, value in row.items() if name != "undone"}
    return {"seen": {}, **told, "undone_at": row.get("undone_at", row["at"]) if row["undone"] else None}


# -- writing -------------------------------------------------------------------------------------


def write(docs: Documents, records: Sequence[Record]) -> None:
    """Write listings, their revisions before them and their hits after them."""
    names = sorted({part["page_id"] for record in records for part in record["sightings"]})
    pages = {doc.id: doc.source for doc in docs.get_all("page", names) if doc.source}
    if len(pages) < len(names):
        raise CannotContinue(CHANGED)
    _write_texts(docs, records)
    left = {record["listing_key"]: record for record in records}
    for _ in range(ATTEMPTS):
        found = listings.raw(docs, list(left))
        held = [_held(found[key], record, pages) for key, record in left.items()]
        overtaken = listings.write(docs, held, Texts(docs))
        left = {key: record for key, record in left.items() if key in overtaken}
        if not left:
            return
    raise CannotContinue(
        f"{docs.place.shown}: {len(left)} listings were changed by others while they were copied. Let nothing else "
        "write to the store, and run the same command again to go on."
    )


def _write_texts(docs: Documents, records: Sequence[Record]) -> None:
    """Contents and readings; those that are there as they should be are left alone."""
    told = {
        revision["revision_id"]: {
            "revision_id": revision["revision_id"],
            "listing_key": record["listing_key"],
            "site": revision["site"],
            "page_kind": revision["page_kind"],
            "content": revision["content"],
            "readings": {row["recipe"]: _reading(row) for row in revision["readings"]},
        }
        for record in records
        for revision in record["revisions"]
    }
    kept = {doc.id: doc.source for doc in docs.get_all("revision", list(told))}
    docs.write([Write("revision", name, source) for name, source in told.items() if kept[name] != source])


def _reading(row: Record) -> Record:
    return {name: value for name, value in row.items() if name != "recipe"}


def _held(doc: Doc, record: Record, pages: dict[str, Record]) -> Held:
    held = Held(
        doc,
        **{name: record[name] for name in LISTING},
        contact_keys=record["contact_keys"],
        marks=record["marks"],
        generation=doc.source["generation"] if doc.source else 0,
        born=doc.source["state"].get("born", 0) if doc.source else 0,
    )
    for told in record["revisions"]:
        held.revisions[told["revision_id"]] = _held_revision(told)
    for told in record["sightings"]:
        page = {name: pages[told["page_id"]][name] for name in _PAGE}
        held.seen[told["page_id"]] = Seen(**told, **page)
    held.hits = {told["hit_id"]: _held_hit(told) for told in record["hits"]}
    moments = [rev.seq for rev in held.revs.values()]
    moments += [row["after_seq"] for hit in held.hits.values() for row in hit.verdicts]
    held.seq = max(moments, default=0)
    return held


def _held_revision(told: Record) -> Revision:
    rev = Rev(**{name: told[name] for name in _REV})
    current = next((row for row in told["readings"] if row["recipe"] == rev.recipe), None)
    if current is not None:
        rev.grade, rev.targets, rev.read_at = current["grade"], current["targets"], current["at"]
        rev.restricted = bool(current["assessment"].get("restricted"))
        rev.products = current["assessment"].get("products") or []
    rev.amount, rev.currency = plain_price(json.loads(told["content"]).get("price") or {})
    shown = hash_of(_reading(current)) if current is not None else ""
    return Revision(rev, **{name: told[name] for name in _REVISION}, told=shown)


def _held_hit(told: Record) -> Hit:
    verdicts = []
    for row in told["verdicts"]:
        kept = {name: value for name, value in row.items() if name != "undone_at"}
        kept["undone"] = row["undone_at"] is not None
        verdicts.append({**kept, "undone_at": row["undone_at"]} if kept["undone"] else kept)
    return Hit(**{name: told[name] for name in _HIT}, verdicts=verdicts, selections=told["selections"])
