"""Where the gate listens.

BALISE_GATE_LISTEN   address and port (127.0.0.1:8025)
BALISE_GATE_TLS_CERT, BALISE_GATE_TLS_KEY  files of its certificate and key; needed where other machines can
                     reach it
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured

LISTEN = "127.0.0.1:8025"


class Listening(NamedTuple):
    """`loopback`: only programs on this machine reach it."""

    host: str
    port: int
    cert: str
    key: str

    @property
    def loopback(self) -> bool:
        return self.host == "localhost" or ip_address(self.host).is_loopback


def listening(environment: Mapping[str, str]) -> Listening:
    """Raise `ImproperlyConfigured`."""
    words = environment.get("BALISE_GATE_LISTEN", "") or LISTEN
    host, _, port = words.rpartition(":")
    host = host.strip("[]")
    cert, key = environment.get("BALISE_GATE_TLS_CERT", ""), environment.get("BALISE_GATE_TLS_KEY", "")
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536 or not _is_address(host):
        raise ImproperlyConfigured(
            f"`BALISE_GATE_LISTEN` is `{words}`, and no address with a port: `{LISTEN}`"
        )
    if bool(cert) != bool(key):
        raise ImproperlyConfigured("`BALISE_GATE_TLS_CERT` and `BALISE_GATE_TLS_KEY` go together")
    found = Listening(host, int(port), cert, key)
    if not found.loopback and not cert:
        raise ImproperlyConfigured(
            "other machines can reach `BALISE_GATE_LISTEN`: it needs `BALISE_GATE_TLS_CERT` and "
            "`BALISE_GATE_TLS_KEY`"
        )
    return found


def _is_address(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
