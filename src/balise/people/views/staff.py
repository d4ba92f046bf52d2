"""The personnel: the list, and the page of each person with their roles, lines and delegations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from balise.people import forms
from balise.people.access import Act, may, visible_assignments, visible_staff, visible_units
from balise.people.accounts.invitations import Stage, state_of, without_account
from balise.people.doors import get_or_hidden
from balise.people.imports.fields import Kind
from balise.people.imports.permission import has_files
from balise.people.models import Delegation, RoleGrant, Staff, SupervisionLine, Unit
from balise.people.pages import StaffRequest, leaf, page, staff_page
from balise.people.periods import in_force, not_over
from balise.people.queries import owner_alarms
from balise.people.standing import Standing, standing_of
from balise.people.views.finding import keep, named, wanted
from balise.people.words import LineKind, Role, Status
from balise.theme.dates import long_date, moment
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from balise.people.periods import Period


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def people(request: StaffRequest) -> HttpResponse:
    """The members of staff one may know of, by name."""
    if request.method == "POST":
        keep(request, "people")
        return redirect("people:people")
    standing = standing_of(request.staff, request.now)
    sought = wanted(request, "people")
    seen = visible_staff(standing, request.now)
    units = forms.of_units(Unit.objects.filter(pk__in=seen.values("unit")).select_related("parent__parent"))
    found = named(seen, sought.words, "full_name")
    if sought.unit:
        found = found.filter(unit__uuid__in=[each.value for each in units if each.value == sought.unit])
    shown = leaf(request, found.select_related("unit").order_by("full_name", "uuid"))
    context = {
        "wanted": sought,
        "units": [{"value": each.value, "label": each.label} for each in units],
        "count": shown.paginator.count,
        "leaf": shown,
        "rows": [_row(person, request.now) for person in shown],
        "may_hire": visible_units(standing, request.now, Act.HIRE).exists(),
        "to_invite": without_account(standing, request.now).count(),
        "alarms": len(owner_alarms(request.now)),
        "has_files": has_files(Kind.STAFF, request.staff, request.now),
    }
    return page(request, "people/people.html", context)


def _row(person: Any, now: datetime) -> dict[str, Any]:  # noqa: ANN401  a page of a list has no type
    lang = current_language()
    return {
        "title": person.full_name,
        "href": reverse("people:person", args=[person.uuid]),
        "notes": [forms.capitalised(Status(person.status).label[lang]), person.unit.name[lang]],
        "tags": [] if person.active(now) else [{"text": t("people.person.disabled", lang), "colour": "grey"}],
    }


@require_safe
@staff_page
def person(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """One member of staff."""
    viewer, now, lang = request.staff, request.now, current_language()
    shown = get_or_hidden(Staff, uuid, viewer=viewer, at=now)
    standing = standing_of(viewer, now)
    known = dict(visible_staff(standing, now).values_list("pk", "uuid"))
    lines = SupervisionLine.objects.filter(not_over(now)).select_related("staff", "supervisor")
    scope = shown.job_scope
    rows = [
        ("status", forms.capitalised(Status(shown.status).label[lang])),
        ("unit", shown.unit.name[lang]),
        ("job_scope", scope[lang] if scope else t("people.person.no_scope", lang)),
        ("contact", t(f"people.person.contact_{'yes' if shown.regular_client_contact else 'no'}", lang)),
        ("email", shown.email),
    ]
    may_do = {
        act.value: bool(may(standing, act, shown, now))
        for act in (Act.INVITE, Act.DISABLE, Act.GRANT, Act.SET_SUPERVISOR, Act.DELEGATE)
    }
    context = {
        # Not `person`: that is who is signed in, in the frame of every page.
        "subject": shown,
        "active": shown.active(now),
        "since": "" if shown.active(now) or shown.disabled_at is None else moment(shown.disabled_at),
        "oneself": shown.pk == viewer.pk,
        "rows": [{"key": t(f"people.person.{key}", lang), "value": value} for key, value in rows],
        "may": may_do,
        "invitation": _invitation(shown, now) if may_do[Act.INVITE] else None,
        "roles": _roles(shown, now, reasons=may_do[Act.GRANT]),
        "above": [
            _tie(line, line.supervisor, LineKind(line.kind).label[lang], known)
            for line in lines.filter(staff=shown).order_by("kind", "from_date")
            if line.supervisor_id in known
        ],
        "below": [
            _tie(line, line.staff, LineKind(line.kind).label[lang], known)
            for line in lines.filter(supervisor=shown).order_by("staff__full_name", "kind")
            if line.staff_id in known
        ],
        "delegations": list(_delegations(shown, known, now, ending=may_do[Act.DELEGATE])),
        "files": _files(shown, standing),
    }
    return page(request, "people/person.html", context)


def _invitation(shown: Staff, now: datetime) -> dict[str, str]:
    """How far this person is with signing in, and what the button to invite them says, if there is one."""
    lang, state = current_language(), state_of(shown, now)
    when = moment(state.since) if state.since else ""
    button = "first" if state.stage is Stage.NEVER else "again"
    offered = shown.active(now) and state.stage is not Stage.SIGNS_IN
    return {
        "state": t(f"people.invitation.{state.stage}", lang, moment=when),
        "button": t(f"people.invitation.{button}", lang) if offered else "",
    }


def _roles(shown: Staff, now: datetime, *, reasons: bool) -> list[dict[str, Any]]:
    lang = current_language()
    grants = RoleGrant.objects.filter(not_over(now), staff=shown).select_related("unit")
    return [
        {
            "role": forms.capitalised(Role(grant.role).label[lang]),
            "unit": grant.unit.name[lang],
            "days": days(grant),
            # Why someone was chosen is for those who choose.
            "reason": grant.reason if reasons else "",
            "planned": not grant.holds(now),
            "end": reverse("people:revoke", args=[shown.uuid, grant.uuid]) if reasons else "",
        }
        for grant in grants.order_by("from_date", "pk")
    ]


def _tie(line: SupervisionLine, other: Staff, kind: str, known: dict[int, UUID]) -> dict[str, str]:
    return {
        "name": other.full_name,
        "kind": forms.capitalised(kind),
        "href": reverse("people:person", args=[known[other.pk]]),
        "days": days(line),
    }


def _delegations(
    shown: Staff, known: dict[int, UUID], now: datetime, *, ending: bool
) -> Iterable[dict[str, Any]]:
    lang = current_language()
    lent = Delegation.objects.filter(not_over(now)).select_related("giver", "receiver", "alternate", "unit")
    given = lent.filter(giver=shown).order_by("from_date", "pk")
    received = lent.filter(receiver=shown).order_by("from_date", "pk")
    for way, found in (("given", given), ("received", received)):
        for each in found:
            other = each.receiver if way == "given" else each.giver
            if other.pk not in known:
                continue
            yield {
                "text": t(
                    f"people.person.lent_{way}",
                    lang,
                    role=Role(each.role).label[lang],
                    unit=each.unit.name[lang],
                    name=other.full_name,
                ),
                "alternate": each.alternate.full_name
                if each.alternate and each.alternate_id in known
                else "",
                "days": days(each),
                "planned": not each.holds(now),
                "end": reverse("people:end_delegation", args=[shown.uuid, each.uuid])
                if ending and way == "given"
                else "",
            }


def _files(shown: Staff, standing: Standing) -> list[dict[str, str]]:
    """The files this person has, of clients that the viewer may know of."""
    found = visible_assignments(standing, standing.at).filter(in_force(standing.at), staff=shown)
    return [
        {
            "name": each.client.full_name,
            "href": reverse("people:client", args=[each.client.uuid]),
            "note": each.service,
        }
        for each in found.select_related("client").order_by("client__full_name")
    ]


def days(period: Period) -> str:
    """The days of a tie in words."""
    lang = current_language()
    since = long_date(period.from_date)
    if period.to_date is None:
        return t("people.days.since", lang, since=since)
    return t("people.days.between", lang, since=since, until=long_date(period.to_date))
