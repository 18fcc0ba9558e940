"""The pages of the queue: the list, the card, the decision."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST, require_safe

from warden.identity import instant, now
from warden.records import HitLine, Verdict
from warden.review import here
from warden.review.people.audit import note
from warden.review.people.models import Person, Right
from warden.review.people.rights import needs, person_of
from warden.review.queue import blind, cards, deciding, drawing, pictures, second
from warden.review.queue.changed import price_text
from warden.review.queue.choices import CHOICES, LABELS
from warden.review.queue.disputes import sides
from warden.review.queue.drawing import PAGE
from warden.review.queue.facets import facets
from warden.review.queue.filters import Filters, carried
from warden.review.queue.models import Assignment, Pictures, SecondOpinion
from warden.review.queue.settings import preference, searches
from warden.sampling.chance import plan_of
from warden.store.paging import place

COUNTED = 10_000
"""Hits that the list counts; of more it says so: counting all of a million would cost each page a second."""
_LAST, _SHOWN = "last_decision", "shown"


@require_safe
@needs(Right.READ)
@cache_control(private=True, no_store=True)
def queue(request: HttpRequest) -> HttpResponse:
    """The list of hits that the filters let through, a page of it."""
    person = person_of(request)
    filters, kept = Filters(request.GET, person=person), blind.hidden(person)
    query = filters.query(limit=PAGE + 1, after=request.GET.get("after"))
    lines = list(here.store().search(query))
    following = place(query, lines[PAGE - 1]) if len(lines) > PAGE else None
    total = here.store().count(replace(query, after=None), COUNTED + 1)
    asked = carried(request.GET, filters.errors)
    told = {
        "filters": filters,
        "rows": [(blind.masked(line, kept), price_text(line.price)) for line in lines[:PAGE]],
        "kept": kept,
        "total": total,
        "more_than": COUNTED if total > COUNTED else None,
        "after": following,
        "carried": asked,
        "targets": sorted(here.vocabulary().own_targets),
        "products": sorted(here.vocabulary().products),
        "facets": facets(QueryDict(asked), query, total, kept, asked="facets" in request.GET),
        "routed": any(filters.routed),
        "searches": searches(person),
        "may_decide": person.may(Right.DECIDE),
    }
    return render(request, "queue/list.html", told, status=400 if filters.errors else 200)


@require_safe
@needs(Right.READ)
@cache_control(private=True, no_store=True)
def hit(request: HttpRequest, hit_id: str) -> HttpResponse:
    """The card of a hit's listing, with the buttons for who may decide; it is held for them meanwhile."""
    taken = request.GET.get("taxon", "")
    return _shown(request, hit_id, deciding.Decision(initial={"revision": "", "taxon": taken}))


def _shown(request: HttpRequest, hit_id: str, form: deciding.Decision, status: int = 200) -> HttpResponse:
    store, person = here.store(), person_of(request)
    card = cards.card(store, hit_id, whole="whole" in request.GET)
    if card is None:
        raise Http404
    note(request, "looked at a hit", hit_id)
    following, opinion, holds, may_decide = None, None, False, person.may(Right.DECIDE)
    if may_decide:
        opinion = blind.opinion_on(card.line, person)
        again = opinion is not None and card.line.state in blind.DECIDED
        holds = drawing.hold(request, hit_id, again=again)
        if status == 200:  # a form that comes back is no other look
            request.session[_SHOWN] = (hit_id, time.time())
            offer, at = drawing.offered(request, card.line), instant(now()) or ""
            store.add_selection(hit_id, person.username, offer.queue, offer.stratum, offer.probability, at)
        following = drawing.coming(request, card.line)
    told = {
        "card": card,
        "form": form,
        "opinion": opinion,
        "chosen": LABELS.get(form.data.get("decision", "")) if form.errors else None,
        "choices": CHOICES,
        "carried": carried(request.GET),
        # Fetched while this one is looked at.
        "next_pictures": _next_pictures(following, preference(person).pictures),
        "pictures": _mode(request, person),
        # A re-listing's card would tell what was decided for all of them.
        "blind": _kept_from(person, card, opinion),
        "may_decide": may_decide,
        "holds": holds,
        "holder": drawing.holder(card.line, person),
        "known": _others(card.verdicts, card.line, person),
        "may_undo": _LAST in request.session,
        **_for_experts(card, person),
    }
    return render(request, "queue/hit.html", told, status=status)


def _others(verdicts: Iterable[tuple[HitLine, Verdict]], line: HitLine, person: Person) -> list[Verdict]:
    """What others have decided on a hit and stand by, the newest first."""
    return [
        one
        for hit, one in verdicts
        if hit.hit_id == line.hit_id and one.reviewer != person.username and not one.undone
    ]


def _told_meanwhile(request: HttpRequest, others: list[Verdict]) -> None:
    """Say what somebody decided after the card was shown, as its form tells."""
    known = request.POST.get("known")
    for one in others:
        if known is not None and one.verdict_id not in known.split(","):
            told = _("Meanwhile %(name)s decided: %(label)s. Both decisions are kept.")
            messages.warning(request, told % {"name": one.reviewer, "label": LABELS[one.decision]})


def _kept_from(person: Person, card: cards.Card, opinion: SecondOpinion | None) -> bool:
    """Whether what was decided is kept from this person; else it is noted what they are shown of it."""
    if not person.may(Right.DECIDE):
        return False
    # A re-listing's card would tell what was decided for all of them.
    if opinion is not None or second.waits((one.listing_key for one in card.relisted), person):
        return True
    told = [hit.listing_key for hit, verdict in card.verdicts if verdict.reviewer != person.username]
    blind.keep(person, [*told, *blind.decided_by_others(card.relisted, person)])
    return False


def _for_experts(card: cards.Card, person: Person) -> dict[str, Any]:
    if not person.may(Right.ADJUDICATE):
        return {}
    reviewers = [
        one for one in Person.objects.filter(is_active=True).order_by("username") if one.may(Right.DECIDE)
    ]
    line = card.line
    assigned = Assignment.objects.filter(hit_id=line.hit_id).select_related("person").first()
    return {
        "reviewers": reviewers,
        "assigned": assigned,
        "adjudicates": line.state == "disputed",
        "sides": sides(verdict for hit, verdict in card.verdicts if hit.hit_id == line.hit_id),
    }


def _mode(request: HttpRequest, person: Person) -> str:
    """How pictures are shown: as this address says, else as the person likes it."""
    asked = request.GET.get("pictures", "")
    return asked if asked in Pictures.values else preference(person).pictures


def _next_pictures(line: HitLine | None, mode: str) -> list[dict[str, Any]]:
    if line is None or mode == Pictures.NONE:
        return []
    return cards.pictures_of(here.store(), line.listing_key)[:1]


def _open_for(request: HttpRequest, hit_id: str) -> int | None:
    """Seconds since this person was shown the card; ``None`` when another one was shown meanwhile."""
    shown, since = request.session.get(_SHOWN, (None, 0.0))
    return max(0, round(time.time() - since)) if shown == hit_id else None


@require_POST
@needs(Right.DECIDE)
def decide(request: HttpRequest, hit_id: str) -> HttpResponse:
    """Write the verdicts and go on to the next hit; what is wrong is told on the card."""
    form = deciding.Decision(request.POST)
    store, person = here.store(), person_of(request)
    line = store.hit(hit_id)
    if line is None:
        raise Http404
    if form.is_valid() and deciding.nameless(store, line, form.cleaned_data):
        form.add_error("taxon", deciding.NAMELESS)
        form.fields["taxon"].widget.attrs["autofocus"] = True
    if not form.is_valid():
        return _shown(request, hit_id, form, 400)
    others = _others(((line, one) for one in store.verdicts(hit_id)), line, person)
    opinion = blind.opinion_on(line, person)
    if "blind" in request.POST and opinion is None:
        # The same card stood in another window: what was said there first, blind, must not be written over.
        messages.info(request, _("You decided on this already, or it changed. This is how it stands now."))
        return _onward(request, hit_id)
    # Only what was shown as a dispute is settled as one.
    settles = line.state == "disputed" and person.may(Right.ADJUDICATE) and "adjudicates" in request.POST
    made = deciding.decide(
        store,
        line,
        form.cleaned_data,
        person.username,
        _open_for(request, hit_id),
        blind=opinion is not None,
        adjudicates=settles,
    )
    request.session[_LAST] = {"hit": hit_id, "made": made}
    request.session.save()  # what stands in the store can be undone, whatever fails from here on
    note(request, f"decided: {form.cleaned_data['decision']}", hit_id)
    Assignment.objects.filter(hit_id__in=[name for _, name in made]).delete()
    if opinion is not None:
        second.given(opinion, person.username)
    elif not settles:
        second.asked(line, form.cleaned_data["decision"], person.username, [name for _, name in made])
    if opinion is None:
        blind.keep(person, [line.listing_key])
    for _verdict_id, name in made:
        if (one := store.hit(name)) is not None:
            blind.settle(one)
    following = drawing.following(request, line)  # only now: what was just decided is not offered again
    label = LABELS[form.cleaned_data["decision"]]
    told = ngettext("%(label)s: one verdict.", "%(label)s: %(count)d verdicts.", len(made))
    messages.success(request, told % {"label": label, "count": len(made)})
    _told_meanwhile(request, others)
    return _onward(request, following.hit_id if following else None)


@require_POST
@needs(Right.DECIDE)
def undo(request: HttpRequest) -> HttpResponse:
    """Undo one's own last decision and show its hit again."""
    last = request.session.pop(_LAST, None)
    if last is None:
        messages.info(request, _("Nothing to undo."))
        return _onward(request, None)
    name = person_of(request).username
    count = deciding.undo(here.store(), last["made"], name)
    note(request, "undid a decision", last["hit"])
    second.undone(last["made"], person_of(request))
    told = ngettext("One verdict undone.", "%(count)d verdicts undone.", count)
    messages.success(request, told % {"count": count})
    return _onward(request, last["hit"])


@require_GET
@needs(Right.DECIDE)
def following(request: HttpRequest) -> HttpResponse:
    """The next item: behind the hit named by ``behind``, which is left to others, else the first that nobody has decided or holds."""
    behind = request.GET.get("behind")
    line = here.store().hit(behind) if behind else None
    if line is not None:
        drawing.let_go(person_of(request), line.hit_id)
        drawing.skip(request, line.listing_key)
    found = drawing.following(request, line)
    return _onward(request, found.hit_id if found else None)


@require_POST
@needs(Right.DECIDE)
def random_item(request: HttpRequest) -> HttpResponse:
    """A random listing out of turn: the audit goes on when the queue is empty."""
    slot = f"asked {instant(now())}"
    offer = drawing.audit_item(request, plan_of(here.store()), slot)
    if offer is not None:
        drawing.note_offer(request, offer)
    return _onward(request, offer.hit_id if offer else None)


@require_POST
@needs(Right.ADJUDICATE)
def assign(request: HttpRequest, hit_id: str) -> HttpResponse:
    """Give a hit to somebody who decides, or to nobody."""
    if here.store().hit(hit_id) is None:
        raise Http404
    Assignment.objects.filter(hit_id=hit_id).delete()
    named = Person.objects.filter(username=request.POST.get("person", "")).first()
    if named is not None and named.may(Right.DECIDE):
        Assignment.objects.create(hit_id=hit_id, person=named, by=person_of(request).username)
        note(request, f"assigned a hit to {named.username}", hit_id)
        messages.success(request, _("Assigned to %(name)s.") % {"name": named.username})
    return _onward(request, hit_id)


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


def _onward(request: HttpRequest, hit_id: str | None) -> HttpResponse:
    """To a hit's card, or to the list when none is left; the filters go along."""
    if hit_id is None:
        messages.info(request, _("Nothing is left to decide here."))
    address = reverse("hit", args=[hit_id]) if hit_id else reverse("queue")
    told = carried(request.GET)
    return redirect(f"{address}?{told}" if told else address)
