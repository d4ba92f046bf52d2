"""What comes back: a message that bounced, a complaint, a mail to stop; and what others made up."""

from __future__ import annotations

from email import message_from_string
from email.message import EmailMessage
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest

from balise.consent.queries import may_reach
from balise.consent.words import Channel, State
from balise.outreach.models import Message, MessageEvent
from balise.outreach.sending.commands import bounces, settle
from balise.outreach.sending.returning import act_on
from balise.outreach.sending.returns import What, read
from balise.outreach.words import MessageState
from tests.outreach.campaigns.steps import noted
from tests.outreach.sending.crowd import happened_to, message_to, send, start
from tests.people.world import NOW, later

if TYPE_CHECKING:
    from email.message import Message as Mail
    from pathlib import Path

    from pytest_django import Settings

    from balise.outreach.models import Campaign
    from tests.consent.conftest import Asked
    from tests.outreach.sending.post_office import PostOffice
    from tests.people.world import World

pytestmark = pytest.mark.django_db

ROSE = "rose@example.org"


@pytest.fixture
def sent(campaign: Campaign, office: PostOffice, settings: Settings) -> Message:
    """What was sent to Rose, with an address of ours for what comes back."""
    settings.BALISE_BOUNCE_ADDRESS = "mail@example.org"
    start(campaign)
    send()
    message = message_to(ROSE)
    assert office.reached[ROSE] == 1
    assert [mail_from for mail_from, to, _ in office.got if to == ROSE] == [
        f"mail+b-{message.mark}@example.org"
    ]
    return message


def report(
    message: Message, action: str = "failed", status: str = "5.1.1", to: str = "", more: str = ""
) -> Mail:
    """As mail servers write it (RFC 3464)."""
    return message_from_string(f"""\
From: MAILER-DAEMON@mx.example.net
To: {to or f"mail+b-{message.mark}@example.org"}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{"f" * 32}@mx.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.{more}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; rose@example.org
Action: {action}
Status: {status}

--b
Content-Type: text/rfc822-headers

From: news@example.org
Message-ID: {message.message_id}

--b--
""")


def complaint(message: Message, feedback: str = "abuse") -> Mail:
    """As mailbox providers write it (RFC 5965)."""
    return message_from_string(f"""\
From: feedback@isp.example
To: mail@example.org
Subject: FW: Nos ateliers
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: {feedback}
User-Agent: Feedback/1.0
Version: 1

--b
Content-Type: message/rfc822

From: Heron Cove <news@example.org>
Message-ID: {message.message_id}
Subject: Nos ateliers

Bonjour

--b--
""")


def acted(mail: Mail, now: int = 1) -> What:
    return act_on(returned=read(mail), now=later(hours=now))


def test_a_message_that_bounced_is_called_so_once(sent: Message) -> None:
    for _ in range(2):
        assert acted(report(sent)) is What.HARD
    sent.refresh_from_db()
    assert (sent.state, sent.reason) == (MessageState.BOUNCED, "5.1.1")
    assert happened_to(sent) == ["queued", "sent", "bounced"]
    assert len(noted("bounced")) == 1


def test_a_bounce_is_known_by_the_number_of_the_message_alone(sent: Message) -> None:
    assert acted(report(sent, to="news@example.org")) is What.HARD
    sent.refresh_from_db()
    assert sent.state == MessageState.BOUNCED


def test_a_delay_is_noted_and_nothing_else(sent: Message) -> None:
    for _ in range(2):
        assert acted(report(sent, "delayed", "4.4.1")) is What.SOFT
    sent.refresh_from_db()
    assert sent.state == MessageState.SENT
    assert happened_to(sent) == ["queued", "sent", "deferred"]


def test_what_an_old_mail_server_writes_is_understood(sent: Message) -> None:
    mail = EmailMessage()
    mail["From"] = "MAILER-DAEMON@old.example.net"
    mail["To"] = f"mail+B-{sent.mark.upper()}@example.org"
    mail["Subject"] = "failure notice"
    mail.set_content(
        "Hi. This is the qmail-send program at old.example.net.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        "<rose@example.org>:\n192.0.2.1 does not like recipient.\n"
        "Remote host said: 550 no such user\nGiving up on 192.0.2.1.\n\n"
        "--- Below this line is a copy of the message.\n\n"
    )
    assert acted(mail) is What.HARD


@pytest.mark.provision("S1-27")
def test_who_complains_is_written_to_no_more(sent: Message, world: World, news: Asked) -> None:
    for hours in (1, 2):
        assert acted(complaint(sent), hours) is What.COMPLAINT
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.WITHDRAWN
    assert happened_to(sent) == ["queued", "sent", "complained"]
    assert len(noted("complained")) == 1


def test_a_report_that_it_was_no_spam_is_no_complaint(sent: Message, world: World, news: Asked) -> None:
    assert acted(complaint(sent, "not-spam")) is What.NOTHING
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.GIVEN


def test_a_mail_to_the_address_of_the_header_stops_it(
    sent: Message, office: PostOffice, world: World, news: Asked
) -> None:
    mail = asked_to_stop(office)
    assert acted(mail) is What.UNSUBSCRIBE
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.WITHDRAWN
    assert happened_to(sent)[-1] == "unsubscribed"


@pytest.mark.provision("S1-34")
def test_such_a_mail_is_obeyed_also_when_a_restore_forgot_the_message(
    sent: Message, office: PostOffice, world: World, news: Asked
) -> None:
    mail = asked_to_stop(office)
    Message.objects.filter(pk=sent.pk).update(mark="a" * 24)
    made_up = asked_to_stop(office)
    made_up.replace_header("Subject", str(mail["Subject"]).replace("workshops", "visits"))
    assert acted(made_up) is What.NOTHING
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.GIVEN
    for hours in (1, 2):
        assert acted(mail, hours) is What.UNSUBSCRIBE
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.WITHDRAWN


def asked_to_stop(office: PostOffice) -> Mail:
    """What a mail program sends that knows no other way, as it reached us."""
    [_, way] = str(office.mail(ROSE)["List-Unsubscribe"]).split(", ")
    asked = urlsplit(way.strip("<>"))
    mail = EmailMessage()
    mail["From"] = "Rose <rose@example.org>"
    mail["To"] = asked.path
    mail["Subject"] = dict(parse_qsl(asked.query))["subject"]
    mail.set_content("")
    return message_from_string(mail.as_string())


def test_what_names_none_of_ours_or_was_made_up_changes_nothing(
    sent: Message, world: World, news: Asked
) -> None:
    before = list(Message.objects.values()), MessageEvent.objects.count()
    stranger = Message(mark="a" * 24, message_id=f"<{'0' * 32}@example.org>")
    answer = EmailMessage()
    answer["From"], answer["To"] = "Rose <rose@example.org>", "news@example.org"
    answer["In-Reply-To"] = sent.message_id
    answer.set_content(f"I am away until Monday. You wrote {sent.message_id}.")
    others = " ".join(Message.objects.values_list("message_id", flat=True))
    several = report(sent, to="news@example.org", more=others)
    for mail in (report(stranger), complaint(stranger), answer, several, EmailMessage()):
        assert acted(mail) is What.NOTHING
    assert (list(Message.objects.values()), MessageEvent.objects.count()) == before
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.GIVEN


def test_of_what_never_left_nothing_comes_back(campaign: Campaign, office: PostOffice) -> None:
    start(campaign)
    waiting = message_to(ROSE)
    assert acted(report(waiting)) is What.NOTHING
    send()
    assert office.reached[ROSE] == 1


def test_a_bounce_proves_that_an_uncertain_message_left(sent: Message) -> None:
    Message.objects.filter(pk=sent.pk).update(state=MessageState.UNCERTAIN)
    assert acted(report(sent)) is What.HARD
    assert happened_to(sent) == ["queued", "sent", "settled", "bounced"]


def test_a_log_settles_those_that_it_names_and_no_others(sent: Message, tmp_path: Path) -> None:
    others = Message.objects.exclude(pk=sent.pk)
    Message.objects.update(state=MessageState.UNCERTAIN)
    log = tmp_path / "mail.log"
    log.write_text(
        f"Mar  3 10:00:01 mx postfix/cleanup[1]: 4F1: message-id={sent.message_id}\n"
        "Mar  3 10:00:02 mx postfix/cleanup[1]: 4F2: message-id=<x@example.net>\n",
        encoding="utf-8",
    )
    told = settle(file=log, now=later(hours=1), lang="en")
    assert (told.code, told.lines) == (0, ["Uncertain messages settled by this log: 1. Still uncertain: 3."])
    sent.refresh_from_db()
    assert sent.state == MessageState.SENT
    assert set(others.values_list("state", flat=True)) == {MessageState.UNCERTAIN}
    assert settle(file=tmp_path / "none", now=NOW, lang="en").code == 2


def test_a_mailbox_is_read_whatever_its_kind_and_reading_it_again_changes_nothing(
    sent: Message, tmp_path: Path
) -> None:
    one = tmp_path / "one.eml"
    one.write_bytes(bytes(report(sent)))
    mbox = tmp_path / "mbox"
    mbox.write_bytes(b"From MAILER-DAEMON Mon Mar  3 10:00:00 2025\n" + bytes(report(sent)) + b"\n")
    for name in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / name).mkdir(parents=True)
    (tmp_path / "Maildir" / "new" / "1").write_bytes(bytes(report(sent)))
    for place in (one, mbox, tmp_path / "Maildir"):
        told = bounces(where=str(place), now=later(hours=1), lang="en")
        assert told.code == 0
        assert "Messages read: 1. Not delivered: 1." in told.lines[0]
    assert len(noted("bounced")) == 1
    assert bounces(where=str(tmp_path / "nothing"), now=NOW, lang="en").code == 2
