"""Who comes to an address that only takes forms, after signing in again or a change of language, is led to its page."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

_CARD = re.compile(r"/hits/([^/]+)/[^/]+$")


def middleware(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Django's: a 405 to somebody who only looks becomes the way to the card, or to the start."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if response.status_code != 405 or request.method != "GET" or request.path_info.startswith("/api/"):
            return response
        card = _CARD.search(request.path_info)
        return redirect("hit", card[1]) if card else redirect("home")

    return answered
