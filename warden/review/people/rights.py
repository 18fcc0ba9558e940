"""Who may open a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from warden.review.people.models import Person, Right

_More = ParamSpec("_More")
View = Callable[Concatenate[HttpRequest, _More], HttpResponse]


def person_of(request: HttpRequest) -> Person:
    """Who asks. Raises ``PermissionDenied`` for nobody; every page but signing in needs somebody already."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def needs(right: Right) -> Callable[[View[_More]], View[_More]]:
    """A view that only people with this right may open; others get 403."""

    def wrap(view: View[_More]) -> View[_More]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: _More.args, **kwargs: _More.kwargs) -> HttpResponse:
            if not person_of(request).may(right):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return wrap
