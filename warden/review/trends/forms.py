"""What is asked, as forms that stand in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from warden.errors import UsageError
from warden.identity import now
from warden.review import here, labels
from warden.review.trends.words import APART, MEASURE
from warden.store.figures import week_of
from warden.trends.questions import Question, window
from warden.trends.weeks import monday

_DATE = r"\d{4}(-W\d\d|-\d\d(-\d\d)?)"


def _place(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=100, **more)


class Narrowed(forms.Form):
    """Of what: the same on all these pages."""

    def __init__(self, told: QueryDict) -> None:
        """Ids that stand in the address are shown as people call them."""
        shown = told.copy()
        for name, call in (("target", labels.target), ("product", labels.product)):
            if name in shown and labels.meant(name, label := call(str(shown[name]))) == shown[name]:
                shown[name] = label
        super().__init__(shown)

    target = _place(_("Target"), widget=forms.TextInput(attrs={"list": "targets"}))
    site = _place(_("Site"))
    language = _place(_("Language"))
    country = forms.CharField(label=_("Country"), required=False, max_length=2)
    product = _place(_("Product"), widget=forms.TextInput(attrs={"list": "products"}))

    def clean_target(self) -> str:
        """The target's id; a label or an old name is understood."""
        named = str(self.cleaned_data["target"]).strip()
        found = labels.meant("target", named) if named else ""
        if found is None:
            raise forms.ValidationError(_("There is no such target."))
        return found

    def clean_product(self) -> str:
        """The product's id; a label is understood."""
        named = str(self.cleaned_data["product"]).strip()
        return labels.meant("product", named) or named

    def clean_country(self) -> str:
        """Two capitals."""
        return str(self.cleaned_data["country"]).upper()

    def kept(self) -> dict[str, tuple[str, ...]]:
        """What is let through, as questions take it."""
        told = self.cleaned_data
        target = told["target"]
        return {
            "targets": tuple(here.with_descendants([target] if target else [])),
            "sites": _one(told["site"]),
            "languages": _one(told["language"]),
            "countries": _one(told["country"]),
            "products": _one(told["product"]),
        }


class Asked(Narrowed):
    """A question; fields that are empty ask for the usual."""

    since = forms.RegexField(regex=f"^{_DATE}$", label=_("First week"), required=False)
    until = forms.RegexField(regex=f"^{_DATE}$", label=_("Last week"), required=False)
    measure = forms.ChoiceField(label=_("Number"), required=False, choices=list(MEASURE.items()))
    by = forms.ChoiceField(label=_("Told apart by"), required=False, choices=list(APART.items()))
    basket = forms.ChoiceField(
        label=_("Effort"),
        required=False,
        choices=[("", _("same probes every week")), ("all", _("all probes"))],
    )

    def _week(self, name: str) -> str:
        try:
            week = week_of(self.cleaned_data[name] or None)
            if week:
                monday(week)
        except UsageError as fault:
            raise forms.ValidationError(str(fault)) from fault
        return week or ""

    def clean_since(self) -> str:
        """The week it falls in."""
        return self._week("since")

    def clean_until(self) -> str:
        """The week it falls in."""
        return self._week("until")

    def clean(self) -> dict[str, Any]:
        """Weeks in their order."""
        told = super().clean() or self.cleaned_data
        if told.get("since") and told.get("until") and told["since"] > told["until"]:
            self.add_error("until", _("The last week comes before the first."))
        return told

    def question(self) -> Question | None:
        """What is asked; ``None`` while a field is wrong."""
        if not self.is_valid():
            return None
        told, kept = self.cleaned_data, self.kept()
        usual = window(here.store(), now(), kept["sites"])
        since, until = told["since"] or min(usual[0], told["until"] or usual[0]), told["until"] or usual[1]
        return Question(
            since,
            max(since, until),
            told["measure"] or "listings",
            told["by"],
            same_basket=told["basket"] != "all",
            **kept,
        )


class Compared(Narrowed):
    """What rises and falls."""

    of = forms.ChoiceField(
        label=_("Of"), required=False, choices=[("target", _("targets")), ("term", _("terms"))]
    )
    weeks = forms.IntegerField(label=_("Weeks"), required=False, min_value=1, max_value=52)


class Lasting(Narrowed):
    """How long listings stay."""

    language = country = product = None  # type: ignore[assignment]  # Django's way to leave out fields
    by = forms.ChoiceField(
        label=_("Told apart by"),
        required=False,
        choices=[("site", _("site")), ("target", _("target"))],
    )


def carried(form: forms.Form, told: QueryDict, **more: str) -> str:
    """The fields as they stand in an address."""
    kept = QueryDict(mutable=True)
    for name in form.fields:
        if value := told.get(name):
            kept[name] = value
    for name, value in more.items():
        kept[name] = value
    return kept.urlencode()


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()
