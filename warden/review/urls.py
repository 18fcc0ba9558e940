"""The console's addresses."""

from __future__ import annotations

from django.urls import include, path

from warden.review.reports.views import reports
from warden.review.setup.views import home, setup

urlpatterns = [
    path("", include("warden.review.queue.urls")),
    path("", include("warden.review.runs.urls")),
    path("home", home, name="home"),
    path("begin", setup, name="setup"),
    path("reports", reports, name="reports"),
    path("terms/", include("warden.review.terms.urls")),
    path("api/v1/", include("warden.review.api.urls")),
    path("trends/", include("warden.review.trends.urls")),
    path("people/", include("warden.review.people.urls")),
]
