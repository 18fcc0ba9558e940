"""What a reviewer is shown next, and with what probability: the ordered queue, between its items the random audit and
second opinions. A slot of the queue is the listing that is next and who looks; what it becomes follows from the stored seed."""

from __future__ import annotations

import time
from collections.abc import Container, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from django.http import HttpRequest

from warden.identity import instant, now
from warden.records import HitLine
from warden.review import here
from warden.review.people.models import Person, Right
from warden.review.people.rights import person_of
from warden.review.queue import second
from warden.review.queue.filters import Filters
from warden.review.queue.models import Assignment, Held
from warden.sampling import audit
from warden.sampling.chance import Plan, keep, number, plan_of
from warden.store.base import HitQuery
from warden.store.paging import place

PAGE = 50
CLAIM = timedelta(minutes=10)
SECOND = 0.25
"""Part of the slots that go to second opinions while any are wanted."""
_OFFER, _SERVED, _SLOTS = "offer", "slots", 50
_TRIED = 20
_LEFT, WHILE = "left", 1_800
"""Seconds for which a skipped listing is not offered again."""
"""Listings that are drawn when others take them first."""


class Offer(NamedTuple):
    """What is shown, and why."""

    hit_id: str
    queue: str
    stratum: str
    probability: float


def window() -> str:
    """Listings first seen since then are audited and estimated: of older ones without a hit only audited ones are left."""
    return instant(now() - timedelta(days=here.config().retention.other)) or ""


def following(request: HttpRequest, line: HitLine | None) -> Offer | None:
    """The next item for this person, noted for when it is shown; ``None`` when nothing is left."""
    found = _drawn(request, coming(request, line), line)
    if found is not None:
        request.session[_OFFER] = list(found)
    return found


def _drawn(request: HttpRequest, ahead: HitLine | None, line: HitLine | None) -> Offer | None:
    store, person = here.store(), person_of(request)
    plan = plan_of(store)
    share = here.config().console.audit_share
    slot = ahead.listing_key if ahead else "end"
    served: list[str] = request.session.get(_SERVED, [])
    wanted = second.wanted(store, person, line.listing_key if line else None)
    if slot in served and ahead is not None:
        return _priority(ahead, 1.0)
    audited = number(plan.seed, "slot", slot, person.username) < share
    if audited and ahead is not None:
        offer = audit_item(request, plan, slot, share)
        if offer is not None:
            request.session[_SERVED] = [*served[-_SLOTS:], slot]
            return offer
    left = 1.0 - share
    if wanted and (ahead is None or number(plan.seed, "again", slot, person.username) < SECOND):
        opinion, shown = wanted
        if hold(request, shown.hit_id, again=True):
            request.session[_SERVED] = [*served[-_SLOTS:], slot]
            return Offer(opinion.hit_id, "second", opinion.stratum, opinion.probability)
    return _priority(ahead, left * (1.0 - SECOND) if wanted else left) if ahead else None


def _priority(line: HitLine, probability: float) -> Offer:
    return Offer(line.hit_id, "priority", line.grade, probability)


def audit_item(request: HttpRequest, plan: Plan, slot: str, share: float = 1.0) -> Offer | None:
    """A random listing, made a hit where it is none and held for this person; ``None`` when all are decided or held."""
    store, name = here.store(), person_of(request).username
    taken: set[str] = set()
    while len(taken) < _TRIED:
        drawn = audit.draw(store, plan, window(), slot, name, share=share, besides=taken)
        if drawn is None:
            return None
        keep(store, plan)
        hit_id = store.audit(drawn.listing_key, name, instant(now()) or "")
        # Two may have drawn it at once; the store gives it to one of them.
        if hit_id is not None and hold(request, hit_id):
            return Offer(hit_id, "audit", drawn.stratum, drawn.probability)
        taken.add(drawn.listing_key)
    return None


def offered(request: HttpRequest, line: HitLine) -> Offer:
    """Why this hit is on the screen: as it was offered, else because somebody opened it."""
    told: list[Any] | None = request.session.get(_OFFER)
    return Offer(*told) if told and told[0] == line.hit_id else Offer(line.hit_id, "list", line.grade, 1.0)


def note_offer(request: HttpRequest, offer: Offer) -> None:
    """Remember why the hit that comes next is shown."""
    request.session[_OFFER] = list(offer)


def skip(request: HttpRequest, listing_key: str) -> None:
    """Who leaves a listing to others is not offered it again for a while, unless nothing else is left."""
    kept = _skipped(request)
    kept.pop(listing_key, None)
    request.session[_LEFT] = {**dict(list(kept.items())[-_SLOTS:]), listing_key: time.time()}


def _skipped(request: HttpRequest) -> dict[str, float]:
    told: dict[str, float] = request.session.get(_LEFT, {})
    return {key: at for key, at in told.items() if at > time.time() - WHILE}


def coming(request: HttpRequest, line: HitLine | None) -> HitLine | None:
    """The next open hit that the filters let through, of another listing than this one; behind the last comes the first.

    Open is what nobody has decided, and nobody else holds or was given. What was skipped comes when nothing else is left.
    """
    skipped = _skipped(request)
    return _coming(request, line, skipped) or (_coming(request, line, {}) if skipped else None)


def _coming(request: HttpRequest, line: HitLine | None, skipped: Container[str]) -> HitLine | None:
    person = person_of(request)
    query = Filters({**request.GET.dict(), "state": ""}, person=person).query(limit=PAGE)
    settling = request.GET.get("state") == "disputed" and person.may(Right.ADJUDICATE)
    query = replace(query, states=("disputed",) if settling else ("new", "claimed"))
    elsewhere = set(Assignment.objects.exclude(person=person).values_list("hit_id", flat=True))
    places = [None] if line is None else [place(query, line), None]
    for after in places:
        for one in _all_from(query, after):
            same = one.listing_key in skipped or (line is not None and one.listing_key == line.listing_key)
            free = one.state in ("new", "disputed") or hold(request, one.hit_id)
            free = free and one.hit_id not in elsewhere
            if not same and free:
                return one
    return None


def _all_from(query: HitQuery, after: str | None) -> Iterator[HitLine]:
    """Page by page: the best fifty may all be somebody else's."""
    while True:
        found = list(here.store().search(replace(query, after=after)))
        yield from found
        if len(found) < PAGE:
            return
        after = place(query, found[-1])


def hold(request: HttpRequest, hit_id: str, *, again: bool = False) -> bool:
    """Keep the hit from others for a while; false where another holds it."""
    at, person = now(), person_of(request)
    until = at + CLAIM
    made = here.store().claim(hit_id, person.username, instant(at) or "", instant(until) or "", again=again)
    if made:
        Held.objects.filter(until__lt=at).delete()
        held = {"person": person, "until": until}
        since = {} if Held.objects.filter(hit_id=hit_id, person=person).exists() else {"since": at}
        Held.objects.update_or_create(hit_id=hit_id, defaults={**held, **since})
    return made


def holder(line: HitLine, person: Person) -> Held | None:
    """Who else holds the hit, and since when, as far as this console knows."""
    held = Held.objects.filter(hit_id=line.hit_id, until__gt=now()).exclude(person=person)
    return held.select_related("person").first() if line.state == "claimed" else None


def let_go(person: Person, hit_id: str) -> None:
    """Leave the hit to others: it was skipped."""
    here.store().release(hit_id, person.username)
    Held.objects.filter(hit_id=hit_id, person=person).delete()
