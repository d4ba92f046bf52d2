"""Addresses of intake: under a client's."""

from __future__ import annotations

from django.urls import path

from balise.consent.intake import views

app_name = "intake"

urlpatterns = [
    path("", views.consents, name="consents"),
    path("on-day/", views.on_day, name="on_day"),
    path("answers/", views.several, name="several"),
    path("forms/<uuid:event>/", views.paper, name="paper"),
    path("<slug:purpose>/<slug:channel>/", views.one, name="one"),
]
