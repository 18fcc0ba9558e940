"""The pages of the queue."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST, require_safe

from warden.identity import instant, now
from warden.records import HitLine
from warden.review import here
from warden.review.people.models import Right
from warden.review.people.rights import needs, person_of
from warden.review.queue import cards, deciding, pictures
from warden.review.queue.choices import CHOICES, LABELS
from warden.review.queue.filters import Filters, carried
from warden.store.paging import place

PAGE = 50
CLAIM = timedelta(minutes=10)
_LAST, _SHOWN = "last_decision", "shown"


@require_safe
@needs(Right.READ)
@cache_control(private=True, no_store=True)
def queue(request: HttpRequest) -> HttpResponse:
    """The list of hits that the filters let through, a page of it."""
    filters = Filters(request.GET)
    query = filters.query(limit=PAGE + 1, after=request.GET.get("after"))
    lines = [] if query is None else list(here.store().search(query))
    following = place(query, lines[PAGE - 1]) if query and len(lines) > PAGE else None
    told = {
        "filters": filters,
        "rows": [(line, cards.price_text(line.price)) for line in lines[:PAGE]],
        "total": here.store().count(query) if query else 0,
        "after": following,
        "carried": carried(request.GET),
        "targets": sorted(here.vocabulary().own_targets),
    }
    return render(request, "queue/list.html", told, status=200 if query else 400)


@require_safe
@needs(Right.READ)
@cache_control(private=True, no_store=True)
def hit(request: HttpRequest, hit_id: str) -> HttpResponse:
    """The card of a hit's listing, with the buttons for who may decide; it is held for them meanwhile."""
    return _shown(request, hit_id, deciding.Decision(initial={"revision": ""}))


def _shown(request: HttpRequest, hit_id: str, form: deciding.Decision, status: int = 200) -> HttpResponse:
    store, person = here.store(), person_of(request)
    card = cards.card(store, hit_id, whole="whole" in request.GET)
    if card is None:
        raise Http404
    following = None
    if person.may(Right.DECIDE):
        _hold(request, hit_id)
        request.session[_SHOWN] = (hit_id, time.time())
        stratum = f"{card.line.grade}/{card.line.state}"
        store.add_selection(hit_id, person.username, "console", stratum, 1.0, instant(now()) or "")
        following = _next(request, card.line)
    told = {
        "card": card,
        "form": form,
        "choices": CHOICES,
        "carried": carried(request.GET),
        "next": following.hit_id if following else None,
        # Fetched while this one is looked at.
        "next_pictures": cards.pictures_of(store, following.listing_key)[:1] if following else [],
        "may_decide": person.may(Right.DECIDE),
        "may_undo": _LAST in request.session,
    }
    return render(request, "queue/hit.html", told, status=status)


def _open_for(request: HttpRequest, hit_id: str) -> int | None:
    """Seconds since this person was shown the card; ``None`` when another one was shown meanwhile."""
    shown, since = request.session.get(_SHOWN, (None, 0.0))
    return max(0, round(time.time() - since)) if shown == hit_id else None


@require_POST
@needs(Right.DECIDE)
def decide(request: HttpRequest, hit_id: str) -> HttpResponse:
    """Write the verdicts and go on to the next hit; what is wrong is told on the card."""
    form = deciding.Decision(request.POST)
    store = here.store()
    line = store.hit(hit_id)
    if line is None:
        raise Http404
    if not form.is_valid():
        return _shown(request, hit_id, form, 400)
    following = _next(request, line)
    seconds = _open_for(request, hit_id)
    made = deciding.decide(store, line, form.cleaned_data, person_of(request).username, seconds)
    request.session[_LAST] = {"hit": hit_id, "made": made}
    label = LABELS[form.cleaned_data["decision"]]
    told = ngettext("%(label)s: one verdict.", "%(label)s: %(count)d verdicts.", len(made))
    messages.success(request, told % {"label": label, "count": len(made)})
    return _onward(request, following.hit_id if following else None)


@require_POST
@needs(Right.DECIDE)
def undo(request: HttpRequest) -> HttpResponse:
    """Undo one's own last decision and show its hit again."""
    last = request.session.pop(_LAST, None)
    if last is None:
        messages.info(request, _("Nothing to undo."))
        return _onward(request, None)
    count = deciding.undo(here.store(), last["made"], person_of(request).username)
    told = ngettext("One verdict undone.", "%(count)d verdicts undone.", count)
    messages.success(request, told % {"count": count})
    return _onward(request, last["hit"])


@require_GET
@needs(Right.READ)
def following(request: HttpRequest) -> HttpResponse:
    """The first hit of the queue that nobody has decided or holds."""
    found = _next(request, None)
    return _onward(request, found.hit_id if found else None)


@require_GET
@needs(Right.READ)
@cache_control(private=True, max_age=86_400, immutable=True)
def picture(request: HttpRequest, listing_key: str, sha256: str) -> HttpResponse:
    """A picture of the evidence, drawn anew; 404 for what the store does not know as one of this listing."""
    known = cards.pictures_of(here.store(), listing_key)
    row = next((row for row in known if row["sha256"] == sha256), None)
    if row is None:
        raise Http404
    longest = pictures.FULL if "full" in request.GET else pictures.THUMB
    made = pictures.drawn(here.config().evidence / row["file"], longest)
    if made is None:
        raise Http404
    return HttpResponse(made, content_type="image/jpeg")


def _next(request: HttpRequest, line: HitLine | None) -> HitLine | None:
    """The next open hit that the filters let through, of another listing than this one; behind the last comes the first.

    Open is what nobody has decided, and nobody else holds.
    """
    query = Filters({**request.GET.dict(), "state": ""}).query(limit=PAGE)
    if query is None:
        return None
    query = replace(query, states=("new", "claimed"))
    places = [None] if line is None else [place(query, line), None]
    for after in places:
        for one in here.store().search(replace(query, after=after)):
            same = line is not None and one.listing_key == line.listing_key
            if not same and (one.state == "new" or _hold(request, one.hit_id)):
                return one
    return None


def _hold(request: HttpRequest, hit_id: str) -> bool:
    """Keep the hit from others for a while; false where another holds it."""
    at = now()
    name = person_of(request).username
    return here.store().claim(hit_id, name, instant(at) or "", instant(at + CLAIM) or "")


def _onward(request: HttpRequest, hit_id: str | None) -> HttpResponse:
    """To a hit's card, or to the list when none is left; the filters go along."""
    if hit_id is None:
        messages.info(request, _("Nothing is left to decide here."))
    address = reverse("hit", args=[hit_id]) if hit_id else reverse("queue")
    told = carried(request.GET)
    return redirect(f"{address}?{told}" if told else address)
