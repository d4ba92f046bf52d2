"""Addresses of the demo."""

from __future__ import annotations

from django.urls import path

from balise.server.demo import views

app_name = "demo"

urlpatterns = [
    path("", views.people, name="people"),
    path("<slug:persona>/", views.enter, name="enter"),
]
