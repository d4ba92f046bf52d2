"""All addresses, those that only the demo installs included."""

from __future__ import annotations

from django.urls import include, path

from balise.server import urls

handler500 = urls.handler500
urlpatterns = [path("demo/", include("balise.server.demo.urls")), *urls.urlpatterns]
