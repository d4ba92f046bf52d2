"""The page of a client's links, for staff: which of them open the preference page, another one, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from balise.consent import operations
from balise.consent.errors import ConsentError
from balise.consent.preferences.giving import mailboxes, send_link
from balise.consent.preferences.masking import masked_email
from balise.consent.queries import links_in_force
from balise.consent.standings import living
from balise.people.access import Act
from balise.people.doors import get_or_hidden
from balise.people.models import Client
from balise.people.pages import StaffRequest, page, staff_page, tell
from balise.people.periods import day_of
from balise.theme.dates import long_date, moment
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from uuid import UUID

    from balise.consent.models import PreferenceLink

UNAVAILABLE = 503


@require_safe
@staff_page
def links(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Which links open the client's page now."""
    return _page(request, _client(request, uuid))


@require_POST
@staff_page
def send(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Send another one, to an address on file."""
    client = _client(request, uuid)
    try:
        send_link(by=request.staff, client=client, to=request.POST.get("to", ""), now=request.now)
    except ConsentError as error:
        return _page(request, client, problem=error.message[current_language()])
    tell(request, "preferences.links.sent")
    return redirect("preferences:links", uuid)


@require_POST
@staff_page
def revoke(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Make all of them lead nowhere."""
    operations.revoke_links(by=request.staff, client=_client(request, uuid), now=request.now)
    tell(request, "preferences.links.revoked")
    return redirect("preferences:links", uuid)


def _client(request: StaffRequest, uuid: UUID) -> Client:
    """The record that lives on; both have to be the viewer's to write in."""
    found = get_or_hidden(Client, uuid, viewer=request.staff, at=request.now, act=Act.RECORD_CONSENT)
    alive = living(found).uuid
    return get_or_hidden(Client, alive, viewer=request.staff, at=request.now, act=Act.RECORD_CONSENT)


def _page(request: StaffRequest, client: Client, problem: str = "") -> HttpResponse:
    boxes = list(mailboxes(client))
    masked = {each.key: masked_email(each.value) for each in boxes}
    context = {
        "client": client,
        "links": [_row(each, masked) for each in links_in_force(client, request.now)],
        "boxes": [{"uuid": each.uuid, "masked": masked[each.key]} for each in boxes],
        "errors": [{"text": problem}] if problem else [],
    }
    return page(request, "consent/preferences/links.html", context, UNAVAILABLE if problem else 200)


def _row(link: PreferenceLink, masked: dict[str, str]) -> dict[str, Any]:
    lang = current_language()
    where = masked.get(link.address, "")
    return {
        "made": t("preferences.links.made", lang, moment=moment(link.made_at)),
        "until": t("preferences.links.until", lang, day=long_date(day_of(link.expires_at))),
        "where": t("preferences.links.where", lang, address=where) if where else "",
        "about": link.purpose.name[lang] if link.purpose else "",
    }
