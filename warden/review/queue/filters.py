"""Which hits a person wants to see: a form whose answer is a ``HitQuery``, carried along in every address."""

from __future__ import annotations

from typing import Any, get_args

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from warden.records import Grade, HitState, Origin
from warden.review import here
from warden.store.base import HitQuery

ORDERS = ("score", "newest", "oldest", "relevance")
DATE = r"\d{4}(-\d\d(-\d\d)?)?"


def _choices(values: tuple[str, ...]) -> list[tuple[str, Any]]:
    return [("", _("any")), *((value, value) for value in values)]


class Filters(forms.Form):
    """The filters of the queue; an unbound or empty one lets everything through."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    target = forms.CharField(
        label=_("Target"), required=False, max_length=100, widget=forms.TextInput(attrs={"list": "targets"})
    )
    site = forms.CharField(label=_("Site"), required=False, max_length=100)
    language = forms.CharField(label=_("Language"), required=False, max_length=35)
    country = forms.CharField(label=_("Country"), required=False, max_length=2)
    grade = forms.ChoiceField(label=_("Grade"), required=False, choices=_choices(get_args(Grade)[:2]))
    state = forms.ChoiceField(label=_("State"), required=False, choices=_choices(get_args(HitState)))
    origin = forms.ChoiceField(label=_("Origin"), required=False, choices=_choices(get_args(Origin)))
    since = forms.RegexField(regex=f"^{DATE}$", label=_("Found since"), required=False)
    until = forms.RegexField(regex=f"^{DATE}$", label=_("Found until"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=[(value, value) for value in ORDERS])

    def clean_target(self) -> str:
        """The target's id; a label or an old name is understood."""
        named = str(self.cleaned_data["target"]).strip()
        if not named:
            return ""
        found = here.vocabulary().resolve(named)
        if found is None:
            raise forms.ValidationError(_("There is no such target."))
        return found

    def clean_country(self) -> str:
        """Two capitals."""
        return str(self.cleaned_data["country"]).upper()

    def query(self, *, limit: int, after: str | None = None) -> HitQuery | None:
        """What is asked for; ``None`` while a field is wrong."""
        if not self.is_valid():
            return None
        told = self.cleaned_data
        targets = here.vocabulary().descendants(told["target"]) | {told["target"]} if told["target"] else ()
        return HitQuery(
            text=told["q"] or None,
            targets=sorted(targets),
            sites=_one(told["site"]),
            languages=_one(told["language"]),
            countries=_one(told["country"]),
            grades=_one(told["grade"]),
            states=_one(told["state"]),
            origins=_one(told["origin"]),
            since=told["since"] or None,
            until=told["until"] or None,
            order=told["order"] or ORDERS[0],
            limit=limit,
            after=after,
        )


def carried(told: QueryDict) -> str:
    """The filters as they stand in an address, to be handed on to the next page."""
    kept = QueryDict(mutable=True)
    for name in Filters.base_fields:
        if value := told.get(name):
            kept[name] = value
    return kept.urlencode()


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()
