"""Addresses of this part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from balise.outreach.reports import views

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "reports"

urlpatterns: list[URLPattern] = [
    path("campaigns/<uuid:uuid>/report/", views.campaign, name="campaign"),
    path("campaigns/<uuid:uuid>/report/file/", views.campaign_file, name="campaign_file"),
    path("reports/", views.period, name="period"),
    path("reports/file/", views.period_file, name="period_file"),
]
