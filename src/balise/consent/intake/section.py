"""The part of a client's page about consents: what is allowed now, and a way to write down an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from balise.consent.intake import showing
from balise.consent.standings import living
from balise.people.access import Act, may

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from balise.people.models import Client
    from balise.people.pages import StaffRequest


def section(request: StaffRequest, client: Client) -> SafeString | None:
    """The section, for whoever may read the client's consents; None for others. Who serves a record that was
    merged into one they may not open can write down a no, and reads nothing.
    """
    may_record = bool(may(request.staff, Act.RECORD_CONSENT, client, request.now))
    context = {
        "client": client,
        "may_record": may_record,
        "may_keep": bool(may(request.staff, Act.KEEP_RIGHTS, client, request.now)),
    }
    if may(request.staff, Act.READ_CONSENTS, living(client), request.now):
        context |= {**showing.consents(viewer=request.staff, client=client, at=request.now), "readable": True}
    elif may_record:
        context["groups"] = showing.to_refuse(client)
    else:
        return None
    return render_to_string("consent/intake/section.html", context)
