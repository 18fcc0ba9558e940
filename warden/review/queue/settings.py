"""A person's own: what they are shown and how, and the searches they keep."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from warden.review import here
from warden.review.people.models import Person, Right
from warden.review.people.rights import needs, person_of
from warden.review.queue.filters import carried
from warden.review.queue.models import Pictures, Preference, SavedSearch

MOST = 100
"""Searches a person keeps."""


def preference(person: Person) -> Preference:
    """The settings of a person; those of somebody who has chosen none are not written."""
    return Preference.objects.filter(person=person).first() or Preference(person=person)


def searches(person: Person) -> QuerySet[SavedSearch]:
    """A person's own searches and those that others share."""
    kept = SavedSearch.objects.filter(Q(person=person) | Q(shared=True))
    return kept.select_related("person").order_by("name", "pk")


class Mine(forms.Form):
    """What a person chooses."""

    languages = forms.CharField(
        label=gettext_lazy("Languages you read"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("tags such as en, vi, zh-Hans, with commas between; empty for all"),
    )
    targets = forms.MultipleChoiceField(
        label=gettext_lazy("Groups you know"), required=False, widget=forms.CheckboxSelectMultiple
    )
    pictures = forms.ChoiceField(
        label=gettext_lazy("Pictures"), choices=Pictures.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        groups = here.vocabulary().own_targets.values()
        choices = [(one.target, one.label_en or one.target) for one in groups if not one.parent]
        self.fields["targets"].choices = sorted(choices, key=lambda pair: pair[1])  # type: ignore[attr-defined]

    def clean_languages(self) -> str:
        """The tags, each once."""
        tags = [part.strip() for part in str(self.cleaned_data["languages"]).split(",")]
        return ",".join(dict.fromkeys(tag for tag in tags if tag))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.READ)
def mine(request: HttpRequest) -> HttpResponse:
    """The page of a person's own settings."""
    person = person_of(request)
    kept = preference(person)
    initial = {
        "languages": kept.languages,
        "targets": kept.targets.split(","),
        "pictures": kept.pictures,
    }
    form = Mine(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        values = {**told, "targets": ",".join(told["targets"])}
        Preference.objects.update_or_create(person=person, defaults=values)
        messages.success(request, _("Kept."))
        return redirect("mine")
    status = 400 if form.errors else 200
    told = {"form": form, "searches": SavedSearch.objects.filter(person=person).order_by("name")}
    return render(request, "queue/mine.html", told, status=status)


@require_POST
@needs(Right.READ)
def save_search(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the address under a name; a name of one's own that is there is written over."""
    person = person_of(request)
    query = carried(QueryDict(request.POST.get("query", "")))
    name = " ".join(request.POST.get("name", "").split())[:80]
    known = SavedSearch.objects.filter(person=person)
    if not name or len(query) > 1_000 or (known.count() >= MOST and not known.filter(name=name).exists()):
        messages.error(request, _("Not kept: give it a name, or delete old searches in your settings."))
    else:
        told = {"query": query, "shared": "shared" in request.POST}
        SavedSearch.objects.update_or_create(person=person, name=name, defaults=told)
        messages.success(request, _("Search kept as “%(name)s”.") % {"name": name})
    return redirect(f"{reverse('queue')}?{query}")


@require_POST
@needs(Right.READ)
def drop_search(request: HttpRequest, number: int) -> HttpResponse:
    """Forget a search of one's own; of another's nothing happens."""
    SavedSearch.objects.filter(person=person_of(request), pk=number).delete()
    return redirect("mine")
