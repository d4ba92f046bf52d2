"""Addresses of merging."""

from __future__ import annotations

from django.urls import path

from balise.consent.merging import views

app_name = "merging"

urlpatterns = [
    path("", views.proposals, name="proposals"),
    path("<uuid:first>/<uuid:second>/", views.pair, name="pair"),
]
