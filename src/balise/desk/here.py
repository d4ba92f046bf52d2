"""What the desk knows of who is signed in: their way around, their clients, and what they were told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from balise.desk.journal import may_audit
from balise.outreach.campaigns.views.listing import waiting_for
from balise.outreach.doors import may_prepare
from balise.people.access import Act, visible_clients, visible_units
from balise.people.models import Assignment, Delegation
from balise.people.periods import in_force
from balise.people.queries import emergencies_told, owner_alarms
from balise.people.standing import standing_of
from balise.people.words import Role
from balise.theme.dates import long_date, moment
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from balise.people.models import Staff

CLIENTS = 6
NOTICES = 5


def ways(staff: Staff | None) -> list[tuple[str, str]]:
    """Where this person can go beside asking: a text's key and an address, for what would open to them."""
    if staff is None:
        return []
    now = timezone.now()
    standing = standing_of(staff, now)
    found = [("desk.nav.clients", reverse("people:clients")), ("desk.nav.people", reverse("people:people"))]
    if visible_units(standing, now, Act.KEEP_CONSENTS).exists():
        found.append(("desk.nav.consents", reverse("notices:purposes")))
    elif visible_units(standing, now, Act.KEEP_KEYS).exists():
        found.append(("desk.nav.keys", reverse("api_keys:keys")))
    if may_prepare(standing, now):
        found.append(("desk.nav.outreach", reverse("campaigns:campaigns")))
    if may_audit(standing, now):
        found.append(("desk.nav.journal", reverse("desk:journal")))
    return found


def desk_of(staff: Staff | None) -> dict[str, Any]:
    """The part of the home page that is one's own: clients at hand, and notices."""
    if staff is None:
        return {}
    now = timezone.now()
    standing = standing_of(staff, now)
    mine = Assignment.objects.filter(in_force(now), staff=staff).values("client")
    clients = (
        visible_clients(standing, now)
        .filter(pk__in=mine)
        .select_related("unit")
        .order_by("full_name", "uuid")
    )
    rows = [
        {
            "title": each.full_name,
            "href": reverse("people:client", args=[each.uuid]),
            "notes": [each.unit.name[current_language()]],
        }
        for each in clients[:CLIENTS]
    ]
    return {"mine": rows, "mine_count": clients.count(), "notices": [*_notices(staff, now)]}


def _notices(staff: Staff, now: datetime) -> Iterator[dict[str, str]]:
    lang = current_language()
    for opened in emergencies_told(viewer=staff, at=now)[:NOTICES]:
        yield {
            "icon": "key",
            "text": t(
                "desk.here.emergency",
                lang,
                name=opened.staff.full_name,
                number=str(opened.client.uuid)[:8],
                moment=moment(opened.opened_at),
            ),
            "note": t("desk.here.emergency_note", lang, moment=moment(opened.ends_at), reason=opened.reason),
        }
    if visible_units(staff, now, Act.GRANT).exists():
        for alarm in owner_alarms(now):
            yield {
                "icon": "warning",
                "text": t(
                    f"desk.here.{'several' if alarm.owners else 'no'}_owner",
                    lang,
                    programme=alarm.programme.name[lang],
                ),
                "href": reverse("people:programmes"),
            }
    if waiting := len(waiting_for(staff, now)):
        yield {
            "icon": "megaphone",
            "text": t("desk.here.outreach_waiting", lang, count=waiting),
            "href": reverse("campaigns:waiting"),
        }
    lent = Delegation.objects.filter(in_force(now), receiver=staff).select_related("giver", "unit")
    for each in lent.order_by("to_date", "pk"):
        assert each.to_date is not None  # the database refuses a delegation without a last day
        yield {
            "icon": "swap",
            "text": t(
                "desk.here.stands_in",
                lang,
                name=each.giver.full_name,
                role=Role(each.role).label[lang],
                until=long_date(each.to_date),
            ),
            "href": reverse("people:person", args=[staff.uuid]),
        }
