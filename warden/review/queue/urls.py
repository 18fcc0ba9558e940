"""Addresses of the queue."""

from __future__ import annotations

from django.urls import path

from warden.review.queue import figures, settings, views

urlpatterns = [
    path("", views.queue, name="queue"),
    path("next", views.following, name="next"),
    path("undo", views.undo, name="undo"),
    path("audit", views.random_item, name="audit"),
    path("hits/<str:hit_id>", views.hit, name="hit"),
    path("hits/<str:hit_id>/decide", views.decide, name="decide"),
    path("hits/<str:hit_id>/assign", views.assign, name="assign"),
    path("pictures/<str:listing_key>/<str:sha256>", views.picture, name="picture"),
    path("disputed", figures.disputed, name="disputed"),
    path("agreement", figures.agree, name="agreement"),
    path("estimates", figures.estimate, name="estimates"),
    path("names", figures.names, name="names"),
    path("names.json", figures.suggest, name="suggest"),
    path("mine", settings.mine, name="mine"),
    path("searches", settings.save_search, name="save-search"),
    path("searches/<int:number>/drop", settings.drop_search, name="drop-search"),
]
