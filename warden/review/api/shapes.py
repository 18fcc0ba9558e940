"""What is asked and answered; hits, verdicts and trends have the shape of the command line's ``--json``."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from warden.decisions import REASONS, Confidence, Decision, IdBasis, IdRank, Material
from warden.lines import DecideLine, TrendLine
from warden.records import Grade, HitLine, HitState, Origin, Verdict
from warden.review import here
from warden.review.api import near
from warden.store.base import HitQuery

_INSTANT = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?Z?)?)?)?", re.ASCII)
_WEEK = re.compile(r"\d{4}-W(0[1-9]|[1-4]\d|5[0-3])", re.ASCII)
Reason = Literal[REASONS]  # type: ignore[valid-type]  # a vocabulary of its own, as a tuple


def _day(text: str) -> str:
    try:
        whole = bool(_INSTANT.fullmatch(text))
        date.fromisoformat((text + "-01-01")[:10] if len(text) in (4, 7) else text[:10])
    except ValueError:
        whole = False
    if not whole:
        raise ValueError("no date: write 2026, 2026-11, 2026-11-21 or an instant in UTC")
    return text


def _week(text: str) -> str:
    return text if _WEEK.fullmatch(text) else _day(text)


Day = Annotated[str, AfterValidator(_day), Field(max_length=20, examples=["2026-11"])]
Week = Annotated[str, AfterValidator(_week), Field(max_length=20, examples=["2026-W47"])]
Target = Annotated[str, AfterValidator(near.target), Field(max_length=100, examples=["elephant"])]
Word = Annotated[str, Field(max_length=100)]
Part = Literal["week", "site", "target", "language"]
Country = Annotated[str, Field(pattern=r"^[A-Za-z]{2}$")]


def _many(told: str) -> Any:
    return Field(default_factory=list, max_length=50, description=told)


class SearchAsked(Schema):
    """Filters of a search; of one with several values any of them holds, and all filters together."""

    q: str = Field("", max_length=500, description="Words that stand together, in any script")
    target: list[Target] = _many("These targets and all under them")
    site: list[Word] = _many("Sites")
    language: list[Word] = _many("Languages of the listing")
    country: list[Country] = _many("Countries, two letters")
    grade: list[Grade] = _many("hit or review")
    state: list[HitState] = _many("States of review")
    decision: list[Decision] = _many("What was decided")
    origin: list[Origin] = _many("What made the hit")
    since: Day | None = Field(None, description="First seen on or after")
    until: Day | None = Field(None, description="First seen on or before")
    seller: Word | None = Field(None, description="Key of a seller")
    withdrawn: bool = Field(False, description="Also hits that no current reading makes")
    order: Literal["newest", "oldest", "score", "relevance"] = "newest"
    limit: int = Field(50, ge=1, le=200, description="Hits of one answer")
    after: str | None = Field(None, max_length=1_000, description="`after` of the answer before")

    def query(self, kept: Collection[str] = ()) -> HitQuery:
        """As the stores take it, one hit more than is shown: whether there are others. ``kept``: listings of which a filter
        by what was decided must not tell."""
        return HitQuery(
            text=self.q or None,
            targets=below(self.target),
            sites=self.site,
            languages=self.language,
            countries=[one.upper() for one in self.country],
            grades=self.grade,
            states=self.state,
            decisions=self.decision,
            origins=self.origin,
            since=self.since,
            until=self.until,
            seller_key=self.seller,
            besides=sorted(kept) if self.state or self.decision else (),
            withdrawn=self.withdrawn,
            order=self.order,
            limit=self.limit + 1,
            after=self.after,
        )


class TrendsAsked(Schema):
    """A window and what to tell apart in it."""

    since: Week | None = Field(None, description="First week: a day, a month or 2026-W47")
    until: Week | None = Field(None, description="Last week: a day, a month or 2026-W47")
    by: list[Part] = Field(default=["week"], max_length=4, description="What to tell apart; default: week")
    target: list[Target] = _many("These targets and all under them")
    site: list[Word] = _many("Sites")
    language: list[Word] = _many("Languages of the listing")
    all_probes: bool = Field(False, description="Not only what ran in every week of the window")


class DecideAsked(Schema):
    """A verdict, as the console's form takes it."""

    model_config = ConfigDict(extra="forbid")

    decision: Decision
    reasons: list[Reason] = Field(default_factory=list, max_length=len(REASONS))
    taxon: str | None = Field(None, max_length=200, description="A target, or a scientific name")
    note: str | None = Field(None, max_length=2_000)
    rank: IdRank | None = None
    basis: IdBasis | None = None
    confidence: Confidence | None = None
    material: Material | None = None
    revision_id: str | None = Field(None, max_length=100, description="The revision that was looked at")


class DecideAllAsked(DecideAsked):
    """One decision on several hits of one listing."""

    hits: list[Annotated[str, Field(max_length=100)]] = Field(
        min_length=1, max_length=50, description="Ids of hits, all of one listing"
    )


def below(targets: list[str]) -> list[str]:
    """The targets and everything under them."""
    return here.with_descendants(targets)


@dataclass(slots=True)
class Hits:
    """A page of hits; ``after`` leads to the next one, null on the last. ``total``: of all pages; ``at_least``: there are more, which are not counted."""

    hits: list[HitLine]
    total: int
    at_least: bool
    after: str | None


@dataclass(slots=True)
class Verdicts:
    """Every verdict on a hit, the oldest first; undone ones are marked."""

    verdicts: list[Verdict]


@dataclass(slots=True)
class Decided:
    """What was written, a verdict for each hit."""

    verdicts: list[DecideLine]


@dataclass(slots=True)
class Trends:
    """Buckets of counts."""

    rows: list[TrendLine]


@dataclass(slots=True)
class Fault:
    """Why there is no answer, in a line for people."""

    error: str


__all__ = [
    "DecideAllAsked", "DecideAsked", "DecideLine", "Decided", "Fault", "HitLine", "Hits", "SearchAsked", "Trends", "TrendsAsked", "Verdicts",
]  # fmt: skip
