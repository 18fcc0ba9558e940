"""Addresses of terms."""

from __future__ import annotations

from django.urls import path

from warden.review.terms import views

urlpatterns = [
    path("", views.terms, name="terms"),
    path("ledger", views.ledger, name="ledger"),
    path("try", views.trial, name="try"),
]
