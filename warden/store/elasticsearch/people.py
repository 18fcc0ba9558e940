"""What people bring: hits nobody matched, verdicts, claims, what they were shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from warden.decisions import Seen
from warden.errors import UsageError
from warden.records import Origin, Verdict
from warden.store import roads
from warden.store.base import Batch, Entry, PageRecord
from warden.store.elasticsearch import changes, clusters, listings
from warden.store.elasticsearch.documents import Documents
from warden.store.elasticsearch.ingest import ingest
from warden.store.elasticsearch.listing import Held, Hit
from warden.store.elasticsearch.texts import Texts
from warden.store.hits import origins, refuse_unknown, unknown_hit
from warden.store.rows import storable, text


def _existing(held: Held, target: str | None) -> Hit | None:
    """The hit that is meant: of the target named, else the listing's strongest."""
    if target is not None:
        return held.by_target().get(target)
    ranked = sorted(held.hits.values(), key=lambda hit: (hit.withdrawn, -(hit.score or -1.0), hit.hit_id))
    return ranked[0] if ranked else None


def _verdict(held: Held, verdict: Verdict) -> dict[str, Any]:
    """A verdict as it is kept: on the card's revision where it names none."""
    shown = held.shown()
    assert shown is not None  # every listing has a card
    told = asdict(verdict)
    told |= {
        "revision_id": verdict.revision_id or shown.revision_id,
        "recipe": verdict.recipe or shown.recipe or None,
        "reviewer": storable(verdict.reviewer),
        "note": text(verdict.note),
        "after_seq": _seen_until(held, verdict.revision_id),
        "seen": verdict.seen.told(),
    }
    return told


def _told(row: dict[str, Any]) -> Verdict:
    """A kept verdict; what its author saw was not asked for at first."""
    plain = {name: value for name, value in row.items() if name not in ("after_seq", "undone_at", "seen")}
    return Verdict(**plain, seen=Seen(**row.get("seen", {})))


def _seen_until(held: Held, revision_id: str | None) -> int:
    """The newest change the reviewer can have seen.

    All there are; but who names a revision that its road has since left saw nothing later.
    """
    known = held.revs
    seen = known.get(revision_id or "")
    if seen is not None and roads.newest(known.values())[seen.site, seen.page_kind] is not seen:
        return seen.seq
    return max((rev.seq for rev in known.values()), default=0)


def _decided_by_others(hit: Hit, who: str) -> bool:
    mine = [row for row in hit.verdicts if row["reviewer"] == who and not row["undone"]]
    return hit.state in ("decided", "cannot_tell") and not mine


def _decide(hit: Hit, held: Held, verdict: Verdict) -> None:
    kept = next((row for row in hit.verdicts if row["verdict_id"] == verdict.verdict_id), None)
    if kept is None:
        kept = _verdict(held, verdict)
        hit.verdicts.append(kept)
    kept["undone"] = bool(kept["undone"] or verdict.undone)
    if verdict.undone:
        kept.setdefault("undone_at", verdict.at)
    hit.claimed_by = hit.claimed_until = None
    changes.refresh(held)


def verdicts_in(held: Held, hit_id: str) -> list[Verdict]:
    """The verdicts of a hit of the listing, oldest first."""
    hit = held.hits.get(hit_id)
    rows = sorted(hit.verdicts, key=lambda row: (row["at"], row["verdict_id"])) if hit else []
    return [_told(row) for row in rows]


def settled(held: Held, texts: Texts, fresh: str | None) -> None:
    """What follows from a hit that was put there; ``fresh``: the moment of one that was not there before."""
    card = held.shown()
    if fresh is not None and card is not None:
        held.mark(texts.content(card.revision_id))
        changes.schedule(held, fresh)
    changes.refresh(held)


class People:
    """Hits and verdicts of an Elasticsearch store; see ``warden.store.base.Store``."""

    docs: Documents

    def _listing_of(self, hit_id: str) -> str:
        """The key of the listing a hit belongs to, in real time. Raises ``UsageError`` for an unknown hit."""
        found = self.docs.get("hit", hit_id).source
        if found is None or self.docs.get("listing", found["listing_key"]).source is None:
            raise unknown_hit(hit_id)
        return str(found["listing_key"])

    def _change(self, hit_id: str, key: str, work: Callable[[Held, Texts], None]) -> None:
        """Change the listing of a hit; one erased meanwhile has no hits."""
        try:
            listings.change(self.docs, key, work)
        except listings.Erased as error:
            raise unknown_hit(hit_id) from error

    def add_hit(
        self, page: PageRecord, entry: Entry, target: str | None, origin: Origin, by: str | None
    ) -> tuple[str, bool]:
        # What a person typed about a listing we have seen is no revision of it: only its page is.
        there = self.docs.get("listing", entry.listing_key).source is not None
        ingest(self.docs, Batch(page, [] if there and page.source is None else [entry]))
        marks: set[str] = set()

        def added(held: Held, texts: Texts) -> tuple[str, bool]:
            known = _existing(held, target)
            hit = known or changes.insert(held, target, origin, page.stored_at, by)
            hit.origins = origins(hit.origins if known else "", origin)
            hit.withdrawn = False
            if known is None:
                marks.update(held.marks)
            settled(held, texts, (page.captured_at or page.stored_at) if known is None else None)
            return hit.hit_id, known is not None

        try:
            made: tuple[str, bool] = listings.change(self.docs, entry.listing_key, added)
        except listings.Erased:
            # Erased between our look and now: what the person saw is all there is of it.
            ingest(self.docs, Batch(page, [entry]))
            made = listings.change(self.docs, entry.listing_key, added)
        clusters.settle(self.docs, [entry.listing_key], marks)
        return made

    def add_verdict(self, verdict: Verdict) -> None:
        refuse_unknown(verdict.decision)
        key = self._listing_of(verdict.hit_id)

        def decided(held: Held, _: Texts) -> None:
            if verdict.hit_id not in held.hits:
                raise unknown_hit(verdict.hit_id)
            _decide(held.hits[verdict.hit_id], held, verdict)

        self._change(verdict.hit_id, key, decided)

    def verdicts(self, hit_id: str) -> list[Verdict]:
        found = self.docs.get("hit", hit_id).source
        held = listings.read(self.docs, [found["listing_key"]]) if found else {}
        return [verdict for one in held.values() for verdict in verdicts_in(one, hit_id)]

    def claim(self, hit_id: str, reviewer: str, now: str, until: str, *, again: bool = False) -> bool:
        who = storable(reviewer)
        try:
            key = self._listing_of(hit_id)
        except UsageError:
            return False

        def claimed(held: Held, _: Texts) -> bool:
            hit = held.hits.get(hit_id)
            if hit is None:
                return False
            free = hit.claimed_until is None or hit.claimed_until <= now or hit.claimed_by == who
            if not free or not (_decided_by_others(hit, who) if again else hit.state == "new"):
                return False
            hit.claimed_by, hit.claimed_until = who, until
            return True

        try:
            made: bool = listings.change(self.docs, key, claimed)
        except listings.Erased:
            return False
        return made

    def release(self, hit_id: str, reviewer: str) -> bool:
        who = storable(reviewer)

        def released(held: Held, _: Texts) -> bool:
            hit = held.hits.get(hit_id)
            if hit is None or hit.claimed_by != who:
                return False
            hit.claimed_by = hit.claimed_until = None
            return True

        try:
            return bool(listings.change(self.docs, self._listing_of(hit_id), released))
        except (listings.Erased, UsageError):
            return False

    def add_selection(
        self, hit_id: str, reviewer: str, queue: str, stratum: str, probability: float, at: str
    ) -> None:
        shown = {
            "reviewer": reviewer,
            "queue": queue,
            "at": at,
            "stratum": stratum,
            "probability": probability,
        }

        key = (reviewer, queue, at)

        def selected(held: Held, _: Texts) -> None:
            if hit_id not in held.hits:
                raise unknown_hit(hit_id)
            kept = held.hits[hit_id].selections
            if key not in [(row["reviewer"], row["queue"], row["at"]) for row in kept]:
                kept.append(shown)

        self._change(hit_id, self._listing_of(hit_id), selected)

    def selections(self, hit_id: str) -> list[dict[str, Any]]:
        found = self.docs.get("hit", hit_id).source
        held = listings.read(self.docs, [found["listing_key"]]) if found else {}
        rows = [row for one in held.values() if hit_id in one.hits for row in one.hits[hit_id].selections]
        return sorted(rows, key=lambda row: (row["at"], row["reviewer"], row["queue"]))
