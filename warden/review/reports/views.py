"""The page of reports: bring one in, see what came of yours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from keywords.hidden import Hidden
from warden.decisions import RELEVANT
from warden.records import HitLine
from warden.review import here, labels
from warden.review.people.audit import note
from warden.review.people.models import Person, Right
from warden.review.people.rights import needs, person_of
from warden.review.queue.blind import hidden, masked
from warden.review.reports.models import Report
from warden.review.reports.taking import Taken, take
from warden.review.wording import for_browser
from warden.store.base import HitQuery

LARGEST = 30_000_000
"""Bytes of a saved page or table."""
PAGE = 50


class ReportForm(forms.Form):
    """One listing by its address, or a table of many."""

    url = forms.CharField(label=gettext_lazy("Address of the listing"), max_length=2_000, required=False)
    title = forms.CharField(label=gettext_lazy("Its headline"), max_length=500, required=False)
    target = forms.CharField(
        label=gettext_lazy("What it is, if you know"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"list": "targets", "autocomplete": "off"}),
    )
    page = forms.FileField(
        label=gettext_lazy("The page as you saved it"),
        required=False,
        help_text=gettext_lazy("HTML or MHTML from your browser; makes the report worth much more"),
    )
    table = forms.FileField(
        label=gettext_lazy("Or a table of many"),
        required=False,
        help_text=gettext_lazy("CSV with the columns url, title, target"),
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if bool(told.get("url")) == bool(told.get("table")):
            raise forms.ValidationError(_("Give an address, or a table."))
        for name in ("page", "table"):
            if told.get(name) and told[name].size > LARGEST:
                raise forms.ValidationError(_("The file is too large: at most 30 MB."))
        if any("\0" in str(told.get(name) or "") for name in ("url", "title", "target")):
            raise forms.ValidationError(_("Give an address, or a table."))
        return told


@dataclass(frozen=True, slots=True)
class Row:
    """A report and what came of it."""

    report: Report
    line: HitLine | None

    @property
    def standing(self) -> str:
        """waits, confirmed, otherwise (decided), erased or fault"""
        if self.report.fault:
            return "fault"
        if self.line is None:
            return "erased"
        decision = self.line.verdict.get("decision") if self.line.verdict else None
        if decision is None or self.line.state in ("new", "claimed"):
            return "waits"
        return "confirmed" if decision in RELEVANT else "otherwise"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.REPORT)
@never_cache
def reports(request: HttpRequest) -> HttpResponse:
    """Bring a listing in; one's own reports, and with the right to see hits those of all."""
    person = person_of(request)
    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        named = {name: told[name] for name in ("url", "title", "target")}
        unheard = named["target"] if named["target"] and here.target(named["target"]) is None else ""
        if unheard:
            named["target"] = ""
        taken = take(person.username, named, told["page"], told["table"])
        _keep(request, taken, "" if told["table"] else plain(told["url"]), unheard)
        return redirect("reports")
    every = person.may(Right.READ) and "all" in request.GET
    found = (
        Report.objects.order_by("-id")
        if every
        else Report.objects.filter(person=person.username).order_by("-id")
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    told = {
        "form": form,
        "page": page,
        "rows": _rows(list(page), person),
        "every": every,
        "may_read": person.may(Right.READ),
        "targets": sorted(map(labels.target, here.vocabulary().own_targets), key=str.casefold),
    }
    return render(request, "reports/list.html", told, status=400 if form.errors else 200)


def plain(url: str) -> str:
    """An address as it may be shown: what stands behind the question mark may name people, and words may be restricted."""
    return Hidden(here.vocabulary()).masked(url.strip().partition("?")[0].partition("#")[0])[:300]


def _keep(request: HttpRequest, taken: Taken, about: str, unheard: str) -> None:
    """``unheard``: what the person called it, where the list knows no such name."""
    name, remark = person_of(request).username, " ".join(taken.remarks)[:500]
    Report.objects.bulk_create(
        [
            Report(person=name, hit_id=hit_id, known=known, about=about, remark=remark, named=unheard)
            for hit_id, known in taken.hits
        ]
        + [Report(person=name, fault=for_browser(fault)[:500], about=about) for fault in taken.faults[:100]]
    )
    for hit_id, _known in taken.hits:
        note(request, "reported a listing", hit_id)
    known = sum(known for _, known in taken.hits)
    if fresh := len(taken.hits) - known:
        said = ngettext(
            "One listing is taken in. Thank you.", "%(count)d listings are taken in. Thank you.", fresh
        )
        messages.success(request, said % {"count": fresh})
    if known:
        said = ngettext(
            "One listing was known already. Thank you.",
            "%(count)d listings were known already. Thank you.",
            known,
        )
        messages.success(request, said % {"count": known})
    for fault in taken.faults[:5]:
        messages.error(request, for_browser(fault))
    if taken.remarks:
        messages.warning(
            request, _("The saved page could not be read, so the report stands without it. Save it again?")
        )


def _rows(found: list[Report], person: Person) -> list[Row]:
    ids = [one.hit_id for one in found if one.hit_id]
    kept = hidden(person)
    lines = (
        {
            line.hit_id: masked(line, kept)
            for line in here.store().search(HitQuery(hit_ids=ids, withdrawn=True))
        }
        if ids
        else {}
    )
    return [Row(one, lines.get(one.hit_id)) for one in found]
