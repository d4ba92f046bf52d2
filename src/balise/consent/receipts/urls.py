"""The address of the public keys: at the root of the site, where programs look for such things (RFC 8615)."""

from __future__ import annotations

from django.urls import path

from balise.consent.receipts import views

app_name = "receipts"

urlpatterns = [path(".well-known/balise-consent-keys.json", views.keys, name="keys")]
