"""The part of a client's page about what was sent to them, for whoever may read their consents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.urls import reverse

from balise.outreach.doors import visible_campaigns
from balise.outreach.models import MessageEvent
from balise.outreach.words import Means, MessageEventKind
from balise.people.access import Act, may
from balise.people.forms import capitalised
from balise.theme.dates import moment
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from balise.people.models import Client
    from balise.people.pages import StaffRequest

SHOWN = 10

TOLD = [
    each.value
    for each in MessageEventKind
    if each not in {MessageEventKind.QUEUED, MessageEventKind.DEFERRED, MessageEventKind.CANCELLED}
]
"""What says that something happened to the person; that a message waited does not."""


def section(request: StaffRequest, client: Client) -> SafeString | None:
    """The latest of what happened, newest first; None for who may not read what they agreed to, which this
    tells of. A campaign is named only where the reader may know of it, and one whose purpose says something
    of health is there only for who may read that.
    """
    if not may(request.staff, Act.READ_CONSENTS, client, request.now):
        return None
    lang = current_language()
    events = (
        MessageEvent.objects.filter(message__recipient__client=client, kind__in=TOLD)
        .select_related("message__campaign")
        .order_by("-at", "-pk")
    )
    if not may(request.staff, Act.READ_HEALTH, client, request.now):
        events = events.exclude(message__campaign__purpose__health=True)
    shown = list(events[: SHOWN + 1])
    campaigns = {each.message.campaign_id for each in shown}
    visible = set(
        visible_campaigns(request.staff, request.now).filter(pk__in=campaigns).values_list("pk", flat=True)
    )
    rows = []
    for each in shown[:SHOWN]:
        campaign = each.message.campaign
        known = campaign.pk in visible
        rows.append(
            {
                "title": campaign.title if known else t("reports.section.of_others", lang),
                "href": reverse("campaigns:campaign", args=[campaign.uuid]) if known else "",
                "note": t(
                    "reports.section.line",
                    lang,
                    what=capitalised(MessageEventKind(each.kind).label[lang]),
                    means=Means(campaign.means).label[lang],
                    moment=moment(each.at),
                ),
            }
        )
    context = {"rows": rows, "more": len(shown) > SHOWN, "count": SHOWN}
    return render_to_string("outreach/reports/section.html", context)
