"""Senders: those on whose behalf messages go out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from balise.outreach.campaigns import forms
from balise.outreach.campaigns.operations.senders import add_sender, close_sender
from balise.outreach.campaigns.views.one import ROOM
from balise.outreach.doors import demand_keeping
from balise.outreach.models import Sender
from balise.people.pages import FormPage, StaffRequest, form_page, only_one, page, sent, staff_page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse


@require_safe
@staff_page
def senders(request: StaffRequest) -> HttpResponse:
    """All of them; those that are closed stand last."""
    demand_keeping(request.staff, request.now)
    rows = [
        {
            "name": each.name,
            "lines": [each.postal_address, *filter(None, (each.email, each.reply_to, each.phone, each.web))],
            "closed": each.closed_at is not None,
            "close": reverse("campaigns:close_sender", args=[each.uuid]),
        }
        for each in Sender.objects.order_by(F("closed_at").asc(nulls_first=True), "name", "pk")
    ]
    return page(request, "outreach/campaigns/senders.html", {"senders": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def add(request: StaffRequest) -> HttpResponse:
    """Add a sender."""
    demand_keeping(request.staff, request.now)

    def do(typed: dict[str, Any]) -> str:
        uuid = typed.pop("key")
        add_sender(by=request.staff, uuid=uuid, now=request.now, **typed)
        return reverse("campaigns:senders")

    around = FormPage("add_sender", reverse("campaigns:senders"), ROOM)
    return form_page(request, forms.AddSender(sent(request)), around, do)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def close(request: StaffRequest, sender: UUID) -> HttpResponse:
    """Close a sender."""
    demand_keeping(request.staff, request.now)
    shown = only_one(Sender.objects.filter(uuid=sender, closed_at=None))

    def do(_: dict[str, Any]) -> str:
        close_sender(by=request.staff, sender=shown, now=request.now)
        return reverse("campaigns:senders")

    around = FormPage("close_sender", reverse("campaigns:senders"), ROOM, about=shown.name, grave=True)
    return form_page(request, forms.Confirm(sent(request)), around, do)
