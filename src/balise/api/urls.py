"""Addresses of the pages of the keys."""

from __future__ import annotations

from django.urls import path

from balise.api import views

app_name = "api_keys"

urlpatterns = [
    path("", views.keys, name="keys"),
    path("<uuid:uuid>/revoke/", views.revoke, name="revoke"),
]
