"""Tokens of programs: made and revoked by the person they stand for; only a hash of each is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from warden.review.people.audit import note
from warden.review.people.models import ApiToken, Person, Right, Scope
from warden.review.people.rights import needs, person_of

PREFIX = "warden_"
MOST = 50
"""Tokens of one person that are in force at once."""
_USED = timedelta(minutes=1)
"""How exactly the last use is known; each use is no write."""


def digest(token: str) -> str:
    """What is kept of a token. It is drawn, not chosen, so a plain hash cannot be guessed from."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def make(person: Person, name: str, scopes: list[str], days: int) -> tuple[ApiToken, str]:
    """A new token and its text, which nobody can see again."""
    text = PREFIX + secrets.token_urlsafe(32)
    until = timezone.now() + timedelta(days=days)
    row = ApiToken.objects.create(
        person=person, name=name, scopes=" ".join(sorted(scopes)), digest=digest(text), expires_at=until
    )
    return row, text


def holder(text: str) -> ApiToken | None:
    """The token in force that has this text, its use noted."""
    row = ApiToken.objects.select_related("person").filter(digest=digest(text)).first()
    if row is None or not row.in_force:
        return None
    at = timezone.now()
    if row.used_at is None or at - row.used_at > _USED:
        ApiToken.objects.filter(pk=row.pk).update(used_at=at)
    return row


def end_all(person: Person) -> None:
    """No token of this person opens anything any more: whoever knew the password may have made one."""
    ApiToken.objects.filter(person=person, revoked_at=None).update(revoked_at=timezone.now())


class ChangePassword(PasswordChangeView):
    """A new password ends one's tokens."""

    def form_valid(self, form: Any) -> HttpResponse:
        end_all(person_of(self.request))
        note(self.request, "changed the password")
        return super().form_valid(form)


class TokenForm(forms.Form):
    """What a person says of a new token."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=100, help_text=gettext_lazy("what program it is for")
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("May"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days until it ends"), min_value=1, max_value=366, initial=90
    )

    def __init__(self, person: Person, data: Any = None) -> None:
        super().__init__(data)
        self.person = person

    def clean(self) -> dict[str, Any]:
        """No more tokens than a person can keep an eye on."""
        told = super().clean() or {}
        if sum(row.in_force for row in ApiToken.objects.filter(person=self.person)) >= MOST:
            raise forms.ValidationError(_("You have %(most)d tokens: revoke one first.") % {"most": MOST})
        return told


@needs(Right.READ)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
@sensitive_variables("text")
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens, and a form for another; the new one is shown on the answer and never again."""
    person, text = person_of(request), None
    form = TokenForm(person, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        row, text = make(person, told["name"], told["scopes"], told["days"])
        note(request, f"made a token: {row.scopes}", row.name)
        form = TokenForm(person)
    rows = ApiToken.objects.filter(person=person).order_by("-created_at")
    told = {"form": form, "made": text, "rows": rows}
    return render(request, "people/tokens.html", told, status=400 if form.errors else 200)


@needs(Right.READ)
@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """End one of one's own tokens; another's is not there."""
    row = get_object_or_404(ApiToken, pk=number, person=person_of(request))
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
    messages.success(request, _("%(name)s is revoked.") % {"name": row.name})
    return redirect("tokens")
