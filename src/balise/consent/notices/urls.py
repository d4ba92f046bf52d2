"""Addresses of purposes and their wordings."""

from __future__ import annotations

from django.urls import path

from balise.consent.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.purposes, name="purposes"),
    path("add/", views.add, name="add"),
    path("<slug:code>/", views.purpose, name="purpose"),
    path("<slug:code>/write/", views.write, name="write"),
    path("<slug:code>/close/", views.close, name="close"),
]
