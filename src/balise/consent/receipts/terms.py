"""How the words of the ledger are called elsewhere: in DPV 2.3, and in plain text for all forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.consent.words import YES, Channel, Event
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


def asked_by(receipt: Receipt) -> str:
    """Who asks, and where they can be reached, as the wording says it; the bare name when none was shown."""
    return receipt.notice.asked_by if receipt.notice else receipt.organisation[receipt.lang]


def withdrawal(receipt: Receipt) -> str:
    """How to take it back."""
    return receipt.notice.withdrawal_said if receipt.notice else t("receipts.withdrawal", receipt.lang)
