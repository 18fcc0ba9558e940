"""What the decisions come to: disputes to settle, agreement, estimates of what is there; the picker of names."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from warden.records import HitLine
from warden.review import here
from warden.review.people.models import Right
from warden.review.people.rights import needs, person_of
from warden.review.queue import second
from warden.review.queue.disputes import Side, sides
from warden.review.queue.drawing import window
from warden.review.queue.filters import carried
from warden.review.queue.names import counted, lookup, suggestions
from warden.review.queue.second import Opinions
from warden.review.queue.words import named
from warden.sampling.agreement import Agreement, agreement
from warden.sampling.audit import looks
from warden.sampling.chance import plan_of
from warden.sampling.estimate import Estimate, estimated
from warden.store.base import HitQuery

PAGE = 100
LONGEST = 100
"""Characters of a name that is looked for."""

KEPT = 60
"""Seconds for which estimates are kept: several people look at once, and what was decided since counts soon."""


class AgreementRow(NamedTuple):
    """Figures of a target or a person; ``exact``: pairs with the very same decision."""

    name: str
    told: Agreement
    exact: int


class EstimateRow(NamedTuple):
    """Figures of a target."""

    name: str
    told: Estimate


@require_safe
@needs(Right.ADJUDICATE)
@cache_control(private=True, no_store=True)
def disputed(request: HttpRequest) -> HttpResponse:
    """What reviewers see differently, both sides of it."""
    store = here.store()
    query = HitQuery(states=["disputed"], order="oldest", limit=PAGE)
    lines = list(store.search(query))
    verdicts = store.verdicts_of([line.hit_id for line in lines])
    rows: list[tuple[HitLine, list[Side]]] = [(line, sides(verdicts.get(line.hit_id, []))) for line in lines]
    return render(request, "queue/disputed.html", {"rows": rows, "total": store.count(query)})


@require_safe
@needs(Right.READ)
@cache_control(private=True, no_store=True)
def agree(request: HttpRequest) -> HttpResponse:
    """How far second opinions agree with the first: by target for everybody, by person for that person alone."""
    person = person_of(request)
    pairs = second.opinions(here.store())
    targets = sorted({one.target for one in pairs})
    rows = [
        _row("", pairs),
        *(_row(named(name, "target"), [p for p in pairs if p.target == name]) for name in targets),
    ]
    all_people = person.may(Right.AGREEMENT)
    names_there = sorted({name for one in pairs for name in (one.first, one.second)})
    people = [
        _row(name, [one for one in pairs if name in (one.first, one.second)])
        for name in names_there
        if all_people or name == person.username
    ]
    return render(request, "queue/agreement.html", {"rows": rows, "people": people})


def _row(name: str, pairs: list[Opinions]) -> AgreementRow:
    same = sum(one.decisions[0] == one.decisions[1] for one in pairs)
    return AgreementRow(name, agreement([one.classes for one in pairs]), same)


@require_safe
@needs(Right.READ)
@cache_control(private=True, no_store=True)
def estimate(request: HttpRequest) -> HttpResponse:
    """How many listings a review of all would confirm, by target, and what that rests on."""
    since, rows = _estimated(int(time.time() // KEPT))
    return render(request, "queue/estimates.html", {"rows": rows, "since": since[:10]})


@lru_cache(maxsize=1)
def _estimated(_moment: int) -> tuple[str, list[EstimateRow]]:
    """(since when, the rows): reading all hits of the window costs seconds where there are many."""
    store, since = here.store(), window()
    plan = plan_of(store)
    found = store.facets(HitQuery(since=since))["target"]
    known = counted()
    read = list(looks(store.sampled_hits(since), known))
    confirmed = {name for one in read for name in one.targets if name in here.vocabulary().targets}
    targets = sorted(name for name in {*found, *confirmed} if name)
    groups = [None, *(frozenset(here.with_descendants([name])) for name in targets)]
    told = zip(["", *targets], estimated(store, plan, since, groups, read), strict=True)
    return since, [EstimateRow(name, one) for name, one in told]


@require_safe
@needs(Right.DECIDE)
def names(request: HttpRequest) -> HttpResponse:
    """Names of taxa that hold what was typed; a page whose links lead back to the card."""
    typed = request.GET.get("name", "")[:LONGEST]
    found = lookup(typed)
    told = {
        "typed": typed,
        "found": found.names,
        "whole": found.whole,
        "hit": request.GET.get("hit", ""),
        "carried": carried(request.GET),
    }
    return render(request, "queue/names.html", told)


@require_safe
@needs(Right.DECIDE)
@cache_control(private=True, max_age=3600)
def suggest(request: HttpRequest) -> JsonResponse:
    """The same for the field of the card, as it is typed."""
    found = suggestions(request.GET.get("name", "")[:LONGEST])
    rows = [{"taxon": one.taxon, "told": " · ".join(p for p in (one.name, one.told) if p)} for one in found]
    return JsonResponse({"names": rows})
