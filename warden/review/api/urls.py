"""Addresses of the JSON interface. Sessions mean nothing here; each operation asks for a token itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from warden.review.api.views import api, refused

app_name = "api"


def _open(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The operation without the console's sign-in; what it refuses is JSON as well."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer = view(request, *args, **kwargs)
        except Http404 as fault:
            return refused(fault)
        if answer.status_code != 405:
            return answer
        told = {"error": f"{request.method} means nothing here; allowed: {answer['Allow']}"}
        return JsonResponse(told, status=405, headers={"Allow": answer["Allow"]})

    return answered


@csrf_exempt
@login_not_required
def nothing(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001
    """Any other address."""
    return refused(Http404())


def _patterns() -> list[URLPattern]:
    found = [one for one in api.urls[0] if isinstance(one, URLPattern)]
    for one in found:
        one.callback = _open(one.callback)
    return found


urlpatterns = [*_patterns(), path("<path:rest>", nothing)]
