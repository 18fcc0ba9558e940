"""The rows of the word list: targets, products, terms, examples, priors, and what is wrong with a row."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from typing import Literal, get_args

TermKind = Literal["species", "product", "combined", "code", "trade", "context", "exclusion"]
MatchMode = Literal["word", "prefix", "substring", "token", "phrase", "regex", "shadow", "emoji"]
Weight = Literal["strong", "medium", "weak", "context", "hard", "soft"]
Status = Literal["candidate", "active", "retired"]

KINDS: tuple[str, ...] = get_args(TermKind)
MODES: tuple[str, ...] = get_args(MatchMode)
WEIGHTS: tuple[str, ...] = get_args(Weight)
STATUSES: tuple[str, ...] = get_args(Status)
ORIGINS = ("curated", "imported")
SENSITIVITIES = ("public", "restricted")
SIGNAL_KINDS = frozenset({"species", "combined", "code"})
"""Kinds that can speak for a target; the others only strengthen or weaken them."""

TermKey = tuple[str, str, str, str]
"""(lang, NFC term, target, kind): what makes two rows the same term."""


def term_key(lang: str, term: str, target: str | None, kind: str) -> TermKey:
    return (lang, unicodedata.normalize("NFC", term), target or "", kind)


def term_id(lang: str, term: str, target: str | None, kind: str) -> str:
    """``<lang>:`` and 10 hex digits of the SHA-256 of the key's parts joined by U+001F."""
    digest = hashlib.sha256("\x1f".join(term_key(lang, term, target, kind)).encode()).hexdigest()
    return f"{lang}:{digest[:10]}"


@dataclass(frozen=True, slots=True)
class Target:
    """What terms stand for: a taxon or a group, with a permanent id and a parent."""

    target: str
    label_en: str = ""
    parent: str | None = None
    rank: str = ""
    scientific_name: str = ""
    name_authority: str = ""
    described_on: str = ""
    aliases: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    """Scientific names inside the target that are not meant (budgerigar inside all parrots)."""
    note: str = ""


Taxon = Target


@dataclass(frozen=True, slots=True)
class Product:
    """What is made of a target, with the CITES trade term codes it may stand for."""

    product: str
    label_en: str = ""
    cites_terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of the keyword list; docs/reference/terms.md explains each column."""

    id: str
    lang: str
    term: str
    kind: TermKind
    target: str | None = None
    product: str | None = None
    match: MatchMode = "word"
    cue: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    weight: Weight = "medium"
    region: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    search: bool = False
    forms: tuple[str, ...] = ()
    origin: Literal["curated", "imported"] = "curated"
    sensitivity: Literal["public", "restricted"] = "public"
    status: Status = "candidate"
    gloss: str = ""
    romanised: str = ""
    expires: str = ""
    source: tuple[str, ...] = ()
    note: str = ""
    reviewed_by: str = ""
    last_reviewed: str = ""

    @property
    def key(self) -> TermKey:
        return term_key(self.lang, self.term, self.target, self.kind)

    @property
    def restricted(self) -> bool:
        return self.sensitivity == "restricted"

    @property
    def shown(self) -> str:
        """The word, or of a restricted term its id: safe in messages, logs and records."""
        return self.id if self.restricted else self.term


@dataclass(frozen=True, slots=True)
class Example:
    """A title that a term must catch, or that must be spared (for one target, or for all)."""

    lang: str
    title: str
    verdict: Literal["catch", "spare"]
    term: str = ""
    target: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Prior:
    """What a site's own category says before a word is read.

    ``pattern`` is a word looked for in the folded category; ``provides`` are cue groups it counts
    as; ``value`` is added to the score of ``product`` (empty: of any).
    """

    field: Literal["category", "site"]
    pattern: str
    product: str = ""
    provides: tuple[str, ...] = ()
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class Disguise:
    """A sign that sellers write, and what they mean by it.

    ``scope``: ``digit`` (inside a word), ``letter`` (a look-alike), ``separator`` (means nothing), ``emoji`` (a word),
    ``variant`` (another form of an ideograph, which folding knows).
    """

    written: str
    meant: str
    scope: str


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong in a file: where (line and column counted from 1) and what to do."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"
