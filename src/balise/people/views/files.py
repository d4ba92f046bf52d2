"""What is written in a client's file: opened, corrected, health, and the people close to the client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from balise.people import forms, operations
from balise.people.access import Act, in_conflict, visible_staff, visible_units
from balise.people.doors import get_or_hidden
from balise.people.models import Client, ContactPoint, LinkedParty
from balise.people.pages import FormPage, StaffRequest, form_page, not_entrusted, only_one, sent, staff_page
from balise.people.periods import in_force
from balise.people.queries import read_client, read_health
from balise.people.views.clients import vulnerable_word
from balise.people.words import ContactKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from balise.people.operations.clients import Contact


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def add_client(request: StaffRequest) -> HttpResponse:
    """Open a file."""
    units = visible_units(request.staff, request.now, Act.ADD_CLIENT).select_related("parent__parent")
    if not units:
        return not_entrusted(request)
    form = forms.AddClient(sent(request), units)

    def do(typed: dict[str, Any]) -> str:
        added = operations.add_client(
            by=request.staff,
            unit=typed["unit"],
            uuid=typed["key"],
            full_name=typed["full_name"],
            language=typed["language"],
            preferred_name=typed["preferred_name"],
            birth_date=typed["birth_date"],
            vulnerable=typed["vulnerable"],
            contacts=_contacts(typed),
            now=request.now,
        )
        return reverse("people:client", args=[added.uuid])

    return form_page(request, form, FormPage("add_client", reverse("people:clients")), do)


def _contacts(typed: dict[str, Any]) -> list[Contact]:
    return [
        *((ContactKind.PHONE, value) for value in typed["phones"]),
        *((ContactKind.EMAIL, value) for value in typed["emails"]),
        *((ContactKind.ADDRESS, value) for value in typed["addresses"]),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def change_client(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Correct or complete a file. To show what is there is a reading of it."""
    shown = get_or_hidden(Client, uuid, viewer=request.staff, at=request.now, act=Act.CHANGE)
    initial = None
    if request.method != "POST":
        content = read_client(viewer=request.staff, uuid=uuid, at=request.now)
        shown = content.client
        initial = {
            "full_name": shown.full_name,
            "preferred_name": shown.preferred_name,
            "language": shown.language,
            "birth_date": shown.birth_date,
            "vulnerable": vulnerable_word(shown),
            "closed_date": shown.closed_date,
            **{f"{kind}s": _lines(content.contacts, kind) for kind in (ContactKind.PHONE, ContactKind.EMAIL)},
            "addresses": _lines(content.contacts, ContactKind.ADDRESS),
        }
    form = forms.ChangeClient(sent(request), initial)
    back = reverse("people:client", args=[uuid])

    def do(typed: dict[str, Any]) -> str:
        operations.change_client(
            by=request.staff,
            client=shown,
            full_name=typed["full_name"],
            preferred_name=typed["preferred_name"],
            language=typed["language"],
            birth_date=typed["birth_date"],
            vulnerable=typed["vulnerable"],
            closed_date=typed["closed_date"],
            contacts=_contacts(typed),
            now=request.now,
        )
        return back

    return form_page(request, form, FormPage("change_client", back, about=shown.full_name), do)


def _lines(contacts: Iterable[ContactPoint], kind: ContactKind) -> str:
    return "\n".join(point.value for point in contacts if point.kind == kind)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def change_health(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Write about a client's health."""
    get_or_hidden(Client, uuid, viewer=request.staff, at=request.now, act=Act.CHANGE)
    shown = get_or_hidden(Client, uuid, viewer=request.staff, at=request.now, act=Act.READ_HEALTH)
    initial = None
    if request.method != "POST":
        kept = read_health(viewer=request.staff, uuid=uuid, at=request.now)
        initial = {part: getattr(kept, part) for part in ("conditions", "treatments", "needs")}
    back = reverse("people:health", args=[uuid])

    def do(typed: dict[str, Any]) -> str:
        operations.record_health(
            by=request.staff,
            client=shown,
            now=request.now,
            conditions=typed["conditions"],
            treatments=typed["treatments"],
            needs=typed["needs"],
        )
        return back

    around = FormPage("change_health", back, about=shown.full_name)
    return form_page(request, forms.Health(sent(request), initial), around, do)


# Circle


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def link_party(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Note someone close to a client."""
    shown = get_or_hidden(Client, uuid, viewer=request.staff, at=request.now, act=Act.CHANGE)
    staff = visible_staff(request.staff, request.now).select_related("unit").order_by("full_name", "uuid")
    form = forms.LinkParty(sent(request), staff)
    back = reverse("people:client", args=[uuid])

    def do(typed: dict[str, Any]) -> str:
        operations.link_party(
            by=request.staff,
            client=shown,
            full_name=typed["full_name"],
            kind=typed["kind"],
            staff=typed["staff"],
            now=request.now,
        )
        # Whoever noted a tie of their own has just closed the file to themself.
        return reverse("people:clients") if in_conflict(request.staff, shown, request.now) else back

    return form_page(request, form, FormPage("link_party", back, about=shown.full_name), do)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def end_link(request: StaffRequest, uuid: UUID, link: UUID) -> HttpResponse:
    """Note that someone is no longer close to a client."""
    shown = get_or_hidden(Client, uuid, viewer=request.staff, at=request.now, act=Act.CHANGE)
    tie = only_one(LinkedParty.objects.filter(in_force(request.now), client=shown, uuid=link))
    back = reverse("people:client", args=[uuid])

    def do(_: dict[str, Any]) -> str:
        operations.end_link(by=request.staff, link=tie, now=request.now)
        return back

    around = FormPage("end_link", back, about=shown.full_name, grave=True, values={"name": tie.full_name})
    return form_page(request, forms.Confirm(sent(request)), around, do)
