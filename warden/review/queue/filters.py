"""Which hits a person wants to see: a form whose answer is a ``HitQuery``, carried along in every address."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from functools import lru_cache, partial
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from warden.review import here
from warden.review.people.models import Person
from warden.review.queue.blind import hidden
from warden.review.queue.choices import CHOICES
from warden.review.queue.models import Assignment, Held, Preference
from warden.review.queue.words import GRADES, ORDERS, ORIGINS, STATES, named
from warden.store.base import HitQuery

KEPT = 60
"""Seconds for which the sites, languages and countries there are are kept."""
DATE = r"\d{4}(-\d\d(-\d\d)?)?"


def _choices(words: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [("", _("any")), *words.items()]


def _there(name: str) -> list[tuple[str, Any]]:
    """The sites or languages there are."""
    return _choices({one: named(one, name) for one in _places(int(time.time() // KEPT))[name]})


@lru_cache(maxsize=1)
def _places(_moment: int) -> dict[str, list[str]]:
    return here.store().places()


def _some(name: str, value: str) -> bool:
    """Whether any hit has the value: there may be hits of earlier lists, and of today."""
    asked: dict[str, Any] = {name: [value], "withdrawn": True}
    return here.store().count(HitQuery(**asked), 1) > 0


class There(forms.ChoiceField):
    """One of the sites or languages there are; what came within the last minute is taken as well."""

    def __init__(self, name: str, label: Any) -> None:
        super().__init__(label=label, required=False, choices=partial(_there, name))
        self.kind = name

    def valid_value(self, value: Any) -> bool:
        """See ``forms.ChoiceField``."""
        return super().valid_value(value) or _some(f"{self.kind}s", value)


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
    site = There("site", _("Site"))
    language = There("language", _("Language"))
    country = forms.CharField(label=_("Country"), required=False, max_length=2)
    grade = forms.ChoiceField(
        label=_("Grade"), required=False, choices=_choices({name: GRADES[name] for name in ("hit", "review")})
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=_choices(STATES))
    decision = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        choices=[("", _("any")), *((choice.decision, choice.label) for choice in CHOICES)],
    )
    origin = forms.ChoiceField(label=_("Origin"), required=False, choices=_choices(ORIGINS))
    since = forms.RegexField(regex=f"^{DATE}$", label=_("Found since"), required=False)
    until = forms.RegexField(regex=f"^{DATE}$", label=_("Found until"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=list(ORDERS.items()))
    mine = forms.BooleanField(label=_("Assigned to me"), required=False)
    all = forms.BooleanField(required=False, widget=forms.HiddenInput)
    """Whatever a person's own languages and targets are."""

    def __init__(self, told: Mapping[str, Any], *, person: Person | None = None) -> None:
        # An address has ids, people read labels: the form takes both.
        shown = {kind: named(told.get(kind), kind) for kind in ("target", "product")}
        super().__init__({**{name: told.get(name) for name in self.base_fields}, **shown})
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
        typed = str(self.cleaned_data["target"]).strip()
        if not typed:
            return ""
        found = here.target(typed)
        if found is None:
            raise forms.ValidationError(_("There is no such target."))
        return found

    def clean_product(self) -> str:
        """One of the list's."""
        typed = str(self.cleaned_data["product"]).strip()
        if not typed:
            return ""
        found = here.product(typed)
        if found is None and not _some("products", typed):
            raise forms.ValidationError(_("There is no such product."))
        return found or typed

    def query(self, *, limit: int, after: str | None = None) -> HitQuery:
        """What is asked for; a filter that is wrong is left out, and said to be on the page."""
        self.is_valid()
        told = self.cleaned_data
        for name in self.errors:
            told[name] = ""
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
            besides=self._besides(),
            order=told["order"] or "score",
            limit=limit,
            after=after,
        )

    def clean_country(self) -> str:
        """Two capitals of a country that some hit is of."""
        code = str(self.cleaned_data["country"]).upper()
        if code and not _some("countries", code):
            raise forms.ValidationError(_("No hit is of this country."))
        return code

    def _besides(self) -> list[str]:
        """Listings that a filter by what was decided would tell of, before this person has decided them."""
        by_decision = self.cleaned_data["state"] or self.cleaned_data["decision"]
        return sorted(hidden(self.person)) if by_decision and self.person is not None else []


def carried(told: QueryDict, besides: Collection[str] = ()) -> str:
    """The filters as they stand in an address, to be handed on to the next page; ``besides``: those left out."""
    kept = QueryDict(mutable=True)
    for name in Filters.base_fields:
        if (value := told.get(name)) and name not in besides:
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
