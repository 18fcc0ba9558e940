"""One listing as one document: its revisions, sightings and hits, and the columns that follow from them.

Everything here is computed in memory; ``warden.store.elasticsearch.listings`` reads and writes it by compare-and-set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from warden.identity import iso_week, parse_instant
from warden.records import Listing
from warden.store.elasticsearch.documents import Doc
from warden.store.figures import seller_token
from warden.store.likeness import marks
from warden.store.roads import Rev, card, newest
from warden.store.rows import storable_values

_COLUMNS = (
    "listing_key",
    "platform",
    "site",
    "listing_id",
    "url",
    "language",
    "country",
    "seller_key",
    "contact_keys",
    "cluster_id",
    "card",
    "gone_at",
    "gone_reason",
    "relisted_at",
    "recheck_at",
    "first_seen_at",
    "last_seen_at",
    "marks",
    "generation",
)
"""Columns that stand as attributes of ``Held``; the others are computed when it is written."""


@dataclass(slots=True)
class Revision:
    """A revision without its content; ``told``: a hash of its current reading."""

    rev: Rev
    content_hash: str
    cause: str
    difference: list[str]
    change: int | None = None
    """Its ``seq``, when becoming the road's newest was a material change."""
    told: str = ""


@dataclass(slots=True)
class Seen:
    """A sighting, with what figures ask of its page."""

    page_id: str
    revision_id: str | None
    at: str
    rank: int | None
    site: str
    run_id: str
    stored_at: str
    probe_id: str | None = None
    work_id: str | None = None
    epoch: int = 0
    """Of the lease the page was fetched under; what a newer one has told stays."""

    @property
    def week(self) -> str:
        return iso_week(parse_instant(self.at))


@dataclass(slots=True)
class Hit:
    """A hit of the listing, its append-only verdicts (each with ``after_seq`` and ``undone``) and selections."""

    hit_id: str
    target: str | None
    origins: str
    first_seen_at: str
    created_at: str
    made_by: str | None = None
    grade: str = "none"
    score: float | None = None
    revision_id: str | None = None
    restricted: bool = False
    withdrawn: bool = False
    state: str = "new"
    changed: bool = False
    decision: str | None = None
    verdict_id: str | None = None
    counted: bool = True
    claimed_by: str | None = None
    claimed_until: str | None = None
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    selections: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Held:
    """A listing in the hand. ``doc`` is the document it was read from, for compare-and-set."""

    doc: Doc
    listing_key: str
    platform: str
    site: str
    listing_id: str
    url: str | None = None
    language: str | None = None
    country: str | None = None
    seller_key: str | None = None
    contact_keys: list[str] = field(default_factory=list)
    cluster_id: str | None = None
    card: str | None = None
    gone_at: str | None = None
    gone_reason: str | None = None
    relisted_at: str | None = None
    recheck_at: str | None = None
    first_seen_at: str = ""
    last_seen_at: str = ""
    marks: list[str] = field(default_factory=list)
    generation: int = 0
    seq: int = 0
    born: int = 0
    """Its first generation: another one where a listing was erased and came again."""
    revisions: dict[str, Revision] = field(default_factory=dict)
    seen: dict[str, Seen] = field(default_factory=dict)
    hits: dict[str, Hit] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.doc.source is None

    @property
    def revs(self) -> dict[str, Rev]:
        return {name: revision.rev for name, revision in self.revisions.items()}

    @property
    def live(self) -> bool:
        """Whether it has a hit that is not withdrawn."""
        return any(not hit.withdrawn for hit in self.hits.values())

    @property
    def last_change(self) -> int:
        """The moment of the last material change; 0 when it never changed."""
        return max((revision.change or 0 for revision in self.revisions.values()), default=0)

    def by_target(self) -> dict[str | None, Hit]:
        return {hit.target: hit for hit in self.hits.values()}

    def shown(self) -> Rev | None:
        """The card's revision."""
        return card(self.revs.values())

    def show(self, rev: Rev, listing: Listing | Mapping[str, Any]) -> None:
        """Make a revision the card: the columns that filters use are its values."""
        values = asdict(listing) if isinstance(listing, Listing) else listing
        self.card, self.site = rev.revision_id, rev.site
        self.url = values["url"] if values["url"] is not None else self.url
        self.language, self.country = values["language"], values["country"]
        self.seller_key = values["seller_key"]
        self.contact_keys = sorted(set(values["contact_keys"]))

    def recount(self) -> None:
        """Times that follow from the sightings."""
        if self.seen:
            moments = [seen.at for seen in self.seen.values()]
            self.first_seen_at, self.last_seen_at = min(moments), max(moments)

    def mark(self, content: Mapping[str, Any]) -> None:
        """Marks of the card, by which re-listings are found; only listings with a hit bear them."""
        self.marks = marks(dict(content)) if self.hits else []

    def counted(self) -> list[str]:
        """The targets of the hits that count."""
        return sorted({hit.target or "" for hit in self.hits.values() if hit.counted})

    def _products(self) -> list[str]:
        """What the current readings of its roads' newest revisions take it for."""
        return sorted({name for rev in newest(self.revs.values()).values() for name in rev.products}) or [""]

    def _prices(self) -> dict[str, tuple[float, str | None]]:
        """{week: the last plain price it was seen with}."""
        found: dict[str, tuple[float, str | None]] = {}
        for seen in sorted(self.seen.values(), key=lambda one: (one.at, one.page_id)):
            shown = self.revisions.get(seen.revision_id or "")
            if shown is not None and shown.rev.amount is not None:
                found[seen.week] = (shown.rev.amount, shown.rev.currency)
        return found

    @property
    def up_days(self) -> int | None:
        """Whole days from the first sighting to the evidence of its end, else to the last sighting."""
        if not self.first_seen_at:
            return None
        until = parse_instant(self.gone_at or self.last_seen_at)
        return max(0, (until - parse_instant(self.first_seen_at)).days)

    def contributions(self) -> list[dict[str, Any]]:
        """What the listing adds to the figures: one row a week, site and probe that showed it."""
        targets = self.counted()
        if not targets:
            return []
        first = iso_week(parse_instant(self.first_seen_at))
        products, prices = self._products(), self._prices()
        counts: dict[tuple[str, str, str], int] = {}
        for seen in self.seen.values():
            if seen.probe_id is not None:
                key = (seen.week, seen.site, seen.probe_id)
                counts[key] = counts.get(key, 0) + 1
        return [
            {
                "week": week,
                "site": site,
                "probe_id": probe,
                "targets": targets,
                "language": self.language or "",
                "seller": seller_token(self.seller_key),
                "sightings": count,
                "new": week == first,
                "erased": False,
                "country": self.country or "",
                "products": products,
                "amount": prices.get(week, (None, None))[0],
                "currency": prices.get(week, (None, None))[1],
            }
            for (week, site, probe), count in sorted(counts.items())
        ]

    def source(self) -> dict[str, Any]:
        """The document, as it is written next."""
        told = storable_values({name: getattr(self, name) for name in _COLUMNS})
        return {
            **told,
            "generation": self.generation + 1,
            "stored_at": max((seen.stored_at for seen in self.seen.values()), default=None),
            "pages": sorted(self.seen),
            "sightings": len(self.seen),
            "revisions": len(self.revisions),
            "hits": bool(self.hits),
            "live": self.live,
            "contributions": self.contributions(),
            "counted": self.counted(),
            "up_days": self.up_days,
            "state": {
                "seq": self.seq,
                "born": self.born,
                "revisions": [asdict(revision) for revision in self.revisions.values()],
                "seen": [asdict(seen) for seen in self.seen.values()],
                "hits": [asdict(hit) for hit in self.hits.values()],
            },
        }


def held_of(doc: Doc) -> Held:
    """The listing of a document that is there."""
    source = doc.source
    assert source is not None  # callers look first
    state = source["state"]
    held = Held(doc, **{name: source[name] for name in _COLUMNS})
    held.seq, held.born = state["seq"], state.get("born", 0)
    for told in state["revisions"]:
        rev = Rev(**told["rev"])
        held.revisions[rev.revision_id] = Revision(**{**told, "rev": rev})
    held.seen = {told["page_id"]: Seen(**told) for told in state["seen"]}
    for told in state["hits"]:
        # Lists of their own: what is changed in the hand must differ from what was read.
        lists = {name: [dict(row) for row in told[name]] for name in ("verdicts", "selections")}
        held.hits[told["hit_id"]] = Hit(**{**told, **lists})
    return held
