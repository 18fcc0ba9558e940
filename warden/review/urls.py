"""The console's addresses."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("warden.review.queue.urls")),
    path("trends/", include("warden.review.trends.urls")),
    path("people/", include("warden.review.people.urls")),
]
