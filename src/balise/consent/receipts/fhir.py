"""A receipt as a Consent of HL7 FHIR R5, for the systems of health organisations."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from balise.consent.receipts.terms import EVENT_STATES
from balise.consent.words import YES, Event, Grantor
from balise.people.periods import day_of

if TYPE_CHECKING:
    from balise.consent.models import Notice
    from balise.consent.receipts.content import Receipt

DPV = "https://w3id.org/dpv#"
URI = "urn:ietf:rfc:3986"

STATUS = {
    Event.ASKED: "draft",
    Event.GIVEN: "active",
    Event.RENEWED: "active",
    Event.REFUSED: "active",
    Event.WITHDRAWN: "inactive",
    Event.REVOKED: "inactive",
    Event.EXPIRED: "inactive",
}
"""A refusal is in force, as a Consent that denies; what was taken back or ended is no longer."""


def consent_resource(receipt: Receipt) -> dict[str, Any]:
    """The resource, ready to be written as JSON."""
    lang = receipt.lang
    person: dict[str, Any] = {"identifier": _identifier(f"urn:uuid:{receipt.client_id}")}
    resource: dict[str, Any] = {
        "resourceType": "Consent",
        "id": str(receipt.event_id),
        "language": f"{lang}-CA",
        "identifier": [_identifier(f"urn:uuid:{receipt.id}")],
        "status": STATUS[receipt.event],
        "category": [
            {
                "coding": [{"system": "http://loinc.org", "code": "59284-0", "display": "Consent Document"}],
                "text": receipt.purpose[lang],
            }
        ],
        "subject": person,
        "date": day_of(receipt.effective_at).isoformat(),
        "grantor": [person if receipt.grantor is Grantor.SELF else {"display": receipt.grantor.label[lang]}],
        "controller": [{"display": receipt.organisation}],
        "provision": [
            {
                "purpose": [{"system": DPV, "code": receipt.dpv, "display": receipt.purpose[lang]}],
                "action": [{"text": receipt.channel.label[lang]}],
                "code": [
                    {
                        "coding": [{"system": DPV, "code": EVENT_STATES[receipt.event].removeprefix("dpv:")}],
                        "text": receipt.event.label[lang],
                    }
                ],
            }
        ],
    }
    if receipt.event is not Event.ASKED:
        resource["decision"] = "permit" if receipt.event in YES else "deny"
    if receipt.event in YES:
        resource["period"] = {"start": receipt.effective_at.isoformat()}
        if receipt.until:
            resource["period"]["end"] = receipt.until.isoformat()
    if receipt.notice:
        resource["sourceAttachment"] = [_wording(receipt, receipt.notice)]
    return resource


def _identifier(value: str) -> dict[str, str]:
    return {"system": URI, "value": value}


def _wording(receipt: Receipt, notice: Notice) -> dict[str, str]:
    return {
        "contentType": "text/plain; charset=utf-8",
        "language": f"{receipt.lang}-CA",
        "data": base64.b64encode("\n\n".join(notice.paragraphs).encode()).decode(),
        "title": receipt.purpose[receipt.lang],
    }
