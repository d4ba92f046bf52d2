"""A letter: nothing that someone typed becomes a header of its own, and who signed it can be checked."""

from __future__ import annotations

import re
from base64 import b64encode
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from balise.consent.models import Purpose
from balise.outreach.campaigns.composing import Composed
from balise.outreach.models import Sender
from balise.outreach.sending.letters import Writer, in_ascii, tagged, unsubscribe_headers
from balise.outreach.sending.signing import signer
from balise.server.sending import bounce_address
from balise.server.sending import dkim as dkim_settings
from tests.people.world import NOW

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import EmailMessage
    from pathlib import Path

    from pytest_django import Settings

SAID = Composed("Nos ateliers d’été", "Bonjour,\n\n.\nFrom ici, à bientôt.  \n", "<p>Été</p>")


def written(
    said: Composed = SAID, name: str = "Heron Cove", headers: Mapping[str, str] | None = None
) -> bytes:
    writer = Writer(
        sender=Sender(name=name, postal_address="1 Quay", email="news@example.org"),
        purpose=Purpose(code="workshops"),
        now=NOW,
    )
    letter = writer.letter(
        to="rose@example.org", said=said, lang="fr", message_id="<1@example.org>", headers=headers or {}
    )
    return letter.content


def parsed(content: bytes) -> EmailMessage:
    found: EmailMessage = message_from_bytes(content, policy=policy.default)
    return found


def test_a_domain_is_written_as_dns_has_it_today_and_never_as_another_one() -> None:
    assert in_ascii("jo@straße.de") == "jo@xn--strae-oqa.de"
    assert in_ascii("jo@école.example") == "jo@xn--cole-9oa.example"
    with pytest.raises(UnicodeError):
        in_ascii("jo@é..example")


def test_both_parts_say_what_was_written() -> None:
    mail = parsed(written())
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == f"{SAID.text}\n"
    assert html.get_content().strip() == "<p>Été</p>"
    assert mail["Subject"] == SAID.subject


@given(st.text(max_size=300), st.text(max_size=200))
def test_whatever_stands_in_a_subject_or_a_name_adds_no_header(subject: str, name: str) -> None:
    content = written(Composed(subject, "a", "b"), name)
    plain = parsed(written())
    mail = parsed(content)
    assert mail.keys() == plain.keys()
    assert mail["To"] == "rose@example.org"
    assert [each.addr_spec for each in mail["From"].addresses] == ["news@example.org"]
    head = content.partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert max(map(len, head.split(b"\r\n"))) < 998
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)


def test_an_injected_header_stays_a_part_of_the_subject() -> None:
    mail = parsed(written(Composed("News\r\nBcc: everyone@example.org\n\nHello", "a", "b"), "A\r\nX-B: 1"))
    assert mail["Subject"] == "News Bcc: everyone@example.org Hello"
    assert "Bcc" not in mail
    assert "X-B" not in mail


@given(st.text(max_size=60))
def test_what_is_no_address_is_no_letter(words: str) -> None:
    try:
        address = in_ascii(words)
    except UnicodeError:
        return
    assert not set(address) & set("\r\n<>, ")
    assert address.count("@") >= 1


def test_an_international_domain_is_written_as_dns_has_it() -> None:
    assert in_ascii("rose@exemplé.org") == "rose@xn--exempl-gva.org"
    with pytest.raises(UnicodeError):
        in_ascii("rose@a>\r\nBcc: x@example.org")


def test_a_request_by_mail_is_offered_where_somebody_reads_it(settings: Settings) -> None:
    mark = "a" * 24
    assert unsubscribe_headers("https://x/", mark)["List-Unsubscribe"] == "<https://x/>"
    settings.BALISE_BOUNCE_ADDRESS = "mail@example.org"
    assert tagged("b", mark) == f"mail+b-{mark}@example.org"
    assert f"<mailto:mail+u-{mark}@example.org" in unsubscribe_headers("https://x/", mark)["List-Unsubscribe"]


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_who_gets_a_message_can_check_who_signed_it(kind: str, settings: Settings, tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 4096) if kind == "rsa" else ed25519.Ed25519PrivateKey.generate()
    file = tmp_path / "dkim.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    settings.BALISE_DKIM_KEY_FILE = str(file)
    settings.BALISE_DKIM_DOMAIN, settings.BALISE_DKIM_SELECTOR = "example.org", "balise"
    content = written(headers=unsubscribe_headers("https://balise.example.org/unsubscribe/" + "x" * 60, "m"))

    def dns(name: bytes, timeout: float = 0) -> bytes:
        del timeout
        assert name == b"balise._domainkey.example.org."
        shape = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        if kind == "ed25519":
            shape = (Encoding.Raw, PublicFormat.Raw)
        return f"v=DKIM1; k={kind}; p=".encode() + b64encode(key.public_key().public_bytes(*shape))

    assert max(map(len, content.split(b"\r\n"))) < 998
    assert dkim.verify(content, dnsfunc=dns)
    assert not dkim.verify(content.replace(b"unsubscribe/x", b"unsubscribe/y"), dnsfunc=dns)
    assert not dkim.verify(content.replace(b"Bonjour", b"Bonsoir"), dnsfunc=dns)
    for added in (
        b"From: else@example.org",
        b"Subject: Else",
        b"List-Unsubscribe: <https://else.example.org>",
    ):
        assert not dkim.verify(added + b"\r\n" + content, dnsfunc=dns)


def test_half_of_the_settings_of_a_signature_are_refused(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="BALISE_DKIM_SELECTOR"):
        dkim_settings({"BALISE_DKIM_DOMAIN": "example.org", "BALISE_DKIM_KEY_FILE": "key"})
    settings.BALISE_DKIM_KEY_FILE = str(tmp_path / "nothing")
    with pytest.raises(ImproperlyConfigured, match="BALISE_DKIM_KEY_FILE"):
        signer()


@pytest.mark.parametrize("address", ["mail", "@example.org", f"{'a' * 38}@example.org", "é@example.org"])
def test_an_address_for_bounces_has_to_hold_a_mark(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="BALISE_BOUNCE_ADDRESS"):
        bounce_address({"BALISE_BOUNCE_ADDRESS": address})
