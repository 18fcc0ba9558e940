"""``store check``: is what the store says of itself true."""

from __future__ import annotations

from warden.store.base import Problem
from warden.store.sqlite import index, states, trends
from warden.store.sqlite.connection import Database

_RESTORE = "restore the database from a backup; `warden store check` tells whether it is sound"

_COUNTED = (
    "run",
    "probe",
    "work",
    "page",
    "listing",
    "revision",
    "reading",
    "sighting",
    "hit",
    "verdict",
    "evidence",
    "watch",
)

_QUERIES = {
    "work done without its page": (
        "SELECT COUNT(*) FROM work w WHERE outcome IN ('results', 'none') AND kind IN ('search', 'place', 'url') "
        "AND NOT EXISTS (SELECT 1 FROM page p WHERE p.work_id = w.work_id)"
    ),
    "listings without a revision to show": (
        "SELECT COUNT(*) FROM listing l LEFT JOIN revision r ON r.listing_n = l.n AND r.revision_id = l.card WHERE r.revision_id IS NULL"
    ),
    "listings without a sighting": (
        "SELECT COUNT(*) FROM listing l WHERE NOT EXISTS (SELECT 1 FROM sighting s WHERE s.listing_n = l.n)"
    ),
    "revisions without their current reading": (
        "SELECT COUNT(*) FROM revision r LEFT JOIN reading g ON g.revision_n = r.revision_n "
        "AND g.recipe = r.recipe WHERE g.revision_n IS NULL"
    ),
    "hits whose verdict is missing": (
        "SELECT COUNT(*) FROM hit h WHERE verdict_id IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM verdict v WHERE v.verdict_id = h.verdict_id)"
    ),
    "hits that are filed under another site, language or country than their listing's": (
        "SELECT COUNT(*) FROM hit h JOIN listing l ON l.n = h.listing_n "
        "WHERE (h.site, h.language, h.country) IS NOT (l.site, l.language, l.country)"
    ),
    "evidence of listings that are not kept": (
        "SELECT COUNT(*) FROM evidence e WHERE NOT EXISTS (SELECT 1 FROM listing l WHERE l.listing_key = e.listing_key)"
    ),
}


def integrity(db: Database) -> list[Problem]:
    """What SQLite itself finds wrong with the file."""
    said = [str(row[0]) for row in db.all("PRAGMA integrity_check(10)")]
    if said == ["ok"]:
        return []
    return [Problem(f"the file is damaged ({said[0]})", len(said), _RESTORE)]


def _rows(db: Database) -> list[Problem]:
    found = []
    broken = len(db.all("PRAGMA foreign_key_check"))
    if broken:
        found.append(Problem("rows that refer to rows which are not there", broken, _RESTORE))
    for what, sql in _QUERIES.items():
        if count := int(db.value(sql)):
            found.append(Problem(what, count, _RESTORE))
    return found


def _states(db: Database) -> list[Problem]:
    wrong = sum(1 for hit in db.all("SELECT * FROM hit") if not states.in_step(db, hit))
    return [
        Problem("hits whose stored state is not what their verdicts say", wrong, "warden store migrate")
    ] * bool(wrong)


class Check:
    """Self-examination of a SQLite store; see ``warden.store.base.Store``."""

    db: Database

    def check(self) -> list[Problem]:
        found = integrity(self.db)
        if found:
            return found
        with self.db.write():
            found = _rows(self.db) + _states(self.db)
            if wrong := index.faults(self.db):
                found.append(Problem("listings that search finds wrongly", wrong, "warden store migrate"))
            return found + trends.compare(self.db)

    def mend(self) -> list[str]:
        """Write again what is derived and differs: states, search index, counts; what was mended."""
        done: list[str] = []
        with self.db.write():
            if found := _states(self.db):
                for name in self.db.column("SELECT hit_id FROM hit"):
                    states.refresh(self.db, name)
                done.append(f"states of {found[0].count} hits computed again")
            if index.ensure(self.db) or index.faults(self.db):
                done.append(f"search index of {index.rebuild(self.db)} listings written again")
            if trends.rebuild(self.db):
                done.append("weekly counts computed again")
        return done

    def counts(self) -> dict[str, int]:
        return {name: int(self.db.value(f"SELECT COUNT(*) FROM {name}")) for name in _COUNTED}
