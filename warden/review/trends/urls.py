"""Addresses of what is changing."""

from __future__ import annotations

from django.urls import path

from warden.review.trends import compared, views

urlpatterns = [
    path("", views.trends, name="trends"),
    path("chart.<str:kind>", views.chart, name="trends-chart"),
    path("numbers.csv", views.numbers, name="trends-numbers"),
    path("listings", views.listings, name="trends-listings"),
    path("changes", compared.rising, name="trends-changes"),
    path("lifetimes", compared.lasting, name="trends-lifetimes"),
]
