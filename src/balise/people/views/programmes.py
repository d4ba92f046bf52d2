"""The programmes, each with its owner, and the alarm where that is nobody or more than one (S2-81)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from balise.people.access import Act, visible_staff, visible_units
from balise.people.pages import StaffRequest, page, staff_page
from balise.people.queries import owners
from balise.people.words import UnitKind
from balise.theme.language import current_language


@require_safe
@staff_page
def programmes(request: StaffRequest) -> HttpResponse:
    """All programmes; who sees them all, sees the alarms first."""
    lang = current_language()
    known = dict(visible_staff(request.staff, request.now).values_list("pk", "uuid"))
    found = visible_units(request.staff, request.now).filter(kind=UnitKind.PROGRAMME).select_related("parent")
    owned = owners(request.now)
    rows = []
    for programme in found:
        people = owned.get(programme.pk, ())
        rows.append(
            {
                "name": programme.name[lang],
                "region": programme.parent.name[lang] if programme.parent else "",
                "owners": [
                    {"name": owner.full_name, "href": reverse("people:person", args=[owner.uuid])}
                    for owner in people
                    if owner.pk in known
                ],
                "unknown": sum(owner.pk not in known for owner in people),
                "alarm": "" if len(people) == 1 else ("several" if people else "none"),
            }
        )
    rows.sort(key=lambda row: (not row["alarm"], row["region"], row["name"]))
    alarms = sum(bool(row["alarm"]) for row in rows)
    context = {
        "rows": rows,
        "alarms": alarms,
        "may_grant": visible_units(request.staff, request.now, Act.GRANT).exists(),
    }
    return page(request, "people/programmes.html", context)
