"""What people bring: hits nobody matched, verdicts, claims, what they were shown."""

from __future__ import annotations

import sqlite3
import sys
from typing import Any

from warden.records import HitLine, Origin, Verdict
from warden.store import roads
from warden.store.base import Batch, Entry, PageRecord
from warden.store.hits import origins, refuse_unknown, unknown_hit
from warden.store.rows import dumps, text
from warden.store.sqlite import clusters, hits, lines, revs, states, trends
from warden.store.sqlite.connection import Database
from warden.store.sqlite.ingest import ingest

_NEW = "state = 'new'"
_DECIDED_BY_OTHERS = (
    "state IN ('decided', 'cannot_tell') AND NOT EXISTS (SELECT 1 FROM verdict v LEFT JOIN undo u USING (verdict_id) "
    "WHERE v.hit_id = hit.hit_id AND v.reviewer = :who AND u.verdict_id IS NULL)"
)


def add_hit(
    db: Database, page: PageRecord, entry: Entry, target: str | None, origin: Origin, by: str | None
) -> tuple[str, bool]:
    """See ``Store.add_hit``."""
    with db.write():
        known = db.value("SELECT n FROM listing WHERE listing_key = ?", (entry.listing_key,))
        # What a person typed about a listing we have seen is no revision of it: only its page is.
        bare = known is not None and page.source is None
        ingest(db, Batch(page, [] if bare else [entry]))
        number = int(db.value("SELECT n FROM listing WHERE listing_key = ?", (entry.listing_key,)))
        row = _existing(db, number, target)
        identity = row["hit_id"] if row else hits.insert(db, number, target, origin, page.stored_at, text(by))
        db.run(
            "UPDATE hit SET origins = ?, withdrawn = 0 WHERE hit_id = ?",
            (origins(row["origins"] if row else "", origin), identity),
        )
        settled(db, number, identity, (page.captured_at or page.stored_at) if row is None else None)
    return identity, row is not None


def settled(db: Database, number: int, identity: str, fresh: str | None) -> None:
    """What follows from a hit that was put there; ``fresh``: the moment of one that was not there before."""
    if fresh is not None:
        clusters.settle(db, [number], {number})
        hits.schedule(db, {number}, {number}, fresh, item=False)
    states.refresh(db, identity)
    trends.recount(db, [number])


def _existing(db: Database, number: int, target: str | None) -> sqlite3.Row | None:
    """The hit that is meant: of the target named, else the listing's strongest."""
    if target is not None:
        return db.one("SELECT * FROM hit WHERE listing_n = ? AND target = ?", (number, target))
    return db.one(
        "SELECT * FROM hit WHERE listing_n = ? ORDER BY withdrawn, score DESC, hit_id LIMIT 1", (number,)
    )


class People:
    """Hits and verdicts of a SQLite store; see ``warden.store.base.Store``."""

    db: Database

    def add_hit(
        self, page: PageRecord, entry: Entry, target: str | None, origin: Origin, by: str | None
    ) -> tuple[str, bool]:
        return add_hit(self.db, page, entry, target, origin, by)

    def hit(self, hit_id: str) -> HitLine | None:
        return next(iter(lines.load(self.db, [hit_id])), None)

    def hit_ids(self, beginning: str, limit: int) -> list[str]:
        sql = "SELECT hit_id FROM hit WHERE hit_id >= ? AND hit_id < ? ORDER BY hit_id LIMIT ?"
        return self.db.column(sql, (beginning, beginning + chr(sys.maxunicode), limit))

    def add_verdict(self, verdict: Verdict) -> None:
        refuse_unknown(verdict.decision)
        with self.db.write():
            hit = self.db.one("SELECT * FROM hit WHERE hit_id = ?", (verdict.hit_id,))
            if hit is None:
                raise unknown_hit(verdict.hit_id)
            self._write_verdict(hit, verdict)
            if verdict.undone:
                self.db.run("INSERT OR IGNORE INTO undo VALUES (?, ?)", (verdict.verdict_id, verdict.at))
            self.db.run(
                "UPDATE hit SET claimed_by = NULL, claimed_until = NULL WHERE hit_id = ?", (verdict.hit_id,)
            )
            states.refresh(self.db, verdict.hit_id)
            trends.recount(self.db, [hit["listing_n"]])

    def _write_verdict(self, hit: sqlite3.Row, verdict: Verdict) -> None:
        shown = self.db.one(
            "SELECT revision_id, recipe FROM listing l JOIN revision r ON r.listing_n = l.n AND r.revision_id = l.card WHERE n = ?",
            (hit["listing_n"],),
        )
        assert shown is not None  # every listing has a card
        self.db.run(
            "INSERT OR IGNORE INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                verdict.verdict_id,
                verdict.hit_id,
                verdict.revision_id or shown["revision_id"],
                verdict.recipe or shown["recipe"] or None,
                verdict.decision,
                text(verdict.reviewer),
                verdict.at,
                verdict.taxon,
                dumps(verdict.reasons),
                text(verdict.note),
                verdict.via,
                verdict.adjudicates,
                self._seen_until(hit, verdict.revision_id),
                dumps(verdict.seen.told()),
            ),
        )

    def _seen_until(self, hit: sqlite3.Row, revision_id: str | None) -> int:
        """The newest change the reviewer can have seen.

        All there are; but who names a revision that its road has since left saw nothing later.
        """
        known = revs.load(self.db, [hit["listing_n"]])[hit["listing_n"]]
        seen = known.get(revision_id or "")
        if seen is not None and roads.newest(known.values())[seen.site, seen.page_kind] is not seen:
            return seen.seq
        return max((rev.seq for rev in known.values()), default=0)

    def verdicts(self, hit_id: str) -> list[Verdict]:
        return [states.verdict_of(row) for row in states.verdict_rows(self.db, hit_id)]

    def claim(self, hit_id: str, reviewer: str, now: str, until: str, *, again: bool = False) -> bool:
        with self.db.write():
            free = self.db.run(
                "UPDATE hit SET claimed_by = :who, claimed_until = :until WHERE hit_id = :hit "
                f"AND {_DECIDED_BY_OTHERS if again else _NEW} "
                "AND (claimed_until IS NULL OR claimed_until <= :now OR claimed_by = :who)",
                {"who": text(reviewer), "until": until, "hit": hit_id, "now": now},
            )
        return free > 0

    def release(self, hit_id: str, reviewer: str) -> bool:
        sql = "UPDATE hit SET claimed_by = NULL, claimed_until = NULL WHERE hit_id = ? AND claimed_by = ?"
        with self.db.write():
            return self.db.run(sql, (hit_id, text(reviewer))) > 0

    def add_selection(
        self, hit_id: str, reviewer: str, queue: str, stratum: str, probability: float, at: str
    ) -> None:
        with self.db.write():
            if self.db.one("SELECT 1 FROM hit WHERE hit_id = ?", (hit_id,)) is None:
                raise unknown_hit(hit_id)
            self.db.run(
                "INSERT OR IGNORE INTO selection VALUES (?, ?, ?, ?, ?, ?)",
                (hit_id, reviewer, queue, at, stratum, probability),
            )

    def selections(self, hit_id: str) -> list[dict[str, Any]]:
        rows = self.db.all(
            "SELECT reviewer, queue, at, stratum, probability FROM selection WHERE hit_id = ? ORDER BY at, reviewer, queue",
            (hit_id,),
        )
        return [dict(row) for row in rows]
