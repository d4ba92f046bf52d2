"""A tool that never heard of Balise sends through the gate: it reaches those who agreed, and nobody else."""

from __future__ import annotations

import asyncio
import re
import smtplib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep
from typing import TYPE_CHECKING

import aiosmtplib
import pytest
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper

from balise.consent.queries import may_reach
from balise.consent.words import Channel, State
from balise.journal.models import Entry
from balise.outreach.gate import serving
from balise.outreach.gate.operations import close_account
from balise.outreach.models import GateDecision, Message, MessageEvent, Recipient
from balise.outreach.words import Audience, MessageEventKind, MessageState
from balise.people.addresses import address_key
from balise.people.models import ContactPoint
from balise.people.words import ContactKind
from tests.consent.saying import says, withdraws
from tests.outreach.gate.conftest import ANSWERED, HERE, as_sent, letter, opened
from tests.outreach.preparing import begun
from tests.people.test_concurrency import at_once
from tests.people.world import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client as Browser
    from pytest_django import Settings

    from tests.outreach.gate.conftest import Gatehouse
    from tests.people.world import World

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROSE, ULLA, NOBODY = "rose@example.org", "ulla@example.org", "nobody@example.org"


@pytest.fixture
def agreed(shared: World, gatehouse: Gatehouse) -> Gatehouse:
    """Rose and Ulla agreed to hear of workshops."""
    ContactPoint.objects.create(
        client=shared.ulla, kind=ContactKind.EMAIL, value=ULLA, key=address_key(ContactKind.EMAIL, ULLA)
    )
    for client in (shared.rose, shared.ulla):
        says(shared.pia, client, gatehouse.purpose)
    return gatehouse


def refused(gatehouse: Gatehouse, *to: str, **headers: str) -> bytes:
    """The answer to a message that reaches nobody."""
    before = len(gatehouse.mailroom.got)
    with pytest.raises((smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException)) as error:
        gatehouse.send(*to, **headers)
    assert len(gatehouse.mailroom.got) == before
    if isinstance(error.value, smtplib.SMTPRecipientsRefused):
        return b"%d %s" % next(iter(error.value.recipients.values()))
    assert isinstance(error.value, smtplib.SMTPResponseException)
    assert isinstance(error.value.smtp_error, bytes)
    return b"%d %s" % (error.value.smtp_code, error.value.smtp_error)


def close_pool() -> None:
    """Keep no connection open; only PostgreSQL has a pool of them."""
    here = connections["default"]
    if isinstance(here, DatabaseWrapper):
        here.close_pool()  # type: ignore[attr-defined]  # the stubs do not know it


# Whom a message reaches.


def test_when_the_server_behind_hangs_up_between_two_recipients_the_tool_has_to_try_both_again(
    agreed: Gatehouse,
) -> None:
    with agreed.sign_in() as client:
        client.mail("news@example.org")
        assert client.rcpt(ROSE)[0] == 250
        agreed.mailroom.hang_up()
        sleep(0.3)
        assert client.rcpt(ULLA)[0] == 451
        assert client.data(as_sent(letter(ROSE, ULLA)))[0] == 451
        assert not agreed.mailroom.got
        assert client.sendmail("news@example.org", [ROSE, ULLA], as_sent(letter(ROSE, ULLA))) == {}
    assert agreed.mailroom.reached == [ROSE, ULLA]


@pytest.mark.provision("S1-33")
def test_a_message_reaches_who_agreed_as_it_was_written(agreed: Gatehouse) -> None:
    assert agreed.send(ROSE) == {}
    [(sender, recipients, content)] = agreed.mailroom.got
    assert (sender, recipients) == ("news@example.org", [ROSE])
    assert content.endswith(as_sent(letter(ROSE)))


@pytest.mark.provision("S1-33", "S1-35")
def test_who_never_agreed_is_refused_with_the_reason_in_both_languages(gatehouse: Gatehouse) -> None:
    answer = refused(gatehouse, ROSE)
    assert answer.startswith(b"550 5.7.1 ")
    french, _, english = answer.decode("ascii").partition(" / ")
    assert "personne" in french
    assert "person" in english
    assert b"rose" not in answer.lower()
    assert len(answer) < 510
    assert refused(gatehouse, NOBODY).startswith(b"550 5.7.1 ")


@pytest.mark.provision("S1-34")
def test_a_withdrawal_is_obeyed_at_the_next_message_of_the_same_connection(
    shared: World, agreed: Gatehouse
) -> None:
    with agreed.sign_in() as client:
        client.send_message(letter(ROSE))
        withdraws(shared.rose, agreed.purpose, channel=Channel.EMAIL)
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.send_message(letter(ROSE))
    assert agreed.mailroom.reached == [ROSE]


def test_of_several_recipients_those_who_refused_are_told_and_the_others_get_it(
    shared: World, agreed: Gatehouse
) -> None:
    withdraws(shared.rose, agreed.purpose, channel=Channel.EMAIL)
    assert list(agreed.send(ROSE, ULLA)) == [ROSE]
    assert agreed.mailroom.reached == [ULLA]


@pytest.mark.provision("S1-34")
def test_who_withdraws_after_being_named_is_left_out_of_the_message(shared: World, agreed: Gatehouse) -> None:
    with agreed.sign_in() as client:
        client.mail("news@example.org")
        assert [client.rcpt(each)[0] for each in (ROSE, ULLA)] == [250, 250]
        withdraws(shared.rose, agreed.purpose, channel=Channel.EMAIL)
        assert client.data(as_sent(letter(ROSE, ULLA)))[0] == 250
        client.mail("news@example.org")
        assert client.rcpt(ULLA)[0] == 250
        withdraws(shared.ulla, agreed.purpose, channel=Channel.EMAIL)
        assert client.data(as_sent(letter(ULLA)))[0] == 550
    assert agreed.mailroom.reached == [ULLA]


@pytest.mark.provision("S1-34")
def test_eight_tools_at_once_send_nothing_after_a_withdrawal_was_acknowledged(
    shared: World, agreed: Gatehouse
) -> None:
    sent_before: list[int] = []

    def tool() -> None:
        with agreed.sign_in() as client:
            for _ in range(4):
                try:
                    client.send_message(letter(ROSE))
                except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError):
                    continue

    def rose() -> None:
        while not agreed.mailroom.got:
            sleep(0.001)
        withdraws(shared.rose, agreed.purpose, channel=Channel.EMAIL)
        sent_before.append(len(agreed.mailroom.got))

    at_once(*[tool] * 8, rose)
    assert sent_before == [len(agreed.mailroom.got)]
    assert 0 < sent_before[0] < 32


def test_organisations_are_written_to_unless_they_refused(shared: World, agreed: Gatehouse) -> None:
    account, secret = opened(
        shared,
        agreed.purpose.purpose,
        "schools",
        ANSWERED | {"consent_basis": "published_address", "relevant_to_role": "true"},
        audience=Audience.ORGANISATIONS,
    )
    withdraws(shared.rose)
    with agreed.sign_in(account.login, secret) as client:
        client.send_message(letter("school@example.org"))
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.send_message(letter(ROSE))
    assert agreed.mailroom.reached == ["school@example.org"]


def test_nothing_more_goes_to_an_address_from_where_mail_came_back(shared: World, agreed: Gatehouse) -> None:
    campaign = begun(shared, agreed.purpose.purpose)
    recipient = Recipient.objects.create(campaign=campaign, number=1, email=ROSE)
    message = Message.objects.create(
        campaign=campaign,
        recipient=recipient,
        address=address_key(ContactKind.EMAIL, ROSE),
        message_id="<1@example.org>",
        state=MessageState.BOUNCED,
    )
    with agreed.sign_in() as client:
        client.mail("news@example.org")
        assert [client.rcpt(each)[0] for each in (ROSE, ULLA)] == [250, 250]
        MessageEvent.objects.create(message=message, kind=MessageEventKind.BOUNCED, detail="5.1.1", at=NOW)
        # It came back after they were named.
        assert client.data(as_sent(letter(ROSE, ULLA)))[0] == 250
    assert refused(agreed, ROSE).startswith(b"550 5.7.1 ")
    assert agreed.mailroom.reached == [ULLA]
    assert set(GateDecision.objects.filter(passed=False).values_list("reason", flat=True)) == {"returned"}
    ContactPoint.objects.filter(value=ROSE).update(added_at=NOW + timedelta(minutes=1))
    assert agreed.send(ROSE) == {}


# Who may send, and as whom.


def test_strangers_are_refused_and_those_who_go_on_trying_wait(gatehouse: Gatehouse) -> None:
    with smtplib.SMTP(HERE, gatehouse.port) as client:
        client.ehlo()
        assert client.mail("news@example.org")[0] == 530
        assert client.rcpt(ROSE)[0] in {503, 530}
    # smtplib tries PLAIN, then LOGIN: each time is two failures.
    for login, secret in (("newsletter", "guess"), ("nobody", gatehouse.secret)):
        with pytest.raises(smtplib.SMTPAuthenticationError) as error:
            gatehouse.sign_in(login, secret)
        assert error.value.smtp_code == 535
    for _ in range(2):
        with pytest.raises(smtplib.SMTPAuthenticationError):
            gatehouse.sign_in(secret="guess")
    with pytest.raises(smtplib.SMTPAuthenticationError) as error:
        gatehouse.sign_in()
    assert error.value.smtp_code == 454
    assert gatehouse.mailroom.got == []


def test_a_closed_account_is_out_at_once_also_where_it_is_signed_in(shared: World, agreed: Gatehouse) -> None:
    with agreed.sign_in() as client:
        client.send_message(letter(ROSE))
        client.mail("news@example.org")
        client.rcpt(ROSE)
        close_account(by=shared.pia, account=agreed.account, now=NOW)
        assert client.data(as_sent(letter(ROSE)))[0] == 550
        assert client.mail("news@example.org")[0] == 550
    with pytest.raises(smtplib.SMTPAuthenticationError):
        agreed.sign_in()
    assert agreed.mailroom.reached == [ROSE]


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"sender": "someone@elsewhere.example"}, b"550 5.7.2"),
        ({"sender": "a@example.org, b@elsewhere.example", "Sender": "news@example.org"}, b"550 5.7.2"),
        ({"X_Balise_Purpose": "fundraising"}, b"550 5.7.3"),
    ],
)
def test_a_message_that_says_it_is_something_else_is_refused_for_all(
    agreed: Gatehouse, headers: dict[str, str], code: bytes
) -> None:
    assert refused(agreed, ROSE, **headers).startswith(code)
    assert agreed.send(ROSE, X_Balise_Purpose="workshops") == {}


def test_nothing_hides_in_a_message_or_in_an_address(agreed: Gatehouse) -> None:
    with agreed.sign_in() as client:
        client.mail("")
        assert client.rcpt(ROSE)[0] == 503
        for address in ("rose%example.org@example.org", "example.org!rose@example.org", "rose"):
            client.mail("news@example.org")
            assert client.rcpt(address)[0] == 553
        client.mail("news@example.org")
        client.rcpt(ROSE)
        client.docmd("DATA")
        client.send(b"From: news@example.org\r\n\r\nHello\n.\r\nMAIL FROM:<x@example.org>\r\n.\r\n")
        assert client.getreply()[0] == 550
    assert agreed.mailroom.got == []


def test_no_message_has_more_recipients_than_the_gate_can_ask_about(
    agreed: Gatehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "MOST_RECIPIENTS", 1)
    assert agreed.send(ROSE, ULLA)[ULLA][0] == 452
    assert agreed.mailroom.reached == [ROSE]


# The server behind, and what may go wrong.


def test_what_the_server_behind_answers_is_answered(agreed: Gatehouse) -> None:
    agreed.mailroom.refuses = {ULLA: "552 5.2.2 mailbox full"}
    assert agreed.send(ROSE, ULLA) == {ULLA: (552, b"5.2.2 mailbox full")}
    for reply in ("451 4.7.1 try later", "554 5.6.0 no such thing"):
        agreed.mailroom.reply = reply
        assert refused(agreed, ROSE) == reply.encode()


def test_when_the_server_behind_is_away_the_tool_tries_again_later(agreed: Gatehouse) -> None:
    agreed.mailroom.stop()
    assert refused(agreed, ROSE).startswith(b"451 4.4.1")


def test_nothing_passes_while_the_database_is_away(agreed: Gatehouse, tmp_path: Path) -> None:
    known = connections.settings["default"]
    name = known["NAME"]
    with agreed.sign_in() as client:
        client.mail("news@example.org")
        assert client.rcpt(ROSE)[0] == 250
        connection.close()
        known["NAME"] = str(tmp_path / "nowhere" / "database") if connection.vendor == "sqlite" else "nowhere"
        close_pool()
        try:
            assert client.data(as_sent(letter(ROSE)))[0] == 451
            assert client.mail("news@example.org")[0] == 451
            with pytest.raises(smtplib.SMTPAuthenticationError) as error:
                agreed.sign_in()
            assert error.value.smtp_code == 451
        finally:
            close_pool()
            known["NAME"] = name
        assert agreed.mailroom.got == []
        client.send_message(letter(ROSE))
    assert agreed.mailroom.reached == [ROSE]


# What is added, and what is kept.


@pytest.mark.provision("S1-34")
def test_one_click_in_the_message_stops_the_next(
    shared: World, agreed: Gatehouse, client: Browser, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    agreed.send(ROSE)
    [(_, _, content)] = agreed.mailroom.got
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in content
    found = re.search(rb"List-Unsubscribe: <https?://testserver(/[^>]+)>\r\n", content)
    assert found is not None
    done = client.post(found[1].decode(), {"List-Unsubscribe": "One-Click"}, secure=True)
    assert done.status_code == 200
    assert may_reach(shared.rose, agreed.purpose.purpose, Channel.EMAIL, NOW) is State.WITHDRAWN
    assert refused(agreed, ROSE).startswith(b"550 5.7.1")


def test_a_way_to_unsubscribe_is_added_only_where_there_is_none_and_one_person(agreed: Gatehouse) -> None:
    agreed.send(ROSE, ULLA)
    agreed.send(ROSE, List_Unsubscribe="<https://example.org/stop>")
    first, second = (content for _, _, content in agreed.mailroom.got)
    assert b"List-Unsubscribe" not in first
    assert second.count(b"List-Unsubscribe") == 1


def test_every_answer_is_kept_without_an_address_or_a_word_of_the_message(agreed: Gatehouse) -> None:
    agreed.send(ROSE, NOBODY)
    kept = list(GateDecision.objects.order_by("pk").values_list("address", "passed"))
    assert kept == [
        (address_key(ContactKind.EMAIL, NOBODY), False),
        (address_key(ContactKind.EMAIL, ROSE), True),
    ]
    told = Entry.objects.get(kind="outreach.gate_refused").content
    assert "example" not in told
    assert "Ateliers" not in told


def test_another_mail_client_is_answered_alike(agreed: Gatehouse) -> None:
    """aiosmtplib, which shares nothing with smtplib."""

    async def sent() -> dict[str, aiosmtplib.SMTPResponse]:
        refusals, _ = await aiosmtplib.send(
            letter(ROSE, NOBODY),
            hostname=HERE,
            port=agreed.port,
            username=agreed.account.login,
            password=agreed.secret,
            start_tls=False,
        )
        return refusals

    with ThreadPoolExecutor(1) as alone:  # a browser test may have left a loop running in this thread
        refusals = alone.submit(asyncio.run, sent()).result()
    assert [answer.code for answer in refusals.values()] == [550]
    assert agreed.mailroom.reached == [ROSE]
