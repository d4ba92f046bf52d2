"""Addresses of rights: those of one client, and the complaints that wait."""

from __future__ import annotations

from django.urls import path

from balise.consent.rights import views

app_name = "rights"

urlpatterns = [
    path("rights/complaints/", views.complaints, name="complaints"),
    path("rights/complaints/<uuid:uuid>/", views.answer, name="answer"),
    path("clients/<uuid:uuid>/rights/", views.client, name="client"),
    path("clients/<uuid:uuid>/rights/copy/<str:kind>/", views.copy, name="copy"),
    path("clients/<uuid:uuid>/rights/hold/", views.hold, name="hold"),
    path("clients/<uuid:uuid>/rights/hold/end/", views.end_hold, name="end_hold"),
    path("clients/<uuid:uuid>/rights/erase/", views.erase, name="erase"),
    path("clients/<uuid:uuid>/rights/complain/", views.complain, name="complain"),
]
