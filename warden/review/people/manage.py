"""The page of accounts: who there is, what they may do, making and ending one."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.forms import BaseUserCreationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from warden.errors import UsageError
from warden.review.people import accounts
from warden.review.people.audit import note
from warden.review.people.models import Person, Right, Role
from warden.review.people.rights import needs, person_of


class NewPerson(BaseUserCreationForm):  # type: ignore[type-arg]  # Django itself takes none
    """Name, password and role of a new account; nothing else can be said in it."""

    class Meta:
        model = Person
        fields = ("username", "role")


class Change(forms.ModelForm):  # type: ignore[type-arg]
    """What an administrator changes of an account."""

    is_active = forms.BooleanField(label=gettext_lazy("may sign in"), required=False)

    class Meta:
        model = Person
        fields = ("role", "is_active")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE)
@never_cache
def people(request: HttpRequest) -> HttpResponse:
    """Everybody, and a form for one more."""
    form = NewPerson(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.save()
        note(request, f"made an account: {made.role}", made.username)
        messages.success(request, _("%(name)s may sign in.") % {"name": made.username})
        return redirect("people")
    told = {"form": form, "everybody": Person.objects.order_by("username")}
    return render(request, "people/people.html", told, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE)
@never_cache
def person(request: HttpRequest, name: str) -> HttpResponse:
    """One account. The last administrator stays one."""
    who = get_object_or_404(Person, username=name)
    was = who.role
    form = Change(request.POST or None, instance=who)
    if request.method == "POST" and form.is_valid():
        if was == Role.ADMINISTRATOR and not _another(name) and _ends(form):
            form.add_error(None, _("This is the last administrator: name another first."))
        else:
            form.save()
            note(request, f"changed an account: {who.role}{'' if who.is_active else ', ended'}", name)
            messages.success(request, _("%(name)s is changed.") % {"name": name})
            return redirect("people")
    told = {"form": form, "who": name, "self": name == person_of(request).username}
    return render(request, "people/person.html", told, status=400 if form.errors else 200)


@sensitive_post_parameters()
@require_POST
@needs(Right.PEOPLE)
def password(request: HttpRequest, name: str) -> HttpResponse:
    """Another password for who forgot theirs, or was locked out; it ends their tokens."""
    who = get_object_or_404(Person, username=name)
    try:
        accounts.change(name, None, request.POST.get("password", ""), None)
    except UsageError as fault:
        messages.error(request, str(fault))
        return redirect("person", name)
    note(request, "set another password", who.username)
    messages.success(request, _("%(name)s is changed.") % {"name": name})
    return redirect("people")


def _ends(form: Change) -> bool:
    return form.cleaned_data["role"] != Role.ADMINISTRATOR or not form.cleaned_data["is_active"]


def _another(name: str) -> bool:
    """Whether there is a further administrator who may sign in."""
    admins = Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    return admins.exclude(username=name).exists()
