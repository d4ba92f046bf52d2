"""Receipts to take away from the preference page: signed data, a FHIR resource, a letter."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from balise.consent.models import ConsentEvent
from balise.consent.preferences import showing
from balise.consent.preferences.pages import LinkRequest, link_page
from balise.consent.receipts.content import receipt_of
from balise.consent.receipts.fhir import consent_resource
from balise.consent.receipts.letter import letter
from balise.consent.receipts.signing import signed
from balise.consent.standings import records_of
from balise.people.models import Unit
from balise.people.pages import download
from balise.people.words import UnitKind
from balise.theme.language import current_language

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID


@require_safe
@link_page
def every_letter(request: LinkRequest) -> HttpResponse:
    """Where everything stands today, in one letter."""
    return _letter(request, showing.receipts_now(request.client, request.now))


@require_safe
@link_page
def one(request: LinkRequest, event: UUID, form: str) -> HttpResponse:
    """The receipt of one event, in one of its forms."""
    events = ConsentEvent.objects.filter(client__in=records_of(request.client), uuid=event)
    found = events.select_related("purpose", "notice", "client").first()
    if found is None:
        raise Http404
    if form == "letter.pdf":
        return _letter(request, [found])
    receipt = receipt_of(found, current_language())
    if form == "receipt.jws":
        return download(HttpResponse(signed(receipt), content_type="application/jose"), form)
    content = json.dumps(consent_resource(receipt), ensure_ascii=False, indent=2)
    return download(HttpResponse(content, content_type="application/fhir+json"), form)


def _letter(request: LinkRequest, events: Sequence[ConsentEvent]) -> HttpResponse:
    made = letter(
        [receipt_of(each, current_language()) for each in events],
        organisation=Unit.objects.get(kind=UnitKind.ORGANISATION).name,
        lang=current_language(),
        page=request.http.build_absolute_uri(reverse("preferences:start")),
        at=request.now,
    )
    return download(HttpResponse(made, content_type="application/pdf"), "letter.pdf")
