"""An address that its owner recognises and nobody else learns."""

from __future__ import annotations

from balise.consent.standings import records_of
from balise.people.models import Client, ContactPoint
from balise.people.words import ContactKind

DOTS = "•••"


def masked_addresses(client: Client) -> list[str]:
    """How this client is reached, masked; post addresses are left out, for they cannot be."""
    points = ContactPoint.objects.filter(client__in=records_of(client)).order_by("kind", "pk")
    found = [
        masked_email(point.value) if point.kind == ContactKind.EMAIL else masked_phone(point.value)
        for point in points
        if point.kind in {ContactKind.EMAIL, ContactKind.PHONE}
    ]
    return list(dict.fromkeys(found))


def masked_email(value: str) -> str:
    """First letters, and the last part of the domain.

    >>> masked_email("lea.roy@example.ca")
    'l•••@e•••.ca'
    """
    local, _, domain = value.rpartition("@")
    last = domain.rpartition(".")[2]
    return f"{local[:1]}{DOTS}@{domain[:1]}{DOTS}.{last}"


def masked_phone(value: str) -> str:
    """The last two digits.

    >>> masked_phone("506 555-0101")
    '•••01'
    """
    digits = [letter for letter in value if letter.isdigit()]
    return f"{DOTS}{''.join(digits[-2:])}"
