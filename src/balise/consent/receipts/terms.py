"""How the words of the ledger are called elsewhere: in DPV 2.3, and in plain text for all forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.consent.words import YES, Channel, Event, Grantor
from balise.theme.texts import t

if TYPE_CHECKING:
    from balise.consent.receipts.content import Receipt

EVENT_STATES = {
    Event.ASKED: "dpv:ConsentRequested",
    Event.GIVEN: "dpv:ConsentGiven",
    Event.RENEWED: "dpv:RenewedConsentGiven",
    Event.REFUSED: "dpv:ConsentRefused",
    Event.WITHDRAWN: "dpv:ConsentWithdrawn",
    Event.REVOKED: "dpv:ConsentRevoked",
    Event.EXPIRED: "dpv:ConsentExpired",
}

USED = {
    Channel.EMAIL: "dpv-pd:EmailAddress",
    Channel.TEXT_MESSAGE: "dpv-pd:TelephoneNumber",
    Channel.PHONE: "dpv-pd:TelephoneNumber",
    Channel.MAIL: "dpv-pd:PhysicalAddress",
    Channel.IN_PERSON: "dpv-pd:Name",
}
"""What each channel uses of the person."""

SPOKE = {
    Grantor.PARENT: "dpv:ParentOfDataSubject",
    Grantor.GUARDIAN: "dpv:GuardianOfDataSubject",
    Grantor.REPRESENTATIVE: "dpv:Representative",
}
"""Who answered for the person."""


def kind_of_consent(receipt: Receipt) -> str:
    """Implied when it rests on a ground, else said."""
    return "dpv:ImpliedConsent" if receipt.basis else "dpv:ExpressedConsent"


def validity(receipt: Receipt) -> str:
    """How long it holds, in words."""
    if receipt.event not in YES:
        return t("receipts.validity.no_term", receipt.lang)
    if receipt.until is not None:
        return t("receipts.validity.until", receipt.lang, day=receipt.until.isoformat())
    key = "implied" if receipt.basis else "withdrawn"
    return t(f"receipts.validity.{key}", receipt.lang)


def withdrawal(receipt: Receipt) -> str:
    """How to take it back."""
    return receipt.in_force.withdrawal_said if receipt.in_force else t("receipts.withdrawal", receipt.lang)
