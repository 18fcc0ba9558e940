"""What one page does to one listing, in memory: revisions, readings, sightings, hits, looks to come.

The rules are those of ``warden.store.roads``, ``hits`` and ``states``; the SQLite engine follows the same ones
row by row (``warden/store/sqlite/ingest.py``, ``hits.py``), and one suite compares both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from warden.errors import LeaseLost
from warden.identity import hit_id
from warden.records import Assessment
from warden.store import roads
from warden.store.base import Entry, Gone, PageRecord
from warden.store.elasticsearch.listing import Held, Hit, Revision, Seen
from warden.store.elasticsearch.texts import Texts, hash_of, reading_of
from warden.store.figures import plain_price
from warden.store.hits import next_look, origins
from warden.store.pages import recipe_of, versions_of
from warden.store.rows import content_of, text
from warden.store.states import counted, standing


@dataclass(slots=True)
class Moment:
    """The page a change comes from; ``at``: the time of its facts."""

    page: PageRecord
    at: str
    texts: Texts
    stored_at: str
    """When the page was stored first for its run."""
    work_id: str | None = None
    epoch: int = 0
    """Of the lease it was fetched under."""

    @property
    def recipe(self) -> str:
        return recipe_of(self.page)

    @property
    def versions(self) -> tuple[str | None, int | None]:
        return versions_of(self.page)


@dataclass(slots=True)
class Came:
    """What came of one entry."""

    new_listing: bool = False
    new_revision: bool = False
    returned: bool = False
    moved: bool = False
    """Another revision is the card now."""
    fresh: bool = False
    """It had no live hit before and has one now."""


def take(held: Held, entry: Entry, moment: Moment) -> Came:
    """A listing's revision, its reading and its sighting."""
    came = Came(new_listing=not held.revisions)
    before = held.shown()
    _revise(held, entry, moment, came)
    read(held, entry.revision_id, entry.assessment, moment.recipe, moment.page.stored_at, moment.texts)
    after = held.shown()
    if after is not None and (before is None or before.revision_id != after.revision_id):
        shown = (
            entry.listing
            if after.revision_id == entry.revision_id
            else moment.texts.content(after.revision_id)
        )
        held.show(after, shown)
        came.moved = True
    _see(held, entry, moment)
    return came


def _see(held: Held, entry: Entry, moment: Moment) -> None:
    page = moment.page
    kept = held.seen.get(page.page_id)
    if kept is not None and kept.epoch > moment.epoch:
        raise LeaseLost(
            f"Another worker has stored page {page.page_id} under a newer lease; what it told of the listings stays."
        )
    held.seen[page.page_id] = Seen(
        page.page_id,
        entry.revision_id,
        moment.at,
        entry.listing.rank,
        page.site,
        page.run_id,
        moment.stored_at,
        page.probe.probe_id if page.probe else None,
        moment.work_id,
        moment.epoch,
    )
    held.recount()


def _revise(held: Held, entry: Entry, moment: Moment, came: Came) -> None:
    page, revs = moment.page, held.revs
    road = roads.newest(revs.values()).get((page.site, page.page_kind))
    known = held.revisions.get(entry.revision_id)
    if known is not None and not moment.texts.has(entry.revision_id):
        # Lost, or being erased by somebody: the page tells it again, and its reading is written again.
        moment.texts.add(held.listing_key, known.rev, entry.listing)
        known.told = ""
    if known is None:
        _new_revision(held, entry, moment, road)
        came.new_revision = True
    elif known.rev is road or (road is not None and not _newer(held, moment, road)):
        _seen_again(known.rev, moment)
    else:
        came.returned = True
        _returned(held, known, moment, road)


def _newer(held: Held, moment: Moment, road: roads.Rev) -> bool:
    """Whether this page shows the road as it is now. A page told twice never turns it back, unless it is
    the very capture the road rests on, read otherwise now."""
    page_id = moment.page.page_id
    if road.page_id == page_id:
        return True
    return moment.at > road.last_at or (moment.at == road.last_at and page_id not in held.seen)


def _compare(
    moment: Moment, road: roads.Rev | None, content: Mapping[str, Any]
) -> tuple[str, list[str], bool]:
    """(cause, fields that differ, whether the road now shows a material change)."""
    why = roads.cause(road, *moment.versions)
    if road is None or why != "changed":
        return why, [], False
    if not moment.texts.has(road.revision_id):
        return "reread", [], False  # lost: nothing can be compared with it
    fields = roads.difference(moment.texts.content(road.revision_id), dict(content))
    return why, fields, bool(fields) and moment.at >= road.last_at


def _new_revision(held: Held, entry: Entry, moment: Moment, road: roads.Rev | None) -> None:
    page = moment.page
    held.seq = seq = held.seq + 1
    rev = roads.Rev(
        entry.revision_id,
        page.site,
        page.page_kind,
        moment.at,
        moment.at,
        seq,
        *moment.versions,
        page_id=page.page_id,
    )
    rev.amount, rev.currency = plain_price(asdict(entry.listing.price))
    moment.texts.add(held.listing_key, rev, entry.listing)
    content = moment.texts.content(entry.revision_id) if road is not None else content_of(entry.listing)
    why, fields, material = _compare(moment, road, content)
    held.revisions[rev.revision_id] = Revision(
        rev, entry.content_hash, why, fields, seq if material else None
    )


def _seen_again(rev: roads.Rev, moment: Moment) -> None:
    """The same content at another time: no new revision, only a longer life."""
    if moment.at >= rev.last_at:
        rev.site_version, rev.parser_version = moment.versions
        rev.last_at, rev.page_id = moment.at, moment.page.page_id
    elif moment.at < rev.first_at:
        rev.first_at = moment.at


def _returned(held: Held, known: Revision, moment: Moment, road: roads.Rev | None) -> None:
    """Content that the road showed before its newest: a change back."""
    why, fields, material = _compare(moment, road, moment.texts.content(known.rev.revision_id))
    held.seq = known.rev.seq = held.seq + 1
    _seen_again(known.rev, moment)
    known.cause, known.difference, known.change = why, fields, known.rev.seq if material else None


def read(held: Held, name: str, assessment: Assessment, recipe: str, at: str, texts: Texts) -> None:
    """Keep a reading and make it the revision's current one, unless a later one is.

    The moment of the current reading stands in the listing: seen again under the same recipe and read the same, its
    document need not be written.
    """
    revision = held.revisions[name]
    rev, reading = revision.rev, reading_of(assessment, at)
    told = hash_of(reading)
    if rev.recipe == recipe and revision.told == told:
        rev.read_at = max(at, rev.read_at)
        return
    if rev.recipe is not None and rev.recipe != recipe:
        # Another becomes the current one: this one's moment goes to its document.
        old = texts.source(name)["readings"].get(rev.recipe)
        if old is not None and old["at"] < rev.read_at:
            texts.add_reading(name, rev.recipe, {**old, "at": rev.read_at})
    texts.add_reading(name, recipe, reading)
    if at < rev.read_at and rev.recipe != recipe:
        return
    rev.read_at = max(at, rev.read_at)
    rev.recipe, revision.told = recipe, told
    rev.grade, rev.targets, rev.restricted = assessment.grade, reading["targets"], assessment.restricted
    rev.products = assessment.products


def sync(held: Held, at: str) -> tuple[list[str], bool]:
    """Bring the hits in line with the current readings: (new hit ids, whether it has its first live hit)."""
    made, before, had = roads.made(held.revs.values()), held.by_target(), held.live
    new: list[str] = []
    for target, hit in made.items():
        known = before.get(target)
        if known is None:
            known = insert(held, target, "match", at)
            new.append(known.hit_id)
        known.origins = origins(known.origins, "match")
        known.grade, known.score, known.revision_id = hit.grade, hit.score, hit.revision_id
        known.restricted, known.withdrawn = hit.restricted, False
    for stored in before.values():
        if stored.target not in made:
            _unmake(stored)
    for stored in held.hits.values():
        stored.first_seen_at = held.first_seen_at
    refresh(held)
    return new, bool(made) and not had


def _unmake(hit: Hit) -> None:
    """No current reading makes it: withdrawn, unless a person or the audit put it there as well."""
    if hit.origins == "match":
        hit.withdrawn = True
    else:
        hit.grade, hit.score, hit.revision_id = "none", None, None


def insert(held: Held, target: str | None, origin: str, at: str, by: str | None = None) -> Hit:
    """A new hit."""
    identity = hit_id(held.listing_key, target)
    held.hits[identity] = Hit(identity, target, origin, held.first_seen_at, at, text(by))
    return held.hits[identity]


def refresh(held: Held) -> None:
    """Bring the states of the hits in line with verdicts, withdrawal and changes."""
    for hit in held.hits.values():
        now = standing(hit.verdicts, held.last_change)
        hit.state, hit.changed = now.state, now.changed
        hit.verdict_id, hit.decision = now.verdict_id, now.decision
        hit.counted = counted(hit.withdrawn, hit.origins, now)


def schedule(held: Held, at: str) -> None:
    """Set when to look at the listing again."""
    held.recheck_at = None if held.gone_at else next_look(held.first_seen_at, at)


def end(held: Held, gone: Gone) -> None:
    """First evidence that the listing is over."""
    if held.gone_at is None or held.gone_at > gone.at:
        held.gone_at, held.gone_reason, held.recheck_at = gone.at, gone.reason, None


def offered(held: Held, at: str) -> None:
    """A later offer of a listing that was over is noted beside that and clears nothing."""
    over = held.gone_at is not None and held.gone_at < at
    if over and (held.relisted_at is None or held.relisted_at > at):
        held.relisted_at = at
