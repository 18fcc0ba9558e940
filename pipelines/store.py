"""The last stage: page, listings, sightings, hits, follow-ups and the ledger, in one batch."""

from __future__ import annotations

import json
from dataclasses import asdict

from pipelines.deduplicate import content_hash, key_of
from pipelines.stage import Stage
from warden import evidence, spool
from warden.errors import StoreAway
from warden.identity import instant, now, revision_id
from warden.records import Assessment, Listing, ResultPage
from warden.session import Session
from warden.store.base import Batch, Entry, EvidenceFile, Gone, Ingested, PageRecord, Store


def store_page(page: ResultPage, session: Session) -> Ingested:
    """Write one page and all it brings; repeated it changes nothing."""
    assert session.store is not None
    hooks = session.hooks
    step = hooks.step(page) if hooks else None
    batch = Batch(
        page=_record(page),
        entries=[_entry(page, row, found, session) for row, found in _pairs(page)],
        gone=_gone(page),
        step=None if page.retry_at else step,
    )
    try:
        batch.evidence = _evidence(page, batch, session, session.store.hit_listings(_keys(batch)))
        done = session.store.ingest(batch)
    except StoreAway as away:
        # Nothing more may be sent without a lease to renew: the crawl ends, and this page waits on disk.
        batch.evidence = batch.evidence or _evidence(page, batch, session, set())
        place = spool.keep(session.config.spool, batch).parent
        raise StoreAway(
            f"{away} The page on its way waits in {place}: the same command stores it and goes on."
        ) from away
    if page.retry_at and page.work_id:
        session.store.retry_work(page.work_id, page.retry_at, page.reason or page.outcome)
    _tally(page, done, session)
    return done


def _pairs(page: ResultPage) -> list[tuple[Listing, Assessment]]:
    return list(zip(page.listings, page.assessments, strict=True))


def _record(page: ResultPage) -> PageRecord:
    return PageRecord(
        page_id=page.page_id,
        run_id=page.run_id,
        site=page.site,
        platform=page.facts.platform,
        kind=page.kind,
        page_kind=page.page_kind,
        number=page.page,
        outcome=page.outcome,
        captured_at=instant(page.captured_at),
        stored_at=instant(now()) or "",
        probe=page.probe,
        url=page.url,
        reason=page.reason,
        variant=page.variant,
        rows=page.rows,
        listings=len(page.listings),
        dropped=page.dropped,
        refused=page.refused,
        total=page.total,
        bytes=page.bytes,
        requests=page.requests,
        archive=page.archive,
        recipe=page.recipe,
        source=page.source,
    )


def _entry(page: ResultPage, listing: Listing, found: Assessment, session: Session) -> Entry:
    key = key_of(page, listing)
    digest = content_hash(listing)
    follow = session.hooks.follow_ups(page, key, listing) if session.hooks and found.grade != "none" else []
    return Entry(key, revision_id(key, page.site, page.page_kind, digest), digest, listing, found, follow)


def _gone(page: ResultPage) -> Gone | None:
    at = instant(page.captured_at) or instant(now()) or ""
    if page.gone_reason and page.page_kind == "item" and page.outcome in ("results", "none"):
        key = page.listing_key or (key_of(page, page.listings[0]) if page.listings else None)
        return Gone(key, page.gone_reason, at) if key else None
    return None


def _keys(batch: Batch) -> list[str]:
    return [entry.listing_key for entry in batch.entries]


def _evidence(page: ResultPage, batch: Batch, session: Session, known: set[str]) -> list[EvidenceFile]:
    """What a hit is proved with: its own page, else the imported file, else its card on the list.

    Written before the batch that makes the hit, so that a killed process leaves no hit without proof.
    ``known``: listings that have a hit already.
    """
    assert session.store is not None
    pieces = []
    for entry in batch.entries:
        if entry.assessment.grade == "none" and entry.listing_key not in known:
            continue
        kind, body, suffix = _proof(page, entry.listing, session)
        if body is None:
            continue
        if kind == "card" and entry.listing_key in known and _has_card(session.store, entry):
            continue
        facts = {
            "url": page.url,
            "revision_id": entry.revision_id,
            "at": instant(page.captured_at),
            "archive": asdict(page.archive) if page.archive else None,
            "page_id": page.page_id,
        }
        place = session.config.evidence
        kept = evidence.keep(place, entry.listing_key, kind, body, suffix=suffix, facts=facts)
        pieces.append(EvidenceFile(entry.listing_key, kind, kept.file, kept.sha256, kept.facts))
    return pieces


def _proof(page: ResultPage, listing: Listing, session: Session) -> tuple[str, bytes | None, str]:
    if (page.page_kind == "item" or page.source) and session.body_of:
        return ("item" if page.page_kind == "item" else "import"), session.body_of(page), ".page"
    return "card", _card(page, listing), ".json"


def _has_card(store: Store, entry: Entry) -> bool:
    """Whether this content has its card: place, picture addresses and "2 hours ago" differ at each sighting."""
    return any(
        piece["kind"] == "card" and piece["meta"].get("revision_id") == entry.revision_id
        for piece in store.evidence(entry.listing_key)
    )


def _card(page: ResultPage, listing: Listing) -> bytes:
    return json.dumps({"site": page.site, **asdict(listing)}, ensure_ascii=False, indent=1).encode()


def _tally(page: ResultPage, done: Ingested, session: Session) -> None:
    session.count("pages")
    session.count(page.outcome)
    session.count("listings", len(page.listings))
    session.count("new listings", done.new_listings)
    session.count("hits", len(done.new_hits))


class StorePipeline(Stage):
    """Stage 600."""

    def process_item(self, item: ResultPage) -> ResultPage:
        store_page(item, self.session)
        return item
