"""Addresses of runs, sites and watches."""

from __future__ import annotations

from django.urls import path

from warden.review.runs import sites, views, watches

urlpatterns = [
    path("runs", views.runs, name="runs"),
    path("runs/new", views.new, name="new-run"),
    path("runs/<str:run_id>", views.run, name="run"),
    path("runs/<str:run_id>/standing", views.live, name="run-standing"),
    path("runs/<str:run_id>/stop", views.stop, name="stop-run"),
    path("runs/<str:run_id>/resume", views.resume, name="resume-run"),
    path("watches", watches.watches, name="watches"),
    path("watches/new", watches.edit, name="new-watch"),
    path("watches/<str:name>", watches.watch, name="watch"),
    path("watches/<str:name>/edit", watches.edit, name="edit-watch"),
    path("watches/<str:name>/start", views.start_watch, name="start-watch"),
    path("watches/<str:name>/retire", watches.retire, name="retire-watch"),
    path("sites", sites.sites, name="sites"),
    path("pages/<str:page_id>", sites.page, name="page"),
]
