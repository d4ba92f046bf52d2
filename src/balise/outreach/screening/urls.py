"""Addresses of a campaign's screening. Nothing in them says who someone is."""

from __future__ import annotations

from django.urls import path

from balise.outreach.screening import views

app_name = "screening"

_SCREENING = "campaigns/<uuid:uuid>/screening"

urlpatterns = [
    path(f"{_SCREENING}/", views.result, name="result"),
    path(f"{_SCREENING}/run/", views.run, name="run"),
    path(f"{_SCREENING}/people/", views.people, name="people"),
    path(f"{_SCREENING}/people/<uuid:recipient>/", views.person, name="person"),
    path(f"{_SCREENING}/answers/", views.answers, name="answers"),
    path(f"{_SCREENING}/compare/", views.compared, name="compare"),
    path(f"{_SCREENING}/tasks/<uuid:task>/", views.task, name="task"),
]
