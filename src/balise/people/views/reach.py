"""Who has a client's file: given, taken away, and opened in an emergency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from balise.people import forms, operations
from balise.people.access import Act, visible_staff
from balise.people.doors import get_or_hidden
from balise.people.errors import PeopleError, RefusedError
from balise.people.models import Assignment, Client
from balise.people.pages import FormPage, StaffRequest, form_page, not_entrusted, only_one, sent, staff_page
from balise.people.periods import in_force
from balise.people.standing import standing_of
from balise.people.views.clients import may_open_in_emergency

if TYPE_CHECKING:
    from uuid import UUID


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def assign(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Give someone a client's file."""
    shown = get_or_hidden(Client, uuid, viewer=request.staff, at=request.now, act=Act.ASSIGN)
    has_it = Assignment.objects.filter(in_force(request.now), client=shown).values("staff")
    staff = [
        person
        for person in visible_staff(request.staff, request.now, Act.ASSIGN)
        .exclude(pk__in=has_it)
        .select_related("unit")
        .order_by("full_name", "uuid")
        if person.active(request.now)
    ]
    form = forms.Assign(sent(request), staff)
    back = reverse("people:client", args=[uuid])

    def do(typed: dict[str, Any]) -> str:
        operations.assign(by=request.staff, client=shown, now=request.now, **typed)
        return back

    return form_page(request, form, FormPage("assign", back, about=shown.full_name), do)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def withdraw(request: StaffRequest, uuid: UUID, assignment: UUID) -> HttpResponse:
    """Take a file away from someone, at once."""
    shown = get_or_hidden(Client, uuid, viewer=request.staff, at=request.now, act=Act.ASSIGN)
    tie = only_one(
        Assignment.objects.filter(in_force(request.now), client=shown, uuid=assignment).select_related(
            "staff"
        )
    )
    back = reverse("people:client", args=[uuid])

    def do(typed: dict[str, Any]) -> str:
        operations.end_assignment(by=request.staff, assignment=tie, reason=typed["reason"], now=request.now)
        return back

    around = FormPage(
        "withdraw", back, about=shown.full_name, grave=True, values={"name": tie.staff.full_name}
    )
    return form_page(request, forms.Withdraw(sent(request)), around, do)


# Emergency


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def emergency(request: StaffRequest) -> HttpResponse:
    """Open a file by its number, outside of one's reach. A number that opens nothing has one answer."""
    if not may_open_in_emergency(standing_of(request.staff, request.now)):
        return not_entrusted(request)
    form = forms.Emergency(sent(request), {"file_number": request.GET.get("file", "")[:36]})

    def do(typed: dict[str, Any]) -> str:
        try:
            opened = operations.open_emergency_access(
                by=request.staff, client_uuid=typed["file_number"], reason=typed["reason"], now=request.now
            )
        except RefusedError:
            raise PeopleError("no_such_file") from None
        return reverse("people:client", args=[opened.client.uuid])

    return form_page(request, form, FormPage("emergency", reverse("people:clients"), grave=True), do)
