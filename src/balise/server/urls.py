"""All addresses."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from balise.api.endpoints import urls as api_urls

handler500 = "balise.server.outage.server_error"

urlpatterns = [
    path("language/", require_POST(set_language), name="set_language"),
    *([path("demo/", include("balise.server.demo.urls"))] if settings.BALISE_DEMO else []),
    path("account/", include("balise.people.accounts.urls")),
    path("people/imports/", include("balise.people.imports.urls")),
    path("api/v1/", api_urls),
    path("consents/keys/", include("balise.api.urls")),
    path("consents/purposes/", include("balise.consent.notices.urls")),
    path("consents/merging/", include("balise.consent.merging.urls")),
    path("consents/imports/", include("balise.consent.imports.urls")),
    path("outreach/", include("balise.outreach.urls")),
    path("clients/<uuid:uuid>/consents/", include("balise.consent.intake.urls")),
    path("", include("balise.consent.rights.urls")),
    path("", include("balise.consent.preferences.urls")),
    path("", include("balise.consent.receipts.urls")),
    path("", include("balise.people.urls")),
    path("", include("balise.desk.urls")),
]
