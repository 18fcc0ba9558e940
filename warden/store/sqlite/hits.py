"""Hits: made by readings, withdrawn when none makes them, put there by people, looked at again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from warden.identity import hit_id
from warden.records import Assessment
from warden.store import roads
from warden.store.base import EvidenceFile
from warden.store.hits import next_look, origins
from warden.store.rows import assessment_of, dumps, text
from warden.store.sqlite import index, states
from warden.store.sqlite.connection import Database


def read(db: Database, rev: roads.Rev, assessment: Assessment, recipe: str, at: str) -> None:
    """Keep a reading and make it the revision's current one, unless a later one is."""
    targets = [asdict(target) for target in assessment.targets]
    db.run(
        "INSERT INTO reading VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (revision_n, recipe) DO UPDATE SET "
        "grade = excluded.grade, score = excluded.score, targets = excluded.targets, "
        "assessment = excluded.assessment, at = MAX(at, excluded.at)",
        (
            rev.n,
            recipe,
            at,
            assessment.grade,
            assessment.score,
            dumps(targets),
            dumps(assessment_of(assessment)),
        ),
    )
    if at < rev.read_at and rev.recipe != recipe:
        return
    rev.read_at = max(at, rev.read_at)
    if rev.recipe != recipe:
        db.run("UPDATE revision SET recipe = ? WHERE revision_n = ?", (recipe, rev.n))
        rev.recipe = recipe
    rev.grade, rev.targets, rev.restricted = assessment.grade, targets, assessment.restricted


@dataclass(slots=True)
class Touched:
    """What ``sync`` changed: new hit ids, listings that had no live hit before and have one now."""

    new: list[str] = field(default_factory=list)
    fresh: set[int] = field(default_factory=set)


def live(db: Database, numbers: Sequence[int]) -> set[int]:
    """Those of the listings that have a hit not withdrawn."""
    rows = db.among("SELECT DISTINCT listing_n FROM hit WHERE NOT withdrawn AND listing_n IN ({})", numbers)
    return {row[0] for row in rows}


def sync(db: Database, revs: Mapping[int, Sequence[roads.Rev]], at: str) -> Touched:
    """Bring the hits of listings in line with their current readings; inside a transaction."""
    touched = Touched()
    had = live(db, list(revs))
    stored: dict[int, dict[str, sqlite3.Row]] = {}
    for row in db.among("SELECT * FROM hit WHERE listing_n IN ({})", list(revs)):
        stored.setdefault(row["listing_n"], {})[row["target"] or ""] = row
    for number, listing_revs in revs.items():
        made, before = roads.made(listing_revs), stored.get(number, {})
        if made or before:
            touched.new += _sync_listing(db, number, made, before, at)
            if made and number not in had:
                touched.fresh.add(number)
    return touched


def _sync_listing(
    db: Database, number: int, made: dict[str, roads.Made], before: dict[str, sqlite3.Row], at: str
) -> list[str]:
    new: list[str] = []
    for target, hit in made.items():
        if target not in before:
            new.append(insert(db, number, target, "match", at))
        identity = before[target]["hit_id"] if target in before else new[-1]
        names = origins(before[target]["origins"], "match") if target in before else "match"
        db.run(
            "UPDATE hit SET origins = ?, grade = ?, score = ?, revision_id = ?, restricted = ?, withdrawn = 0 "
            "WHERE hit_id = ?",
            (names, hit.grade, hit.score, hit.revision_id, hit.restricted, identity),
        )
    for target, row in before.items():
        if target not in made:
            _unmake(db, row)
    db.run(
        "UPDATE hit SET first_seen_at = (SELECT first_seen_at FROM listing WHERE n = :n) WHERE listing_n = :n",
        {"n": number},
    )
    for identity in [*new, *(row["hit_id"] for row in before.values())]:
        states.refresh(db, identity)
    return new


def _unmake(db: Database, row: sqlite3.Row) -> None:
    """No current reading makes it: withdrawn, unless a person or the audit put it there as well."""
    if row["origins"] == "match":
        db.run("UPDATE hit SET withdrawn = 1 WHERE hit_id = ?", (row["hit_id"],))
    else:
        db.run(
            "UPDATE hit SET grade = 'none', score = NULL, revision_id = NULL WHERE hit_id = ?",
            (row["hit_id"],),
        )


def insert(db: Database, number: int, target: str | None, origin: str, at: str, by: str | None = None) -> str:
    """A new hit; its id."""
    listing = db.one("SELECT listing_key, first_seen_at FROM listing WHERE n = ?", (number,))
    assert listing is not None  # the caller wrote it in this transaction
    identity = hit_id(listing["listing_key"], target)
    if not index.holds(db, number):
        index.enter(db, number)
    db.run(
        "INSERT INTO hit (hit_id, listing_n, target, origins, grade, first_seen_at, created_at, made_by) "
        "VALUES (?, ?, ?, ?, 'none', ?, ?, ?)",
        (identity, number, target, origin, listing["first_seen_at"], at, by),
    )
    return identity


def schedule(db: Database, fresh: Iterable[int], live_now: set[int], at: str, *, item: bool) -> None:
    """Set when to look again: for new hits, and after each look at the listing's own page."""
    for number in sorted(live_now if item else live_now & set(fresh)):
        row = db.one("SELECT first_seen_at, gone_at FROM listing WHERE n = ?", (number,))
        if row is not None:
            due = None if row["gone_at"] else next_look(row["first_seen_at"], at)
            db.run("UPDATE listing SET recheck_at = ? WHERE n = ?", (due, number))


def listings_with_hits(db: Database, listing_keys: Sequence[str]) -> set[str]:
    """Those of the listings that have a hit which is not withdrawn."""
    # From the few listings to their hits: left to itself SQLite walks through all hits for every page.
    rows = db.among(
        "SELECT listing_key FROM listing l WHERE listing_key IN ({}) "
        "AND EXISTS (SELECT 1 FROM hit h WHERE h.listing_n = l.n AND NOT h.withdrawn)",
        list(listing_keys),
    )
    return {row[0] for row in rows}


def add_evidence(db: Database, pieces: Sequence[EvidenceFile]) -> None:
    """Inside a transaction: record files kept of listings; the same file again renews its record."""
    db.many(
        "INSERT INTO evidence VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "sha256 = excluded.sha256, meta = excluded.meta",
        [(p.listing_key, p.kind, text(p.file), p.sha256, dumps(p.meta)) for p in pieces],
    )
