"""The installation's settings that are changed in the browser: who asks, where, how much."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from warden.errors import UsageError
from warden.planning.settings import fixed, keep
from warden.review import here
from warden.review.people.audit import note
from warden.review.people.models import Right
from warden.review.people.rights import needs
from warden.review.runs.selection import may_be_asked
from warden.review.wording import for_browser


class SettingsForm(forms.Form):
    """Settings that the store keeps. What the environment or warden.toml says is shown and cannot be changed here."""

    contact = forms.CharField(
        label=gettext_lazy("Contact"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("an e-mail or web address that every site is shown, so that it can reach you"),
    )
    sites = forms.MultipleChoiceField(
        label=gettext_lazy("Sites"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("chosen already where a crawl or a watch is made"),
    )
    max_pages = forms.IntegerField(
        label=gettext_lazy("Pages of each search at most"), min_value=1, max_value=1000
    )
    pictures = forms.ChoiceField(
        label=gettext_lazy("Pictures kept of a hit"),
        choices=[
            ("first", gettext_lazy("the first")),
            ("all", gettext_lazy("all")),
            ("none", gettext_lazy("none")),
        ],
    )
    item_pages = forms.BooleanField(label=gettext_lazy("Open the own page of each hit"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        now_there = here.settings().crawl
        offered = {site.id: f"{site.id} — {site.file.identity.name}" for site in may_be_asked()}
        sites = self.fields["sites"]
        assert isinstance(sites, forms.MultipleChoiceField)
        sites.choices = list(({name: name for name in now_there.sites} | offered).items())
        for name, field in self.fields.items():
            field.initial = getattr(now_there, name)
            field.disabled = f"crawl.{name}" in fixed(here.config())

    @property
    def fixed(self) -> list[str]:
        """Labels of those that cannot be changed here."""
        return [str(field.label) for field in self.fields.values() if field.disabled]

    def changes(self) -> dict[str, Any]:
        """What is to be kept, by the settings' names."""
        return {f"crawl.{name}": self.cleaned_data[name] for name in self.changed_data}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE)
@never_cache
def settings(request: HttpRequest) -> HttpResponse:
    """Show the settings; keep what is changed."""
    form = SettingsForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            changes = form.changes()
            keep(here.config(), here.store(), changes)
        except UsageError as fault:
            form.add_error(None, for_browser(fault))
        else:
            note(request, "changed settings", " ".join(sorted(changes)))
            messages.success(request, _("Kept. What begins from now on goes by it."))
            return redirect("settings")
    return render(request, "setup/settings.html", {"form": form}, status=400 if form.errors else 200)
