"""One page and all it brings, in an order that may be repeated from any point: lease, page, listings, hits, work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from warden.errors import CannotContinue
from warden.identity import now
from warden.store.base import Batch, Entry, EvidenceFile, Gone, Ingested, LedgerStep
from warden.store.elasticsearch import changes, clusters, lanes, listings, pages
from warden.store.elasticsearch.changes import Moment
from warden.store.elasticsearch.documents import ATTEMPTS, Documents, Write, every, term
from warden.store.elasticsearch.ledger import add_work, close_work
from warden.store.elasticsearch.listing import Held, held_of
from warden.store.elasticsearch.patience import pause
from warden.store.elasticsearch.texts import Texts
from warden.store.hits import wanted
from warden.store.roads import newest
from warden.store.rows import dumps, storable


@dataclass(slots=True)
class Intake:
    """A batch on its way in, and what came of it."""

    docs: Documents
    batch: Batch
    moment: Moment
    result: Ingested = field(default_factory=Ingested)
    unsettled: set[str] = field(default_factory=set)
    """Listings whose cluster may be another one now."""
    marks: set[str] = field(default_factory=set)
    """Marks that listings bore before."""
    live: dict[str, Held] = field(default_factory=dict)

    def allowed(self) -> None:
        """Raises ``LeaseLost`` when the lane is somebody else's by now."""
        if self.batch.step is not None and self.batch.step.lease is not None:
            lanes.check(self.docs, self.batch.step.lease)


def ingest(docs: Documents, batch: Batch) -> Ingested:
    lease = batch.step.lease if batch.step else None
    if lease is not None:
        lanes.check(docs, lease)
    work_id = batch.step.work_id if batch.step else None
    source, known = pages.write(docs, batch.page, work_id, lease.epoch if lease else 0)
    # What is told without a lease is of the page as it is stored.
    epoch = lease.epoch if lease else source["epoch"]
    moment = Moment(batch.page, source["at"], Texts(docs), source["stored_at"], source["work_id"], epoch)
    intake = Intake(docs, batch, moment)
    intake.result.known = known
    _listings(intake)
    _gone(intake)
    if known:
        _no_longer_shown(intake)
    if intake.unsettled:
        clusters.settle(docs, sorted(intake.unsettled), intake.marks)
    if intake.live:
        intake.result.queued += _follow(docs, _entries(batch), intake.live, batch.page.run_id)
    _file(docs, batch)
    if batch.step is not None:
        _close(intake, batch.step)
    return intake.result


def _entries(batch: Batch) -> dict[str, Entry]:
    """The same listing twice on a page (promoted and in its place) is one sighting."""
    first: dict[str, Entry] = {}
    for entry in batch.entries:
        first.setdefault(entry.listing_key, entry)
    return first


def _close(intake: Intake, step: LedgerStep) -> None:
    page = intake.batch.page
    go_on = intake.result.new_to_run > 0
    close_work(intake.docs, step, requests=page.requests, bytes=page.bytes, go_on=go_on)


def _listings(intake: Intake) -> None:
    """Change the listings of the page; those that others were faster with once more."""
    left = _entries(intake.batch)
    first = True
    for attempt in range(ATTEMPTS):
        if not left:
            return
        if attempt:
            intake.docs.wait(pause(attempt))
        held = _held(intake, left)
        if first:
            intake.result.new_to_run = _new_to_run(intake, held.values())
            first = False
        intake.moment.texts = texts = Texts(intake.docs)
        texts.load(_needed(held.values(), left))
        before = {key: (list(one.marks), one.first_seen_at) for key, one in held.items()}
        came = {key: _change(intake, held[key], entry) for key, entry in left.items()}
        overtaken = listings.write(intake.docs, held.values(), texts, intake.allowed)
        for key in left.keys() - overtaken:
            _note(intake, held[key], *came[key], before[key])
        left = {key: entry for key, entry in left.items() if key in overtaken}
    if left:
        raise CannotContinue(
            f"{intake.docs.place.shown}: {len(left)} listings were changed by others {ATTEMPTS} times in a row. "
            "The page stays due; run it again."
        )


def _held(intake: Intake, entries: dict[str, Entry]) -> dict[str, Held]:
    held: dict[str, Held] = {}
    for key, doc in listings.raw(intake.docs, list(entries)).items():
        if doc.source is not None:
            held[key] = held_of(doc)
        else:
            page, number = intake.batch.page, entries[key].listing.listing_id
            held[key] = Held(doc, key, page.platform, page.site, storable(number))
            # Beyond every generation of a listing of this key that was erased: its hits may still be remembered as deleted.
            held[key].generation = held[key].born = int(now().timestamp() * 1000)
    return held


def _needed(held: Iterable[Held], entries: dict[str, Entry]) -> set[str]:
    """Revisions whose contents or readings the change will ask for."""
    names: set[str] = set()
    for one in held:
        shown = entries[one.listing_key].revision_id
        roads, card = newest(one.revs.values()), one.shown()
        names.add(shown)
        if card is not None and all(road.revision_id != shown for road in roads.values()):
            names |= {card.revision_id, *(road.revision_id for road in roads.values())}
    return names


def _change(intake: Intake, held: Held, entry: Entry) -> tuple[changes.Came, list[str]]:
    """(what came of the entry, new hit ids)."""
    moment = intake.moment
    came = changes.take(held, entry, moment)
    _end(intake, held, entry, came.new_listing)
    new, came.fresh = changes.sync(held, moment.page.stored_at)
    item = moment.page.page_kind == "item"
    if held.live and (came.fresh or item):
        changes.schedule(held, moment.at)
    card = held.shown()
    if held.live and card is not None and (came.moved or came.fresh or not held.marks):
        held.mark(moment.texts.content(card.revision_id))
    return came, new


def _note(
    intake: Intake, held: Held, came: changes.Came, new: Sequence[str], before: tuple[list[str], str]
) -> None:
    """``before``: marks and first moment of the listing, by which clusters are made."""
    result = intake.result
    result.new_listings += came.new_listing
    result.new_revisions += came.new_revision
    result.returned += came.returned
    result.new_hits += new
    if held.live:
        intake.live[held.listing_key] = held
        # Of a page told again nobody knows how far it came the first time.
        if result.known or came.fresh or before != (held.marks, held.first_seen_at):
            intake.unsettled.add(held.listing_key)
            intake.marks |= set(before[0])


def _end(intake: Intake, held: Held, entry: Entry, new: bool) -> None:
    """First evidence that a listing is over; a later offer is noted beside it and clears nothing."""
    gone = intake.batch.gone
    if gone is not None and gone.listing_key == held.listing_key:
        changes.end(held, gone)
    if intake.batch.page.page_kind == "item" and entry.listing.availability == "out_of_stock":
        reason = gone.reason if gone and gone.listing_key == held.listing_key else "ended"
        changes.end(held, Gone(held.listing_key, reason, intake.moment.at))
    elif entry.listing.availability != "out_of_stock" and not new:
        changes.offered(held, intake.moment.at)


def _gone(intake: Intake) -> None:
    """Evidence about a listing that the page itself does not show."""
    gone = intake.batch.gone
    if gone is None or gone.listing_key in {entry.listing_key for entry in intake.batch.entries}:
        return
    with suppress(listings.Erased):
        listings.change(intake.docs, gone.listing_key, lambda held, _: changes.end(held, gone))


def _no_longer_shown(intake: Intake) -> None:
    """Listings that the page showed before and does not now: their hits name the page, which is another one now."""
    docs, entries = intake.docs, _entries(intake.batch)
    query = every(term("pages", intake.batch.page.page_id))
    found = docs.each("listing", query, [{"listing_key": "asc"}], source=["live"])
    keys = [doc.id for doc in found if doc.id not in entries]
    listings.project(docs, list(listings.read(docs, keys).values()), Texts(docs))


def _new_to_run(intake: Intake, held: Iterable[Held]) -> int:
    """Listings no other page of this run and probe has shown since the probe began, or began again."""
    page = intake.batch.page
    if page.probe is None:
        return sum(1 for _ in held)
    earlier: dict[str, set[str | None]] = {}
    for one in held:
        earlier[one.listing_key] = {
            seen.work_id
            for seen in one.seen.values()
            if (seen.run_id, seen.probe_id) == (page.run_id, page.probe.probe_id)
            and seen.page_id != page.page_id
        }
    works = sorted({name for names in earlier.values() for name in names if name})
    found = intake.docs.get_all("work", works) if works else []
    # Pages given up when the probe began again count no more.
    over = {doc.id for doc in found if doc.source and doc.source["status"] != "done"}
    return sum(1 for names in earlier.values() if not names - over)


def _follow(docs: Documents, entries: dict[str, Entry], live: Iterable[str], run_id: str) -> int:
    """Queue what hits need, once a listing and kind (of several pictures each once).

    What failed in another run is tried again, and so is what is still due there: nobody may go on with it.
    """
    asking = {key: entries[key] for key in live if entries[key].followups}
    if not asking:
        return 0
    over = term("outcome", ["results", "none"])
    due = every(term("status", "due"), term("run_id", run_id))
    either = {"bool": {"should": [over, due], "minimum_should_match": 1}}
    query = every(term("listing_key", list(asking)), either)
    known: dict[str, set[tuple[str, str | None]]] = {}
    for doc in docs.each("work", query, [{"work_id": "asc"}]):
        row = doc.source or {}
        known.setdefault(row["listing_key"], set()).add((row["kind"], row["cursor"]))
    return sum(add_work(docs, wanted(entry, known.get(key, set()))) for key, entry in asking.items())


def add_evidence(docs: Documents, pieces: Sequence[EvidenceFile]) -> None:
    """Record files kept of listings; the same file again renews its record."""
    docs.write(
        [
            Write(
                "evidence",
                f"{piece.listing_key} {piece.kind} {storable(piece.file)}",
                {
                    "listing_key": piece.listing_key,
                    "kind": piece.kind,
                    "file": storable(piece.file),
                    "sha256": piece.sha256,
                    "meta": dumps(piece.meta),
                },
            )
            for piece in pieces
        ]
    )


def _file(docs: Documents, batch: Batch) -> None:
    """Record the evidence of those listings that have a hit now."""
    if batch.evidence:
        held = listings.read(docs, sorted({piece.listing_key for piece in batch.evidence}))
        proved = {key for key, one in held.items() if one.live}
        add_evidence(docs, [piece for piece in batch.evidence if piece.listing_key in proved])
