"""Pages of runs: what ran, what waits; asking for one, stopping it, going on."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from warden.errors import UsageError
from warden.identity import drawn, instant, now
from warden.review import here
from warden.review.people.audit import note
from warden.review.people.models import Right
from warden.review.people.rights import needs, person_of
from warden.review.runs import forecast, overview
from warden.review.runs.selection import Selection
from warden.review.wording import for_browser
from warden.store.requests import RunRequest


@require_safe
@needs(Right.READ)
@never_cache
def runs(request: HttpRequest) -> HttpResponse:
    """The newest runs, and what was asked for."""
    lines = overview.recent(here.store())
    may = person_of(request).may(Right.RUN)
    told = {"lines": lines, "live": any(line.live for line in lines), "may_run": may}
    return render(request, "runs/list.html", told)


@require_safe
@needs(Right.READ)
@never_cache
def run(request: HttpRequest, run_id: str) -> HttpResponse:
    """One run, site by site."""
    store = here.store()
    found, wish = store.run(run_id), store.run_request(run_id)
    if found is None and (wish is None or not wish.command):
        raise Http404
    line = overview.line_of(store, run_id, found, wish)
    told = {
        "line": line,
        "sites": overview.by_site(store, run_id),
        "may_run": person_of(request).may(Right.RUN),
    }
    return render(request, "runs/run.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.RUN)
def new(request: HttpRequest) -> HttpResponse:
    """Say what to look for; see what it costs; ask for it."""
    if request.method != "POST":
        first = {"sites": here.settings().crawl.sites, "pages": None}
        return render(request, "runs/new.html", {"form": Selection(initial=first)})
    form = Selection(request.POST)
    if not form.is_valid():
        return render(request, "runs/new.html", {"form": form}, status=400)
    command, pages = form.command(), form.cleaned_data["pages"]
    try:
        probes = forecast.probes_of(command)
    except UsageError as fault:
        form.add_error(None, for_browser(fault))
        return render(request, "runs/new.html", {"form": form}, status=400)
    why = forecast.lacking(probes)
    if "start" not in request.POST or why:
        told = {"form": form, "forecast": forecast.forecast(probes, pages), "lacking": why}
        return render(request, "runs/new.html", told, status=400 if why and "start" in request.POST else 200)
    return _ask(request, {**command, **({"max_pages": pages} if pages else {})})


def _ask(request: HttpRequest, command: dict[str, object]) -> HttpResponse:
    made = RunRequest(drawn(), instant(now()) or "", person_of(request).username, command)
    here.store().request_run(made)
    note(request, "asked for a run", made.run_id)
    messages.success(request, _("Asked for. A worker begins it within seconds, where one is at work."))
    return redirect("run", made.run_id)


@require_POST
@needs(Right.RUN)
def start_watch(request: HttpRequest, name: str) -> HttpResponse:
    """Ask for a run of a watch now."""
    if here.store().watch(name) is None:
        raise Http404
    return _ask(request, {"watch": name})


@require_POST
@needs(Right.RUN)
def stop(request: HttpRequest, run_id: str) -> HttpResponse:
    """Let a run rest: no request of it is sent any more."""
    _known(run_id)
    here.store().stop_run(run_id, instant(now()) or "", person_of(request).username)
    note(request, "stopped a run", run_id)
    messages.success(request, _("It rests. Requests that are under way come to their end."))
    return redirect("run", run_id)


@require_POST
@needs(Right.RUN)
def resume(request: HttpRequest, run_id: str) -> HttpResponse:
    """Let a run go on where it stopped."""
    _known(run_id)
    here.store().resume_run(run_id)
    note(request, "resumed a run", run_id)
    wish, begun = here.store().run_request(run_id), here.store().run(run_id)
    if (wish is not None and wish.command) or (begun is not None and begun.watch):
        messages.success(request, _("A worker goes on with it within seconds, where one is at work."))
    else:
        messages.success(request, _("It may go on: run the command that began it once more."))
    return redirect("run", run_id)


def _known(run_id: str) -> None:
    if here.store().run(run_id) is None and here.store().run_request(run_id) is None:
        raise Http404


@require_GET
@needs(Right.READ)
@never_cache
def live(request: HttpRequest, run_id: str) -> HttpResponse:
    """The part of a run's page that changes, for the script that asks for it again."""
    store = here.store()
    line = overview.line_of(store, run_id, store.run(run_id), store.run_request(run_id))
    if not line.at:
        raise Http404
    return render(request, "runs/standing.html", {"line": line, "sites": overview.by_site(store, run_id)})
