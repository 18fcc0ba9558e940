"""The law beside a card: how its targets stand on the day it was offered, where it was offered, by the dated lists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from keywords.law import Law
from keywords.standing import Standing, standings
from warden.records import HitLine
from warden.review import here


@dataclass(frozen=True, slots=True)
class Stands:
    """The answers for one target; ``on`` is the day they are of."""

    target: str
    on: str
    country: str | None
    answers: list[Standing]


@cache
def _law() -> Law:
    return Law(here.vocabulary(), here.config().term_directories)


def law_of(hits: list[HitLine]) -> list[Stands]:
    """For each target of a listing, the lists that speak of it; the day is the offer's own, else when it was first seen."""
    told: list[Stands] = []
    for line in hits:
        if line.target is None or line.target not in here.vocabulary().targets:
            continue
        day = _day(line)
        found = standings(_law().way(_law().subject(line.target)), line.country, day, _law().lists)
        answers = [one for one in found if one.verdict not in ("unknown", "not_listed")]
        told.append(Stands(line.target, day, line.country, answers))
    return told


def _day(line: HitLine) -> str:
    listed = line.listed_at or ""
    return listed[:10] if len(listed) >= 10 else line.first_seen_at[:10]
