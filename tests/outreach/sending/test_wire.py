"""What becomes of a letter on the wire, and never more certain than it is."""

from __future__ import annotations

import asyncio
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from balise.consent.handovers import steady
from balise.outreach.sending.letters import Letter
from balise.outreach.sending.mail_server import MailServer
from balise.outreach.sending.wire import AWAY, Ending, Outcome, Wire
from tests.outreach.sending.certificates import Certificate, make_certificate
from tests.outreach.sending.post_office import HERE, PostOffice, free_port, open_post_office, use

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aiosmtpd.smtp import SMTP
    from pytest_django import Settings

ROSE = "rose@example.org"


def letter(to: str = ROSE, number: int = 1) -> Letter:
    return Letter("news@example.org", to, b"Subject: News\r\n\r\nHello\r\n.\r\nBye\r\n", number)


def hand_over(*letters: Letter, seconds: float = 20.0, connections: int = 2) -> dict[int, Outcome]:
    wire = Wire(MailServer.configured(), connections)
    try:
        return wire.hand_over(letters, steady() + seconds).result(timeout=60)
    finally:
        wire.close()


@pytest.fixture
def office(settings: Settings) -> Iterator[PostOffice]:
    with open_post_office(settings) as opened:
        yield opened


def test_letters_arrive_whole_over_several_connections(office: PostOffice) -> None:
    told = hand_over(*(letter(f"reader{n}@example.org", n) for n in range(20)), connections=4)
    assert set(told.values()) == {Outcome(Ending.SENT, "250 2.0.0")}
    assert office.reached == {f"reader{n}@example.org": 1 for n in range(20)}
    assert {text for _, _, text in office.got} == {letter().content}


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("550 5.1.1 <rose@example.org> is nobody here", Outcome(Ending.REFUSED, "550 5.1.1")),
        ("452 4.2.2 rose@example.org is over quota", Outcome(Ending.DEFERRED, "452 4.2.2")),
        ("550 no", Outcome(Ending.REFUSED, "550")),
        ("421 4.3.2 going down", Outcome(Ending.DEFERRED, "421 4.3.2")),
    ],
)
def test_a_refusal_is_told_by_its_code_and_never_by_words_that_may_name_someone(
    answer: str, outcome: Outcome, office: PostOffice
) -> None:
    office.answers[ROSE] = answer
    told = hand_over(letter(), letter("theo@example.org", 2), connections=1)
    assert told == {1: outcome, 2: Outcome(Ending.SENT, "250 2.0.0")}


def test_a_refusal_of_the_text_is_one_of_the_letter(office: PostOffice) -> None:
    office.reply = lambda _: "554 5.7.1 spam"
    assert hand_over(letter()) == {1: Outcome(Ending.REFUSED, "554 5.7.1")}


def test_a_connection_lost_after_the_text_leaves_it_uncertain(office: PostOffice) -> None:
    def hang_up(server: SMTP, _to: str) -> None:
        assert isinstance(server.transport, asyncio.WriteTransport)
        server.transport.abort()

    office.before_reply = hang_up
    [outcome] = hand_over(letter()).values()
    assert outcome.ending is Ending.UNCERTAIN
    assert office.reached == {ROSE: 1}


def test_a_server_that_says_nothing_after_the_text_leaves_it_uncertain_in_time(
    office: PostOffice,
) -> None:
    office.before_reply = lambda _server, _to: time.sleep(4)
    began = steady()
    [outcome] = hand_over(letter(), seconds=2.5).values()
    assert outcome.ending is Ending.UNCERTAIN
    assert steady() - began < 4


def test_a_server_that_breaks_off_before_the_text_has_nothing(settings: Settings) -> None:
    async def served() -> dict[int, Outcome]:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"220 here\r\n")
            await reader.readline()
            writer.write(b"250 hello\r\n")
            await reader.readline()
            writer.close()

        async with await asyncio.start_server(answer, HERE, port):
            return await asyncio.to_thread(hand_over, letter())

    port = free_port()
    use(settings, port)
    with ThreadPoolExecutor(1) as alone:  # a browser test may have left a loop running in this thread
        assert alone.submit(asyncio.run, served()).result() == {1: AWAY}


def test_a_server_that_is_not_there_is_away(settings: Settings) -> None:
    use(settings, free_port())
    assert hand_over(letter()) == {1: AWAY}


def test_nothing_is_begun_when_the_time_is_over(office: PostOffice) -> None:
    assert hand_over(letter(), seconds=0.0) == {1: AWAY}
    assert not office.got


def test_a_connection_that_the_server_closed_meanwhile_is_made_anew(office: PostOffice) -> None:
    def close_soon(server: SMTP, _to: str) -> None:
        assert server.transport is not None
        asyncio.get_running_loop().call_later(0.05, server.transport.close)

    wire = Wire(MailServer.configured(), 1)
    try:
        office.before_reply = close_soon
        [first] = wire.hand_over([letter()], steady() + 20).result().values()
        time.sleep(0.3)
        office.before_reply = lambda _server, _to: None
        [second] = wire.hand_over([letter()], steady() + 20).result().values()
    finally:
        wire.close()
    assert (first.ending, second.ending) == (Ending.SENT, Ending.SENT)
    assert office.reached == {ROSE: 2}


def test_an_address_beyond_ascii_goes_where_it_is_understood(settings: Settings) -> None:
    with open_post_office(settings) as office:
        assert hand_over(letter("rosé@example.org"))[1].ending is Ending.SENT
        assert office.reached == {"rosé@example.org": 1}
    with open_post_office(settings, enable_SMTPUTF8=False) as office:
        assert hand_over(letter("rosé@example.org")) == {1: Outcome(Ending.REFUSED, "553 5.6.7")}
        assert not office.got


@pytest.fixture(scope="module")
def certificate() -> Certificate:
    return make_certificate(HERE)


@pytest.mark.parametrize("way", ["starttls", "tls"])
@pytest.mark.parametrize("known", [True, False])
def test_the_wire_is_encrypted_and_a_stranger_gets_nothing(  # noqa: PLR0917  pytest gives fixtures
    way: str,
    known: bool,  # noqa: FBT001  pytest gives parameters by place
    certificate: Certificate,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if known:
        trusted = tmp_path / "trusted.pem"
        trusted.write_bytes(certificate.certificate.public_bytes(Encoding.PEM))
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.write(tmp_path))
    options: dict[str, Any] = (
        {"ssl_context": context} if way == "tls" else {"tls_context": context, "require_starttls": True}
    )
    with open_post_office(settings, **options) as office:
        use(settings, office.port, starttls=way == "starttls", tls=way == "tls")
        told = hand_over(letter())
    assert told == {1: Outcome(Ending.SENT, "250 2.0.0") if known else AWAY}
    assert office.reached.total() == int(known)
