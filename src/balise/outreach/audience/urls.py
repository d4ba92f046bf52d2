"""Addresses of a campaign's list."""

from __future__ import annotations

from django.urls import path

from balise.outreach.audience import views

app_name = "audience"

_LIST = "campaigns/<uuid:uuid>/list"

urlpatterns = [
    path(f"{_LIST}/", views.overview, name="list"),
    path(f"{_LIST}/attach/", views.attach, name="attach"),
    path(f"{_LIST}/add/", views.add, name="add"),
    path(f"{_LIST}/columns/", views.columns, name="columns"),
    path(f"{_LIST}/result/", views.result, name="result"),
    path(f"{_LIST}/to-correct/", views.errors, name="errors"),
    path(f"{_LIST}/original/", views.original, name="original"),
]
