"""What the audit and its estimates ask of a SQLite store; see ``warden.store.sampled``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from warden.identity import instant, now
from warden.records import Verdict
from warden.store.rows import text
from warden.store.sampled import PLACES, SampledHit
from warden.store.sqlite import hits, states
from warden.store.sqlite.connection import Database
from warden.store.sqlite.people import settled

_HITS = """
    SELECT l.listing_key, h.hit_id, h.target, h.grade, h.score, h.state, h.decision, v.taxon, h.withdrawn,
        h.state = 'new' AND COALESCE(h.claimed_until, '') > ? AS held
    FROM hit h JOIN listing l ON l.n = h.listing_n LEFT JOIN verdict v ON v.verdict_id = h.verdict_id
    WHERE h.first_seen_at >= ? ORDER BY l.listing_key, h.hit_id
"""

_FIRST = "withdrawn, state <> 'new', score DESC, hit_id"


class Sampled:
    """See ``warden.store.sampled.Sampled``."""

    db: Database

    def sampled_hits(self, since: str) -> Iterator[SampledHit]:
        for row in self.db.all(_HITS, (instant(now()), since)):
            key, hit, target, grade, score, state, decision, taxon, withdrawn, held = row
            yield SampledHit(
                key, hit, target, grade, score, state, decision, taxon, bool(withdrawn), bool(held)
            )

    def count_listings(self, since: str, first: str = "", last: str | None = None) -> int:
        test = "first_seen_at >= ? AND listing_key >= ?" + ("" if last is None else " AND listing_key <= ?")
        params = (since, first) if last is None else (since, first, last)
        return int(self.db.value(f"SELECT COUNT(*) FROM listing WHERE {test}", params))

    def listing_keys(self, since: str, first: str, limit: int) -> list[str]:
        sql = "SELECT listing_key FROM listing WHERE listing_key >= ? AND first_seen_at >= ? ORDER BY listing_key LIMIT ?"
        return self.db.column(sql, (first, since, limit))

    def places(self) -> dict[str, list[str]]:
        rows = self.db.all(f"SELECT DISTINCT {', '.join(PLACES)} FROM rollup", ())
        every = ("", "*")  # unknown, and the sum of all
        return {name: sorted({row[name] for row in rows if row[name] not in every}) for name in PLACES}

    def audit(self, listing_key: str, by: str, at: str) -> str | None:
        with self.db.write():
            number = self.db.value("SELECT n FROM listing WHERE listing_key = ?", (listing_key,))
            if number is None:
                return None
            live = "SELECT hit_id FROM hit WHERE listing_n = ? AND (NOT withdrawn OR target IS NULL)"
            known = self.db.value(f"{live} ORDER BY {_FIRST} LIMIT 1", (number,))
            if known is None:
                known = hits.insert(self.db, number, None, "audit", at, text(by))
                settled(self.db, number, known, at)
        return str(known)

    def verdicts_of(self, hit_ids: Sequence[str]) -> dict[str, list[Verdict]]:
        rows = self.db.among(
            "SELECT v.*, u.verdict_id IS NOT NULL AS undone FROM verdict v LEFT JOIN undo u USING (verdict_id) "
            "WHERE hit_id IN ({}) ORDER BY at, v.verdict_id",
            list(dict.fromkeys(hit_ids)),
        )
        found: dict[str, list[Verdict]] = {}
        for row in rows:
            found.setdefault(row["hit_id"], []).append(states.verdict_of(row))
        return found
