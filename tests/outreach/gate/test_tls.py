"""Where other machines can reach the gate, nothing is said before TLS; and where it may listen at all."""

from __future__ import annotations

import smtplib
import ssl
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.exceptions import ImproperlyConfigured

from balise.server.gate import listening as listening_at
from tests.outreach.gate.conftest import HERE, Mailroom, listening

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for this machine, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gate")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "gate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return file


def test_elsewhere_nothing_is_said_before_tls(mailroom: Mailroom, certificate: Path) -> None:
    offered = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    offered.load_cert_chain(certificate)
    trusted = ssl.create_default_context(cafile=str(certificate))
    trusted.check_hostname = False
    with listening(mailroom, offered, loopback=False) as port, smtplib.SMTP(HERE, port) as client:
        client.ehlo()
        assert not client.has_extn("auth")
        assert client.docmd("AUTH", "PLAIN AGEAYg==")[0] == 530
        assert client.mail("news@example.org")[0] == 530
        assert client.starttls(context=trusted)[0] == 220
        client.ehlo()
        assert client.has_extn("auth")
        assert client.mail("news@example.org") == (
            530,
            b"5.7.0 Identifiez-vous d'abord / Sign in first",
        )


@pytest.mark.parametrize(
    ("said", "host", "port", "loopback"),
    [
        ({}, "127.0.0.1", 8025, True),
        ({"BALISE_GATE_LISTEN": "[::1]:2525"}, "::1", 2525, True),
        ({"BALISE_GATE_LISTEN": "localhost:25"}, "localhost", 25, True),
        (
            {
                "BALISE_GATE_LISTEN": "0.0.0.0:587",
                "BALISE_GATE_TLS_CERT": "gate.pem",
                "BALISE_GATE_TLS_KEY": "gate.key",
            },
            "0.0.0.0",  # noqa: S104  a certificate is there
            587,
            False,
        ),
    ],
)
def test_it_listens_where_it_was_told(said: dict[str, str], host: str, port: int, loopback: bool) -> None:  # noqa: FBT001  a case
    found = listening_at(said)
    assert (found.host, found.port, found.loopback) == (host, port, loopback)


@pytest.mark.parametrize(
    "said",
    [
        {"BALISE_GATE_LISTEN": "0.0.0.0:8025"},
        {"BALISE_GATE_LISTEN": "127.0.0.1"},
        {"BALISE_GATE_LISTEN": "127.0.0.1:0"},
        {"BALISE_GATE_LISTEN": "mail.example.org:25"},
        {"BALISE_GATE_TLS_CERT": "gate.pem"},
    ],
)
def test_it_listens_nowhere_unsafe(said: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured):
        listening_at(said)
