"""Who asks: a token in the Authorization header, nothing else. Cookies open nothing here, so no form elsewhere can."""

from __future__ import annotations

import time

from django.core.cache import cache
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer

from warden.review import here
from warden.review.people.models import ApiToken
from warden.review.people.tokens import holder

MINUTE = 60


class TooMany(HttpError):
    """A token asks more often than it may. ``wait``: seconds until it may again."""

    def __init__(self, most: int, wait: int) -> None:
        super().__init__(429, f"more than {most} requests in a minute: wait {wait} seconds")
        self.wait = wait


class Bearer(HttpBearer):
    """A token that has this scope, of a person whose role allows it."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:  # noqa: ARG002  Ninja's signature
        """The token; None (401) where there is none in force, 403 where it may not do this."""
        found = holder(token)
        if found is None:
            return None
        _spend(found)
        if not found.may(self.scope):
            has = self.scope in found.scopes.split()
            why = "the role of its person does not allow it" if has else f"it has no scope {self.scope!r}"
            raise HttpError(403, f"this token may not do that: {why}")
        return found


def token_of(request: HttpRequest) -> ApiToken:
    """The token that ``Bearer`` let through."""
    found: ApiToken = request.auth  # type: ignore[attr-defined]
    return found


def _spend(token: ApiToken) -> None:
    """One request of this minute. Raises ``TooMany``."""
    most, (minute, second) = here.config().console.api_per_minute, divmod(int(time.time()), MINUTE)
    key = f"api-{token.pk}-{minute}"
    cache.add(key, 0, 2 * MINUTE)
    try:
        spent = cache.incr(key)
    except ValueError:  # thrown out between the two
        spent = 1
    if spent > most:
        raise TooMany(most, MINUTE - second)
