"""The form that says what is to be looked for where; the same for one run and for a watch."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crawler.sites.site import Site
from keywords.hidden import named_terms
from warden.errors import UsageError
from warden.planning.watchspec import check
from warden.review import here
from warden.review.wording import for_browser

WORDS = 200
"""Terms, targets or places that can be named in one form."""


def may_be_asked() -> list[Site]:
    """Sites that may be sent something, by name."""
    return sorted((site for site in here.sites().values() if site.active), key=lambda site: site.id)


class Lines(forms.CharField):
    """Some names, each on a line of its own or behind a comma."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3}), **more)

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        found = [" ".join(part.split()) for line in str(text).splitlines() for part in line.split(",")]
        named = list(dict.fromkeys(filter(None, found)))
        if len(named) > WORDS:
            raise forms.ValidationError(_("Name at most %(count)d.") % {"count": WORDS})
        return named


class Selection(forms.Form):
    """What to look for, and where."""

    sites = forms.MultipleChoiceField(label=_("Sites"), widget=forms.SelectMultiple(attrs={"size": 8}))
    langs = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("none chosen: those of each site"),
    )
    targets = Lines(label=_("Targets"), help_text=_("and all under them; empty: all"))
    terms = Lines(
        label=_("Terms"), help_text=_("words or ids; empty: all terms of these targets and languages")
    )
    places = Lines(label=_("Lists"), help_text=_("newest, or a list's name: read whole"))
    domains = Lines(label=_("Where a search engine looks"), help_text=_("hosts or sites"))
    pages = forms.IntegerField(
        label=_("Pages of each search at most"), required=False, min_value=1, max_value=1000
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        sites, langs = self.fields["sites"], self.fields["langs"]
        assert isinstance(sites, forms.MultipleChoiceField)
        assert isinstance(langs, forms.MultipleChoiceField)
        sites.choices = [(site.id, f"{site.id} — {site.file.identity.name}") for site in may_be_asked()]
        langs.choices = [(tag, tag) for tag in sorted(here.vocabulary().languages)]

    def clean_targets(self) -> list[str]:
        """Their ids; a label or an old name is understood."""
        found = {name: here.target(name) for name in self.cleaned_data["targets"]}
        for name, target in found.items():
            if target is None:
                raise forms.ValidationError(_("There is no target %(name)s.") % {"name": name})
        return [target for target in found.values() if target]

    def command(self) -> dict[str, Any]:
        """The selection as the ledger keeps it: of restricted words the ids."""
        told = {
            name: self.cleaned_data[name]
            for name in ("sites", "langs", "targets", "terms", "places", "domains")
        }
        named = named_terms(told, here.vocabulary())
        return {name: value for name, value in named.items() if value}


class WatchForm(Selection):
    """A selection that is looked at again and again."""

    name = forms.SlugField(label=_("Name"), max_length=60)
    every = forms.RegexField(
        regex=r"^[1-9][0-9]{0,3}[hdw]$", label=_("How often"), initial="1d", help_text=_("6h, 1d or 2w")
    )
    quiet_hours = forms.RegexField(
        regex=r"^[0-9]{1,2}-[0-9]{1,2}$", label=_("Quiet hours"), required=False, help_text=_("22-6")
    )
    timezone = forms.CharField(label=_("Time zone"), required=False, max_length=60, help_text="Europe/Berlin")

    field_order = ("name", "sites", "langs", "targets", "terms", "places", "domains", "pages", "every")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check(str(_("This watch")), {"name": told["name"], **self.spec()})
            except UsageError as fault:
                raise forms.ValidationError(for_browser(fault)) from fault
        return told

    def spec(self) -> dict[str, Any]:
        """The watch as the store keeps it."""
        told = {name: self.cleaned_data.get(name) for name in ("every", "quiet_hours", "timezone", "pages")}
        return {**{name: value for name, value in told.items() if value}, **self.command()}
