"""The page that a newcomer sees first: who asks, what for, where; then a crawl is on its way."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from crawler.keys import missing_keys
from crawler.loopback import is_loopback
from crawler.sites.site import Site
from warden.errors import UsageError
from warden.identity import drawn, instant, now
from warden.planning.settings import fixed, keep
from warden.review import here
from warden.review.people.audit import note
from warden.review.people.models import Right
from warden.review.people.rights import needs, person_of
from warden.review.runs import forecast
from warden.review.runs.selection import may_be_asked
from warden.review.wording import for_browser
from warden.store.requests import RunRequest

WATCH = "first"
PAGES = 2
"""Pages of each search of the watch that is made here: few, to see something soon."""


def ready_sites() -> list[Site]:
    """Sites that can be asked at once: nothing is missing, and they need no address or place from the user."""
    return [
        site
        for site in may_be_asked()
        if site.file.search is not None
        and "*" not in site.file.identity.domains
        and site.file.identity.kind != "search-engine"
        and not missing_keys(site.auth)
    ]


def packs() -> dict[str, list[str]]:
    """{country: its sites}: what can be watched there at once."""
    found: dict[str, list[str]] = {}
    for site in ready_sites():
        identity = site.file.identity
        for country in {identity.country, *identity.countries} - {None}:
            found.setdefault(str(country), []).append(site.id)
    return dict(sorted(found.items()))


def roots() -> list[tuple[str, str]]:
    """(id, label) of the targets that stand under no other."""
    targets = here.vocabulary().own_targets
    return sorted((name, one.label_en or name) for name, one in targets.items() if not one.parent)


class SetupForm(forms.Form):
    """Contact, and what is watched first."""

    contact = forms.CharField(
        label=gettext_lazy("Contact"),
        max_length=200,
        help_text=gettext_lazy("an e-mail or web address that every site is shown, so that it can reach you"),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        required=False,
        help_text=gettext_lazy("its sites are watched, beside those chosen below"),
    )
    sites = forms.MultipleChoiceField(
        label=gettext_lazy("Sites"), required=False, widget=forms.CheckboxSelectMultiple
    )
    targets = forms.MultipleChoiceField(
        label=gettext_lazy("Targets"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("none chosen: all"),
    )
    langs = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("none chosen: those of each site"),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._choose(
            "country", [("", "—"), *((name, f"{name}: {', '.join(ids)}") for name, ids in packs().items())]
        )
        self._choose("sites", [(site.id, f"{site.id} — {site.file.identity.name}") for site in ready_sites()])
        self._choose("targets", roots())
        self._choose("langs", [(tag, tag) for tag in sorted(here.vocabulary().languages)])
        if "crawl.contact" in fixed(here.config()):
            self.fields["contact"].disabled = True

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not self.errors and not self.chosen():
            raise forms.ValidationError(_("Choose a country or a site."))
        return told

    def chosen(self) -> list[str]:
        """The sites to be watched."""
        told = self.cleaned_data
        return sorted({*told["sites"], *packs().get(told["country"], [])})

    def spec(self) -> dict[str, Any]:
        """The watch that is made of it."""
        told: dict[str, Any] = {"sites": self.chosen(), "every": "1d", "pages": PAGES}
        return told | {
            name: self.cleaned_data[name] for name in ("targets", "langs") if self.cleaned_data[name]
        }


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE)
def setup(request: HttpRequest) -> HttpResponse:
    """Say who asks and what for; see what it costs; begin."""
    if request.method != "POST":
        return render(request, "setup/first.html", {"form": SetupForm(initial=_known())})
    form = SetupForm(request.POST, initial=_known())
    told: dict[str, Any] = {"form": form}
    if form.is_valid():
        try:
            spec = form.spec()
            probes = forecast.probes_of(spec)
            if "start" in request.POST:
                return _begin(request, form, spec, probes)
            told["forecast"] = forecast.forecast(probes, PAGES)
        except UsageError as fault:
            form.add_error(None, for_browser(fault))
    return render(request, "setup/first.html", told, status=200 if "forecast" in told else 400)


def _known() -> dict[str, Any]:
    crawl = here.settings().crawl
    offered = {site.id for site in ready_sites()}
    near = [site.id for site in ready_sites() if is_loopback(site.file.identity.base)]
    return {"contact": crawl.contact, "sites": [*(name for name in crawl.sites if name in offered), *near]}


def _begin(request: HttpRequest, form: SetupForm, spec: dict[str, Any], probes: list[Any]) -> HttpResponse:
    """Keep the settings, freeze the watch, ask for its first run."""
    store, above = here.store(), fixed(here.config())
    told = {"crawl.contact": form.cleaned_data["contact"], "crawl.sites": form.chosen()}
    keep(here.config(), store, {name: value for name, value in told.items() if name not in above})
    store.save_watch(WATCH, spec, probes, instant(now()) or "")
    made = RunRequest(drawn(), instant(now()) or "", person_of(request).username, {"watch": WATCH})
    store.request_run(made)
    note(request, "set up", made.run_id)
    messages.success(request, _("It is on its way. Hits appear under “Hits” as they are found."))
    return redirect("run", made.run_id)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where signing in leads: a newcomer's first page, a volunteer's reports, else the hits."""
    person = person_of(request)
    if person.may(Right.PEOPLE) and is_new():
        return redirect("setup")
    return redirect("queue" if person.may(Right.READ) else "reports")


def is_new() -> bool:
    """Whether nothing ran here and nothing is watched."""
    store = here.store()
    return not store.runs(1) and not store.watches() and not store.run_requests(1)
