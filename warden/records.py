"""The one schema: every record Warden passes on, keeps or prints.

Words are those of docs/explanation/words.md. All times are aware UTC ``datetime`` in memory and
``YYYY-MM-DDTHH:MM:SSZ`` text when stored or printed (see ``warden.identity.instant``).
Dataclasses here hold data only. SQLite columns, JSON Schema (docs/reference/records.json) and
exports are derived from this module or tested against it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from warden.decisions import Decision, Seen

SCHEMA_VERSION = 1

Outcome = Literal["results", "none", "blocked", "changed", "failed"]
WorkKind = Literal["search", "place", "url", "item", "picture", "recheck"]
ProbeKind = Literal["search", "place", "url", "manual"]
PageKind = Literal["list", "item"]
Grade = Literal["hit", "review", "none"]
Role = Literal["signal", "cue", "shadow", "exclusion"]
Origin = Literal["match", "volunteer", "expert", "audit"]
RunKind = Literal["crawl", "import", "person", "demo", "reread"]
Availability = Literal["in_stock", "out_of_stock"]
GoneReason = Literal["ended", "sold", "removed", "gone"]
PriceType = Literal[
    "asking",
    "starting_bid",
    "current_bid",
    "buy_now",
    "sold",
    "per_unit",
    "range",
    "on_request",
    "placeholder",
]
HitState = Literal["new", "claimed", "decided", "cannot_tell", "disputed", "adjudicated"]


@dataclass(slots=True)
class Price:
    """What is asked, in the page's words and normalised.

    ``amount`` is a number in ``currency`` (ISO 4217); of a range the lower end, ``None`` for
    "on request" and placeholders. ``text`` is what the page wrote.
    """

    amount: float | None = None
    amount_max: float | None = None
    currency: str | None = None
    text: str | None = None
    type: PriceType | None = None


@dataclass(slots=True)
class Quantity:
    """How much is offered: a number, a unit code (``g``, ``kg``, ``pcs``, ``pair`` …), the words."""

    value: float | None = None
    unit: str | None = None
    text: str | None = None


@dataclass(slots=True)
class SiteFacts:
    """What pipelines must know of a Site, so that they never import the crawler."""

    site: str
    platform: str
    country: str | None = None
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    currency: str | None = None
    timezone: str = "UTC"
    access: str = "import"
    identity: Literal["platform", "site"] = "platform"
    site_version: str = ""
    lane: str | None = None


@dataclass(slots=True)
class Listing:
    """An offer as one page showed it.

    The reader fills the page's own words (``title``, ``price.text``, ``listed_text``, ``seller``,
    ``location`` …); ``pipelines.normalise`` fills the rest and clears ``seller``, which is personal
    data and never reaches the store.
    """

    listing_id: str
    title: str
    url: str | None
    description: str | None = None
    price: Price = field(default_factory=Price)
    availability: Availability | None = None
    sku: str | None = None
    image: str | None = None
    images: list[str] = field(default_factory=list)
    seller: str | None = None
    seller_key: str | None = None
    contact_keys: list[str] = field(default_factory=list)
    location: str | None = None
    country: str | None = None
    country_basis: str | None = None
    listed_text: str | None = None
    listed_at: str | None = None
    language: str | None = None
    language_basis: str | None = None
    category: str | None = None
    sale_type: str | None = None
    quantity: Quantity = field(default_factory=Quantity)
    rank: int | None = None
    unknown: dict[str, str] = field(default_factory=dict)
    """Why a value is missing, by field: {"listed_at": "relative date, capture time unknown"}."""


@dataclass(slots=True)
class PageRef:
    """Where a page stands in the archive: file name (never a path), offset, SHA-256 of the body."""

    archive: str
    offset: int
    sha256: str
    captured_at: str | None = None


@dataclass(slots=True)
class Match:
    """A Term found in a text. Offsets are code points into the original text.

    Of a restricted term ``term`` is its id and ``start``/``end`` are ``None``.
    """

    term: str
    term_id: str
    lang: str
    langs: list[str]
    kind: str
    target: str | None
    product: str | None
    field: str
    start: int | None
    end: int | None
    role: Role


@dataclass(slots=True)
class TargetScore:
    """How strongly a text speaks for one Target, 0..1, and the grade that gives."""

    target: str
    score: float
    grade: Grade


@dataclass(slots=True)
class Assessment:
    """What the matcher makes of one text: the listing's grade and score are its targets' highest."""

    grade: Grade
    score: float
    targets: list[TargetScore]
    products: list[str]
    obfuscated: bool
    matches: list[Match]
    terms_version: str
    restricted: bool = False


@dataclass(slots=True)
class Recipe:
    """The versions that made a Reading; ``recipe`` is their hash."""

    recipe: str
    terms_version: str
    site_version: str
    matcher_version: int
    parser_version: int


@dataclass(slots=True)
class Probe:
    """One thing to look up. ``key`` is the term id and form, the place or the address."""

    probe_id: str
    site: str
    kind: ProbeKind
    term_id: str | None = None
    form: str | None = None
    """The wording sent; ``None`` for a restricted term (its id says which)."""
    lang: str | None = None
    place: str | None = None
    url: str | None = None


@dataclass(slots=True)
class Work:
    """One request to make; a line of the ledger."""

    work_id: str
    run_id: str
    probe_id: str | None
    site: str
    lane: str
    kind: WorkKind
    page: int = 1
    cursor: str | None = None
    """Where this page is: an address or the site's own cursor; ``None`` for the first."""
    listing_key: str | None = None
    hit_id: str | None = None
    priority: int = 0
    """Higher first: follow-ups of hits go ahead of the next search page."""
    status: Literal["due", "done", "failed", "dropped"] = "due"
    outcome: Outcome | None = None
    reason: str | None = None
    due_at: str | None = None
    attempts: int = 0
    restarted: bool = False


@dataclass(slots=True)
class Run:
    """One execution of a Watch or a command. ``signature`` lets the same command find it again."""

    run_id: str
    kind: RunKind
    signature: str
    started_at: str
    finished_at: str | None = None
    status: Literal["running", "done", "failed", "stopped"] = "running"
    watch: str | None = None
    by: str | None = None
    command: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class ResultPage:
    """One answer: its outcome, its listings and where it stands in the archive. The Scrapy item."""

    site: str
    kind: WorkKind
    outcome: Outcome
    facts: SiteFacts
    run_id: str
    page_id: str
    work_id: str | None = None
    probe: Probe | None = None
    page: int = 1
    page_kind: PageKind = "list"
    url: str | None = None
    captured_at: datetime | None = None
    reason: str | None = None
    listings: list[Listing] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    """One for each listing, in order; filled by ``pipelines.match``."""
    rows: int = 0
    dropped: int = 0
    """Rows that are no listings (adverts), dropped by the site file and counted."""
    refused: int = 0
    """Rows that broke the schema, refused by ``pipelines.validate`` and counted."""
    total: int | None = None
    next: str | None = None
    """The next page's address or cursor, when there is one."""
    variant: str | None = None
    gone_reason: GoneReason | None = None
    archive: PageRef | None = None
    bytes: int = 0
    requests: int = 0
    recipe: Recipe | None = None
    listing_key: str | None = None
    """Of an item or recheck page: the listing it was fetched for."""
    source: str | None = None
    """Of an import: the file as given."""
    retry_at: str | None = None
    """Of a blocked page: when its work comes due again; ``None``: not again in this run."""
    error: Literal["key", "no-key", "quota", "pace", "torn"] | None = None
    """Of an official interface that gave no answer: what has to change before it is asked again."""
    wait: float | None = None
    """Seconds it asks to wait before that."""


@dataclass(slots=True)
class Verdict:
    """What a person decided about a Hit's Revision; append-only."""

    verdict_id: str
    hit_id: str
    revision_id: str | None
    recipe: str | None
    decision: Decision
    reviewer: str
    at: str
    taxon: str | None = None
    reasons: list[str] = field(default_factory=list)
    note: str | None = None
    via: str | None = None
    undone: bool = False
    adjudicates: bool = False
    seen: Seen = field(default_factory=Seen)


@dataclass(slots=True)
class HitLine:
    """A line of ``warden search --json`` and ``warden export --format jsonl``: one hit."""

    hit_id: str
    listing_key: str
    platform: str
    site: str
    listing_id: str
    url: str | None
    title: str
    description: str | None
    language: str | None
    target: str | None
    origins: list[str]
    products: list[str]
    score: float | None
    grade: Grade
    matches: list[dict[str, Any]]
    obfuscated: bool
    price: Price
    quantity: Quantity
    country: str | None
    location: str | None
    seller_key: str | None
    contact_keys: list[str]
    images: list[str]
    availability: Availability | None
    listed_at: str | None
    first_seen_at: str
    last_seen_at: str
    gone_at: str | None
    gone_reason: GoneReason | None
    sightings: int
    revisions: int
    cluster_id: str | None
    state: HitState
    verdict: dict[str, Any] | None
    """{"decision","taxon","reviewer","at","revision_id"} of the effective verdict."""
    recipe: str | None
    page: PageRef | None
    withdrawn: bool = False
    changed: bool = False
