"""Which hits a person wants to see: a form whose answer is a ``HitQuery``, carried along in every address."""

from __future__ import annotations

from typing import Any, get_args

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from warden.records import Grade, HitState, Origin
from warden.review import here
from warden.review.people.models import Person
from warden.review.queue.choices import CHOICES
from warden.review.queue.models import Assignment, Held, Preference
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
    product = forms.CharField(
        label=_("Product"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"list": "products"}),
    )
    site = forms.CharField(label=_("Site"), required=False, max_length=100)
    language = forms.CharField(label=_("Language"), required=False, max_length=35)
    country = forms.CharField(label=_("Country"), required=False, max_length=2)
    grade = forms.ChoiceField(label=_("Grade"), required=False, choices=_choices(get_args(Grade)[:2]))
    state = forms.ChoiceField(label=_("State"), required=False, choices=_choices(get_args(HitState)))
    decision = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        choices=[("", _("any")), *((choice.decision, choice.label) for choice in CHOICES)],
    )
    origin = forms.ChoiceField(label=_("Origin"), required=False, choices=_choices(get_args(Origin)))
    since = forms.RegexField(regex=f"^{DATE}$", label=_("Found since"), required=False)
    until = forms.RegexField(regex=f"^{DATE}$", label=_("Found until"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=[(value, value) for value in ORDERS])
    mine = forms.BooleanField(label=_("Assigned to me"), required=False)
    all = forms.BooleanField(required=False, widget=forms.HiddenInput)
    """Whatever a person's own languages and targets are."""

    def __init__(self, *args: Any, person: Person | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.person = person

    @property
    def routed(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The languages and targets of the person, where they are not set aside and nothing else is asked for."""
        told = self.cleaned_data
        kept = None
        if self.person is not None and not told["all"] and not told["mine"]:
            kept = Preference.objects.filter(person=self.person).first()
        if kept is None:
            return (), ()
        languages = () if told["language"] else _split(kept.languages)
        return languages, () if told["target"] else _split(kept.targets)

    def clean_target(self) -> str:
        """The target's id; a label or an old name is understood."""
        named = str(self.cleaned_data["target"]).strip()
        if not named:
            return ""
        found = here.target(named)
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
        languages, groups = self.routed
        return HitQuery(
            text=told["q"] or None,
            targets=here.with_descendants(_one(told["target"]) or groups),
            products=_one(told["product"]),
            sites=_one(told["site"]),
            languages=_one(told["language"]) or languages,
            decisions=_one(told["decision"]),
            hit_ids=hits_of(self.person) if told["mine"] and self.person else (),
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


def hits_of(person: Person) -> list[str]:
    """What was assigned to a person, and what they hold; never empty, since nothing is no filter."""
    assigned = Assignment.objects.filter(person=person).values_list("hit_id", flat=True)
    held = Held.objects.filter(person=person, until__gt=timezone.now()).values_list("hit_id", flat=True)
    return sorted({*assigned, *held}) or ["none"]


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(",") if part)


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()
