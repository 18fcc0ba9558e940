"""Addresses of accounts."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path, reverse_lazy

from warden.review.people import audit, manage, oidc, tokens
from warden.review.people.first import first
from warden.review.people.tokens import ChangePassword

urlpatterns = [
    path("sign-in", LoginView.as_view(template_name="people/sign_in.html"), name="sign-in"),
    *oidc.addresses(),
    path("sign-out", LogoutView.as_view(), name="sign-out"),
    path(
        "password",
        ChangePassword.as_view(template_name="people/password.html", success_url=reverse_lazy("queue")),
        name="password",
    ),
    path("", manage.people, name="people"),
    path("account/<str:name>", manage.person, name="person"),
    path("account/<str:name>/password", manage.password, name="set-password"),
    path("audit", audit.log, name="audit-log"),
    path("tokens", tokens.tokens, name="tokens"),
    path("tokens/<int:number>/revoke", tokens.revoke, name="revoke-token"),
    path("first/<str:given>", first, name="first"),
]
