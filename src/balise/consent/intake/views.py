"""Intake: what a client agreed to, and the pages on which staff write down what they said."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from balise.consent.intake import past, showing
from balise.consent.intake.forms import OneAnswer, SeveralAnswers
from balise.consent.intake.recording import Answer, record_answers
from balise.consent.models import Purpose
from balise.consent.queries import read_paper
from balise.consent.standings import living
from balise.consent.words import Channel, Event
from balise.people.access import Act, may
from balise.people.doors import get_or_hidden
from balise.people.errors import NotFoundError, PeopleError, RefusedError
from balise.people.models import Client
from balise.people.pages import StaffRequest, download, only_one, page, sent, staff_page, tell
from balise.people.periods import day_of
from balise.theme.dates import long_date
from balise.theme.language import current_language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balise.consent.intake.forms import IntakeForm


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


@require_safe
@staff_page
def on_day(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """The same on a day of the past: what held, and what we knew of it."""
    client = get_or_hidden(Client, uuid, viewer=request.staff, at=request.now, act=Act.READ_CONSENTS)
    form = past.OnDay(request.GET, today=day_of(request.now))
    day = form.cleaned_data["day"] if form.is_valid() else None
    errors = form.problems()
    context = {
        "client": client,
        "form": form,
        "errors": errors,
        "day": long_date(day) if day else "",
        "groups": past.rows(viewer=request.staff, client=client, day=day, at=request.now) if day else [],
    }
    return page(request, "consent/intake/on_day.html", context, 422 if errors else 200)


@require_safe
@staff_page
def paper(request: StaffRequest, uuid: UUID, event: UUID) -> HttpResponse:
    """The paper form that a consent was given on, as it was scanned. To open it is a reading, and noted."""
    scan = read_paper(viewer=request.staff, uuid=uuid, event=event, at=request.now)
    return download(HttpResponse(bytes(scan.content), content_type=scan.media_type), scan.name)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def one(request: StaffRequest, uuid: UUID, purpose: str, channel: str) -> HttpResponse:
    """One purpose by one channel: the wording to read aloud, how it was said, and two buttons."""
    client = get_or_hidden(Client, uuid, viewer=request.staff, at=request.now, act=Act.RECORD_CONSENT)
    asked = only_one(Purpose.objects.filter(code=purpose))
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
            return _done(request, client)
    lang = current_language()
    may_say_yes = bool(may(request.staff, Act.RECORD_CONSENT, living(client), request.now))
    errors = form.problems()
    context = {
        "purpose": asked.name[lang],
        "channel": by.label[lang],
        "client": client,
        "only_no": showing.only_no(client, asked, by, may_say_yes=may_say_yes),
        "wordings": showing.wordings([asked], client),
        "seen": _seen(request, client, form, [(asked, by)]),
        "form": form,
        "errors": errors,
    }
    return page(request, "consent/intake/one.html", context, 422 if errors else 200)


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
        return _done(request, client)
    errors = form.problems()
    purposes = list(dict.fromkeys(purpose for purpose, _ in asked))
    context = {
        "client": client,
        "parts": [
            {
                "name": purpose.name[current_language()],
                "wordings": showing.wordings([purpose], client),
                "fields": form.of(purpose),
                "open": len(purposes) == 1 or form.has_answers(purpose),
            }
            for purpose in purposes
        ],
        "seen": _seen(request, client, form, asked),
        "form": form,
        "errors": errors,
    }
    return page(request, "consent/intake/several.html", context, 422 if errors else 200)


def _done(request: StaffRequest, client: Client) -> HttpResponse:
    """Back to what stands now; to the file, for who may not read that of the record it was merged into."""
    readable = may(request.staff, Act.READ_CONSENTS, living(client), request.now)
    return redirect("intake:consents" if readable else "people:client", client.uuid)


def _seen(
    request: StaffRequest, client: Client, form: IntakeForm, asked: Iterable[tuple[Purpose, Channel]]
) -> dict[str, str]:
    """The noes that this page has shown; those that came since, once it has said so."""
    found = showing.seen(client, asked)
    if request.method != "POST" or form.outdated:
        return found
    return {name: request.POST.get(name, "") for name in found}


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
                    seen=request.POST.get(showing.seen_field(purpose, channel), ""),
                )
                for purpose, channel, event in answers
            ],
            method=typed["how"],
            grantor=grantor,
            party=party,
            day=typed["day"],
            until=typed["until"],
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
