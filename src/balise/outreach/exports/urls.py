"""Addresses of this part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from balise.outreach.exports import views

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "exports"

urlpatterns: list[URLPattern] = [
    path("campaigns/<uuid:uuid>/export/", views.start, name="start"),
    path("campaigns/<uuid:uuid>/export/take/", views.take, name="take"),
    path("campaigns/<uuid:uuid>/export/unsubscribed/", views.pull, name="pull"),
    path("campaigns/<uuid:uuid>/export/finish/", views.finish, name="finish"),
    path("campaigns/<uuid:uuid>/export/calls/", views.calls, name="calls"),
    path("campaigns/<uuid:uuid>/export/calls/<uuid:message>/", views.call, name="call"),
]
