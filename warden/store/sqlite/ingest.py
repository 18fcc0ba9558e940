"""One page and all it brings, in one transaction: listings, revisions, readings, sightings, hits, work."""

from __future__ import annotations

from dataclasses import dataclass, field

import orjson

from warden.store import roads
from warden.store.base import Batch, Entry, Gone, Ingested, PageRecord
from warden.store.pages import recipe_of, versions_of
from warden.store.rows import content_of, dumps
from warden.store.sqlite import clusters, hits, index, lanes, lasting, pages, revs, trends
from warden.store.sqlite.arrivals import add_contacts, arrive
from warden.store.sqlite.connection import Database
from warden.store.sqlite.following import follow
from warden.store.sqlite.ledger import close_work


@dataclass(slots=True)
class Intake:
    """A batch on its way in: what was known before, and what came of it."""

    db: Database
    page: PageRecord
    entries: list[Entry]
    at: str
    known: bool = False
    revs: dict[int, dict[str, roads.Rev]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    new: set[int] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)
    """Listings whose card is another one now."""
    contents: dict[int, str] = field(default_factory=dict)
    """Stored contents of revisions written in this batch, so that they need not be read back."""
    seq: int = 0
    result: Ingested = field(default_factory=Ingested)


def ingest(db: Database, batch: Batch) -> Ingested:
    with db.write():
        if batch.step is not None and batch.step.lease is not None:
            lanes.check(db, batch.step.lease)
        intake = _open(db, batch)
        fresh = [entry for entry in intake.entries if entry.listing_key not in intake.numbers]
        for entry in intake.entries:
            if entry.listing_key in intake.numbers:
                _take(intake, entry)
        _begin(intake, fresh)
        _see(intake)
        _settle(intake, batch.gone)
        if batch.step is not None:
            close_work(
                db,
                batch.step,
                requests=batch.page.requests,
                bytes=batch.page.bytes,
                go_on=intake.result.new_to_run > 0,
            )
        _file(db, batch)
    return intake.result


def _file(db: Database, batch: Batch) -> None:
    """Record the evidence of those listings that have a hit now."""
    if batch.evidence:
        keys = sorted({piece.listing_key for piece in batch.evidence})
        proved = hits.listings_with_hits(db, keys)
        hits.add_evidence(db, [piece for piece in batch.evidence if piece.listing_key in proved])


def _open(db: Database, batch: Batch) -> Intake:
    first: dict[str, Entry] = {}
    for entry in batch.entries:
        # The same listing twice on a page (promoted and in its place) is one sighting.
        first.setdefault(entry.listing_key, entry)
    intake = Intake(db, batch.page, list(first.values()), pages.stored_moment(db, batch.page))
    intake.known = intake.result.known = pages.write(
        db, batch.page, batch.step.work_id if batch.step else None
    )
    rows = db.among("SELECT listing_key, n FROM listing WHERE listing_key IN ({})", list(first))
    intake.numbers = {row["listing_key"]: row["n"] for row in rows}
    intake.seq = int(db.value("SELECT COALESCE(MAX(seq), 0) FROM revision"))
    intake.revs = revs.load(db, list(intake.numbers.values()))
    return intake


def _take(intake: Intake, entry: Entry) -> None:
    """A known listing's revision and its reading."""
    number = intake.numbers[entry.listing_key]
    before = roads.card(intake.revs[number].values())
    _revise(intake, number, entry)
    _read(intake, number, entry)
    after = roads.card(intake.revs[number].values())
    if after is not None and (before is None or before.revision_id != after.revision_id):
        show(intake, number, before, after)
        intake.moved.add(number)


def _begin(intake: Intake, entries: list[Entry]) -> None:
    """Listings never seen: the first revision of each is its card."""
    made = arrive(intake.db, intake.page, entries, intake.at, intake.seq)
    intake.seq += len(entries)
    for entry, (number, rev) in zip(entries, made.items(), strict=True):
        intake.numbers[entry.listing_key] = number
        intake.revs[number] = {entry.revision_id: rev}
    intake.new.update(made)
    intake.moved.update(made)
    intake.result.new_listings += len(entries)
    intake.result.new_revisions += len(entries)


def _revise(intake: Intake, number: int, entry: Entry) -> None:
    page, revs = intake.page, intake.revs[number]
    road = roads.newest(revs.values()).get((page.site, page.page_kind))
    known = revs.get(entry.revision_id)
    if known is None:
        _new_revision(intake, number, entry, road)
    elif known is road or (road is not None and not _newer(intake, road)):
        _seen_again(intake, known)
    else:
        _returned(intake, known, road)


def _newer(intake: Intake, road: roads.Rev) -> bool:
    """Whether this page shows the road as it is now. A page told twice never turns it back, unless it is
    the very capture the road rests on, read otherwise now."""
    if road.page_id == intake.page.page_id:
        return True
    return intake.at > road.last_at or (intake.at == road.last_at and not intake.known)


def _compare(intake: Intake, road: roads.Rev | None, content: str) -> tuple[str, list[str], bool]:
    """(cause, fields that differ, whether the road now shows a material change)."""
    why = roads.cause(road, *versions_of(intake.page))
    if road is None or why != "changed":
        return why, [], False
    old = intake.db.value("SELECT content FROM revision WHERE revision_n = ?", (road.n,))
    fields = roads.difference(orjson.loads(old), orjson.loads(content))
    return why, fields, bool(fields) and intake.at >= road.last_at


def _new_revision(intake: Intake, number: int, entry: Entry, road: roads.Rev | None) -> None:
    page, content = intake.page, dumps(content_of(entry.listing))
    intake.seq = seq = intake.seq + 1
    why, fields, material = _compare(intake, road, content)
    versions = versions_of(page)
    recipe = recipe_of(page)
    new = intake.db.value(
        "INSERT INTO revision (revision_id, listing_n, site, page_kind, content_hash, first_at, last_at, cause, "
        "difference, site_version, parser_version, page_id, recipe, content, seq, change) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING revision_n",
        (
            entry.revision_id,
            number,
            page.site,
            page.page_kind,
            entry.content_hash,
            intake.at,
            intake.at,
            why,
            dumps(fields),
            *versions,
            page.page_id,
            recipe,
            content,
            seq,
            seq if material else None,
        ),
    )
    intake.contents[new] = content
    intake.revs[number][entry.revision_id] = roads.Rev(
        entry.revision_id,
        page.site,
        page.page_kind,
        intake.at,
        intake.at,
        seq,
        *versions,
        recipe=recipe,
        page_id=page.page_id,
        n=new,
    )
    intake.result.new_revisions += 1


def _seen_again(intake: Intake, rev: roads.Rev) -> None:
    """The same content at another time: no new revision, only a longer life."""
    if intake.at >= rev.last_at:
        rev.site_version, rev.parser_version = versions_of(intake.page)
        rev.last_at, rev.page_id = intake.at, intake.page.page_id
        intake.db.run(
            "UPDATE revision SET last_at = ?, page_id = ?, site_version = ?, parser_version = ? "
            "WHERE revision_n = ?",
            (intake.at, intake.page.page_id, rev.site_version, rev.parser_version, rev.n),
        )
    elif intake.at < rev.first_at:
        rev.first_at = intake.at
        intake.db.run("UPDATE revision SET first_at = ? WHERE revision_n = ?", (intake.at, rev.n))


def _returned(intake: Intake, rev: roads.Rev, road: roads.Rev | None) -> None:
    """Content that the road showed before its newest: a change back."""
    intake.result.returned += 1
    content = _content(intake, rev)
    why, fields, material = _compare(intake, road, content)
    intake.seq = rev.seq = intake.seq + 1
    _seen_again(intake, rev)
    intake.db.run(
        "UPDATE revision SET cause = ?, difference = ?, seq = ?, change = ? WHERE revision_n = ?",
        (why, dumps(fields), rev.seq, rev.seq if material else None, rev.n),
    )


def _read(intake: Intake, number: int, entry: Entry) -> None:
    rev = intake.revs[number][entry.revision_id]
    hits.read(intake.db, rev, entry.assessment, recipe_of(intake.page), intake.page.stored_at)


def show(intake: Intake, number: int, old: roads.Rev | None, new: roads.Rev) -> None:
    """Make a revision the listing's card in place of ``old``: columns that filters use, search row."""
    db = intake.db
    values = orjson.loads(_content(intake, new))
    if index.holds(db, number):
        if old is not None:
            index.remove(db, [(number, index.content_tokens(_content(intake, old)))])
        index.add(db, [(number, index.card_text(values["title"], values["description"]))])
    if old is not None:
        db.run("DELETE FROM contact WHERE listing_n = ?", (number,))
    db.run(
        "UPDATE listing SET card = ?, site = ?, url = COALESCE(?, url), language = ?, country = ?, "
        "seller_key = ? WHERE n = ?",
        (
            new.revision_id,
            new.site,
            values["url"],
            values["language"],
            values["country"],
            values["seller_key"],
            number,
        ),
    )
    add_contacts(db, number, values["contact_keys"])


def _content(intake: Intake, rev: roads.Rev) -> str:
    """The stored content of a revision."""
    if rev.n in intake.contents:
        return intake.contents[rev.n]
    return str(intake.db.value("SELECT content FROM revision WHERE revision_n = ?", (rev.n,)))


def _see(intake: Intake) -> None:
    """Sightings, and the times and counts of listings that follow from them."""
    db, page = intake.db, intake.page
    intake.result.new_to_run = _new_to_run(intake)
    db.many(
        "INSERT INTO sighting (page_id, listing_n, revision_id, at, rank) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (page_id, listing_n) DO UPDATE SET revision_id = excluded.revision_id, at = excluded.at, "
        "rank = excluded.rank",
        [
            (
                page.page_id,
                number := intake.numbers[entry.listing_key],
                entry.revision_id if entry.revision_id in intake.revs[number] else None,
                intake.at,
                entry.listing.rank,
            )
            for entry in intake.entries
        ],
    )
    # A new listing has this one sighting and revision, and was written with them.
    recount(db, [n for n in intake.numbers.values() if n not in intake.new])


def recount(db: Database, numbers: list[int]) -> None:
    """Times and counts of listings, from their sightings and revisions."""
    db.many(
        "UPDATE listing SET (first_seen_at, last_seen_at, sightings) = "
        "(SELECT MIN(at), MAX(at), COUNT(*) FROM sighting WHERE listing_n = :n), "
        "revisions = (SELECT COUNT(*) FROM revision WHERE listing_n = :n) WHERE n = :n",
        [{"n": n} for n in numbers],
    )


def _new_to_run(intake: Intake) -> int:
    """Listings no other page of this run and probe has shown since the probe began, or began again."""
    page = intake.page
    if page.probe is None:
        return len(intake.entries)
    where = (page.run_id, page.probe.probe_id, page.page_id)
    sql = (
        "SELECT 1 FROM sighting s CROSS JOIN page p USING (page_id) LEFT JOIN work w USING (work_id) "
        "WHERE p.run_id = ? AND p.probe_id = ? AND p.page_id <> ? AND s.listing_n = ? "
        "AND COALESCE(w.status, 'done') = 'done' LIMIT 1"
    )
    return sum(
        1 for n in intake.numbers.values() if n in intake.new or intake.db.one(sql, (*where, n)) is None
    )


def _settle(intake: Intake, gone: Gone | None) -> None:
    """What follows for hits: made or withdrawn, work to do for them, when to look again, figures."""
    db = intake.db
    _end(intake, gone)
    # A new listing whose words speak for nothing has no hit and no work, and adds to no figure.
    numbers = [
        n
        for n in intake.numbers.values()
        if n not in intake.new or any(rev.targets for rev in intake.revs[n].values())
    ]
    touched = hits.sync(db, {n: list(intake.revs[n].values()) for n in numbers}, intake.page.stored_at)
    intake.result.new_hits = touched.new
    live = hits.live(db, numbers)
    for entry in intake.entries:
        if intake.numbers[entry.listing_key] in live:
            intake.result.queued += follow(db, entry, intake.page.run_id)
    hits.schedule(db, touched.fresh, live, intake.at, item=intake.page.page_kind == "item")
    clusters.settle(db, sorted(live), {n for n in live if n in intake.moved or n in touched.fresh})
    trends.recount(db, trends.concerned(db, numbers))


def _end(intake: Intake, gone: Gone | None) -> None:
    """First evidence that a listing is over; a later offer is noted beside it and clears nothing."""
    db = intake.db
    if gone is not None:
        end(db, gone)
    for entry in intake.entries:
        if intake.page.page_kind == "item" and entry.listing.availability == "out_of_stock":
            reason = gone.reason if gone and gone.listing_key == entry.listing_key else "ended"
            end(db, Gone(entry.listing_key, reason, intake.at))
        elif (
            entry.listing.availability != "out_of_stock"
            and intake.numbers[entry.listing_key] not in intake.new
        ):
            db.run(
                "UPDATE listing SET relisted_at = ? WHERE listing_key = ? AND gone_at < ? "
                "AND (relisted_at IS NULL OR relisted_at > ?)",
                (intake.at, entry.listing_key, intake.at, intake.at),
            )


def end(db: Database, gone: Gone) -> None:
    db.run(
        "UPDATE listing SET gone_at = ?, gone_reason = ?, recheck_at = NULL "
        "WHERE listing_key = ? AND (gone_at IS NULL OR gone_at > ?)",
        (gone.at, gone.reason, gone.listing_key, gone.at),
    )
    numbers = db.column("SELECT n FROM listing WHERE listing_key = ?", (gone.listing_key,))
    lasting.refresh(db, numbers)
