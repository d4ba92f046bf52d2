"""Addresses of the gate's pages."""

from __future__ import annotations

from django.urls import path

from balise.outreach.gate import views

app_name = "gate"

urlpatterns = [
    path("", views.accounts, name="accounts"),
    path("add/", views.add, name="add"),
    path("<uuid:uuid>/", views.account, name="account"),
    path("<uuid:uuid>/facts/<slug:fact>/", views.fact, name="fact"),
    path("<uuid:uuid>/close/", views.close, name="close"),
]
