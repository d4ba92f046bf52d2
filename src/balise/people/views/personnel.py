"""What is decided on someone of the personnel: hired, disabled, given a role, a supervisor, a substitute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from balise.people import forms, operations
from balise.people.access import Act, visible_staff, visible_units
from balise.people.accounts import mailing
from balise.people.accounts.invitations import invite
from balise.people.doors import get_or_hidden, noting_refusals
from balise.people.models import Delegation, RoleGrant, Staff
from balise.people.pages import FormPage, StaffRequest, form_page, not_entrusted, only_one, sent, staff_page
from balise.people.periods import not_over
from balise.people.words import DELEGABLE, Role
from balise.policy.text import Text
from balise.theme.language import current_language

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

posted = require_http_methods(["GET", "HEAD", "POST"])


@posted
@staff_page
def hire(request: StaffRequest) -> HttpResponse:
    """Add someone to the personnel."""
    units = visible_units(request.staff, request.now, Act.HIRE).select_related("parent__parent")
    if not units:
        return not_entrusted(request)
    form = forms.Hire(sent(request), units, by_mail=mailing.is_set_up())

    @noting_refusals
    def do(typed: dict[str, Any]) -> str:
        scope = Text(typed.pop("job_scope_fr"), typed.pop("job_scope_en"))
        invited = typed.pop("invited", False)
        hired = operations.hire(by=request.staff, job_scope=scope, now=request.now, **typed)
        if invited:
            invite(by=request.staff, staff=hired, site=request.build_absolute_uri("/"), now=request.now)
        return reverse("people:person", args=[hired.uuid])

    return form_page(request, form, FormPage("hire", reverse("people:people")), do)


@posted
@staff_page
def disable(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Take everything from someone at once."""
    return _with_a_reason(request, uuid, "disable", forms.Disable(sent(request)), operations.disable)


@posted
@staff_page
def enable(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Let someone act again."""
    return _with_a_reason(request, uuid, "enable", forms.Enable(sent(request)), operations.enable)


def _with_a_reason(
    request: StaffRequest, uuid: UUID, what: str, form: forms.PageForm, operation: Callable[..., None]
) -> HttpResponse:
    shown = get_or_hidden(Staff, uuid, viewer=request.staff, at=request.now, act=Act.DISABLE)
    back = reverse("people:person", args=[uuid])

    def do(typed: dict[str, Any]) -> str:
        operation(by=request.staff, staff=shown, reason=typed["reason"], now=request.now)
        return back

    around = FormPage(what, back, about=shown.full_name, grave=what == "disable")
    return form_page(request, form, around, do)


@posted
@staff_page
def grant(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Entrust someone with a role."""
    shown = get_or_hidden(Staff, uuid, viewer=request.staff, at=request.now, act=Act.GRANT)
    units = visible_units(request.staff, request.now, Act.GRANT).select_related("parent__parent")
    back = reverse("people:person", args=[uuid])

    def do(typed: dict[str, Any]) -> str:
        operations.grant_role(by=request.staff, staff=shown, now=request.now, **typed)
        return back

    around = FormPage("grant", back, about=shown.full_name)
    return form_page(request, forms.Grant(sent(request), units), around, do)


@posted
@staff_page
def revoke(request: StaffRequest, uuid: UUID, grant: UUID) -> HttpResponse:
    """Take a role back, at once."""
    shown = get_or_hidden(Staff, uuid, viewer=request.staff, at=request.now, act=Act.GRANT)
    held = only_one(
        RoleGrant.objects.filter(not_over(request.now), staff=shown, uuid=grant).select_related("unit")
    )
    back = reverse("people:person", args=[uuid])
    lang = current_language()

    def do(typed: dict[str, Any]) -> str:
        operations.revoke_role(by=request.staff, grant=held, reason=typed["reason"], now=request.now)
        return back

    values = {"role": Role(held.role).label[lang], "unit": held.unit.name[lang]}
    around = FormPage("revoke", back, about=shown.full_name, grave=True, values=values)
    return form_page(request, forms.Revoke(sent(request)), around, do)


@posted
@staff_page
def line(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Say who someone answers to."""
    shown = get_or_hidden(Staff, uuid, viewer=request.staff, at=request.now, act=Act.SET_SUPERVISOR)
    back = reverse("people:person", args=[uuid])

    def do(typed: dict[str, Any]) -> str:
        operations.set_supervisor(by=request.staff, staff=shown, now=request.now, **typed)
        return back

    form = forms.Line(sent(request), _others(request, shown))
    return form_page(request, form, FormPage("line", back, about=shown.full_name), do)


@posted
@staff_page
def delegate(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Lend a role while its holder is away."""
    shown = get_or_hidden(Staff, uuid, viewer=request.staff, at=request.now, act=Act.DELEGATE)
    grants = (
        RoleGrant.objects.filter(not_over(request.now), staff=shown, role__in=DELEGABLE)
        .select_related("unit")
        .order_by("from_date", "pk")
    )
    others = [person for person in _others(request, shown) if person.pk != request.staff.pk]
    back = reverse("people:person", args=[uuid])

    def do(typed: dict[str, Any]) -> str:
        held: RoleGrant = typed.pop("grant")
        operations.delegate(
            by=request.staff, giver=shown, role=Role(held.role), unit=held.unit, now=request.now, **typed
        )
        return back

    around = FormPage("delegate", back, about=shown.full_name)
    return form_page(request, forms.Delegate(sent(request), grants, others), around, do)


@posted
@staff_page
def end_delegation(request: StaffRequest, uuid: UUID, delegation: UUID) -> HttpResponse:
    """Take a lent role back."""
    shown = get_or_hidden(Staff, uuid, viewer=request.staff, at=request.now, act=Act.DELEGATE)
    lent = only_one(Delegation.objects.filter(not_over(request.now), giver=shown, uuid=delegation))
    back = reverse("people:person", args=[uuid])

    def do(_: dict[str, Any]) -> str:
        operations.end_delegation(by=request.staff, delegation=lent, now=request.now)
        return back

    values = {"role": Role(lent.role).label[current_language()]}
    around = FormPage("end_delegation", back, about=shown.full_name, grave=True, values=values)
    return form_page(request, forms.Confirm(sent(request)), around, do)


def _others(request: StaffRequest, shown: Staff) -> list[Staff]:
    """Active people whom the viewer may know of, but this one."""
    found = visible_staff(request.staff, request.now).exclude(pk=shown.pk).select_related("unit")
    return [person for person in found.order_by("full_name", "uuid") if person.active(request.now)]
