"""Listings never seen before: the many of a crawl, and all written alike, so together and not one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from warden.records import Assessment
from warden.store import roads
from warden.store.base import Entry, PageRecord
from warden.store.pages import recipe_of, versions_of
from warden.store.rows import assessment_of, content_of, dumps, text
from warden.store.sqlite.connection import Database

_LISTING = (
    "INSERT INTO listing (n, listing_key, platform, site, listing_id, url, first_seen_at, last_seen_at, card, "
    "language, country, seller_key, sightings, revisions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 1)"
)
_REVISION = (
    "INSERT INTO revision (revision_n, revision_id, listing_n, site, page_kind, content_hash, first_at, last_at, cause, "
    "difference, site_version, parser_version, page_id, recipe, content, seq) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'first', '[]', ?, ?, ?, ?, ?, ?)"
)
_READING = "INSERT INTO reading (revision_n, recipe, at, grade, score, targets, assessment) VALUES (?, ?, ?, ?, ?, ?, ?)"


def arrive(
    db: Database, page: PageRecord, entries: Sequence[Entry], at: str, seq: int
) -> dict[int, roads.Rev]:
    """Write new listings, each with its first revision, which is its card, and that one's reading.

    Inside a transaction. The listings get the numbers that follow the last one given, in order; returned
    are their revisions by that number, which take the moments after ``seq``.
    """
    given = db.value("SELECT seq FROM sqlite_sequence WHERE name = 'listing'") or 0
    last = db.value("SELECT MAX(revision_n) FROM revision") or 0
    numbered = [(given + place, place, entry) for place, entry in enumerate(entries, 1)]
    recipe, versions = recipe_of(page), versions_of(page)
    db.many(_LISTING, [_listing(page, number, entry, at) for number, _, entry in numbered])
    db.many(
        _REVISION,
        [
            (
                last + place,
                entry.revision_id,
                number,
                page.site,
                page.page_kind,
                entry.content_hash,
                at,
                at,
                *versions,
                page.page_id,
                recipe,
                dumps(content_of(entry.listing)),
                seq + place,
            )
            for number, place, entry in numbered
        ],
    )
    readings = Readings()
    db.many(
        _READING,
        [
            (last + place, recipe, page.stored_at, *readings.row(entry.assessment))
            for _, place, entry in numbered
        ],
    )
    for number, _, entry in numbered:
        add_contacts(db, number, entry.listing.contact_keys)
    return {
        number: roads.Rev(
            entry.revision_id,
            page.site,
            page.page_kind,
            at,
            at,
            seq + place,
            site_version=versions[0],
            parser_version=versions[1],
            grade=entry.assessment.grade,
            targets=[asdict(target) for target in entry.assessment.targets],
            restricted=entry.assessment.restricted,
            recipe=recipe,
            read_at=page.stored_at,
            page_id=page.page_id,
            n=last + place,
        )
        for number, place, entry in numbered
    }


def add_contacts(db: Database, number: int, keys: Sequence[str]) -> None:
    """The contacts of a listing that has none stored."""
    if keys:
        rows = [(number, key) for key in sorted(set(keys))]
        db.many("INSERT INTO contact (listing_n, contact_key) VALUES (?, ?)", rows)


def _listing(page: PageRecord, number: int, entry: Entry, at: str) -> tuple[Any, ...]:
    listing = entry.listing
    return (
        number,
        entry.listing_key,
        page.platform,
        page.site,
        text(listing.listing_id),
        text(listing.url),
        at,
        at,
        entry.revision_id,
        text(listing.language),
        text(listing.country),
        listing.seller_key,
    )


class Readings:
    """Assessments as the table ``reading`` keeps them; those that found nothing are all the same."""

    def __init__(self) -> None:
        self._nothing: dict[str, tuple[Any, ...]] = {}

    def row(self, found: Assessment) -> tuple[Any, ...]:
        """(grade, score, targets, assessment)."""
        if found.matches or found.targets:
            return self._made(found)
        if found.terms_version not in self._nothing:
            self._nothing[found.terms_version] = self._made(found)
        return self._nothing[found.terms_version]

    @staticmethod
    def _made(found: Assessment) -> tuple[Any, ...]:
        targets = dumps([asdict(target) for target in found.targets])
        return found.grade, found.score, targets, dumps(assessment_of(found))
