"""What a person sees when the store is away or asked for what is not there: a sentence, not a stack of code."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from warden.errors import UsageError, WardenError
from warden.review import here
from warden.review.wording import for_browser

GetResponse = Callable[[HttpRequest], HttpResponse]


class StoreFaults:
    """Turns Warden's own errors into pages: 400 for what was asked wrongly, 503 for a store that cannot answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """The page for one of Warden's errors; others are Django's."""
        if not isinstance(fault, WardenError):
            return None
        wrong = isinstance(fault, UsageError)
        if not wrong:
            here.forget_store()
        return render(request, "fault.html", {"fault": for_browser(fault)}, status=400 if wrong else 503)
