"""Who asks: a token in the Authorization header, nothing else. Cookies open nothing here, so no form elsewhere can."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer

from warden.review.people.models import ApiToken
from warden.review.people.tokens import holder


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
        if not found.may(self.scope):
            has = self.scope in found.scopes.split()
            why = "the role of its person does not allow it" if has else f"it has no scope {self.scope!r}"
            raise HttpError(403, f"this token may not do that: {why}")
        return found


def token_of(request: HttpRequest) -> ApiToken:
    """The token that ``Bearer`` let through."""
    found: ApiToken = request.auth  # type: ignore[attr-defined]
    return found
