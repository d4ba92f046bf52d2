"""The pages of rights: one client's, for whoever answers for privacy, and the complaints that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balise.consent.rights import forms, operations
from balise.consent.rights.access import WRITERS, copy_of_file
from balise.consent.rights.erasing import erase_client
from balise.consent.rights.models import Complaint, Erasure, Hold
from balise.consent.rights.queries import read_complaint
from balise.consent.rights.retention import kept
from balise.consent.rights.words import Wish
from balise.people.access import Act, visible_clients
from balise.people.doors import get_or_hidden
from balise.people.errors import PeopleError, RefusedError
from balise.people.models import Client
from balise.people.pages import (
    StaffRequest,
    download,
    leaf,
    not_entrusted,
    only_one,
    page,
    sent,
    staff_page,
    tell,
)
from balise.people.periods import day_of
from balise.people.standing import standing_of
from balise.people.words import Role
from balise.theme.dates import long_date, moment
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

TYPES = {"json": "application/json", "pdf": "application/pdf"}


@require_safe
@staff_page
def client(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """What can be done for this client."""
    shown = _client(request, uuid)
    held = Hold.objects.filter(client=shown, ended_at=None).first()
    erasure = Erasure.objects.filter(client=shown).first()
    lang = current_language()
    context = {
        "client": shown,
        "hold": {"reason": held.reason, "since": moment(held.at)} if held else None,
        "erased": moment(erasure.at) if erasure else "",
        "kept": [
            t(
                "rights.page.kept",
                lang,
                rule=t(f"rights.rule.{each.rule}", lang),
                until=long_date(each.until),
            )
            for each in kept(shown, day_of(request.now))
        ],
        "open": shown.closed_date is None or shown.closed_date > day_of(request.now),
    }
    return page(request, "consent/rights/client.html", context)


@require_POST
@staff_page
def copy(request: StaffRequest, uuid: UUID, kind: str) -> HttpResponse:
    """All that is held about a client. A post: a link that is merely followed takes nothing out."""
    if kind not in WRITERS:
        raise Http404
    content = copy_of_file(
        by=request.staff, uuid=uuid, format_=kind, lang=current_language(), now=request.now
    )
    return download(HttpResponse(content, content_type=TYPES[kind]), f"file-{uuid}.{kind}")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def hold(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Keep a file from being erased."""
    shown = _client(request, uuid)

    def do(typed: dict[str, Any]) -> None:
        operations.hold(by=request.staff, client=shown, now=request.now, **typed)

    return _form(request, forms.Hold(sent(request)), "hold", shown, do)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def end_hold(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Let go of a file that was held."""
    shown = _client(request, uuid)
    held = only_one(Hold.objects.filter(client=shown, ended_at=None).select_related("client"))

    def do(typed: dict[str, Any]) -> None:
        operations.end_hold(by=request.staff, hold=held, now=request.now, **typed)

    return _form(request, forms.EndHold(sent(request)), "end_hold", shown, do)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def erase(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Erase a person, for ever."""
    shown = _client(request, uuid)

    def do(_typed: dict[str, Any]) -> None:
        erase_client(by=request.staff, client=shown, now=request.now)

    return _form(request, forms.Erase(sent(request)), "erase", shown, do, grave=True)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def complain(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Write down a complaint that a client made."""
    shown = get_or_hidden(Client, uuid, viewer=request.staff, at=request.now, act=Act.READ_CONSENTS)

    def do(typed: dict[str, Any]) -> None:
        operations.complain(
            by=request.staff, client=shown, words=typed["words"], uuid=typed["key"], now=request.now
        )

    back = reverse("people:client", args=[uuid])
    return _form(request, forms.Complain(sent(request)), "complain", shown, do, back=back)


@require_safe
@staff_page
def complaints(request: StaffRequest) -> HttpResponse:
    """The complaints that this person answers, those that wait first. What was written opens one by one."""
    if not _answers_for_privacy(request):
        return not_entrusted(request)
    seen = visible_clients(request.staff, request.now, Act.KEEP_RIGHTS)
    found = Complaint.objects.filter(client__in=seen.values("pk")).select_related("client")
    shown = leaf(request, found.order_by(F("answered_at").asc(nulls_first=True), "received_at", "pk"))
    lang = current_language()
    rows = [
        {
            "title": each.client.full_name,
            "href": reverse("rights:answer", args=[each.uuid]),
            "notes": [
                Wish(each.wish).label[lang],
                t("rights.complaints.received", lang, moment=moment(each.received_at)),
            ],
            "tags": [
                {
                    "text": t(f"rights.complaints.{'answered' if each.answered_at else 'waits'}", lang),
                    "colour": "grey" if each.answered_at else "orange",
                }
            ],
        }
        for each in shown
        if isinstance(each, Complaint)
    ]
    return page(request, "consent/rights/complaints.html", {"rows": rows, "leaf": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def answer(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """One complaint, and its answer."""
    complaint = read_complaint(viewer=request.staff, uuid=uuid, at=request.now)
    form = forms.Answer(sent(request))
    if complaint.answered_at is None and request.method == "POST" and form.is_valid():
        try:
            operations.answer_complaint(
                by=request.staff, complaint=complaint, answer=form.cleaned_data["answer"], now=request.now
            )
        except RefusedError:
            raise
        except PeopleError as problem:
            form.blame(problem)
        else:
            tell(request, "rights.answer.done")
            return redirect("rights:complaints")
    errors = form.problems() if complaint.answered_at is None else []
    context = {
        "complaint": complaint,
        "wish": Wish(complaint.wish).label[current_language()],
        "received": moment(complaint.received_at),
        "answered": moment(complaint.answered_at) if complaint.answered_at else "",
        "form": form,
        "errors": errors,
    }
    return page(request, "consent/rights/answer.html", context, 422 if errors else 200)


def _answers_for_privacy(request: StaffRequest) -> bool:
    standing = standing_of(request.staff, request.now)
    return any(each.role is Role.PRIVACY_OFFICER for each in standing.holdings)


def _client(request: StaffRequest, uuid: UUID) -> Client:
    return get_or_hidden(Client, uuid, viewer=request.staff, at=request.now, act=Act.KEEP_RIGHTS)


def _form(
    request: StaffRequest,
    form: forms.RightsForm,
    texts: str,
    shown: Client,
    do: Callable[[dict[str, Any]], None],
    *,
    grave: bool = False,
    back: str = "",
) -> HttpResponse:
    """Show the form; when it is sent and whole, do what it asks, and go back."""
    back = back or reverse("rights:client", args=[shown.uuid])
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except RefusedError:
            raise
        except PeopleError as problem:
            form.blame(problem)
        else:
            tell(request, f"rights.{texts}.done")
            return redirect(back)
    errors = form.problems()
    lang = current_language()
    context = {
        "title": t(f"rights.{texts}.title", lang),
        "lead": t(f"rights.{texts}.lead", lang),
        "submit": t(f"rights.{texts}.submit", lang),
        "around": {"back": back, "about": shown.full_name, "grave": grave},
        "form": form,
        "errors": errors,
    }
    return page(request, "people/form.html", context, 422 if errors else 200)
