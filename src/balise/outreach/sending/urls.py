"""Addresses of sending: of staff, and the one where whoever got a message stops the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from balise.outreach.sending import stop_views, views

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "sending"

_SENDING = "campaigns/<uuid:uuid>/sending/"

urlpatterns: list[URLPattern] = [
    path(_SENDING, views.state, name="state"),
    path(f"{_SENDING}start/", views.start, name="start"),
    path(f"{_SENDING}test/", views.test, name="test"),
    path(f"{_SENDING}pause/", views.pause, name="pause"),
    path(f"{_SENDING}resume/", views.resume, name="resume"),
    path(f"{_SENDING}cancel/", views.cancel, name="cancel"),
    path(f"{_SENDING}messages/", views.messages, name="messages"),
    path(f"{_SENDING}messages/<slug:state>/", views.messages, name="messages_in"),
    path(f"{_SENDING}message/<uuid:number>/", views.message, name="message"),
    path(f"{_SENDING}message/<uuid:number>/settle/", views.settle, name="settle"),
    path("stop/<str:ticket>/", stop_views.stop, name="stop"),
]
