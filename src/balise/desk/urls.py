"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from balise.desk import about_client, ask, journal, policies

app_name = "desk"

urlpatterns = [
    path("", ask.home, name="home"),
    path("ask/", ask.start, name="start"),
    path("ask/search/", ask.search, name="search"),
    path("ask/about/<slug:group>/", ask.group, name="group"),
    path("ask/<str:name>/", ask.answer, name="answer"),
    path("ask/<str:name>/<slug:fact>/", ask.question, name="question"),
    path("clients/<uuid:uuid>/ask/", about_client.about_client, name="about_client"),
    path("journal/", journal.journal, name="journal"),
    path("journal/verify/", journal.verify, name="journal_verify"),
    path("journal/csv/", journal.as_csv, name="journal_csv"),
    path("journal/bundle/", journal.bundle, name="journal_bundle"),
    path("policies/", policies.policies, name="policies"),
    path("policies/<slug:pack>/", policies.policy, name="policy"),
    path("policies/<slug:pack>/<slug:annex>/", policies.annex, name="annex"),
]
