"""The settings of campaigns by e-mail: how messages are signed, and where what comes back goes.

BALISE_DKIM_DOMAIN     the domain that signs
BALISE_DKIM_SELECTOR   the name of its key in DNS
BALISE_DKIM_KEY_FILE   the private key in PEM, RSA or Ed25519; all three, or none: nothing is signed
BALISE_BOUNCE_ADDRESS  a mailbox such as mail@example.org that takes mail for mail+…@example.org, too; without
                     it, what cannot be delivered goes back to the sender of the campaign
"""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

DKIM = ("BALISE_DKIM_DOMAIN", "BALISE_DKIM_SELECTOR", "BALISE_DKIM_KEY_FILE")

LONGEST_NAME = 37
"""Letters before the @: with the mark of a message, it has to fit in 64 (RFC 5321)."""


def dkim(environment: Mapping[str, str]) -> tuple[str, str, str]:
    """Those of `DKIM`. Raise `ImproperlyConfigured`."""
    domain, selector, key_file = (environment.get(name, "") for name in DKIM)
    missing = [name for name in DKIM if not environment.get(name)]
    if missing and len(missing) < len(DKIM):
        raise ImproperlyConfigured(f"to sign messages, set {', '.join(f'`{name}`' for name in missing)}, too")
    return domain, selector, key_file


def bounce_address(environment: Mapping[str, str]) -> str:
    """Raise `ImproperlyConfigured`."""
    address = environment.get("BALISE_BOUNCE_ADDRESS", "")
    name, at, domain = address.rpartition("@")
    if address and not (at and domain and name and len(name) <= LONGEST_NAME and address.isascii()):
        raise ImproperlyConfigured(
            f"`BALISE_BOUNCE_ADDRESS` is no address with at most {LONGEST_NAME} letters before the @"
        )
    return address
