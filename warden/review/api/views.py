"""The operations of the JSON interface."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError

from warden import __version__
from warden.decisions import Seen
from warden.errors import UsageError, WardenError
from warden.identity import drawn, instant, now
from warden.records import HitLine, Verdict
from warden.review import here
from warden.review.api import shapes
from warden.review.api.access import Bearer, token_of
from warden.review.people.audit import note_of
from warden.review.people.models import Person, Scope
from warden.review.queue import blind, deciding, second
from warden.review.queue.models import Assignment
from warden.store.paging import place

MOST_ROWS = 10_000
"""Buckets of one answer."""
FAULTS = dict.fromkeys((400, 401, 403, 404, 422, 503), shapes.Fault)

api = NinjaAPI(
    title="Warden",
    version=__version__,
    description="Hits, verdicts and trends of one installation. Every call needs a token: `Authorization: Bearer warden_…`.",
    docs_url=None,  # its page comes from other people's servers
    urls_namespace="api",
)


@api.get("/hits", auth=Bearer(Scope.READ), response={200: shapes.Hits, **FAULTS}, operation_id="search")
def search(request: HttpRequest, asked: Query[shapes.SearchAsked]) -> HttpResponse:
    """Hits by words and filters, a page of them; go on with `after`. A hit of which a second opinion is asked of you is
    told as if nobody had decided it."""
    person = token_of(request).person
    kept = blind.hidden(person)
    query = asked.query(kept)
    lines = list(here.store().search(query))
    shown = lines[: asked.limit]
    after = place(query, shown[-1]) if len(lines) > asked.limit else None
    told = {"hits": _shown(shown, person, kept), "total": here.store().count(query), "after": after}
    return _told(told)


@api.get("/hits/{hit_id}", auth=Bearer(Scope.READ), response={200: HitLine, **FAULTS}, operation_id="hit")
def hit(request: HttpRequest, hit_id: str) -> HttpResponse:
    """One hit; as if nobody had decided it where a second opinion on it is asked of you."""
    line, person = _known(hit_id), token_of(request).person
    note_of(person.username, "looked at a hit by a token", hit_id)
    [told] = _shown([line], person, blind.hidden(person))
    return _told(told)


@api.get(
    "/hits/{hit_id}/verdicts",
    auth=Bearer(Scope.READ),
    response={200: shapes.Verdicts, **FAULTS},
    operation_id="verdicts",
)
def verdicts(request: HttpRequest, hit_id: str) -> HttpResponse:
    """What people decided on a hit."""
    line, person = _known(hit_id), token_of(request).person
    if line.listing_key in blind.hidden(person):
        raise HttpError(
            403, "a second opinion on this hit is asked of you: what others decided is not told before"
        )
    note_of(person.username, "looked at verdicts by a token", hit_id)
    found = here.store().verdicts(hit_id)
    if any(one.reviewer != person.username for one in found):
        blind.keep(person, [line.listing_key])
    return _told({"verdicts": [asdict(one) for one in found]})


@api.post(
    "/hits/{hit_id}/verdicts",
    auth=Bearer(Scope.DECIDE),
    response={201: shapes.DecideLine, **FAULTS},
    operation_id="decide",
)
def decide(request: HttpRequest, hit_id: str, asked: shapes.DecideAsked) -> HttpResponse:
    """Append a verdict in the name of the token's person; nothing is overwritten."""
    line, store = _known(hit_id), here.store()
    form = deciding.Decision({name: value for name, value in asked.dict().items() if value is not None})
    if not form.is_valid():
        raise HttpError(422, _first(form.errors))
    if deciding.nameless(store, line, form.cleaned_data):
        raise HttpError(422, f"taxon: {deciding.NAMELESS}")
    shown = asked.revision_id
    if shown is not None and all(one["revision_id"] != shown for one in store.revisions(line.listing_key)):
        raise HttpError(422, "revision_id: the listing has no such revision")
    said, person = form.cleaned_data, token_of(request).person
    opinion = blind.opinion_on(line, person)
    verdict = Verdict(
        verdict_id=drawn(),
        hit_id=hit_id,
        revision_id=shown,
        recipe=None,
        decision=asked.decision,
        reviewer=person.username,
        at=instant(now()) or "",
        taxon=said["taxon"],
        reasons=list(dict.fromkeys(asked.reasons)),
        note=said["note"] or None,
        seen=Seen(**{name: said[name] or None for name in deciding.SEEN}, blind=opinion is not None or None),
    )
    store.add_verdict(verdict)
    Assignment.objects.filter(hit_id=hit_id).delete()
    if opinion is not None:
        second.given(opinion, verdict.reviewer)
    else:
        second.asked(line, asked.decision, verdict.reviewer)
    blind.settle(line)
    note_of(verdict.reviewer, f"decided by a token: {asked.decision}", hit_id)
    kept = {
        name: getattr(verdict, name)
        for name in ("verdict_id", "hit_id", "decision", "taxon", "reviewer", "at")
    }
    return _told({**kept, "state": _known(hit_id).state}, 201)


@api.get("/trends", auth=Bearer(Scope.TRENDS), response={200: shapes.Trends, **FAULTS}, operation_id="trends")
def trends(request: HttpRequest, asked: Query[shapes.TrendsAsked]) -> HttpResponse:  # noqa: ARG001
    """Listings with a hit, counted; on the same basket of probes unless `all_probes`."""
    rows = here.store().trends(
        since=asked.since,
        until=asked.until,
        by=list(dict.fromkeys(asked.by)),
        targets=shapes.below(asked.target),
        sites=asked.site,
        languages=asked.language,
        same_basket=not asked.all_probes,
    )
    if len(rows) > MOST_ROWS:
        raise HttpError(400, f"{len(rows):,} rows, more than {MOST_ROWS:,}: narrow the window or the filters")
    return _told({"rows": [asdict(row) for row in rows]})


def _shown(lines: list[HitLine], person: Person, kept: frozenset[str]) -> list[dict[str, Any]]:
    """Lines as this person may see them; that they are shown what others decided is noted."""
    told = [blind.masked(line, kept) for line in lines]
    blind.keep(person, blind.decided_by_others(told, person))
    return [asdict(line) for line in told]


def _known(hit_id: str) -> HitLine:
    line = here.store().hit(hit_id)
    if line is None:
        raise HttpError(404, "there is no such hit")
    return line


def _told(value: Any, status: int = 200) -> HttpResponse:
    answer = JsonResponse(value, status=status, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "private, no-store"
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def _first(errors: Any) -> str:
    return "; ".join(f"{name}: {' '.join(told)}" for name, told in errors.items())


def refused(fault: Exception) -> HttpResponse:
    """One line for each kind of fault; what nobody expected is logged and told as such."""
    status, why = 500, "a fault in Warden; it is in the log of the console"
    if isinstance(fault, ValidationError):
        told = (f"{'.'.join(map(str, one['loc'][1:])) or 'body'}: {one['msg']}" for one in fault.errors)
        status, why = 422, "; ".join(told)
    elif isinstance(fault, HttpError):
        status = fault.status_code
        why = "a token is needed: Authorization: Bearer warden_…" if status == 401 else str(fault)
    elif isinstance(fault, Http404):
        status, why = 404, "there is nothing at this address; openapi.json tells what there is"
    elif isinstance(fault, WardenError):
        status, why = (400 if isinstance(fault, UsageError) else 503), str(fault)
        if status == 503:
            here.forget_store()
    else:
        logging.getLogger(__name__).error("the JSON interface failed", exc_info=fault)
    return _told({"error": why}, status)


def _handled(_request: HttpRequest, fault: Any) -> HttpResponse:
    return refused(fault)


for kind in (Exception, ValidationError, HttpError, Http404, WardenError):
    api.add_exception_handler(kind, _handled)
