"""Records that may be one person's: a list with the reasons, and a page to decide on each pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from balise.consent.matching import pairs
from balise.consent.merging import forms
from balise.consent.operations import found_distinct, merge_clients
from balise.people.access import Act
from balise.people.doors import get_or_hidden
from balise.people.errors import PeopleError, RefusedError
from balise.people.forms import capitalised
from balise.people.models import Client
from balise.people.pages import (
    StaffRequest,
    not_entrusted,
    page,
    sent,
    staff_page,
    tell,
)
from balise.people.queries import read_client
from balise.people.standing import standing_of
from balise.people.words import ContactKind, Language, Role
from balise.theme.dates import long_date
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from balise.people.queries import ClientFile

SHOWN = 50
"""Pairs on the page; those with most reasons come first, and the next come up as these are decided."""


@require_safe
@staff_page
def proposals(request: StaffRequest) -> HttpResponse:
    """The pairs among the clients whose files this person may merge."""
    standing = standing_of(request.staff, request.now)
    if not any(each.role is Role.PRIVACY_OFFICER for each in standing.holdings):
        return not_entrusted(request)
    lang = current_language()
    found = pairs(viewer=request.staff, at=request.now)
    rows = [
        {
            "title": t("merging.both", lang, first=each.first.full_name, second=each.second.full_name),
            "href": reverse("merging:pair", args=[each.first.uuid, each.second.uuid]),
            "notes": [reason.label[lang] for reason in each.reasons],
            "tags": [],
        }
        for each in found[:SHOWN]
    ]
    return page(request, "consent/merging/proposals.html", {"rows": rows, "count": len(found)})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def pair(request: StaffRequest, first: UUID, second: UUID) -> HttpResponse:
    """Merge two records, or note that they are two people's."""
    one, other = (
        get_or_hidden(Client, uuid, viewer=request.staff, at=request.now, act=Act.MERGE)
        for uuid in (first, second)
    )
    form = forms.Decide(sent(request), one, other)
    if request.method == "POST" and form.is_valid():
        kept, reason = form.cleaned_data["decision"], form.cleaned_data["reason"]
        try:
            if kept:
                merged = other if kept == one else one
                merge_clients(by=request.staff, kept=kept, merged=merged, reason=reason, now=request.now)
            else:
                found_distinct(by=request.staff, one=one, other=other, reason=reason, now=request.now)
        except RefusedError:
            raise
        except PeopleError as problem:
            form.blame(problem)
        else:
            tell(request, "merging.merged" if kept else "merging.noted")
            return redirect("merging:proposals")
    errors = form.problems()
    records = [
        _record(read_client(viewer=request.staff, uuid=each.uuid, at=request.now)) for each in (one, other)
    ]
    context = {"records": records, "form": form, "errors": errors}
    return page(request, "consent/merging/pair.html", context, 422 if errors else 200)


def _record(file: ClientFile) -> dict[str, object]:
    """What tells two people apart. Opening it is a reading of the file, and noted as one."""
    lang, client = current_language(), file.client
    rows = [
        (t("people.client.birth_date", lang), long_date(client.birth_date) if client.birth_date else ""),
        (t("people.client.language", lang), capitalised(Language(client.language).label[lang])),
        (t("people.client.unit", lang), client.unit.name[lang]),
        *((capitalised(ContactKind(each.kind).label[lang]), each.value) for each in file.contacts),
    ]
    return {
        "href": reverse("people:client", args=[client.uuid]),
        "name": client.full_name,
        "number": str(client.uuid)[:8],
        "rows": [{"key": key, "value": value} for key, value in rows if value],
    }
