"""Addresses of the queue."""

from __future__ import annotations

from django.urls import path

from warden.review.queue import views

urlpatterns = [
    path("", views.queue, name="queue"),
    path("next", views.following, name="next"),
    path("undo", views.undo, name="undo"),
    path("hits/<str:hit_id>", views.hit, name="hit"),
    path("hits/<str:hit_id>/decide", views.decide, name="decide"),
    path("pictures/<str:listing_key>/<str:sha256>", views.picture, name="picture"),
]
