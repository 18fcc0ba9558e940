"""The store interface: everything above it is blind to which engine it is.

All writes are idempotent by derived ids. Times are ``YYYY-MM-DDTHH:MM:SSZ`` text in UTC, except lane
times, which are UNIX seconds as float because pace is kept to the tenth of a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from warden.records import (
    Assessment,
    HitLine,
    Listing,
    Origin,
    Outcome,
    PageKind,
    PageRef,
    Probe,
    Recipe,
    Run,
    Verdict,
    Work,
    WorkKind,
)
from warden.store.copied import Copied
from warden.store.counting import Counting, Problem, TrendRow
from warden.store.effort import Effort
from warden.store.health import SiteHealth
from warden.store.leases import LaneState, Lease
from warden.store.requests import Requests
from warden.store.sampled import Sampled

__all__ = [
    "Batch",
    "Entry",
    "EvidenceFile",
    "Gone",
    "HitQuery",
    "Ingested",
    "LedgerStep",
    "PageRecord",
    "Problem",
    "Store",
    "StoredRevision",
    "TrendRow",
]


@dataclass(slots=True)
class PageRecord:
    """One answer as the store keeps it: a unit of effort and the anchor of its sightings."""

    page_id: str
    run_id: str
    site: str
    platform: str
    kind: WorkKind
    page_kind: PageKind
    number: int
    outcome: Outcome
    captured_at: str | None
    stored_at: str
    """When the fact is dated where ``captured_at`` is unknown: the moment of import."""
    probe: Probe | None = None
    url: str | None = None
    reason: str | None = None
    variant: str | None = None
    rows: int = 0
    listings: int = 0
    dropped: int = 0
    refused: int = 0
    total: int | None = None
    bytes: int = 0
    requests: int = 0
    archive: PageRef | None = None
    recipe: Recipe | None = None
    source: str | None = None


@dataclass(slots=True)
class Entry:
    """One listing of a page, normalised and matched, with its derived ids."""

    listing_key: str
    revision_id: str
    content_hash: str
    listing: Listing
    assessment: Assessment
    followups: list[Work] = field(default_factory=list)
    """Item page and pictures, should the listing prove a hit; queued once a listing and kind."""


@dataclass(slots=True)
class Gone:
    """Evidence that a listing is over: 404, 410 or the site's own mark on the item page."""

    listing_key: str
    reason: str
    at: str


@dataclass(slots=True)
class LedgerStep:
    """What one finished Work changes in the ledger, in the same batch as its listings.

    Its status becomes ``failed`` when the outcome is, else ``done``.
    """

    work_id: str
    outcome: Outcome
    reason: str | None = None
    next: Work | None = None
    """Queued only when the page brought listings its probe had not shown in this run."""
    lease: Lease | None = None
    """Checked when given: a write under an old epoch raises ``LeaseLost`` and writes nothing."""
    always: bool = False
    """``next`` is queued though the page brought nothing new: it is another slice of the results."""


@dataclass(slots=True)
class EvidenceFile:
    """A file kept of a listing; recorded in the batch that makes it a hit, if it is one."""

    listing_key: str
    kind: str
    file: str
    sha256: str
    meta: dict[str, Any]


@dataclass(slots=True)
class Batch:
    """One page and all it brings; written in one transaction (or safely repeatable order)."""

    page: PageRecord
    entries: list[Entry] = field(default_factory=list)
    gone: Gone | None = None
    step: LedgerStep | None = None
    evidence: list[EvidenceFile] = field(default_factory=list)


@dataclass(slots=True)
class Ingested:
    """What a batch brought. ``hits`` are the new hit ids, ``known`` is true of a page seen before."""

    new_listings: int = 0
    new_revisions: int = 0
    returned: int = 0  # revisions known before that are their road's newest again
    new_hits: list[str] = field(default_factory=list)
    queued: int = 0
    new_to_run: int = 0  # listings this run had not seen for this probe: none stops paging
    known: bool = False


@dataclass(slots=True)
class HitQuery:
    """Filters of a search; every one is optional and they are joined by AND."""

    text: str | None = None
    """Queried as a phrase of ``warden.text.search_tokens`` over title and description."""
    targets: Sequence[str] = ()
    """With all their descendants (the caller expands them)."""
    products: Sequence[str] = ()
    sites: Sequence[str] = ()
    platforms: Sequence[str] = ()
    languages: Sequence[str] = ()
    countries: Sequence[str] = ()
    grades: Sequence[str] = ()
    states: Sequence[str] = ()
    origins: Sequence[str] = ()
    decisions: Sequence[str] = ()
    since: str | None = None
    until: str | None = None
    seller_key: str | None = None
    contact_key: str | None = None
    hit_ids: Sequence[str] = ()
    listing_keys: Sequence[str] = ()
    clusters: Sequence[str] = ()
    """Ids of clusters: all hits of their re-listings."""
    besides: Sequence[str] = ()
    """Keys of listings whose hits are left out."""
    withdrawn: bool = False
    """Include hits that no current reading makes."""
    order: str = "newest"
    """newest | oldest | score | relevance; every order ends with ``hit_id``."""
    limit: int | None = None
    after: str | None = None
    """Opaque place after the last hit of the page before: ``warden.store.paging.place(query, line)``."""


@dataclass(slots=True)
class StoredRevision:
    """A revision as it stands in the store, and the versions it was read by."""

    listing_key: str
    revision_id: str
    listing: Listing
    site: str
    site_version: str | None
    parser_version: int | None


class Store(SiteHealth, Copied, Effort, Requests, Sampled, Counting, Protocol):
    """What an engine must do. ``open_store`` gives one."""

    url: str

    # -- life ----------------------------------------------------------------
    def close(self) -> None: ...
    def migrate(self) -> Iterable[str]:
        """Bring schema and derived data (states, search index, counts) up to date; what was done, as it is done."""

    def check(self) -> list[Problem]: ...
    def counts(self) -> dict[str, int]: ...
    def rows(self) -> dict[str, list[list[Any]]]:
        """What ``warden.store.snapshot`` compares: runs, the oldest first, ledger, pages, listings, revisions,
        sightings, evidence, trends. Each row begins with the run it belongs to, if any."""

    def get_setting(self, name: str) -> Any: ...
    def put_setting(self, name: str, value: Any) -> None: ...
    def swap_setting(self, name: str, old: Any, new: Any) -> bool:
        """Write it where it still is what was read (``None``: not there); false when somebody was faster."""

    def fingerprint(self, value: str) -> None:
        """Keep the secret's fingerprint; raise ``OtherSecret`` when another one is kept already."""

    # -- runs and the ledger ---------------------------------------------------
    def start_run(self, run: Run) -> None:
        """Keep a run; of a known id only status and end are changed, so that a stopped run goes on."""

    def unfinished_run(self, signature: str) -> Run | None:
        """The newest run of this signature that is ``running`` (its process may be dead) or ``stopped``."""

    def finish_run(self, run_id: str, status: str, at: str, recipes: Sequence[Recipe] = ()) -> None: ...
    def runs(self, limit: int = 50, *, watch: str | None = None) -> list[Run]:
        """The newest runs first; with ``watch`` the finished ones of that watch."""

    def run_recipes(self, run_id: str) -> list[Recipe]:
        """The set of recipes a finished run stated."""

    def add_probes(self, run_id: str, probes: Iterable[Probe]) -> None:
        """Add probes before their work: their order is the order work is taken in."""

    def probes(self, run_id: str) -> list[Probe]:
        """The probes of a run, in the order they were added."""

    def add_work(self, works: Iterable[Work]) -> int:
        """Queue work; known ids are left alone. Returns how many were new."""

    def next_work(self, run_id: str, lane: str, now: str, *, site: str | None = None) -> Work | None:
        """The due work of highest priority, then by order of probes, then of pages, on a lane."""

    def lanes_due(self, run_id: str, now: str, *, site: str | None = None) -> dict[str, int]:
        """Lanes with due work, and how much."""

    def finish_work(self, step: LedgerStep, *, requests: int = 0, bytes: int = 0) -> None:
        """Close work that brought no page to keep (a failed request, a picture)."""

    def retry_work(self, work_id: str, due_at: str, reason: str) -> None: ...
    def restart_probe(self, work: Work, lease: Lease | None = None) -> Work | None:
        """From page 1 again, once a probe and run, when a cursor is refused; ``None`` the second time."""

    def work_counts(self, run_id: str) -> dict[str, dict[str, int]]:
        """{site: {status or outcome: n}} of a run."""

    def works(self, run_id: str) -> Iterator[Work]: ...
    def troubled(self, run_id: str, limit: int) -> list[Work]:
        """Work of a run that ended badly, or is due once more; no more than so many, any of them."""

    # -- lanes -----------------------------------------------------------------
    def lane(self, lane: str) -> LaneState: ...
    def take_lease(
        self, lane: str, owner: str, now: float, seconds: float, *, dead: str | None = None
    ) -> Lease | None:
        """``None`` while another owner's lease lasts, unless that owner is the known-dead ``dead``."""

    def renew_lease(self, lease: Lease, now: float, seconds: float) -> Lease:
        """Raises ``LeaseLost`` when the epoch has moved on."""

    def release_lease(self, lease: Lease) -> None: ...
    def note_request(self, lease: Lease, day: str, not_before: float) -> int:
        """Count one request before it is sent, keep the lane's pace; returns the day's count."""

    def set_pace(
        self,
        lane: str,
        *,
        not_before: float | None = None,
        paused_until: float | None = None,
        blocks: int | None = None,
    ) -> None: ...

    # -- what was seen -----------------------------------------------------------
    def ingest(self, batch: Batch) -> Ingested: ...
    def known_page(self, page_id: str) -> bool: ...  # false when all the listings it brought are erased
    def add_evidence(
        self, listing_key: str, kind: str, file: str, sha256: str, meta: dict[str, Any]
    ) -> None: ...
    def evidence(self, listing_key: str) -> list[dict[str, Any]]: ...
    def hit_listings(self, listing_keys: Sequence[str]) -> set[str]:
        """Those of the listings that have a hit, withdrawn ones not counted."""

    def known_listings(self, listing_keys: Sequence[str]) -> set[str]:
        """Those of the listings that are kept; the evidence of others has lost its hit."""

    def find_listing(self, url: str) -> tuple[str, str, str, str] | None:
        """(listing_key, site, platform, listing_id) of the listing with exactly this address."""

    def page_weights(self) -> dict[str, float]:
        """Mean bytes of an answer by site: what a crawl will cost."""

    def due_rechecks(self, now: str, sites: Sequence[str] = ()) -> Iterator[tuple[str, str, str, str]]:
        """(listing_key, site, listing_id, url) of hits to look at again."""

    def add_effort(self, page: PageRecord, minutes: float, found: int, by: str | None) -> bool:
        """A person's search by hand; false when it was known."""

    # -- hits and what people decide -----------------------------------------------
    def add_hit(
        self, page: PageRecord, entry: Entry, target: str | None, origin: Origin, by: str | None
    ) -> tuple[str, bool]:
        """A hit that no match made; (hit_id, known before)."""

    def hit(self, hit_id: str) -> HitLine | None: ...
    def hit_ids(self, beginning: str, limit: int) -> list[str]:
        """Ids of hits, withdrawn ones too, that begin so, in their order, at most so many."""

    def add_verdict(self, verdict: Verdict) -> None:
        """Append; an unknown hit or decision is a ``UsageError``. The same verdict once more with
        ``undone`` undoes it, from the time ``at``."""

    def claim(self, hit_id: str, reviewer: str, now: str, until: str, *, again: bool = False) -> bool:
        """Hold a new hit for a reviewer until then; false when another holds it or it is not new. ``again``: hold one
        that is decided, for a second opinion; false also where the reviewer has decided on it."""

    def release(self, hit_id: str, reviewer: str) -> bool:
        """Give up a claim of this reviewer; false where there is none."""

    def verdicts(self, hit_id: str) -> list[Verdict]: ...
    def add_selection(
        self, hit_id: str, reviewer: str, queue: str, stratum: str, probability: float, at: str
    ) -> None: ...
    def selections(self, hit_id: str) -> list[dict[str, Any]]:
        """What reviewers were shown the hit for: reviewer, queue, at, stratum, probability; oldest first."""

    def search(self, query: HitQuery) -> Iterator[HitLine]: ...
    def count(self, query: HitQuery, at_most: int | None = None) -> int:
        """How many; no more than ``at_most`` are counted, which costs the same however many there are."""

    def revisions(self, listing_key: str) -> list[dict[str, Any]]: ...

    # -- watches ---------------------------------------------------------------------
    def save_watch(self, name: str, spec: dict[str, Any], probes: Sequence[Probe], at: str) -> int:
        """A new version whose probe list is frozen; the version's number. Same spec and list: the old one."""

    def watch(self, name: str) -> tuple[int, dict[str, Any], list[Probe]] | None: ...
    def watches(self) -> list[dict[str, Any]]: ...
    def retire_watch(self, name: str, at: str) -> bool: ...

    # -- retention and reading again ------------------------------------------------------
    def stored_revisions(self, since: str | None = None) -> Iterator[StoredRevision]:
        """Every revision last seen since then, for ``rematch``; oldest first."""

    def archived_pages(self, since: str | None = None) -> Iterator[tuple[PageRecord, str | None]]:
        """Pages that stand in the archive, for ``reparse``, each with the listing it was fetched for."""

    def add_reading(
        self, listing_key: str, revision_id: str, assessment: Assessment, recipe: Recipe, at: str
    ) -> list[str]:
        """A new reading under a new recipe; hits it no longer makes are withdrawn. New hit ids.

        Raises ``UnknownRevision``, also for one that retention has erased since it was read.
        """

    def apply_retention(self, *, other_before: str, hits_before: str) -> dict[str, int]: ...
