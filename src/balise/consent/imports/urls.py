"""Addresses of imports of consents."""

from __future__ import annotations

from django.urls import path

from balise.consent.imports import views

app_name = "consent_imports"

urlpatterns = [
    path("", views.start, name="start"),
    path("<str:name>/columns/", views.columns, name="columns"),
    path("<str:name>/preview/", views.look, name="preview"),
    path("<str:name>/result/", views.result, name="result"),
    path("<str:name>/errors/", views.errors, name="errors"),
]
