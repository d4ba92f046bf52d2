"""Inviting people to sign in: one from their page, or all those who have no account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from balise.people import forms
from balise.people.access import Act, visible_staff
from balise.people.accounts import mailing
from balise.people.accounts.invitations import invite, invite_all, without_account
from balise.people.accounts.operations import LINK_LASTS_DAYS
from balise.people.doors import get_or_hidden
from balise.people.models import Staff
from balise.people.pages import FormPage, StaffRequest, form_page, not_entrusted, page, sent, staff_page

if TYPE_CHECKING:
    from uuid import UUID

DAYS = str(LINK_LASTS_DAYS)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def invite_one(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Have an invitation mailed to someone, or be shown its link where there is no mail server."""
    shown = get_or_hidden(Staff, uuid, viewer=request.staff, at=request.now, act=Act.INVITE)
    back = reverse("people:person", args=[uuid])

    def do(_: dict[str, Any]) -> str | HttpResponse:
        site = request.build_absolute_uri("/")
        link = invite(by=request.staff, staff=shown, site=site, now=request.now)
        if link is None:
            return back
        # In the answer itself: an address or a session would keep it.
        return page(request, "people/invitation_link.html", {"subject": shown, "link": link, "days": DAYS})

    texts = "invite" if mailing.is_set_up() else "invite_by_hand"
    around = FormPage(texts, back, about=shown.full_name, values={"email": shown.email, "days": DAYS})
    return form_page(request, forms.Confirm(sent(request)), around, do)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def invite_everyone(request: StaffRequest) -> HttpResponse:
    """Have an invitation mailed to everyone who has no account, once it was seen how many they are."""
    if not visible_staff(request.staff, request.now, Act.INVITE).exists():
        return not_entrusted(request)
    back = reverse("people:people")
    count = without_account(request.staff, request.now).count()

    def do(_: dict[str, Any]) -> str:
        invite_all(by=request.staff, now=request.now)
        return back

    texts = "invite_all" if mailing.is_set_up() else "invite_all_no_mail"
    if request.method != "POST" and not count:
        texts = "invite_nobody"
    values = {"count": str(count), "days": DAYS}
    around = FormPage(texts, back, values=values, closed=texts != "invite_all")
    return form_page(request, forms.Confirm(sent(request)), around, do)
