"""Addresses of the preference page. A secret in one opens it: none is ever written down (`server.logs`)."""

from __future__ import annotations

from django.urls import path, register_converter

from balise.consent.preferences import entering, receipt_views, staff_views, views

app_name = "preferences"


class Secret:
    """What a link or a ticket is made of."""

    regex = "[A-Za-z0-9_-]{43}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ReceiptForm:
    """The forms that a receipt of one event comes in."""

    regex = r"receipt\.jws|fhir\.json|letter\.pdf"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Secret, "preference_secret")
register_converter(ReceiptForm, "receipt_form")

_LINK = "<preference_secret:secret>"

urlpatterns = [
    path("preferences/", entering.start, name="start"),
    path("preferences/again/", entering.again, name="again"),
    path("preferences/code/<preference_secret:ticket>/", entering.code, name="code"),
    path(f"preferences/{_LINK}/", views.page, name="page"),
    path(f"preferences/{_LINK}/no/", views.no, name="no"),
    path(f"preferences/{_LINK}/yes/<slug:purpose>/<slug:channel>/", views.yes, name="yes"),
    path(f"preferences/{_LINK}/history/", views.history, name="history"),
    path(f"preferences/{_LINK}/language/", views.language, name="language"),
    path(f"preferences/{_LINK}/ask/", views.ask, name="ask"),
    path(f"preferences/{_LINK}/revoke/", views.revoke, name="revoke"),
    path(f"preferences/{_LINK}/letter.pdf", receipt_views.every_letter, name="letter"),
    path(f"preferences/{_LINK}/receipts/<uuid:event>/<receipt_form:form>", receipt_views.one, name="receipt"),
    path(f"unsubscribe/{_LINK}/", views.unsubscribe, name="unsubscribe"),
    path("clients/<uuid:uuid>/preferences/", staff_views.links, name="links"),
    path("clients/<uuid:uuid>/preferences/send/", staff_views.send, name="send_link"),
    path("clients/<uuid:uuid>/preferences/revoke/", staff_views.revoke, name="revoke_links"),
]
