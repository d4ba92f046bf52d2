"""All addresses."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("language/", set_language, name="set_language"),
    *([path("demo/", include("balise.server.demo.urls"))] if settings.BALISE_DEMO else []),
    path("", include("balise.desk.urls")),
]
