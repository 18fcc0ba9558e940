"""Signing in with the organisation's own accounts. Who may come in and as what is still said here, by the accounts."""

from __future__ import annotations

from typing import Any

import jwt
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from warden.review.people.models import Person


class ByProvider(OIDCAuthenticationBackend):  # type: ignore[misc]  # it has no types
    """The account whose name is the e-mail address, which the provider must say it has checked (``email_verified``)."""

    def filter_users_by_claims(self, claims: dict[str, Any]) -> QuerySet[Person]:
        named = str(claims.get("email") or "")
        if not named or claims.get("email_verified") not in (True, "true"):
            return Person.objects.none()
        return Person.objects.filter(username__iexact=named, is_active=True)

    def verify_token(self, token: str, **more: Any) -> dict[str, Any]:
        """Also for whom it was made and by whom, which the library leaves to us."""
        try:
            told: dict[str, Any] = super().verify_token(token, **more)
        except jwt.InvalidTokenError as fault:
            raise SuspiciousOperation("The provider's token does not hold.") from fault
        audience = told.get("aud")
        meant = audience if isinstance(audience, list) else [audience]
        if settings.OIDC.client not in meant or told.get("iss") != settings.OIDC.issuer:
            raise SuspiciousOperation("The token was made for another program, or by another provider.")
        return told


def addresses() -> list[URLPattern]:
    """Where people are sent from and come back to; none where no provider is named."""
    if not settings.OIDC.client:
        return []
    begin, back = OIDCAuthenticationRequestView.as_view(), OIDCAuthenticationCallbackView.as_view()
    return [
        path("oidc/begin", login_not_required(begin), name="oidc_authentication_init"),
        path("oidc/back", login_not_required(back), name="oidc_authentication_callback"),
    ]


def offered(_request: HttpRequest) -> dict[str, Any]:
    """Whether the page of signing in leads to a provider."""
    return {"oidc_offered": bool(settings.OIDC.client), "nobody_yet": _nobody}


def _nobody() -> bool:
    """Whether there is no account; asked by the one page that says so."""
    return not Person.objects.exists()
