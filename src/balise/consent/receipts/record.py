"""A receipt as data: the fields of ISO/IEC TS 27560 with the terms of DPV, beside them those of Kantara 1.1.

Both say the same. `@context` turns the names of the first into DPV's (JSON-LD); a program that knows neither
still reads plain names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balise.consent.receipts.terms import (
    EVENT_STATES,
    USED,
    asked_by,
    kind_of_consent,
    validity,
    withdrawal,
)
from balise.consent.words import YES, Grantor
from balise.theme.texts import t

if TYPE_CHECKING:
    from balise.consent.receipts.content import Receipt

SCHEMA = "ISO/IEC TS 27560:2023"
KANTARA = "KI-CR-v1.1.0"
JURISDICTION = "CA"

CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "dpv-pd": "https://w3id.org/dpv/pd#",
    "dct": "http://purl.org/dc/terms/",
    "created": "dct:created",
    "record": "dct:references",
    "pii_principal_id": "dpv:hasDataSubject",
    "privacy_notice": "dpv:hasNotice",
    "language": "dct:language",
    "purpose": "dpv:hasPurpose",
    "purpose_type": {"@id": "dpv:hasPurpose", "@type": "@id"},
    "lawful_basis": {"@id": "dpv:hasLegalBasis", "@type": "@id"},
    "pii_information": "dpv:hasPersonalData",
    "pii_controllers": "dpv:hasDataController",
    "storage_locations": "dpv:hasStorageCondition",
    "retention_period": "dpv:hasDuration",
    "jurisdiction": "dpv:hasJurisdiction",
    "recipient_third_parties": "dpv:hasRecipientThirdParty",
    "collection_method": "dpv:hasDataSource",
    "events": "dpv:hasConsentStatus",
    "event_time": "dct:date",
    "event_type": {"@id": "dct:type", "@type": "@id"},
    "event_state": {"@id": "dpv:hasStatus", "@type": "@id"},
    "entity_id": "dpv:isIndicatedBy",
}


def signed_content(receipt: Receipt) -> dict[str, Any]:
    """All that is signed: the receipt with its record, and the same in Kantara's names."""
    content = {
        "@context": CONTEXT,
        "@type": "dpv:ConsentReceipt",
        "schema_version": SCHEMA,
        "receipt_id": str(receipt.id),
        "created": receipt.recorded_at.isoformat(),
        "record": _record(receipt),
    }
    # Kantara's has no word for a no: it is the receipt of a yes.
    return {**content, "kantara": _kantara(receipt)} if receipt.event in YES else content


def _record(receipt: Receipt) -> dict[str, Any]:
    lang, notice = receipt.lang, receipt.notice
    principal, controller = f"urn:uuid:{receipt.client_id}", "controller"
    said_by = principal if receipt.grantor is Grantor.SELF else receipt.grantor.value
    return {
        "schema_version": SCHEMA,
        "record_id": str(receipt.event_id),
        "pii_principal_id": principal,
        "processing": {
            "privacy_notice": notice
            and {
                "version": notice.version,
                "purpose": notice.purpose_said,
                "use": notice.use_said,
                "asked_by": notice.asked_by,
                "withdrawal": notice.withdrawal_said,
            },
            "language": f"{lang}-CA",
            "purposes": [
                {
                    "purpose": receipt.purpose[lang],
                    "purpose_description": receipt.explained[lang],
                    "purpose_type": f"dpv:{receipt.dpv}",
                    "service": receipt.channel.label[lang],
                    "lawful_basis": "dpv:Consent",
                    "pii_information": [{"pii_type": USED[receipt.channel], "sensitive": False}],
                    "pii_controllers": [controller],
                    "collection_method": receipt.method.label[lang],
                    "storage_locations": [t("receipts.storage", lang)],
                    "retention_period": t("receipts.retention", lang),
                    "jurisdiction": [JURISDICTION],
                    "recipient_third_parties": [],
                    "withdrawal_method": withdrawal(receipt),
                }
            ],
        },
        "parties": [
            {
                "party_id": controller,
                "party_type": "dpv:DataController",
                "party_name": receipt.organisation[lang],
                "party_address": asked_by(receipt),
                "party_contact": asked_by(receipt),
            }
        ],
        "events": [
            {
                "event_time": receipt.effective_at.isoformat(),
                "validity_duration": validity(receipt),
                "entity_id": said_by,
                "event_type": kind_of_consent(receipt),
                "event_state": EVENT_STATES[receipt.event],
            }
        ],
    }


def _kantara(receipt: Receipt) -> dict[str, Any]:
    """The names of Kantara's Consent Receipt 1.1. Who asks stands as the wording says it, in one text."""
    lang = receipt.lang
    contact = asked_by(receipt)
    return {
        "version": KANTARA,
        "jurisdiction": JURISDICTION,
        "consentTimestamp": int(receipt.effective_at.timestamp()),
        "collectionMethod": receipt.method.label[lang],
        "consentReceiptID": str(receipt.id),
        "language": f"{lang}-CA",
        "piiPrincipalId": f"urn:uuid:{receipt.client_id}",
        "piiControllers": [
            {
                "piiController": receipt.organisation[lang],
                "onBehalf": False,
                "contact": contact,
                "address": {"streetAddress": contact},
                "email": contact,
                "phone": contact,
            }
        ],
        "policyUrl": _name_of_wording(receipt),
        "services": [
            {
                "service": receipt.channel.label[lang],
                "purposes": [
                    {
                        "purpose": receipt.purpose[lang],
                        "purposeCategory": [receipt.dpv],
                        "consentType": "IMPLICIT" if receipt.basis else "EXPLICIT",
                        "piiCategory": [USED[receipt.channel].partition(":")[2]],
                        "primaryPurpose": True,
                        "termination": validity(receipt),
                        "thirdPartyDisclosure": False,
                    }
                ],
            }
        ],
        "sensitive": False,
        "spiCat": [],
    }


def _name_of_wording(receipt: Receipt) -> str:
    """The wording has no address of its own: it stands in the receipt, and this names it."""
    version = receipt.notice.version if receipt.notice else 0
    return f"urn:balise:notice:{receipt.purpose_code}:{version}:{receipt.lang}"
