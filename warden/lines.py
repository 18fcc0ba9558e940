"""Lines of ``--json`` that are no records of their own; the rest of the schema is ``warden.records``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from warden.decisions import Decision
from warden.records import Availability, Grade, HitLine, HitState, Outcome, PageKind, Price, Role


@dataclass(slots=True)
class MatchLine:
    """``match``: what a listing's words speak for; targets graded hit or review, highest first."""

    id: Any
    grade: Grade
    score: float
    targets: list[str]
    products: list[str]
    obfuscated: bool
    terms_version: str
    matches: list[MatchedTerm]


@dataclass(slots=True)
class MatchedTerm:
    """A term found; offsets are code points. Of a restricted term the id, without span."""

    term: str
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
class GradedLine:
    """``MatchLine`` without the listing's id."""

    grade: Grade
    score: float
    targets: list[str]
    products: list[str]
    obfuscated: bool
    terms_version: str
    matches: list[MatchedTerm]


@dataclass(slots=True)
class ComparedLine:
    """``match --candidate``: a listing that the candidate list grades otherwise."""

    id: Any
    before: GradedLine
    after: GradedLine


@dataclass(slots=True)
class BadLine:
    """``match``: an input line that is no listing, in its place."""

    id: None
    line: int
    error: str


@dataclass(slots=True)
class HitMatch:
    """A term found in a hit. Of a hit that restricted terms made only ``term``, ``field`` and ``role``."""

    term: str
    lang: str | None
    langs: list[str]
    kind: str | None
    target: str | None
    product: str | None
    field: str
    start: int | None
    end: int | None
    role: Role


@dataclass(slots=True)
class HitVerdict:
    """The verdict in force."""

    decision: Decision
    taxon: str | None
    reviewer: str | None
    at: str
    revision_id: str | None


@dataclass(slots=True)
class ImportLine:
    """A line of ``warden import --json``: one page, its outcome and its listings."""

    file: str
    site: str | None
    url: str | None
    outcome: Outcome
    reason: str | None
    listings: list[dict[str, Any]]
    format: str | None = None
    page_kind: PageKind = "list"
    variant: str | None = None
    captured_at: str | None = None
    known: bool = False
    doubt: str | None = None
    """What speaks against the site that was named for the page."""


@dataclass(slots=True)
class ImportedListing:
    """``import``: a listing of a page."""

    listing_id: str
    title: str
    url: str | None
    description: str | None
    price: Price
    availability: Availability | None
    sku: str | None
    image: str | None
    images: list[str]
    seller_key: str | None
    location: str | None
    listed_at: str | None


@dataclass(slots=True)
class EffortLine:
    """``effort add``."""

    probe_id: str
    run_id: str


@dataclass(slots=True)
class HitAddedLine:
    """``hit add``."""

    hit_id: str
    listing_key: str
    known: bool


@dataclass(slots=True)
class HitShownLine:
    """``hit show``: the hit as ``search`` gives it, and what is kept of it.

    A revision has its ``readings``, the current one marked; each says recipe, grade, score and matches.
    """

    hit: HitLine
    revisions: list[dict[str, Any]]
    verdicts: list[dict[str, Any]]
    evidence: list[dict[str, Any]]


@dataclass(slots=True)
class DecideLine:
    """``decide``: the verdict appended and the state it leaves the hit in."""

    verdict_id: str
    hit_id: str
    decision: Decision
    taxon: str | None
    reviewer: str
    at: str
    state: HitState


@dataclass(slots=True)
class WatchLine:
    """``watches list``."""

    name: str
    version: int
    probes: int
    every: str | None
    saved_at: str
    retired_at: str | None


@dataclass(slots=True)
class WatchShownLine:
    """``watches show``."""

    name: str
    version: int
    spec: dict[str, Any]
    probes: list[dict[str, Any]]


@dataclass(slots=True)
class WatchAddedLine:
    """``watches add``; ``new`` false when the version was there already."""

    name: str
    version: int
    probes: int
    new: bool


@dataclass(slots=True)
class WatchRetiredLine:
    """``watches retire``."""

    name: str
    retired_at: str


@dataclass(slots=True)
class FaultLine:
    """``terms check``."""

    file: str
    line: int
    column: int
    message: str


@dataclass(slots=True)
class TrendLine:
    """``trends``; a part that is not told apart is null."""

    week: str | None
    site: str | None
    target: str | None
    language: str | None
    listings: int
    new: int
    sellers: int
    sightings: int
    probes: int
    pages: int
    erased: int
    country: str | None
    product: str | None
    probe: str | None


@dataclass(slots=True)
class CopyLine:
    """``store copy``: a section of the store. ``written``: rows that were new or had changed; ``there``: were there."""

    kind: str
    written: int
    there: int


@dataclass(slots=True)
class ProblemLine:
    """``store check``, and what ``trends rebuild`` mended."""

    what: str
    count: int
    cure: str


@dataclass(slots=True)
class MigrationLine:
    """``store migrate``; one line "nothing to do" where nothing was."""

    done: str


@dataclass(slots=True)
class RereadLine:
    """``reparse`` and ``rematch``: pages or revisions read, new revisions, hits made and withdrawn.

    ``missing``: pages that are past their retention or whose site file is gone.
    """

    run_id: str
    read: int
    changed: int
    new_hits: int
    withdrawn: int
    missing: int


@dataclass(slots=True)
class FindingLine:
    """``doctor``."""

    what: str
    standing: Literal["good", "note", "bad"]
    found: str
    cure: str | None


@dataclass(slots=True)
class DemoLine:
    """``demo``: what was planted in the example marketplaces and what was found."""

    status: Literal["done", "failed", "stopped"]
    hits: int
    planted: dict[str, int]
    found: dict[str, int]
    recall: float
    precision: float
    proof: float
    misses: list[str]
    false_alarms: list[str]
    outcomes: dict[str, dict[str, int]]
    wrong: list[str]


@dataclass(slots=True)
class TermLine:
    """``terms list``; of a restricted term ``term`` is its id, ``forms`` [] and ``gloss`` null."""

    id: str
    term: str
    lang: str
    kind: Literal["species", "product", "combined", "code", "trade", "context", "exclusion"]
    target: str | None
    product: str | None
    match: Literal["word", "prefix", "substring", "token", "phrase", "regex", "shadow", "emoji"]
    weight: Literal["strong", "medium", "weak", "context", "hard", "soft"]
    search: bool
    origin: Literal["curated", "imported"]
    sensitivity: Literal["public", "restricted"]
    status: Literal["candidate", "active", "retired"]
    cue: list[str]
    needs: list[str]
    forms: list[str]
    gloss: str | None
    source: list[str]


@dataclass(slots=True)
class SiteLine:
    """``sites list``: a site file; ``places`` are names for ``crawl --place``."""

    site: str
    name: str
    company: str
    access: Literal["api", "html", "embedded-json", "feed", "browser", "import"]
    status: Literal["active", "unverified", "out-of-reach", "closed"]
    since: str
    country: str | None
    lane: str
    places: list[str]


@dataclass(slots=True)
class CompanyLine:
    """``sites list --companies``."""

    company: str
    product: str
    road: Literal[
        "api", "html", "embedded-json", "feed", "browser", "import", "search-engine", "partner", "none"
    ]
    status: Literal["active", "unverified", "out-of-reach", "closed", "unknown"]
    reason: str
    site: str | None
    since: str
    needs: str
    languages: str
    proof: Literal["real", "hand", "none"]
    """What the reading rests on: a real page, one written by hand, nothing."""
    verified: str
