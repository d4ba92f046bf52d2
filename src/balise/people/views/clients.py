"""Clients: the list of those one may know of, and the file of each. Opening one, or its health, is noted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from balise.people import forms
from balise.people.access import (
    TABLE,
    Act,
    may,
    visible_assignments,
    visible_clients,
    visible_staff,
    visible_units,
)
from balise.people.doors import get_or_hidden
from balise.people.imports.fields import Kind
from balise.people.imports.permission import has_files
from balise.people.models import Assignment, Client, ContactPoint, EmergencyAccess, Staff, Unit
from balise.people.pages import StaffRequest, leaf, page, staff_page
from balise.people.periods import day_of, in_force
from balise.people.queries import ClientFile, read_client, read_health
from balise.people.sections import sections
from balise.people.standing import Standing, standing_of
from balise.people.views.finding import keep, named, wanted
from balise.people.words import ContactKind, Language, LinkKind
from balise.theme.dates import long_date, moment
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

ASSIGNED = "assigned"

CONTACT_ICONS = {ContactKind.PHONE: "phone", ContactKind.EMAIL: "mail", ContactKind.ADDRESS: "building"}
SCHEMES = {ContactKind.EMAIL: "mailto:", ContactKind.PHONE: "tel:"}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def clients(request: StaffRequest) -> HttpResponse:
    """The clients one may know of, by name; all counts are of these."""
    if request.method == "POST":
        keep(request, "clients")
        return redirect("people:clients")
    standing = standing_of(request.staff, request.now)
    sought = wanted(request, "clients")
    seen = visible_clients(standing, request.now)
    units = forms.of_units(Unit.objects.filter(pk__in=seen.values("unit")).select_related("parent__parent"))
    mine = set(
        Assignment.objects.filter(in_force(request.now), staff=request.staff).values_list("client", flat=True)
    )
    # Where all are one's own, or none is, nothing is to be told apart.
    mixed = seen.filter(pk__in=mine).exists() and seen.exclude(pk__in=mine).exists()
    found = named(seen, sought.words, "full_name", "preferred_name")
    if sought.which == ASSIGNED:
        found = found.filter(pk__in=mine)
    if sought.unit:
        found = found.filter(unit__uuid__in=[each.value for each in units if each.value == sought.unit])
    shown = leaf(request, found.select_related("unit").order_by("full_name", "uuid"))
    context = {
        "wanted": sought,
        "which": [
            {"value": "", "label": t("people.clients.all", current_language())},
            {"value": ASSIGNED, "label": t("people.clients.mine", current_language())},
        ]
        if mixed or sought.which
        else [],
        "units": [{"value": each.value, "label": each.label} for each in units],
        "count": shown.paginator.count,
        "leaf": shown,
        "rows": [_row(client, mine if mixed else set()) for client in shown],
        "may_add": visible_units(standing, request.now, Act.ADD_CLIENT).exists(),
        "may_open_in_emergency": may_open_in_emergency(standing),
        "has_files": has_files(Kind.CLIENTS, request.staff, request.now),
    }
    return page(request, "people/clients.html", context)


def _row(client: Any, mine: set[int]) -> dict[str, Any]:  # noqa: ANN401  a page of a list has no type
    lang = current_language()
    return {
        "title": client.full_name,
        "href": reverse("people:client", args=[client.uuid]),
        "notes": [client.preferred_name, client.unit.name[lang]],
        "tags": [{"text": t("people.clients.yours", lang), "colour": "teal"}] if client.pk in mine else [],
    }


def may_open_in_emergency(standing: Standing) -> bool:
    """Whether some role of this person opens files in an emergency; which ones, nobody is told beforehand."""
    rows = TABLE[Client]
    return any(
        Act.OPEN_IN_EMERGENCY in acts
        for holding in standing.holdings
        for acts in rows.get(holding.role, {}).values()
    )


@require_safe
@staff_page
def client(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """A client's file, or what one may know of it."""
    viewer, now, lang = request.staff, request.now, current_language()
    shown = get_or_hidden(Client, uuid, viewer=viewer, at=now)
    standing = standing_of(viewer, now)
    allowed = {act: bool(may(standing, act, shown, now)) for act in Act}
    context: dict[str, Any] = {"client": shown, "unit": shown.unit.name[lang], "uuid": str(shown.uuid)}
    if allowed[Act.READ]:
        content = read_client(viewer=viewer, uuid=uuid, at=now)
        context |= _content(content, now)
        assigned: Iterable[Assignment] = content.assigned
    else:
        assigned = (
            visible_assignments(standing, now)
            .filter(in_force(now), client=shown)
            .select_related("staff")
            .order_by("from_date")
        )
    context |= {
        "may": {
            "read": allowed[Act.READ],
            "read_health": allowed[Act.READ_HEALTH],
            "change": allowed[Act.CHANGE],
            "assign": allowed[Act.ASSIGN],
        },
        "assigned": _assigned(assigned, standing),
        "emergency": _emergency_end(viewer, shown, now),
        "sections": sections(request, shown),
    }
    return page(request, "people/client.html", context)


def _content(content: ClientFile, now: datetime) -> dict[str, Any]:
    lang, today, shown = current_language(), day_of(now), content.client
    minor = shown.is_minor(today)
    rows = [
        ("preferred_name", shown.preferred_name),
        ("language", forms.capitalised(Language(shown.language).label[lang])),
        ("birth_date", _born(shown, now)),
        ("vulnerable", t(f"people.vulnerable.{vulnerable_word(shown)}", lang)),
        ("unit", shown.unit.name[lang]),
        ("closed_date", long_date(shown.closed_date) if shown.closed_date else ""),
    ]
    signs = {
        "minor": bool(minor),
        "vulnerable": bool(shown.vulnerable),
        "former": shown.closed_date is not None and shown.closed_date <= today,
    }
    colours = {"minor": "purple", "vulnerable": "orange", "former": "grey"}
    return {
        "rows": [{"key": t(f"people.client.{key}", lang), "value": value} for key, value in rows if value],
        "signs": [
            {"text": t(f"people.client.is_{name}", lang), "colour": colours[name]}
            for name, held in signs.items()
            if held
        ],
        "contacts": [
            _contact(point) for kind in CONTACT_ICONS for point in content.contacts if point.kind == kind
        ],
        "circle": [
            {
                "name": link.full_name,
                "kind": forms.capitalised(LinkKind(link.kind).label[lang]),
                "ours": link.staff_id is not None,
                "end": reverse("people:end_link", args=[shown.uuid, link.uuid]),
            }
            for link in content.circle
        ],
    }


def _born(shown: Client, now: datetime) -> str:
    if shown.birth_date is None:
        return ""
    today, born = day_of(now), shown.birth_date
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return t("people.client.age", current_language(), date=long_date(born), age=age)


def vulnerable_word(shown: Client) -> str:
    return {True: "yes", False: "no", None: "unknown"}[shown.vulnerable]


def _contact(point: ContactPoint) -> dict[str, str]:
    kind = ContactKind(point.kind)
    return {
        "icon": CONTACT_ICONS[kind],
        "kind": forms.capitalised(kind.label[current_language()]),
        "value": point.value,
        "href": f"{SCHEMES[kind]}{point.value.replace(' ', '')}" if kind in SCHEMES else "",
    }


def _assigned(assignments: Iterable[Assignment], standing: Standing) -> list[dict[str, Any]]:
    known = set(visible_staff(standing, standing.at).values_list("pk", flat=True))
    return [
        {
            "name": each.staff.full_name,
            "href": reverse("people:person", args=[each.staff.uuid]) if each.staff_id in known else "",
            "service": each.service,
            "since": long_date(each.from_date),
            "until": long_date(each.to_date) if each.to_date else "",
            "end": reverse("people:withdraw", args=[each.client.uuid, each.uuid]),
        }
        for each in assignments
    ]


def _emergency_end(viewer: Staff, shown: Client, now: datetime) -> str:
    opened = EmergencyAccess.objects.filter(staff=viewer, client=shown, opened_at__lte=now).order_by(
        "-opened_at"
    )
    latest = opened.first()
    return moment(latest.ends_at) if latest is not None and now < latest.ends_at else ""


@require_safe
@staff_page
def health(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """A client's health, on a page of its own, so that it is never read by the way."""
    shown = get_or_hidden(Client, uuid, viewer=request.staff, at=request.now, act=Act.READ_HEALTH)
    kept = read_health(viewer=request.staff, uuid=uuid, at=request.now)
    lang = current_language()
    parts = ("conditions", "treatments", "needs")
    rows = [
        {
            "key": t(f"people.health.{part}", lang),
            "value": getattr(kept, part) or t("people.health.none", lang),
        }
        for part in parts
    ]
    may_change = bool(may(request.staff, Act.CHANGE, shown, request.now))
    return page(request, "people/health.html", {"client": shown, "rows": rows, "may_change": may_change})
