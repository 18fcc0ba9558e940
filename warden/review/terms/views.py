"""Pages of terms. Restricted words stand only on pages of curators; everybody else sees their ids."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, get_args

from django import forms
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from keywords.hidden import Hidden
from keywords.schema import MatchMode, Term, TermKind, Weight
from warden.curation.judged import Judged
from warden.curation.ledger import Ledger
from warden.curation.tried import tried
from warden.curation.trying import Trial
from warden.errors import UsageError
from warden.review import here
from warden.review.people.audit import note
from warden.review.people.models import Right
from warden.review.people.rights import needs, person_of
from warden.review.wording import for_browser

PAGE = 200
KEPT = 600
"""Seconds that the ledger is shown for without being counted again."""


class Which(forms.Form):
    """Of which terms."""

    q = forms.CharField(label=_("Word"), required=False, max_length=100)
    lang = forms.ChoiceField(label=_("Language"), required=False)
    target = forms.CharField(label=_("Target"), required=False, max_length=100)
    site = forms.ChoiceField(label=_("Site"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, values in (("lang", here.vocabulary().languages), ("site", here.sites())):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("any")), *((value, value) for value in sorted(values))]

    def clean_target(self) -> str:
        named = str(self.cleaned_data["target"]).strip()
        found = here.target(named) if named else ""
        if found is None:
            raise forms.ValidationError(_("There is no such target."))
        return found

    def targets(self) -> set[str]:
        """The target and all under it; empty: all."""
        named = self.cleaned_data["target"]
        return set(here.with_descendants([named] if named else []))


@require_safe
@needs(Right.READ)
@never_cache
def terms(request: HttpRequest) -> HttpResponse:
    """The list. A restricted word is shown to curators, and that they looked is noted."""
    form, open_to = Which(request.GET), person_of(request).may(Right.CURATE)
    found = _chosen(form, open_to) if form.is_valid() else []
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [(term, term.term if open_to else term.shown) for term in page]
    if open_to and (seen := [term.id for term, _word in rows if term.restricted]):
        for number in range(0, len(seen), 10):  # all of them: an entry names few
            note(request, "saw restricted words", " ".join(seen[number : number + 10]))
    told = {"form": form, "page": page, "rows": rows, "may_try": open_to, "carried": _carried(request)}
    return render(request, "terms/list.html", told)


def _chosen(form: Which, open_to: bool) -> list[Term]:
    told, targets = form.cleaned_data, form.targets()
    word = told["q"].casefold()
    return [
        term
        for term in here.vocabulary().own_terms
        if (not told["lang"] or term.lang == told["lang"])
        and (not targets or term.target in targets)
        # Whether a restricted word holds what is looked for would tell the word.
        and (not word or word in (term.term if open_to else term.shown).casefold() or word == term.id)
    ]


def _carried(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


@require_safe
@needs(Right.READ)
@never_cache
def ledger(request: HttpRequest) -> HttpResponse:
    """What each term has cost and earned on each site."""
    form = Which(request.GET)
    rows = _accounts(form) if form.is_valid() else []
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "terms/ledger.html", {"form": form, "page": page, "carried": _carried(request)})


def _accounts(form: Which) -> list[dict[str, Any]]:
    """Kept for some minutes: all pages and hits are gone through, and nothing of it changes in a moment."""
    told = form.cleaned_data
    asked = (here.config().store_url, told["lang"], sorted(form.targets()), told["site"])
    key = f"ledger-{sha256(repr(asked).encode()).hexdigest()}"
    rows: list[dict[str, Any]] | None = cache.get(key)
    if rows is None:
        found = Ledger(
            here.vocabulary(),
            langs=[told["lang"]] if told["lang"] else [],
            targets=asked[2],
            sites=[told["site"]] if told["site"] else [],
        )
        found.read_all(here.store(), None, lambda _line: None)
        rows = list(found.lines())
        cache.set(key, rows, KEPT)
    return rows


def _words(vocabulary: Any) -> list[tuple[str, Any]]:
    return [("", _("default")), *((word, word) for word in get_args(vocabulary))]


class TryForm(forms.Form):
    """A row of the list that is not on it yet."""

    term = forms.CharField(label=_("Word, or the id of a term"), max_length=200)
    lang = forms.ChoiceField(label=_("Language"))
    target = forms.CharField(label=_("Target"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=_words(TermKind))
    match = forms.ChoiceField(label=_("How it matches"), required=False, choices=_words(MatchMode))
    needs = forms.CharField(label=_("Cue groups it needs"), required=False, max_length=200)
    product = forms.CharField(label=_("Product"), required=False, max_length=100)
    weight = forms.ChoiceField(label=_("Weight"), required=False, choices=_words(Weight))
    site = forms.ChoiceField(label=_("Site"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        langs, sites = self.fields["lang"], self.fields["site"]
        assert isinstance(langs, forms.ChoiceField)
        assert isinstance(sites, forms.ChoiceField)
        langs.choices = [(tag, tag) for tag in sorted(here.vocabulary().languages)]
        sites.choices = [("", _("any")), *((name, name) for name in sorted(here.sites()))]


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.CURATE)
@never_cache
def trial(request: HttpRequest) -> HttpResponse:
    """What a term would catch among the stored listings, by the real matcher; nothing is written or sent."""
    if request.method != "POST":
        return render(request, "terms/try.html", {"form": TryForm()})
    form, line = TryForm(request.POST), None  # in no address: the word may be a secret
    if form.is_valid():
        told = form.cleaned_data
        columns = {name: told[name] or None for name in ("kind", "match", "product", "weight")}
        columns["target"] = (here.target(told["target"]) or told["target"]) if told["target"] else None
        columns["needs"] = [part for part in told["needs"].replace("|", " ").split() if part] or None
        sites = [told["site"]] if told["site"] else []
        try:
            made = tried(here.vocabulary(), told["term"], told["lang"], columns)
            walk = Trial(here.vocabulary(), made, Judged(here.store(), here.vocabulary()))
            walk.read_all(here.store(), sites, lambda _line: None)
            line = walk.line(here.store(), told["lang"], sites)
        except UsageError as fault:
            form.add_error(None, Hidden(here.vocabulary()).masked(for_browser(fault)))
    return render(request, "terms/try.html", {"form": form, "line": line}, status=200 if line else 400)
