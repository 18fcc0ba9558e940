"""The console's addresses."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from warden.review.reports.views import reports
from warden.review.setup.kept import settings
from warden.review.setup.views import home, setup

urlpatterns = [
    path("", include("warden.review.queue.urls")),
    path("", include("warden.review.runs.urls")),
    path("home", home, name="home"),
    path("begin", setup, name="setup"),
    path("settings", settings, name="settings"),
    path("reports", reports, name="reports"),
    path("terms/", include("warden.review.terms.urls")),
    path("api/v1/", include("warden.review.api.urls")),
    path("trends/", include("warden.review.trends.urls")),
    path("language", login_not_required(set_language), name="set_language"),
    path("people/", include("warden.review.people.urls")),
]
