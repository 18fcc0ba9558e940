"""Pages of watches: what is looked at again and again, what it costs, when it is due."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keywords.hidden import Hidden
from warden.errors import UsageError
from warden.identity import instant, now
from warden.review import here
from warden.review.people.audit import note
from warden.review.people.models import Right
from warden.review.people.rights import needs, person_of
from warden.review.runs import forecast
from warden.review.runs.selection import WatchForm
from warden.review.wording import for_browser
from warden.store.base import Store

SHOWN = 500
"""Probes of a watch that its page lists; the number of all stands above them."""


@require_safe
@needs(Right.READ)
@never_cache
def watches(request: HttpRequest) -> HttpResponse:
    """All watches, with their newest run."""
    store = here.store()
    rows = [(row, next(iter(store.runs(1, watch=row["name"])), None)) for row in store.watches()]
    return render(request, "runs/watches.html", {"rows": rows, "may_run": person_of(request).may(Right.RUN)})


@require_safe
@needs(Right.READ)
def watch(request: HttpRequest, name: str) -> HttpResponse:
    """One watch: its newest version, its frozen probes, its runs and what the next costs."""
    store = here.store()
    version, spec, probes = _found(store, name)
    sites = here.sites()
    known = [probe for probe in probes if probe.site in sites]
    told = {
        "name": name,
        "version": version,
        "spec": spec,
        "probes": probes[:SHOWN],
        "count": len(probes),
        "gone": sorted({probe.site for probe in probes} - {probe.site for probe in known}),
        "forecast": forecast.forecast(known, spec.get("pages")) if known else None,
        "runs": store.runs(20, watch=name),
        "may_run": person_of(request).may(Right.RUN),
    }
    return render(request, "runs/watch.html", told)


def _found(store: Store, name: str) -> tuple[int, dict[str, Any], list[Any]]:
    found = store.watch(name)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.RUN)
def edit(request: HttpRequest, name: str = "") -> HttpResponse:
    """Make a watch, or a new version of one; the forecast comes first."""
    if request.method != "POST":
        first: dict[str, Any] = {"sites": here.settings().crawl.sites}
        if name:
            first = _initial(name, _found(here.store(), name)[1])
        return render(request, "runs/edit.html", {"form": WatchForm(initial=first), "name": name})
    form = WatchForm(request.POST)
    status, told = 400, {"form": form, "name": name}
    if form.is_valid():
        try:
            Hidden(here.vocabulary()).refuse(str(_("Name")), form.cleaned_data["name"])
            _need_own_name(name, form.cleaned_data["name"])
            spec = form.spec()
            probes = forecast.probes_of(spec)
            if "save" in request.POST:
                return _save(request, form.cleaned_data["name"], spec, probes)
            told |= {
                "forecast": forecast.forecast(probes, spec.get("pages")),
                "lacking": forecast.lacking(probes),
            }
            status = 200
        except UsageError as fault:
            form.add_error(None, for_browser(fault))
    return render(request, "runs/edit.html", told, status=status)


def _need_own_name(name: str, told: str) -> None:
    """Raise ``UsageError`` where a watch would become another one's next version."""
    if name and told != name:
        raise UsageError(str(_("The name of a watch stays: make a new one instead.")))
    if not name and any(row["name"] == told for row in here.store().watches()):
        raise UsageError(str(_("There is a watch of this name: change that one, or take another name.")))


def _initial(name: str, spec: dict[str, Any]) -> dict[str, Any]:
    """A watch as its form shows it."""
    lines = {key: "\n".join(spec.get(key) or []) for key in ("targets", "terms", "places", "domains")}
    return {**spec, **lines, "name": name}


def _save(request: HttpRequest, name: str, spec: dict[str, Any], probes: list[Any]) -> HttpResponse:
    version = here.store().save_watch(name, spec, probes, instant(now()) or "")
    note(request, "saved a watch", f"{name} {version}")
    said = ngettext(
        "%(name)s, version %(version)d: one probe is frozen.",
        "%(name)s, version %(version)d: %(count)d probes are frozen.",
        len(probes),
    )
    messages.success(request, said % {"name": name, "version": version, "count": len(probes)})
    return redirect("watch", name)


@require_POST
@needs(Right.RUN)
def retire(request: HttpRequest, name: str) -> HttpResponse:
    """Let a watch rest; what it found stays."""
    if not here.store().retire_watch(name, instant(now()) or ""):
        raise Http404
    note(request, "retired a watch", name)
    messages.success(request, _("It is retired. Saving it again wakes it."))
    return redirect("watches")
