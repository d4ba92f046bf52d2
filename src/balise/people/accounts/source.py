"""Where a request comes from, as a keyed hash: enough to count how often, not to find anyone by."""

from __future__ import annotations

from ipaddress import IPv6Network, ip_address
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from django.http import HttpRequest

OF_ONE_HOME = 64
"""Bits of an IPv6 address that one subscriber has; the rest is theirs to vary."""


def source_of(request: HttpRequest) -> str:
    """The same for all requests from one place. Raise `PermissionDenied` where that cannot be told."""
    place = ip_address(get_adapter(request).get_client_ip(request))
    whole = IPv6Network((place, OF_ONE_HOME), strict=False) if place.version == 6 else place
    return salted_hmac("balise.source", str(whole), algorithm="sha256").hexdigest()
