"""All addresses."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

handler500 = "balise.server.outage.server_error"

urlpatterns = [
    path("language/", require_POST(set_language), name="set_language"),
    *([path("demo/", include("balise.server.demo.urls"))] if settings.BALISE_DEMO else []),
    path("account/", include("balise.people.accounts.urls")),
    path("people/imports/", include("balise.people.imports.urls")),
    path("", include("balise.people.urls")),
    path("", include("balise.desk.urls")),
]
