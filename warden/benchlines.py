"""Lines of ``terms try``, ``terms ledger`` and ``terms suggest`` with ``--json``; the others are in ``warden.lines``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from warden.records import Grade, Role

Kind = Literal["species", "product", "combined", "code", "trade", "context", "exclusion"]
Mode = Literal["word", "prefix", "substring", "token", "phrase", "regex", "shadow", "emoji"]
Weight = Literal["strong", "medium", "weak", "context", "hard", "soft"]


@dataclass(slots=True)
class MarkedWord:
    """A matched word of a title, by code points."""

    start: int
    end: int
    role: Role


@dataclass(slots=True)
class TryExample:
    """A listing in which the tried word stands. ``words`` are [] where a restricted term is tried."""

    listing_key: str
    site: str
    title: str
    before: Grade
    after: Grade
    verdict: Literal["confirmed", "rejected"] | None
    words: list[MarkedWord]


@dataclass(slots=True)
class TermCount:
    """Listings that a listed term has a part in; of a restricted one ``term`` is its id."""

    term_id: str
    term: str
    listings: int


@dataclass(slots=True)
class WordCount:
    """Listings in which a word stands beside the tried one."""

    word: str
    listings: int


@dataclass(slots=True)
class GradeMove:
    """Listings whose best grade goes from one to another, or stays."""

    before: Grade
    after: Grade
    listings: int


@dataclass(slots=True)
class FalseFriends:
    """What speaks against the catches: verdicts, exclusions and shadows, and the words beside doubtful ones."""

    rejected: int
    exclusions: list[TermCount]
    beside: list[WordCount]


@dataclass(slots=True)
class TryLine:
    """``terms try``: ``found`` are listings that hold the word, ``caught`` those where it counts in a graded reading,
    ``new`` those of them that the list as it is leaves alone. ``share`` is ``confirmed`` of ``reviewed``, ``low`` to
    ``high`` its 95 % interval. ``row`` is null for a restricted word."""

    term: str
    lang: str
    kind: Kind
    target: str | None
    product: str | None
    match: Mode
    weight: Weight
    needs: list[str]
    listed: bool
    sites: list[str]
    revisions: int
    found: int
    caught: int
    new: int
    moves: list[GradeMove]
    reviewed: int
    confirmed: int
    share: float | None
    low: float | None
    high: float | None
    overlap: list[TermCount]
    false_friends: FalseFriends
    examples: list[TryExample]
    against: list[TryExample]
    row: str | None


@dataclass(slots=True)
class SuggestExample:
    """A listing in which a suggested word stands."""

    listing_key: str
    site: str
    title: str


@dataclass(slots=True)
class SuggestLine:
    """``terms suggest``: a word that stands in ``having`` of ``of`` listings of the group that is ahead and in ``out_having`` of
    ``out_of`` of the other. ``comparison``: ``verdicts`` (confirmed against rejected) or ``hits`` (against listings that are
    none). Of a ``variant`` only ``having`` is counted, over all listings, and ``near`` is the listed word."""

    word: str
    lang: str
    target: str | None
    how: Literal["word", "phrase", "sign", "variant", "disguise"]
    near: str | None
    comparison: Literal["verdicts", "hits"]
    having: int
    of: int | None
    out_having: int | None
    out_of: int | None
    log_odds: float | None
    z: float | None
    examples: list[SuggestExample]
    row: str


@dataclass(slots=True)
class LedgerLine:
    """``terms ledger``: a term on a site. ``listings`` were shown by the pages of its probes, ``found`` of them are hits of
    any term; ``hits`` are those in which the term itself speaks for the target, whoever found them. ``precision`` is ``confirmed`` of
    ``reviewed``, ``low`` to ``high`` its 95 % interval. ``minutes`` of review are null where nobody was timed."""

    term_id: str
    term: str
    lang: str
    site: str
    kind: Kind
    target: str | None
    probes: int
    pages: int
    listings: int
    found: int
    hits: int
    reviewed: int
    confirmed: int
    precision: float | None
    low: float | None
    high: float | None
    last_useful: str | None
    minutes: float | None
    advice: Literal["retire", "split", "add_exclusion"] | None
    why: str | None
