"""A receipt as data: the fields of ISO/IEC TS 27560 with the terms of DPV, beside them those of Kantara 1.1.

Both say the same. `@context` turns the names of the first into DPV's (JSON-LD); a program that knows neither
still reads plain names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balise.consent.receipts.terms import (
    EVENT_STATES,
    SPOKE,
    USED,
    kind_of_consent,
    validity,
    withdrawal,
)
from balise.consent.words import YES, Grantor
from balise.theme.texts import t

if TYPE_CHECKING:
    from balise.consent.models import Notice
    from balise.consent.receipts.content import Receipt

SCHEMA = "ISO/IEC TS 27560:2023"
KANTARA = "KI-CR-v1.1.0"
JURISDICTION = "CA"
"""The law that the pack `droit-canada` holds, and that this program is for."""
CONTROLLER = "controller"

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
    lang, told = receipt.lang, receipt.in_force
    principal = f"urn:uuid:{receipt.client_id}"
    return {
        "schema_version": SCHEMA,
        "record_id": str(receipt.event_id),
        "pii_principal_id": principal,
        "processing": {
            "privacy_notice": told
            and {
                "version": told.version,
                "purpose": told.purpose_said,
                "use": told.use_said,
                "kept": told.kept_said,
                "shared": told.shared_said,
                "asked_by": told.asked_by,
                "withdrawal": told.withdrawal_said,
                "shown": receipt.notice is not None,
            },
            "language": f"{lang}-CA",
            "purposes": [
                {
                    "purpose": receipt.purpose[lang],
                    "purpose_description": receipt.explained[lang],
                    "purpose_type": f"dpv:{receipt.dpv}",
                    "service": receipt.channel.label[lang],
                    "lawful_basis": "dpv:Consent",
                    "pii_information": [{"pii_type": USED[receipt.channel], "sensitive": receipt.health}],
                    "pii_controllers": [CONTROLLER],
                    "collection_method": receipt.method.label[lang],
                    "storage_locations": [told.kept_said if told else t("receipts.storage", lang)],
                    "retention_period": t("receipts.retention", lang, period=receipt.kept_for.words(lang)),
                    "jurisdiction": [JURISDICTION],
                    "recipient_third_parties": [told.shared_said] if told and told.shared_said else [],
                    "withdrawal_method": withdrawal(receipt),
                }
            ],
        },
        "parties": _parties(receipt),
        "events": [
            {
                "event_time": receipt.effective_at.isoformat(),
                "validity_duration": validity(receipt),
                "entity_id": principal if receipt.grantor is Grantor.SELF else receipt.grantor.value,
                "event_type": kind_of_consent(receipt),
                "event_state": EVENT_STATES[receipt.event],
            }
        ],
    }


def _parties(receipt: Receipt) -> list[dict[str, str]]:
    """Who asks and, when someone answered for the person, as what; their name is theirs."""
    told, lang = receipt.in_force, receipt.lang
    controller = {
        "party_id": CONTROLLER,
        "party_type": "dpv:DataController",
        "party_name": receipt.organisation,
        "party_address": told.asker_address if told else receipt.organisation,
        "party_contact": ", ".join(told.ways_to_ask) if told else receipt.organisation,
    }
    if told:
        ways = {"email": told.asker_email, "phone": told.asker_phone, "url": told.asker_web}
        controller |= {f"party_{name}": way for name, way in ways.items() if way}
    if receipt.grantor is Grantor.SELF:
        return [controller]
    unnamed = t("receipts.unnamed", lang)
    return [
        controller,
        {
            "party_id": receipt.grantor.value,
            "party_type": SPOKE[receipt.grantor],
            "party_name": receipt.grantor.label[lang],
            "party_address": unnamed,
            "party_contact": unnamed,
        },
    ]


def _kantara(receipt: Receipt) -> dict[str, Any]:
    """The names of Kantara's Consent Receipt 1.1, but `publicKey`, which may be left out: the signature
    names its key, and a new one must not change a receipt.
    """
    lang, told = receipt.lang, receipt.in_force
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
                "piiController": receipt.organisation,
                "onBehalf": False,
                "contact": receipt.organisation,
                "address": {"streetAddress": told.asker_address if told else ""},
                "email": told.asker_email if told else "",
                "phone": told.asker_phone if told else "",
            }
        ],
        "policyUrl": (told and told.asker_web) or _name_of_wording(receipt),
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
                        **_disclosed(told),
                    }
                ],
            }
        ],
        "sensitive": receipt.health,
        "spiCat": ["Health"] if receipt.health else [],
    }


def _disclosed(told: Notice | None) -> dict[str, object]:
    if told is None or not told.shared_said:
        return {"thirdPartyDisclosure": False}
    return {"thirdPartyDisclosure": True, "thirdPartyName": told.shared_said}


def _name_of_wording(receipt: Receipt) -> str:
    """Without a page of their own, the words stand in the receipt, and this names them."""
    version = receipt.in_force.version if receipt.in_force else 0
    return f"urn:balise:notice:{receipt.purpose_code}:{version}:{receipt.lang}"
