"""Intake: what a client agreed to, and the pages on which staff write down what they said."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from balise.consent.intake import showing
from balise.consent.intake.forms import OneAnswer, SeveralAnswers
from balise.consent.intake.recording import Answer, record_answers
from balise.consent.models import Purpose
from balise.consent.words import Channel, Event
from balise.people.access import Act, may
from balise.people.doors import get_or_hidden
from balise.people.errors import NotFoundError, PeopleError, RefusedError
from balise.people.models import Client
from balise.people.pages import StaffRequest, only_one, page, sent, staff_page, tell
from balise.people.periods import day_of
from balise.theme.language import current_language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balise.consent.intake.forms import IntakeForm

UNPROCESSABLE = 422


@require_safe
@staff_page
def consents(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """What is allowed now, for what and by which channel, and all that led there."""
    client = get_or_hidden(Client, uuid, viewer=request.staff, at=request.now, act=Act.READ_CONSENTS)
    context = {
        "client": client,
        "may_record": bool(may(request.staff, Act.RECORD_CONSENT, client, request.now)),
        **showing.consents(viewer=request.staff, client=client, at=request.now),
    }
    return page(request, "consent/intake/consents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def one(request: StaffRequest, uuid: UUID, purpose: str, channel: str) -> HttpResponse:
    """One purpose by one channel: the wording to read aloud, how it was said, and two buttons."""
    client = get_or_hidden(Client, uuid, viewer=request.staff, at=request.now, act=Act.RECORD_CONSENT)
    asked = only_one(Purpose.objects.filter(code=purpose, closed_at=None))
    if channel not in list(Channel):
        raise NotFoundError
    by = Channel(channel)
    form = OneAnswer(
        sent(request),
        request.FILES,
        speakers=showing.speakers(client, request.now),
        today=day_of(request.now),
    )
    if request.method == "POST" and form.is_valid():
        answers = [(asked, by, form.cleaned_data["answer"])]
        if _recorded(request, client, form, answers):
            return redirect("intake:consents", uuid)
    lang = current_language()
    errors = form.problems()
    context = {
        "purpose": asked.name[lang],
        "channel": by.label[lang],
        "client": client,
        "wordings": showing.wordings([asked], client),
        "form": form,
        "errors": errors,
    }
    return page(request, "consent/intake/one.html", context, UNPROCESSABLE if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def several(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Several purposes and channels from one talk or one form, each with its own answer."""
    client = get_or_hidden(Client, uuid, viewer=request.staff, at=request.now, act=Act.RECORD_CONSENT)
    asked = showing.askable(client)
    form = SeveralAnswers(
        sent(request),
        request.FILES,
        speakers=showing.speakers(client, request.now),
        today=day_of(request.now),
        asked=asked,
    )
    if request.method == "POST" and form.is_valid() and _recorded(request, client, form, form.answers):
        return redirect("intake:consents", uuid)
    errors = form.problems()
    purposes = list(dict.fromkeys(purpose for purpose, _ in asked))
    context = {
        "client": client,
        "parts": [
            {"wordings": showing.wordings([purpose], client), "fields": form.of(purpose)}
            for purpose in purposes
        ],
        "form": form,
        "errors": errors,
    }
    return page(request, "consent/intake/several.html", context, UNPROCESSABLE if errors else 200)


def _recorded(
    request: StaffRequest,
    client: Client,
    form: IntakeForm,
    answers: Iterable[tuple[Purpose, Channel, Event]],
) -> bool:
    """Write the answers down, all or none; whether it was done. If not, the form says why."""
    typed = form.cleaned_data
    grantor, party = form.spoken
    try:
        record_answers(
            by=request.staff,
            client=client,
            answers=[
                Answer(
                    uuid=uuid5(typed["key"], f"{purpose.code} {channel}"),
                    purpose=purpose,
                    channel=channel,
                    event=event,
                    notice=showing.notice_read(
                        purpose, client, request.POST.get(f"notice-{purpose.code}", "")
                    ),
                )
                for purpose, channel, event in answers
            ],
            method=typed["how"],
            grantor=grantor,
            party=party,
            day=typed["day"],
            scan=typed["evidence"],
            now=request.now,
        )
    except RefusedError:
        raise
    except PeopleError as problem:
        form.blame(problem)
        return False
    tell(request, "intake.done")
    return True
