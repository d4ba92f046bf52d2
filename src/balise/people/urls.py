"""Addresses of people: they hold random names, never those of persons."""

from __future__ import annotations

from django.urls import path

from balise.people.views import clients, files, invitations, personnel, programmes, reach, staff

app_name = "people"

urlpatterns = [
    path("clients/", clients.clients, name="clients"),
    path("clients/add/", files.add_client, name="add_client"),
    path("clients/emergency/", reach.emergency, name="emergency"),
    path("clients/<uuid:uuid>/", clients.client, name="client"),
    path("clients/<uuid:uuid>/change/", files.change_client, name="change_client"),
    path("clients/<uuid:uuid>/health/", clients.health, name="health"),
    path("clients/<uuid:uuid>/health/change/", files.change_health, name="change_health"),
    path("clients/<uuid:uuid>/circle/add/", files.link_party, name="link_party"),
    path("clients/<uuid:uuid>/circle/<uuid:link>/end/", files.end_link, name="end_link"),
    path("clients/<uuid:uuid>/assign/", reach.assign, name="assign"),
    path("clients/<uuid:uuid>/assigned/<uuid:assignment>/end/", reach.withdraw, name="withdraw"),
    path("people/", staff.people, name="people"),
    path("people/hire/", personnel.hire, name="hire"),
    path("people/invite/", invitations.invite_everyone, name="invite_all"),
    path("people/programmes/", programmes.programmes, name="programmes"),
    path("people/<uuid:uuid>/", staff.person, name="person"),
    path("people/<uuid:uuid>/invite/", invitations.invite_one, name="invite"),
    path("people/<uuid:uuid>/disable/", personnel.disable, name="disable"),
    path("people/<uuid:uuid>/enable/", personnel.enable, name="enable"),
    path("people/<uuid:uuid>/roles/grant/", personnel.grant, name="grant"),
    path("people/<uuid:uuid>/roles/<uuid:grant>/revoke/", personnel.revoke, name="revoke"),
    path("people/<uuid:uuid>/line/", personnel.line, name="line"),
    path("people/<uuid:uuid>/delegate/", personnel.delegate, name="delegate"),
    path(
        "people/<uuid:uuid>/delegations/<uuid:delegation>/end/",
        personnel.end_delegation,
        name="end_delegation",
    ),
]
