"""The operations of the JSON interface."""

from __future__ import annotations

import logging
from dataclasses import asdict, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Query, Schema
from ninja.errors import HttpError, ValidationError

from warden import __version__
from warden.errors import UsageError, WardenError
from warden.records import HitLine
from warden.review import here
from warden.review.api import near, shapes
from warden.review.api.access import Bearer, TooMany, token_of
from warden.review.api.deciding import deciding_by
from warden.review.people.audit import note_of
from warden.review.people.models import Person, Scope
from warden.review.queue import blind
from warden.store.paging import place

COUNTED = 10_000
"""Hits up to which all are counted."""
MOST_ROWS = 10_000
"""Buckets of one answer."""
FAULTS = dict.fromkeys((400, 401, 403, 404, 422, 429, 503), shapes.Fault)

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
    _refuse(_unheard(request, shapes.SearchAsked) or near.unknown(asked.site, asked.language, asked.country))
    person = token_of(request).person
    kept = blind.hidden(person)
    query = asked.query(kept)
    lines = list(here.store().search(query))
    shown = lines[: asked.limit]
    after = place(query, shown[-1]) if len(lines) > asked.limit else None
    total = here.store().count(replace(query, after=None), COUNTED + 1)
    told = {
        "hits": _shown(shown, person, kept),
        "total": min(total, COUNTED),
        "at_least": total > COUNTED,
        "after": after,
    }
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
    return _told(deciding_by(request, [_known(hit_id)], asked)[0], 201)


@api.post(
    "/verdicts",
    auth=Bearer(Scope.DECIDE),
    response={201: shapes.Decided, **FAULTS},
    operation_id="decide_several",
)
def decide_several(request: HttpRequest, asked: shapes.DecideAllAsked) -> HttpResponse:
    """The same verdict on several hits of one listing: on all of them, or on none."""
    lines = [_known(hit_id) for hit_id in dict.fromkeys(asked.hits)]
    if len({line.listing_key for line in lines}) > 1:
        raise HttpError(422, "hits: they are not all of one listing")
    return _told({"verdicts": deciding_by(request, lines, asked)}, 201)


@api.get("/trends", auth=Bearer(Scope.TRENDS), response={200: shapes.Trends, **FAULTS}, operation_id="trends")
def trends(request: HttpRequest, asked: Query[shapes.TrendsAsked]) -> HttpResponse:
    """Listings with a hit, counted; on the same basket of probes unless `all_probes`."""
    _refuse(_unheard(request, shapes.TrendsAsked) or near.unknown(asked.site, asked.language, ()))
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


def _unheard(request: HttpRequest, shape: type[Schema]) -> str | None:
    """What is asked for under a name that there is not: a filter misspelt would let everything through."""
    for name in request.GET:
        if name not in shape.model_fields:
            return f"{name}: there is no such parameter{near.like(name, shape.model_fields)}"
    return None


def _refuse(why: str | None) -> None:
    if why:
        raise HttpError(422, why)


_PLAIN = {"missing": "it is needed", "extra_forbidden": "there is no such field"}


def _wrong(fault: ValidationError) -> str:
    """What is wrong with which field, without the names that things have in here."""
    told = []
    for one in fault.errors:
        place = [str(part) for part in one["loc"][1:] if not isinstance(part, int)]
        name = ".".join(place[1:] if place[:1] == ["asked"] else place) or "body"
        told.append(f"{name}: {str(_PLAIN.get(one['type'], one['msg'])).removeprefix('Value error, ')}")
    return "; ".join(dict.fromkeys(told))


def refused(fault: Exception) -> HttpResponse:
    """One line for each kind of fault; what nobody expected is logged and told as such."""
    status, why = 500, "a fault in Warden; it is in the log of the console"
    if isinstance(fault, ValidationError):
        status, why = 422, _wrong(fault)
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
    answer = _told({"error": why}, status)
    if isinstance(fault, TooMany):
        answer["Retry-After"] = str(fault.wait)
    return answer


def _handled(_request: HttpRequest, fault: Any) -> HttpResponse:
    return refused(fault)


for kind in (Exception, ValidationError, HttpError, Http404, WardenError):
    api.add_exception_handler(kind, _handled)
