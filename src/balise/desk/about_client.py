"""Asking about a known client: what their file and the consent ledger say is known, and not asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from balise.acts.interview import Interview
from balise.acts.keeping import Interviews
from balise.acts.known import known_about
from balise.acts.policy import policy_in_force
from balise.consent.queries import open_purposes
from balise.consent.words import Channel
from balise.desk.cards import act_cards
from balise.people.access import Act, may
from balise.people.doors import get_or_hidden
from balise.people.facts import staff_facts
from balise.people.forms import capitalised
from balise.people.models import Client
from balise.people.pages import staff_page
from balise.policy import SituationError
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from django.utils.safestring import SafeString

    from balise.consent.models import Purpose
    from balise.people.pages import StaffRequest

NOTHING = "none"
"""What is chosen when the act is not about reaching the client."""


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def about_client(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Choose what to do for this client, and how they would be reached; then the interview begins."""
    client = get_or_hidden(Client, uuid, viewer=request.staff, at=request.now, act=Act.READ)
    if request.method != "POST":
        return _page(request, client)
    purposes = _purposes(request, client)
    lang, act = current_language(), request.POST.get("act", "")
    errors = []
    if request.POST.get("purpose") in purposes and request.POST.get("channel") not in list(Channel):
        errors.append({"text": t("desk.about.choose_channel", lang), "field": "channel"})
    if act not in policy_in_force().acts:
        errors.append({"text": t("desk.about.choose", lang)})
    return _page(request, client, errors) if errors else _start(request, client, act, purposes)


def section(request: StaffRequest, client: Client) -> SafeString | None:
    """The part of a client's page that leads here, for whoever may read the file."""
    if not may(request.staff, Act.READ, client, request.now):
        return None
    return render_to_string("desk/about_section.html", {"client": client})


def _start(request: StaffRequest, client: Client, act: str, purposes: Mapping[str, Purpose]) -> HttpResponse:
    policy, day = policy_in_force(), timezone.localdate(request.now)
    known = known_about(
        policy=policy,
        act=act,
        staff=request.staff,
        client=client.uuid,
        wish=_wish(request, purposes),
        at=request.now,
        day=day,
    )
    interview = Interview(act, day, known=known)
    try:
        interview.decide(policy)
    except SituationError:  # what is known does not go with this act: it is asked
        interview = Interview(act, day, known=staff_facts(staff=request.staff, at=request.now))
    return redirect("desk:answer", Interviews(request.session).start(interview))


def _purposes(request: StaffRequest, client: Client) -> dict[str, Purpose]:
    """What the client may be reached for, by code; none for who may not read their consents."""
    if not may(request.staff, Act.READ_CONSENTS, client, request.now):
        return {}
    return {each.code: each for each in open_purposes()}


def _wish(request: StaffRequest, purposes: Mapping[str, Purpose]) -> tuple[Purpose, Channel] | None:
    """For which purpose and by which channel; None when the client is not reached."""
    purpose = purposes.get(request.POST.get("purpose", ""))
    return (purpose, Channel(request.POST["channel"])) if purpose else None


def _page(request: StaffRequest, client: Client, errors: Sequence[dict[str, str]] = ()) -> HttpResponse:
    lang, policy = current_language(), policy_in_force()
    neither = {"value": NOTHING, "label": t("desk.about.not_reached", lang), "divider": True}
    purposes = [
        {"value": code, "label": each.name[lang]} for code, each in _purposes(request, client).items()
    ]
    channels = [{"value": each.value, "label": capitalised(each.label[lang])} for each in Channel]
    groups: dict[str, list[Any]] = {}
    for act in policy.acts.values():
        groups.setdefault(act.group, []).append(act)
    context = {
        "client": client,
        "errors": errors,
        "purposes": [*purposes, neither] if purposes else [],
        "channels": channels,
        "purpose": request.POST.get("purpose", ""),
        "channel": request.POST.get("channel", ""),
        "groups": [
            {"title": group.label[lang], "acts": act_cards(groups[group.id])}
            for group in policy.groups.values()
            if group.id in groups
        ],
    }
    return render(request, "desk/about_client.html", context, status=422 if errors else 200)
