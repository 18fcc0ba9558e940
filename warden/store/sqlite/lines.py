"""Hits as they are printed: ``records.HitLine`` from rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from warden.identity import instant, now
from warden.records import HitLine, Price, Quantity
from warden.store.lines import images, joined
from warden.store.pages import reference
from warden.store.rows import MATCH_KEYS
from warden.store.sqlite.connection import Database

CLAIMED = "CASE WHEN h.state = 'new' AND h.claimed_until > :now THEN 'claimed' ELSE h.state END"
"""A claim is a state only while it lasts, so it is never stored as one."""

_SQL = """
    SELECT h.*, l.listing_key, l.platform, l.site, l.listing_id, l.url, l.country, l.language, l.seller_key,
        l.last_seen_at, l.first_seen_at AS seen_first, l.gone_at, l.gone_reason, l.sightings, l.revisions,
        l.cluster_id, l.card, r.content, r.recipe, r.page_id, g.assessment, g.targets
    FROM hit h JOIN listing l ON l.n = h.listing_n
    LEFT JOIN revision r ON r.listing_n = l.n AND r.revision_id = l.card
    LEFT JOIN reading g ON g.revision_n = r.revision_n AND g.recipe = r.recipe
    WHERE h.hit_id IN ({})
"""


def load(db: Database, hit_ids: Sequence[str]) -> list[HitLine]:
    """The hits, in the order asked for; unknown ids are left out."""
    moment = instant(now()) or ""
    found = {row["hit_id"]: row for row in db.among(_SQL, hit_ids)}
    return [_line(db, found[name], moment) for name in hit_ids if name in found]


def _line(db: Database, row: sqlite3.Row, moment: str) -> HitLine:
    card = json.loads(row["content"]) if row["content"] else {}
    reading = _reading(db, row)
    claimed = row["state"] == "new" and (row["claimed_until"] or "") > moment
    page = db.one("SELECT * FROM page WHERE page_id = ?", (row["page_id"],))
    return HitLine(
        hit_id=row["hit_id"],
        listing_key=row["listing_key"],
        platform=row["platform"],
        site=row["site"],
        listing_id=row["listing_id"],
        url=row["url"],
        title=card.get("title") or "",
        description=card.get("description"),
        language=row["language"],
        target=row["target"],
        origins=row["origins"].split(","),
        products=reading.get("products") or [],
        score=row["score"],
        grade=row["grade"],
        matches=[{name: match[name] for name in MATCH_KEYS} for match in reading.get("matches") or []],
        obfuscated=bool(reading.get("obfuscated")),
        price=Price(**card.get("price", {})),
        quantity=Quantity(**card.get("quantity", {})),
        country=row["country"],
        location=card.get("location"),
        seller_key=row["seller_key"],
        contact_keys=card.get("contact_keys") or [],
        images=images(card),
        availability=card.get("availability"),
        listed_at=card.get("listed_at"),
        first_seen_at=row["seen_first"],
        last_seen_at=row["last_seen_at"],
        gone_at=row["gone_at"],
        gone_reason=row["gone_reason"],
        sightings=row["sightings"],
        revisions=row["revisions"],
        cluster_id=row["cluster_id"],
        state="claimed" if claimed else row["state"],
        verdict=_verdict(db, row["verdict_id"]),
        recipe=row["recipe"] or None,
        page=reference(page),
        withdrawn=bool(row["withdrawn"]),
        changed=bool(row["changed"]),
    )


def _reading(db: Database, row: sqlite3.Row) -> dict[str, Any]:
    """What the card's reading says, with that of the road that makes the hit where it is another."""
    shown: dict[str, Any] = json.loads(row["assessment"] or "{}")
    maker = row["revision_id"]
    if maker is None or maker == row["card"]:
        return shown
    stored = db.value(
        "SELECT assessment FROM reading JOIN revision USING (revision_n, recipe) WHERE listing_n = ? AND revision_id = ?",
        (row["listing_n"], maker),
    )
    return joined(shown, json.loads(stored or "{}"))


def _verdict(db: Database, verdict_id: str | None) -> dict[str, Any] | None:
    if verdict_id is None:
        return None
    row = db.one(
        "SELECT decision, taxon, reviewer, at, revision_id FROM verdict WHERE verdict_id = ?", (verdict_id,)
    )
    return None if row is None else dict(row)
