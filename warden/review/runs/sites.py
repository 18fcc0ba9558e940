"""Pages of sites: how each stands, and the saved page behind an alarm."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from crawler.archive import read_page
from crawler.keys import missing_keys
from crawler.sites.status import Seen, status
from keywords.hidden import Hidden
from warden.errors import WardenError
from warden.review import here
from warden.review.people.audit import note
from warden.review.people.models import Right
from warden.review.people.rights import needs, person_of
from warden.review.runs.advice import STANDINGS

SHOWN = 200_000
"""Characters of a saved page that are shown; all of it can be taken along."""
BAD = ("blocked", "changed", "failed")


@require_safe
@needs(Right.READ)
@never_cache
def sites(request: HttpRequest) -> HttpResponse:
    """How every site stands: those with an alarm first, then those that were ever asked."""
    store = here.store()
    seen = Seen.of(store)
    found = [status(site, seen, missing_keys(site.auth)) for site in here.sites().values()]
    last = store.last_pages()
    rows = [
        (
            one,
            *STANDINGS[one.standing],
            [last[one.site][name] for name in BAD if name in last.get(one.site, {})],
        )
        for one in sorted(found, key=lambda one: (one.standing not in _ALARMS, not one.last_at, one.site))
    ]
    told = {
        "rows": rows,
        "broken": here.sites().broken.values(),
        "may_run": person_of(request).may(Right.RUN),
    }
    return render(request, "runs/sites.html", told)


_ALARMS = ("changed", "blocked", "blind", "failed")


@require_safe
@needs(Right.RUN)
@never_cache
def page(request: HttpRequest, page_id: str) -> HttpResponse:
    """A saved answer as text, never as a page: what stands in it is another's, and may be hostile."""
    seen = here.store().seen_page(page_id)
    if seen is None:
        raise Http404
    note(request, "looked at a saved page", page_id)
    told: dict[str, object] = {"seen": seen}
    try:
        body = read_page(here.config().archive, seen.archive).body if seen.archive else None
    except (WardenError, OSError) as fault:
        body, told["fault"] = None, str(fault)
    if body is not None:
        text, open_to = body.decode("utf-8", "replace"), person_of(request).may(Right.CURATE)
        if "whole" in request.GET and not open_to:
            raise PermissionDenied  # it may hold restricted words, which cannot be taken out of the bytes
        if "whole" in request.GET:
            return _taken(page_id, body)
        shown = text[:SHOWN] if open_to else Hidden(here.vocabulary()).masked(text[:SHOWN])
        told |= {"text": shown, "cut": len(text) > SHOWN, "bytes": len(body), "may_take": open_to}
    return render(request, "runs/page.html", told)


def _taken(page_id: str, body: bytes) -> HttpResponse:
    """As a file that no browser opens by itself."""
    kept = HttpResponse(body, content_type="application/octet-stream")
    kept["Content-Disposition"] = f'attachment; filename="{page_id}.page"'
    return kept
