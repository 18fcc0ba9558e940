"""How long listings stayed up: what each with a hit that counts adds (``lasted``), and how many add the same (``lasted_alike``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from warden.store.counting import LifeRow
from warden.store.rows import dumps
from warden.store.sqlite.connection import Database

_COLUMNS = "site, targets, days, ended, reason"
_TOLD = """
    SELECT l.n, l.site,
        (SELECT json_group_array(target) FROM
            (SELECT DISTINCT COALESCE(h.target, '') AS target FROM hit h WHERE h.listing_n = l.n AND h.counted ORDER BY 1)),
        MAX(0, (strftime('%s', COALESCE(l.gone_at, l.last_seen_at)) - strftime('%s', l.first_seen_at)) / 86400),
        l.gone_at IS NOT NULL, COALESCE(l.gone_reason, '')
    FROM listing l WHERE EXISTS (SELECT 1 FROM hit h WHERE h.listing_n = l.n AND h.counted)
"""
"""What ``lasted`` must hold."""
_AGAIN = f"""
    INSERT INTO lasted {_TOLD} AND l.n = ? ON CONFLICT (listing_n) DO UPDATE SET
        site = excluded.site, targets = excluded.targets, days = excluded.days, ended = excluded.ended, reason = excluded.reason
    WHERE (lasted.site, lasted.targets, lasted.days, lasted.ended, lasted.reason)
        IS NOT (excluded.site, excluded.targets, excluded.days, excluded.ended, excluded.reason)
"""
_NO_MORE = """
    DELETE FROM lasted WHERE listing_n = ?1
    AND NOT EXISTS (SELECT 1 FROM hit h WHERE h.listing_n = ?1 AND h.counted)
"""
_ALIKE = f"SELECT {_COLUMNS}, COUNT(*) FROM lasted GROUP BY 1, 2, 3, 4, 5"


def refresh(db: Database, numbers: Iterable[int]) -> None:
    """What these listings add now; inside a transaction."""
    for number in numbers:
        db.run(_NO_MORE, (number,))
        db.run(_AGAIN, (number,))


def forget(db: Database, number: int) -> None:
    """A listing that is erased adds nothing any more."""
    db.run("DELETE FROM lasted WHERE listing_n = ?", (number,))


def wrong(db: Database) -> int:
    """How many rows differ from the listings, or from each other."""
    return sum(
        int(
            db.value(
                f"SELECT COUNT(*) FROM (SELECT * FROM ({must} EXCEPT SELECT * FROM {table}) "
                f"UNION ALL SELECT * FROM (SELECT * FROM {table} EXCEPT {must}))"
            )
        )
        for table, must in (("lasted", _TOLD), ("lasted_alike", _ALIKE))
    )


def rebuild(db: Database) -> None:
    """Count from scratch; inside a transaction."""
    db.run("DELETE FROM lasted")
    db.run("DELETE FROM lasted_alike")
    db.run(f"INSERT INTO lasted {_TOLD}")


def lifetimes(db: Database, by: str | None, targets: Sequence[str], sites: Sequence[str]) -> list[LifeRow]:
    """See ``warden.store.counting.Counting``. A listing stands in one row of the sums, so that these can be added up."""
    key = {"site": "site", "target": "t.value", None: "NULL"}[by]
    source = "lasted_alike a" + (", json_each(a.targets) t" if by == "target" else "")
    tests = ["site IN (SELECT value FROM json_each(:sites))"] if sites else []
    if targets and by == "target":
        tests.append("t.value IN (SELECT value FROM json_each(:targets))")
    elif targets:
        among = "SELECT value FROM json_each(:targets)"
        tests.append(f"EXISTS (SELECT 1 FROM json_each(a.targets) WHERE value IN ({among}))")
    rows = db.all(
        f"SELECT {key}, days, CASE WHEN ended THEN reason END AS gone, SUM(listings) FROM {source} "
        f"WHERE {' AND '.join(tests) or '1'} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        {"targets": dumps(list(targets)), "sites": dumps(list(sites))},
    )
    return [LifeRow(name or None, days, gone, count) for name, days, gone, count in rows]
