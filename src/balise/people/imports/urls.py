"""Addresses of imports and exports."""

from __future__ import annotations

from django.urls import path

from balise.people.imports import views

app_name = "people_imports"

urlpatterns = [
    path("", views.start, name="start"),
    path("export/<str:kind>/", views.export_people, name="export"),
    path("<str:name>/columns/", views.columns, name="columns"),
    path("<str:name>/preview/", views.look, name="preview"),
    path("<str:name>/result/", views.result, name="result"),
    path("<str:name>/errors/", views.errors, name="errors"),
]
