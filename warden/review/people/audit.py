"""Who looked and who decided: an entry for each, that nobody changes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from warden.review import here
from warden.review.people.models import AuditEntry, Person, Right
from warden.review.people.rights import needs, person_of
from warden.review.queue.blind import hidden
from warden.store.base import HitQuery

PAGE = 100
_DECIDED = "decided"
"""How an entry begins that tells a decision."""
OF_RUNS = ("asked for a run", "stopped a run", "resumed a run", "set up")


def note(request: HttpRequest, what: str, about: str = "") -> None:
    """Keep that this person did something. ``about``: an id, never a seller's name."""
    note_of(person_of(request).username, what, about)


def note_of(name: str, what: str, about: str = "") -> None:
    """Keep that somebody did something, by whatever road."""
    AuditEntry.objects.create(person=name, what=what[:100], about=about[:200])


def _signed(what: str) -> Any:
    def keep(**told: Any) -> None:
        user: Person | None = told["user"]
        if user is not None:
            AuditEntry.objects.create(person=user.username, what=what)

    return keep


_IN, _OUT = _signed("signed in"), _signed("signed out")


def listen() -> None:
    """Note who signs in and out."""
    user_logged_in.connect(_IN, dispatch_uid="audit in")
    user_logged_out.connect(_OUT, dispatch_uid="audit out")


def _kept(person: Person, hit_ids: set[str]) -> set[str]:
    """Those of the hits whose decisions this person must not know before giving a second opinion."""
    kept = hidden(person)
    if not kept or not hit_ids:
        return set()
    lines = here.store().search(HitQuery(hit_ids=sorted(hit_ids), withdrawn=True))
    return {line.hit_id for line in lines if line.listing_key in kept}


@require_safe
@needs(Right.PEOPLE)
def log(request: HttpRequest) -> HttpResponse:
    """The entries, the newest first; of one person with ``person``, of one thing with ``about``."""
    entries = AuditEntry.objects.order_by("-id")
    asked = {name: request.GET.get(name, "").strip() for name in ("person", "about")}
    for name, value in asked.items():
        if value:
            entries = entries.filter(**{name: value})
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    about = {one.about for one in page if one.what.startswith(_DECIDED)}
    kept = _kept(person_of(request), about)
    return render(
        request, "people/audit.html", {"rows": _named(list(page)), "page": page, "kept": kept, **asked}
    )


def _named(entries: list[AuditEntry]) -> list[tuple[AuditEntry, str, str]]:
    """(entry, what it is about as people call it, the address of its page). What is gone keeps its id."""
    from warden.review import here  # accounts are kept where the crawler is not installed, too
    from warden.review.queue.choices import LABELS
    from warden.store.base import HitQuery

    names = {one.about for one in entries if one.about}
    hits = here.store().search(HitQuery(hit_ids=sorted(names), withdrawn=True)) if names else ()
    told = {
        line.hit_id: (line.title or line.url or line.hit_id, reverse("hit", args=[line.hit_id]))
        for line in hits
    }
    told |= {
        one.username: (one.username, reverse("person", args=[one.username]))
        for one in Person.objects.filter(username__in=names)
    }
    for name in {one.about for one in entries if one.what in OF_RUNS} - told.keys():
        run, wish = here.store().run(name), here.store().run_request(name)
        if run is not None or wish is not None:
            at = (run.started_at if run else wish.at if wish else "")[:16]
            told[name] = f"{(run.watch if run else None) or _('Run')} {at}", reverse("run", args=[name])
    for one in entries:
        what, _colon, decision = one.what.partition(": ")
        if what.startswith(_DECIDED) and decision in LABELS:
            one.what = f"{what}: {LABELS[decision]}"
    return [(one, *told.get(one.about, (one.about, ""))) for one in entries]
