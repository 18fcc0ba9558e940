"""The first account: made in the browser by who can read the terminal, once."""

from __future__ import annotations

import secrets
from functools import cache

from django import forms
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import BaseUserCreationForm
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.debug import sensitive_post_parameters

from warden.review.people.models import Person, Role


@cache
def token() -> str:
    """What this process told at its start; worth nothing once there is an account."""
    return secrets.token_urlsafe(16)


class FirstForm(BaseUserCreationForm):  # type: ignore[type-arg]  # Django itself takes none
    """Name and password of the first administrator."""

    class Meta:
        model = Person
        fields = ("username",)


@login_not_required
@sensitive_post_parameters()
def first(request: HttpRequest, given: str) -> HttpResponse:
    """The page; 404 with another token, or when somebody has an account already."""
    if not constant_time_compare(given, token()):
        raise Http404
    form: forms.Form | FirstForm = FirstForm(request.POST or None)
    with transaction.atomic():
        if Person.objects.exists():
            raise Http404
        if isinstance(form, FirstForm) and form.is_valid():
            person = form.save(commit=False)
            person.role = Role.ADMINISTRATOR
            person.save()
            login(request, person, backend="django.contrib.auth.backends.ModelBackend")
            return redirect("setup")
    return render(request, "people/first.html", {"form": form})
