"""Addresses of the room: each part brings its own."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("balise.outreach.campaigns.urls")),
    path("", include("balise.outreach.audience.urls")),
    path("", include("balise.outreach.screening.urls")),
    path("", include("balise.outreach.sending.urls")),
    path("", include("balise.outreach.exports.urls")),
    path("", include("balise.outreach.reports.urls")),
    path("gate/", include("balise.outreach.gate.urls")),
]
